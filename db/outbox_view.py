"""What stands in the outbox: counts and ages; and clearing away what was sent long ago."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from frontdesk.db.engine.fields import from_column, to_text
from frontdesk.db.engine.store import Store
from frontdesk.db.schema.conditions import WAITS

_AT_ONCE = 500
_SETTLED = ("state = 'sent'", "state <> 'sent' AND state = 'failed'")  # each as its index has it


class Unsent(NamedTuple):
    """`created_at`: UTC."""

    id: int
    request: int | None
    kind: str
    state: str
    tries: int
    created_at: datetime


def counts(store: Store) -> Mapping[str, int]:
    """How many mails are waiting, sending, deferred, failed; sent ones aren't counted, nor those let go of."""
    states = dict.fromkeys(("waiting", "sending", "deferred", "failed"), 0)
    sql = "SELECT state, count(*) FROM outbox WHERE state <> 'sent' AND NOT (state = 'failed' AND uncertain)"
    return states | dict(store.all(f"{sql} GROUP BY state"))


def failed_since(store: Store, since: datetime) -> int:
    """How many mails were given up since then for at least one of their recipients."""
    row = store.one(
        "SELECT count(*) FROM outbox WHERE state <> 'sent' AND state = 'failed' AND NOT uncertain AND sent_at >= ?",
        to_text(since),
    )
    return int(row[0]) if row else 0


def oldest_unsent(store: Store) -> datetime | None:
    """When the oldest mail was made that is neither sent nor given up; None when there is none."""
    oldest = "SELECT min(created_at) AS at FROM outbox WHERE state <> 'sent' AND state = '{}'"
    each = " UNION ALL ".join(map(oldest.format, ("waiting", "sending", "deferred")))
    row = store.one(f"SELECT min(at) FROM ({each}) AS unsent")
    return from_column(row[0]) if row and row[0] is not None else None


def given_between(store: Store, since: datetime, now: datetime, most: int) -> int:
    """How many mails the relay was given then, whether it took them or not; counted no further than `most`.

    Up to `now` only: a clock that was ahead for a while must not keep mail back until it is there again.
    """
    either = ("WHERE state = 'sent' AND sent_at", "WHERE state <> 'sent' AND claimed_at")
    given = [
        store.all(f"SELECT 1 FROM outbox {which} BETWEEN ? AND ? LIMIT ?", to_text(since), to_text(now), most)
        for which in either
    ]
    return min(most, sum(map(len, given)))


def next_due(store: Store) -> datetime | None:
    """When the next mail is to be tried; None when none waits."""
    row = store.one(f"SELECT next_at FROM outbox WHERE {WAITS} ORDER BY next_at, id LIMIT 1")
    return from_column(row[0]) if row else None


def unsent(store: Store, limit: int = 100) -> list[Unsent]:
    rows = store.all(
        "SELECT id, request, kind, state, tries, created_at FROM outbox WHERE state <> 'sent'"
        " ORDER BY id LIMIT ?",
        limit,
    )
    return [Unsent._make((*row[:-1], from_column(row[-1]))) for row in rows]


def answers(store: Store, id: int) -> list[tuple[str, str, str]]:
    """Each recipient's address, state and the relay's last answer."""
    return [
        (row[0], row[1], row[2])
        for row in store.all("SELECT email, state, answer FROM recipient WHERE outbox = ? ORDER BY email", id)
    ]


def kind_of(store: Store, message_ids: Sequence[str]) -> str:
    """The kind of the first of these mails that is ours; "" for none, and for one sent long ago."""
    for message_id in message_ids:
        row = store.one("SELECT kind FROM outbox WHERE message_id = ?", message_id)
        if row is not None:
            return str(row[0])
    return ""


def recipients_of(store: Store, message_id: str) -> frozenset[str]:
    """Whom the mail with this Message-ID went to; nobody when it isn't ours, or was sent long ago."""
    rows = store.all(
        "SELECT email FROM recipient WHERE outbox = (SELECT id FROM outbox WHERE message_id = ?)", message_id
    )
    return frozenset(row[0].lower() for row in rows)


def last_answers(store: Store, email: str, limit: int) -> list[str]:
    """What the relay said of the last mails to this address that it took."""
    rows = store.all(
        "SELECT answer FROM recipient WHERE email = ? AND state = 'sent' ORDER BY put_at DESC LIMIT ?",
        email,
        limit,
    )
    return [row[0] for row in rows]


def request_of(store: Store, message_id: str) -> int | None:
    """The request about which we sent the mail with this Message-ID; None when it isn't ours."""
    row = store.one("SELECT request FROM outbox WHERE message_id = ?", message_id)
    return row[0] if row else None


def purge(store: Store, settled_before: datetime) -> int:
    """Clear away mails that went out, or were given up, before then, some at a time; gives how many."""
    return sum(_purge(store, which, to_text(settled_before)) for which in _SETTLED)


def _purge(store: Store, which: str, before: str) -> int:
    gone = 0
    while True:
        with store.transaction():
            sql = f"SELECT id FROM outbox WHERE {which} AND sent_at < ? LIMIT ?"
            ids = [row[0] for row in store.all(sql, before, _AT_ONCE)]
            marks = ", ".join("?" * len(ids))
            for table, key in (("recipient", "outbox"), ("finished", "outbox"), ("outbox", "id")):
                if ids:
                    store.run(f"DELETE FROM {table} WHERE {key} IN ({marks})", *ids)
        gone += len(ids)
        if len(ids) < _AT_ONCE:
            return gone


def forget_files(store: Store) -> None:
    """Clear away files that all have who should get them; whoever needs them again finds them in the mailbox."""
    with store.transaction():
        store.run(
            "DELETE FROM enclosed WHERE NOT EXISTS (SELECT 1 FROM outbox JOIN finished ON finished.outbox = outbox.id"
            " WHERE outbox.state <> 'sent' AND finished.enclosed = enclosed.id)"
        )


def bytes_of(store: Store, id: int) -> bytes:
    row = store.one("SELECT mail FROM finished WHERE outbox = ?", id)
    return bytes(row[0]) if row else b""


def mail_of(store: Store, message_id: str) -> bytes | None:
    """The bytes of the mail with this Message-ID, while they are kept, without the files attached to it."""
    row = store.one(
        "SELECT mail FROM finished WHERE outbox = (SELECT id FROM outbox WHERE message_id = ?)", message_id
    )
    return bytes(row[0]) if row else None


def delivery_of(store: Store, message_id: str) -> tuple[str, datetime | None] | None:
    """The state of a mail of ours and when it was sent; None when there is none by this Message-ID."""
    row = store.one("SELECT state, sent_at FROM outbox WHERE message_id = ?", message_id)
    return (row[0], from_column(row[1]) if row[1] else None) if row else None


def written_at(store: Store, message_id: str) -> datetime | None:
    """When a mail of ours was written."""
    row = store.one("SELECT created_at FROM outbox WHERE message_id = ?", message_id)
    return from_column(row[0]) if row else None


def senders_at_work(store: Store) -> list[str]:
    """The processes that have a mail in hand, as they call themselves."""
    rows = store.all("SELECT DISTINCT claimed_by FROM outbox WHERE state <> 'sent' AND state = 'sending'")
    return [row[0] for row in rows]
