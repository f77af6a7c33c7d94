"""What technicians do, through a real Dovecot and a real Postfix: one test for each of the things that must work."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from desk_world import Letter
from live_desk import FAKETIME, LiveDesk, desk_on
from servers import Dovecot, Postfix

pytestmark = pytest.mark.live

MX = "mx.example.org"
_troubles = itertools.count(1)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, dovecot: Dovecot, postfix: Postfix) -> LiveDesk:
    """One desk for all tests: each opens requests of its own."""
    return vouching(tmp_path_factory.mktemp("technicians"), dovecot, postfix, SEND_DELAY="3m")


def vouching(folder: Path, dovecot: Dovecot, postfix: Postfix, **settings: str) -> LiveDesk:
    desk = desk_on(folder, dovecot, postfix, TRUSTED_AUTHSERV_ID=MX, PLUS_ADDRESSING="yes", **settings)
    desk.vouching = MX
    return desk


def opened(desk: LiveDesk, count: int = 1) -> list[int]:
    """So many new requests of Carl's; their numbers."""
    subjects = [f"Trouble with thing {next(_troubles)}" for _ in range(count)]
    for subject in subjects:
        desk.write(f"Carl Cole <{desk.carl}>", subject, f"{subject}. Please help.")
    desk.once()
    numbers = {found["subject"]: found["number"] for found in desk.json("list")}
    return [numbers[subject] for subject in subjects]


def about(desk: LiveDesk, who: str, number: int, kind: str = "notification") -> Letter:
    desk.last(who, kind)
    letters = [one for one in desk.inbox(who) if one.kind == kind and f"#{number}]" in one.subject]
    assert letters, f"{who} got no {kind} about #{number}"
    return letters[-1]


def kinds(desk: LiveDesk, number: int) -> list[str]:
    return [one.kind for one in desk.inbox(desk.carl) if f"#{number}]" in one.subject]


def test_a_mail_is_done_whole_or_not_at_all_and_its_writer_is_told(desk: LiveDesk) -> None:
    [number] = opened(desk)
    desk.answer(desk.ann, about(desk, desk.ann, number), "I changed the cable.", "[resovled] [prio=high]")
    desk.once()
    assert (desk.json("show", str(number))["status"], kinds(desk, number)) == ("new", ["acknowledgement"])
    refusal = about(desk, desk.ann, number, "refusal")
    assert "[resolved]" in refusal.text
    assert "> I changed the cable." in refusal.text
    desk.answer(desk.ann, refusal, "", "[prio=high] [take]")
    desk.once()
    assert "priority: high" in about(desk, desk.ann, number, "confirmation").text
    assert kinds(desk, number) == ["acknowledgement"], "tags alone send the customer nothing"


def test_a_notification_says_what_a_reply_does_and_an_answer_to_a_note_stays_inside(desk: LiveDesk) -> None:
    [number] = opened(desk)
    first = about(desk, desk.ann, number)
    assert first.text.lstrip("* ").startswith("Your reply goes to Carl Cole.")
    desk.answer(desk.ann, first, "", "[take]")
    desk.answer(desk.bob, about(desk, desk.bob, number), "He always says that.", "[note]")
    desk.once()
    note = about(desk, desk.ann, number)
    assert note.text.lstrip("* ").startswith("Your reply stays inside")
    assert note.header("Reply-To").partition("+")[2][0] == "n"
    desk.answer(desk.ann, note, "True, every week.")
    desk.once()
    assert kinds(desk, number) == ["acknowledgement"]
    assert [one["kind"] for one in desk.json("show", str(number))["messages"]].count("note") == 2


def test_work_without_a_screen(desk: LiveDesk) -> None:
    first, second, third = opened(desk, 3)
    answers = {
        first: f"[merge=#{second}]",
        second: '[snooze=3d] [due=2099-01-01] [time=15m] [label=+vpn] [title="Two things"]',
        third: f"[link=#{second}] [spam]",
    }
    for number, tags in answers.items():
        desk.answer(desk.ann, about(desk, desk.ann, number), "", tags)
    desk.write(desk.ann, "[list all]", "")
    desk.write(desk.ann, "[help]", "")
    desk.once()
    shown = desk.json("show", str(second))
    assert (shown["subject"], shown["minutes"], shown["labels"]) == ("Two things", 15, ["vpn"])
    assert desk.json("show", str(first))["merged_into"] == second
    assert (desk.json("show", str(third))["status"], shown["linked"]) == ("closed", [third])
    assert "[snooze=3d]" in desk.last(desk.ann, "notice").text
    assert f"#{second} Two things" in desk.last(desk.ann, "digest").text
    desk.answer(desk.ann, about(desk, desk.ann, third, "confirmation"), "", "[undo]")
    desk.answer(f"Carl Cole <{desk.carl}>", about(desk, desk.carl, first, "acknowledgement"), "It is worse.")
    desk.once()
    assert desk.json("show", str(third))["status"] == "new"
    assert desk.json("show", str(second))["messages"][-1]["text"] == "It is worse."
    assert kinds(desk, first) == ["acknowledgement"]


def test_undo_takes_back_a_mail_that_is_still_held(desk: LiveDesk) -> None:
    [number] = opened(desk)
    desk.answer(desk.ann, about(desk, desk.ann, number), "The wrong words.", "[resolved]")
    desk.once()
    assert desk.json("show", str(number))["status"] == "resolved"
    desk.answer(desk.ann, about(desk, desk.ann, number, "confirmation"), "", "[undo]")
    desk.once()
    assert desk.json("show", str(number))["status"] == "new"
    assert "was not sent" in about(desk, desk.ann, number, "confirmation").text


def test_an_unproven_mail_runs_when_the_registered_address_says_so_and_a_forged_one_never(
    desk: LiveDesk,
) -> None:
    [number] = opened(desk)
    desk.vouching = ""
    try:
        desk.write(f"Ann <{desk.ann}>", f"[IT #{number}] Trouble [take]", "")
        desk.once()
        assert desk.json("show", str(number))["owner"] is None
        desk.answer(desk.ann, about(desk, desk.ann, number, "refusal"), "", "[send]")
        forged = desk.answer(desk.bob, about(desk, desk.bob, number), "", "[spam]")
        assert forged["Authentication-Results"] is None
    finally:
        desk.vouching = MX
    desk.once()
    shown = desk.json("show", str(number))
    assert shown["owner"] == desk.ann
    assert shown["status"] == "closed", "Bob's answer came back by his own token, which is proof enough"


def test_the_second_answer_is_held_until_its_writer_says_so(desk: LiveDesk) -> None:
    [number] = opened(desk)
    mine, his = about(desk, desk.ann, number), about(desk, desk.bob, number)
    desk.answer(desk.ann, mine, "Please try again.")
    desk.answer(desk.bob, his, "I have exchanged it.")
    desk.once()
    held = about(desk, desk.bob, number, "refusal")
    assert "Ann Lee answered the customer" in held.text
    assert [one["kind"] for one in desk.json("show", str(number))["messages"]].count("reply") == 1
    desk.answer(desk.bob, held, "", "[send]")
    desk.once()
    assert [one["kind"] for one in desk.json("show", str(number))["messages"]].count("reply") == 2


def test_an_absent_technician_keeps_what_is_theirs_and_the_next_one_is_told(desk: LiveDesk) -> None:
    [number] = opened(desk)
    desk.answer(desk.bob, about(desk, desk.bob, number), "", "[take]")
    desk.once()
    desk.answer(f"Carl Cole <{desk.carl}>", about(desk, desk.carl, number, "acknowledgement"), "It is loud.")
    desk.once()
    letter = about(desk, desk.bob, number)
    desk.away(desk.bob, letter, "I am out of the office until further notice.")
    desk.once()
    assert desk.json("show", str(number))["owner"] == desk.bob
    for who in (desk.ann, desk.mia):
        digest = desk.last(who, "digest")
        assert "Bob Burns is away" in digest.subject
    desk.answer(desk.ann, desk.last(desk.ann, "digest"), f"{number} assign=me")
    desk.once()
    assert desk.json("show", str(number))["owner"] == desk.ann


@pytest.mark.skipif(FAKETIME is None, reason="libfaketime is missing: scripts/install-servers.sh installs it")
def test_the_morning_digest_is_answered_line_by_line(
    tmp_path: Path, dovecot: Dovecot, postfix: Postfix
) -> None:
    desk = vouching(tmp_path, dovecot, postfix)
    opened(desk, 3)
    now = datetime.now(UTC)
    morning = (now + timedelta(days=1)).replace(hour=9, minute=0)
    days = (morning - now) / timedelta(days=1)
    desk.once(days=days)
    digest = desk.last(desk.ann, "digest")
    assert "#1 Trouble" in digest.text
    desk.answer(desk.ann, digest, "1 resolved  changed the cable\n2 assign=bob\n3 snoze=3d")
    desk.once(days=days + 0.01)
    assert "3 snooze=3d" in desk.last(desk.ann, "refusal").text
    assert [found["owner"] for found in desk.json("list")] == [None, None, None]
    desk.answer(desk.ann, digest, "1 resolved  changed the cable\n2 assign=bob\n3 snooze=3d")
    desk.once(days=days + 0.02)
    shown = {found["number"]: found for found in desk.json("list")}
    assert shown[1]["resolution"] == "changed the cable"
    assert shown[2]["owner"] == desk.bob
    assert shown[3]["snoozed_until"] is not None
    assert "#1 sent to: Carl Cole" in desk.last(desk.ann, "confirmation").text
    assert "changed the cable" in desk.last(desk.carl, "reply").text
