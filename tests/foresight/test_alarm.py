"""Many who write about one topic within the hour: one alarm, by the topic's own history, to who is on duty."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from desk_world import DeskWorld
from technicians_world import ANN, BOB, CID, MIA, PROVEN, asked, count, team_world

from frontdesk.db import foresight
from frontdesk.db.engine.fields import to_text
from frontdesk.db.engine.store import Store
from frontdesk.rules.foresight.alarm import (
    Lately,
    Sureness,
    Usual,
    Watch,
    Wrote,
    alarm,
    at_least,
    poisson_at_least,
)
from frontdesk.rules.model import Status
from frontdesk.settings.load import BadSettings

AT = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
PARAPHRASES = (
    ("carl", "VPN down again"),
    ("dora", "Kein Fernzugriff"),
    ("eve", "AnyConnect: connection failed"),
    ("finn", "I can't get into the tunnel from home"),
    ("gina", "Einwahl geht nicht"),
)


def at(name: str) -> str:
    return f"{name}@sales.example.org"


def lately(people: int, of_all: int, usual: Usual, is_word: bool = False) -> Lately:
    wrote = [Wrote(number, f"p{number}@x.example", AT) for number in range(people)]
    return Lately("vpn", is_word, wrote, people, of_all, usual)


RARE, COMMON, NEW = Usual(20, 800, 160.0, 20), Usual(400, 3000, 160.0, 20), Usual(0, 3, 8.0, 1)


@pytest.mark.parametrize(
    ("one", "sure"),
    [
        (lately(3, 4, RARE), None),
        (lately(4, 6, RARE), Sureness.PROBABLY),
        (lately(8, 10, RARE), Sureness.SURELY),
        (lately(4, 20, COMMON), None),
        (lately(4, 4, NEW), None),
        (lately(5, 5, NEW), Sureness.PERHAPS),
        (lately(6, 12, NEW), Sureness.PERHAPS),
        (lately(6, 13, NEW), None),
        (lately(5, 6, RARE, is_word=True), None),
        (lately(8, 9, Usual(0, 800, 160.0, 20), is_word=True), Sureness.SURELY),
    ],
)
def test_what_is_no_chance_is_told_in_words_that_say_how_sure_it_is(
    one: Lately, sure: Sureness | None
) -> None:
    assert alarm(one, Watch()) is sure


def test_the_chances_are_those_of_the_books() -> None:
    assert at_least(2, 3, 0.5) == pytest.approx(0.5)
    assert at_least(0, 3, 0.5) == 1
    assert poisson_at_least(1, 1.0) == pytest.approx(1 - 2.718281828459045**-1)
    assert poisson_at_least(10, 0.5) == pytest.approx(1.7096e-10, rel=1e-3)
    assert poisson_at_least(4, 0.0) == 0


@pytest.fixture
def world(tmp_path: Path) -> Iterator[DeskWorld]:
    with team_world(tmp_path / "desk.db", TOPICS_FILE="") as world:
        known_desk(world)
        yield world


def known_desk(world: DeskWorld, days: int = 21) -> None:
    """A desk that has had one VPN mail and six others on each of these days."""
    world.clock.at = AT - timedelta(days=days)
    subjects = ("VPN", "Printer", "Coffee", "Chairs")
    for name in ("old1", "old2", "old3", "old4"):
        asked(world, at(name), f"{subjects[int(name[3]) - 1]} question")
    store = world.desk.store
    columns = "subject, status, priority, customer, opened_at, labels"
    for day in range(days):
        for subject, labels in (("VPN", '["vpn"]'), ("Printer", '["printing"]'), *[("Coffee", "[]")] * 5):
            with store.transaction():
                store.run(
                    f"INSERT INTO request ({columns}) VALUES (?, 'closed', 'normal', ?, ?, ?)",  # noqa: S608
                    *(subject, at(f"old{day}"), to_text(AT - timedelta(days=days - day)), labels),
                )
    world.clock.at = AT


def writes(world: DeskWorld, name: str, subject: str, minutes: int = 8) -> int:
    world.clock.at += timedelta(minutes=minutes)
    asked(world, f"{name.title()} Cole <{at(name)}>", subject)
    return max(world.numbers)


def alarms(world: DeskWorld, who: str) -> list[str]:
    return [one.subject for one in world.inbox(who) if one.kind == "notice" and "outage: " in one.subject]


def test_an_outage_from_the_first_mail_to_the_last_follow_up(world: DeskWorld) -> None:
    numbers = [writes(world, name, subject) for name, subject in PARAPHRASES]
    assert [len(alarms(world, who)) for who in (ANN, BOB, CID, MIA)] == [1, 1, 1, 1]
    mail = next(one for one in world.inbox(ANN) if one.kind == "notice" and "outage: " in one.subject)
    assert "vpn" in mail.subject
    assert "people in" in mail.subject
    assert "Usual: about 1 a day" in mail.text
    assert f"#{numbers[0]} Carl Cole" in mail.text.replace("*", "")

    world.answer(ANN, mail, "The gateway is down.", subject="[outage]", Authentication_Results=PROVEN)
    for name, _ in PARAPHRASES:
        letters = [one for one in world.inbox(at(name)) if one.kind == "reply"]
        assert len(letters) == 1
        others = [at(other) for other, _ in PARAPHRASES if other != name]
        assert not any(other in letters[0].raw.decode("utf-8", "replace") for other in others)
    assert [world.request(number).parent for number in numbers] == [None, *[numbers[0]] * 4]

    before = count(world, BOB, "notification")
    sixth = writes(world, "hugo", "Cannot reach the VPN")
    assert "The gateway is down." in world.last(at("hugo"), "acknowledgement").text
    assert count(world, BOB, "notification") == before
    assert len(alarms(world, ANN)) == 1

    parent = next(one for one in reversed(world.inbox(ANN)) if one.kind == "confirmation")
    world.clock.at += timedelta(minutes=1)
    world.answer(ANN, parent, "It was replaced.", subject="[resolved] [all]", Authentication_Results=PROVEN)
    world.answer(ANN, world.last(ANN, "refusal"), "", subject="[send]", Authentication_Results=PROVEN)
    assert {world.request(number).status for number in (*numbers, sixth)} == {Status.RESOLVED}


def test_one_person_who_writes_five_times_raises_no_alarm(world: DeskWorld) -> None:
    for number in range(5):
        writes(world, "carl", f"VPN question {number}", minutes=5)
    assert alarms(world, ANN) == []


def test_what_is_usual_of_a_word_is_counted_once_a_day_and_not_for_each_mail(
    world: DeskWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked_for: list[str] = []
    count_of = foresight.with_word

    def counted(store: Store, word: str, start: datetime, end: datetime) -> int:
        asked_for.append(word)
        return count_of(store, word, start, end)

    monkeypatch.setattr(foresight, "with_word", counted)
    for person in range(14):
        writes(world, f"p{person}", "Timesheet rejected", minutes=1)
    assert sorted(asked_for) == ["rejected", "timesheet"]
    world.clock.at += timedelta(days=1)
    for person in range(14):
        writes(world, f"q{person}", "Timesheet late", minutes=1)
    assert sorted(asked_for[2:]) == ["late", "timesheet"]


def test_what_is_spread_over_the_day_raises_no_alarm(world: DeskWorld) -> None:
    for name, subject in PARAPHRASES:
        writes(world, name, subject, minutes=70)
    assert alarms(world, ANN) == []


def test_off_means_off(tmp_path: Path) -> None:
    with team_world(tmp_path / "desk.db", TOPICS_FILE="", OUTAGE_ALARM="off") as world:
        known_desk(world)
        for name, subject in PARAPHRASES:
            writes(world, name, subject)
        assert alarms(world, ANN) == []


def test_who_knows_that_it_is_none_says_so_and_is_not_told_again_at_once(world: DeskWorld) -> None:
    for name, subject in PARAPHRASES:
        writes(world, name, subject)
    mail = next(one for one in world.inbox(ANN) if one.kind == "notice" and "outage: " in one.subject)
    world.answer(ANN, mail, "We tested something.", subject="[no outage]", Authentication_Results=PROVEN)
    assert "no outage" in world.last(ANN, "confirmation").text
    assert not any(one.kind == "reply" for one in world.inbox(at("carl")))
    writes(world, "hugo", "VPN")
    writes(world, "ida", "VPN")
    assert len(alarms(world, ANN)) == 1


@pytest.mark.parametrize("given", ["4", "1 in 60m", "4 in 5m", "many in 60m"])
def test_a_setting_that_says_something_else_is_refused(tmp_path: Path, given: str) -> None:
    with (
        pytest.raises(BadSettings, match="OUTAGE_ALARM"),
        team_world(tmp_path / "desk.db", OUTAGE_ALARM=given),
    ):
        pass
