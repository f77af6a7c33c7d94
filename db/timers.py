"""Future events and their times. One of a kind for each request or person; starting it again replaces it.

Writes inside the caller's transaction. What a timer leads to is decided elsewhere.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from typing import NamedTuple

from frontdesk.db.engine.fields import from_column, to_text
from frontdesk.db.engine.store import Store

_EVER = datetime.max.replace(tzinfo=UTC)


class TimerRow(NamedTuple):
    """`request`: 0 when it isn't about one. `failures`: how often acting on it failed. `due_at`: UTC."""

    id: int
    request: int
    person: str
    kind: str
    due_at: datetime
    failures: int


def start(
    store: Store, *, request: int = 0, person: str = "", kind: str, due_at: datetime, once: bool = False
) -> None:
    """Start the timer, or start it anew; `once`: leave one alone that runs."""
    again = "NOTHING" if once else "UPDATE SET due_at = excluded.due_at, failures = 0"
    store.later(
        "INSERT INTO timer (request, person, kind, due_at) VALUES (?, ?, ?, ?)"
        f" ON CONFLICT (request, person, kind) DO {again}",
        request,
        person,
        kind,
        to_text(due_at),
    )


def stop(store: Store, request: int, kinds: Collection[str] | None = None, but: Collection[str] = ()) -> None:
    """Stop the request's timers of these kinds; when `kinds` is None all of them `but` those."""
    if kinds is None:
        marks = "".join(" AND kind <> ?" for _ in but)
        store.later(f"DELETE FROM timer WHERE request = ?{marks}", request, *but)
    elif kinds:
        marks = ", ".join("?" * len(kinds))
        store.later(
            f"DELETE FROM timer WHERE request = ? AND person = '' AND kind IN ({marks})", request, *kinds
        )


def stop_person(store: Store, person: str, kind: str) -> None:
    store.run("DELETE FROM timer WHERE request = 0 AND person = ? AND kind = ?", person, kind)


def due(store: Store, now: datetime, limit: int) -> list[TimerRow]:
    """Timers whose time has come, the longest overdue first."""
    rows = store.all(
        "SELECT id, request, person, kind, due_at, failures FROM timer WHERE due_at <= ?"
        " ORDER BY due_at, id LIMIT ?",
        to_text(now),
        limit,
    )
    return [
        TimerRow(id, request, person, kind, from_column(at), n) for id, request, person, kind, at, n in rows
    ]


def of_request(store: Store, request: int) -> dict[str, datetime]:
    """The request's timers by kind, with their times."""
    rows = store.all("SELECT kind, due_at FROM timer WHERE request = ? AND person = ''", request)
    return {kind: from_column(due_at) for kind, due_at in rows}


def running(
    store: Store, people: Collection[str], kind: str, now: datetime, until: datetime = _EVER
) -> set[str]:
    """Those of these people whose timer of this kind is still to come, by `until`."""
    marks = ", ".join("?" * len(people))
    rows = store.all(
        f"SELECT person FROM timer WHERE request = 0 AND person IN ({marks}) AND kind = ?"
        " AND due_at > ? AND due_at <= ?",
        *(*people, kind, to_text(now), to_text(until)),
    )
    return {row[0] for row in rows}


def with_timer(store: Store, kind: str) -> set[str]:
    """The people who have a timer of this kind."""
    return {row[0] for row in store.all("SELECT person FROM timer WHERE request = 0 AND kind = ?", kind)}


def due_of(store: Store, kind: str) -> datetime | None:
    """When the timer of this kind is due that is about no request; None where there is none."""
    row = store.one("SELECT min(due_at) FROM timer WHERE request = 0 AND kind = ?", kind)
    return from_column(row[0]) if row and row[0] is not None else None


def finish(store: Store, id: int, due_at: datetime | None = None) -> bool:
    """Take the timer away in the transaction that acts on it. False: somebody else did, do nothing.

    `due_at`, as `due` gave it: False also when the timer was started anew since.
    """
    store.known.clear()  # whose timer runs
    if due_at is None:
        return bool(store.run("DELETE FROM timer WHERE id = ?", id).rowcount)
    return bool(store.run("DELETE FROM timer WHERE id = ? AND due_at = ?", id, to_text(due_at)).rowcount)


def next_due(store: Store) -> datetime | None:
    """When the next timer is due; None when there is none."""
    row = store.one("SELECT due_at FROM timer ORDER BY due_at LIMIT 1")
    return from_column(row[0]) if row else None


def postpone(store: Store, id: int, until: datetime) -> None:
    """Acting on it failed: try again later, and let the others go on."""
    store.run("UPDATE timer SET due_at = ?, failures = failures + 1 WHERE id = ?", to_text(until), id)
