"""What got no answer can be seen and taken back: in the managers' digest, and by moving it into the inbox by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from desk_world import DeskWorld, Headers, desk_world
from memory_mail import MemoryMailbox

from frontdesk.db import ledger

CARL, CARL_AT = "Carl Cole <carl@example.com>", "carl@example.com"
ANN, ANN_AT, MIA_AT = "Ann Lee <ann@example.org>", "ann@example.org", "mia@example.org"

SILENCED = {
    "a list's": ({"List-Id": "<staff.example.com>"}, "Party", "My desk is your desk."),
    "bulk": ({"Precedence": "bulk"}, "News", "We moved."),
    "a program's answer": ({"Auto-Submitted": "auto-replied"}, "Re: hello", "Noted."),
    "a note of absence": (
        {},
        "Automatic reply: hello",
        "I am out of the office until Monday. Please contact Dora.",
    ),
    "no-reply": ({"From": "no-reply@shop.example.com"}, "Order", "Your order 5."),
}


@pytest.fixture
def world(tmp_path: Path) -> Iterator[DeskWorld]:
    with desk_world(tmp_path / "desk.db") as world:
        yield world


def silenced(world: DeskWorld, which: str) -> None:
    headers, subject, text = SILENCED[which]
    given: Headers = {name.replace("-", "_"): value for name, value in headers.items()}
    world.write(given.pop("From", CARL), subject, text, **given)


def by_hand(world: DeskWorld, *, from_: str = "Automatic", to: str = "INBOX") -> None:
    """Somebody moves all mail of a folder in a mail client of theirs."""
    client = MemoryMailbox(world.world, "it", "secret")
    client.connect()
    client.select(from_)
    client.move(client.uids_from(1), to)
    client.close()


@pytest.mark.parametrize("which", SILENCED)
@pytest.mark.parametrize("later", [timedelta(), timedelta(minutes=5), timedelta(days=40)])
def test_a_silenced_mail_moved_back_by_hand_is_read_as_a_person_s(
    world: DeskWorld, which: str, later: timedelta
) -> None:
    silenced(world, which)
    assert (world.numbers, world.filed("Automatic")) == ([], 1)
    world.clock.at += later
    by_hand(world)
    world.work()
    assert (world.numbers, world.filed("Automatic"), world.filed("Handled")) == ([1], 0, 1)
    assert SILENCED[which][2].split(".")[0] in world.last(ANN_AT, "notification").text
    assert ledger.silenced_count(world.desk.store) == 0
    assert ledger.balance(world.desk.store).outcomes == {"silence": 1, "request": 1}


def test_who_bears_no_marks_is_acknowledged_when_taken_back_and_a_marked_mail_is_not(
    world: DeskWorld,
) -> None:
    silenced(world, "a note of absence")
    silenced(world, "bulk")
    by_hand(world)
    world.work()
    assert world.numbers == [1, 2]
    assert world.kinds(CARL_AT) == ["acknowledgement"]


def test_a_silenced_answer_that_is_taken_back_stands_on_its_request(world: DeskWorld) -> None:
    world.write(CARL, "Access", "May I see the finance folder?")
    world.answer(ANN, world.last(ANN_AT), "Which year?", subject="[waiting]")
    world.answer(
        CARL,
        world.last(CARL_AT, "reply"),
        "This is an automatic reply. Take 2025.",
    )
    assert world.request(1).status == "waiting"
    by_hand(world)
    world.work()
    assert world.request(1).status == "open"
    assert "Take 2025" in world.last(ANN_AT, "notification").text


def test_a_second_copy_of_a_silenced_mail_stays_one_while_the_first_lies_where_it_was(
    world: DeskWorld,
) -> None:
    silenced(world, "bulk")
    [first] = world.world.folders("it")["Automatic"].mails.values()
    world.deliver(first.raw)
    assert (world.numbers, ledger.silenced_count(world.desk.store)) == ([], 1)
    world.clock.at += timedelta(hours=1)
    world.deliver(first.raw)
    assert world.numbers == []


def test_moving_it_to_and_fro_makes_one_request(world: DeskWorld) -> None:
    silenced(world, "bulk")
    by_hand(world)
    world.work()
    by_hand(world, from_="Handled")
    world.work()
    assert world.numbers == [1]


@pytest.mark.parametrize("which", SILENCED)
def test_a_silenced_mail_that_was_never_moved_was_not_taken_back_when_the_folder_is_made_anew(
    world: DeskWorld, which: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It lies in the inbox under another UID, and no person has touched it."""
    monkeypatch.setattr(world.receiver, "file_away", lambda: 0)
    headers, subject, text = SILENCED[which]
    given: Headers = {name.replace("-", "_"): value for name, value in headers.items()}
    world.write(given.pop("From", CARL), subject, text, work=False, **given)
    world.receiver.receive()
    monkeypatch.undo()
    world.world.lose_uids("it")
    world.receiver.open()
    world.work()
    assert (world.numbers, world.filed("INBOX"), world.filed("Automatic")) == ([], 0, 1)
    assert ledger.silenced_count(world.desk.store) == 1
    by_hand(world)
    world.work()
    assert (world.numbers, world.filed("Automatic")) == ([1], 0)


def test_our_own_mail_is_not_read_as_a_person_s_wherever_it_is_moved(world: DeskWorld) -> None:
    world.write(CARL, "Access", "May I see the finance folder?")
    world.deliver(world.last(CARL_AT).raw)
    by_hand(world)
    world.work()
    assert world.numbers == [1]
    assert world.kinds(CARL_AT) == ["acknowledgement"]


def test_the_managers_digest_counts_what_was_silenced_and_names_the_newest(world: DeskWorld) -> None:
    for number in range(7):
        world.write(CARL, f"News {number} [spam]", "We moved.", Precedence="bulk")
    silenced(world, "a list's")
    world.pass_time(timedelta(days=1))
    digest = world.last(MIA_AT, "digest").text
    assert "8 mails got no answer since the last digest" in digest
    assert "Party" in digest
    assert "News 6 (spam)" in digest
    assert "News 0" not in digest
    assert "mailing list" in digest
    assert [letter for letter in world.inbox(ANN_AT) if letter.kind == "digest"] == []
    world.pass_time(timedelta(days=1))
    assert world.kinds(MIA_AT).count("digest") == 1


def test_copies_and_our_own_mail_are_not_among_them(world: DeskWorld) -> None:
    mail = world.write(CARL, "Access", "May I see the finance folder?")
    world.deliver(mail)
    world.deliver(world.last(CARL_AT).raw)
    assert ledger.silenced(world.desk.store, 10) == []
