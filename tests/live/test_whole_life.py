"""The story of design section 2 on a real Dovecot and a real Postfix, through the command line, day by day."""

from __future__ import annotations

import signal
import time
from pathlib import Path

import pytest
from live_desk import LiveDesk, desk_on
from servers import Dovecot, Postfix, await_that

pytestmark = pytest.mark.live


@pytest.fixture
def desk(tmp_path: Path, dovecot: Dovecot, postfix: Postfix) -> LiveDesk:
    return desk_on(tmp_path, dovecot, postfix)


def test_a_request_lives_from_its_first_mail_to_its_rating(desk: LiveDesk) -> None:
    # Monday. Carl writes; the desk acknowledges, and both technicians hear of it.
    desk.write(
        f"Carl Cole <{desk.carl}>", "Printer prints twice", "Since this morning every page comes twice."
    )
    desk.once()
    acknowledgement = desk.last(desk.carl, "acknowledgement")
    assert "[IT #1]" in acknowledgement.subject
    assert "[IT #1]" in desk.last(desk.bob, "notification").subject
    assert len(desk.folder_of("Handled")) == 1
    assert desk.folder_of("INBOX") == []

    # Ann answers her notification as she would answer Carl; he gets her words, and the request is hers.
    desk.answer(
        desk.ann,
        desk.last(desk.ann, "notification"),
        "Which printer is it, Carl?",
        "[waiting]",
        {"a.txt": b"A"},
    )
    desk.once()
    reply = desk.last(desk.carl, "reply")
    assert "Which printer is it, Carl?" in reply.text
    assert "every page comes twice" not in reply.text
    assert reply.attachments == {"a.txt": b"A"}
    request = desk.json("show", "1")
    assert (request["status"], request["owner"]) == ("waiting", desk.ann)
    assert request["first_response_at"] is not None

    # Carl answers before any chaser is due; a note between colleagues stays between them.
    desk.answer(f"Carl Cole <{desk.carl}>", reply, "The one on the third floor.")
    desk.once()
    assert desk.json("show", "1")["status"] == "open"
    desk.answer(desk.bob, desk.last(desk.bob, "notification"), "That one again!", "[note]")
    desk.once()
    assert "That one again!" not in "".join(letter.text for letter in desk.inbox(desk.carl))

    # Resolved with the words that become the resolution; the follow-up comes a day later.
    desk.answer(
        desk.ann,
        desk.last(desk.ann, "notification", words="third floor"),
        "The driver is set back to one copy.",
        "[resolved]",
    )
    desk.once()
    request = desk.json("show", "1")
    assert (request["status"], request["resolution"]) == ("resolved", "The driver is set back to one copy.")
    desk.once(days=1.1)
    follow_up = desk.last(desk.carl, "follow-up")

    # No: it reopens. Then it is resolved for good; thanks don't reopen; silence closes; the survey comes.
    desk.answer(f"Carl Cole <{desk.carl}>", follow_up, "No, it still prints twice.")
    desk.once(days=1.2)
    assert desk.json("show", "1")["status"] == "open"
    desk.answer(desk.ann, desk.last(desk.ann, "notification"), "Exchanged the printer.", "[resolved]")
    desk.once(days=1.3)
    desk.answer(f"Carl Cole <{desk.carl}>", desk.last(desk.carl, "reply"), "Thank you very much!")
    desk.once(days=1.4)
    assert desk.json("show", "1")["status"] == "resolved"
    for days in (2.5, 6, 7):
        desk.once(days=days)
    survey = desk.last(desk.carl, "survey")

    # Carl rates by answering with a number.
    desk.answer(f"Carl Cole <{desk.carl}>", survey, "5\n\nFriendly and quick.")
    desk.once(days=7.1)
    request = desk.json("show", "1")
    assert (request["status"], request["rating"], request["rating_comment"]) == (
        "closed",
        5,
        "Friendly and quick.",
    )
    assert {message["kind"] for message in request["messages"]} == {"customer", "reply", "note", "automatic"}

    # Every mail is accounted for.
    status = desk.json("status")
    assert status["ledger"]["balanced"] is True
    assert status["ledger"]["seen"] == desk.serial
    assert [found["number"] for found in desk.json("list", "--status", "closed")] == [1]


def test_the_daemon_acknowledges_at_once_and_ends_within_five_seconds_of_sigterm(desk: LiveDesk) -> None:
    with desk.running() as daemon:
        desk.await_log("mailbox.open")
        desk.write(desk.carl, "No sound", "My headset is silent.")
        began = time.monotonic()
        await_that(lambda: desk.inbox(desk.carl), "the acknowledgement", 10)
        assert time.monotonic() - began < 10
        daemon.send_signal(signal.SIGTERM)
        assert daemon.wait(5) == 0
    assert desk.json("status")["ledger"]["outcomes"] == {"request": 1}


def test_a_second_daemon_stands_by_and_takes_over_when_the_first_is_killed(desk: LiveDesk) -> None:
    with desk.running() as first:
        desk.await_log("mailbox.open")
        with desk.running():
            desk.await_log("standby")
            first.kill()
            first.wait()
            desk.write(desk.carl, "No sound", "My headset is silent.")
            await_that(lambda: desk.inbox(desk.carl), "the acknowledgement", 20)
    assert [found["number"] for found in desk.json("list")] == [1]


def test_run_once_writes_to_itself_only_where_that_was_asked_for(desk: LiveDesk) -> None:
    for days in (0.0, 2.0):
        desk.once(days=days)
    assert desk.json("status")["ledger"]["seen"] == 0
    with desk.config.open("a") as config:
        config.write("CANARY_EVERY='1 day'\n")
    for days in (2.0, 4.0, 4.01):
        desk.once(days=days)
    assert len(desk.folder_of("Automatic")) == 1
    assert desk.json("status")["ledger"]["outcomes"] == {"silence": 1}
