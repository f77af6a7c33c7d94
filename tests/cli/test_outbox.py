"""`frontdesk outbox`: what did not go out is seen, tried again and dropped."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from desk_world import SETTINGS, DeskWorld, desk_world

from frontdesk.__main__ import main
from frontdesk.db import outbox_view
from frontdesk.jobs.account import held_until

CARL = "carl@example.com"
Typed = Callable[..., Result]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[DeskWorld]:
    with desk_world(tmp_path / "desk.db") as world:
        yield world


@pytest.fixture
def typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Typed:
    monkeypatch.chdir(tmp_path)
    env = SETTINGS | {"DATABASE_URL": f"sqlite:///{tmp_path / 'desk.db'}"}
    return lambda *words: CliRunner().invoke(main, words, env=env)


def listed(typed: Typed) -> list[dict[str, Any]]:
    result = typed("outbox", "list", "--json")
    assert result.exit_code == 0, result.output
    found: list[dict[str, Any]] = json.loads(result.stdout)
    return found


def test_an_empty_outbox_says_so(world: DeskWorld, typed: Typed) -> None:
    assert listed(typed) == []
    assert "Nothing waits" in typed("outbox", "list").stderr


def test_what_failed_is_listed_with_what_the_relay_said(world: DeskWorld, typed: Typed) -> None:
    world.world.refusals[CARL] = "550 5.1.1 no such user"
    world.write(CARL, "No sound", "words")
    (mail,) = listed(typed)
    assert (mail["kind"], mail["to"], mail["state"], mail["request"]) == (
        "acknowledgement",
        [CARL],
        "failed",
        1,
    )
    assert mail["answer"] == "550 5.1.1 no such user"
    assert "no such user" in typed("outbox", "list").stdout
    source = typed("outbox", "show", str(mail["id"])).stdout
    assert "Subject: [IT #1]" in source
    assert "X-Frontdesk-Kind: acknowledgement" in source


@pytest.mark.parametrize("all_of_them", [False, True], ids=["by its id", "with all others"])
def test_what_failed_is_tried_again_and_goes_out(world: DeskWorld, typed: Typed, all_of_them: bool) -> None:
    world.world.refusals[CARL] = "550 5.1.1 no such user"
    world.write(CARL, "No sound", "words")
    (mail,) = listed(typed)
    world.world.refusals.clear()
    words = ["retry"] if all_of_them else ["retry", str(mail["id"])]
    assert typed("outbox", *words).exit_code == 0
    world.desk.store.run(
        "UPDATE outbox SET next_at = created_at WHERE state = 'deferred'"
    )  # its clock is real
    world.work()
    assert world.kinds(CARL) == ["acknowledgement"]
    assert listed(typed) == []


def test_retry_has_a_refused_account_tried_at_once(world: DeskWorld, typed: Typed) -> None:
    world.world.answer = "550 5.4.5 Daily user sending limit exceeded"
    world.write(CARL, "No sound", "words")
    assert len(listed(typed)) == 3
    until = held_until(world.desk.store)
    assert until is not None
    assert until > world.clock.at
    world.world.answer = "250 2.0.0 taken"
    assert typed("outbox", "retry").exit_code == 0
    world.desk.store.run("UPDATE outbox SET next_at = created_at")
    world.work()
    assert world.kinds(CARL) == ["acknowledgement"]


def test_what_is_dropped_never_goes_out(world: DeskWorld, typed: Typed) -> None:
    world.world.refusals[CARL] = "451 4.3.0 later"
    world.write(CARL, "No sound", "words")
    (mail,) = listed(typed)
    assert mail["state"] == "deferred"
    assert typed("outbox", "drop", str(mail["id"])).exit_code == 0
    assert listed(typed) == []
    world.world.refusals.clear()
    typed("outbox", "retry")
    world.work()
    assert world.kinds(CARL) == []
    assert outbox_view.counts(world.desk.store)["failed"] == 0


@pytest.mark.parametrize("words", [("show", "99"), ("drop", "99"), ("retry", "99")])
def test_a_mail_that_is_not_there_is_told_of(world: DeskWorld, typed: Typed, words: tuple[str, str]) -> None:
    result = typed("outbox", *words)
    assert result.exit_code == 1
    assert "outbox list" in result.stderr
