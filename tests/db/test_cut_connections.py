"""PostgreSQL's connection is cut at any byte, also in the middle of COMMIT, when nobody knows what became of it:
the unit of work is done again, and it is done once."""

from datetime import datetime
from urllib.parse import urlsplit

import pytest
from servers import CutProxy, cut_proxy

from frontdesk.db import ledger, outbox, timers
from frontdesk.db.engine.connect import open_store
from frontdesk.db.engine.errors import DatabaseUnavailable
from frontdesk.db.engine.store import Store
from frontdesk.db.schema.migrate import migrate

STEP = 7  # octets between two cuts


def one_unit(store: Store, uid: int, now: datetime) -> None:
    """What receiving a mail does to the database."""
    with store.transaction():
        if ledger.known_uids(store, "INBOX", 7, [uid]):
            return
        row = {
            "folder": "INBOX",
            "uidvalidity": 7,
            "uid": uid,
            "sha256": str(uid),
            "message_id": "",
            "size": 1,
        }
        ledger.record(store, **row, received_at=now, read_at=now, outcome="request")
        outbox.put(
            store,
            request=uid,
            kind="acknowledgement",
            message_id=f"<{uid}@desk.example>",
            envelope_from="",
            recipients=["ann@example.org"],
            mail=b"x" * 500,
            now=now,
            automatic=True,
        )
        timers.start(store, request=uid, kind="chase", due_at=now)


def until_it_is_done(store: Store, proxy: CutProxy, uid: int, now: datetime) -> int:
    """How often it had to be tried; cut only once."""
    for tries in range(1, 10):
        try:
            one_unit(store, uid, now)
            return tries
        except DatabaseUnavailable as error:
            if error.permanent:
                raise
            proxy.cut_up = proxy.cut_down = None
    raise AssertionError("never done")


@pytest.mark.live
@pytest.mark.slow
@pytest.mark.parametrize("direction", ["up", "down"])
def test_cut_at_any_byte_each_unit_is_done_once(postgres_url: str, now: datetime, direction: str) -> None:
    port = urlsplit(postgres_url).port
    assert port is not None
    direct = open_store(postgres_url)
    migrate(direct, now=now)
    with cut_proxy(port) as proxy:
        through = postgres_url.replace(f":{port}/", f":{proxy.port}/") + "?gssencmode=disable&sslmode=disable"
        store = open_store(through)
        one_unit(store, 1, now)
        length = proxy.passed_up if direction == "up" else proxy.passed_down
        again = 0
        for uid, cut in enumerate(range(length, 0, -STEP), 2):
            store.close()
            setattr(proxy, f"cut_{direction}", cut)
            again += until_it_is_done(store, proxy, uid, now) > 1
        store.close()
    units = 1 + len(range(length, 0, -STEP))
    assert again > units * 0.8
    assert ledger.balance(direct).seen == units
    for table in ("outbox", "finished", "recipient", "timer"):
        assert direct.one(f"SELECT count(*) FROM {table}") == (units,)
    direct.close()
