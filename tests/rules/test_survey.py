"""What is a rating, and what is none."""

from datetime import UTC, datetime, timedelta

import pytest

from frontdesk.rules.customers.rating import read_rating


@pytest.mark.parametrize(
    ("subject", "text", "value", "comment"),
    [
        ("Rating 4 for [IT #12]", "", 4, ""),
        ("[IT #12] Rating 5 (k7f3)", "Thank you, Ann!", 5, "Thank you, Ann!"),
        ("[IT #12] Bewertung 2 (k7f3)", "2", 2, ""),
        ("Re: [IT #12] How did we do?", "5", 5, ""),
        ("Re: [IT #12] How did we do?", "4/5", 4, ""),
        ("Re: [IT #12] How did we do?", "3 out of 5", 3, ""),
        ("Re: [IT #12] How did we do?", "5! Great work.", 5, "Great work."),
        ("Re: [IT #12] How did we do?", "2, it took three days", 2, "it took three days"),
        (
            "Re: [IT #12] How did we do?",
            "4\n\nQuick, but the printer is slow.",
            4,
            "Quick, but the printer is slow.",
        ),
        ("Re: [IT #12] How did we do?", "Rating: 1", 1, ""),
        ("Re: [IT #12] How did we do?", "⭐⭐⭐⭐ nice", 4, "nice"),
        ("Re: [IT #12] How did we do?", "★★★★★", 5, ""),
    ],
)
def test_a_rating_is_read(subject: str, text: str, value: int, comment: str) -> None:
    rating = read_rating(subject, text)
    assert rating is not None
    assert (rating.value, rating.comment) == (value, comment)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "6",
        "0",
        "10",
        "55",
        "5 people still can't print",
        "3 days ago it broke again",
        "1.5 hours for this?",
        "4:30 would suit me",
        "The printer is broken again",
        "★★★★★★",
        "1000000",
    ],
)
def test_words_that_begin_with_a_number_are_no_rating(text: str) -> None:
    assert read_rating("Re: [IT #12] How did we do?", text) is None


def test_a_rating_is_looked_for_in_linear_time() -> None:
    began = datetime.now(UTC)
    for text in (" " * 1_000_000 + "x", "*_#>-" * 200_000, "5" + " " * 1_000_000, "rating " * 150_000):
        read_rating(text, text)
    assert datetime.now(UTC) - began < timedelta(seconds=5)
