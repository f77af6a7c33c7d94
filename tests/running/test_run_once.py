"""`run --once` does in one go all that the daemon does by and by; here with servers in memory."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from desk_world import DESK, DeskWorld
from memory_mail import MemoryMailbox, MemoryRelay
from technicians_world import ANN, BOB, CARL, PROVEN, asked, does, notified, team_world, told

from frontdesk import daemon, once
from frontdesk.exit_codes import ExitCode
from frontdesk.mailbox.errors import ConnectionLost
from frontdesk.once import run_once

PNG = b"\x89PNG\r\n\x1a\n" + bytes(500)


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[DeskWorld]:
    with team_world(tmp_path / "desk.db") as world:
        monkeypatch.setattr(once, "ImapMailbox", lambda account: MemoryMailbox(world.world, "it", "secret"))
        monkeypatch.setattr(once, "SmtpRelay", lambda account: MemoryRelay(world.world))
        yield world


def runs(world: DeskWorld, **after: float) -> None:
    world.clock.at += timedelta(**after)
    assert run_once(world.desk, world.settings) == 0


def with_a_picture() -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = CARL, DESK, "Screen"
    message["Message-ID"], message["Date"] = "<s1@x.example>", "Mon, 02 Mar 2026 12:00:00 +0000"
    message.set_content("It looks like this.")
    message.add_attachment(PNG, maintype="image", subtype="png", filename="shot.png")
    return message


def test_what_was_put_off_comes_back_with_its_files(world: DeskWorld) -> None:
    world.deliver(with_a_picture())
    does(world, ANN, "[take] [snooze=1d]")
    before = len(world.inbox(ANN))
    runs(world, days=2)
    back = [letter for letter in world.inbox(ANN)[before:] if letter.kind == "notification"]
    assert [letter.attachments for letter in back] == [{"shot.png": PNG}]


def test_a_mailbox_that_is_away_keeps_no_timer_from_going_off(
    world: DeskWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.deliver(with_a_picture())
    does(world, ANN, "[take] [snooze=1d]")
    before = len(world.inbox(ANN))

    class Away(MemoryMailbox):
        def _fails(self, *args: Any, **kwargs: Any) -> Any:
            raise ConnectionLost("the mailbox is away")

        connect = select = fetch = came_at = _fails

    monkeypatch.setattr(once, "ImapMailbox", lambda account: Away(world.world, "it", "secret"))
    world.clock.at += timedelta(days=2)
    assert run_once(world.desk, world.settings) == ExitCode.TEMPORARY
    back = [letter for letter in world.inbox(ANN)[before:] if letter.kind == "notification"]
    assert "It looks like this." in back[0].text
    assert "shot.png" in back[0].text


def test_a_held_answer_is_let_go_and_its_writer_told(world: DeskWorld) -> None:
    asked(world)
    first, second = notified(world, ANN), notified(world, BOB)
    world.clock.at += timedelta(minutes=1)
    world.answer(ANN, first, "Mine first.", Authentication_Results=PROVEN)
    world.answer(BOB, second, "Mine second.", Authentication_Results=PROVEN)
    runs(world, hours=25)
    assert "Mine second." in told(world, BOB, "notice")


def test_every_beat_of_the_daemon_has_its_place_in_it() -> None:
    """A job that only one of the two does is done by nobody where the other one runs."""
    jobs = (
        *("remind", "clear_away", "let_go_of_old_texts", "keep_access", "keep_canary", "mind_the_clock"),
        *(
            "tell_of_words",
            "tell_of_templates",
            "tell_of_answers",
            "LiveAccounts",
            "LiveTopics",
            "FactsFiller",
        ),
    )
    for job in jobs:
        assert hasattr(daemon, job), f"the daemon doesn't {job}"
        assert hasattr(once, job), f"run --once doesn't {job}"
