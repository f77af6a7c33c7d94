"""Dates as people's mail clients write them into a mail's text, in the world's languages.

A date is believed only when it can be read in one way: a month by name or an order that its numbers allow, a
time of day, and a zone. Anything else is None. One pass over at most `LONGEST` characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from frontdesk.rules.clock.month_names import MONTHS

LONGEST = 120

# Hours ahead of UTC; left out are names that two zones share (CST, IST).
_ZONES = {
    **dict.fromkeys(("z", "utc", "gmt", "wet", "ut"), 0),
    **dict.fromkeys(("cet", "mez", "bst", "west", "seč"), 1),
    **dict.fromkeys(("cest", "mesz", "eet", "oez", "selč", "sast"), 2),
    **dict.fromkeys(("eest", "oesz", "msk", "eat"), 3),
    **dict.fromkeys(("jst", "kst"), 9),
    "aest": 10,
    "aedt": 11,
    "nzst": 12,
    "nzdt": 13,
    "edt": -4,
    "est": -5,
    "cdt": -5,
    "mdt": -6,
    "mst": -7,
    "pdt": -7,
    "pst": -8,
}
_AFTERNOON = ("pm", "p.m.", "下午", "午後", "오후", "nachm", "μ.μ", "晚上", "中午")
_MORNING = ("am", "a.m.", "上午", "午前", "오전", "vorm", "π.μ", "凌晨", "早上")

# A colon tells the time; only a text without one is searched for "9.31" and "9h31", which may be dates.
_TIMES = tuple(
    re.compile(rf"(?<!\d)(?P<hour>\d{{1,2}}){mark}(?P<minute>\d{{2}})(?:{mark}(?P<second>\d{{2}}))?(?![\d.])")
    for mark in (r"\s?:\s?", r"[.h]")
)
_CJK_HOUR = re.compile(r"(\d{1,2})\s?[時时시点]\s?(\d{1,2})\s?[分분]")
_OFFSET = re.compile(r"(?:(?:utc|gmt)\s?)?(?P<sign>[+\-−])(?P<hours>\d{1,2})(?::?(?P<minutes>\d{2}))?\)?$")
_YEAR_FIRST = re.compile(r"(?<!\d)((?:19|20)\d\d)\s?[-/.年년]\s?(\d{1,2})\s?[-/.月월]\s?(\d{1,2})(?!\d)")
_YEAR_LAST = re.compile(r"(?<!\d)(\d{1,2})([-/.])\s?(\d{1,2})\2\s?((?:19|20)\d\d)(?!\d)")
_DAY_MONTH = re.compile(
    r"(?<!\d)(\d{1,2})(?:st|nd|rd|th|er|º|-a)?[.\s-]{0,3}(?:de\s|di\s|d['’])?([^\W\d_]{2,14})"
)
_NUMBERED_MONTH = re.compile(r"(?<!\d)(\d{1,2})\s?(?:thg|tháng)\s?(\d{1,2}),?\s((?:19|20)\d\d)")  # Vietnamese
_MONTH_DAY = re.compile(r"([^\W\d_]{2,14})[.\s-]{0,2}(\d{1,2})(?![\d:])")
_YEAR = re.compile(r"(?<![\d:])((?:19|20)\d\d)(?!\d)")


def read_written_date(text: str, zone: tzinfo | None = None) -> datetime | None:
    """The moment that `text` names, in UTC; None when any part of it is missing or could be read in two ways.

    `zone` is taken where the text names none; None: such a text is not certain.
    """
    folded = text[:LONGEST].strip().casefold()
    day = _day(folded)
    time = _time(folded)
    if day is None or time is None:
        return None
    return _moment((*day, *time), _offset(folded) or (None if _names_other_zone(folded) else zone))


def _moment(parts: tuple[int, ...], zone: tzinfo | None) -> datetime | None:
    year, month, day, hour, minute, second = parts
    if zone is None:
        return None
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _day(text: str) -> tuple[int, int, int] | None:
    if match := _YEAR_FIRST.search(text):
        return int(match[1]), int(match[2]), int(match[3])
    if match := _YEAR_LAST.search(text):
        return _in_some_order(int(match[1]), int(match[3]), int(match[4]), dots=match[2] == ".")
    if match := _NUMBERED_MONTH.search(text):
        return int(match[3]), int(match[2]), int(match[1])
    year = _YEAR.search(text)
    found = set(_named_days(text))
    if year is None or len(found) != 1:
        return None
    month, day = found.pop()
    return int(year[1]), month, day


def _in_some_order(first: int, second: int, year: int, *, dots: bool) -> tuple[int, int, int] | None:
    """Day and month: dots are written with the day first, other marks tell only by a number above 12."""
    if dots or first > 12 or first == second:
        return year, second, first
    return (year, first, second) if second > 12 else None


def _named_days(text: str) -> Iterator[tuple[int, int]]:
    """Month and day, wherever a month's name stands by a number."""
    months = MONTHS()
    for match in _DAY_MONTH.finditer(text):
        if match[2] in months:
            yield months[match[2]], int(match[1])
            return
    for match in _MONTH_DAY.finditer(text):
        if match[1] in months:
            yield months[match[1]], int(match[2])


def _time(text: str) -> tuple[int, int, int] | None:
    bare = _YEAR_LAST.sub(" ", _YEAR_FIRST.sub(" ", text))
    match = _TIMES[0].search(bare) or _TIMES[1].search(bare)
    if match is None:
        cjk = _CJK_HOUR.search(bare)
        return (_on_24(int(cjk[1]), bare), int(cjk[2]), 0) if cjk else None
    return _on_24(int(match["hour"]), bare), int(match["minute"]), int(match["second"] or 0)


def _on_24(hour: int, text: str) -> int:
    words = set(text.replace(",", " ").split())
    if hour < 12 and (not words.isdisjoint(_AFTERNOON) or any(mark in text for mark in _AFTERNOON[2:])):
        return hour + 12
    if hour == 12 and (not words.isdisjoint(_MORNING) or any(mark in text for mark in _MORNING[2:])):
        return 0
    return hour


def _names_other_zone(text: str) -> bool:
    """Whether the text ends in a word that could be a zone which is not in the table ("IST")."""
    word = text.split()[-1].strip("().")
    return (
        word.isascii() and word.isalpha() and 2 <= len(word) <= 5 and word not in ("am", "pm", "uhr", "ore")
    )


def _offset(text: str) -> tzinfo | None:
    last = text.strip("() ").split()[-1:] or [""]
    word = last[0].strip("()")
    if word in _ZONES:
        return timezone(timedelta(hours=_ZONES[word]))
    match = _OFFSET.match(word)
    if match is None or int(match["hours"]) > 14:
        return None
    amount = timedelta(hours=int(match["hours"]), minutes=int(match["minutes"] or 0))
    return timezone(amount if match["sign"] == "+" else -amount)
