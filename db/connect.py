"""Opens a database by its URL and keeps its connections sound. Knows no table.

SQLite: WAL with synchronous=FULL, so that what was committed survives a power cut. PostgreSQL: psycopg 3; a
lost connection is closed and opened anew for the next unit of work, never in the middle of one.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from peewee import Database, PostgresqlDatabase, SqliteDatabase

from frontdesk.db.failures import DatabaseUnavailable, understood
from frontdesk.db.store import Store

_PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": "full",
    "foreign_keys": 1,
    "cache_size": -32_000,  # kB
    "temp_store": "memory",
    "journal_size_limit": 64_000_000,  # a WAL that grew under a long reader shrinks again
}
_IDLE_IN_TRANSACTION = "20s"  # a paused machine must not hold the lease's row for longer


def open_store(url: str, *, busy_seconds: float = 5, survives_power_cut: bool = True) -> Store:
    """A `Store` for `sqlite:///path`, `sqlite:///:memory:` or `postgresql://...`; connects at once.

    `survives_power_cut`: False for what may be done again after one (a mail noted as sent); a killed process
    loses nothing either way. `busy_seconds`: how long to wait for another's lock, and for a PostgreSQL server to answer.
    Raises ValueError for a URL that is none of these, DatabaseUnavailable when it can't be opened.
    """
    engine: SqliteEngine | PostgresEngine
    if url.startswith("sqlite:///") and len(url) > len("sqlite:///"):
        engine = SqliteEngine(url.removeprefix("sqlite:///"), busy_seconds, survives_power_cut)
    elif url.startswith(("postgresql://", "postgres://")):
        engine = PostgresEngine(url, busy_seconds, survives_power_cut)
    else:
        raise ValueError(
            f"{_without_password(url)!r}: use sqlite:///path/to/frontdesk.db or postgresql://..."
        )
    engine.ready()
    return Store(engine)


class SqliteEngine:
    """A file, or `:memory:`. Refuses to go on when the file was replaced or deleted under it."""

    is_sqlite = True

    def __init__(self, path: str, busy_seconds: float, survives_power_cut: bool = True) -> None:
        self.path = path
        pragmas = _PRAGMAS | {"synchronous": "full" if survives_power_cut else "normal"}
        self.database: Database = _Sqlite(path, pragmas=pragmas, timeout=busy_seconds)
        self._file: tuple[int, int] | None = None

    def ready(self) -> Any:
        if self.database.in_transaction():
            return _raw(self.database)
        if self._file is not None and self._file != _identity(self.path):
            self._let_go()
            raise DatabaseUnavailable(
                f"{self.path} was replaced or deleted while in use",
                permanent=True,
                remedy="stop the desk, put the right file in its place, start again",
            )
        if self.database.is_closed():
            self._open()
        return _raw(self.database)

    def cursor(self, connection: Any) -> Any:
        return connection.cursor()

    def translated(self, sql: str) -> str:
        return sql

    def failed(self) -> None:
        """SQLite's connections don't get lost."""

    def _open(self) -> None:
        if self.path != ":memory:" and not os.path.exists(self.path):
            _create_privately(self.path)
        _connect(self.database)
        if self.path != ":memory:":
            self._file = self._file or _identity(self.path)

    def _let_go(self) -> None:
        if not self.database.is_closed():
            self.database.close()


class PostgresEngine:
    is_sqlite = False

    def __init__(self, url: str, busy_seconds: float, survives_power_cut: bool = True) -> None:
        try:
            from psycopg import RawCursor
            from psycopg.conninfo import conninfo_to_dict
        except ImportError:
            raise DatabaseUnavailable(
                "PostgreSQL's driver is not installed",
                permanent=True,
                remedy="install it with `pip install 'frontdesk[postgres]'`",
            ) from None
        self._raw_cursor: Any = RawCursor
        try:
            given = conninfo_to_dict(url)
        except Exception as error:
            raise ValueError(f"{_without_password(url)!r} can't be read as a PostgreSQL URL") from error
        options = (
            f"{given.pop('options', '') or ''} -c timezone=UTC -c lock_timeout={int(busy_seconds * 1000)}"
        )
        if not survives_power_cut:
            options += " -c synchronous_commit=off"
        settings: dict[str, Any] = {
            "application_name": "frontdesk",
            "connect_timeout": max(2, round(busy_seconds)),
            "keepalives_idle": 30,
            "keepalives_interval": 10,
            "keepalives_count": 3,
            "tcp_user_timeout": 30_000,  # ms
            **given,
            "options": f"{options} -c idle_in_transaction_session_timeout={_IDLE_IN_TRANSACTION}",
        }
        name = settings.pop("dbname", "") or settings.get("user", "")
        self.database: Database = _Postgres(name, prefer_psycopg3=True, **settings)

    def ready(self) -> Any:
        if self.database.is_closed():
            _connect(self.database)
        return _raw(self.database)

    def cursor(self, connection: Any) -> Any:
        """Half the work of psycopg's usual one, which reads every statement for its own marks."""
        return self._raw_cursor(connection)

    def translated(self, sql: str) -> str:
        """`?` becomes $1, $2 ...; no statement of ours has one in a literal."""
        parts = sql.split("?")
        return "".join(f"{part}${number}" for number, part in enumerate(parts[:-1], 1)) + parts[-1]

    def failed(self) -> None:
        """A connection that broke is closed; the next unit of work opens another."""
        if self.database.is_closed():
            return
        connection = _raw(self.database)
        if connection.closed or connection.broken:
            self.database.dispose()
            connection.close()


def _raw(database: Database) -> Any:
    """The driver's own connection of this thread."""
    return database.connection()  # type: ignore[no-untyped-call]


class _Sqlite(SqliteDatabase):  # type: ignore[misc, unused-ignore]
    def rollback(self) -> None:
        """Some errors (a full disk) have SQLite roll back by itself; then there's nothing left to undo."""
        if _raw(self).in_transaction:
            super().rollback()


class _Postgres(PostgresqlDatabase):  # type: ignore[misc, unused-ignore]
    def rollback(self) -> None:
        """On a connection that was lost the server has rolled back already."""
        if not _raw(self).closed:
            super().rollback()


def _connect(database: Database) -> None:
    try:
        database.connect()
    except Exception as error:
        raise understood(error) from error


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


def _without_password(url: str) -> str:
    head, at, tail = url.rpartition("@")
    scheme, colon, _ = head.partition("://")
    return f"{scheme}{colon}***@{tail}" if at else url
