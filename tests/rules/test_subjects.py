"""Subjects and their prefixes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontdesk.rules.subjects import base_subject, is_forward_subject, is_reply_subject


@pytest.mark.parametrize(
    "subject, base",
    [
        ("Re: Printer", "Printer"),
        ("RE: Re: re: Printer  ", "Printer"),
        ("Re[2]: Printer", "Printer"),
        ("RE^3: Printer", "Printer"),
        ("Re(4): Printer", "Printer"),
        ("Re : Imprimante", "Imprimante"),
        ("AW: WG: Drucker", "Drucker"),
        ("Antw: Printer", "Printer"),
        ("SV: VS: Printer", "Printer"),
        ("Odp: PD: Drukarka", "Drukarka"),
        ("Risposta: Stampante", "Stampante"),
        ("Réponse : Imprimante", "Imprimante"),
        ("ΑΠΑΝΤΗΣΗ: Εκτυπωτής", "Εκτυπωτής"),
        ("回信: 打印机", "打印机"),
        ("回复：转发：打印机", "打印机"),
        ("İLT: Yazıcı", "Yazıcı"),
        ("ΑΠ: ΠΡΘ: Εκτυπωτής", "Εκτυπωτής"),
        ("Trả lời: Máy in", "Máy in"),
        ("[Fwd: Printer]", "Printer"),
        ("Re: [Fwd: Printer [old]]", "Printer [old]]"),
        ("Printer (fwd)", "Printer"),
        ("Re: [staff] Re: Printer", "Printer"),
        ("[IT #12] Printer", "[IT #12] Printer"),
        ("Re: [IT #12] Printer", "[IT #12] Printer"),
        ("I: Stampante", "Stampante"),
    ],
)
def test_prefixes_of_answers_and_forwards_are_taken_off(subject: str, base: str) -> None:
    assert base_subject(subject) == base


@pytest.mark.parametrize(
    "subject",
    [
        "SOFTWARE: cannot print",
        "Resolve: the usual",
        "Reset: password",
        "I: drive is full",
        "R: drive missing",
        "C: is full",
        "Ref 12: order",
        "Restore",
        "",
        "http://example.org",
    ],
)
def test_other_words_before_a_colon_stay(subject: str) -> None:
    assert base_subject(subject) == subject
    assert not is_reply_subject(subject)
    assert not is_forward_subject(subject)


@pytest.mark.parametrize(
    "subject, reply, forward",
    [
        ("Re: Fwd: x", True, False),
        ("Fwd: Re: x", False, True),
        ("[Fwd: x]", False, True),
        ("x (fwd)", False, True),
        ("VS: x", True, True),
        ("TR: x", False, True),
        ("[staff] AW: x", True, False),
    ],
)
def test_the_outermost_prefix_tells_an_answer_from_a_forward(
    subject: str, reply: bool, forward: bool
) -> None:
    assert (is_reply_subject(subject), is_forward_subject(subject)) == (reply, forward)


@given(st.text(alphabet="Re:Fwd[]() 2^AW：", max_size=60))
def test_a_base_subject_has_no_prefix_left(subject: str) -> None:
    base = base_subject(subject)

    assert base_subject(base) == base or base.startswith("[")


def test_a_subject_of_nothing_but_prefixes_costs_no_time() -> None:
    assert base_subject("Re: " * 50_000) == ""
