"""A mail that ends the daemon whenever it is handled keeps no other mail waiting for ever."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from desk_world import DeskWorld, desk_world
from memory_mail import MemoryMailbox

from frontdesk.db import ledger
from frontdesk.db.engine.errors import DatabaseUnavailable
from frontdesk.decision import road
from frontdesk.jobs.poison_mail import DEATHS
from frontdesk.jobs.receive import Receiver
from frontdesk.rules.decide import decide


class Killed(BaseException):
    """The process is gone: nothing catches this."""


@pytest.fixture
def world(tmp_path: Path) -> Iterator[DeskWorld]:
    with desk_world(tmp_path / "desk.db") as world:
        yield world


def deadly(monkeypatch: pytest.MonkeyPatch, error: type[BaseException], *words: Any) -> None:
    def ends_all(situation: Any, *others: Any) -> Any:
        if "deadly" in situation.message.subject:
            raise error(*words)
        return decide(situation, *others)

    monkeypatch.setattr(road, "decide", ends_all)


def write_three(world: DeskWorld) -> None:
    for subject in ("before", "deadly", "after"):
        world.write(f"{subject}@example.com", subject, "Hello", work=False)


def live_again(world: DeskWorld, lives: int, pause: timedelta = timedelta(minutes=1)) -> None:
    """So many daemons, each after one that died; each reads until it dies, too, or has nothing more to read."""
    for _ in range(lives):
        world.clock.at += pause
        world.receiver = Receiver(world.desk, MemoryMailbox(world.world, "it", "secret"), careful=True)
        world.receiver.open()
        try:
            while world.receiver.receive():
                pass
        except (Killed, DatabaseUnavailable):
            pass


def requests(world: DeskWorld) -> set[str]:
    return {world.request(number).customer.email.partition("@")[0] for number in world.numbers}


def test_after_a_death_the_mails_before_the_deadly_one_are_kept(
    world: DeskWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    deadly(monkeypatch, Killed)
    write_three(world)
    live_again(world, 1)
    assert requests(world) == {"before"}


def test_a_mail_in_which_many_lives_ended_is_set_aside_and_the_next_is_read(
    world: DeskWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    deadly(monkeypatch, Killed)
    write_three(world)
    live_again(world, DEATHS)
    assert ledger.quarantined(world.desk.store) == []
    live_again(world, 1)
    assert requests(world) == {"before", "after"}
    assert "12 times" in ledger.quarantined(world.desk.store)[0].reason
    assert world.filed("Quarantine") == 1


def test_many_deaths_within_a_minute_may_have_another_reason(
    world: DeskWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    deadly(monkeypatch, Killed)
    write_three(world)
    live_again(world, 50, timedelta(seconds=1))
    assert ledger.quarantined(world.desk.store) == []


def test_a_database_that_goes_away_is_not_the_mails_fault(
    world: DeskWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    deadly(monkeypatch, lambda: DatabaseUnavailable("away", permanent=False, remedy=""))  # type: ignore[arg-type]
    write_three(world)
    live_again(world, 30)
    assert ledger.quarantined(world.desk.store) == []
    assert requests(world) == {"before"}
