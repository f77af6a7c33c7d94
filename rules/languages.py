"""The words of each language, as rows in sections; which form of a word a number asks for; and the short sentences that
decisions themselves say: refusals and notices. (Whole mails are templates.)

Whoever starts the desk says where rows come from (`read_by`); here they are kept once read, and English stands in for
a row that a language lacks. Decides nothing, and reads no file itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

ENGLISH = "en"
_CODE = re.compile(r"[a-z]{2,3}")  # a language may come from a stranger's mail
_MOST_KEPT = 512

Rows = Mapping[str, Any]
Sections = Mapping[str, Rows]

# Which form a number asks for, by the name that a language gives its way in [times] plural.
PLURALS: Mapping[str, Callable[[int], int]] = {
    "one": lambda n: 0 if n == 1 else 1,
    "none and one": lambda n: 0 if n in (0, 1) else 1,
    "one, few, many": lambda n: (
        0 if n == 1 else 1 if n % 10 in (2, 3, 4) and n % 100 not in (12, 13, 14) else 2
    ),
    "one, two to four": lambda n: 0 if n == 1 else 1 if n in (2, 3, 4) else 2,
    "by the last digit": lambda n: (
        0
        if n % 10 == 1 and n % 100 != 11
        else 1
        if n % 10 in (2, 3, 4) and n % 100 not in (12, 13, 14)
        else 2
    ),
    "always the same": lambda n: 0,
}

_reader: Callable[[str], Sections] | None = None
_codes: Callable[[], Iterable[str]] = tuple
times_taught = 0  # what others keep of the words is theirs to make anew when this has changed


def read_by(reader: Callable[[str], Sections], codes: Callable[[], Iterable[str]]) -> None:
    """From now on a language's sections are what `reader` gives for it, nothing for one that nobody wrote down; and
    the languages are those that `codes` tells."""
    global _reader, _codes, times_taught
    _reader, _codes = reader, codes
    times_taught += 1
    rows.cache_clear()
    spoken.cache_clear()
    every.cache_clear()


@lru_cache(maxsize=_MOST_KEPT)
def rows(language: str, section: str) -> Rows:
    """A section in this language, with English where rows are missing."""
    english = _sections(ENGLISH).get(section, {})
    own = _sections(language).get(section, {}) if language != ENGLISH and _CODE.fullmatch(language) else {}
    return {**english, **own}


@lru_cache(maxsize=1)
def spoken() -> frozenset[str]:
    """Every language there is."""
    return frozenset(_codes())


@lru_cache(maxsize=_MOST_KEPT)
def every(section: str, key: str) -> tuple[Any, ...]:
    """A row in every language, where one has it."""
    found = (_sections(language).get(section, {}).get(key) for language in sorted(spoken()))
    return tuple(row for row in found if row is not None)


def _sections(language: str) -> Sections:
    return _reader(language) if _reader else {}


def filled(language: str, row: str | list[str], values: Mapping[str, object]) -> str:
    """The text of a row with its values put in. Of several forms the one that the first number among them asks for."""
    if isinstance(row, str):
        return row.format(**values)
    number = next((value for value in values.values() if type(value) is int), 1)
    return form(language, number, row).format(**values)


def form(language: str, number: int, forms: list[str] | tuple[str, ...]) -> str:
    """The form that goes with a number: "1 day", "2 days"."""
    way = PLURALS.get(rows(language, "times").get("plural", "one"), PLURALS["one"])
    return forms[min(way(abs(number)), len(forms) - 1)]


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
