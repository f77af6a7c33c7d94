"""Answers typed behind our question on its own line are put on lines of their own."""

from __future__ import annotations

import pytest

from frontdesk.mailbox.quoting.answers import OurMail, own_words
from frontdesk.mailbox.quoting.quoted_back import answers_apart

OURS = """Which printer is it, and in which room?

How often does it happen? Since when?

Did you try to switch it off and on?

--
Ann Lee, IT Desk · your request IT #1"""


@pytest.mark.parametrize("mark", ["", "> ", ">", "> > ", "| "])
@pytest.mark.parametrize(
    "answer", ["The HP.", "==> the HP", "-> HP", "[Carl] the HP", "(the HP)", "THE HP", "der HP", "惠普"]
)
def test_an_answer_behind_a_question_stands_on_its_own_line(mark: str, answer: str) -> None:
    line = f"{mark}Which printer is it, and in which room?"
    assert answers_apart(f"{line} {answer}", [OURS]) == f"{line}\n{mark}{answer}"


@pytest.mark.parametrize(
    ("line", "parted"),
    [
        (
            "How often does it happen? Hourly. Since when? Monday",
            "How often does it happen?|Hourly.|Since when?|Monday",
        ),
        (
            "> Did you try to switch it off and\n> on? Yes, twice.",
            "> Did you try to switch it off and|> on?|> Yes, twice.",
        ),
        (
            "[Carl] Yes. Did you try to switch it off and on?",
            "[Carl] Yes.|Did you try to switch it off and on?",
        ),
        ("How often does it happen?  hourly", "How often does it happen?|hourly"),
    ],
)
def test_several_and_broken_lines_are_parted(line: str, parted: str) -> None:
    assert answers_apart(line, [OURS]) == parted.replace("|", "\n")


@pytest.mark.parametrize(
    "text",
    [
        OURS,
        "We asked which printer is it, and in which room you sit.",
        "> Ann Lee, IT Desk · your request IT #1 <https://x.example/1>",
        "Since when are you there? Monday",
        "",
        "?",
    ],
)
def test_what_is_whole_or_within_a_sentence_stays(text: str) -> None:
    assert answers_apart(text, [OURS]) == text


@pytest.mark.parametrize("mark", ["", "> "])
@pytest.mark.parametrize(
    "head",
    [
        "From: IT Desk <it@example.org>\nSent: Monday, March 2, 2026 12:00\nTo: Carl <c@example.com>\nSubject: x\n\n",
        "Von: IT Desk <it@example.org>\nGesendet: Montag, 2. März 2026 12:00\nAn: Carl <c@example.com>\nBetreff: x\n\n",
        "On Mon, 2 Mar 2026 at 12:00, IT Desk <it@example.org> wrote:\n\n",
    ],
)
@pytest.mark.parametrize("above", ["See below.\n\n", ""])
def test_they_are_the_writers_words_with_the_questions(above: str, head: str, mark: str) -> None:
    quoted = OURS.replace("room?", "room? The HP in 214.").replace("and on?", "and on? Yes, twice.")
    body = "\n".join(mark + line for line in quoted.split("\n"))
    found = own_words(above + head + body, "Carl", OurMail([OURS], [OURS], [OURS])) or ""
    assert "The HP in 214." in found.split("\n")
    assert "Yes, twice." in found.split("\n")
    assert "> Did you try to switch it off and on?" in found
    assert "your request" not in found


def test_a_bomb_is_read_in_no_time() -> None:
    text = "Which printer is it " * 50_000
    assert answers_apart(text, [text]) == text
    many = "\n".join(f"{n} a b?" for n in range(9_000))
    assert answers_apart(f"{many} yes", [many]).endswith("\nyes")
