"""What is the customer's leaves a resolution; what everybody needs stays in it."""

from __future__ import annotations

import pytest

from frontdesk.rules.answers.scrub import still_in, without_their_data

PEOPLE, EMAILS = ("Carl Cole", "Zoë Müller"), ("carl.cole@sales.example.org",)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Hi Carl,\n\nrestart it.", "restart it."),
        ("Hi Carl, please restart it.", "Please restart it."),
        ("Hallo Frau Müller,\nbitte neu starten.\n\nViele Grüße\nAnn Lee\nIT", "bitte neu starten."),
        ("Sehr geehrter Herr Cole,\n\nbitte neu starten.\nMit freundlichen Grüßen, Ann", "bitte neu starten."),
        ("Dear all,\nDo it.\nKind regards, Ann Lee", "Do it."),
        ("Hello world programs must be closed first.", "Hello world programs must be closed first."),
        ("Restart it.\n\nOn Mon, Carl Cole wrote:\n> It is broken\n> Carl", "Restart it."),
        ("Neu starten.\n\nAm Montag schrieb Carl Cole:\n> kaputt", "Neu starten."),
        ("Restart it.\n-- \nAnn Lee\n+49 30 1234567", "Restart it."),
        ("Carl's laptop, Zoë and COLE.", "… laptop, … and …."),
        ("The carlights are no carl.", "The carlights are no carl."),
        ("Mail carl.cole@sales.example.org or <mailto:x@y.example>.", "Mail … or <…>."),
        ("Call +49 (0)30 123 456-78 or 030/123456.", "Call … or …."),
        ("On 12.03.2026 at 10:30, Windows 11, port 443.", "On 12.03.2026 at 10:30, Windows 11, port 443."),
        ("See [IT #12], #99 and IT-4711.", "See …, … and …."),
        ("Laptop PC-04711, serial 8842211, at 10.1.2.3/24, 00:1b:44:11:3a:b7.", "Laptop …, serial …, at …, …."),
        ("https://x.example.org/reset?token=abc&u=carl#top", "https://x.example.org/reset"),
        ("https://carl:secret@x.example.org/a", "https://x.example.org/a"),
        ("Your password is Winter2026! now.", "Your password is … now."),
        ("Das Passwort lautet: Sommer#1", "Das Passwort lautet: …"),
        ("Reset your password and log in.", "Reset your password and log in."),
        ("He sits in Musterstraße 12, 10115 Berlin.", "He sits in …, … Berlin."),
        ("", ""),
    ],
)  # fmt: skip
def test_a_line(text: str, left: str) -> None:
    assert without_their_data(text, PEOPLE, EMAILS) == left


def test_a_long_text_takes_no_time() -> None:
    import time

    begun = time.process_time()
    for piece in ("Hi Carl, ", "> ", "+49 ", "a-", "1.", "@", "https://", "\n", "pin ", "Best regards\n"):
        without_their_data(piece * 20_000, PEOPLE, EMAILS)
    assert time.process_time() - begun < 3


def test_what_is_still_in_it_is_named() -> None:
    assert still_in("Ask Carl, carl@x.example.org, 030 123456", PEOPLE, EMAILS) == [
        "carl@x.example.org",
        "030 123456",
        "Carl",
    ]
    assert still_in("Set it to 1400 on 12.03.2026.", PEOPLE, EMAILS) == []
