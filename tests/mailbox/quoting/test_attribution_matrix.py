"""Every attribution of the matrix, broken at every width, leaves only what somebody wrote above it."""

from __future__ import annotations

import pytest
from attribution_matrix import CLIENTS, attributions

from frontdesk.mailbox.quoting.replies import split_reply

BY_PROGRAM = "\n\n> Hi Bob,\n>\n> May we swap the toner on floor 2?\n> Ann"
WITHOUT_BLANKS = "\n> May we swap the toner on floor 2?\n> Ann"
ALL = list(attributions())


@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize("quote", [BY_PROGRAM, WITHOUT_BLANKS], ids=["by a program", "without blank lines"])
def test_an_attribution_is_known_in_every_language_at_every_width(client: str, quote: str) -> None:
    cases = [(name, broken) for name, broken in ALL if name.startswith(f"{client}/")]
    wrong = [
        name
        for name, broken in cases
        if split_reply(f"Yes, please.\n\n{broken}{quote}").new != "Yes, please."
    ]
    assert len(cases) > 500
    assert wrong == []


@pytest.mark.parametrize(
    "words", ["Ok", "Yes\nTomorrow", "All good, thank you very much for this, it prints again"]
)
def test_what_stands_right_above_an_attribution_is_not_taken_with_it(words: str) -> None:
    cases = [(name, broken) for name, broken in ALL if name.endswith(("/58", "/76", "/998"))]
    wrong = [
        name
        for name, broken in cases
        if not split_reply(f"{words}\n{broken}{BY_PROGRAM}").new.startswith(words)
    ]
    assert wrong == []


@pytest.mark.parametrize(
    "attribution",
    [
        "On Monday Ann wrote:",
        "On Monday, Ann Lee wrote:",
        "Ann wrote on Monday:",
        "On May 6, ann wrote:",
        "Am Montag schrieb Ann:",
        "Lundi Ann a écrit :",
        "On Monday you wrote:",
    ],
)
def test_an_attribution_shortened_by_hand_is_one(attribution: str) -> None:
    assert (
        split_reply(f"Yes, please.\n\n{attribution}\n> May we swap the toner?\n> Ann").new == "Yes, please."
    )
    assert split_reply(f"Yes, please.\n\n{attribution}\n\n> May we swap the toner?").new == "Yes, please."


def test_below_the_rest_of_a_quote_a_closing_is_no_answer() -> None:
    kept = f"{ATTRIBUTED}\n\nYes."
    assert split_reply(f"{kept}\n\n{REST}\n\nBest regards\nBob Burns", "Bob Burns").new == kept
    assert split_reply(f"{kept}\n\n{REST}\n\nThanks for asking, Ann!", "Bob Burns").new.endswith(
        "asking, Ann!"
    )


@pytest.mark.parametrize(
    "text",
    [
        "Please see the report, Ann wrote on Monday:\n> the printer is fine\n\nBut it isn't.",
        "Log from Monday 10:03, server wrote:\n> disk full\n> disk full",
        "Hello,\n\nam Montag schrieb Ann:\n> Toner leer\n\nWas nun?",
        "Hello,\n\nplease see what was said, Ann wrote on Monday:\n> the printer is fine",
    ],
)
def test_a_quote_in_the_middle_of_what_somebody_tells_stays(text: str) -> None:
    assert split_reply(text).new == text


@pytest.mark.parametrize("said", ["On Monday she wrote me:", "She wrote:", "Am Montag schrieb er mir:"])
def test_what_somebody_says_of_a_quote_stays_with_it(said: str) -> None:
    text = f"Please help.\n\n{said}\n> your toner is empty"
    assert split_reply(text).new == text


@pytest.mark.parametrize(
    ("rest", "new"),
    [
        (("Sent from Yahoo Mail on Android \n \n  On Mon, 6 May 2024 at 10:03, Ann Lee<ann@example.org> wrote:   Hi"
         " Bob - we swap it.\n\nAnn"), ""),
        ("Am Mo., 6. Mai 2024 um 10:03 schrieb Ann Lee<ann@example.org>:   Hallo Bob,\n\nAnn", ""),
        (("-------- Original message --------From: Ann Lee <ann@example.org> Date: 06/05/2024  10:03  (GMT+01:00) To:"
         " Bob <bob@example.net> Subject: Re: Toner Hi Bob, we swap it."), ""),
        (("====\n\nMessage du : 06/05/2024 10:03\nDe : \"Ann Lee\" <ann@example.org>\nA : bob@example.net\nCopie à : \n"
         "Sujet : Toner\n\nBonjour."), ""),
        ("2024/5/6 Ann Lee <ann@example.org>\n\n| Hi Bob,\n| the toner.", ""),
        ("On Mon, 6 May 2024 at 10:03, Ann Lee <ann@example.org> wrote: it is empty. I say so too.",
         "On Mon, 6 May 2024 at 10:03, Ann Lee <ann@example.org> wrote: it is empty. I say so too."),
    ],
)  # fmt: skip
def test_a_quote_that_is_glued_to_its_introduction_goes_with_it(rest: str, new: str) -> None:
    assert split_reply(f"Thank you.\n\n{rest}").new == f"Thank you.\n\n{new}".strip()


ATTRIBUTED = "On Mon, 6 May 2024 at 10:03, Ann Lee <ann@example.org> wrote:\n\n> Hi Bob,\n>\n> May we?"
REST = ">\n> The printer on floor 3 moves in June.\n> Ann"
WHOLE = "On Mon, 6 May 2024 at 10:03, Ann Lee <ann@example.org> wrote:\n\n> Hi Bob,\n>\n> May we swap it?\n>\n> Ann"


@pytest.mark.parametrize(
    ("kept", "rest"),
    [
        (f"{ATTRIBUTED}\n\nYes.", REST),
        (f"Hello,\n\n{ATTRIBUTED}\n\nYes.\n\n> And the other?\n\nThat too.", REST),
        ("Hello Ann,\n\n> May we swap the toner?\n\nYes, please.", WHOLE),
        ("The log says:\n\n> error 5\n> error 6\n\nWhat is that?", WHOLE),
        ("I typed\n\n>>> print(1)\n\nand it hung.", WHOLE),
        ("> May we?\n\nYes.\n\n2024-05-06 10:03:11 error 5\n2024-05-06 10:03:12 error 6", REST),
    ],
)
def test_below_the_last_answer_the_rest_of_the_quote_goes(kept: str, rest: str) -> None:
    assert split_reply(f"{kept}\n\n{rest}").new == kept


def test_a_quote_that_the_last_words_lead_up_to_stays() -> None:
    text = f"{ATTRIBUTED}\n\nYes, but it says:\n> error 5"
    assert split_reply(text).new == text


HEAD = "From: Ann Lee <ann@example.org>\nSent: Monday, May 6, 2024 10:03\nTo: Bob <bob@example.net>\nSubject: Toner\n\n"


@pytest.mark.parametrize(
    "words",
    ["Answers below.", "see below", "My comments in red.", "Meine Antworten in Rot", "Réponses ci-dessous",
     "Ответы ниже", "回答见下", "Respuestas abajo", "Svar nedenfor", "Le mie risposte sotto",
     "Mijn antwoorden in het rood"],
)  # fmt: skip
def test_who_announces_answers_in_the_quote_is_read_whole(words: str) -> None:
    new = split_reply(
        f"{words}\n\n{HEAD}May we swap it?\n\nYES, before ten.\n\nWho pays?\n\nFINANCE does."
    ).new
    assert "YES, before ten." in new
    assert "FINANCE does." in new


@pytest.mark.parametrize(
    "words", ["I wait for your answer.", "See the error below, please help.", "Bitte antworten."]
)
def test_who_announces_nothing_is_not(words: str) -> None:
    assert split_reply(f"{words}\n\n{HEAD}May we swap it?").new == words
