"""Mail in the outbox that is to get another chance, or none: held for our account's trouble, revived, tried again or
dropped by a person. Writes inside the caller's transaction. Speaks to no relay.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from frontdesk.db.engine.fields import from_column, to_text
from frontdesk.db.engine.store import Store
from frontdesk.db.outbox import Outcome
from frontdesk.db.schema.conditions import WAITS

_DROPPED = "dropped by a person"


class Row(NamedTuple):
    """A mail that has not gone out to everybody. `answer`: what the relay said last. Times: UTC."""

    id: int
    request: int | None
    kind: str
    state: str
    recipients: tuple[str, ...]
    tries: int
    created_at: datetime
    next_at: datetime | None
    answer: str


def hold(store: Store, id: int, outcomes: Iterable[Outcome], now: datetime, next_at: datetime) -> None:
    """A claimed mail waits again, without counting the try: what was refused is our account. The words are kept."""
    for outcome in outcomes:
        store.run(
            f"UPDATE recipient SET answer = ?, at = ? WHERE outbox = ? AND email = ? AND {WAITS}",
            *(outcome.answer[:1000], to_text(now), id, outcome.email),
        )
    store.run(
        "UPDATE outbox SET state = CASE WHEN tries > 1 THEN 'deferred' ELSE 'waiting' END, tries = tries - 1,"
        " next_at = ?, claimed_at = NULL, claimed_by = '' WHERE id = ? AND state = 'sending'",
        *(to_text(next_at), id),
    )


def refused_before(store: Store, id: int) -> datetime | None:
    """When the relay last said anything of this mail; None when it never did."""
    row = store.one(f"SELECT max(at) FROM recipient WHERE outbox = ? AND answer <> '' AND {WAITS}", id)
    return from_column(row[0]) if row and row[0] else None


def refused_since(store: Store, since: datetime | None) -> set[tuple[int, str]]:
    """The mails that wait though the relay said no to them, with the recipients, of that time or later."""
    rows = store.all(
        f"SELECT outbox, email FROM recipient WHERE {WAITS} AND answer LIKE '5%' AND at >= ?",
        to_text(since) if since else "",
    )
    return {(row[0], row[1]) for row in rows}


def revive(store: Store, id: int, code: str, next_at: datetime) -> None:
    """A mail that was given up waits again for those who were refused with this code."""
    store.run(
        "UPDATE recipient SET state = 'deferred' WHERE outbox = ? AND state = 'failed' AND answer LIKE ?",
        *(id, f"{code}%"),
    )
    store.run(
        "UPDATE outbox SET state = 'deferred', sent_at = NULL, next_at = ?, claimed_by = ''"
        " WHERE id = ? AND state <> 'sending'",
        *(to_text(next_at), id),
    )
    store.run("UPDATE outbox SET tries = 0 WHERE id = ?", id)


def last_id(store: Store) -> int:
    row = store.one("SELECT max(id) FROM outbox")
    return int(row[0] or 0) if row else 0


def notices_since(store: Store, last: int, now: datetime) -> list[int]:
    """Ids of the notices that were put there `now`, after this id."""
    sql = "SELECT id FROM outbox WHERE id > ? AND kind = 'notice' AND created_at = ?"
    return [row[0] for row in store.all(sql, last, to_text(now))]


def withdraw(store: Store, ids: Iterable[int]) -> None:
    """Take back mails that didn't go out: what they say isn't so any more."""
    for id in ids:
        if store.run(f"DELETE FROM outbox WHERE id = ? AND ({WAITS} OR state = 'failed')", id).rowcount:
            for table in ("recipient", "finished"):
                store.run(f"DELETE FROM {table} WHERE outbox = ?", id)


def forget_tries(store: Store) -> None:
    """What waited for our account to be put right gets all its tries again."""
    store.run(f"UPDATE outbox SET tries = 0 WHERE {WAITS}")


def not_sent(store: Store, limit: int = 1000) -> list[Row]:
    """What waits, is on its way or was given up, oldest first; without what was let go of."""
    rows = store.all(
        "SELECT id, request, kind, state, tries, created_at, next_at FROM outbox WHERE state <> 'sent'"
        " AND NOT (state = 'failed' AND uncertain) ORDER BY id LIMIT ?",
        limit,
    )
    return [_row(store, row) for row in rows]


def source(store: Store, id: int) -> bytes | None:
    """The mail as it is to go out."""
    row = store.one("SELECT mail FROM finished WHERE outbox = ?", id)
    return bytes(row[0]) if row else None


def retry(store: Store, ids: Sequence[int], now: datetime) -> int:
    """Try these at once, with all their tries, whether they wait or were given up; gives how many there were."""
    done = 0
    for id in ids:
        store.run(
            "UPDATE recipient SET state = 'deferred' WHERE outbox = ? AND state = 'failed'"
            " AND EXISTS (SELECT 1 FROM outbox WHERE id = ? AND state = 'failed')",
            *(id, id),
        )
        done += store.run(
            "UPDATE outbox SET state = CASE state WHEN 'failed' THEN 'deferred' ELSE state END, tries = 0,"
            f" sent_at = NULL, next_at = ? WHERE id = ? AND ({WAITS} OR state = 'failed')",
            *(to_text(now), id),
        ).rowcount
    return done


def drop(store: Store, id: int, now: datetime) -> bool:
    """Never send this one (again); False when it is out, or just on its way. Who was to get it is kept."""
    gone = store.run(
        "UPDATE outbox SET state = 'failed', uncertain = ?, sent_at = ?, claimed_by = ''"
        f" WHERE id = ? AND ({WAITS} OR (state = 'failed' AND NOT uncertain))",
        *(True, to_text(now), id),
    ).rowcount
    if gone:
        store.run(
            f"UPDATE recipient SET state = 'failed', answer = ?, at = ? WHERE outbox = ? AND {WAITS}",
            *(_DROPPED, to_text(now), id),
        )
    return bool(gone)


def _row(store: Store, row: tuple[Any, ...]) -> Row:
    id, request, kind, state, tries, created_at, next_at = row
    told = store.all("SELECT email, answer, state FROM recipient WHERE outbox = ? ORDER BY email", id)
    left = [one for one in told if one[2] != "sent"] or told
    answers = dict.fromkeys(answer for _, answer, _ in left if answer)
    return Row(
        *(id, request, kind, state, tuple(email for email, _, _ in left), tries),
        from_column(created_at),
        from_column(next_at) if state in ("waiting", "deferred") else None,
        "; ".join(answers),
    )
