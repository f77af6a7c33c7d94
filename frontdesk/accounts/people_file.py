"""PEOPLE_FILE: a list of people with their departments, as directories and spreadsheets export it.

Reads text; opens no file. A line that can't be used is passed over and told of; a cell is text, whatever a spreadsheet
would make of it.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from frontdesk.accounts.departments_file import priority_of
from frontdesk.accounts.problem import FileProblem, decoded
from frontdesk.rules.accounts.departments import Directory, Listed, is_name, without_plus
from frontdesk.rules.clock.timing import parse_holidays
from frontdesk.rules.model import Priority
from frontdesk.settings import readers as read

MOST_LINES, LARGEST = 100_000, 20_000_000
MOST_PROBLEMS = 50
_COLUMNS: Mapping[str, str] = {
    word: name
    for name, words in {
        "email": "email mail e-mail emailaddress e-mail-adresse userprincipalname primaryemail adresse address",
        "name": "name displayname fullname cn anzeigename name.fullname",
        "department": "department abteilung ou organizations.0.department",
        "language": "language sprache preferredlanguage",
        "priority": "priority priorität prioritaet",
        "left": "left ausgeschieden austritt leftat employeeleavedatetime",
    }.items()
    for word in words.split()
}
HOW_TO = "begin with a line of headings, as in email;name;department"


def read_people(raw: bytes, path: Path, directory: Directory) -> tuple[dict[str, Listed], list[FileProblem]]:
    """The people by address, and what is wrong. `directory`: whose departments the lines may name."""
    if len(raw) > LARGEST:
        return {}, [
            FileProblem(path, 0, "it is larger than 20 MB", "leave out all columns but those that are read")
        ]
    text, problems = decoded(raw, path)
    if problems:
        return {}, problems
    head, _, _ = text.partition("\n")
    if head.startswith("sep=") and len(head) == 5:  # Excel's own first line
        text = text.partition("\n")[2]
        head, _, _ = text.partition("\n")
    mark = max(";,\t", key=head.count)
    rows = csv.reader(text.split("\n"), delimiter=mark, strict=True)
    try:
        columns = [_COLUMNS.get("".join(cell.split()).lower().lstrip("﻿")) for cell in next(rows, [])]
        if "email" not in columns:
            return {}, [FileProblem(path, 1, f"no column is called email ({head[:60]!r})", HOW_TO)]
        return _all(rows, columns, path, directory)
    except csv.Error as error:
        return {}, [
            FileProblem(path, rows.line_num, f"it is no CSV: {error}", "close each quote on its line")
        ]


def _all(
    rows: Iterator[list[str]], columns: list[str | None], path: Path, directory: Directory
) -> tuple[dict[str, Listed], list[FileProblem]]:
    people: dict[str, Listed] = {}
    problems: list[FileProblem] = []
    proper: dict[str, str] = {}  # a department's name as written: as the file of departments has it
    for number, row in enumerate(rows, 2):
        if number > MOST_LINES + 1:
            return {}, [
                FileProblem(
                    path, number, "it has more than 100,000 lines", "give the desk its customers only"
                )
            ]
        if not any(map(str.strip, row)):
            continue
        cells = {name: cell.strip() for name, cell in zip(columns, row, strict=False) if name}
        try:
            person = _person(cells, directory, proper)
        except read.Wrong as error:
            if len(problems) < MOST_PROBLEMS:
                problems.append(FileProblem(path, number, str(error), error.remedy, serious=False))
            continue
        first = people.setdefault(person.email, person)
        if first.department != person.department and len(problems) < MOST_PROBLEMS:
            what = f"{person.email} is in {first.department or 'no department'} by a line above"
            problems.append(FileProblem(path, number, what, "leave one of the lines", serious=False))
    if not people and problems:
        problems.append(FileProblem(path, 0, "no line of it can be used", HOW_TO))
    return people, problems


def _person(cells: Mapping[str, str], directory: Directory, proper: dict[str, str]) -> Listed:
    email = without_plus(cells.get("email", ""))
    local, at, domain = email.rpartition("@")
    if not (local and at and "." in domain) or any(c.isspace() for c in email) or len(email) > 254:
        raise read.Wrong(f"{email[:60]!r} is no address", "write a plain one, as in ann@example.org")
    return Listed(
        email,
        cells.get("name", "")[:200],
        _department(cells.get("department", ""), directory, proper),
        _language(cells.get("language", "")),
        _priority(cells.get("priority", "")),
        _left(cells.get("left", "")),
    )


def _department(word: str, directory: Directory, proper: dict[str, str]) -> str:
    if word not in proper:
        known = directory.find(word) if word else None
        if word and known is None and directory.given:
            raise read.Wrong(
                f"no department is called {word[:60]!r}", "name it in DEPARTMENTS_FILE, as an alias perhaps"
            )
        if word and known is None and not is_name(word):
            raise read.Wrong(
                f"{word[:70]!r} can't be a department's name", "write a short name without [ ] ; ="
            )
        proper[word] = known.name if known else word
    return proper[word]


def _language(word: str) -> str:
    return read.language(word) if word else ""


def _priority(word: str) -> Priority | None:
    return priority_of(word) if word else None


def _left(word: str) -> date | None:
    """A date, also with a time behind it."""
    if not word:
        return None
    try:
        (day,) = parse_holidays(word.replace("T", " ").split()[0])
    except ValueError:
        raise read.Wrong(f"left: {word[:40]!r} is no date", "write 2026-12-31, or leave it empty") from None
    return day
