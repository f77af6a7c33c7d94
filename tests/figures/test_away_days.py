"""Days away in the load of the team: counted from what was said of absences, whichever way, and of the team alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from desk_world import DeskWorld
from figures.stories import HOURS, days
from technicians_world import ANN, BOB, CARL, FORGED, MIA, PROVEN, asked, notified, team_world

from frontdesk.forget import forget_person, plan
from frontdesk.reports.make import make_report
from frontdesk.rules.figures import periods
from frontdesk.rules.figures.team import days_away

MARCH = "2026-03"
END = datetime(2026, 4, 1, 8, tzinfo=UTC)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[DeskWorld]:
    """It is Monday 2 March 2026."""
    with team_world(tmp_path / "desk.db", REPORT_EVERY="off") as world:
        yield world


def says(world: DeskWorld, who: str, subject: str, proof: str = PROVEN) -> None:
    world.write(who, subject, "", Authentication_Results=proof)


def absent_note(world: DeskWorld, who: str, text: str, proof: str = PROVEN) -> None:
    world.answer(
        who,
        notified(world, who),
        text,
        Auto_Submitted="auto-replied",
        Authentication_Results=proof,
        quote=False,
    )


def away(world: DeskWorld, who: str = BOB) -> int:
    """Their days away in March, as the report of 1 April has them."""
    world.clock.at = max(world.clock.at, END)
    period = periods.from_words(MARCH, world.desk.policy.hours, world.clock.at)
    report = make_report(world.desk.store, world.desk.policy, period, world.clock.at)
    return next(one.away for one in report.work if one.email == who)


def test_who_said_nothing_was_here(world: DeskWorld) -> None:
    asked(world)
    assert away(world) == 0


@pytest.mark.parametrize(
    ("tag", "found"),
    [
        ("[away=4.3.-6.3.]", 3),
        ("[away=6.3.-9.3.]", 2),  # over a weekend
        ("[away=7.3.-8.3.]", 0),  # a weekend
        ("[away=30.3.-10.4.]", 2),  # the rest of it is April's
    ],
)
def test_an_absence_is_counted_in_business_days(world: DeskWorld, tag: str, found: int) -> None:
    asked(world)
    says(world, BOB, tag)
    world.pass_time(timedelta(days=30))
    assert away(world) == found
    assert away(world, ANN) == 0


def test_a_manager_says_it_for_somebody(world: DeskWorld) -> None:
    asked(world)
    says(world, MIA, "[away=bob 4.3.-6.3.]")
    world.pass_time(timedelta(days=30))
    assert (away(world), away(world, MIA)) == (3, 0)


def test_who_comes_back_early_was_away_until_then(world: DeskWorld) -> None:
    asked(world)
    says(world, BOB, "[away=3.3.-13.3.]")
    world.pass_time(timedelta(days=3))  # Thursday, in the morning
    says(world, BOB, "[away=off]")
    assert away(world) == 2


def test_what_was_planned_and_taken_back_or_said_anew_counts_as_it_came(world: DeskWorld) -> None:
    asked(world)
    says(world, BOB, "[away=9.3.-13.3.]")
    says(world, BOB, "[away=off]")
    says(world, BOB, "[away=16.3.-20.3.]")
    says(world, BOB, "[away=16.3.-17.3.]")
    world.pass_time(timedelta(days=30))
    assert away(world) == 2


def test_notes_of_one_absence_are_one_absence(world: DeskWorld) -> None:
    asked(world)
    for _ in range(3):
        absent_note(world, BOB, "I am out of office until 6 March 2026.")
        world.clock.at += timedelta(hours=20)
    assert away(world) == 5  # Monday to Friday


def test_two_absences_in_a_month_are_added(world: DeskWorld) -> None:
    asked(world)
    says(world, BOB, "[away=3.3.-4.3.]")
    world.pass_time(timedelta(days=7))
    says(world, BOB, "[away=18.3.-18.3.]")
    world.pass_time(timedelta(days=20))
    assert away(world) == 3


def test_a_forged_word_and_a_customers_absence_are_nobodys_days(world: DeskWorld) -> None:
    asked(world)
    says(world, BOB, "[away=4.3.-6.3.]", FORGED)
    absent_note(world, BOB, "I am out of office until 6 March 2026.", FORGED)
    world.answer(
        CARL,
        world.last("carl@sales.example.org"),
        "Out of office until 9 March 2026.",
        Auto_Submitted="auto-replied",
    )
    assert away(world) == 0
    assert world.desk.store.all("SELECT person FROM absence") == []


def test_of_who_left_and_is_forgotten_no_absence_stays(world: DeskWorld) -> None:
    asked(world)
    says(world, BOB, "[away=4.3.-6.3.]")
    world.clock.at += timedelta(days=10)
    world.desk.store.run("UPDATE request SET status = 'closed'")
    bob = plan(world.desk.store, world.desk.policy, BOB, technician=True)
    forget_person(world.desk.store, bob.who, world.clock.at)
    assert world.desk.store.all("SELECT person FROM absence") == []


def test_a_day_is_one_whoever_often_it_is_said_and_one_whose_noon_was_missed() -> None:
    def at(day: int, hour: int) -> datetime:
        return datetime(2026, 10, day, hour, tzinfo=UTC)

    october = days(date(2026, 10, 1), date(2026, 10, 31))
    monday = 5
    assert days_away([(at(monday, 0), at(monday + 1, 0))] * 2, october, HOURS) == 1
    assert days_away([(at(monday, 13), at(monday, 17))], october, HOURS) == 0
    assert days_away([(at(monday, 9), at(monday, 13))], october, HOURS) == 1
    assert days_away([], october, HOURS) == 0
