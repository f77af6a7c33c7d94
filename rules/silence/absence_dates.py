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

_LOOKED_AT = 2_500  # characters
_REACH = 34  # between "until" and its date: "until and including Friday, the "
_DATE = 20  # characters of a date that begins within reach
_WEEKDAY_REACH = 18
_FARTHEST = timedelta(days=400)
_WITHOUT_YEAR = timedelta(days=200)


# Words before the day on which the person is back.
_BACK_ENGLISH = """
back in the office on | back in the office | back at the office on | back at work on | be back on
| be back | return on | returning on | return to the office on | returning to the office on
| return to work on | returning to work on | returning | returns on
"""
_BACK = """
wieder ab | ab dem | wieder am | bin ab | zurück am | zurück ab | wieder erreichbar ab | wieder im büro ab
| de retour le | de retour au bureau le | retour le | reviendrai le | de vuelta el | de regreso el
| regreso el | regresaré el | volveré el | incorporaré el | de volta no dia | regresso a | retorno em
| retorno dia | retorno no dia | de regresso no dia | de volta em | rientro il | rientrerò il | tornerò il
| di ritorno il | di nuovo in ufficio il | terug op | weer aanwezig op | weer bereikbaar op
| weer op kantoor op | tilbage den | tilbage d. | tilbake den | tillbaka den | åter den | palaan | takaisin
| wracam | wrócę | powrót | z powrotem | zpět | vrátím se | vrátim sa | späť | visszatérek | întorc pe
| revin pe | revin la birou pe | revin în | natrag | povratak | вернусь | выйду на работу | буду на месте
| повернуся
"""
# Words before the last day of the absence.
_UNTIL_ENGLISH = """
until and including | until | till | through | to and including | up to
"""
_UNTIL = """
bis einschließlich | bis inkl. | bis einschl. | bis zum | bis einschließlich zum | bis | jusqu'au
| jusqu'à | jusque | au | hasta el día | hasta el | hasta | até ao dia | até o dia | até dia | até ao | até
| fino al | sino al | fino a | tot en met | t/m | tot | til og med | til og med d. | til den | til d. | til
| till och med | t.o.m. | tom | do dnia | do | až do | do konca | până pe | până în
| până la | pana pe | до | по | έως | μέχρι | עד | حتى | إلى | تا | đến ngày | đến | hết ngày
| ถึงวันที่ | ถึง | sampai | hingga | hingga tanggal | sampai dengan | līdz | iki
"""


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


def _pattern(table: str, *, whole_words: bool = True) -> re.Pattern[str]:
    words = {word.strip() for word in table.casefold().replace("\n", " ").split("|")}
    any_of = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<![^\W\d_])(?:{any_of})(?![^\W\d_])" if whole_words else any_of)


_DAY = timedelta(days=1)
_BACK_MARKS = (
    _Mark(_pattern(_BACK_ENGLISH), _DAY * 0, _Slashes.EITHER),
    _Mark(_pattern(_BACK), _DAY * 0, _Slashes.DAY_FIRST),
    _Mark(_pattern("返回 | 回来 | 回到办公室", whole_words=False), _DAY * 0, _Slashes.MONTH_FIRST),
    _Mark(
        _pattern("復帰 | から出社 | より出社 | 복귀", whole_words=False),
        _DAY * 0,
        _Slashes.MONTH_FIRST,
        last=True,
    ),
)
_UNTIL_MARKS = (
    _Mark(_pattern(_UNTIL_ENGLISH), _DAY, _Slashes.EITHER),
    _Mark(_pattern(_UNTIL), _DAY, _Slashes.DAY_FIRST),
    _Mark(_pattern("saakka | asti | kadar | kuni"), _DAY, _Slashes.DAY_FIRST, last=True),
    _Mark(_pattern("-ig | -ig."), _DAY, _Slashes.MONTH_FIRST, last=True),
    _Mark(_pattern("至 | 到", whole_words=False), _DAY, _Slashes.MONTH_FIRST),
    _Mark(_pattern("まで | 까지", whole_words=False), _DAY, _Slashes.MONTH_FIRST, last=True),
)

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
    for marks in (_BACK_MARKS, _UNTIL_MARKS):
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
