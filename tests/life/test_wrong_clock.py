"""A clock that was a year ahead: no timer is frozen for a year, nothing is sent by the hundred, people hear of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from desk_world import MONDAY_NOON, DeskWorld, desk_world

from frontdesk.cli.status import status
from frontdesk.jobs.mind_clock import mind_the_clock
from frontdesk.jobs.remind import remind
from frontdesk.rules.request import Request

CARL, ANN, MIA = "carl@example.com", "ann@example.org", "mia@example.org"
YEAR = timedelta(days=365)
HAPPENED = ("opened_at", "first_response_at", "resolved_at", "closed_at", "last_customer_at", "last_reply_at")


@pytest.fixture
def world(tmp_path: Path) -> Iterator[DeskWorld]:
    with desk_world(tmp_path / "desk.db") as world:
        yield world


def run(world: DeskWorld) -> None:
    """A daemon's start and what it does then."""
    mind_the_clock(world.desk)
    world.work()


def one_run_ahead(world: DeskWorld, meanwhile: list[str] = []) -> None:  # noqa: B006
    """`meanwhile`: subjects of mail that comes in then. The mail server's clock is right."""
    right = world.clock.at
    world.world.clock = lambda: right
    world.clock.at = right + YEAR
    run(world)
    for subject in meanwhile:
        world.write(CARL, subject, "words", work=False, Date="Mon, 02 Mar 2026 12:00:00 +0000")
    run(world)
    world.clock.at = right + timedelta(minutes=5)
    world.world.clock = world.clock


def problems(world: DeskWorld) -> list[str]:
    found: list[str] = status(world.settings, world.desk.store, world.clock.at, with_mailbox=False)[
        "problems"
    ]
    return found


def happened(request: Request) -> list[datetime]:
    return [at for name in HAPPENED if (at := getattr(request, name)) is not None]


def requests_in_every_state(world: DeskWorld) -> None:
    for number, tag in enumerate(("[waiting]", "[resolved]", "[open]"), start=1):
        world.write(CARL, f"Question {number}", "words")
        world.answer(ANN, world.last(ANN), f"Answer {number}.", subject=tag)


def test_a_run_a_year_ahead_sends_no_follow_up_chaser_or_survey(world: DeskWorld) -> None:
    requests_in_every_state(world)
    one_run_ahead(world)
    assert not {"follow-up", "chaser", "survey"} & set(world.kinds(CARL))
    told = [
        letter.text for letter in world.inbox(MIA) if letter.kind != "report"
    ]  # of the last month there is one
    assert any("let go" in text and "#1" in text and "#2" in text for text in told), told
    assert len(told) <= 3


def test_a_clock_that_is_set_between_its_minding_and_the_timers_leaves_a_trace_with_them(
    world: DeskWorld,
) -> None:
    requests_in_every_state(world)
    mind_the_clock(world.desk)
    right = world.clock.at
    world.clock.at = right + YEAR
    assert remind(world.desk)
    world.clock.at = right + timedelta(minutes=5)  # and the daemon died in between
    assert mind_the_clock(world.desk)
    rows = world.desk.store.all("SELECT kind, due_at FROM timer WHERE request > 0")
    assert [row for row in rows if datetime.fromisoformat(str(row[1])) > right + timedelta(days=60)] == []


@pytest.mark.parametrize("meanwhile", [[], ["Printer", "Screen"]], ids=["nobody writes", "people write"])
def test_after_it_no_timer_waits_for_a_year(world: DeskWorld, meanwhile: list[str]) -> None:
    requests_in_every_state(world)
    one_run_ahead(world, meanwhile)
    run(world)
    rows = world.desk.store.all("SELECT kind, due_at FROM timer")
    late = [row for row in rows if datetime.fromisoformat(str(row[1])) > world.clock.at + timedelta(days=60)]
    assert late == []
    for number in world.numbers:
        assert all(at <= world.clock.at for at in happened(world.request(number)))
    world.pass_time(timedelta(days=30))
    assert world.request(1).status in ("resolved", "closed")
    assert world.request(2).status == "closed"
    assert {"chaser", "survey"} <= set(world.kinds(CARL))


def test_what_was_promised_from_the_wrong_time_is_promised_from_the_right_one(world: DeskWorld) -> None:
    world.write(CARL, "First", "words")
    world.work()
    one_run_ahead(world, ["Printer"])
    run(world)
    later = world.request(2)
    assert later.opened_at <= world.clock.at
    assert later.respond_by is not None
    assert later.respond_by < world.clock.at + timedelta(days=5)
    assert later.resolve_by is not None
    assert later.resolve_by < world.clock.at + timedelta(days=30)


def test_managers_and_status_are_told_once(world: DeskWorld) -> None:
    requests_in_every_state(world)
    one_run_ahead(world)
    run(world)
    assert any("clock was ahead" in problem for problem in problems(world))
    run(world)
    told = [letter for letter in world.inbox(MIA) if "clock was wrong" in letter.text]
    assert len(told) == 1
    world.pass_time(timedelta(days=1, hours=1))
    assert not any("clock" in problem for problem in problems(world))


def test_a_clock_that_is_now_behind_has_nothing_put_right_by_it(world: DeskWorld) -> None:
    """A machine without a battery starts in the past; by the mail server it is later."""
    requests_in_every_state(world)
    before = [world.request(number) for number in world.numbers]
    right, timers = world.clock.at, world.timers(1)
    world.clock.at = right - YEAR
    run(world)
    assert any("clock is behind" in problem for problem in problems(world))
    world.clock.at = right + timedelta(minutes=5)
    run(world)
    assert [world.request(number) for number in world.numbers] == before
    assert world.timers(1) == timers
    assert problems(world) == []


def test_mail_that_was_put_off_in_the_wrong_time_goes_out_in_the_right_one(world: DeskWorld) -> None:
    world.write(CARL, "First", "words")
    world.world.answer = "451 4.3.0 later"
    one_run_ahead(world, ["Printer"])
    world.world.answer = "250 2.0.0 taken"
    run(world)
    assert world.kinds(CARL) == ["acknowledgement", "acknowledgement"]


@pytest.mark.parametrize("hours", [0.2, 3, 12, 200], ids="{} hours ahead".format)
def test_mail_that_was_put_off_for_a_day_is_not_given_up_by_a_clock_that_is_a_year_ahead(
    world: DeskWorld, hours: float
) -> None:
    """Seen from the wrong time it has waited for a year."""
    world.world.answer = "451 4.3.0 later"
    world.write(CARL, "First", "words")
    world.pass_time(timedelta(days=1))
    right = world.clock.at
    world.world.clock = lambda: right
    world.clock.at = right + YEAR
    mind_the_clock(world.desk)
    world.pass_time(timedelta(hours=hours))
    world.clock.at = right + timedelta(hours=hours)
    world.world.clock = world.clock
    mind_the_clock(world.desk)
    world.world.answer = "250 2.0.0 taken"
    run(world)
    assert world.kinds(CARL) == ["acknowledgement"]
    assert "notification" in world.kinds(ANN)


def test_mail_goes_out_after_a_clock_that_was_a_year_behind_is_set_right(world: DeskWorld) -> None:
    """Nothing tells that from a desk that was off for a year: what nobody tried meanwhile was not refused for days."""
    world.world.answer = "451 4.3.0 later"
    world.write(CARL, "First", "words")
    world.pass_time(timedelta(days=1))
    world.clock.at += YEAR
    run(world)
    world.pass_time(timedelta(hours=1))
    world.world.answer = "250 2.0.0 taken"
    world.pass_time(timedelta(hours=2))
    assert "acknowledgement" in world.kinds(CARL)


def test_a_desk_that_was_off_for_two_weeks_lets_go_of_what_is_too_late_and_goes_on(world: DeskWorld) -> None:
    requests_in_every_state(world)
    world.clock.at += timedelta(days=14)
    run(world)
    assert "follow-up" not in world.kinds(CARL)
    assert not any("clock" in problem for problem in problems(world))
    world.pass_time(timedelta(days=14))
    assert world.request(2).status == "closed"
    assert world.kinds(CARL).count("chaser") >= 2


def test_a_weekend_and_some_days_off_let_go_of_nothing(world: DeskWorld) -> None:
    requests_in_every_state(world)
    world.clock.at = MONDAY_NOON + timedelta(days=6)
    run(world)
    assert "follow-up" in world.kinds(CARL)
