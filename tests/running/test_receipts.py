"""What the relay took is known after a crash, also when the database was too busy to hear of it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from desk_world import DeskWorld, desk_world
from memory_relay import MemoryRelay

from frontdesk.daemon import recover
from frontdesk.db import outbox, outbox_view
from frontdesk.db.engine.errors import DatabaseUnavailable
from frontdesk.jobs.receipts import Receipts, receipts_of
from frontdesk.jobs.send import send
from frontdesk.mailbox.ports import OutgoingMail, SendResult

DEAD, LIVING = "host/boot-1/99/1", "host/boot-1/100/2"


def test_a_dead_sender_s_notes_are_read_by_the_next_one(tmp_path: Path) -> None:
    dead, living = Receipts(tmp_path / "desk.db", DEAD), Receipts(tmp_path / "desk.db", LIVING)
    dead.note(7)
    dead.note(8)
    assert list(living.holders()) == [DEAD]
    assert living.of(DEAD) == {7, 8}
    living.drop(DEAD)
    assert living.of(DEAD) == frozenset()
    assert list(living.holders()) == []
    dead.close()


def test_a_note_that_was_cut_off_does_not_count(tmp_path: Path) -> None:
    dead, living = Receipts(tmp_path / "desk.db", DEAD), Receipts(tmp_path / "desk.db", LIVING)
    dead.note(7)
    [file] = tmp_path.iterdir()
    with file.open("ab") as cut:
        cut.write(b"12")
    assert living.of(DEAD) == {7}
    dead.close()


def test_only_the_owner_may_read_it_and_nothing_stays_of_a_sender_that_ended_well(tmp_path: Path) -> None:
    receipts = Receipts(tmp_path / "desk.db", DEAD)
    receipts.note(7)
    [file] = tmp_path.iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    receipts.settled()
    assert receipts.of(DEAD) == frozenset()
    receipts.close()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full here")
def test_a_full_disk_costs_the_receipt_and_nothing_else(tmp_path: Path) -> None:
    receipts = Receipts(tmp_path / "desk.db", DEAD)
    receipts._path(DEAD).symlink_to("/dev/full")
    assert receipts.note(7) is False
    receipts.settled()
    receipts.close()
    assert list(receipts.holders()) == []


@pytest.mark.parametrize("url", ["sqlite:///:memory:", "postgresql://desk@db.example/desk"])
def test_where_nobody_waits_for_the_reader_there_is_no_file(url: str) -> None:
    receipts = receipts_of(url, DEAD)
    assert receipts.note(7) is False
    assert list(receipts.holders()) == []
    assert receipts.of(DEAD) == {7}
    assert receipts_of(url, LIVING).of(DEAD) == frozenset()


def test_what_a_server_may_have_forgotten_is_remembered_for_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    receipts, clock = Receipts(None, DEAD), [100.0]
    monkeypatch.setattr("frontdesk.jobs.receipts.time.monotonic", lambda: clock[0])
    receipts.note(7)
    receipts.settled()
    clock[0] += 50
    receipts.note(8)
    receipts.settled()
    assert receipts.of(DEAD) == {7, 8}
    clock[0] += 50
    receipts.settled()
    assert receipts.of(DEAD) == {8}


@pytest.mark.parametrize("in_a_file", [True, False])
def test_a_mail_that_the_relay_took_while_the_database_was_away_goes_out_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, in_a_file: bool
) -> None:
    beside = tmp_path / "desk.db" if in_a_file else None
    with desk_world(tmp_path / "desk.db") as world:
        receipts = _taken_and_not_noted(world, beside, monkeypatch)
        recover(world.desk, receipts)
        world.work()
        assert [letter.kind for letter in world.inbox("carl@example.com")] == ["acknowledgement"]
        assert not any(outbox_view.counts(world.desk.store).values())
        receipts.close()


def test_what_a_sender_took_before_it_fell_asleep_does_not_go_out_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After half an hour another sender takes its claims over; it may wake any time."""
    with desk_world(tmp_path / "desk.db") as world:
        sleeping = _taken_and_not_noted(world, tmp_path / "desk.db", monkeypatch)
        world.clock.at += timedelta(minutes=31)
        awake = replace(world.desk, holder=LIVING)
        recover(awake, Receipts(tmp_path / "desk.db", LIVING))
        world.work()
        assert [letter.kind for letter in world.inbox("carl@example.com")] == ["acknowledgement"]
        sleeping.close()


def _taken_and_not_noted(world: DeskWorld, beside: Path | None, monkeypatch: pytest.MonkeyPatch) -> Receipts:
    """A mail to Carl is at the relay, and the database could not be told."""

    def full(*_: object) -> None:
        raise DatabaseUnavailable("the disk is full", permanent=False, remedy="make room")

    world.write("carl@example.com", "No sound", "My headset is silent.", work=False)
    world.receiver.receive()
    receipts = Receipts(beside, world.desk.holder)
    with monkeypatch.context() as patched:
        patched.setattr(outbox, "delivered", full)
        with pytest.raises(DatabaseUnavailable):
            send(world.desk, world.relay, receipts=receipts)
    return receipts


def test_mails_with_a_receipt_are_entered_together_and_others_at_once(tmp_path: Path) -> None:
    with desk_world(tmp_path / "desk.db") as world:
        with_receipts, without = (
            _commits(world, Receipts(tmp_path / "desk.db", "me")),
            _commits(world, Receipts(None, "me")),
        )
        assert with_receipts == without - 2  # three mails in one commit
        assert not any(outbox_view.counts(world.desk.store).values())


def test_a_slow_relay_keeps_no_mail_waiting_to_be_entered(tmp_path: Path) -> None:
    with desk_world(tmp_path / "desk.db") as world:
        relay = _SlowRelay(world)
        assert _commits(world, Receipts(tmp_path / "desk.db", "me"), relay) == _commits(
            world, Receipts(None, "me")
        )


class _SlowRelay(MemoryRelay):
    """A relay that takes two seconds for a mail."""

    def __init__(self, world: DeskWorld) -> None:
        super().__init__(world.world)
        self.world = world

    def send(self, mails: Sequence[OutgoingMail]) -> Iterator[SendResult]:
        for result in super().send(mails):
            self.world.clock.at += timedelta(seconds=2)
            yield result


def _commits(world: DeskWorld, receipts: Receipts, relay: _SlowRelay | None = None) -> int:
    """How many transactions it takes to send three mails."""
    store, count = world.desk.store, 0

    def counted(_: object) -> None:
        nonlocal count
        count += 1

    for number in range(3):
        _waiting(world, number)
    store.guard = counted
    assert send(world.desk, relay or world.relay, receipts=receipts) == 3
    store.guard = None
    receipts.close()
    return count


def _waiting(world: DeskWorld, number: int) -> None:
    world.serial += 1
    outbox.put(
        world.desk.store,
        request=None,
        kind="notice",
        message_id=f"<{world.serial}.{number}@example.org>",
        envelope_from="it@example.org",
        recipients=("mia@example.org",),
        mail=b"Subject: hello\r\n\r\nhello\r\n",
        now=world.clock.at,
        automatic=True,
    )
