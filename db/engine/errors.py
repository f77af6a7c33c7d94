"""Why a database can't be used. Imports nothing, so that `--help` waits for no library."""

from __future__ import annotations


class DatabaseUnavailable(Exception):
    """The database can't be used now. Nothing of the unit of work was kept, unless its commit was under way.

    `what`: what happened. `permanent`: trying again will not help until a person has acted. `remedy`: what to
    do, for that person.
    """

    def __init__(self, what: str, *, permanent: bool, remedy: str) -> None:
        super().__init__(f"{what}: {remedy}" if remedy else what)
        self.what = what
        self.permanent = permanent
        self.remedy = remedy


class SchemaTooNew(Exception):
    """The database was made by a newer frontdesk. Trying again doesn't help; installing that version does."""


class NotOurs(Exception):
    """The database holds somebody else's tables. Give the desk a database of its own."""
