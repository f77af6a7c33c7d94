"""Texts made to cost time. Every library tried for this job hangs on some of them."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from frontdesk.mailbox.formats.html_text import html_to_text
from frontdesk.mailbox.quoting.forwards import read_forward
from frontdesk.mailbox.quoting.replies import split_reply, without_our_mail

MEGABYTE = 1_000_000
ALLOWED_SECONDS = 1.0  # of CPU, on any machine; here the worst takes a quarter of it

PIECES = (
    "\n",
    "\r\n",
    ">",
    ">\n",
    "> x\ny\n",
    "-",
    "--\n",
    "-- \n",
    "____\n",
    "On ",
    "Le ",
    "On a@b.c <",
    "wrote:\n",
    "写道：\n",
    ":\n",
    "From: a\n",
    "Von: a\nAn: b\n",
    "To: a@b.c,\n a@b.c,\n",
    "12.12.2012 12:12 ",
    "12.12.2012 12:12 a@b.c:\n",
    "On 1 Jan 2020 10:10 a@b.c wrote:\n> x\n",
    "> On 1 Jan 2020 10:10 a@b.c wrote:\n",
    "a@",
    "<",
    "(",
    "1",
    "1 ",
    "1.",
    "+1 (2",
    "https://",
    "Regards,\n",
    "Thanks\nAnn\n1234567\n",
    "Sent from my iPhone\n",
    "Sent from ",
    "Get Outlook for ",
    "confidential privileged recipient\n",
    "---------- Forwarded message ---------\n",
    "---------- Forwarded message --------- From: a@b To: ",
    "\u200b",
    "\u0130",
    "\xa0",
    " ",
)


def seconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


@pytest.mark.parametrize("piece", PIECES)
def test_a_megabyte_of_anything_is_split_in_well_under_a_second(piece: str) -> None:
    text = "text\n" + piece * (MEGABYTE // len(piece))

    assert seconds(lambda: split_reply(text, "Ann Lee")) < ALLOWED_SECONDS
    assert seconds(lambda: read_forward("Fwd: x", text, None)) < ALLOWED_SECONDS


@pytest.mark.parametrize("piece", [piece for piece in PIECES if "\n" in piece])
def test_as_many_lines_as_are_looked_at_are_split_in_well_under_a_second(piece: str) -> None:
    text = "text\n" + piece * (9_990 // piece.count("\n"))

    assert seconds(lambda: split_reply(text, "Ann Lee")) < ALLOWED_SECONDS
    assert seconds(lambda: read_forward("Fwd: x", text, None)) < ALLOWED_SECONDS


@pytest.mark.parametrize("piece", ["a ", "a\n", "a b c d e f g h\n", "> "])
def test_our_mail_is_looked_for_in_well_under_a_second(piece: str) -> None:
    text = piece * (MEGABYTE // 2 // len(piece))

    assert seconds(lambda: without_our_mail(text, [text, "a " * 50_000])) < 2 * ALLOWED_SECONDS


def test_html_of_marks_alone_costs_no_time() -> None:
    html = '<div class="yahoo_quoted"><div id="Signature">x' * 10_000

    assert seconds(lambda: split_reply(html_to_text(html))) < ALLOWED_SECONDS


def test_an_ordinary_reply_costs_a_tenth_of_a_millisecond() -> None:
    mail = "Hello,\n\nthe printer on floor 2 stands still.\n\n- new cable tried\n- restarted it\n\nAnn\n\n"
    mail += "On Tue, Nov 16, 2021 at 7:42 PM IT desk <it@example.org> wrote:\n\n" + "> a line of ours\n" * 25
    split_reply(mail)

    best = min(seconds(lambda: [split_reply(mail, "Ann Lee") for _ in range(100)]) for _ in range(5))

    assert best / 100 < 0.0004  # four times what it takes here, for slower machines
