"""What an engine is to a `Store`, and what both engines' connections have in common. Knows no SQL."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

from frontdesk.db.engine.failures import understood
from frontdesk.db.engine.orm import Database


class Engine(Protocol):
    """What differs between SQLite and PostgreSQL."""

    database: Database
    is_sqlite: bool
    cursor: Callable[[Any], Any]  # of a connection: takes statements as `translated` gives them

    def ready(self) -> Any:
        """This thread's connection, opened when it has none. Raises DatabaseUnavailable."""

    def flushing(self, connection: Any) -> AbstractContextManager[None]:
        """What is committed within waits for the disk, also where the rest doesn't."""

    def load(
        self, connection: Any, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]
    ) -> None:
        """Many rows into a table, as fast as it can be done."""

    def translated(self, sql: str) -> str:
        """A statement written with `?`, as the driver wants it."""

    def failed(self) -> None:
        """After an error outside a transaction: give up a connection that is of no use any more."""


def driver_connection(database: Database) -> Any:
    """The driver's own connection of this thread."""
    return database.connection()  # type: ignore[no-untyped-call]


def connect(database: Database) -> None:
    """Open this thread's connection. Raises DatabaseUnavailable."""
    try:
        database.connect()
    except Exception as error:
        raise understood(error) from error


def without_password(url: str) -> str:
    """A URL as it may be shown."""
    head, at, tail = url.rpartition("@")
    scheme, colon, _ = head.partition("://")
    return f"{scheme}{colon}***@{tail}" if at else url
