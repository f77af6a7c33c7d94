"""The desk's memory of itself: single values that outlive the process, and how much it wrote of late."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from frontdesk.db.fields import from_column, to_text
from frontdesk.db.store import Store

_COUNTED = 300  # a busy domain's mail isn't counted to its end for each mail


class Recent(NamedTuple):
    """How many automatic mails an address, and all of its domain, were sent in the last hour and day."""

    address_hour: int
    address_day: int
    domain_hour: int
    domain_day: int


def get(store: Store, name: str, default: str = "") -> str:
    row = store.one("SELECT value FROM state WHERE name = ?", name)
    return str(row[0]) if row else default


def put(store: Store, name: str, value: str) -> None:
    store.run(
        "INSERT INTO state (name, value) VALUES (?, ?)"
        " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        name,
        value,
    )


def put_new(store: Store, name: str, value: str) -> str:
    """Set a value that is given only once; gives the one that holds, ours or an earlier one."""
    store.run("INSERT INTO state (name, value) VALUES (?, ?) ON CONFLICT DO NOTHING", name, value)
    return get(store, name)


def delete(store: Store, name: str) -> bool:
    """Whether it was there."""
    return bool(store.run("DELETE FROM state WHERE name = ?", name).rowcount)


def get_time(store: Store, name: str) -> datetime | None:
    text = get(store, name)
    return from_column(text) if text else None


def put_time(store: Store, name: str, value: datetime) -> None:
    put(store, name, to_text(value))


def recent_automatic(store: Store, email: str, now: datetime) -> Recent:
    """For the caps; counts what this transaction has put into the outbox, too, and never beyond 300."""
    domain = email.rpartition("@")[2]
    hour, day = to_text(now - timedelta(hours=1)), to_text(now - timedelta(days=1))
    return Recent(*_counted(store, "email", email, hour, day), *_counted(store, "domain", domain, hour, day))


def _counted(store: Store, column: str, value: str, hour: str, day: str) -> tuple[int, int]:
    row = store.one(
        "SELECT count(*) FILTER (WHERE put_at >= ?), count(*) FROM"
        f" (SELECT put_at FROM recipient WHERE {column} = ? AND automatic = ? AND put_at >= ?"
        f" ORDER BY put_at DESC LIMIT {_COUNTED}) AS recent",
        *(hour, value, True, day),
    )
    return (int(row[0]), int(row[1])) if row else (0, 0)
