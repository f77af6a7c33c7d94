"""A mail that the server can't deliver stops nothing: it is found, set aside by its UID, and the next is read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from desk_world import DeskWorld, desk_world

from frontdesk.db import ledger
from frontdesk.jobs.fetching import BAD_HOUR, BATCH_MAILS
from frontdesk.jobs.narrowing import GIVEN_UP_AFTER
from frontdesk.mailbox.errors import ConnectionLost, Refused
from frontdesk.mailbox.ports import Envelope, Fetched

MIA = "mia@example.org"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[DeskWorld]:
    with desk_world(tmp_path / "desk.db") as world:
        yield world


class Line:
    """What lies between the desk and its mailbox: some mails break it, or so many octets, or what is moved."""

    def __init__(self, world: DeskWorld, broken: set[int] = frozenset(), octets: int = 10**9) -> None:  # type: ignore[assignment]
        self.world, self.broken, self.octets = world, set(broken), octets
        self.losses = 0
        folder = world.receiver.folder
        self.fetch_, self.sizes_, self.move_ = folder.fetch, folder.sizes, folder.move
        folder.fetch = self.fetch  # type: ignore[method-assign]

    def fetch(self, uids: Sequence[int]) -> dict[int, Fetched]:
        found = self.fetch_(uids)
        if self.broken & set(uids) or sum(len(mail.raw) for mail in found.values()) > self.octets:
            self.lost()
        return found

    def lost(self) -> None:
        self.losses += 1
        self.world.receiver.folder.close()
        raise ConnectionLost("the server closed the connection")


def read_all(world: DeskWorld, starts: int = 200) -> int:
    """As a daemon does: after a loss it connects anew. Gives how often."""
    for start in range(starts):
        try:
            world.receiver.open()
            world.receiver.file_away()
            while world.receiver.receive():
                pass
            return start
        except ConnectionLost:
            world.clock.at += timedelta(seconds=5)
            if start == starts - 1:
                raise
    return starts


def write_many(world: DeskWorld, count: int) -> None:
    for number in range(1, count + 1):
        world.write(f"c{number}@example.com", f"Question {number}", "words " * 100, work=False)


@pytest.mark.parametrize("place", [1, 2, 49, 50, 51, 120])
def test_one_mail_that_breaks_the_connection_is_set_aside_and_all_others_are_read(
    world: DeskWorld, place: int
) -> None:
    write_many(world, 120)
    line = Line(world, {place})
    assert read_all(world) <= 12
    assert len(world.numbers) == 119
    (aside,) = ledger.quarantined(world.desk.store)
    assert aside.uid == place
    assert "connection broke" in aside.reason
    assert world.filed("Quarantine") == 1
    assert world.filed("INBOX") == 0
    assert line.losses <= 12


def test_the_managers_hear_of_it(world: DeskWorld) -> None:
    write_many(world, 3)
    Line(world, {2})
    read_all(world)
    world.work_sending_only()
    assert "UID 2" in world.last(MIA).text


def test_a_line_that_dies_after_some_mails_makes_headway_and_costs_none_of_them(world: DeskWorld) -> None:
    write_many(world, 120)
    Line(world, octets=5000)
    read_all(world)
    assert len(world.numbers) == 120
    assert ledger.quarantined(world.desk.store) == []


def test_a_line_that_lets_nothing_through_costs_no_mail_for_a_while(world: DeskWorld) -> None:
    """One may be the mail's fault; of the second one it is more likely the line's."""
    write_many(world, 10)
    line = Line(world, octets=10)
    for _ in range(60):
        with pytest.raises(ConnectionLost):
            read_all(world, starts=1)
    assert len(ledger.quarantined(world.desk.store)) == 1
    line.octets = 10**9
    read_all(world)
    assert len(world.numbers) == 9


def test_where_two_mails_in_a_row_break_it_the_second_is_set_aside_later(world: DeskWorld) -> None:
    write_many(world, 5)
    Line(world, {2, 3})
    for _ in range(30):
        try:
            read_all(world, starts=1)
        except ConnectionLost:
            world.clock.at += BAD_HOUR / 5
    assert [row.uid for row in ledger.quarantined(world.desk.store)] == [2, 3]
    assert len(world.numbers) == 3


def test_one_loss_is_chance_and_the_batch_stays_whole(world: DeskWorld) -> None:
    write_many(world, 60)
    line = Line(world, {1})
    with pytest.raises(ConnectionLost):
        world.receiver.receive()
    line.broken.clear()
    world.receiver.open()
    assert world.receiver.receive() == BATCH_MAILS


def test_what_was_learnt_outlives_the_process(world: DeskWorld) -> None:
    write_many(world, 1)
    for _ in range(GIVEN_UP_AFTER):
        Line(world, {1})
        with pytest.raises(ConnectionLost):
            read_all(world, starts=1)
        world.__post_init__()
    read_all(world)
    assert [row.uid for row in ledger.quarantined(world.desk.store)] == [1]


@pytest.mark.parametrize("trouble", [Refused("NO"), ConnectionLost("gone")], ids=["refused", "lost"])
def test_one_that_can_not_even_be_moved_stays_and_the_next_is_read(
    world: DeskWorld, trouble: Exception
) -> None:
    write_many(world, 3)
    line = Line(world, {2})

    def move(uids: Sequence[int], folder: str) -> dict[int, int | None]:
        if 2 in uids:
            if isinstance(trouble, ConnectionLost):
                world.receiver.folder.close()
            raise trouble
        return line.move_(uids, folder)

    world.receiver.folder.move = move  # type: ignore[method-assign]
    read_all(world)
    world.receiver.open()
    world.receiver.file_away()
    assert len(world.numbers) == 2
    (aside,) = ledger.quarantined(world.desk.store)
    assert aside.reason.endswith("It stays in the inbox.")
    assert world.filed("Handled") == 2


def test_a_server_that_files_nothing_away_keeps_no_mail_from_being_read(world: DeskWorld) -> None:
    """Remounted read-only, or over its quota."""
    line = Line(world)

    def move(uids: Sequence[int], folder: str) -> dict[int, int | None]:
        raise Refused("NO [OVERQUOTA] the disk is full")

    world.receiver.folder.move = move  # type: ignore[method-assign]
    for number in range(3):
        world.write("carl@example.com", f"Question {number}", "words")
    assert len(world.numbers) == 3
    assert world.kinds("carl@example.com") == ["acknowledgement"] * 3
    world.receiver.folder.move = line.move_  # type: ignore[method-assign]
    world.work()
    assert (world.filed("Handled"), world.filed("INBOX")) == (3, 0)


@pytest.mark.parametrize("how", ["renamed", "deleted"])
def test_a_folder_that_somebody_renamed_or_deleted_is_made_again_at_once(world: DeskWorld, how: str) -> None:
    world.write("carl@example.com", "One", "words")
    folders = world.world.folders("it")
    gone = folders.pop("Handled")
    if how == "renamed":
        folders["Done"] = gone
    world.write("carl@example.com", "Two", "words")
    assert world.filed("Handled") == 1


def test_a_server_that_dies_at_a_mails_size_is_no_different(world: DeskWorld) -> None:
    write_many(world, 4)
    line = Line(world, {3})

    def sizes(uids: Sequence[int]) -> dict[int, Envelope]:
        if 3 in uids:
            line.lost()
        return line.sizes_(uids)

    world.receiver.folder.sizes = sizes  # type: ignore[method-assign]
    read_all(world)
    assert len(world.numbers) == 3


def test_what_the_server_refused_to_file_is_filed_when_it_can_though_nobody_writes(world: DeskWorld) -> None:
    folder = world.receiver.folder
    move, asked = folder.move, list[datetime]()

    def refuse(uids: Sequence[int], folder: str) -> dict[int, int | None]:
        asked.append(world.clock.at)
        raise Refused("NO [INUSE] try again later")

    folder.move = refuse  # type: ignore[method-assign]
    world.write("carl@example.com", "Printer", "words")
    asked.clear()
    for _ in range(21):
        world.receiver.receive()
        world.clock.at += timedelta(seconds=15)
    assert [later - earlier for earlier, later in pairwise(asked)] == [timedelta(minutes=1)] * 4
    folder.move = move  # type: ignore[method-assign]
    world.clock.at += timedelta(minutes=1)
    world.receiver.receive()
    assert (world.filed("Handled"), world.filed("INBOX")) == (1, 0)


@pytest.mark.parametrize("left_out", ["the mail", "its size", "both"])
def test_a_mail_that_the_server_leaves_out_of_its_answers_is_set_aside_and_told_of(
    world: DeskWorld, left_out: str
) -> None:
    """OK, and nothing of it, or NIL: for somebody who took the mail away it mustn't be taken."""
    folder = world.receiver.folder
    fetch, sizes = folder.fetch, folder.sizes

    def fetch_without(uids: Sequence[int]) -> dict[int, Fetched]:
        return {uid: one for uid, one in fetch(uids).items() if uid != 2}

    def sizes_without(uids: Sequence[int]) -> dict[int, Envelope]:
        return {uid: one for uid, one in sizes(uids).items() if uid != 2}

    if left_out != "its size":
        folder.fetch = fetch_without  # type: ignore[method-assign]
    if left_out != "the mail":
        folder.sizes = sizes_without  # type: ignore[method-assign]
    write_many(world, 6)
    world.work()
    if left_out == "its size":
        assert len(world.numbers) == 6
        return
    assert len(world.numbers) == 5
    assert (world.filed("INBOX"), world.filed("Quarantine")) == (0, 1)
    assert "doesn't hand it out" in world.last(MIA, "notice").subject


def test_a_mail_that_somebody_takes_away_while_it_is_fetched_is_no_trouble(world: DeskWorld) -> None:
    folder = world.receiver.folder
    fetch = folder.fetch

    def taken_away(uids: Sequence[int]) -> dict[int, Fetched]:
        world.world.folders("it")["INBOX"].mails.pop(2, None)
        return fetch(uids)

    folder.fetch = taken_away  # type: ignore[method-assign]
    write_many(world, 6)
    world.work()
    assert len(world.numbers) == 5
    assert "notice" not in [letter.kind for letter in world.inbox(MIA) if "hand it out" in letter.subject]
