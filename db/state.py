"""The desk's memory of itself: single values that outlive the process, and how much it wrote of late."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from frontdesk.db.fields import from_column, to_text
from frontdesk.db.store import Store


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
    """For the caps; counts what this transaction has put into the outbox, too."""
    hour, day = to_text(now - timedelta(hours=1)), to_text(now - timedelta(days=1))
    counts = [
        _automatic_since(store, column, value, since)
        for column, value in (("email", email), ("domain", email.rpartition("@")[2]))
        for since in (hour, day)
    ]
    return Recent(*counts)


def _automatic_since(store: Store, column: str, value: str, since: str) -> int:
    sql = f"SELECT count(*) FROM recipient WHERE {column} = ? AND put_at >= ? AND automatic"
    row = store.one(sql, value, since)
    return int(row[0]) if row else 0
