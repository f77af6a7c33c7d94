"""A desk from before cycles were written down: they are told again from its events, some at a time, while it works."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, timedelta
from functools import partial
from io import StringIO
from pathlib import Path

import pytest
from desk_world import DeskWorld
from rich.console import Console
from technicians_world import ANN, CARL, asked, does, team_world

from frontdesk.cli.status import status, status_table
from frontdesk.db import cycles, facts, state
from frontdesk.decision.facts import hours_of, works_here
from frontdesk.jobs.fill_facts import FactsFiller
from frontdesk.reports.make import make_report
from frontdesk.rules.figures import periods
from frontdesk.rules.on_timer import DESK


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.live)])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[DeskWorld]:
    is_file = request.param == "sqlite"
    database = tmp_path / "desk.db" if is_file else str(request.getfixturevalue("postgres_url"))
    with team_world(database, RESOLVE_WITHIN="1d") as world:
        for number in range(1, 8):
            asked(world, f"Person {number} <p{number}@sales.example.org>", f"Trouble {number}")
        does(world, ANN, "[resolved] [time=10m]", "Done.", number=2)
        yield world


def forget(world: DeskWorld) -> None:
    """As a desk of an older version left it."""
    world.desk.store.run("DELETE FROM cycle")
    world.desk.store.run("DELETE FROM entry")
    world.desk.store.run("DELETE FROM state WHERE name = ?", facts.READ_TO)


def written(world: DeskWorld) -> dict[int, int]:
    return {number: len(cycles.of_request(world.desk.store, number)) for number in world.numbers}


def fill_once(world: DeskWorld, at_once: int) -> bool:
    return facts.fill_some(
        world.desk.store, partial(hours_of, world.desk), works_here(world.desk), DESK, at_once
    )


def test_batches_go_on_where_the_last_one_ended(world: DeskWorld) -> None:
    before = [cycles.of_request(world.desk.store, number) for number in world.numbers]
    forget(world)
    assert facts.left(world.desk.store) == 7
    assert fill_once(world, 3)
    assert written(world) == {1: 1, 2: 1, 3: 1, 4: 0, 5: 0, 6: 0, 7: 0}
    assert facts.left(world.desk.store) == 4
    while fill_once(world, 3):
        pass
    assert [cycles.of_request(world.desk.store, number) for number in world.numbers] == before
    assert facts.left(world.desk.store) == 0
    assert not fill_once(world, 3)


def test_a_kill_in_the_middle_of_a_batch_leaves_nothing_half_done(
    world: DeskWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    forget(world)
    fill_once(world, 3)

    def killed(*args: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(state, "put", killed)
        with pytest.raises(KeyboardInterrupt):
            fill_once(world, 3)
    assert facts.left(world.desk.store) == 4
    assert sum(written(world).values()) == 3
    FactsFiller(world.desk).some()
    assert set(written(world).values()) == {1}


def test_a_request_that_lives_on_before_its_turn_has_its_whole_past(world: DeskWorld) -> None:
    forget(world)
    world.clock.at += timedelta(hours=1)
    world.answer("p2@sales.example.org", world.last("p2@sales.example.org", "reply"), "It doesn't work!")
    does(world, ANN, "[time=5m]", number=2)
    first, second = cycles.of_request(world.desk.store, 2)
    assert (first.ended_by, first.replies, second.began_by) == ("resolved", 1, "reopened")
    assert [entry.minutes for entry in cycles.entries_of(world.desk.store, 2)] == [10, 5]
    asked(world, CARL)  # a new one is written down at once
    FactsFiller(world.desk).some()
    assert written(world) == {1: 1, 2: 2, 3: 1, 4: 1, 5: 1, 6: 1, 7: 1, 8: 1}


def test_what_no_event_tells_stays_unknown(world: DeskWorld) -> None:
    does(world, ANN, "[open]", number=2)
    does(world, ANN, "[resolved]", "Again.", number=2)
    forget(world)
    world.desk.store.run("DELETE FROM event WHERE request = 2")
    FactsFiller(world.desk).some()
    first, second = cycles.of_request(world.desk.store, 2)
    assert (first.replies, first.owners, first.ended_at, first.wait_minutes) == (None, None, None, None)
    assert (second.ended_at, second.ended_by) == (world.request(2).resolved_at, None)
    assert [(entry.by, entry.minutes) for entry in cycles.entries_of(world.desk.store, 2)] == [("", 10)]


def test_a_new_desk_has_nothing_to_tell_again(tmp_path: Path) -> None:
    with team_world(tmp_path / "new.db") as world:
        filler = FactsFiller(world.desk)
        filler.some()
        assert filler.done


def test_a_report_and_status_say_how_many_requests_are_not_in_the_figures_yet(world: DeskWorld) -> None:
    forget(world)
    fill_once(world, 3)
    desk, now = world.desk, world.clock.at
    this_month = periods.from_words("this-month", desk.policy.hours, now)

    def said() -> list[tuple[str, int]]:
        notes = make_report(desk.store, desk.policy, this_month, now).notes
        return [(note.key, note.number) for note in notes if note.key == "not yet added"]

    def state_of_it() -> tuple[int, str]:
        found = status(world.settings, desk.store, now, with_mailbox=False)
        console = Console(width=200, file=StringIO())
        console.print(status_table(found, UTC))
        return found["without_figures"], console.file.getvalue()  # type: ignore[attr-defined]

    assert said() == [("not yet added", 4)]
    assert state_of_it()[0] == 4
    assert "lack 4 older requests so far" in state_of_it()[1]
    FactsFiller(desk).some()
    assert said() == []
    assert state_of_it()[0] == 0
    assert "older requests" not in state_of_it()[1]
