"""What stands beside the templates in the admin's folder and goes with mail to customers: the logo, other pictures,
and each technician's signature.

Notices changes, keeps what worked while the process runs, and tells of each broken state once. Writes nothing.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from frontdesk.mailbox.rendering.filters import Dressed
from frontdesk.mailbox.rendering.page import BrokenPage, BrokenTemplate
from frontdesk.mailbox.rendering.pictures import (
    TYPES,
    BadPicture,
    Picture,
    logo_name,
    named_in,
    read_picture,
    shown_in,
)
from frontdesk.mailbox.rendering.signatures import SIZE_AT_MOST, signature

SIGNATURES = "signatures"  # <address>.md, and in a folder of its own what a language has instead
_CHECKED_EVERY = 1.0  # seconds


@dataclass(frozen=True, slots=True)
class BesideTrouble:
    """What is wrong with a file; `line` is 0 when it isn't known, `version` names the state of it."""

    path: Path
    line: int
    message: str
    version: str


class Beside:
    """`folders`: where to look, the first first; none where there is no folder of the admin's."""

    def __init__(self, folders: tuple[Path, ...], clock: Callable[[], float] = time.monotonic) -> None:
        self.folders, self._clock = folders, clock
        self._logo: Picture | None = None
        self._logo_checked = float("-inf")
        self._kept: dict[str, Picture] = {}
        self.shown: set[Path] = set()  # the files of pictures that the page names
        self._signed: dict[tuple[object, ...], Dressed | None] = {}
        self._news: dict[tuple[Path, str], BesideTrouble] = {}
        self._told: set[tuple[Path, str]] = set()

    def values(
        self, author: str, language: str, style: Callable[[], str], team: Collection[str]
    ) -> Mapping[str, object]:
        """What a mail to a customer is given: the logo, None for none, and who wrote it signs with what."""
        if not self.folders:
            return {"logo": None, "signature": ""}
        signed = self.signature(author, language, style, team) if author else None
        return {"logo": self.logo(), "signature": signed or ""}

    def logo(self) -> Picture | None:
        now = self._clock()
        if now - self._logo_checked >= _CHECKED_EVERY:
            self._logo_checked = now
            self._logo = self._read_logo()
        return self._logo

    def _read_logo(self) -> Picture | None:
        for folder in self.folders:
            if name := logo_name(folder):
                return self._read(folder, name)
        return None

    def _read(self, folder: Path, name: str) -> Picture | None:
        try:
            self._kept[name] = read_picture(folder, name)
        except BadPicture as error:
            self._tell(BesideTrouble(folder / name, 0, str(error), _version(str(error))))
            return None
        return self._kept[name]

    def check_page(self, page: str) -> None:
        """Raises BrokenPage for a picture that the page shows and that can't go with a mail."""
        for name, line, has_width in named_in(page):
            if not self.folders:
                continue
            self.shown.add(self.folders[-1] / name)
            try:
                self._kept[name] = read_picture(self.folders[-1], name)
            except BadPicture as error:
                raise BrokenPage(str(error), line) from error
            if not has_width:
                raise BrokenPage(
                    f'without a width Outlook shows {name} as large as it is: write width="120"', line
                )

    def pictures(self, html: str) -> list[Picture]:
        """Those that a finished page shows."""
        return [self._kept[name] for name in shown_in(html) if name in self._kept]

    def shows(self, content: bytes) -> bool:
        logo = self.logo()
        return any(content == one.content for one in (*self._kept.values(), *((logo,) if logo else ())))

    def signature(
        self, author: str, language: str, style: Callable[[], str], team: Collection[str]
    ) -> Dressed | None:
        """What this technician's words are signed with in this language; None where no file says it, or none that
        can be used."""
        for path in self._signature_paths(author, language):
            try:
                found = path.stat()
                key = (path, found.st_mtime_ns, found.st_size, found.st_ino)
                if key not in self._signed:
                    self._signed[key] = self._read_signature(path, style(), team)
            except OSError:
                continue
            return self._signed[key]
        return None

    def _signature_paths(self, author: str, language: str) -> Iterator[Path]:
        if "/" in author or author.startswith("."):
            return
        for folder in self.folders:
            yield folder / SIGNATURES / language / f"{author}.md"
            yield folder / SIGNATURES / f"{author}.md"

    def _read_signature(self, path: Path, style: str, team: Collection[str]) -> Dressed | None:
        with path.open("rb") as file:
            raw = file.read(SIZE_AT_MOST + 1)
        try:
            return signature(raw, style, team)
        except BrokenTemplate as error:
            self._tell(BesideTrouble(path, error.line, str(error), _version(f"{raw!r}{error}")))
            return None

    def refresh(self, style: Callable[[], str], team: Collection[str]) -> None:
        """Looks at everything, so that what is broken is told before its mail is due."""
        self.logo()
        for path in self.signatures():
            language = path.parent.name if path.parent.name != SIGNATURES else ""
            self.signature(path.stem, language, style, team)

    def signatures(self) -> Iterator[Path]:
        """Every file of a signature."""
        for folder in self.folders:
            yield from sorted((folder / SIGNATURES).glob("*.md"))
            yield from sorted((folder / SIGNATURES).glob("*/*.md"))

    def strangers(self, team: Collection[str]) -> Iterator[BesideTrouble]:
        """Files of signatures that nobody's mail is signed with."""
        for path in self.signatures():
            if path.stem not in team:
                message = "nobody in TECHNICIANS or MANAGERS has this address: its name is <address>.md"
                yield BesideTrouble(path, 0, message, _version(message))

    def news(self) -> list[BesideTrouble]:
        """What is wrong and nobody has been told of yet."""
        told, self._news = list(self._news.values()), {}
        return told

    def _tell(self, trouble: BesideTrouble) -> None:
        key = (trouble.path, trouble.version)
        if key not in self._told:
            self._told.add(key)
            self._news[key] = trouble


def is_picture(path: Path) -> bool:
    return path.suffix.lower() in TYPES


def _version(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]
