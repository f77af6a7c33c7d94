"""Through how many files a mail goes, and how often its way crosses from one file to another.

Counted in calls, so no machine is faster than another. The numbers stand in docs/architecture.md, with the reason why
they aren't smaller; who adds a file to the road, or calls over a border for each line of a text, is told here.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple

import pytest
from desk_world import DeskWorld, desk_world

ROOT = Path(__file__).parents[2]


class Way(NamedTuple):
    files: int
    moves: int


# A little more than is needed: what other tests left in caches, and what time of the year it is, changes some calls.
MOST = {"a new request": Way(114, 750), "[resolved]": Way(137, 1250)}


def way(work: Callable[[], object]) -> Way:
    """The files of ours that are entered meanwhile. Code that Python makes, as of dataclasses, is in none."""
    crossed: list[str] = []

    def note(frame: FrameType, event: str, _: Any) -> None:
        if event != "call" or frame.f_code.co_filename.startswith("<"):
            return
        file = os.path.realpath(frame.f_code.co_filename)
        inside = file.startswith(f"{ROOT}/") and not file.startswith((f"{ROOT}/tests/", f"{ROOT}/.venv/"))
        if inside and crossed[-1:] != [file]:
            crossed.append(file)

    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(None)
    return Way(len(set(crossed)), len(crossed) - 1)


def a_new_request(world: DeskWorld) -> None:
    world.write("dora@sales.example.org", "Printer", "Prints twice.", work=False)


def a_solution(world: DeskWorld) -> None:
    world.write("dora@sales.example.org", "Printer", "Prints twice.")
    asked = world.last("ann@example.org")
    world.answer("ann@example.org", asked, "I fixed it.", subject="[resolved]", work=False)


@pytest.mark.parametrize(("name", "arrives"), [("a new request", a_new_request), ("[resolved]", a_solution)])
def test_a_mail_s_way_is_no_longer_than_it_was(
    name: str, arrives: Callable[[DeskWorld], None], tmp_path: Path
) -> None:
    with desk_world(tmp_path / "desk.db") as world:
        world.write(
            "carl@sales.example.org", "Warm", "up text"
        )  # so that nothing is read or made for the first time
        world.answer("ann@example.org", world.last("ann@example.org"), "done", subject="[resolved]")
        arrives(world)
        found = way(world.work_without_sending)
    assert found.files <= MOST[name].files, found
    assert found.moves <= MOST[name].moves, found
    assert found.moves > MOST[name].moves * 0.9, f"{found}: the ceiling can come down"
