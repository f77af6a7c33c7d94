"""A database that was put back from a backup, or lost: no number means two people, nobody hears of anybody else."""

from __future__ import annotations

import email
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from desk_world import SETTINGS, Clock, DeskWorld
from memory_mail import MailWorld

from frontdesk.cli.status import status
from frontdesk.db import state
from frontdesk.desk import BEHIND
from frontdesk.jobs.behind import LOOKS
from frontdesk.mailbox.errors import ConnectionLost
from frontdesk.settings.load import load_settings
from frontdesk.wiring import open_desk

CARA, DAN, ANN, MIA = "cara@example.com", "dan@example.net", "ann@example.org", "mia@example.org"


class Place:
    """A desk whose database can be copied and put back, while its mailbox stays as it is."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.file = folder / "desk.db"
        self.settings = load_settings({**SETTINGS, "DATABASE_URL": f"sqlite:///{self.file}", **settings})
        self.clock = Clock()
        self.world = MailWorld(clock=self.clock)
        self.copies = 0

    @contextmanager
    def at_work(self) -> Iterator[DeskWorld]:
        with open_desk(self.settings, now=self.clock, inline=True) as desk:
            self.clock.at += timedelta(minutes=1)
            yield DeskWorld(desk, self.settings, self.world, self.clock)

    def back_up(self) -> Path:
        self.copies += 1
        copy = self.file.with_name(f"backup-{self.copies}")
        shutil.copy(self.file, copy)
        return copy

    def put_back(self, copy: Path | None) -> None:
        """None: the database is lost altogether."""
        for path in self.file.parent.glob("desk.db*"):
            path.unlink()
        if copy is not None:
            shutil.copy(copy, self.file)


@pytest.fixture
def place(tmp_path: Path, request: pytest.FixtureRequest) -> Place:
    return Place(tmp_path, **getattr(request, "param", {}))


BOTH_WAYS = pytest.mark.parametrize(
    "place", [{}, {"PLUS_ADDRESSING": "yes"}], ids=["by ids", "by addresses"], indirect=True
)
BACKUP_OR_NONE = pytest.mark.parametrize("lost", [False, True], ids=["put back", "lost"])


def forgotten(place: Place, lost: bool) -> int:
    """Cara's request is forgotten by the database; gives the number that it had."""
    with place.at_work() as desk:
        desk.write("old@example.com", "Keyboard", "A key is missing.")
    copy = place.back_up()
    with place.at_work() as desk:
        desk.write(f"Cara <{CARA}>", "My salary is wrong", "It says 4711.")
        number = desk.numbers[-1]
    place.put_back(None if lost else copy)
    return number


@BOTH_WAYS
@BACKUP_OR_NONE
def test_no_number_is_given_out_twice_and_an_answer_reaches_whom_it_is_for(place: Place, lost: bool) -> None:
    old = forgotten(place, lost)
    with place.at_work() as desk:
        desk.write(f"Dan <{DAN}>", "Printer", "It burns.")
        dans = next(number for number in desk.numbers if desk.request(number).customer.email == DAN)
        caras = next(number for number in desk.numbers if desk.request(number).customer.email == CARA)
        assert dans != old

        desk.answer(CARA, desk.last(CARA, "acknowledgement"), "It should say 4712.")
        assert [message.text for message in desk.messages(caras) if message.kind == "customer"] == [
            "It says 4711.",
            "It should say 4712.",
        ]
        assert not any("471" in message.text for message in desk.messages(dans))

        about_cara = next(
            letter for letter in desk.inbox(ANN) if "salary" in letter.subject and "4711" in letter.text
        )
        desk.answer(ANN, about_cara, "I have put it right.")
        assert [letter.kind for letter in desk.inbox(DAN)] == ["acknowledgement"]
        assert desk.kinds(CARA)[-1] == "reply", desk.last(ANN).text


@BACKUP_OR_NONE
def test_what_was_forgotten_is_read_again_without_a_word_to_anybody(place: Place, lost: bool) -> None:
    forgotten(place, lost)
    before = len(place.world.sent)
    with place.at_work() as desk:
        desk.work()
        (caras,) = [number for number in desk.numbers if desk.request(number).customer.email == CARA]
        assert "read again" in desk.events(caras)
        assert desk.kinds(CARA) == ["acknowledgement"]
        assert desk.filed("Handled") == 2
        after = [mail.recipient for mail in place.world.sent[before:]]
        assert after == [MIA]
        assert "behind its mailbox" in desk.last(MIA).text
        desk.receiver.open()
        desk.work()
        assert len(place.world.sent) == before + 1


@BACKUP_OR_NONE
def test_status_says_that_the_database_was_behind(place: Place, lost: bool) -> None:
    number = forgotten(place, lost)
    with place.at_work() as desk:
        found = json.loads(state.get(desk.desk.store, BEHIND))
        assert found["mails"] == (2 if lost else 1)
        assert found["number"] > number
        problem = status(desk.settings, desk.desk.store, place.clock.at, with_mailbox=False)["problems"][0]
        assert "behind its mailbox" in problem


def test_a_technicians_answer_that_was_forgotten_does_not_go_out_again(place: Place) -> None:
    with place.at_work() as desk:
        desk.write(CARA, "Printer", "It burns.")
    copy = place.back_up()
    with place.at_work() as desk:
        desk.answer(ANN, desk.last(ANN), "Use water.", subject="[resolved]")
        assert desk.kinds(CARA) == ["acknowledgement", "reply"]
    place.put_back(copy)
    with place.at_work() as desk:
        desk.work()
        assert desk.kinds(CARA) == ["acknowledgement", "reply"]
        assert desk.request(1).status == "resolved"
        assert desk.request(1).owner == ANN


def test_the_same_backup_put_back_again_and_again_never_gives_a_number_twice(place: Place) -> None:
    with place.at_work() as desk:
        desk.write(CARA, "First", "one")
    copy = place.back_up()
    seen: set[int] = set()
    for round_ in range(4):
        with place.at_work() as desk:
            desk.write(f"c{round_}@example.com", f"Round {round_}", f"words {round_}")
            new = {n for n in desk.numbers if desk.request(n).customer.email == f"c{round_}@example.com"}
            assert not new & seen
            seen |= set(desk.numbers) - {1}
        place.put_back(copy)


@BACKUP_OR_NONE
def test_a_look_that_broke_off_again_and_again_gives_no_number_twice_and_is_taken_up_later(
    place: Place, lost: bool
) -> None:
    old = forgotten(place, lost)

    def broken(step: str) -> None:
        if step == "imap fetch, before":
            raise ConnectionLost("the line broke")

    place.world.fate = broken
    for _ in range(LOOKS):
        with pytest.raises(ConnectionLost), place.at_work():
            pass
    place.world.deliver(b"From: <dan@example.net>\r\nSubject: Printer\r\n\r\nIt burns.\r\n", "it@example.org")
    with place.at_work() as desk:  # with no look, which would break off
        place.world.fate = lambda step: None
        desk.work()
        (dans,) = [number for number in desk.numbers if desk.request(number).customer.email == DAN]
        assert dans > old
    with place.at_work() as desk:
        desk.work()
        assert CARA in [desk.request(number).customer.email for number in desk.numbers]
        assert desk.kinds(CARA) == ["acknowledgement"]
        assert desk.kinds(DAN) == ["acknowledgement"]


@pytest.mark.parametrize("emptied", [("Handled",), ("Handled", "Automatic", "Quarantine")])
def test_no_number_is_given_twice_when_people_have_emptied_the_folders(
    place: Place, emptied: tuple[str, ...]
) -> None:
    """Nothing is left to be read again; that mail came and went, the mailbox shows by its next UID."""
    old = forgotten(place, lost=False)
    for name in emptied:
        place.world.folders("it")[name].mails.clear()
    with place.at_work() as desk:
        desk.write(DAN, "Printer", "It burns.")
        assert desk.numbers[-1] > old
        assert not [letter for letter in desk.inbox(MIA) if letter.kind == "notice"]


def test_mail_that_people_took_away_while_the_desk_was_off_lets_no_number_jump(place: Place) -> None:
    with place.at_work() as desk:
        desk.write(CARA, "Printer", "It burns.")
        desk.write(CARA, "Screen", "It flickers.", work=False)
    place.world.person_moves("it", 2, "Private")
    with place.at_work() as desk:
        desk.write(CARA, "Keyboard", "A key is missing.")
        assert desk.numbers == [1, 2]


def test_after_a_kill_nothing_is_taken_for_forgotten(place: Place) -> None:
    for number in range(3):
        with place.at_work() as desk:
            desk.write(CARA, f"Question {number}", f"words {number}")
    with place.at_work() as desk:
        assert state.get(desk.desk.store, BEHIND) == ""
        assert desk.numbers == [1, 2, 3]


def test_mail_that_a_person_moved_there_by_hand_is_not_taken_for_forgotten(place: Place) -> None:
    with place.at_work() as desk:
        desk.write(CARA, "Printer", "It burns.")
    uid = place.world.deliver(b"From: x@example.com\r\nSubject: hi\r\n\r\nhi\r\n", "it@example.org")
    place.world.person_moves("it", uid, "Handled")
    with place.at_work() as desk:
        desk.work()
        assert state.get(desk.desk.store, BEHIND) == ""
        assert desk.numbers == [1]


def mails_by_id(place: Place) -> dict[str, set[bytes]]:
    """Receivers such as Gmail, Cyrus and Dovecot show the first mail of a Message-ID, and swallow the next."""
    found: dict[str, set[bytes]] = {}
    for mail in place.world.sent:
        message_id = email.message_from_bytes(mail.raw)["Message-ID"]
        found.setdefault(message_id, set()).add(mail.raw)
    return found


@pytest.mark.parametrize("anew", [False, True], ids=["the same mailbox", "a mailbox moved to another server"])
@pytest.mark.parametrize("waiting", [0, 1, 2], ids="{} mails wait".format)
def test_two_mails_never_have_one_message_id(place: Place, waiting: int, anew: bool) -> None:
    """The ledger's rows are counted anew, and what waits unread comes before what is read again."""
    with place.at_work() as desk:
        desk.write(CARA, "Printer", "It burns.")
    copy = place.back_up()
    with place.at_work() as desk:
        letter = desk.last(ANN)
        for number in range(3):
            desk.answer(ANN, letter, f"Use {number} glasses of water.")
            desk.answer(CARA, desk.last(CARA), f"There are {number} glasses.")
        for number in range(waiting):
            desk.answer(ANN, letter, f"Use {number} buckets of water.", work=False)
    place.put_back(copy)
    if anew:
        place.world.lose_uids("it")
        place.world.folders("it").pop("Handled")
    with place.at_work() as desk:
        for number in range(3):
            desk.answer(ANN, letter, f"Use {number} bottles of water.")
            desk.answer(CARA, desk.last(CARA), f"There are {number} bottles.")
    assert [mails for mails in mails_by_id(place).values() if len(mails) > 1] == []


@pytest.mark.parametrize("tag", ["[waiting]", "[resolved]"])
def test_timers_of_one_moment_make_mails_of_different_ids(place: Place, tag: str) -> None:
    """Business hours begin at nine for all of them, and a timer's row is counted anew, too."""
    with place.at_work() as desk:
        desk.write(CARA, "Printer", "It burns.")
    copy = place.back_up()
    for one in (tag, "[resolved]" if tag == "[waiting]" else "[waiting]"):
        place.put_back(copy)
        at = place.clock.at
        with place.at_work() as desk:
            desk.work()
            about_printer = next(letter for letter in desk.inbox(ANN) if "Printer" in letter.subject)
            desk.answer(ANN, about_printer, f"Use water. {one}", subject=one)
            desk.pass_time(timedelta(days=6))
        place.clock.at = at
    assert [mails for mails in mails_by_id(place).values() if len(mails) > 1] == []


def test_a_digest_at_a_time_that_comes_again_has_an_id_of_its_own(place: Place) -> None:
    """The backup has the same timer, and the clock was set back."""
    with place.at_work() as desk:
        desk.write(CARA, "Printer", "It is on fire.")
    copy = place.back_up()
    ids = []
    for subjects in ((), ("Screen",)):
        place.put_back(copy)
        with place.at_work() as desk:
            for subject in subjects:
                desk.write(DAN, subject, "words")
            place.clock.at = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
            desk.work()
            ids.append(str(desk.last(ANN, "digest").message["Message-ID"]))
        place.clock.at = datetime(2026, 3, 2, 13, 0, tzinfo=UTC)
    assert ids[0] != ids[1]
