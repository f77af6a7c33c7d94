"""Requests of long ago, with all the rows that a life leaves: python -m bench.fill_database FILE N"""

from __future__ import annotations

import random
import sys
from datetime import UTC, datetime, timedelta

from bench.corpus import some
from frontdesk.db import ledger, outbox, search
from frontdesk.db.apply import refer
from frontdesk.db.engine.connect import open_store
from frontdesk.db.schema.migrate import migrate
from frontdesk.db.schema.tables import Event, MessageRow, Participant, Request


def main(path: str, number: int) -> None:
    store = open_store(f"sqlite:///{path}")
    now = datetime.now(UTC)
    migrate(store, now=now)
    chance = random.Random(7)
    for start in range(0, number, 1000):
        with store.transaction():
            for index in range(start, min(start + 1000, number)):
                one(store, index, now - timedelta(days=30 + index % 1000), chance)
    store.close()


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
