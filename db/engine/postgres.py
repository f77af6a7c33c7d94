"""PostgreSQL by psycopg 3. A lost connection is closed, and opened anew for the next unit of work, never in the
middle of one. Knows no table.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from difflib import get_close_matches
from typing import Any

from frontdesk.db.engine.base import connect, driver_connection
from frontdesk.db.engine.errors import DatabaseUnavailable
from frontdesk.db.engine.orm import Database, PostgresqlDatabase, load_psycopg

_HOW_TO_WRITE = (
    "write postgresql://user:password@host/name; in user and password %40 for @, %2F for /, %3A for :, %3F for ?,"
    " %23 for #, %25 for %"
)
_IDLE_IN_TRANSACTION = "20s"  # a paused machine must not hold the lease's row for longer


class PostgresEngine:
    is_sqlite = False

    def __init__(self, url: str, busy_seconds: float, survives_power_cut: bool = True) -> None:
        try:
            load_psycopg()
        except ImportError:
            raise DatabaseUnavailable(
                "PostgreSQL's driver is not installed",
                permanent=True,
                remedy="install it with `pip install 'frontdesk[postgres]'`",
            ) from None
        from psycopg import RawCursor
        from psycopg.conninfo import conninfo_to_dict

        # half the work of psycopg's usual one, which reads every statement for its own marks
        self.cursor: Callable[[Any], Any] = RawCursor
        self._survives_power_cut = survives_power_cut
        given = _read(url, conninfo_to_dict)
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
            "client_encoding": "UTF8",  # whatever PGCLIENTENCODING says
            "options": f"{options} -c idle_in_transaction_session_timeout={_IDLE_IN_TRANSACTION}",
        }
        name = settings.pop("dbname", "") or settings.get("user", "")
        if not name:
            raise DatabaseUnavailable("DATABASE_URL names no database", permanent=True, remedy=_HOW_TO_WRITE)
        self.database: Database = _Postgres(name, prefer_psycopg3=True, **settings)

    def ready(self) -> Any:
        if self.database.is_closed():
            connect(self.database)
            self._refuse_narrow(driver_connection(self.database).info.parameter_status("server_encoding"))
        return driver_connection(self.database)

    def _refuse_narrow(self, encoding: str | None) -> None:
        if encoding != "UTF8":
            self.database.close()
            raise DatabaseUnavailable(
                f"the database is encoded in {encoding}, which doesn't hold every letter",
                permanent=True,
                remedy="give the desk one made with CREATE DATABASE ... ENCODING 'UTF8' TEMPLATE template0",
            )

    @contextmanager
    def flushing(self, connection: Any) -> Iterator[None]:
        if self._survives_power_cut:
            yield
            return
        connection.execute("SET synchronous_commit = on")
        yield  # after an error it stays on, which harms nothing
        connection.execute("SET synchronous_commit = off")

    def load(
        self, connection: Any, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]
    ) -> None:
        names = ", ".join(f'"{name}"' for name in columns)
        with connection.cursor().copy(f'COPY "{table}" ({names}) FROM STDIN') as into:
            for row in rows:
                into.write_row(row)

    def translated(self, sql: str) -> str:
        """`?` becomes $1, $2 ...; no statement of ours has one in a literal."""
        parts = sql.split("?")
        return "".join(f"{part}${number}" for number, part in enumerate(parts[:-1], 1)) + parts[-1]

    def failed(self) -> None:
        """A connection that broke is closed; the next unit of work opens another."""
        if self.database.is_closed():
            return
        connection = driver_connection(self.database)
        if connection.closed or connection.broken:
            self.database.dispose()
            connection.close()


def _read(url: str, parse: Callable[[str], dict[str, Any]]) -> dict[str, Any]:
    """A URL's parts. What can't be read isn't shown: it may be the password, cut at a wrong place."""
    try:
        given = parse(url)
    except Exception as error:
        unknown = _UNKNOWN_PARAMETER.search(str(error))
        if unknown and "@" not in url.partition("?")[2]:  # behind such an @ it may be the password
            raise _no_parameter(unknown[1]) from None
        given = {"host": "@"}
    if any("@" in str(given.get(part, "")) for part in ("host", "port", "dbname")):
        raise DatabaseUnavailable(
            "DATABASE_URL can't be read as a PostgreSQL URL", permanent=True, remedy=_HOW_TO_WRITE
        )
    return given


_UNKNOWN_PARAMETER = re.compile(r'query parameter: "([A-Za-z_]{1,40})"')


def _no_parameter(name: str) -> DatabaseUnavailable:
    from psycopg.pq import Conninfo

    known = [option.keyword.decode() for option in Conninfo.get_defaults()]
    near = get_close_matches(name.lower(), known, 1)
    remedy = f"write {near[0]}" if near else "take it out"
    return DatabaseUnavailable(
        f"DATABASE_URL: PostgreSQL knows no parameter {name}", permanent=True, remedy=remedy
    )


class _Postgres(PostgresqlDatabase):  # type: ignore[misc, unused-ignore]
    def rollback(self) -> None:
        """On a connection that was lost the server has rolled back already."""
        if not driver_connection(self).closed:
            super().rollback()
