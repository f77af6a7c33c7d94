"""A mail of nothing but a signature says nothing; a short answer does."""

from __future__ import annotations

import pytest

from frontdesk.mailbox.quoting.only_signed import is_only_signed

NAME = "Ann Lee"


@pytest.mark.parametrize(
    "text",
    [
        "-- \nAnn Lee\nIT",
        "--\nAnn Lee",
        "Best regards,\nAnn",
        "Thanks\nAnn",
        "Ann",
        "Viele Grüße\nAnn Lee",
        "Ann Lee\nIT Desk\nTel. +49 30 123456",
        "Mit freundlichen Grüßen\n\nAnn Lee\nIT-Support\nTel: 030 123",
        "Sent from my iPhone",
        "Von meinem iPhone gesendet",
        "Ann\n\nSent from my iPhone",
        "Mit freundlichen Grüßen",
        "Best regards,",
        ".",
        "-",
    ],
)
def test_a_signature_alone_is_told(text: str) -> None:
    assert is_only_signed(text, NAME)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "OK",
        "Thanks!",
        "Danke",
        "?",
        "\N{THUMBS UP SIGN}",
        "Thank you, Carl.",
        "Ann comes at three.",
        "Ann Lee comes at three and brings the key.",
        "Call me: Tel. 030 123456",
        "Please try again.\n\n-- \nAnn Lee",
        "-----\nThe line above is what the printer prints.",
        "Best regards to your colleague, he has fixed it himself.",
        "Bob Burns\nTel. 030 123456",
        "Hello.",
    ],
)
def test_words_are_words(text: str) -> None:
    assert not is_only_signed(text, NAME)


def test_without_a_name_a_rule_or_a_footer_tells_it_still() -> None:
    assert is_only_signed("-- \nAnn Lee\nIT", "")
    assert not is_only_signed("Ann", "")


@pytest.mark.parametrize("text", ["--\n" * 2_000, "Ann\n" * 1_000, "x" * 10_000, "\u200b" * 3_000, "\0"])
def test_nothing_breaks_it(text: str) -> None:
    assert is_only_signed(text, NAME) in (True, False)
