"""config.env as editors of all kinds leave it: other encodings, other quotes, quotes that never end.

Gives the text that was meant, where it can be told, so that the other problems in it are told at once, too; such a file
is refused all the same. Reads no setting.
"""

from __future__ import annotations

import re
from pathlib import Path

from frontdesk.settings.problem import Problem

MOST_BYTES = 1_000_000
_AS_UTF_8 = "save it as UTF-8"
_BYTE_ORDER_MARKS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_NAMED = re.compile(r"^[ \t]*(?:export[ \t]+)?([A-Z][A-Z0-9_]*)[ \t]*=", re.MULTILINE)
_OPENED = re.compile(r"\s*(?:export[ \t]+)?[A-Za-z_][A-Za-z0-9_]*[ \t]*=[ \t]*(['\"])")
_CURLY = re.compile(
    r"\s*(?:export[ \t]+)?[A-Za-z_][A-Za-z0-9_]*[ \t]*=[ \t]*([\u2018-\u201f\u00ab\u2039\u300c])"
)


def unreadable(path: Path, error: OSError) -> Problem:
    if isinstance(error, FileNotFoundError):
        remedy = "copy config.example.env to config.env, or name your file with --config"
    elif isinstance(error, PermissionError):
        remedy = "run frontdesk as the user whom the file belongs to, or let this one read it"
    else:
        remedy = "name a file with --config"
    return Problem(str(path), f"the file can't be read ({error.strerror})", remedy)


def as_text(path: Path, raw: bytes) -> tuple[str, Problem | None]:
    """The file's text, and what is wrong with how it is written; "" for what can't be text."""
    if len(raw) > MOST_BYTES:
        return "", Problem(
            str(path), "the file can't be read (it is over a megabyte)", "name a file of settings"
        )
    for mark, encoding in _BYTE_ORDER_MARKS:
        if raw.startswith(mark):
            text = raw.decode(encoding, "replace")
            meant = text if _NAMED.search(text) else ""
            return meant, Problem(
                f"{path}, line 1", "the file can't be read: it is written in UTF-16", _AS_UTF_8
            )
    if b"\0" in raw:
        where = f"{path}, line {_line_at(raw, raw.index(0))}"
        return "", Problem(where, "the file can't be read: it is no text, or in UTF-16", _AS_UTF_8)
    try:
        return raw.decode("utf-8-sig"), None
    except UnicodeDecodeError as error:
        where = f"{path}, line {_line_at(raw, error.start)}"
        problem = "the file can't be read: a letter here isn't UTF-8 (Latin-1 or Windows-1252, perhaps)"
        return raw.decode("latin-1"), Problem(where, problem, _AS_UTF_8)


def _line_at(raw: bytes, place: int) -> int:
    return raw.count(b"\n", 0, place) + 1


def names_in(lines: str) -> set[str]:
    """The settings that these lines mean to give."""
    return set(_NAMED.findall(lines))


def slip_in(lines: str) -> tuple[str, str] | None:
    """What is wrong with a setting's quotes, and the remedy. `lines`: what was read as one setting."""
    if curly := _CURLY.match(lines):
        return f"the quotes are printers' ones ({curly[1]})", "write straight ones: '...' or \"...\""
    opened = _OPENED.match(lines)
    if opened and _ends_elsewhere(lines[opened.end() :], opened[1]):
        return (
            "the quote that begins here doesn't end in this line",
            f"write NAME={opened[1]}value{opened[1]}",
        )
    return None


def _ends_elsewhere(rest: str, quote: str) -> bool:
    line = rest.partition("\n")[0]
    return quote not in line.replace(f"\\{quote}", "")
