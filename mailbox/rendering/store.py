"""Keeps the templates: finds the right file, notices edits, and never lets a broken one stop a mail.

A file in the admin's folder wins over the packaged one of the same language, any language over English. An
edit that doesn't work leaves the last version that did in force, also after a restart, and is told of once. Writes
nothing.
"""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import astuple, dataclass
from datetime import UTC, tzinfo
from functools import partial
from pathlib import Path

from frontdesk.mailbox.rendering.beside import Beside
from frontdesk.mailbox.rendering.compiled import Compiled
from frontdesk.mailbox.rendering.good_versions import GoodVersions
from frontdesk.mailbox.rendering.must_contain import require
from frontdesk.mailbox.rendering.page import BrokenPage, BrokenTemplate, Look
from frontdesk.mailbox.rendering.render import NotRendered, Rendered, render
from frontdesk.mailbox.rendering.samples import ALWAYS, SAMPLES
from frontdesk.mailbox.rendering.template_file import NOTHING_KEPT, Template, compile_template, try_out
from frontdesk.mailbox.rendering.wording import NamedZone
from frontdesk.rules.model import MailKind

DEFAULT_LANGUAGE = "en"
_CHECKED_EVERY = 1.0  # seconds
_LANGUAGE = re.compile(r"[a-z]{2,3}")

Signature = tuple[tuple[int, int, int] | None, ...]


@dataclass(frozen=True, slots=True)
class TemplateTrouble:
    """What is wrong with a file. `line` is 0 when it isn't known; `version` names the file's content, so that
    the same broken version is told of once, even after a restart."""

    path: Path
    line: int
    message: str
    version: str = ""

    def __str__(self) -> str:
        return f"{self.path}{f', line {self.line}' if self.line else ''}: {self.message}"


@dataclass(slots=True)
class _File:
    """A template file as it was last seen: `template` is the last version that worked, if any did."""

    seen: Signature = ()
    checked: float = float("-inf")
    template: Template | None = None
    trouble: TemplateTrouble | None = None


class TemplateStore:
    """The desk's templates.

    `packaged`: the folder that comes with frontdesk. `overrides`: the admin's, laid out in the same way, or
    None. `zone`: the desk's time zone, for times in mails. `clock`: seconds that only go forward. `good`: what
    worked of the admin's files when they were last read. `folder`: in `overrides`, of templates that come first.
    `compiled`: what earlier processes made of them.
    """

    def __init__(
        self,
        packaged: Path,
        overrides: Path | None = None,
        *,
        zone: tzinfo = UTC,
        clock: Callable[[], float] = time.monotonic,
        good: GoodVersions | None = None,
        folder: str = "",
        compiled: Compiled = NOTHING_KEPT,
    ) -> None:
        self.packaged, self.overrides, self.zone = packaged, overrides, zone
        self.folder = folder
        self._of: dict[tuple[str, tzinfo], TemplateStore] = {}
        self.good = good or GoodVersions()
        self.compiled = compiled
        self._clock = clock
        self.beside = Beside(self._own_folders(), clock)
        self._files: dict[Path, _File] = {}
        self._paths: dict[tuple[MailKind, str], list[tuple[Path, str]]] = {}
        self._news: list[TemplateTrouble] = []
        self._plain: TemplateStore | None = None  # for when the admin's template fails with a mail's values
        self._told: set[tuple[Path, str]] = set()

    def of(self, folder: str, zone: tzinfo) -> TemplateStore:
        """These templates for a department: those in its folder first, and times in its zone, by its name."""
        if (folder, zone) not in self._of:
            self._of[folder, zone] = TemplateStore(
                self.packaged,
                self.overrides,
                zone=zone if zone == self.zone else NamedZone(zone),
                clock=self._clock,
                good=self.good,
                folder=folder,
                compiled=self.compiled,
            )
        return self._of[folder, zone]

    def get(self, kind: MailKind | str, language: str) -> Template:
        """The template for a kind of mail in a language, or in English. Raises BrokenTemplate only when the
        packaged English file can't be used, LookupError for a kind that doesn't exist."""
        known = MailKind(kind)
        for path, spoken in self._candidates(known, language):
            template = self._usable(path, known, spoken)
            if template:
                return template
        raise BrokenTemplate(f"no template for {known} in {self.packaged}")

    def render(self, kind: MailKind | str, language: str, values: Mapping[str, object]) -> Rendered:
        """The mail; by the packaged template where the admin's fails with them. Raises NotRendered."""
        template = self.get(kind, language)
        try:
            return render(template, values)
        except NotRendered as error:
            self._plain = self._plain or TemplateStore(
                self.packaged, zone=self.zone, clock=self._clock, compiled=self.compiled
            )
            packaged = self._plain.get(kind, language)
            if packaged.source == template.source:
                raise
            version = _version(template.source.encode())
            self._tell(TemplateTrouble(Path(template.path), 0, str(error), version))
            return render(packaged, values)

    def style(self) -> str:
        """The CSS of the mails: the admin's, as it is or as it last worked, or the packaged one."""
        own = self._look_paths()[1]
        if any(trouble.path == own for trouble in self.troubles()):
            return self._before(own)
        try:
            return own.read_text("utf-8")
        except (OSError, UnicodeDecodeError):
            return self._before(own)

    def shows(self, content: bytes) -> bool:
        """Whether this is a picture that the desk's own mails show: quoted back, it is nobody's file."""
        return self.beside.shows(content) or any(store.beside.shows(content) for store in self._of.values())

    def troubles(self) -> list[TemplateTrouble]:
        """What is wrong now, as far as files have been looked at."""
        return [file.trouble for file in self._files.values() if file.trouble]

    def news(self) -> list[TemplateTrouble]:
        """Troubles that nobody has been told of yet; each version of a broken file appears once."""
        told, self._news = self._news, []
        told += [TemplateTrouble(*astuple(trouble)) for trouble in self.beside.news()]
        for store in self._of.values():
            told += store.news()
        return told

    def check(self, path: Path, kind: MailKind, language: str) -> TemplateTrouble | None:
        """What is wrong with one file, read afresh."""
        file = _File()
        self._read(file, path, kind, language)
        return file.trouble

    def refresh(self, team: Collection[str] = ()) -> None:
        """Looks at every file in the admin's folder: a broken edit is noticed before its mail is due. `team`: the
        addresses that no signature may tell."""
        self.beside.refresh(self.style, team)
        with self.compiled.together():
            if any(self._name(part) for part in self._look_paths()):
                self.get(MailKind.ACKNOWLEDGEMENT, DEFAULT_LANGUAGE)
            for kind, language in self.overridden():
                self.get(kind, language)
            for store in self._of.values():
                store.refresh(team)

    def overridden(self) -> Iterator[tuple[MailKind, str]]:
        """The kinds and languages that the admin's folder has files for."""
        beside = (self.overrides / self.folder).glob("*/*.md") if self.overrides and self.folder else ()
        for path in sorted((*self.overrides.glob("*/*.md"), *beside)) if self.overrides else ():
            if path.stem in SAMPLES and _LANGUAGE.fullmatch(path.parent.name):
                yield MailKind(path.stem), path.parent.name

    def languages(self) -> tuple[str, ...]:
        """Every language that there is a folder for, the packaged ones and the admin's."""
        folders = (folder for folder in (self.packaged, self.overrides) if folder)
        found = {path.parent.name for folder in folders for path in folder.glob("*/*.md")}
        return tuple(sorted(name for name in found if _LANGUAGE.fullmatch(name)))

    def _candidates(self, kind: MailKind, language: str) -> list[tuple[Path, str]]:
        """Where a template may stand and its language there, the best place first."""
        if not _LANGUAGE.fullmatch(language):  # it may come from a stranger's mail
            language = DEFAULT_LANGUAGE
        if (kind, language) not in self._paths:
            places = self._places(language)
            self._paths[kind, language] = [
                (folder / spoken / f"{kind}.md", spoken) for folder, spoken in places
            ]
        return self._paths[kind, language]

    def _own_folders(self) -> tuple[Path, ...]:
        """The admin's, a department's first."""
        if self.overrides is None:
            return ()
        return (self.overrides / self.folder, self.overrides) if self.folder else (self.overrides,)

    def _places(self, language: str) -> Iterator[tuple[Path, str]]:
        for spoken in dict.fromkeys((language, DEFAULT_LANGUAGE)):
            if self.overrides and self.folder:
                yield self.overrides / self.folder, spoken
            if self.overrides:
                yield self.overrides, spoken
            yield self.packaged, spoken

    def _usable(self, path: Path, kind: MailKind, language: str) -> Template | None:
        file = self._files.setdefault(path, _File())
        now = self._clock()
        if now - file.checked < _CHECKED_EVERY:
            return file.template
        file.checked = now
        seen = tuple(_signature(part) for part in (path, *self._look_paths(), *self.beside.shown))
        if seen != file.seen:
            file.seen = seen
            self._read(file, path, kind, language)
        return file.template

    def _read(self, file: _File, path: Path, kind: MailKind, language: str) -> None:
        """Takes a changed file over, or says why not and leaves the last version in force."""
        raw = _content(path)
        file.trouble = None
        if raw is None:
            file.template = None
            self._forget(path)
            return
        try:
            source = raw.decode()
            file.template, file.trouble = self._compiled(source, path, kind, language)
            self._keep(path, source)
        except UnicodeDecodeError:
            file.trouble = TemplateTrouble(path, 0, "save it as UTF-8", _version(raw))
        except BrokenTemplate as error:
            file.trouble = TemplateTrouble(path, error.line, str(error), _version(raw))
        if file.trouble:
            self._tell(file.trouble)
        if file.template is None:
            file.template = self._kept(path, kind, language)

    def _kept(self, path: Path, kind: MailKind, language: str) -> Template | None:
        """The version that worked when an earlier process read the file, if there was one and it still works."""
        source = self.good.get(self._name(path))
        if source is None:
            return None
        try:
            return self._compiled(source, path, kind, language)[0]
        except BrokenTemplate:
            self._forget(path)
            return None

    def _name(self, path: Path) -> str:
        """What a file of the admin's is kept by; "" for a packaged one, which nobody edits."""
        own = self.overrides is not None and path.is_relative_to(self.overrides)
        return path.relative_to(self.overrides).as_posix() if self.overrides is not None and own else ""

    def _keep(self, path: Path, source: str) -> None:
        if name := self._name(path):
            self.good.keep(name, source)

    def _forget(self, path: Path) -> None:
        self.good.forget(self._name(path))

    def _compiled(
        self, source: str, path: Path, kind: MailKind, language: str
    ) -> tuple[Template, TemplateTrouble | None]:
        """The template in the admin's page and style, or without the one of them that doesn't work; and why."""
        errors: list[Exception] = []
        _, style_path = self._look_paths()
        for page, style, without in self._looks():
            try:
                look = Look(page(), style())
                template = self._in_page(look, source, path, kind, language)
            except (BrokenTemplate, OSError, UnicodeDecodeError) as error:
                errors.append(error)
                continue
            if without is not None:
                with_style = bool(self._name(style_path)) and without != style_path
                why = errors[1] if with_style else errors[0]  # with all others as they last worked
                line = why.line if isinstance(why, BrokenPage) else 0
                version = _version(_content(without) or b"")
                return template, TemplateTrouble(without, line, str(why), version)
            for own, text in zip(self._look_paths(), (look.layout, look.style), strict=True):
                self._keep(own, text)
            return template, None
        raise errors[-1]  # not even without the admin's page and style: it is the template itself

    def _looks(self) -> Iterator[tuple[Callable[[], str], Callable[[], str], Path | None]]:
        """How to get at page and style, the admin's own first; and whose file is passed over."""
        page, style = self._look_paths()
        now = [partial(part.read_text, "utf-8") for part in (page, style)]
        before = [partial(self._before, part) for part in (page, style)]
        yield now[0], now[1], None
        if self._name(style):
            yield now[0], before[1], style
        if self._name(page):
            yield before[0], now[1], page
            yield before[0], before[1], page

    def _before(self, part: Path) -> str:
        """A page or style as it was when it last worked, or as it is packaged."""
        kept = self.good.get(self._name(part))
        return kept if kept is not None else (self.packaged / part.name).read_text("utf-8")

    def _in_page(self, look: Look, source: str, path: Path, kind: MailKind, language: str) -> Template:
        known = frozenset(SAMPLES[kind]) | frozenset(ALWAYS)
        self.beside.check_page(look.layout)
        template = compile_template(
            source,
            kind,
            language,
            zone=self.zone,
            look=look,
            path=str(path),
            known=known,
            compiled=self.compiled,
            works=lambda template: try_out(template, {**ALWAYS, **SAMPLES[kind]}),
        )
        if self._name(path):  # of the packaged ones a test knows it
            require(template, kind)
        return template

    def _look_paths(self) -> tuple[Path, Path]:
        return self._first("layout.html"), self._first("style.css")

    def _first(self, name: str) -> Path:
        own = self.overrides / name if self.overrides else None
        return own if own and own.is_file() else self.packaged / name

    def _tell(self, trouble: TemplateTrouble) -> None:
        key = (trouble.path, trouble.version)
        if key not in self._told:
            self._told.add(key)
            self._news.append(trouble)


def is_language(name: str) -> bool:
    """Whether a folder of this name may be a language's."""
    return _LANGUAGE.fullmatch(name) is not None


def _signature(path: Path) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def _version(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]
