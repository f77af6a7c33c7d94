"""Answers written into our own mail are told from it by its words, however the client quotes it."""

from __future__ import annotations

import textwrap
import time

import pytest

from frontdesk.mailbox.quoting.answers import OurMail, own_words, without_footer

SENT = """Hello Cara,

Which floor is it on?

Which model?

We come at ten tomorrow if nobody minds.

-- \nAnn Lee, IT Desk · your request IT #1"""
OURS = OurMail([SENT], [without_footer(SENT)], [SENT])
ANSWERED = SENT.replace("on?", "on?\n\nThird floor, room 312").replace("model?", "model?\n\nLaserWriter 9")
WANTED = "> Which floor is it on?\n\nThird floor, room 312\n\n> Which model?\n\nLaserWriter 9"


def marked(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


def block(*labels: str) -> str:
    values = (
        "IT Desk <it@desk.example>",
        "Monday, May 6, 2024 10:03",
        "Cara Dent <cara@c.example>",
        "Re: [IT #1] x",
    )
    return "\n".join(f"{label}: {value}" for label, value in zip(labels, values, strict=True)) + "\n\n"


BLOCKS = {
    "English": block("From", "Sent", "To", "Subject"),
    "German": block("Von", "Gesendet", "An", "Betreff"),
    "French": block("De ", "Envoyé ", "À ", "Objet "),
    "Polish": block("Od", "Wysłano", "Do", "Temat"),
    "Turkish": block("Kimden", "Gönderilen", "Kime", "Konu"),
    "Japanese": block("差出人", "送信日時", "宛先", "件名"),
    "a language of no table": block("Qeo", "Zutz", "Tlo", "Wub"),
    "Outlook on the web": f"{'_' * 32}\n{block('From', 'Sent', 'To', 'Subject')}",
}


@pytest.mark.parametrize("head", BLOCKS)
@pytest.mark.parametrize(
    "above", ["Hi Ann, my answers are in red.", "Hallo", ""], ids=["announced", "greeted", "none"]
)
def test_answers_below_header_fields_stay_with_their_questions(head: str, above: str) -> None:
    text = f"{above}\n\n{BLOCKS[head]}{ANSWERED}"
    assert own_words(text, "Cara Dent", OURS) == f"{above}\n\n{WANTED}".strip()


@pytest.mark.parametrize("head", BLOCKS)
def test_a_quote_without_answers_goes_with_our_footer(head: str) -> None:
    assert own_words(f"It works.\n\n{BLOCKS[head]}{SENT}", "Cara Dent", OURS) == "It works."
    assert own_words(f"{BLOCKS[head]}{SENT}", "Cara Dent", OURS) == ""


@pytest.mark.parametrize(
    "answer", ["==> Third floor", "[Cara] Third floor", "CD: Third floor", "> Third floor", "3."]
)
def test_answers_are_known_however_they_are_marked(answer: str) -> None:
    found = own_words(f"{BLOCKS['English']}{SENT.replace('on?', f'on?{chr(10)}{answer}')}", "Cara Dent", OURS)
    assert found == f"> Which floor is it on?\n\n{answer.removeprefix('> ')}"


def test_an_answer_on_the_line_of_its_question_is_shown_with_it() -> None:
    text = f"{BLOCKS['English']}{SENT.replace('model?', 'model? LaserWriter 9')}"
    assert "> Which model?\n\nLaserWriter 9" in (own_words(text, "Cara Dent", OURS) or "")


def test_answers_are_known_though_every_line_is_marked() -> None:
    text = f"See below.\n\nOn Mon, 6 May 2024 at 10:03, IT Desk <it@desk.example> wrote:\n{marked(ANSWERED)}"
    assert own_words(text, "Cara Dent", OURS) == f"See below.\n\n{WANTED}"


def test_answers_between_marked_lines_keep_the_questions_and_nothing_below() -> None:
    quoted = marked(SENT)
    text = quoted.replace("> Which model?", "Third floor, room 312\n\n> Which model?\n\nLaserWriter 9\n\n>")
    found = own_words(
        f"On Mon, 6 May 2024 at 10:03, IT Desk <it@d.example> wrote:\n{text}", "Cara Dent", OURS
    )
    assert found == WANTED


def test_an_answer_below_our_whole_mail_is_one_and_a_signature_there_is_none() -> None:
    below = "Room 312 it is.\n\nKind regards\nCara Dent\nTel. +49 30 1234567"
    found = own_words(f"{BLOCKS['English']}{without_footer(SENT)}\n\n{below}", "Cara Dent", OURS)
    assert found is not None
    assert "Room 312 it is." in found
    assert "1234567" not in found


def test_what_only_the_desk_may_see_is_no_question() -> None:
    about = "Your reply goes to Cara Dent.\n\nCara Dent wrote:\n\nIt is broken."
    notification = f"{about}\n\nNotes\n\nShe is difficult.\n{SENT}"
    ours = OurMail([notification], ["It is broken."], [notification])
    answered = notification.replace("It is broken.", "It is broken.\n\nWe swap it.").replace(
        "Notes", "Soon.\n\nNotes"
    )
    assert (
        own_words(f"{BLOCKS['English']}{answered}", "Ann Lee", ours)
        == "> It is broken.\n\nWe swap it.\n\nSoon."
    )


def test_a_quote_that_is_not_ours_says_nothing() -> None:
    assert (
        own_words(f"Please help.\n\n{BLOCKS['English']}Another mail of somebody else.", "Cara Dent", OURS)
        is None
    )


def test_where_the_mail_is_known_in_part_only_lines_between_ours_are_answers() -> None:
    part = OurMail(["Which floor is it on?\n\nWhich model?"], ["Which floor is it on?\n\nWhich model?"], [])
    text = f"Below.\n\n{BLOCKS['English']}{ANSWERED}\n\nTo unsubscribe click here."
    assert own_words(text, "Cara Dent", part) == "Below.\n\n> Which floor is it on?\n\nThird floor, room 312"


@pytest.mark.parametrize("wide", [20, 30, 44])
def test_lines_that_were_broken_anew_are_ours_all_the_same(wide: int) -> None:
    asked = "Please tell us on which of the two floors the printer stands that prints twice."
    sent = f"Hello Cara,\n\n{asked}\n\nThank you."
    ours = OurMail([sent], [sent], [sent])
    broken = "\n".join("\n".join(textwrap.wrap(line, wide)) for line in sent.split("\n"))
    assert own_words(f"Second.\n\n{BLOCKS['English']}{broken}", "Cara Dent", ours) == "Second."


@pytest.mark.parametrize(
    "text",
    [
        "> " * 60_000,
        f"{BLOCKS['English']}" + "Which model?\nx\n" * 9_000,
        f"{BLOCKS['English']}" + "a b c d e f\n" * 9_000,
        "\n".join(marked(SENT) for _ in range(900)),
        ("Ann:\n" * 5 + "Which floor is it on?\n") * 2_500,
    ],
    ids=["marks", "answers", "few words", "quotes", "labels"],
)
def test_hostile_quotes_cost_little(text: str) -> None:
    begun = time.process_time()
    own_words(text, "Cara Dent", OURS)
    assert time.process_time() - begun < 4


def test_words_that_were_written_before_are_the_writers_all_the_same() -> None:
    ours = OurMail([SENT, "Please call me."], [SENT, "Please call me."], [SENT])
    assert own_words(f"Please call me.\n\n{BLOCKS['English']}{SENT}", "Cara Dent", ours) == "Please call me."
    again = SENT.replace("on?", "on?\n\nPlease call me.")
    assert (
        own_words(f"{BLOCKS['English']}{again}", "Cara Dent", ours)
        == "> Which floor is it on?\n\nPlease call me."
    )


@pytest.mark.parametrize(
    "below",
    [
        "> Am 1.5.2024 um 10:03 schrieb Cara Dent:\n> It is broken, please help me today.",
        "From: Cara Dent <cara@c.example>\nSent: Friday\nTo: IT\nSubject: x\n\nIt is broken, please help me.",
        (
            "This e-mail is confidential and intended solely for the addressee. If you are not the intended recipient"
            " please delete it."
        ),
        "Sent from my iPhone",
        "Best regards\nCara Dent\nTel. +49 30 1234567",
    ],
)
def test_what_programs_leave_below_our_mail_is_no_answer(below: str) -> None:
    assert own_words(f"It works.\n\n{BLOCKS['English']}{SENT}\n\n{below}", "Cara Dent", OURS) == "It works."
