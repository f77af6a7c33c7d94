"""One answer to hundreds goes out in batches, and a desk that is killed in between goes on where it was."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from desk_world import DeskWorld
from technicians_world import ANN, PROVEN, asked, count, does, team_world

from frontdesk.db import outages
from frontdesk.decision.execute import execute
from frontdesk.jobs import answer_all as job
from frontdesk.rules.model import Status

MANY = 23


class Killed(BaseException):
    """What no handler of errors may catch."""


@pytest.fixture
def world(tmp_path: Path) -> Iterator[DeskWorld]:
    with team_world(tmp_path / "desk.db", TOPICS_FILE="") as world:
        for number in range(MANY):
            world.clock.at += timedelta(minutes=1)
            asked(world, f"p{number}@sales.example.org", "VPN is down")
        does(world, ANN, "[outage]", "The gateway is down.", number=1)
        yield world


def replies(world: DeskWorld) -> list[int]:
    return [count(world, f"p{number}@sales.example.org", "reply") for number in range(MANY)]


def test_many_are_asked_about_and_then_each_gets_it_once(world: DeskWorld) -> None:
    assert replies(world) == [0] * MANY
    assert f"{MANY} people" in world.last(ANN, "refusal").text
    world.answer(ANN, world.last(ANN, "refusal"), "", subject="[send]", Authentication_Results=PROVEN)
    assert replies(world) == [1] * MANY
    assert outages.masses(world.desk.store) == []


@pytest.mark.parametrize("seed", range(3))
def test_a_desk_that_is_killed_again_and_again_answers_nobody_twice_and_nobody_never(
    world: DeskWorld, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    chance = random.Random(seed)
    whole, at_most = execute, iter(chance.randint(1, 9) for _ in range(1000))
    left = next(at_most)

    def mortal(*arguments: object) -> int:
        nonlocal left
        left -= 1
        if not left:
            left = next(at_most)
            if chance.random() < 0.5:
                whole(*arguments)  # type: ignore[arg-type]
            raise Killed
        return whole(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(job, "AT_ONCE", 4)
    monkeypatch.setattr(job, "execute", mortal)
    deaths = 0
    asks = world.last(ANN, "refusal")
    try:
        world.answer(ANN, asks, "", subject="[send]", Authentication_Results=PROVEN)
    except Killed:
        deaths += 1
    while outages.masses(world.desk.store):
        try:
            world.work()
        except Killed:
            deaths += 1
    world.work()
    assert deaths > 1
    assert replies(world) == [1] * MANY
    for number in range(2, MANY + 1):
        assert world.request(number).parent == 1
        assert world.events(number).count("answered") == 1


def test_one_that_cannot_be_answered_keeps_no_other_from_theirs(
    world: DeskWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = execute

    def failing(*arguments: object) -> int:
        target = arguments[2]
        if target.number == 5 and not str(arguments[3].serial).startswith("x"):  # type: ignore[attr-defined]
            raise ValueError("broken")
        return whole(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(job, "execute", failing)
    world.answer(ANN, world.last(ANN, "refusal"), "", subject="[send]", Authentication_Results=PROVEN)
    assert replies(world) == [1, 1, 1, 1, 0, *[1] * (MANY - 5)]
    assert "#5 did not get your answer" in world.last(ANN, "notice").text


def test_what_was_settled_meanwhile_is_left_alone(world: DeskWorld) -> None:
    does(world, ANN, "[resolved]", "Yours is done.", number=3)
    world.answer(ANN, world.last(ANN, "refusal"), "", subject="[send]", Authentication_Results=PROVEN)
    assert (world.request(3).status, world.request(3).parent) == (Status.RESOLVED, None)
    assert "gateway" not in world.last("p2@sales.example.org", "reply").text
