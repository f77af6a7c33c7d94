"""Where the files of prepared answers stand, and what stands there that is none. Looks at names; reads no file."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import NamedTuple

from frontdesk.accounts.problem import FileProblem
from frontdesk.rules.answers.finding import NAME

MOST = 2_000  # files of answers
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_ENDING = ".md"
_NOT_MEANT = re.compile(r"\.|README|Thumbs\.db|desktop\.ini|.*(?:~|\.bak|\.swp|\.tmp)$", re.IGNORECASE)

Signature = tuple[int, int, int]


class Place(NamedTuple):
    """A file of an answer, by its name and language. `seen` tells one state of it from another."""

    path: Path
    language: str
    name: str
    seen: Signature


class Found(NamedTuple):
    """`places`: the answers' files. `others`: files beside them, which an answer may attach. `problems`: what can't be
    used for its name or its place.
    """

    places: tuple[Place, ...] = ()
    others: tuple[tuple[Path, Signature], ...] = ()
    problems: tuple[FileProblem, ...] = ()


def find(folder: Path) -> Found:
    """What stands in the folder of the answers; raises OSError where it can't be read."""
    places: list[Place] = []
    others: list[tuple[Path, Signature]] = []
    problems: list[FileProblem] = []
    for entry in _sorted(folder):
        if entry.is_dir():
            if _LANGUAGE.fullmatch(entry.name):
                _in_language(Path(entry.path), entry.name, places, others, problems)
            elif any(Path(entry.path).rglob("*" + _ENDING)):
                what = f"{entry.name!r} is no language's folder"
                problems.append(FileProblem(Path(entry.path), 0, what, "put the answers into en, de ..."))
        elif entry.name.lower().endswith(_ENDING):
            remedy = f"move it to {folder.name}/en/{entry.name}"
            problems.append(FileProblem(Path(entry.path), 0, "it stands in no language's folder", remedy))
    return Found(tuple(places[:MOST]), tuple(others), tuple(problems))


def _in_language(
    folder: Path,
    language: str,
    places: list[Place],
    others: list[tuple[Path, Signature]],
    problems: list[FileProblem],
) -> None:
    for entry in _sorted(folder):
        path = Path(entry.path)
        if entry.is_dir():
            if any(path.rglob("*" + _ENDING)):
                problems.append(
                    FileProblem(path, 0, "no answer is read from here", f"move its files to {folder}")
                )
            continue
        seen = _signature(entry)
        if seen is None:
            continue
        if not entry.name.lower().endswith(_ENDING):
            others.append((path, seen))
            continue
        name = entry.name[: -len(_ENDING)]
        usual = _usual(name)
        if not NAME.fullmatch(name) or entry.name != name + _ENDING:
            other = usual + _ENDING
            taken = other != entry.name and (folder / other).exists()
            problems.append(FileProblem(path, 0, *_wrong_name(entry.name, usual, taken=taken)))
            continue
        places.append(Place(path, language, name, seen))


def _wrong_name(name: str, usual: str, *, taken: bool) -> tuple[str, str]:
    if taken:
        return f"{name!r} and {usual + _ENDING!r} are one answer's name", "keep one of the two files"
    right = usual + _ENDING if NAME.fullmatch(usual) else "vpn-reset.md"
    why = f"{name!r} can't be an answer's name: 2 to 40 small letters, digits and -, then .md"
    return why, f"rename it, as in {right}"


def _usual(name: str) -> str:
    plain = name.lower().replace("ä", "ae").replace("ö", "oe").replace("ü", "ue").replace("ß", "ss")
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-")


def _sorted(folder: Path) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        return sorted((one for one in entries if not _NOT_MEANT.match(one.name)), key=lambda one: one.name)


def _signature(entry: os.DirEntry[str]) -> Signature | None:
    try:
        found = entry.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
