"""SQLite whose statements may meet an accident: the process dies, the disk is full, a commit's answer is lost.

The database is a file in memory, copied from an empty one whose tables are made. Holds no promises.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from frontdesk.db.engine.sqlite import SqliteEngine
from frontdesk.db.engine.store import Store
from frontdesk.db.schema.migrate import migrate

Step = Callable[[str, sqlite3.Connection], None]
_MEMORY = Path("/dev/shm")


class Disk:
    """A folder in memory for the databases of many runs, one after the other."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(
            prefix="frontdesk-simulation-", dir=_MEMORY if _MEMORY.is_dir() else None
        )
        self._empty = Path(self._folder.name) / "empty.db"
        self.path = Path(self._folder.name) / "desk.db"
        store = plain_store(self._empty)
        migrate(store, now=datetime(2026, 1, 1, tzinfo=UTC))
        store.run("PRAGMA wal_checkpoint(TRUNCATE)")
        store.close()

    def format(self) -> None:
        """A database with tables and nothing in them."""
        for path in self.path.parent.glob("desk.db*"):  # also its log and the senders' receipts
            path.unlink()
        shutil.copyfile(self._empty, self.path)

    def close(self) -> None:
        self._folder.cleanup()


def plain_store(path: Path) -> Store:
    """For looking: nothing happens to it."""
    return Store(SqliteEngine(str(path), busy_seconds=0))


def fated_store(path: Path, before: Step, after: Step) -> Store:
    """`before` and `after` are asked at each statement. Another's lock is not waited for: it may last weeks."""

    class Cursor(sqlite3.Cursor):
        def execute(self, sql: str, *values: Any) -> Self:
            before(sql, self.connection)
            super().execute(sql, *values)
            after(sql, self.connection)
            return self

        def executemany(self, sql: str, rows: Any) -> Self:
            before(sql, self.connection)
            super().executemany(sql, rows)
            after(sql, self.connection)
            return self

    class Connection(sqlite3.Connection):
        def cursor(self, factory: Any = Cursor) -> Any:
            return super().cursor(factory)

    engine = SqliteEngine(str(path), busy_seconds=0)
    engine.database.connect_params["factory"] = Connection
    return Store(engine)


def trouble(code: int, words: str) -> sqlite3.OperationalError:
    """An error as SQLite raises it, by its result code (https://www.sqlite.org/rescode.html)."""
    error = sqlite3.OperationalError(words)
    error.sqlite_errorcode = code
    return error
