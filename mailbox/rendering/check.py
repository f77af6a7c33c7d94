"""Looks at templates for the admin: what is wrong with them, and what their mails look like.

A template is tried with the sample values in a process of its own, with little memory and time, so that no
template can harm the desk by being checked.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Collection, Iterator, Mapping
from dataclasses import astuple, dataclass
from difflib import get_close_matches
from pathlib import Path
from subprocess import PIPE
from zoneinfo import ZoneInfo

from frontdesk.mailbox.rendering.beside import SIGNATURES, is_picture
from frontdesk.mailbox.rendering.branches import to_a_customer
from frontdesk.mailbox.rendering.pictures import embedded
from frontdesk.mailbox.rendering.render import Rendered, render
from frontdesk.mailbox.rendering.samples import ALWAYS, SAMPLES
from frontdesk.mailbox.rendering.store import TemplateStore, TemplateTrouble, is_language
from frontdesk.rules.model import MailKind

_MEMORY = 1 << 30  # bytes of address space
PAGE_FILES = ("layout.html", "style.css")
ANSWERS = "answers"  # the folder of prepared answers, which are checked by themselves
WORDS = "words.toml"  # a language's words beside its mails


@dataclass(frozen=True, slots=True)
class _Candidate:
    path: Path
    kind: MailKind
    language: str


def check_templates(
    store: TemplateStore, *, team: Collection[str] = (), seconds: float = 10.0
) -> list[TemplateTrouble]:
    """Every file of both folders, rendered with the sample values. `team`: the addresses of the technicians and
    managers; `seconds`: what one file may take."""
    candidates = list(_candidates(store))
    troubles = list(_strangers(store))
    store.beside.refresh(store.style, team)
    troubles += [
        TemplateTrouble(*astuple(one)) for one in (*store.beside.news(), *store.beside.strangers(team))
    ]
    done = 0
    while done < len(candidates):
        finished, found = _check_in_child(store, candidates[done:], seconds)
        troubles += found
        done += finished
        if done < len(candidates):
            message = f"takes more than {seconds:g} seconds or {_MEMORY >> 20} MB: make it simpler"
            troubles.append(TemplateTrouble(candidates[done].path, 0, message))
            done += 1
    return list(dict.fromkeys(troubles))  # a broken page is the trouble of every template


def preview(
    store: TemplateStore, kind: MailKind | str, language: str, own: Mapping[str, object] | None = None
) -> Rendered:
    """The mail that a template makes of the sample values, with the logo where it goes to a customer. `own`: values in
    the place of some of them."""
    values = {**ALWAYS, **SAMPLES[MailKind(kind)], **(own or {})}
    if to_a_customer(kind, values):
        values["logo"] = store.beside.logo()
    mail = render(store.get(kind, language), values)
    return mail._replace(html=embedded(mail.html, store.beside.pictures(mail.html)))


def copy_template(store: TemplateStore, name: str, language: str) -> Path:
    """Puts a packaged file into the admin's folder to be edited there, and says where.

    `name`: a kind of mail, "words" for a language's words, or one of PAGE_FILES. Raises FileExistsError rather than
    overwrite, LookupError when there is nothing to copy or nowhere to.
    """
    in_language = WORDS if name == "words" else f"{name}.md"
    part = Path(name) if name in PAGE_FILES else Path(language, in_language)
    source = store.packaged / part
    if store.overrides is None:
        raise LookupError("TEMPLATES_FOLDER isn't set")
    if not source.is_file():
        raise LookupError(f"there is no {source.name} in {language!r}")
    target = store.overrides / part
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("x", encoding="utf-8") as file:
        file.write(source.read_text("utf-8"))
    return target


def _candidates(store: TemplateStore) -> Iterator[_Candidate]:
    own = store.overrides
    found = [path for folder in (store.packaged, own) if folder for path in sorted(folder.glob("*/*.md"))]
    for path in (*found, *(_of_departments(own) if own else ())):
        if path.stem in SAMPLES:
            yield _Candidate(path, MailKind(path.stem), path.parent.name)


def _of_departments(own: Path) -> list[Path]:
    """Templates of a department's own: `<folder>/<language>/<kind>.md`."""
    return [
        path
        for path in sorted(own.glob("*/*/*.md"))
        if path.parent.parent.name not in (ANSWERS, SIGNATURES) and is_language(path.parent.name)
    ]


def _strangers(store: TemplateStore) -> Iterator[TemplateTrouble]:
    """Files in the admin's folder that the desk never reads, most often for a slip in their name."""
    kinds = {f"{kind}.md" for kind in SAMPLES}
    if store.overrides is None:
        return
    of_departments = {path for path in _of_departments(store.overrides) if path.name in kinds}
    places = {store.overrides, *(path.parent.parent for path in of_departments)}
    for path in sorted(store.overrides.rglob("*")):
        at_top = path.parent == store.overrides
        if {store.overrides / ANSWERS, *(place / SIGNATURES for place in places)} & {*path.parents}:
            continue
        if path in of_departments or (path.parent in places and is_picture(path)):
            continue
        if path.is_dir() or path.name.startswith((".", "README")) or path.name.endswith("~"):
            continue
        if (at_top and path.name in PAGE_FILES) or (
            path.name in (*kinds, WORDS) and path.parent.parent == store.overrides
        ):
            continue
        if at_top and path.name in kinds:
            yield TemplateTrouble(path, 0, f"it belongs into a language's folder: en/{path.name}")
            continue
        near = get_close_matches(path.name, [*kinds, WORDS, *PAGE_FILES], n=1)
        hint = f"; is it meant to be {near[0]}?" if near else ""
        yield TemplateTrouble(path, 0, f"the desk reads no file of this name{hint}")


def _check_in_child(
    store: TemplateStore, candidates: list[_Candidate], seconds: float
) -> tuple[int, list[TemplateTrouble]]:
    """How many files a child could finish, and what it found."""
    job = {
        "packaged": str(store.packaged.resolve()),
        "overrides": str(store.overrides.resolve()) if store.overrides else None,
        "zone": getattr(store.zone, "key", "UTC"),
        "seconds": seconds,
        "files": [(str(one.path), str(one.kind), one.language) for one in candidates],
    }
    child = subprocess.run(
        [sys.executable, "-m", __spec__.name], input=json.dumps(job), stdout=PIPE, text=True, check=False
    )
    if child.returncode > 0:  # not ended by a limit, but by a fault of ours: its traceback stands on stderr
        raise RuntimeError(
            f"the templates can't be checked: the checking process ended with {child.returncode}"
        )
    answers = [json.loads(line) for line in child.stdout.splitlines() if line.endswith("]")]
    return len(answers), [TemplateTrouble(Path(said[0]), *said[1:]) for said in answers if said]


def _main() -> None:
    """The child: a line for each file that it has finished."""
    job = json.load(sys.stdin)
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    overrides = Path(job["overrides"]) if job["overrides"] else None
    store = TemplateStore(Path(job["packaged"]), overrides, zone=ZoneInfo(job["zone"]))
    for path, kind, language in job["files"]:
        signal.setitimer(signal.ITIMER_REAL, job["seconds"])  # nobody catches it: the child ends
        trouble = store.check(Path(path), MailKind(kind), language)
        signal.setitimer(signal.ITIMER_REAL, 0)
        said = [str(trouble.path), trouble.line, trouble.message, trouble.version] if trouble else []
        os.write(1, json.dumps(said).encode() + b"\n")


if __name__ == "__main__":
    _main()
