"""How long something may take: read and write `30m`, `2d` (business time) and `45 days` (calendar time).

What it comes to on the clock is `rules.timing`'s business. It never guesses: what isn't plain is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from math import ceil

MINUTE, HOUR, DAY = 60, 3600, 86400
LONGEST_DAYS = 3660  # ten years: longer is a slip of the pen, and walking a calendar must stay cheap
BUSINESS_DAYS_A_WEEK = 5

_LETTERS = {"s": (0, 1), "m": (0, MINUTE), "h": (0, HOUR), "d": (1, 0), "w": (BUSINESS_DAYS_A_WEEK, 0)}
_WORDS = {"second": 1, "minute": MINUTE, "hour": HOUR, "day": DAY, "week": 7 * DAY}
_PART = re.compile(r"([0-9]{1,9}) ?([a-z]{1,7})[ ,]*")
_LONGEST_TEXT = 60

_AGES = {"day": 1.0, "week": 7.0, "month": 30.44, "year": 365.25}
_AGE = re.compile(r"([0-9]{1,6}) ?(day|week|month|year)s?")
OLDEST_DAYS = 36525

HOW_TO_AGE = "write it in calendar time, as in 3 years, 18 months or 90 days, or forever"
HOW_TO = "write business time as 30m, 4h, 2d or 1h30m, calendar time with a word: 45 days, 3 hours, 2 weeks"


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time, never negative.

    `business`: it counts only while the desk is open; else by the clock and the calendar.
    `seconds`: whole seconds, of business time or of any time.
    `days`: business days on top of `seconds`; only with `business`, because how long a business day is
    depends on the day. Calendar days stand in `seconds`.
    """

    seconds: int
    business: bool
    days: int = 0

    def __str__(self) -> str:
        return format_duration(self)


def parse_duration(text: str) -> Duration:
    """Read `30m`, `1h30m`, `2d`, `1w` (five business days) as business time, `45 days` as calendar time.

    Raises ValueError, whose text says what is right, for anything else, for nothing, and for over ten years.
    """
    parts = _parts(text)
    units = {unit for _, unit in parts}
    if units <= _LETTERS.keys():
        duration = _business(parts)
    elif units <= _WORDS.keys():
        duration = Duration(sum(number * _WORDS[unit] for number, unit in parts), business=False)
    else:
        raise ValueError(f"{text!r} is no duration: {HOW_TO}")
    return _in_bounds(text, duration)


def parse_age(text: str) -> timedelta:
    """Read `3 years`, `18 months`, `90 days`, `2 weeks`: how long something is kept, by the calendar.

    Months and years are of their mean length, rounded up. Raises ValueError, whose text says what is right.
    """
    found = _AGE.fullmatch(text.strip().lower()[:_LONGEST_TEXT])
    if not found or not int(found[1]):
        raise ValueError(f"{text!r} is no such time: {HOW_TO_AGE}")
    days = int(found[1]) * _AGES[found[2]]
    if days > OLDEST_DAYS:
        raise ValueError(f"{text!r} is over a hundred years: {HOW_TO_AGE}")
    return timedelta(days=ceil(days))


def format_duration(duration: Duration) -> str:
    """The text that `parse_duration` reads as the same duration: "2d", "1h30m", "45 days"."""
    if duration.business:
        return _spelled(duration) or "0m"
    return _in_words(duration.seconds)


def _parts(text: str) -> list[tuple[int, str]]:
    rest = text.strip().lower()
    if len(rest) > _LONGEST_TEXT:
        raise ValueError(f"that is too long for a duration: {HOW_TO}")
    parts, end = [], 0
    while found := _PART.match(rest, end):
        parts.append((int(found[1]), found[2] if len(found[2]) == 1 else found[2].removesuffix("s")))
        end = found.end()
    if not parts or end < len(rest):
        raise ValueError(f"{text!r} is no duration: {HOW_TO}")
    if len({unit for _, unit in parts}) < len(parts):
        raise ValueError(f"{text!r} names a unit twice: {HOW_TO}")
    return parts


def _business(parts: list[tuple[int, str]]) -> Duration:
    days = sum(number * _LETTERS[unit][0] for number, unit in parts)
    seconds = sum(number * _LETTERS[unit][1] for number, unit in parts)
    return Duration(seconds, business=True, days=days)


def _in_bounds(text: str, duration: Duration) -> Duration:
    if not duration.seconds and not duration.days:
        raise ValueError(f"{text!r} is no time at all: give more than nothing, as in 30m")
    if duration.days * DAY + duration.seconds > LONGEST_DAYS * DAY:
        raise ValueError(f"{text!r} is over ten years: give less")
    return duration


def _spelled(duration: Duration) -> str:
    hours, rest = divmod(duration.seconds, HOUR)
    minutes, seconds = divmod(rest, MINUTE)
    amounts = ((duration.days, "d"), (hours, "h"), (minutes, "m"), (seconds, "s"))
    return "".join(f"{amount}{letter}" for amount, letter in amounts if amount)


def _in_words(seconds: int) -> str:
    for word in ("week", "day", "hour", "minute"):
        amount, rest = divmod(seconds, _WORDS[word])
        if amount and not rest and (word != "week" or amount < 5):
            return f"{amount} {word}{'s' * (amount > 1)}"
    return f"{seconds} second{'s' * (seconds != 1)}"
