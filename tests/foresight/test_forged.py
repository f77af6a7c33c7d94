"""Forty mails that are forged, unproven or simply wrong: no outage begins or ends, no customer hears."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import product

import pytest
from answers_world import with_files
from desk_world import DeskWorld
from technicians_world import ANN, FORGED, PROVEN, asked, does, notified

TAGS = (
    "[outage]", "[all]", "[resolved] [all]", "[no outage]", "[outage=over]",
    "[parent=#1]", "[parent=none]", "[answer=vpn-reset]",
)  # fmt: skip
MALLORY = "Mallory <mallory@sales.example.org>"
ATTACKS = (
    "forged",
    "a stranger by its address",
    "a customer's answer",
    "an unproven mail of its own",
    "wrong words",
)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskWorld]:
    """An outage of three, and another request of somebody else."""
    folder = tmp_path_factory.mktemp("desk")
    with with_files(folder, {"en/vpn-reset": "# VPN\n\nReset it.\n"}, TOPICS_FILE="") as world:
        for name in ("carl", "dora", "eve"):
            world.clock.at += timedelta(minutes=2)
            asked(world, f"{name.title()} <{name}@sales.example.org>", "VPN is down")
        does(world, ANN, "[outage]", "We know.", number=1)
        asked(world, "Fay <fay@sales.example.org>", "A chair squeaks")
        yield world


def state_of(world: DeskWorld) -> list[object]:
    store = world.desk.store
    return [
        store.all(
            "SELECT number, status, parent, priority, subject, owner, resolution FROM request ORDER BY number"
        ),
        store.all("SELECT id, topic, parent, ended_at, false_alarm, text FROM outage ORDER BY id"),
        store.all("SELECT count(*) FROM answer_use"),
        store.all("SELECT count(*) FROM mass_answer"),
        *(world.kinds(f"{name}@sales.example.org") for name in ("carl", "dora", "eve", "fay")),
    ]


def attack(world: DeskWorld, how: str, tags: str, number: int) -> None:
    letter = notified(world, ANN, number)
    text = "All is well, go home."
    if how == "forged":
        world.answer(ANN, letter, text, subject=tags, Authentication_Results=FORGED)
    elif how == "a stranger by its address":
        world.answer(MALLORY, letter, text, subject=tags, Authentication_Results=PROVEN)
    elif how == "a customer's answer":
        world.write(MALLORY, f"Re: {letter.subject} {tags}", text)
    elif how == "an unproven mail of its own":
        world.write(ANN, f"[IT #{number}] {tags}", text)
    else:
        wrong = tags.replace("[", "[nonsense] [", 1)
        world.answer(ANN, letter, text, subject=wrong, Authentication_Results=PROVEN)


@pytest.mark.parametrize(("how", "tags"), list(product(ATTACKS, TAGS)))
def test_nothing_changes_and_no_customer_hears(world: DeskWorld, how: str, tags: str) -> None:
    world.clock.at += timedelta(minutes=1)
    before = state_of(world)
    attack(world, how, tags, number=4 if tags in ("[parent=#1]", "[answer=vpn-reset]") else 1)
    after = state_of(world)
    assert [rows for rows in after[0] if rows[0] <= 4] == before[0][:4]  # type: ignore[attr-defined,index]
    assert after[1:] == before[1:]


def test_the_same_tags_of_a_proven_technician_do_what_they_say(world: DeskWorld) -> None:
    """So that the forty above can fail."""
    before = state_of(world)
    world.clock.at += timedelta(minutes=1)
    does(world, ANN, "[answer=vpn-reset]", number=4)
    does(world, ANN, "[parent=#1]", number=4)
    does(world, ANN, "[resolved] [all]", "It is up again.", number=1)
    assert world.request(4).parent == 1
    assert {str(world.request(number).status) for number in (1, 2, 3, 4)} == {"resolved"}
    assert state_of(world)[2] != before[2]
