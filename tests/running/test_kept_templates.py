"""The admin's templates as they last worked outlive the process."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from desk_world import DeskWorld, desk_world

from frontdesk.db import state
from frontdesk.kept_templates import good_versions, keep_good_versions


@pytest.fixture
def world(tmp_path: Path) -> Iterator[DeskWorld]:
    with desk_world(tmp_path / "desk.db") as world:
        yield world


def test_what_worked_is_there_when_the_desk_starts_anew(world: DeskWorld) -> None:
    good = good_versions(world.desk.store)
    good.keep("en/survey.md", "Subject: Grüße\n\nHello")
    keep_good_versions(world.desk.store, good)
    assert good_versions(world.desk.store).get("en/survey.md") == "Subject: Grüße\n\nHello"


def test_what_is_the_same_is_not_written_again(world: DeskWorld) -> None:
    good = good_versions(world.desk.store)
    good.keep("en/survey.md", "Hello")
    keep_good_versions(world.desk.store, good)
    state.delete(world.desk.store, "templates that worked")
    good.keep("en/survey.md", "Hello")
    keep_good_versions(world.desk.store, good)
    assert good_versions(world.desk.store).get("en/survey.md") is None


@pytest.mark.parametrize("kept", ["", "{", "[]"])
def test_a_memory_that_cannot_be_read_is_none(world: DeskWorld, kept: str) -> None:
    state.put(world.desk.store, "templates that worked", kept)
    assert good_versions(world.desk.store).changes() is None
