"""The words that clients put before an answer's subject are known in one table, whoever asks for them."""

from __future__ import annotations

import pytest

from frontdesk.mailbox.parse import parse
from frontdesk.rules.silence.absence import is_absence, is_automatic_answer
from frontdesk.rules.subjects import is_forward_subject, is_reply_subject

FINNISH = (
    "Olen lomalla 2.3.-9.3. Poissaoloni aikana en lue sähköpostia. Kiireellisissä asioissa: V. Virtanen."
)
GERMAN = (
    "Ich bin bis zum 9. März nicht im Büro. Ihre E-Mail wird nicht weitergeleitet. "
    "In dringenden Fällen wenden Sie sich bitte an Frau Lee."
)


@pytest.mark.parametrize("prefix", ["VS", "Vs", "VAST", "SV"])
def test_a_finnish_note_of_absence_answers(prefix: str) -> None:
    assert is_absence(f"{prefix}: Tulostin", FINNISH, is_answer=False)


@pytest.mark.parametrize(
    "prefix", ["Re", "AW", "Antw", "SV", "VS", "Odp", "Ynt", "Vá", "Rif", "Re[2]", "RE", "回复"]
)
@pytest.mark.parametrize("mark", ["", "[EXTERN] ", "[IT #12] "])
def test_the_prefix_of_an_answer_is_known_in_every_language(mark: str, prefix: str) -> None:
    assert is_absence(f"{mark}{prefix}: Drucker", GERMAN, is_answer=False)


@pytest.mark.parametrize(
    "prefix", ["FW", "Fwd", "WG", "TR", "RV", "I", "Enc", "Doorst", "VL", "PD", "VB", "转发", "ENC"]
)
def test_a_note_of_absence_that_somebody_passes_on_is_a_persons_mail(prefix: str) -> None:
    assert not is_absence(f"{prefix}: Abwesenheitsnotiz: Drucker", GERMAN, is_answer=True)
    assert not is_automatic_answer(f"{prefix}: Automatische Antwort: Drucker", GERMAN, is_answer=True)


@pytest.mark.parametrize(
    "prefix", ["Re", "AW", "SV", "Vs", "VS", "Antw", "Odp", "RIF", "Ynt", "Vá", "FS", "ENC", "PD", "I"]
)
def test_a_person_who_writes_about_a_bounce_wrote_no_bounce(prefix: str) -> None:
    assert is_reply_subject(f"{prefix}: x") or is_forward_subject(f"{prefix}: x")
    raw = (
        f"From: Carl Cole <carl@example.com>\r\nTo: it@example.org\r\nMessage-ID: <1@x>\r\n"
        f"Subject: {prefix}: Undelivered Mail Returned to Sender\r\nIn-Reply-To: <0@x>\r\n\r\n"
        "My mail to dora@example.net came back with this: 550 5.1.1 <dora@example.net> User unknown. Who can help?\r\n"
    )
    assert parse(raw.encode()).report is None
