"""Opens a database by its URL."""

from __future__ import annotations

from frontdesk.db.engine.base import Engine, without_password
from frontdesk.db.engine.postgres import PostgresEngine
from frontdesk.db.engine.sqlite import SqliteEngine
from frontdesk.db.engine.store import Store


def open_store(url: str, *, busy_seconds: float = 5, survives_power_cut: bool = True) -> Store:
    """A `Store` for `sqlite:///path`, `sqlite:///:memory:` or `postgresql://...`; connects at once.

    `survives_power_cut`: False for what may be done again after one (a mail noted as sent); a killed process
    loses nothing either way. `busy_seconds`: how long to wait for another's lock, and for a PostgreSQL server
    to answer.
    Raises ValueError for a URL that is none of these, DatabaseUnavailable when it can't be opened.
    """
    engine: Engine
    if url.startswith("sqlite:///") and len(url) > len("sqlite:///"):
        engine = SqliteEngine(url.removeprefix("sqlite:///"), busy_seconds, survives_power_cut)
    elif url.startswith(("postgresql://", "postgres://")):
        engine = PostgresEngine(url, busy_seconds, survives_power_cut)
    else:
        raise ValueError(f"{without_password(url)!r}: use sqlite:///path/to/frontdesk.db or postgresql://...")
    engine.ready()
    return Store(engine)
