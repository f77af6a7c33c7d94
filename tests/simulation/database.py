"""SQLite whose statements may meet an accident: the process dies, the disk is full, a commit's answer is lost.

The database is a file in memory. Its connections outlive the processes that use them, and the runs: to open one and
to compile its statements takes longer than most processes here live. Holds no promises.
"""

from __future__ import annotations

import sqlite3
import tempfile
import weakref
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from frontdesk.db.engine.sqlite import SqliteEngine
from frontdesk.db.engine.store import Store
from frontdesk.db.schema.migrate import migrate

Step = Callable[[str, sqlite3.Connection], None]
_MEMORY = Path("/dev/shm")
_STATEMENTS_KEPT = 1000  # compiled, by each connection
# One process has it alone, so its locks need no call of the operating system (https://sqlite.org/vfs.html).
_ALONE = "file:{}?vfs=unix-excl"


def _nothing(sql: str, connection: sqlite3.Connection) -> None:
    pass


class _Cursor(sqlite3.Cursor):
    def execute(self, sql: str, *values: Any) -> Self:
        connection: Any = self.connection
        connection.before(sql, connection)
        super().execute(sql, *values)
        connection.after(sql, connection)
        return self

    def executemany(self, sql: str, rows: Any) -> Self:
        connection: Any = self.connection
        connection.before(sql, connection)
        super().executemany(sql, rows)
        connection.after(sql, connection)
        return self


class _Connection(sqlite3.Connection):
    """`before` and `after` are asked at each statement, of whoever has the connection now."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.before: Step = _nothing
        self.after: Step = _nothing
        self._cursors: list[weakref.ref[sqlite3.Cursor]] = []

    def cursor(self, factory: Any = _Cursor) -> Any:
        made = super().cursor(factory)
        self._cursors.append(weakref.ref(made))
        return made

    def let_go(self) -> None:
        """As if it were closed: what was not committed is gone, and no cursor in somebody's last words reads on."""
        self.before = self.after = _nothing
        for one in self._cursors:
            cursor = one()
            if cursor is not None:
                cursor.close()
        self._cursors.clear()
        if self.in_transaction:
            self.rollback()


class Disk:
    """A folder in memory for the database of many runs, one after the other."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(
            prefix="frontdesk-simulation-", dir=_MEMORY if _MEMORY.is_dir() else None
        )
        self.path = Path(self._folder.name) / "desk.db"
        self._uri = _ALONE.format(self.path)
        self._idle: list[_Connection] = []
        self._plain: list[sqlite3.Connection] = []
        store = Store(SqliteEngine(str(self.path), busy_seconds=0))
        migrate(store, now=datetime(2026, 1, 1, tzinfo=UTC))
        store.close()
        # For this alone: a connection that reads the search index keeps some of it.
        self._cleaner = sqlite3.connect(self._uri, uri=True, isolation_level=None)
        self._at_first = {name: self._rows(name) for name in (*self._tables(), "sqlite_sequence")}

    def _tables(self) -> list[str]:
        found = self._cleaner.execute("PRAGMA table_list").fetchall()
        return [name for _, name, kind, *_ in found if kind != "virtual" and not name.startswith("sqlite_")]

    def _rows(self, table: str) -> list[tuple[Any, ...]]:
        return self._cleaner.execute(f'SELECT * FROM "{table}"').fetchall()  # noqa: S608

    def format(self) -> None:
        """A database with tables, and nothing in them but what a new one has."""
        for path in self.path.parent.iterdir():
            if path.name not in (self.path.name, f"{self.path.name}-wal", f"{self.path.name}-shm"):
                path.unlink()  # the senders' receipts
        self._cleaner.execute("BEGIN IMMEDIATE")
        for table, rows in self._at_first.items():
            self._cleaner.execute(f'DELETE FROM "{table}"')  # noqa: S608
            for row in rows:
                marks = ", ".join("?" * len(row))
                self._cleaner.execute(f'INSERT INTO "{table}" VALUES ({marks})', row)  # noqa: S608
        self._cleaner.execute("COMMIT")

    def close(self) -> None:
        for one in (*self._idle, *self._plain, self._cleaner):
            one.close()
        self._folder.cleanup()

    def connection(self) -> sqlite3.Connection:
        """For looking, without a store: nothing happens to it. It is to be given back."""
        return self._plain.pop() if self._plain else sqlite3.connect(self._uri, uri=True)

    def give_back(self, connection: sqlite3.Connection) -> None:
        self._plain.append(connection)

    def plain_store(self) -> Store:
        """For looking: nothing happens to it."""
        return self.fated_store(_nothing, _nothing)

    def fated_store(self, before: Step, after: Step) -> Store:
        """`before` and `after` are asked at each statement. Another's lock is not waited for: it may last weeks."""
        engine = SqliteEngine(str(self.path), busy_seconds=0)
        database: Any = engine.database
        database.database = self._uri
        database.connect_params |= {
            "uri": True,
            "factory": _Connection,
            "cached_statements": _STATEMENTS_KEPT,
        }
        opened = database._connect

        def connect() -> _Connection:
            connection: _Connection = self._idle.pop() if self._idle else opened()
            connection.before, connection.after = before, after
            return connection

        def close(connection: _Connection) -> None:
            connection.let_go()
            self._idle.append(connection)

        database._connect, database._close = connect, close
        return Store(engine)


def trouble(code: int, words: str) -> sqlite3.OperationalError:
    """An error as SQLite raises it, by its result code (https://www.sqlite.org/rescode.html)."""
    error = sqlite3.OperationalError(words)
    error.sqlite_errorcode = code
    return error
