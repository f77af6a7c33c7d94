"""Where the words of a language stand: `templates/<language>/words.toml`, and the admin's own beside it in
TEMPLATES_FOLDER, row by row in front of ours.

A row of the admin's that can't be used is passed over and told by `check`; a file that can't be read at all, too. A
language is read when its first word is needed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

from frontdesk.rules import languages
from frontdesk.rules.languages import ENGLISH, PLURALS, Sections

PACKAGED = Path(__file__).with_name("templates")
FILE_NAME = "words.toml"
CODE = re.compile(r"[a-z]{2,3}")
# Rows that a language needs only where it has such forms: [times] on a day, by a day, months within a date, the first.
_MAY_LACK = {
    "times.weekdays_on": "times.weekdays",
    "times.weekdays_until": "times.weekdays",
    "times.months_in_date": "times.months",
    "times.first_day": "times.decimal",
}
_LONGEST_ROW = 4_000  # characters
_LARGEST = 1_000_000  # bytes of a file


@dataclass(frozen=True, slots=True)
class WordsTrouble:
    """What is wrong in a file of words, and where; `line` is 0 when it isn't known."""

    path: Path
    what: str
    line: int = 0

    def __str__(self) -> str:
        return f"{self.path}{f', line {self.line}' if self.line else ''}: {self.what}"


class WordsBroken(RuntimeError):
    """A file of words that came with the desk can't be read: English in its place would hide that."""


def speak(own: Path | None) -> None:
    """Every language from now on speaks by our words and by the admin's in `own`, his in front."""
    languages.read_by(cache(lambda language: _sections(language, own)), lambda: codes(own))


def codes(own: Path | None = None) -> list[str]:
    """Every language that has a folder, ours and the admin's."""
    folders = [folder for folder in (PACKAGED, own) if folder is not None and folder.is_dir()]
    return sorted(
        {path.name for folder in folders for path in folder.iterdir() if path.is_dir() and spoken(path)}
    )


def spoken(folder: Path) -> bool:
    """Whether a folder of this name is a language's."""
    return bool(CODE.fullmatch(folder.name)) and any(folder.glob("*.md"))


def _sections(language: str, own: Path | None) -> Sections:
    ours, broken = read(PACKAGED / language / FILE_NAME)
    if broken:
        raise WordsBroken(str(broken[0]))
    if own is None:
        return ours
    theirs, _ = usable(own / language / FILE_NAME)
    return {name: {**ours.get(name, {}), **theirs.get(name, {})} for name in {*ours, *theirs}}


def read(path: Path) -> tuple[Mapping[str, Mapping[str, Any]], list[WordsTrouble]]:
    """A file's sections as they are written, and why it can't be read; nothing at all for one that isn't there."""
    import tomllib  # not for `--help`, which needs no words

    try:
        raw = path.read_bytes()
        if len(raw) > _LARGEST:
            return {}, [WordsTrouble(path, "larger than a megabyte")]
        text = raw.decode("utf-8-sig").replace("\r\n", "\n")
        found = tomllib.loads(text)
    except FileNotFoundError:
        return {}, []
    except UnicodeDecodeError:
        return {}, [WordsTrouble(path, "save it as UTF-8")]
    except tomllib.TOMLDecodeError as error:
        return {}, [_not_toml(path, text, str(error))]
    except (OSError, RecursionError) as error:
        return {}, [WordsTrouble(path, str(error))]
    stray = [name for name, rows in found.items() if not isinstance(rows, dict)]
    troubles = [WordsTrouble(path, f"{name}: stands in no [section]") for name in stray]
    return {name: rows for name, rows in found.items() if name not in stray}, troubles


_PLACE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")
_SECTION = re.compile(r"\s*(\[[^\[\]]+\])\s*(?:#.*)?")
_KEY = re.compile(r"\s*(\"[^\"]+\"|'[^']+'|[\w.-]+)\s*=")


def _not_toml(path: Path, text: str, said: str) -> WordsTrouble:
    """What a parser says of a file, with the line in front; of what stands there twice, where it does."""
    place = _PLACE.search(said)
    lines = text.split("\n")
    line = int(place[1]) if place and place[1] else len(text.rstrip().split("\n"))
    again = _twice(lines[:line]) if said.startswith(("Cannot overwrite", "Cannot declare")) else None
    if again is not None:
        name, first, line = again
        return WordsTrouble(path, f"{name} stands here twice, first in line {first}: leave one of them", line)
    return WordsTrouble(path, _PLACE.sub("", said), line)


def _twice(lines: list[str]) -> tuple[str, int, int] | None:
    """The last row or section of these lines that an earlier line has, too: its name, and both lines."""
    seen: dict[tuple[str, str], int] = {}
    found, section = None, ""
    for number, line in enumerate(lines, 1):
        if begun := _SECTION.fullmatch(line):
            section = begun[1]
        row = _KEY.match(line)
        name = section if begun else row[1] if row else ""
        where = ("" if begun else section, name.strip("\"'"))
        if name and seen.setdefault(where, number) != number:
            found = name, seen[where], number
    return found


def usable(path: Path) -> tuple[Mapping[str, Mapping[str, Any]], list[WordsTrouble]]:
    """The rows of an admin's file that can be said in place of the English ones, and what is wrong with the others."""
    found, troubles = read(path)
    english = read(PACKAGED / ENGLISH / FILE_NAME)[0]
    good: dict[str, dict[str, Any]] = {}
    for section, rows in found.items():
        if section not in english:
            troubles.append(WordsTrouble(path, f"[{section}] is no section; there are: {', '.join(english)}"))
            continue
        for key, row in rows.items():
            name = f"{section}.{key}"
            _, _, like = _MAY_LACK.get(name, name).partition(".")
            wrong = _what_is_wrong(row, english[section].get(like), name)
            if wrong:
                troubles.append(WordsTrouble(path, f"[{section}] {key}: {wrong}"))
            else:
                good.setdefault(section, {})[key] = row
    return good, troubles


def missing(language: str, own: Path | None) -> list[str]:
    """The rows that fall back to English, as "section.row"; all of them for a language without a file."""
    known = _sections(language, own)
    english = read(PACKAGED / ENGLISH / FILE_NAME)[0]
    return [
        f"{name}.{key}" for name, rows in english.items() for key in rows if key not in known.get(name, {})
    ]


def _what_is_wrong(row: object, english: object, name: str) -> str:
    if english is None:
        return "the desk says nothing by this name"
    texts = row if isinstance(row, list) else [row]
    if not texts or not all(isinstance(text, str) and len(text) <= _LONGEST_ROW for text in texts):
        return "is to be a text, or a list of texts"
    if name == "times.plural":
        return "" if row in PLURALS else f"is one of: {'; '.join(PLURALS)}"
    if name == "names.titles":
        return "" if row in ("kept", "dropped") else "is kept or dropped"
    fixed = name.startswith(("times.weekdays", "times.months", "times.sizes"))
    if isinstance(english, list) and (not isinstance(row, list) or (fixed and len(row) != len(english))):
        return f"is to be a list of {len(english)} texts"
    if name == "help.paragraphs":
        return ""
    try:
        unknown = set[str]().union(*map(_fields, texts)) - _allowed(english, name)
    except ValueError as error:
        return f"a brace that doesn't close ({error})"
    return f"{{{sorted(unknown)[0]}}} isn't known here" if unknown else ""


def _allowed(english: object, name: str) -> set[str]:
    if name.startswith("times."):
        names = {"weekday", "day", "month", "month_short", "time", "month_number", "year"}
        return names | ({"day:02", "month_number:02"} if name == "times.in_sentence" else set())
    return set[str]().union(*map(_fields, english if isinstance(english, list) else [str(english)]))


def _fields(text: str) -> set[str]:
    return set(_names(text))


def _names(text: str) -> Iterator[str]:
    """What stands in the braces of a text; of a moment's form only that it has one, for each language has its own."""
    for _, field, form, conversion in Formatter().parse(text):
        if field is not None:
            how = "%" if form and re.fullmatch(r"(?:%[dmYHMBA]|[^%{}]){1,40}", form) and "%" in form else form
            yield f"{field}{'!' if conversion else ''}{':' if how else ''}{how or ''}"
