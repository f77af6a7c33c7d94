"""Answers typed into a quote of our mail arrive whole on the other side, and nothing of ours with them."""

from __future__ import annotations

from pathlib import Path

import pytest
from technicians_world import ANN, CARL, CARL_AT, PROVEN, asked, does, notified, team_world

from frontdesk.mailbox.formats.html_text import html_to_text

OUTLOOK = (
    "From: IT Desk <it@example.org>\nSent: Monday, March 2, 2026 1:20 PM\nTo: {to}\nSubject: {subject}\n\n"
)
GERMAN = (
    "Von: IT Desk <it@example.org>\nGesendet: Montag, 2. März 2026 13:20\nAn: {to}\nBetreff: {subject}\n\n"
)
QUESTIONS = "Hello Carl,\n\nWhich floor?\n\nWhich model?\n\nAnn"


def written_into(text: str) -> str:
    text = text.replace("Which floor?", "Which floor?\n\nThird floor, room 312")
    return text.replace("Which model?", "Which model?\n\nLaserWriter 9")


@pytest.mark.parametrize("head", [OUTLOOK, GERMAN], ids=["English", "German"])
@pytest.mark.parametrize("part", ["text", "html"])
def test_a_customers_answers_in_outlooks_quote_reach_the_technician(
    tmp_path: Path, head: str, part: str
) -> None:
    with team_world(tmp_path / "desk.db") as world:
        asked(world)
        does(world, ANN, "Re: [IT #1] Printer prints twice", QUESTIONS)
        letter = world.last(CARL_AT, "reply")
        ours = letter.text.replace("\r\n", "\n") if part == "text" else html_to_text(letter.html, {})
        fields = head.format(to=CARL, subject=letter.subject)
        world.write(
            CARL,
            f"RE: {letter.subject}",
            f"Hi Ann, my answers in red below.\n\n{fields}{written_into(ours)}",
            In_Reply_To=letter.header("Message-ID"),
        )
        first, _, answers = world.messages(1)[-1].text.partition("> Which floor?")
        assert first.startswith("Hi Ann, my answers in red below.\n\n")
        assert answers == "\n\nThird floor, room 312\n\n> Which model?\n\nLaserWriter 9"
        told = notified(world, ANN).text
        assert "Third floor, room 312" in told
        assert "LaserWriter 9" in told


def test_answers_are_known_under_a_subject_that_says_nothing_of_an_answer(tmp_path: Path) -> None:
    with team_world(tmp_path / "desk.db") as world:
        asked(world)
        does(world, ANN, "Re: [IT #1] Printer prints twice", QUESTIONS)
        letter = world.last(CARL_AT, "reply")
        fields = OUTLOOK.format(to=CARL, subject=letter.subject)
        text = f"Below.\n\n{fields}{written_into(letter.text)}"
        world.write(CARL, "The printer", text, In_Reply_To=letter.header("Message-ID"))
        assert "LaserWriter 9" in world.messages(1)[-1].text
        assert "your request IT #1" not in world.messages(1)[-1].text


def test_a_technicians_answers_in_outlooks_quote_reach_the_customer_without_notes(tmp_path: Path) -> None:
    with team_world(tmp_path / "desk.db") as world:
        world.write(CARL, "Printer", "It prints twice.\n\nAnd can I print from my phone?")
        does(world, ANN, "Re: [IT #1] Printer [note]", "He calls every day, sigh.")
        letter = notified(world, ANN)
        ours = letter.text.replace("\r\n", "\n")
        ours = ours.replace("It prints twice.", "It prints twice.\nWe swap the tray.")
        ours = ours.replace("from my phone?", "from my phone?\nYes, with the app.")
        fields = OUTLOOK.format(to="Ann Lee <ann@example.org>", subject=letter.subject)
        world.write(
            "Ann Lee <ann@example.org>",
            f"RE: {letter.subject}",
            f"See my answers below.\n\n{fields}{ours}",
            In_Reply_To=letter.header("Message-ID"),
            Authentication_Results=PROVEN,
        )
        sent = world.last(CARL_AT, "reply").text
        for words in (
            "See my answers below.",
            "We swap the tray.",
            "Yes, with the app.",
            "print from my phone?",
        ):
            assert words in sent
        for words in ("sigh", "Your reply goes to", "Owner", "[resolved]"):
            assert words not in sent


@pytest.mark.parametrize("head", [OUTLOOK, GERMAN], ids=["English", "German"])
def test_tags_above_outlooks_header_block_are_a_mail_without_words(tmp_path: Path, head: str) -> None:
    with team_world(tmp_path / "desk.db") as world:
        asked(world)
        does(world, ANN, "Re: [IT #1] Printer prints twice", "We swap the tray.")
        before = len(world.inbox(CARL_AT))
        letter = notified(world, ANN)
        fields = head.format(to="Ann Lee <ann@example.org>", subject=letter.subject)
        world.write(
            "Ann Lee <ann@example.org>",
            f"RE: {letter.subject} [resolved]",
            fields + letter.text,
            In_Reply_To=letter.header("Message-ID"),
            Authentication_Results=PROVEN,
        )
        assert world.request(1).status == "resolved"
        assert len(world.inbox(CARL_AT)) == before
        assert "IT Desk <" not in (world.request(1).resolution or "")


def test_a_customer_who_sends_our_mail_back_without_a_word_says_nothing(tmp_path: Path) -> None:
    with team_world(tmp_path / "desk.db") as world:
        asked(world)
        does(world, ANN, "Re: [IT #1] Printer prints twice", QUESTIONS)
        letter = world.last(CARL_AT, "reply")
        fields = OUTLOOK.format(to=CARL, subject=letter.subject)
        world.write(
            CARL, f"RE: {letter.subject}", fields + letter.text, In_Reply_To=letter.header("Message-ID")
        )
        assert world.messages(1)[-1].text == ""


def test_a_customer_may_say_the_same_twice(tmp_path: Path) -> None:
    with team_world(tmp_path / "desk.db") as world:
        world.write(CARL, "Printer", "Please call me today.")
        does(world, ANN, "Re: [IT #1] Printer", QUESTIONS)
        world.answer(CARL, world.last(CARL_AT, "reply"), "Please call me today.")
        assert world.messages(1)[-1].text == "Please call me today."
