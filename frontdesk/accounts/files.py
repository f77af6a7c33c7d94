"""DEPARTMENTS_FILE and PEOPLE_FILE as they are now, and as they last worked: an edit that breaks one changes nothing.

Reads files; what worked is kept by whoever opens the desk (`frontdesk.accounts.kept`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from frontdesk.accounts.departments_file import read_departments
from frontdesk.accounts.followed import Seen, seen, versions
from frontdesk.accounts.people_file import read_people
from frontdesk.accounts.problem import FileProblem
from frontdesk.rules.accounts.departments import Department, Directory, Listed
from frontdesk.settings.load import Settings
from frontdesk.settings.readers import holidays

_REMEDY = "name a file that frontdesk may read, or leave the setting out"


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
        return seen(self.departments), seen(self.people)


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

    for raw, is_kept in versions(path, kept, problems, _REMEDY):
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
    for raw, is_kept in versions(path, kept, problems, _REMEDY):
        found, wrong = read_people(raw, path, directory)
        if not is_kept:
            problems += wrong
        if not any(problem.serious for problem in wrong):
            return found, raw
    return {}, None
