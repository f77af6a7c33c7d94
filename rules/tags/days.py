"""A day as technicians write it in a tag, and which day that is. Knows no clock; times of day are `tag_values`'."""

from __future__ import annotations

import re
from datetime import date, timedelta

from frontdesk.rules.clock.month_names import MONTHS

_WEEKDAYS = (
    ("mon", "monday", "mo", "montag"),
    ("tue", "tuesday", "tues", "di", "dienstag"),
    ("wed", "wednesday", "mi", "mittwoch"),
    ("thu", "thursday", "thur", "thurs", "do", "donnerstag"),
    ("fri", "friday", "fr", "freitag"),
    ("sat", "saturday", "sa", "samstag"),
    ("sun", "sunday", "so", "sonntag"),
)
_WEEKDAY_WORDS = {word: number for number, words in enumerate(_WEEKDAYS) for word in words}
_DAY_WORDS = {"today": 0, "heute": 0, "tomorrow": 1, "morgen": 1}
_THIS = ("this", "coming", "dieser", "diesen", "diese", "kommenden", "kommender", "kommende")
_SPANS = {"week": "week", "woche": "week", "month": "month", "monat": "month"}
_RELATIVE = re.compile(
    r"(next|nächsten|nächster|nächste|nächstes|naechsten|naechste|this|coming|diesen|dieser|diese|kommenden|kommender"
    r"|kommende) ([^\W\d_]{2,12})"
)
_NEXT = re.compile(r"next (week|month|mon|tue|wed|thu|fri|sat|sun)")
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})", re.ASCII)
_DOTTED = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})?", re.ASCII)
_DAY_MONTH = re.compile(r"([0-9]{1,2})(?:\.|st|nd|rd|th)? ?([^\W\d_]{3,12})\.?(?:,? ([0-9]{4}))?")
_MONTH_DAY = re.compile(r"([^\W\d_]{3,12})\.? ([0-9]{1,2})(?:st|nd|rd|th)?(?:,? ([0-9]{4}))?")
_LEAP_YEAR = 2000


def canonical_day(word: str) -> str | None:
    """`word` (lower case) in its one form: "today", "fri", "2026-12-01", or "1.12." where it names no year.

    None when it is no day. 12/01/2026 means two days, and is refused. "next friday" is next week's, "fri" and "this
    friday" the coming one; the confirmation names the date.
    """
    if word in _DAY_WORDS:
        return ("today", "tomorrow")[_DAY_WORDS[word]]
    if word in _WEEKDAY_WORDS:
        return _WEEKDAYS[_WEEKDAY_WORDS[word]][0]
    if relative := _RELATIVE.fullmatch(word):
        return _relative(relative[1], relative[2])
    found = _calendar_day(word)
    if found is None:
        return None
    day, month, year = found
    return f"{day}.{month}." if year is None else date(year, month, day).isoformat()


def day_from(word: str, today: date) -> date | None:
    """Which day a canonical word means. A weekday is the next of that name after today; a day without a year the
    next one, today included.
    """
    if word in _DAY_WORDS:
        return today + timedelta(days=_DAY_WORDS[word])
    if word in _WEEKDAY_WORDS:
        ahead = (_WEEKDAY_WORDS[word] - today.weekday() - 1) % 7 + 1
        return today + timedelta(days=ahead)
    if relative := _NEXT.fullmatch(word):
        return _of_next(relative[1], today)
    found = _calendar_day(word)
    if found is None:
        return None
    day, month, year = found
    return date(year, month, day) if year is not None else _next(day, month, today)


def _relative(which: str, what: str) -> str | None:
    this = which in _THIS
    if what in _WEEKDAY_WORDS:
        name = _WEEKDAYS[_WEEKDAY_WORDS[what]][0]
        return name if this else f"next {name}"
    span = _SPANS.get(what)
    return f"next {span}" if span and not this else None


def _of_next(what: str, today: date) -> date | None:
    """A day of next week, its Monday, or the first of next month."""
    if what == "month":
        return (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    monday = today + timedelta(days=7 - today.weekday())
    return monday if what == "week" else monday + timedelta(days=_WEEKDAY_WORDS[what])


def _next(day: int, month: int, today: date) -> date:
    year = today.year
    while not _exists(day, month, year) or date(year, month, day) < today:
        year += 1
    return date(year, month, day)


def _calendar_day(word: str) -> tuple[int, int, int | None] | None:
    """Day, month, and the year where it is named; None when there is no such day."""
    if iso := _ISO.fullmatch(word):
        year, month, day = iso.groups()
    elif dotted := _DOTTED.fullmatch(word):
        day, month, year = dotted.groups()
    elif found := _DAY_MONTH.fullmatch(word):
        day, month, year = found[1], str(MONTHS().get(found[2], 0)), found[3]
    elif found := _MONTH_DAY.fullmatch(word):
        day, month, year = found[2], str(MONTHS().get(found[1], 0)), found[3]
    else:
        return None
    known = (int(day), int(month), int(year) if year else None)
    return known if _exists(*known) else None


def _exists(day: int, month: int, year: int | None) -> bool:
    """Whether there is this day, in this year or in any."""
    try:
        date(year if year is not None else _LEAP_YEAR, month, day)
    except ValueError:  # the 31st of June
        return False
    return True
