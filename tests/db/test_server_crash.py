"""PostgreSQL crashes and forgets what was committed in its last moments: who had a mail in hand still has it."""

import os
import signal
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import psycopg
import pytest
import servers
from postgres_server import postgres_answers
from server_tools import await_that

from frontdesk.db import outbox
from frontdesk.db.engine.connect import open_store
from frontdesk.db.engine.store import Store
from frontdesk.db.schema.migrate import migrate


@pytest.fixture
def lazy_server() -> Iterator[str]:
    """A server that writes its log to the disk only when it must."""
    with (
        servers.server_folder("postgres") as folder,
        servers.postgres(folder, wal_writer_delay=10_000) as url,
    ):
        yield f"{url}/postgres"


def crash(url: str) -> None:
    """One of the server's processes is killed; it ends all others and recovers."""
    with psycopg.connect(url, autocommit=True) as admin:
        row = admin.execute("SELECT pid FROM pg_stat_activity WHERE backend_type = 'checkpointer'").fetchone()
        assert row is not None
        os.kill(row[0], signal.SIGKILL)
        await_that(lambda: _is_cut(admin), "the crash")
    await_that(lambda: postgres_answers(url), "the recovery")


def _is_cut(admin: psycopg.Connection) -> bool:
    try:
        admin.execute("SELECT 1")
    except psycopg.OperationalError:
        return True
    return False


@pytest.mark.live
def test_a_mail_that_was_sent_just_before_is_not_taken_for_one_that_nobody_tried(
    lazy_server: str, now: datetime
) -> None:
    desk = open_store(lazy_server)
    migrate(desk, now=now)
    mail: dict[str, Any] = {
        "message_id": "<1@x>",
        "envelope_from": "",
        "recipients": ["ann@example.org"],
        "mail": b"x",
    }
    outbox.put(desk, request=None, kind="reply", now=now, automatic=True, **mail)
    sender = open_store(lazy_server, survives_power_cut=False)
    [claimed] = outbox.claim(sender, now=now, limit=9, holder="me")
    outbox.delivered(sender, claimed, "250 taken", now)
    for store in (desk, sender):
        store.close()
    crash(lazy_server)
    assert desk.one("SELECT state, claimed_by FROM outbox") == ("sending", "me")
    desk.close()


def test_one_transaction_may_wait_for_the_disk_where_others_need_not(store: Store, url: str) -> None:
    sender = open_store(url, survives_power_cut=False)
    asked = "PRAGMA synchronous" if store.is_sqlite else "SHOW synchronous_commit"
    flushed, not_flushed = (2, 1) if store.is_sqlite else ("on", "off")
    with sender.transaction(flushed=True):
        assert sender.one(asked) == (flushed,)
    assert sender.one(asked) == (not_flushed,)
    with store.transaction(flushed=True):
        assert store.one(asked) == (flushed,)
    assert store.one(asked) == (flushed,)
    sender.close()
