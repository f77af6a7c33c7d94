"""Floods: nobody in the team gets more than about twenty mails for one, nothing is lost, every request is listed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from desk_world import DeskWorld, Headers, Letter, desk_world
from technicians_world import ANN, BOB, CARL, CARL_AT, CID, MIA, OUR_MX, PROVEN, team_world

from frontdesk.db import collected, ledger
from frontdesk.jobs.narrowing import Narrowing
from frontdesk.mailbox.errors import ConnectionLost

TEAM = (ANN, BOB, MIA)
ABOUT_TWENTY = 22


@pytest.fixture
def world(tmp_path: Path) -> Iterator[DeskWorld]:
    with desk_world(tmp_path / "desk.db", DESK_HOURS="24/7") as world:
        yield world


def lists(world: DeskWorld, who: str) -> list[Letter]:
    return [letter for letter in world.inbox(who) if "at once" in letter.subject]


def numbers_in(letters: list[Letter]) -> set[int]:
    """Every number that a person was told of, by a mail of its own or in a list."""
    found: set[int] = set()
    for letter in letters:
        if letter.kind == "notification":
            found.add(int(letter.header("X-Frontdesk-Request")))
        for first, last in re.findall(r"#(\d+)(?:-#(\d+))?", letter.text):
            found |= set(range(int(first), int(last or first) + 1))
    return found


def nothing_is_lost(world: DeskWorld, mails: int) -> None:
    balance = ledger.balance(world.desk.store)
    assert sum(balance.outcomes.values()) == mails
    assert "quarantine" not in balance.outcomes


@pytest.mark.parametrize(
    ("mails", "hours"),
    [(300, 0), pytest.param(2000, 0, marks=pytest.mark.slow), pytest.param(2000, 1, marks=pytest.mark.slow)],
)
def test_thousands_of_mails_of_one_sender(world: DeskWorld, mails: int, hours: int) -> None:
    for number in range(mails):
        world.clock.at += timedelta(seconds=3600 * hours / mails)
        world.write("robot@elsewhere.example", f"Alarm number {number}", "It burns.", work=number % 100 == 99)
    world.pass_time(timedelta(hours=3))
    nothing_is_lost(world, mails)
    assert world.numbers == list(range(1, mails + 1))
    for who in TEAM:
        assert len(world.inbox(who)) <= ABOUT_TWENTY, world.kinds(who)
    assert numbers_in(world.inbox(ANN)) == set(range(1, mails + 1))
    assert len(world.inbox("robot@elsewhere.example")) <= 30


def test_five_hundred_senders_in_a_minute_and_their_targets(world: DeskWorld) -> None:
    for number in range(500):
        world.write(f"c{number}@elsewhere.example", f"Network down {number}", "Nothing works.", work=False)
    world.work()
    world.pass_time(timedelta(hours=20))
    nothing_is_lost(world, 500)
    assert len(world.numbers) == 500
    for who in TEAM:
        assert len(world.inbox(who)) <= ABOUT_TWENTY, world.kinds(who)
    assert numbers_in(world.inbox(ANN)) == set(range(1, 501))
    first = lists(world, ANN)[0]
    assert first.kind == "notice"
    assert "c499@elsewhere.example" in first.text
    assert numbers_in(lists(world, MIA)) | numbers_in(world.inbox(MIA)) == set(range(1, 501)), "late ones"
    assert all(len(world.inbox(f"c{number}@elsewhere.example")) == 1 for number in range(500))


def test_a_relay_that_was_away_for_three_days(world: DeskWorld) -> None:
    away = True

    def probe() -> frozenset[str]:
        if away:
            raise ConnectionLost("the relay is away")
        return frozenset()

    world.relay.probe = probe  # type: ignore[method-assign]
    world.work_sending_only = lambda: None  # type: ignore[method-assign]
    for number in range(300):
        world.clock.at += timedelta(days=3) / 300
        world.write(f"c{number}@elsewhere.example", f"Trouble {number}", "Help.")
    assert not world.inbox(ANN)
    away = False
    del world.work_sending_only
    world.pass_time(timedelta(hours=2))
    nothing_is_lost(world, 300)
    for who in TEAM:
        assert len(world.inbox(who)) <= ABOUT_TWENTY, world.kinds(who)
    assert numbers_in(world.inbox(ANN)) == set(range(1, 301))
    assert all(len(world.inbox(f"c{number}@elsewhere.example")) == 1 for number in range(300))


def test_mail_that_waited_three_days_in_the_mailbox(world: DeskWorld) -> None:
    for number in range(300):
        world.clock.at += timedelta(days=3) / 300
        world.write(f"c{number}@elsewhere.example", f"Trouble {number}", "Help.", work=False)
    world.work()
    world.pass_time(timedelta(hours=2))
    nothing_is_lost(world, 300)
    for who in TEAM:
        assert len(world.inbox(who)) <= ABOUT_TWENTY, world.kinds(who)
    assert numbers_in(world.inbox(ANN)) == set(range(1, 301))


@pytest.mark.parametrize("every", [timedelta(minutes=11), timedelta(hours=1)])
def test_a_flood_that_is_read_piece_by_piece_is_one_flood(
    world: DeskWorld, every: timedelta, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The desk died again and again meanwhile, or its server was slow: never twelve mails in ten minutes."""
    monkeypatch.setattr(Narrowing, "limit", 9)
    for number in range(90):
        world.write(f"c{number}@elsewhere.example", f"Network down {number}", "Help.", work=False)
    for _ in range(10):
        world.receiver.receive()
        world.clock.at += every
        world.work_sending_only()
    world.pass_time(timedelta(hours=6))
    nothing_is_lost(world, 90)
    for who in TEAM:
        assert len(world.inbox(who)) <= ABOUT_TWENTY, world.kinds(who)
    assert numbers_in(world.inbox(ANN)) == set(range(1, 91))


def test_hundreds_of_words_on_one_request(world: DeskWorld) -> None:
    world.write("robot@elsewhere.example", "Alarm", "It burns.")
    letter = world.last("robot@elsewhere.example")
    for number in range(200):
        world.clock.at += timedelta(seconds=9)
        world.answer("robot@elsewhere.example", letter, f"It burns {number} times.", work=number % 20 == 19)
    world.pass_time(timedelta(hours=3))
    assert len(world.messages(1)) >= 201
    assert len(world.inbox(ANN)) <= ABOUT_TWENTY
    assert "#1 Alarm" in lists(world, ANN)[0].text


def test_an_ordinary_busy_day_comes_mail_by_mail(world: DeskWorld) -> None:
    for number in range(60):
        world.clock.at += timedelta(minutes=4)
        world.write(f"c{number}@elsewhere.example", f"Trouble {number}", "Help.")
    assert world.kinds(ANN).count("notification") == 60
    assert not any("New requests" in letter.text for letter in lists(world, ANN))


def test_after_the_storm_single_mails_come_again(world: DeskWorld) -> None:
    for number in range(200):
        world.write(f"c{number}@elsewhere.example", f"Trouble {number}", "Help.", work=False)
    world.work()
    world.pass_time(timedelta(hours=2))
    world.write("late@elsewhere.example", "After the storm", "Help.")
    assert "After the storm" in world.inbox(ANN)[-1].subject
    assert not collected.waiting(world.desk.store, ANN)


def test_one_sender_s_storm_keeps_nobody_else_s_mail_back(world: DeskWorld) -> None:
    for number in range(300):
        world.write("robot@elsewhere.example", f"Alarm {number}", "It burns.", work=False)
    world.work()
    world.pass_time(timedelta(minutes=11))
    world.write("robot@elsewhere.example", "Alarm again", "It burns.")
    world.write("carl@elsewhere.example", "Printer", "Help.")
    assert "Printer" in world.inbox(ANN)[-1].subject


def test_what_was_settled_or_taken_meanwhile_is_not_listed(tmp_path: Path) -> None:
    with team_world(tmp_path / "desk.db", DESK_HOURS="24/7") as world:
        for number in range(30):
            world.write(f"c{number}@elsewhere.example", f"Trouble {number}", "Help.", work=False)
        world.work()
        proven: Headers = {"Authentication_Results": PROVEN}
        world.write(ANN, "[IT #30] Trouble [take]", "", **proven)
        world.write(ANN, "[IT #29] Trouble [resolved]", "Done.", **proven)
        world.pass_time(timedelta(minutes=11))
        told = {who: lists(world, who)[0].text for who in (ANN, BOB, CID)}
        assert ["#30 " in told[who] for who in (ANN, BOB, CID)] == [True, False, False]
        assert not any("#29 " in text for text in told.values())
        assert all("#28 " in text for text in told.values())


def test_a_list_is_answered_line_by_line(tmp_path: Path) -> None:
    with team_world(tmp_path / "desk.db", DESK_HOURS="24/7") as world:
        for number in range(30):
            world.write(f"c{number}@elsewhere.example", f"Trouble {number}", "Help.", work=False)
        world.work()
        world.pass_time(timedelta(minutes=11))
        answer = "20 resolved It works again.\n21 assign=bob"
        world.answer(ANN, lists(world, ANN)[0], answer, Authentication_Results=PROVEN)
        assert (world.request(20).status, world.request(21).owner) == ("resolved", BOB)
        assert "It works again." in world.last("c19@elsewhere.example").text


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_list_reads_well(tmp_path: Path, language: str) -> None:
    with desk_world(tmp_path / "desk.db", DESK_LANGUAGE=language) as world:
        for number in range(40):
            world.write(
                f"Cora {number} <c{number}@elsewhere.example>", f"Trouble {number}", "Help.", work=False
            )
        for number in range(20):
            world.write("Robo <robot@elsewhere.example>", f"Alarm {number}", "It burns.", work=False)
        world.work()
        world.pass_time(timedelta(minutes=11))
        last = world.inbox(ANN)[-1]
    assert last.subject == ("[IT] 48 things at once" if language == "en" else "[IT] 48 Dinge auf einmal")
    assert ("New requests" if language == "en" else "Neue Anfragen") in last.text
    assert re.search(r"#4\d-#60 Alarm 19 - Robo \(\d+\)", last.text)
    assert "#40 Trouble 39 - Cora 39" in last.text


def test_a_technician_s_program_that_answers_everything_gets_few_answers(tmp_path: Path) -> None:
    with team_world(tmp_path / "desk.db") as world:
        world.write(CARL, "Printer", "Help.")
        for _ in range(90):
            world.clock.at += timedelta(seconds=5)
            letter = world.inbox(ANN)[-1]
            world.answer(
                ANN,
                letter,
                "I got your mail. [nonsense]",
                subject="[nonsense]",
                Authentication_Results=PROVEN,
            )
        world.pass_time(timedelta(hours=2))
        assert len(world.inbox(ANN)) <= 70


# --- answers to all -----------------------------------------------------------------------------------------------


def storm_of_answers(world: DeskWorld, count: int, **headers: Any) -> None:
    first = world.write(
        CARL, "Who has the key?", "Please tell me.", To="all@sales.example.org, it@example.org"
    )
    for number in range(count):
        who = f"p{number}@dept{number}.example"
        world.clock.at += timedelta(seconds=20)
        parent = str(first["Message-ID"])
        world.write(
            who, "Re: Who has the key?", f"Not me {number}.", In_Reply_To=parent, References=parent, **headers
        )


@pytest.mark.parametrize("count", [12, 60])
def test_answers_to_the_same_mail_are_one_request(world: DeskWorld, count: int) -> None:
    storm_of_answers(world, count)
    world.pass_time(timedelta(minutes=30))
    assert world.numbers == [1, 2]
    assert [len(world.inbox(f"p{n}@dept{n}.example")) for n in range(count)] == [1] + [0] * (count - 1)
    assert [kept.text for kept in world.messages(2) if kept.kind == "customer"] == [
        f"Not me {n}." for n in range(count)
    ]
    about_it = [letter for letter in world.inbox(ANN) if letter.header("X-Frontdesk-Request") == "2"]
    assert len(about_it) <= 12
    assert len(world.inbox(ANN)) <= ABOUT_TWENTY


def test_who_wrote_into_the_storm_gets_nothing_of_it(world: DeskWorld) -> None:
    storm_of_answers(world, 5)
    rows = world.desk.store.all("SELECT email FROM participant WHERE request = 2")
    assert [row[0] for row in rows] == ["p0@dept0.example"]
    assert not world.inbox("p3@dept3.example")


def test_one_stranger_who_copied_an_id_has_a_request_of_his_own(world: DeskWorld) -> None:
    storm_of_answers(world, 1)
    assert world.numbers == [1, 2]
    assert world.request(2).customer.email == "p0@dept0.example"
    assert CARL_AT not in [kept.sender.email for kept in world.messages(2)]


def test_a_settled_storm_is_over(tmp_path: Path) -> None:
    with team_world(tmp_path / "desk.db") as world:
        storm_of_answers(world, 2)
        world.write(ANN, "[IT #2] Key [resolved]", "Found.", Authentication_Results=PROVEN)
        parent = "<mail1@people.example.org>"
        world.write("late@dept.example", "Re: Who has the key?", "My door is broken.", In_Reply_To=parent)
        assert world.numbers == [1, 2, 3]
        assert world.kinds("late@dept.example") == ["acknowledgement"]


def test_a_forged_answer_is_no_part_of_it(tmp_path: Path) -> None:
    with team_world(tmp_path / "desk.db") as world:
        storm_of_answers(world, 3, Authentication_Results=f"{OUR_MX}; dmarc=fail")
        assert not any(world.inbox(f"p{n}@dept{n}.example") for n in range(3))


@pytest.mark.parametrize("ahead", [timedelta(days=3), timedelta(days=365)], ids=["days", "a year"])
def test_a_clock_that_was_ahead_keeps_no_list_back(world: DeskWorld, ahead: timedelta) -> None:
    world.clock.at += ahead
    for number in range(30):
        world.write(f"c{number}@elsewhere.example", f"Trouble {number}", "Help.", work=False)
    world.work()
    world.clock.at -= ahead
    for number in range(30, 60):
        world.write(f"c{number}@elsewhere.example", f"Trouble {number}", "Help.", work=False)
    world.work()
    world.pass_time(timedelta(hours=5))
    assert numbers_in(world.inbox(ANN)) == set(range(1, 61))
