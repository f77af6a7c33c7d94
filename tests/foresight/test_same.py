"""Two mails on one matter from two people: the second's notification names the first, and says how to join them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from desk_world import DeskWorld
from technicians_world import ANN, BOB, CARL, DORA, MIA, asked, does, notified, team_world

SCREEN = ("Coffee corner screen is black", "The big screen in the coffee corner on floor 2 stays black.")
SCREEN_TOO = (
    "Screen in the coffee corner",
    "Hello, the screen of the coffee corner (floor 2) is black again. Dora",
)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[DeskWorld]:
    with team_world(tmp_path / "desk.db", TOPICS_FILE="") as world:
        yield world


def wrote(
    world: DeskWorld, who: str, mail: tuple[str, str], after: timedelta = timedelta(minutes=20)
) -> None:
    world.clock.at += after
    world.write(who, *mail)


def test_the_second_names_the_first_and_how_to_hang_it_on(world: DeskWorld) -> None:
    wrote(world, CARL, SCREEN)
    assert "Perhaps the same" not in notified(world, ANN).text
    does(world, BOB, "[take]")
    wrote(world, DORA, SCREEN_TOO)
    for who in (ANN, BOB, MIA):
        if world.inbox(who):
            assert "Perhaps the same as #1 (open, Bob Burns): [parent=#1]" in notified(world, who, 2).text
    does(world, ANN, "[parent=#1]", number=2)
    assert world.request(2).parent == 1


def test_before_anybody_took_it_nobody_is_named(world: DeskWorld) -> None:
    wrote(world, CARL, SCREEN)
    wrote(world, DORA, SCREEN_TOO)
    assert "Perhaps the same as #1 (new, nobody yet): [parent=#1]" in notified(world, ANN, 2).text


def test_the_same_person_s_second_is_to_be_merged(world: DeskWorld) -> None:
    wrote(world, CARL, SCREEN)
    wrote(world, CARL, SCREEN_TOO)
    assert "Perhaps the same as #1 (new, nobody yet): [merge=#1]" in notified(world, ANN, 2).text
    does(world, ANN, "[merge=#1]", number=2)
    assert world.request(2).merged_into == 1


@pytest.mark.parametrize("what", ["resolved", "a day ago", "spam"])
def test_what_is_over_is_not_named(world: DeskWorld, what: str) -> None:
    wrote(world, CARL, SCREEN)
    if what == "resolved":
        does(world, ANN, "[resolved]", "It had no power.")
    elif what == "spam":
        does(world, ANN, "[spam]")
    late = timedelta(hours=24, minutes=1) if what == "a day ago" else timedelta(minutes=5)
    wrote(world, DORA, SCREEN_TOO, late)
    assert "Perhaps the same" not in notified(world, ANN, max(world.numbers)).text


def test_what_was_merged_away_is_named_by_the_request_that_it_is_part_of(world: DeskWorld) -> None:
    wrote(world, CARL, SCREEN)
    wrote(world, CARL, ("A chair squeaks", "The chair squeaks."))
    does(world, ANN, "[merge=#2]")
    wrote(world, DORA, SCREEN_TOO)
    assert "Perhaps the same as #2 (" in notified(world, ANN, 3).text


def test_a_parent_is_named_for_its_child(world: DeskWorld) -> None:
    wrote(world, CARL, SCREEN)
    wrote(world, DORA, SCREEN_TOO)
    does(world, ANN, "[parent=#1]", number=2)
    wrote(world, "Eve <eve@sales.example.org>", SCREEN_TOO)
    assert "Perhaps the same as #1 (" in notified(world, ANN, 3).text


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("Printer on floor 3 jams", "It jams."), ("Printer on floor 5 jams", "It jams.")),
        (("Printer in accounting jams", "Paper jam."), ("Printer in marketing jams", "Paper jam.")),
        (
            ("Merry Christmas!", "Merry Christmas to the IT team!"),
            ("Merry Christmas", "Merry Christmas to all!"),
        ),
        (("Question", "How do I get a second screen?"), ("Question", "Where do I book a meeting room?")),
        (("Printer", "Please help"), ("Printer", "Please help me")),
    ],
)
def test_other_matters_are_not_taken_for_one(
    world: DeskWorld, first: tuple[str, str], second: tuple[str, str]
) -> None:
    wrote(world, CARL, first)
    wrote(world, DORA, second)
    assert "Perhaps the same" not in notified(world, ANN, 2).text


def test_a_reply_and_a_technician_s_own_request_name_none(world: DeskWorld) -> None:
    wrote(world, CARL, SCREEN)
    does(world, ANN, "", "On my way.")
    world.answer(
        CARL, world.last("carl@sales.example.org", "reply"), "The screen in the coffee corner is still black."
    )
    assert "Perhaps the same" not in notified(world, ANN).text


def test_it_is_found_after_a_restart_and_among_many(world: DeskWorld) -> None:
    wrote(world, CARL, SCREEN)
    for number in range(30):
        asked(
            world,
            f"P{number} <p{number}@sales.example.org>",
            f"Chair {number} squeaks in room {number + 100}",
        )
    from frontdesk.decision import lately

    lately._days.clear()
    wrote(world, DORA, SCREEN_TOO)
    assert "Perhaps the same as #1 (" in notified(world, ANN, 32).text


def test_the_most_alike_is_named(world: DeskWorld) -> None:
    wrote(world, CARL, ("Screen in the lobby is black", "The screen in the lobby is black."))
    wrote(world, CARL, SCREEN)
    wrote(world, DORA, SCREEN_TOO)
    assert "Perhaps the same as #2 (" in notified(world, ANN, 3).text
