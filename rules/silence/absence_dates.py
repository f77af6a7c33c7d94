"""Until when somebody is away, where an out-of-office note says it beyond doubt.

Reads a date only beside a word like "until" or "back on"; a date that could be two days (3/4) is not read.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import NamedTuple

from frontdesk.rules.clock.month_names import MONTHS, WEEKDAYS
from frontdesk.rules.understood import by_language, table

_LOOKED_AT = 2_500  # characters
_REACH = 34  # between "until" and its date: "until and including Friday, the "
_DATE = 20  # characters of a date that begins within reach
_WEEKDAY_REACH = 18
_FARTHEST = timedelta(days=400)
_WITHOUT_YEAR = timedelta(days=200)


class _Slashes(Enum):
    """How the language of a mark writes 5/4."""

    DAY_FIRST = "day first"
    MONTH_FIRST = "month first"
    EITHER = "either"  # English: Americans and the others


class _Mark(NamedTuple):
    """Words that stand beside the date; `and_then` is added to it; `last`: the date stands before them."""

    words: re.Pattern[str]
    and_then: timedelta
    slashes: _Slashes
    last: bool = False


_DAY = timedelta(days=1)
_MONTH_FIRST = frozenset(("hu", "ja", "ko", "zh"))
_NO_BLANKS = frozenset(("ja", "ko", "zh"))  # whose words aren't kept apart


@table
def _back_marks() -> tuple[_Mark, ...]:
    """Words beside the day on which the person is back."""
    return (*_marks("absence.back", _DAY * 0), *_marks("absence.back_behind", _DAY * 0, last=True))


@table
def _until_marks() -> tuple[_Mark, ...]:
    """Words beside the last day of the absence."""
    return (*_marks("absence.until", _DAY), *_marks("absence.until_behind", _DAY, last=True))


def _marks(row: str, and_then: timedelta, *, last: bool = False) -> list[_Mark]:
    """A mark for each way to write dates, with the words of all languages that have this way."""
    found: dict[tuple[_Slashes, bool], set[str]] = {}
    for language, phrases in by_language(row):
        slashes = _Slashes.MONTH_FIRST if language in _MONTH_FIRST else _Slashes.DAY_FIRST
        way = (_Slashes.EITHER if language == "en" else slashes, language not in _NO_BLANKS)
        found.setdefault(way, set()).update(phrases)
    return [
        _Mark(_pattern(words, whole_words=whole_words), and_then, slashes, last)
        for (slashes, whole_words), words in found.items()
    ]


def _pattern(words: set[str], *, whole_words: bool) -> re.Pattern[str]:
    any_of = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<![^\W\d_])(?:{any_of})(?![^\W\d_])" if whole_words else any_of)


_NOT_IN_NUMBER = r"(?<![\d.,])"
_YEAR_FIRST = re.compile(_NOT_IN_NUMBER + r"(20\d\d)\s?[-/.年년]\s?(\d{1,2})\s?[-/.月월]\s?(\d{1,2})(?!\d)")
_EASTERN = re.compile(_NOT_IN_NUMBER + r"()(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일号號]?")
_DOTTED = re.compile(_NOT_IN_NUMBER + r"(\d{1,2})\s?\.\s?(\d{1,2})\s?\.\s?(20\d\d|\d\d(?!\d))?(?!\d)")
_SLASHED = re.compile(_NOT_IN_NUMBER + r"(\d{1,2})[/-](\d{1,2})(?:[/-](20\d\d|\d\d(?!\d)))?(?!\d)")
_DAY_MONTH = re.compile(
    _NOT_IN_NUMBER + r"(\d{1,2})\s?(?:st|nd|rd|th|er|º|ª|\.)?,?\s(?:of\s|de\s|d')?([^\W\d_]{3,15})\.?,?"
    r"(?:\s(?:de\s|of\s)?(20\d\d))?"
)
_MONTH_DAY = re.compile(
    r"([^\W\d_]{3,15})\.?\s(?:the\s)?(\d{1,2})(?:st|nd|rd|th|\.)?(?![\d:])(?:,?\s(20\d\d))?"
)
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)?")


def absent_until(text: str, sent_at: datetime) -> datetime | None:
    """From when (UTC, midnight) the writer of an out-of-office note is back; None when that isn't certain.

    `text` may begin with the subject. `sent_at` (aware) decides the year of a date without one; what lies
    before it or more than a year after isn't believed, nor are two different days.
    """
    words = " ".join(text[:_LOOKED_AT].casefold().replace("’", "'").split())
    for marks in (_back_marks(), _until_marks()):
        days = {day for mark in marks for day in _days(mark, words, sent_at)}
        if days:
            return days.pop() if len(days) == 1 else None
    return None


def _days(mark: _Mark, words: str, sent_at: datetime) -> list[datetime]:
    days = []
    for found in mark.words.finditer(words):
        if mark.last:
            day = _last_day(words[max(0, found.start() - _DATE - 6) : found.start()], mark.slashes, sent_at)
        else:
            day = _first_day(words[found.end() : found.end() + _REACH + _DATE], mark.slashes, sent_at)
        if day is not None:
            days.append(day + mark.and_then)
    return days


def _first_day(window: str, slashes: _Slashes, sent_at: datetime) -> datetime | None:
    """The date that begins first within reach, else the weekday."""
    found = [(start, -end, day) for start, end, day in _dates(window, slashes, sent_at) if start <= _REACH]
    return min(found)[2] if found else _weekday(window[:_WEEKDAY_REACH], sent_at)


def _last_day(window: str, slashes: _Slashes, sent_at: datetime) -> datetime | None:
    found = [(end, -start, day) for start, end, day in _dates(window, slashes, sent_at)]
    return max(found)[2] if found else None


def _dates(window: str, slashes: _Slashes, sent_at: datetime) -> list[tuple[int, int, datetime]]:
    found = []
    for pattern, read in _FORMS:
        for match in pattern.finditer(window):
            year, month, day = read(match, slashes)
            date = _date(year, month, day, sent_at) if month else None
            if date is not None:
                found.append((match.start(), match.end(), date))
    return found


def _weekday(window: str, sent_at: datetime) -> datetime | None:
    for word in _WORD.findall(window):
        if word in WEEKDAYS():
            ahead = (WEEKDAYS()[word] - sent_at.weekday() - 1) % 7 + 1
            return _midnight(sent_at) + timedelta(days=ahead)
    return None


def _midnight(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def _date(year: str | None, month: int, day: int, sent_at: datetime) -> datetime | None:
    sent_on = _midnight(sent_at)
    farthest = _FARTHEST if year else _WITHOUT_YEAR
    for number in [int(year) % 100 + 2000] if year else [sent_on.year, sent_on.year + 1]:
        try:
            date = datetime(number, month, day, tzinfo=UTC)
        except ValueError:
            continue  # 29 February may be in the other year
        if sent_on <= date <= sent_on + farthest:
            return date
    return None


def _slashed(match: re.Match[str], slashes: _Slashes) -> tuple[str | None, int, int]:
    """5/13 and 13/5 are one day each; 3/4 is one only where its language has one order."""
    one, other = int(match[1]), int(match[2])
    if slashes is _Slashes.EITHER:
        certain = one == other or (one > 12) != (other > 12)
        return match[3], min(one, other) if certain else 0, max(one, other)
    return (match[3], other, one) if slashes is _Slashes.DAY_FIRST else (match[3], one, other)


_FORMS: tuple[
    tuple[re.Pattern[str], Callable[[re.Match[str], _Slashes], tuple[str | None, int, int]]], ...
] = (
    (_YEAR_FIRST, lambda match, slashes: (match[1], int(match[2]), int(match[3]))),
    (_EASTERN, lambda match, slashes: (None, int(match[2]), int(match[3]))),
    (_DOTTED, lambda match, slashes: (match[3], int(match[2]), int(match[1]))),
    (_SLASHED, _slashed),
    (_DAY_MONTH, lambda match, slashes: (match[3], MONTHS().get(match[2], 0), int(match[1]))),
    (_MONTH_DAY, lambda match, slashes: (match[3], MONTHS().get(match[1], 0), int(match[2]))),
)
"""Each way to write a date, and how to read year, month (0: not certain) and day out of it."""
