"""What the relay took is known after a crash, also when the database was too busy to hear of it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from desk_world import DeskWorld, desk_world

from frontdesk.daemon import recover
from frontdesk.db import outbox, outbox_view
from frontdesk.db.failures import DatabaseUnavailable
from frontdesk.receipts import Receipts, receipts_of
from frontdesk.send import send

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
    receipts = Receipts(tmp_path / "desk.db", DEAD)
    receipts.note(7)
    [file] = tmp_path.iterdir()
    with file.open("ab") as cut:
        cut.write(b"12")
    assert receipts.of(DEAD) == {7}
    receipts.close()


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
    receipts.note(7)
    receipts.settled()
    receipts.close()
    assert list(receipts.holders()) == [DEAD]


@pytest.mark.parametrize("url", ["sqlite:///:memory:", "postgresql://desk@db.example/desk"])
def test_where_nobody_waits_for_the_reader_there_is_no_file(url: str) -> None:
    receipts = receipts_of(url, DEAD)
    receipts.note(7)
    assert list(receipts.holders()) == []
    assert receipts.of(DEAD) == frozenset()


def test_a_mail_that_the_relay_took_while_the_database_was_away_goes_out_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with desk_world(tmp_path / "desk.db") as world:
        receipts = _taken_and_not_noted(world, tmp_path, monkeypatch)
        recover(world.desk, receipts)
        world.work()
        assert [letter.kind for letter in world.inbox("carl@example.com")] == ["acknowledgement"]
        assert not any(outbox_view.counts(world.desk.store).values())
        receipts.close()


def _taken_and_not_noted(world: DeskWorld, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Receipts:
    """A mail to Carl is at the relay, and the database could not be told."""

    def full(*_: object) -> None:
        raise DatabaseUnavailable("the disk is full", permanent=False, remedy="make room")

    world.write("carl@example.com", "No sound", "My headset is silent.", work=False)
    world.receiver.receive()
    receipts = Receipts(folder / "desk.db", world.desk.holder)
    with monkeypatch.context() as patched:
        patched.setattr(outbox, "delivered", full)
        with pytest.raises(DatabaseUnavailable):
            send(world.desk, world.relay, receipts=receipts)
    return receipts
