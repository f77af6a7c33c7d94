"""What is written down of a request while it lives: its cycles and the time that was stated."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from desk_world import DeskWorld
from technicians_world import ANN, BOB, CARL, DORA, PROVEN, asked, does, notified, team_world

from frontdesk.db import cycles, facts, state, stories
from frontdesk.decision.facts import hours_of, works_here
from frontdesk.desk import HOURS, HOURS_SINCE
from frontdesk.rules.figures.cycle import Cycle, Entry
from frontdesk.rules.on_timer import DESK

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.live)])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[DeskWorld]:
    is_file = request.param == "sqlite"
    database = tmp_path / "desk.db" if is_file else str(request.getfixturevalue("postgres_url"))
    with team_world(database, FIRST_RESPONSE_WITHIN="4h", RESOLVE_WITHIN="1d") as world:
        yield world
        told_again_from_events(world)


def told_again_from_events(world: DeskWorld) -> None:
    """Whatever a test did: a desk that hadn't written it down would find the same in its events."""
    written = [(rows(world, number), stated(world, number)) for number in world.numbers]
    world.desk.store.run("DELETE FROM cycle")
    world.desk.store.run("DELETE FROM entry")
    facts.fill(world.desk.store, world.numbers, partial(hours_of, world.desk), works_here(world.desk), DESK)
    for number, (before, entries) in zip(world.numbers, written, strict=True):
        assert list(map(knowable, rows(world, number))) == list(map(knowable, before))
        assert stated(world, number) == entries


def knowable(cycle: Cycle) -> Cycle:
    """Without a target that was moved and not noted; `missed_at` to the day."""
    missed = cycle.missed_at and cycle.missed_at.replace(minute=0, second=0)
    return cycle._replace(resolve_by=None, missed_at=missed)


def stated(world: DeskWorld, number: int) -> list[Entry]:
    return cycles.entries_of(world.desk.store, number)


def rows(world: DeskWorld, number: int = 1) -> list[Cycle]:
    return cycles.of_request(world.desk.store, number)


def minutes(world: DeskWorld, number: int = 1) -> list[tuple[str, int, int]]:
    return [(entry.by, entry.minutes, entry.cycle) for entry in cycles.entries_of(world.desk.store, number)]


def at(day: int, hour: int, minute: int = 0, second: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, second, tzinfo=UTC)


def test_a_request_answered_and_resolved_is_one_cycle(world: DeskWorld) -> None:
    asked(world)
    (new,) = rows(world)
    assert (new.began_at, new.began_by, new.source) == (at(2, 12), "opened", "customer")
    assert new.promised_by == at(2, 16)
    assert (new.replies, new.first_reply_at, new.owner, new.ended_at) == (0, None, None, None)
    world.clock.at += HOUR
    does(world, ANN, "", "I look.")
    world.clock.at += HOUR
    does(world, ANN, "[resolved]", "A new drum.")
    (done,) = rows(world)
    assert (done.first_reply_at, done.replies) == (at(2, 13, 0, 30), 2)
    assert done.ended_at == world.request(1).resolved_at == at(2, 14, 1)
    assert (done.ended_by, done.resolved_by, done.owner, done.owners) == ("resolved", ANN, ANN, 1)
    assert (done.wait_minutes, done.hold_minutes, done.missed_at) == (0, 0, None)


def test_the_promise_stays_when_the_priority_is_lowered(world: DeskWorld) -> None:
    asked(world)
    does(world, ANN, "[priority=low]")
    (now,) = rows(world)
    assert (now.priority, now.promised_by) == ("low", at(2, 16))


def test_a_missed_target_is_not_healed_by_another_resolution(world: DeskWorld) -> None:
    asked(world)
    world.pass_time(2 * DAY)
    does(world, ANN, "[resolved]", "Done.")
    (late,) = rows(world)
    assert late.missed_at == at(3, 12)
    world.clock.at += HOUR
    world.answer(CARL, world.last("carl@sales.example.org", "reply"), "It is still slow.")
    world.clock.at += HOUR
    does(world, ANN, "[resolved]", "Now it is.")
    first, second = rows(world)
    assert (first.missed_at, first.ended_by) == (at(3, 12), "resolved")
    assert (second.began_by, second.source, second.n) == ("reopened", "customer", 2)
    assert second.began_at == first.ended_at + HOUR  # type: ignore[operator]
    assert (second.missed_at, second.promised_by) == (None, None)
    assert second.ended_at == world.request(1).resolved_at
    assert (first.replies, second.replies) == (1, 1)


@pytest.mark.parametrize("lowered", ["[priority=low]", "[hold] [priority=low]"])
def test_a_target_that_passed_stays_missed_under_a_lower_priority(world: DeskWorld, lowered: str) -> None:
    asked(world)
    world.pass_time(DAY + HOUR)
    does(world, ANN, lowered)
    assert rows(world)[0].missed_at == at(3, 12)


def test_waiting_and_holding_are_counted_apart_and_in_business_time(world: DeskWorld) -> None:
    asked(world)
    does(world, ANN, "[waiting]", "Which floor?")  # Monday 12:00:30
    world.clock.at = at(3, 10)
    world.answer(CARL, world.last("carl@sales.example.org", "reply"), "The third.")
    world.clock.at = at(3, 11) - timedelta(seconds=30)
    does(world, ANN, "[hold]")
    world.clock.at = at(3, 11, 45) - timedelta(seconds=30)
    does(world, ANN, "[resolved]", "The supplier came.")
    (done,) = rows(world)
    assert done.wait_minutes == 5 * 60 + 59 - 60 + 60  # to 17:00, and from 9:00 to 10:00
    assert (done.hold_minutes, done.missed_at) == (45, None)


def test_no_answer_and_silence(world: DeskWorld) -> None:
    asked(world)
    does(world, ANN, "[waiting]", "Which floor?")
    world.pass_time(30 * DAY)
    (done,) = rows(world)
    assert (done.ended_by, done.resolved_by, done.owner) == ("no answer", None, ANN)
    assert done.ended_at == world.request(1).resolved_at
    assert done.wait_minutes
    assert done.wait_minutes > 3 * 480


def test_a_rating_belongs_to_the_cycle_that_was_resolved_and_to_who_resolved_it(world: DeskWorld) -> None:
    asked(world)
    does(world, ANN, "[resolved]", "A new drum.")
    world.pass_time(14 * DAY)
    does(world, BOB, "[take]")
    world.answer(
        CARL, world.last("carl@sales.example.org", "survey"), "2\nIt still doesn't work!", quote=False
    )
    first, second = rows(world)
    assert (first.rating, first.owner, first.resolved_by) == (2, ANN, ANN)
    assert first.asked_at
    assert first.rating_at == world.clock.at
    assert "doesn't work" in (first.rating_comment or "")
    assert (second.rating, second.asked_at, second.began_by, second.source) == (
        None,
        None,
        "reopened",
        "customer",
    )
    assert second.owner == BOB


def test_owners_are_counted_once_each(world: DeskWorld) -> None:
    asked(world)
    for who, tag in ((ANN, "[take]"), (ANN, "[assign=bob]"), (BOB, "[assign=ann]"), (ANN, "[assign=nobody]")):
        does(world, who, tag)
    (now,) = rows(world)
    assert (now.owners, now.owner) == (2, None)


def test_spam_and_merged_requests_end_as_what_they_are(world: DeskWorld) -> None:
    asked(world)
    asked(world, DORA, "Printer")
    asked(world, "Gus <gus@example.net>", "Watches")
    does(world, ANN, "[merge=#1]", number=2)
    does(world, ANN, "[spam]", number=3)
    assert [rows(world, number)[0].ended_by for number in (1, 2, 3)] == [None, "merged", "spam"]
    assert rows(world, 3)[0].ended_at == world.request(3).closed_at


def test_spam_after_a_resolution_taken_back_is_a_resolution_again(world: DeskWorld) -> None:
    asked(world)
    does(world, ANN, "[resolved]", "Done.")
    ended_at = rows(world)[0].ended_at
    does(world, ANN, "[spam]")
    assert (rows(world)[0].ended_by, rows(world)[0].ended_at) == ("spam", ended_at)
    does(world, ANN, "[undo]")
    assert (rows(world)[0].ended_by, rows(world)[0].resolved_by) == ("resolved", ANN)


@pytest.mark.parametrize(
    "tag", ["[waiting]", "[hold]", "[resolved]", "[assign=bob]", "[priority=high]", "[spam]"]
)
def test_what_is_undone_leaves_the_cycle_as_it_was(world: DeskWorld, tag: str) -> None:
    asked(world)
    does(world, ANN, "[take]")
    before = rows(world)
    does(world, ANN, tag)
    assert rows(world) != before
    does(world, ANN, "[undo]")
    assert rows(world) == before


def test_undo_of_a_move_within_a_wait_lets_the_wait_go_on(world: DeskWorld) -> None:
    asked(world)
    does(world, ANN, "[waiting]", "Which floor?")
    before = rows(world)
    for tag in ("[open]", "[hold]"):
        does(world, ANN, tag)
        does(world, ANN, "[undo]")
        assert rows(world) == before


def test_a_reopening_by_tag_is_the_technicians_and_can_be_undone(world: DeskWorld) -> None:
    asked(world)
    does(world, ANN, "[resolved]", "Done.")
    before = rows(world)
    does(world, ANN, "[open] [time=10m]")
    assert [(row.began_by, row.source) for row in rows(world)] == [
        ("opened", "customer"),
        ("reopened", "technician"),
    ]
    assert minutes(world) == [(ANN, 10, 2)]
    does(world, ANN, "[undo]")
    assert rows(world) == before
    assert minutes(world) == [(ANN, 10, 1), (ANN, -10, 1)]


def test_an_answer_taken_back_is_no_reply(tmp_path: Path) -> None:
    with team_world(tmp_path / "desk.db", SEND_DELAY="5m") as world:
        asked(world)
        does(world, ANN, "", "I look.")
        assert (rows(world)[0].replies, rows(world)[0].owner) == (1, ANN)
        does(world, ANN, "[undo]")
        now = rows(world)[0]
        assert (now.replies, now.first_reply_at, now.owner, now.owners) == (0, None, None, 0)


def test_time_is_written_down_one_by_one(world: DeskWorld) -> None:
    asked(world)
    does(world, ANN, "[time=30m]")
    does(world, BOB, "[time=15m]")
    does(world, BOB, "[undo]")
    assert minutes(world) == [(ANN, 30, 1), (BOB, 15, 1), (BOB, -15, 1)]
    assert world.request(1).minutes == 30


def test_requests_that_a_technician_or_the_team_opened_say_so(world: DeskWorld) -> None:
    body = f"He called.\n\n---------- Forwarded message ---------\nFrom: {CARL}\nSubject: Screen dark\n\nIt is dark."
    world.write(
        "Ann Lee <ann@example.org>", "Fwd: Screen dark [time=5m] [take]", body, Authentication_Results=PROVEN
    )
    world.write("Ann Lee <ann@example.org>", "My own chair", "It squeaks.", Authentication_Results=PROVEN)
    asked(world, DORA)
    world.answer(DORA, world.last("dora@sales.example.org"), "And a new mouse.")
    does(world, ANN, "[split]", number=3)
    assert [rows(world, number)[0].source for number in (1, 2, 3, 4)] == [
        "technician",
        "team",
        "customer",
        "technician",
    ]
    assert (rows(world, 1)[0].owner, minutes(world, 1)) == (ANN, [(ANN, 5, 1)])
    assert (rows(world, 4)[0].owner, rows(world, 4)[0].owners) == (ANN, 1)


def test_a_digests_lines_are_written_down_each(world: DeskWorld) -> None:
    asked(world)
    asked(world, DORA, "Screen")
    world.pass_time(DAY)
    digest = world.last(ANN, "digest")
    world.answer(ANN, digest, "1 resolved\n2 hold time=20m", Authentication_Results=PROVEN)
    assert (rows(world, 1)[0].ended_by, rows(world, 1)[0].resolved_by) == ("resolved", ANN)
    assert minutes(world, 2) == [(ANN, 20, 1)]
    assert rows(world, 2)[0].stood[0].status == "on hold"


def test_a_refused_mail_writes_nothing_down(world: DeskWorld) -> None:
    asked(world)
    before = rows(world)
    does(world, ANN, "[resolved] [assign=nobodyknows] [time=1h]", "Done.")
    assert (rows(world), minutes(world)) == (before, [])


def test_cycles_are_read_by_period_and_department(world: DeskWorld) -> None:
    asked(world)
    does(world, ANN, "[department=Sales]")
    does(world, ANN, "[resolved]", "Done.")
    world.clock.at = at(9, 12)
    asked(world, DORA, "Screen")
    store = world.desk.store

    def numbers(*asked: Any) -> list[int]:
        return [story.number for story, _ in stories.touching(store, *asked)]

    assert numbers(at(2, 0), at(3, 0)) == [1]
    assert numbers(at(9, 0), at(10, 0)) == [2]
    assert numbers(at(2, 0), at(10, 0)) == [1, 2]
    assert numbers(at(2, 0), at(10, 0), "Sales") == [1]
    assert notified(world, ANN, 2)


def test_when_the_hours_change_is_written_down(tmp_path: Path) -> None:
    file = tmp_path / "desk.db"
    with team_world(file) as world:
        first = state.get_time(world.desk.store, HOURS_SINCE)
    with team_world(file) as again:
        assert state.get_time(again.desk.store, HOURS_SINCE) == first == again.clock.at
    with team_world(file, DESK_HOURS="Mon-Fri 08:00-16:00") as changed:
        assert state.get(changed.desk.store, HOURS).startswith("Mon-Fri 08:00-16:00")
