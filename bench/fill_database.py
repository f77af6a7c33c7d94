"""Requests of long ago, with all the rows that a life leaves: python -m bench.fill_database FILE N"""

from __future__ import annotations

import random
import sys
from datetime import UTC, datetime, timedelta

from bench.corpus import some
from frontdesk.db import facts, ledger, outbox, search, state
from frontdesk.db.apply import refer
from frontdesk.db.engine.connect import open_store
from frontdesk.db.engine.store import Store
from frontdesk.db.schema.migrate import migrate
from frontdesk.db.schema.tables import Event, MessageRow, Participant, Request
from frontdesk.rules.clock.timing import parse_hours

HOURS = parse_hours("24/7", UTC)
BLOCK = 5000  # requests, each of another customer; further ones are copies of these
_UNIQUE = ("message_id", "sha256")
# Of each table the columns that number something, with how many of those a request has; the first says which rows
# the copied requests have.
_NUMBERS = {
    "request": {"number": 1},
    "ledger": {"id": 1, "uid": 1, "request": 1},
    "participant": {"request": 1},
    "message": {"id": 3, "request": 1, "ledger": 1},
    "reference": {"request": 1},
    "event": {"id": 4, "request": 1},
    "cycle": {"request": 1},
    "outbox": {"id": 1, "request": 1},
    "finished": {"outbox": 1},
    "recipient": {"outbox": 1},
}


def main(path: str, number: int) -> None:
    store = open_store(f"sqlite:///{path}")
    now = datetime.now(UTC)
    migrate(store, now=now)
    chance = random.Random(7)
    written = min(number, BLOCK)
    with store.transaction():
        for index in range(written):
            one(store, index, now - timedelta(days=30 + index % 1000), chance)
        facts.fill(store, range(1, written + 1), lambda _: HOURS, lambda _: False, "frontdesk")
        state.put(store, facts.READ_TO, facts.ALL)
    for first in range(BLOCK, number, BLOCK):
        with store.transaction():
            copy(store, first, min(BLOCK, number - first))
    store.close()


def copy(store: Store, first: int, number: int) -> None:
    """So many of the first requests once more, of the same customers, behind the `first` that are there."""
    for table, numbers in _NUMBERS.items():
        names = [str(row[1]) for row in store.all(f"PRAGMA table_info({table})")]
        values = [
            f"{name} + {first * numbers[name]}"
            if name in numbers
            else f"'{first}.' || {name}"
            if name in _UNIQUE
            else f'"{name}"'
            for name in names
        ]
        quoted = ", ".join(f'"{name}"' for name in names)
        key, rows = next(iter(numbers.items()))
        sql = f"INSERT INTO {table} ({quoted}) SELECT {', '.join(values)} FROM {table}"  # noqa: S608
        store.run(f"{sql} WHERE {key} <= ?", number * rows)
    sql = "INSERT INTO solution (rowid, words) SELECT rowid + ?, words FROM solution WHERE rowid <= ?"
    store.run(sql, first, number)
    store.run("UPDATE solution_word SET doc = doc + doc * ? / ?", number, first)


def one(store, index: int, at: datetime, chance: random.Random) -> None:  # type: ignore[no-untyped-def]
    customer = f"user{index % 5000}@dept{index % 40}.example.com"
    subject, text = some(chance, 4), some(chance, 60)
    request = store.insert(
        Request,
        {
            "subject": subject,
            "status": "closed",
            "customer": customer,
            "opened_at": at,
            "owner": "ann@example.org",
            "resolution": text,
            "resolved_at": at,
            "closed_at": at,
            "first_response_at": at,
        },
    )
    row = ledger.record(
        store,
        folder="INBOX",
        uidvalidity=1,
        uid=index + 1,
        sha256=f"{index:064x}",
        message_id=f"<old{index}@x>",
        sender=customer,
        size=2000,
        received_at=at,
        read_at=at,
        outcome="request",
        request=request,
        file_to="Handled",
        filed_at=at,
    )
    store.insert(Participant, {"request": request, "email": customer})
    for kind in ("customer", "reply", "automatic"):
        store.insert(
            MessageRow,
            {
                "request": request,
                "ledger": row,
                "message_id": f"<{kind}{index}@x>",
                "kind": kind,
                "sender": customer,
                "at": at,
                "subject": subject,
                "text": text,
            },
        )
        refer(store, request, f"<{kind}{index}@x>")
    for kind in ("opened", "answered", "resolved", "closed"):
        store.insert(Event, {"request": request, "at": at, "kind": kind, "by": "ann@example.org"})
    sent = outbox.put(
        store,
        request=request,
        kind="acknowledgement",
        message_id=f"<out{index}@x>",
        envelope_from="",
        recipients=(customer,),
        mail=b"x" * 1500,
        now=at,
        automatic=True,
    )
    outbox.was_sent(store, sent, at)
    search.index_resolution(store, request, subject, text, text)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
