"""What a mail asks the database costs the same however much its customer, or its request, has behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from frontdesk.db import foresight, people, requests
from frontdesk.db.engine.connect import open_store
from frontdesk.db.engine.store import Store
from frontdesk.db.schema.migrate import migrate
from frontdesk.db.schema.tables import MessageRow, Recipient, Request
from frontdesk.rules.clock.rates import LIMITS

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
ROBOT = "robot@example.com"
FEW, MANY = 300, 3_000


@pytest.fixture(scope="module", params=[FEW, MANY])
def filled(request: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, Store]]:
    """A robot that opened so many requests, all closed long ago, and whose newest has as many messages."""
    store = open_store(f"sqlite:///{tmp_path_factory.mktemp('flat') / 'desk.db'}")
    migrate(store, now=NOON)
    with store.transaction():
        for number in range(1, request.param + 1):
            at = NOON - timedelta(days=30, minutes=request.param - number)
            one = {"subject": "Disk full", "status": "closed", "customer": ROBOT, "opened_at": at}
            store.insert(Request, one)
            said = {"message_id": f"<{number}@x>", "kind": "reply", "sender": ROBOT, "at": at}
            store.insert(MessageRow, {"request": request.param, **said, "text": "x" * 500})
            sent = {"outbox": number, "email": ROBOT, "domain": "example.com", "put_at": at, "at": at}
            store.insert(Recipient, sent)
    yield request.param, store
    store.close()


@pytest.mark.parametrize(
    "ask",
    [
        lambda store, _: requests.open_since(store, ROBOT, NOON - timedelta(days=3)),
        lambda store, _: requests.spam_of(store, ROBOT),
        lambda store, _: requests.recent_of(store, ROBOT, 3),
        lambda store, newest: requests.last_messages(store, newest, 5),
        lambda store, newest: requests.reply_ids(store, newest),
        lambda store, _: people.recent_mail(store, ROBOT, NOON, LIMITS, with_domain=True),
        lambda store, _: people.get(store, ROBOT),
        lambda store, newest: foresight.opened_between(store, 0, newest + 1, NOON - timedelta(days=1), 100),
    ],
    ids=[
        "open since",
        "spam of",
        "recent of",
        "last messages",
        "reply ids",
        "recent mail",
        "person",
        "of a day",
    ],
)
def test_a_question_takes_no_more_steps_with_more_behind_it(
    filled: tuple[int, Store], ask: Callable[[Store, int], object]
) -> None:
    newest, store = filled
    assert steps(store, lambda: ask(store, newest)) < 10_000


def steps(store: Store, work: Callable[[], object]) -> int:
    """How many instructions SQLite's machine carries out, in hundreds."""
    counted = 0

    def count() -> int:
        nonlocal counted
        counted += 100
        return 0

    connection = store.engine.ready()
    connection.set_progress_handler(count, 100)
    try:
        work()
    finally:
        connection.set_progress_handler(None, 0)
    return counted
