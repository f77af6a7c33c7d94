"""SQLite: one file, in WAL with synchronous=FULL, which a power cut doesn't harm. Knows no table."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from operator import methodcaller
from pathlib import Path
from typing import Any

from frontdesk.db.engine.base import connect, driver_connection
from frontdesk.db.engine.errors import DatabaseUnavailable
from frontdesk.db.engine.orm import Database, SqliteDatabase

_PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": "full",
    "foreign_keys": 1,
    "cache_size": -16_000,  # kB, for each of the reader and the sender
    "temp_store": "memory",
    "journal_size_limit": 64_000_000,  # a WAL that grew under a long reader shrinks again
}
_STATEMENTS_KEPT = 500  # compiled; lists of values make many of one


class SqliteEngine:
    """A file, or `:memory:`. Refuses to go on when the file was replaced or deleted under it."""

    is_sqlite = True

    def __init__(self, path: str, busy_seconds: float, survives_power_cut: bool = True) -> None:
        self.path = path
        self._survives_power_cut = survives_power_cut
        pragmas = _PRAGMAS | {"synchronous": "full" if survives_power_cut else "normal"}
        self.database: Database = _Sqlite(
            path, pragmas=pragmas, timeout=busy_seconds, cached_statements=_STATEMENTS_KEPT
        )
        self.cursor: Callable[[Any], Any] = methodcaller("cursor")
        self._file: tuple[int, int] | None = None

    def ready(self) -> Any:
        if self.database.in_transaction():
            return driver_connection(self.database)
        if self._file is not None and self._file != _identity(self.path):
            self._let_go()
            raise DatabaseUnavailable(
                f"{self.path} was replaced or deleted while in use",
                permanent=True,
                remedy="stop the desk, put the right file in its place, start again",
            )
        if self.database.is_closed():
            self._open()
        return driver_connection(self.database)

    @contextmanager
    def flushing(self, connection: Any) -> Iterator[None]:
        if self._survives_power_cut:
            yield
            return
        connection.execute("PRAGMA synchronous = full")
        try:
            yield
        finally:
            connection.execute("PRAGMA synchronous = normal")

    def load(
        self, connection: Any, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]
    ) -> None:
        names = ", ".join(f'"{name}"' for name in columns)
        marks = ", ".join("?" * len(columns))
        connection.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', rows)

    def translated(self, sql: str) -> str:
        return sql

    def failed(self) -> None:
        """SQLite's connections don't get lost."""

    def _open(self) -> None:
        if self.path != ":memory:" and not os.path.exists(self.path):
            _create_privately(self.path)
        connect(self.database)
        if self.path != ":memory:":
            self._file = self._file or _identity(self.path)

    def _let_go(self) -> None:
        if not self.database.is_closed():
            self.database.close()


class _Sqlite(SqliteDatabase):  # type: ignore[misc, unused-ignore]
    def rollback(self) -> None:
        """Some errors (a full disk) have SQLite roll back by itself; then there's nothing left to undo."""
        if driver_connection(self).in_transaction:
            super().rollback()


def _create_privately(path: str) -> None:
    """A new file that only its owner may read: it will hold what customers wrote."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        return  # another process was quicker
    except OSError as error:
        folder = Path(path).absolute().parent
        raise DatabaseUnavailable(
            f"{path} can't be created ({error.strerror})",
            permanent=not isinstance(error, BlockingIOError),
            remedy=f"make {folder} a folder that the desk's user may write",
        ) from error


def _identity(path: str) -> tuple[int, int] | None:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino
