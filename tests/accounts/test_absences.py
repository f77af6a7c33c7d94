"""Absences that are known beforehand, and requests that somebody watches."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from desk_world import DeskWorld
from technicians_world import (
    ANN,
    BOB,
    CARL_AT,
    CID,
    FORGED,
    MIA,
    PROVEN,
    asked,
    does,
    notified,
    team_world,
    told,
)

from frontdesk.db import people
from frontdesk.decision.lately import absent_staff


@pytest.fixture
def world(tmp_path: Path) -> Iterator[DeskWorld]:
    with team_world(tmp_path / "desk.db") as world:
        yield world


def says(world: DeskWorld, who: str, subject: str, proof: str = PROVEN) -> None:
    world.write(who, subject, "", Authentication_Results=proof)


def away(world: DeskWorld) -> set[str]:
    return set(absent_staff(world.desk, world.clock.at))


@pytest.mark.parametrize(
    "words",
    [
        "[away=2026-03-04..2026-03-06]",
        "[away=4.3.-6.3.]",
        "[away: 4.3. - 6.3.]",
        "[away 4.3.2026 bis 6.3.2026]",
        "[urlaub=wed to fri]",
        "[away=4 March - 6 March]",
        "[away=4.3.–6.3.2026]",
    ],
)
def test_an_absence_begins_on_its_first_day_and_ends_with_its_last(world: DeskWorld, words: str) -> None:
    asked(world)
    does(world, BOB, "[take]")
    before = world.kinds(CID)
    says(world, BOB, words)
    assert "away: Bob Burns: 4 March 2026 to 6 March 2026" in told(world, BOB, "confirmation"), told(
        world, BOB, "confirmation"
    )
    assert away(world) == set()
    assert world.kinds(CID) == before
    world.pass_time(datetime(2026, 3, 4, 10, 0, tzinfo=UTC) - world.clock.at)
    assert away(world) == {BOB}
    assert "Bob Burns is away" in world.last(CID).subject or "Bob" in world.last(CID, "digest").text
    world.pass_time(timedelta(days=2))
    assert away(world) == {BOB}
    world.pass_time(timedelta(days=1))
    assert away(world) == set()


def test_an_absence_that_begins_today_hands_over_at_once(world: DeskWorld) -> None:
    asked(world)
    does(world, BOB, "[take]")
    says(world, BOB, "[away=today..fri]")
    assert away(world) == {BOB}
    assert "#1" in told(world, CID, "digest")
    asked(world, "Dora <dora@example.com>", "Screen")
    assert "notification" not in [letter.kind for letter in world.inbox(BOB) if "Screen" in letter.subject]


def test_who_is_back_earlier_says_so_and_nothing_is_handed_over(world: DeskWorld) -> None:
    asked(world)
    does(world, BOB, "[take]")
    says(world, BOB, "[away=2026-03-04..2026-03-06]")
    says(world, BOB, "[away=off]")
    before = world.kinds(CID)
    world.pass_time(datetime(2026, 3, 4, 8, 0, tzinfo=UTC) - world.clock.at)
    assert away(world) == set()
    assert [kind for kind in world.kinds(CID)[len(before) :] if kind == "digest"] == []


def test_a_manager_writes_down_somebodys_absence_and_a_colleague_may_not(world: DeskWorld) -> None:
    says(world, MIA, "[away=bob 4.3.-6.3.]")
    assert people.get(world.desk.store, BOB).absent_from == datetime(2026, 3, 4, tzinfo=UTC)
    says(world, MIA, "[away=bob off]")
    assert people.get(world.desk.store, BOB).absent_from is None
    says(world, ANN, "[away=bob 4.3.-6.3.]")
    assert world.last(ANN).kind == "refusal"
    says(world, MIA, "[away=zoe 4.3.-6.3.]")
    assert "nobody in the team" in told(world, MIA, "refusal")
    assert people.get(world.desk.store, BOB).absent_from is None


@pytest.mark.parametrize(
    "words",
    [
        "[away]",
        "[away=soon]",
        "[away=6.3.2026..4.3.2026]",
        "[away=2026-02-01..2026-02-03]",
        "[away=1.4.2026..1.9.2029]",
    ],
)
def test_what_is_no_absence_is_refused_with_an_example(world: DeskWorld, words: str) -> None:
    says(world, BOB, words)
    assert "[away=" in told(world, BOB, "refusal")
    assert people.get(world.desk.store, BOB).absent_until is None


def test_a_forged_absence_is_none(world: DeskWorld) -> None:
    says(world, BOB, "[away=today..fri]", FORGED)
    assert away(world) == set()


def test_the_digest_says_who_is_away(world: DeskWorld) -> None:
    asked(world)
    says(world, BOB, "[away=tomorrow..fri]")
    world.pass_time(timedelta(days=1))
    assert "Away: Bob Burns until 6 March 2026" in told(world, ANN, "digest")


def test_who_watches_a_request_hears_of_it_until_they_do_no_more(world: DeskWorld) -> None:
    asked(world)
    does(world, ANN, "[take]")
    does(world, CID, "[watch]")
    assert world.request(1).owner == ANN
    assert world.request(1).watchers == (CID,)
    before = len(world.inbox(CID))
    does(world, ANN, "", "Which floor?")
    world.answer("Carl <carl@sales.example.org>", world.last(CARL_AT, "reply"), "The third.")
    assert [letter.kind for letter in world.inbox(CID)[before:]] == ["notification", "notification"]
    assert len([letter for letter in world.inbox(BOB) if letter.kind == "notification"]) == 1
    does(world, CID, "[unwatch]")
    before = len(world.inbox(CID))
    does(world, ANN, "[note]", "For the record.")
    assert len(world.inbox(CID)) == before
    does(world, CID, "[watch]")
    does(world, CID, "[undo]")
    assert world.request(1).watchers == ()
    assert notified(world, ANN)


def test_time_can_be_taken_away_but_not_more_than_there_is(world: DeskWorld) -> None:
    asked(world)
    does(world, ANN, "[time=10m]")
    does(world, ANN, "[time=-15m]")
    assert "Only 10 minutes are written down on #1" in told(world, ANN, "refusal")
    does(world, ANN, "[time=-4m]")
    assert world.request(1).minutes == 6
