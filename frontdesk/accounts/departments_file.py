"""DEPARTMENTS_FILE: a TOML table for each department becomes departments, or problems with line and remedy.

Reads text; opens no file. One key stands on a line, so that a problem can name it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from frontdesk.accounts.problem import FileProblem, decoded
from frontdesk.rules.accounts.departments import LONGEST_NAME, NONE_WORDS, Department, folded, is_name
from frontdesk.rules.clock.timing import parse_hours
from frontdesk.rules.model import Address, Priority
from frontdesk.rules.tags.table import PRIORITIES
from frontdesk.settings import readers as read
from frontdesk.settings.public_mail import PUBLIC_MAIL

_HEADER = re.compile(r"\s{0,9}\[\s{0,9}(?:\"([^\"]*)\"|'([^']*)'|([A-Za-z0-9_-]+))\s{0,9}\]")
_AT_LINE = re.compile(r"\(at line ([0-9]+), column [0-9]+\)|\(at end of document\)")
_FOLDER = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_PATTERN = re.compile(r"[a-z0-9*!#$%&'/=?^_`{|}~.+-]{1,64}@[a-z0-9.-]{1,253}")
_MOST_STARS = 3
LARGEST = 2_000_000  # bytes

QUOTED = (
    'write the name between [ and ], in quotes if it has spaces, dots or umlauts, as in ["Works Council"]'
)


@dataclass(slots=True)
class _Given:
    """The desk's own values, for what a department leaves out of its hours. `holidays`: reads a text of them."""

    zone: ZoneInfo
    hours: str
    holidays: Any
    read_holidays: Callable[[str], Any]


@dataclass(slots=True)
class _One:
    """A table while it is read."""

    name: str
    values: dict[str, Any] = field(default_factory=dict)


def read_departments(
    raw: bytes, path: Path, zone: ZoneInfo, hours: str, holidays: Any, read_holidays: Callable[[str], Any]
) -> tuple[tuple[Department, ...], list[FileProblem]]:
    """The departments of a file and what is wrong with it. `zone`, `hours`, `holidays`: the desk's."""
    tables, lines, problems = tables_of(raw, path, LARGEST, "department", QUOTED)
    given = _Given(zone, hours, holidays, read_holidays)
    found: list[Department] = []
    for name, table in tables.items():
        line = line_of_table(lines, name)
        problem = _no_department(name, table)
        if problem is not None:
            problems.append(FileProblem(path, line or line_of_key(lines, 0, name), *problem))
            continue
        department, wrong = _department(name, table, line, lines, path, given)
        found.append(department)
        problems += wrong
    problems += _twice(found, path)
    return tuple(found), problems


def tables_of(
    raw: bytes, path: Path, largest: int, what_it_names: str, name_remedy: str
) -> tuple[dict[str, Any], list[str], list[FileProblem]]:
    """The tables of a TOML file, its lines, and what is wrong where it can't be read: then there are no tables.

    `largest`: in bytes, whole megabytes. `what_it_names`: what a line in brackets should name.
    """
    if len(raw) > largest:
        remedy = f"leave out what isn't about {what_it_names}s"
        return {}, [], [FileProblem(path, 0, f"it is larger than {largest // 1_000_000} MB", remedy)]
    text, problems = decoded(raw, path)
    if problems:
        return {}, [], problems
    try:
        return tomllib.loads(text), text.split("\n"), []
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        return {}, [], [_not_toml(str(error), text, path, what_it_names, name_remedy)]


def _not_toml(error: str, text: str, path: Path, what_it_names: str, name_remedy: str) -> FileProblem:
    """The problem of a file that is no TOML."""
    at = _AT_LINE.search(error)
    line = int(at[1]) if at and at[1] else text.count("\n") + 1 if at else 0
    written = text.split("\n")[line - 1].strip() if 0 < line <= text.count("\n") + 1 else ""
    what = _AT_LINE.sub("", error).strip() or "it can't be read"
    if written.startswith("["):
        return FileProblem(path, line, f"{written[:60]!r} is no {what_it_names}'s name", name_remedy)
    remedy = 'write one key on a line, texts in quotes, as in language = "de"'
    return FileProblem(path, line, f"{what[:1].lower()}{what[1:]} ({written[:60]!r})", remedy)


def _no_department(name: str, table: Any) -> tuple[str, str] | None:
    if not isinstance(table, dict):
        return (
            f"{name!r} stands in no department",
            "put it below a line with the department's name, as in [Sales]",
        )
    if folded(name) in NONE_WORDS:
        return f"{name!r} can't be a name: [department={name}] says that there is none", "give it another"
    if not is_name(name):
        return f"{name[:70]!r} can't be a name", f"at most {LONGEST_NAME} characters, without [ ] ; ="
    if table and all(isinstance(value, dict) for value in table.values()):
        inner = ".".join((name, *table))
        return f"[{inner}] is read as a part of {name!r}", QUOTED
    return None


def line_of_table(lines: list[str], name: str) -> int:
    """The line where the table of this name begins; 0 where none is seen."""
    for number, line in enumerate(lines, 1):
        found = _HEADER.match(line)
        if found and name in found.groups():
            return number
    parts = re.compile(
        rf"\s{{0,9}}\[\s{{0,9}}{re.escape(name)}\s{{0,9}}\."
    )  # [Sales.North], which is two names
    return next((number for number, line in enumerate(lines, 1) if parts.match(line)), 0)


def line_of_key(lines: list[str], after: int, key: str) -> int:
    """The line of a key in the table whose header is line `after`."""
    wanted = re.compile(rf"\s{{0,20}}[\"']?{re.escape(key)}[\"']?\s{{0,20}}[=.]")
    for number, line in enumerate(lines[after:], after + 1):
        if after and line.lstrip().startswith("["):
            break
        if wanted.match(line):
            return number
    return after


def _department(
    name: str, table: Mapping[str, Any], line: int, lines: list[str], path: Path, given: _Given
) -> tuple[Department, list[FileProblem]]:
    one, problems = _One(name), list[FileProblem]()

    def wrong(key: str, what: str, remedy: str) -> None:
        problems.append(FileProblem(path, line_of_key(lines, line, key), f"{key} of {name}: {what}", remedy))

    for key, value in table.items():
        reader = _KEYS.get(key)
        if reader is None:
            near = get_close_matches(key, _KEYS, 1, 0.6)
            remedy = f"did you mean {near[0]}?" if near else f"keys are {', '.join(_KEYS)}"
            wrong(key, "there is no such key", remedy.removesuffix("?"))
            continue
        try:
            one.values[key] = reader(value)
        except read.Wrong as error:
            wrong(key, str(error), error.remedy)
    try:
        values = _together(one.values, given)
    except read.Wrong as error:
        wrong("hours", str(error), error.remedy)
        values = {}
    return Department(name=name, line=line, **values), problems


def _together(values: dict[str, Any], given: _Given) -> dict[str, Any]:
    """The hours need their zone and holidays; all else stands for itself."""
    values = dict(values)
    zone, hours, holidays = (values.pop(key, None) for key in ("timezone", "hours", "holidays"))
    if zone is not None or hours is not None or holidays is not None:
        free = given.holidays if holidays is None else given.read_holidays(holidays)
        try:
            values["hours"] = parse_hours(hours or given.hours, zone or given.zone, free)
        except ValueError as error:
            raise read.Wrong(str(error), "write hours as DESK_HOURS has them") from error
        values["zone"] = zone
    return values


def _twice(found: list[Department], path: Path) -> list[FileProblem]:
    """Names and aliases that are one but for case, accents and spaces."""
    seen: dict[str, Department] = {}
    problems = []
    for department in found:
        for word in (department.name, *department.aliases):
            other = seen.setdefault(folded(word), department)
            if other is not department:
                what = f"{word!r} names {other.name!r} (line {other.line}) too"
                problems.append(
                    FileProblem(path, department.line, what, "give each department names of its own")
                )
    return problems


# --- one reader for each key -----------------------------------------------------------------------------------


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise read.Wrong(f"{value!r} is no text", 'write a text in quotes, as in "de"')
    return read.text(value.strip())


def _person(value: Any) -> Address:
    people = read.people(_text(value))
    if len(people) != 1:
        raise read.Wrong(f"{value!r} is not one person", "name one; others are deputies")
    return people[0]


def texts(value: Any) -> list[str]:
    if isinstance(value, str):
        value = [value]
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise read.Wrong("this is no list of texts", 'write ["one", "another"]')
    return [one.strip() for one in value]


def _people(value: Any) -> tuple[Address, ...]:
    return read.people(", ".join(texts(value)))


def _aliases(value: Any) -> tuple[str, ...]:
    names = texts(value)
    if bad := next((name for name in names if not is_name(name)), None):
        raise read.Wrong(
            f"{bad[:70]!r} can't be a name", f"at most {LONGEST_NAME} characters, without [ ] ; ="
        )
    return tuple(names)


def _addresses(value: Any) -> tuple[str, ...]:
    found = [one.lower() for one in texts(value)]
    for one in found:
        if not _PATTERN.fullmatch(one) or one.count("*") > _MOST_STARS or one.startswith("*@"):
            remedy = "write carl@example.org or sales-*@example.org; all of a domain stand in domains"
            raise read.Wrong(f"{one[:80]!r} can't be used", remedy)
    return tuple(found)


def _domains(value: Any) -> tuple[str, ...]:
    found = [one.lower().removeprefix("@").removeprefix("*.") for one in texts(value)]
    for one in found:
        if one in PUBLIC_MAIL:
            raise read.Wrong(
                f"at {one} anybody has an address", "name such people in addresses or in PEOPLE_FILE"
            )
        read.domains(one)
        if "." not in one or "*" in one:
            raise read.Wrong(
                f"{one[:80]!r} is no domain", "write one as in sales.example.org; what is below it counts"
            )
    return tuple(found)


def _zone(value: Any) -> ZoneInfo:
    return read.zone(_text(value))


def _targets(value: Any) -> Mapping[Priority, Any]:
    return read.some_priorities(_text(value))


def priority_of(value: Any) -> Priority:
    word = PRIORITIES.get(_text(value).lower())
    if word is None:
        raise read.Wrong(f"{value!r} is no priority", "write low, normal, high or urgent")
    return Priority(word)


def _folder(value: Any) -> str:
    name = _text(value)
    if not _FOLDER.fullmatch(name):
        raise read.Wrong(
            f"{name[:60]!r} is no folder in TEMPLATES_FOLDER", "write its name alone, as in sales"
        )
    return name


def _yes_no(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    return read.switch(_text(value))


def _count(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value < 10_000_000:
        raise read.Wrong(f"{value!r} can't be used", "write how many people there are, as in 42")
    return value


def _rate(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1_000_000:
        raise read.Wrong(f"{value!r} can't be used", "write an hour's price, as in 80 or 79.50")
    return float(value)


def _holidays(value: Any) -> str:
    if isinstance(value, date):
        value = value.isoformat()
    found = ", ".join(texts(value))
    read.holidays(found)
    return found


def _hours(value: Any) -> str:
    return read.hours(_text(value))


_KEYS: dict[str, Callable[[Any], Any]] = {
    "head": _person,
    "deputies": _people,
    "technician": lambda value: read.address(_person(value).email),
    "aliases": _aliases,
    "addresses": _addresses,
    "domains": _domains,
    "language": lambda value: read.language(_text(value)),
    "timezone": _zone,
    "hours": _hours,
    "holidays": _holidays,
    "first_response_within": _targets,
    "resolve_within": _targets,
    "priority": priority_of,
    "templates": _folder,
    "check_in_every": lambda value: read.duration(_text(value)),
    "review_every": lambda value: read.one_of("month", "quarter", "year", "off")(_text(value)),
    "review_shows": lambda value: read.one_of("topics", "subjects")(_text(value)),
    "survey": _yes_no,
    "people": _count,
    "rate": _rate,
}
