"""Single values that outlive the process: the instance's name, when things last went well."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from frontdesk.db.engine.fields import from_column, to_text
from frontdesk.db.engine.store import Store


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


def known(store: Store, names: Collection[str]) -> frozenset[str]:
    """Those of `names` that have a value."""
    if not names:
        return frozenset()
    marks = ", ".join("?" * len(names))
    return frozenset(row[0] for row in store.all(f"SELECT name FROM state WHERE name IN ({marks})", *names))


def beginning_with(store: Store, prefix: str) -> list[tuple[str, str]]:
    """Names and values of all that are named so, in the order of their names."""
    return [
        (name, value)
        for name, value in store.all(
            "SELECT name, value FROM state WHERE name >= ? AND name < ? ORDER BY name", prefix, f"{prefix}~"
        )
    ]


def delete(store: Store, name: str) -> bool:
    """Whether it was there."""
    return bool(store.run("DELETE FROM state WHERE name = ?", name).rowcount)


def get_time(store: Store, name: str) -> datetime | None:
    text = get(store, name)
    return from_column(text) if text else None


def newest_time(store: Store, names: Collection[str]) -> datetime | None:
    """The latest of the times under these names; None where there is none."""
    marks = ", ".join("?" * len(names))
    row = store.one(f"SELECT max(value) FROM state WHERE name IN ({marks})", *names)
    return from_column(row[0]) if row and row[0] else None


def put_time(store: Store, name: str, value: datetime) -> None:
    put(store, name, to_text(value))


def advance(store: Store, name: str, now: datetime, step: timedelta) -> None:
    """Set a time that is there to `now` when it lies more than a step behind it."""
    store.later(
        "UPDATE state SET value = ? WHERE name = ? AND value < ?", to_text(now), name, to_text(now - step)
    )
