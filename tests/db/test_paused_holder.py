"""A daemon that is stopped while another takes over, and wakes: it must not write one row more."""

import contextlib
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from frontdesk.db import lease
from frontdesk.db.engine.connect import open_store
from frontdesk.db.engine.errors import DatabaseUnavailable
from frontdesk.db.engine.store import Store

HOLDER = """
import sys, time
from datetime import UTC, datetime
from frontdesk.db.engine.connect import open_store
from frontdesk.db.lease import Lease
from frontdesk.db.engine.store import LeaseLost
from frontdesk.db.timers import start
store = open_store(sys.argv[1])
part = Lease(store, "mailbox", "holder", seconds=1)
assert part.take(datetime.now(UTC))
print("holding", flush=True)
number = 0
try:
    while True:
        number += 1
        with store.transaction():
            start(store, request=number, kind="written", due_at=datetime.now(UTC))
        part.renew(datetime.now(UTC))
        time.sleep(0.002)
except LeaseLost:
    print("lost", flush=True)
store.close()
"""


@contextlib.contextmanager
def holder(url: str) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the lease and writes a row every few milliseconds."""
    with subprocess.Popen([sys.executable, "-c", HOLDER, url], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "holding\n"
        try:
            yield process
        finally:
            process.send_signal(signal.SIGCONT)
            process.kill()


def rows(store: Store) -> int:
    row = store.one("SELECT count(*) FROM timer")
    assert row is not None
    return int(row[0])


def taken_within(store: Store, seconds: float) -> int | None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with contextlib.suppress(DatabaseUnavailable):  # it sleeps holding the lock; see below
            fence = lease.take(store, "mailbox", "other", datetime.now(UTC), 60)
            if fence is not None:
                return fence
        time.sleep(0.05)
    return None


@pytest.mark.slow
@pytest.mark.parametrize("attempt", range(2))
def test_a_holder_stopped_for_seconds_writes_nothing_when_it_wakes(
    store: Store, url: str, attempt: int
) -> None:
    other = open_store(url, busy_seconds=0.2)
    with holder(url) as process:
        time.sleep(0.3 + attempt * 0.007)
        process.send_signal(signal.SIGSTOP)
        fence = taken_within(other, 5)
        while fence is None:  # stopped in the middle of a transaction, whose lock a sleeping process keeps
            process.send_signal(signal.SIGCONT)
            time.sleep(0.01)
            process.send_signal(signal.SIGSTOP)
            fence = taken_within(other, 5)
        before = rows(other)
        process.send_signal(signal.SIGCONT)
        assert process.stdout is not None
        assert process.stdout.readline() == "lost\n"
    assert before > 0
    assert rows(other) == before
    assert lease.holder_of(other, "mailbox")[0] == "other"  # type: ignore[index]
    other.close()


@pytest.mark.slow
def test_a_holder_that_is_killed_is_succeeded_within_its_lease(store: Store, url: str) -> None:
    with holder(url) as process:
        process.kill()
        process.wait()
        killed = time.monotonic()
        assert taken_within(store, 5) is not None
        assert time.monotonic() - killed < 2
