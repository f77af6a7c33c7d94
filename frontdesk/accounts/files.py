"""DEPARTMENTS_FILE and PEOPLE_FILE as they are now, and as they last worked: an edit that breaks one changes nothing.

Reads files; what worked is kept by whoever opens the desk (`frontdesk.accounts.kept`).
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from frontdesk.accounts.departments_file import read_departments
from frontdesk.accounts.people_file import read_people
from frontdesk.accounts.problem import FileProblem
from frontdesk.rules.accounts.departments import Department, Directory, Listed
from frontdesk.settings.load import Settings
from frontdesk.settings.readers import holidays

Seen = tuple[int, int, int] | None
MISSING = "it can't be read"


@dataclass(frozen=True, slots=True)
class AccountsFiles:
    """Where the files are, and what of the desk's own they need. A path that is None: there is no such file."""

    departments: Path | None
    people: Path | None
    header: str
    zone: ZoneInfo
    hours: str
    holidays: Any

    def seen(self) -> tuple[Seen, Seen]:
        """What tells whether one of them was changed."""
        return _signature(self.departments), _signature(self.people)


@dataclass(slots=True)
class Read:
    """A directory, the files' bytes that it was made of, and what is wrong with those that are there now.

    `departments`, `people`: None where there is no such file or none that works.
    """

    directory: Directory
    departments: bytes | None = None
    people: bytes | None = None
    problems: list[FileProblem] = field(default_factory=list)

    @property
    def serious(self) -> list[FileProblem]:
        return [problem for problem in self.problems if problem.serious]


def files_of(settings: Settings) -> AccountsFiles:
    return AccountsFiles(
        settings.departments_file,
        settings.people_file,
        settings.department_header,
        settings.desk_timezone,
        settings.desk_hours,
        settings.desk_holidays,
    )


def read_accounts(
    files: AccountsFiles, kept_departments: bytes | None = None, kept_people: bytes | None = None
) -> Read:
    """The directory of the files; of what is kept, where one of them doesn't work."""
    problems: list[FileProblem] = []
    departments, raw_departments = _departments(files, kept_departments, problems)
    directory = Directory(departments, {}, files.header, given=files.departments is not None)
    told = (
        problems if not any(problem.serious for problem in problems) else []
    )  # each line names what isn't there
    people, raw_people = _people(files, directory, kept_people, told)
    whole = Directory(departments, people, files.header, directory.given)
    return Read(whole, raw_departments, raw_people, problems)


def _departments(
    files: AccountsFiles, kept: bytes | None, problems: list[FileProblem]
) -> tuple[tuple[Department, ...], bytes | None]:
    path = files.departments
    if path is None:
        return (), None

    def read(raw: bytes) -> tuple[tuple[Department, ...], list[FileProblem]]:
        return read_departments(raw, path, files.zone, files.hours, files.holidays, holidays)

    for raw, is_kept in _versions(path, kept, problems):
        found, wrong = read(raw)
        if not is_kept:
            problems += wrong
        if not any(problem.serious for problem in wrong):
            return found, raw
    return (), None


def _people(
    files: AccountsFiles, directory: Directory, kept: bytes | None, problems: list[FileProblem]
) -> tuple[dict[str, Listed], bytes | None]:
    path = files.people
    if path is None:
        return {}, None
    for raw, is_kept in _versions(path, kept, problems):
        found, wrong = read_people(raw, path, directory)
        if not is_kept:
            problems += wrong
        if not any(problem.serious for problem in wrong):
            return found, raw
    return {}, None


def _versions(path: Path, kept: bytes | None, problems: list[FileProblem]) -> Iterable[tuple[bytes, bool]]:
    """The file as it is, then as it was kept."""
    try:
        yield path.read_bytes(), False
    except OSError as error:
        why = f"{MISSING} ({error.strerror})"
        problems.append(
            FileProblem(path, 0, why, "name a file that frontdesk may read, or leave the setting out")
        )
    if kept is not None:
        yield kept, True


def _signature(path: Path | None) -> Seen:
    try:
        found = os.stat(path) if path is not None else None
    except OSError:
        return None
    return (found.st_mtime_ns, found.st_size, found.st_ino) if found else None


def version(problems: Iterable[FileProblem]) -> str:
    """Names this trouble, so that it is told of once."""
    return hashlib.sha256("\n".join(map(str, problems)).encode("utf-8", "replace")).hexdigest()[:16]
