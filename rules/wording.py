"""The short sentences that decisions themselves say, in the desk's language: refusals and notices.

Whole mails are templates (`templates/`); these are lines in them, and stand in each language's `words.toml`. English
stands in for what a language lacks.
"""

from __future__ import annotations

from datetime import date

from frontdesk.rules.languages import filled, rows


def say(language: str, sentence: str, **values: object) -> str:
    """The sentence by its key. Values are put in as they are; raises KeyError for an unknown key."""
    return filled(language, rows(language, "sentences")[sentence], values)


def shortened(text: str, most: int) -> str:
    """At most `most` characters, ended by an ellipsis where something is missing."""
    return text if len(text) <= most else text[: max(most - 2, 0)].rstrip() + " …"


def say_weekday(language: str, day: date) -> str:
    name: str = rows(language, "times")["weekdays"][day.weekday()]
    return name


def say_day(language: str, day: date) -> str:
    """A day within a sentence: "12 March 2026", "12.03.2026"."""
    times = rows(language, "times")
    pattern: str = times["in_sentence"]
    months = times.get("months_in_date", times["months"])
    number = times.get("first_day", "1") if day.day == 1 and "{day}" in pattern else day.day
    return pattern.format(day=number, month=months[day.month - 1], month_number=day.month, year=day.year)
