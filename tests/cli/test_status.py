"""What `frontdesk status` says of a desk that reads, rests, or died."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from desk_world import DeskWorld, desk_world

from frontdesk.cli.status import status
from frontdesk.db.lease import MAILBOX_LEASE, Lease
from frontdesk.iso import iso


@pytest.fixture
def world(tmp_path: Path) -> Iterator[DeskWorld]:
    with desk_world(tmp_path / "desk.db") as world:
        yield world


def told(world: DeskWorld) -> dict[str, Any]:
    return status(world.settings, world.desk.store, world.clock.at, with_mailbox=False)


def test_a_mailbox_without_mail_counts_as_read(world: DeskWorld) -> None:
    world.work()
    assert told(world)["last_read_at"] == iso(world.clock.at)
    assert told(world)["problems"] == []


def test_a_quiet_mailbox_is_no_problem_as_long_as_somebody_looks(world: DeskWorld) -> None:
    world.write("carl@example.com", "No sound", "My headset is silent.")
    world.clock.at += timedelta(hours=3)
    world.work()
    assert told(world)["last_read_at"] == iso(world.clock.at)
    assert told(world)["problems"] == []


def test_a_daemon_that_died_with_the_lease_is_a_problem(world: DeskWorld) -> None:
    world.work()
    assert Lease(world.desk.store, MAILBOX_LEASE, "another/machine/1/1").take(world.clock.at)
    world.clock.at += timedelta(minutes=11)
    assert told(world)["problems"] == ["Nobody reads the mailbox: is `frontdesk run` running?"]


def test_a_daemon_that_has_not_got_into_the_mailbox_for_long_is_a_problem(world: DeskWorld) -> None:
    world.work()
    since = world.clock.at
    world.clock.at += timedelta(minutes=11)
    assert Lease(world.desk.store, MAILBOX_LEASE, "another/machine/1/1").take(world.clock.at)
    assert told(world)["problems"] == [
        f"No mail was read since {iso(since)}: see the log for what the mail server says."
    ]


def test_a_mail_that_was_refused_is_a_problem_for_a_day_and_counted_for_good(world: DeskWorld) -> None:
    """Somebody mistyped their own address: monitoring that stays red for that is switched off by its admin."""
    world.world.refusals["crl@example.com"] = "550 5.1.1 no such user"
    world.write("crl@example.com", "No sound", "My headset is silent.")
    assert told(world)["problems"] == [
        "1 mail could not be delivered since yesterday: `frontdesk outbox list`."
    ]
    world.clock.at += timedelta(days=1, minutes=1)
    world.work()
    assert told(world)["problems"] == []
    assert told(world)["outbox"]["failed"] == 1
