"""Times in the future, after the clock was far ahead: found and set right. Writes inside the caller's transaction.

Walks whole tables: for rare occasions. Decides nothing.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from frontdesk.db import state
from frontdesk.db.engine.fields import from_column, to_text
from frontdesk.db.engine.store import Store
from frontdesk.db.outbox import GIVEN_UP
from frontdesk.db.schema.conditions import UNSETTLED
from frontdesk.db.timers import TimerRow

# What has happened can't be later than now.
_HAPPENED = (
    (
        "request",
        (
            "opened_at first_response_at resolved_at closed_at surveyed_at followed_up_at clock_stopped_at"
            " last_customer_at last_reply_at"
        ),
    ),
    ("message", "at"),
    ("event", "at"),
    ("cycle", "began_at first_reply_at missed_at ended_at rating_at"),
    ("entry", "at"),
    ("person", "unreachable_since surveyed_at checked_in_at"),
    ("recipient", "put_at at"),
    ("outbox", "created_at claimed_at sent_at"),
    ("ledger", "read_at filed_at"),
    ("folder", "read_at"),
    ("held", "received_at settled_at"),
)


def cap(store: Store, now: datetime) -> int:
    """Let nothing have happened later than now; gives how many requests had."""
    at, requests = to_text(now), 0
    for table, columns in _HAPPENED:
        for column in columns.split():
            changed = store.run(f'UPDATE {table} SET "{column}" = ? WHERE "{column}" > ?', at, at).rowcount
            if (table, column) == ("request", "opened_at"):
                requests = changed
    return requests


def send_now(store: Store, now: datetime, longest: timedelta) -> None:
    """Mail that waits for longer than any pause lasts waits for a time that was wrong."""
    store.run(
        "UPDATE outbox SET next_at = ? WHERE state IN ('waiting', 'deferred') AND next_at > ?",
        *(to_text(now), to_text(now + longest)),
    )


def try_again_what_was_given_up(store: Store, now: datetime) -> None:
    """By a time that was wrong, for having waited too long. Before `cap`: it happened in the future."""
    rows = store.all(
        "SELECT DISTINCT outbox.id FROM outbox JOIN recipient ON outbox = outbox.id WHERE outbox.state = 'failed'"
        " AND NOT uncertain AND recipient.state = 'failed' AND at > ? AND answer LIKE ?",
        *(to_text(now), f"{GIVEN_UP}%"),
    )
    for (id,) in rows:
        store.run(
            "UPDATE recipient SET state = 'deferred' WHERE outbox = ? AND state = 'failed' AND answer LIKE ?",
            *(id, f"{GIVEN_UP}%"),
        )
        store.run(
            "UPDATE outbox SET state = 'deferred', tries = 0, sent_at = NULL, next_at = ? WHERE id = ?",
            *(to_text(now), id),
        )


def later_than(store: Store, at: datetime) -> list[TimerRow]:
    rows = store.all(
        "SELECT id, request, person, kind, due_at, failures FROM timer WHERE due_at > ? ORDER BY id",
        to_text(at),
    )
    return [
        TimerRow(id, request, person, kind, from_column(due), n) for id, request, person, kind, due, n in rows
    ]


def set_due(store: Store, id: int, due: datetime) -> None:
    store.run("UPDATE timer SET due_at = ? WHERE id = ?", to_text(due), id)


def promises_later_than(store: Store, at: datetime) -> list[int]:
    """Requests whose targets lie behind this time."""
    rows = store.all(
        f"SELECT number FROM request WHERE {UNSETTLED} AND (respond_by > ? OR resolve_by > ?)",
        *(to_text(at), to_text(at)),
    )
    return [row[0] for row in rows]


def set_targets(store: Store, number: int, respond_by: datetime, resolve_by: datetime) -> None:
    store.run(
        "UPDATE request SET respond_by = CASE WHEN respond_by IS NULL THEN NULL ELSE ? END, resolve_by = ?"
        " WHERE number = ?",
        *(to_text(respond_by), to_text(resolve_by), number),
    )


def cap_states(store: Store, names: tuple[str, ...], now: datetime) -> None:
    for name in names:
        at = state.get_time(store, name)
        if at is not None and at > now:
            state.put_time(store, name, now)


def newest_arrival(store: Store) -> datetime | None:
    """When the last mail that was read had come, by the mail server's clock."""
    row = store.one("SELECT received_at FROM ledger WHERE outcome <> 'vanished' ORDER BY id DESC LIMIT 1")
    return from_column(row[0]) if row else None
