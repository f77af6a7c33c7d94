"""The lease: one at a time, another takes over, and a holder that slept writes nothing when it wakes."""

import os
import subprocess
import sys
import threading
from datetime import datetime, timedelta

import pytest

from frontdesk.db import lease, state
from frontdesk.db.engine.connect import open_store
from frontdesk.db.engine.store import LeaseLost, Store
from frontdesk.db.lease import Lease

SECOND = timedelta(seconds=1)


def held_by(store: Store, holder: str, now: datetime) -> Lease:
    part = Lease(store, "mailbox", holder, seconds=10)
    assert part.take(now)
    return part


def test_only_one_holds_it(store: Store, second: Store, now: datetime) -> None:
    held_by(store, "a", now)
    assert not Lease(second, "mailbox", "b").take(now)
    assert lease.holder_of(store, "mailbox") == ("a", now + 10 * SECOND)


def test_leases_of_other_names_are_free(store: Store, second: Store, now: datetime) -> None:
    held_by(store, "a", now)
    assert Lease(second, "reports", "b").take(now)


def test_it_runs_out_unless_renewed(store: Store, second: Store, now: datetime) -> None:
    part = held_by(store, "a", now)
    part.renew(now + 9 * SECOND)
    assert not Lease(second, "mailbox", "b").take(now + 15 * SECOND)
    assert Lease(second, "mailbox", "b").take(now + 19 * SECOND)


def test_renewing_often_writes_seldom(store: Store, now: datetime) -> None:
    part = held_by(store, "a", now)
    part.renew(now + 3 * SECOND)
    assert lease.holder_of(store, "mailbox") == ("a", now + 10 * SECOND)
    part.renew(now + 4 * SECOND)
    assert lease.holder_of(store, "mailbox") == ("a", now + 14 * SECOND)


def test_a_clock_set_back_does_not_stop_the_renewals(store: Store, now: datetime) -> None:
    part = held_by(store, "a", now)
    part.renew(now - 7200 * SECOND)
    assert lease.holder_of(store, "mailbox") == ("a", now - 7190 * SECOND)


def test_a_dead_holder_s_lease_from_before_the_clock_was_set_back_is_free(
    store: Store, second: Store, now: datetime
) -> None:
    held_by(store, "a", now)
    assert Lease(second, "mailbox", "b").take(now - 7200 * SECOND)


def test_given_up_it_is_free_at_once(store: Store, second: Store, now: datetime) -> None:
    part = held_by(store, "a", now)
    part.release(now)
    assert lease.holder_of(store, "mailbox") is None
    assert Lease(second, "mailbox", "b").take(now)


def test_the_fence_grows_with_every_holder(store: Store, second: Store, now: datetime) -> None:
    first = held_by(store, "a", now)
    again = lease.take(second, "mailbox", "a", now, 10)
    first.fence = again
    first.release(now)
    third = lease.take(second, "mailbox", "b", now, 10)
    assert (again, third) == (2, 3)


def test_a_holder_that_slept_writes_nothing_when_it_wakes(store: Store, second: Store, now: datetime) -> None:
    stale = held_by(store, "a", now)
    held_by(second, "b", now + 11 * SECOND)
    with pytest.raises(LeaseLost), store.transaction():
        state.put(store, "written by", "a")
    with pytest.raises(LeaseLost):
        stale.renew(now + 12 * SECOND)
    stale.release(now + 12 * SECOND)
    assert state.get(second, "written by") == ""
    assert lease.holder_of(second, "mailbox") == ("b", now + 21 * SECOND)


def test_the_holder_itself_goes_on_writing(store: Store, now: datetime) -> None:
    held_by(store, "a", now)
    with store.transaction():
        state.put(store, "written by", "a")
    assert state.get(store, "written by") == "a"


def test_nobody_takes_it_in_the_middle_of_the_holders_transaction(
    url: str, store: Store, now: datetime
) -> None:
    """The transaction under way is finished, or the new holder has to wait: never both."""
    held_by(store, "a", now)
    taken: list[int | None] = []

    def taker() -> None:
        other = open_store(url, busy_seconds=30)
        taken.append(lease.take(other, "mailbox", "b", now + 60 * SECOND, 10))
        other.close()

    with store.transaction():
        thread = threading.Thread(target=taker)
        thread.start()
        thread.join(0.3)
        if not store.is_sqlite:  # where it gives up at once; SQLite's waits for the write lock
            assert taken == [None]
        state.put(store, "written by", "a")
    thread.join()
    assert taken == ([2] if store.is_sqlite else [None])
    assert lease.take(store, "mailbox", "b", now + 60 * SECOND, 10) == (3 if store.is_sqlite else 2)


def test_of_a_hundred_that_start_at_once_exactly_one_is_active(url: str, store: Store, now: datetime) -> None:
    ready = threading.Barrier(100)
    won: list[int] = []

    def starter(number: int) -> None:
        own = open_store(url, busy_seconds=60)
        ready.wait()
        fence = lease.take(own, "mailbox", f"daemon {number}", now, 10)
        if fence is not None:
            won.append(fence)
        own.close()

    threads = [threading.Thread(target=starter, args=(number,)) for number in range(100)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert won == [1]


@pytest.mark.skipif(not os.path.exists("/proc/self/ns/pid"), reason="Linux knows who is gone; others wait")
def test_a_process_of_this_machine_that_died_is_succeeded_at_once(store: Store, now: datetime) -> None:
    code = "from frontdesk.db.lease import this_process; print(this_process())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    dead = done.stdout.strip()
    assert lease.is_gone(dead)
    held_by(store, dead, now)
    assert Lease(store, "mailbox", "b").take(now)


@pytest.mark.parametrize(
    "holder",
    [
        pytest.param(lease.this_process(), id="this process"),
        "other/1-1/1/1",
        "",
        "a",
        "//1/",
        pytest.param(f"{os.uname()[1]}//1/1", id="this host"),
    ],
)
def test_who_may_be_alive_is_not_taken_for_dead(holder: str) -> None:
    assert not lease.is_gone(holder)


def test_all_daemons_can_go_by_the_databases_clock(store: Store) -> None:
    assert lease.database_now(store).utcoffset() == timedelta()
