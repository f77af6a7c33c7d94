"""Which days a report is about, and which ones it is compared with: from the words for it to two moments. Pure.

A calendar period is compared with the calendar period before it, free dates with as many business days before
them. Days are local to the desk, both ends included.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from frontdesk.rules.clock.passed import midnight
from frontdesk.rules.clock.timing import BusinessHours

_MONTH, _QUARTER, _YEAR = (
    re.compile(r"([0-9]{4})-([0-9]{1,2})"),
    re.compile(r"([0-9]{4})-?q([1-4])"),
    re.compile(r"[0-9]{4}"),
)
_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_LONGEST = 40  # characters of a period's name
_EARLIEST, _LATEST = 1990, 2200
HOW_TO = "write last-month, this-month, last-week, last-quarter, 2026-Q3 or 2026-10"
HOW_TO_DAY = "write it as in 2026-10-31"
# Words of the languages that managers write, for the names of periods in a mail.
_WORDS: Mapping[str, str] = {
    "letzter": "last", "letzte": "last", "letzten": "last", "letztes": "last", "previous": "last",
    "voriger": "last", "vorige": "last", "voriges": "last", "current": "this",
    "dieser": "this", "diese": "this", "dieses": "this", "monat": "month", "woche": "week", "quartal": "quarter",
    "jahr": "year",
}  # fmt: skip


class NoPeriod(ValueError):
    """What was asked for is no period; the text says why, and what is right."""


@dataclass(frozen=True, slots=True)
class Period:
    """The local days from `first` to `last`; as moments from `start` up to, and without, `end` (UTC).

    `kind`: week, month, quarter, year, or days. `complete`: it is over; otherwise `end` is now.
    """

    first: date
    last: date
    start: datetime
    end: datetime
    kind: str = "days"
    complete: bool = True

    def holds(self, at: datetime | None) -> bool:
        return at is not None and self.start <= at < self.end


def from_words(text: str, hours: BusinessHours, now: datetime) -> Period:
    """The period of this name: `last-month`, `2026-Q3`, `2026-10`, `2026`, `last week`. Raises NoPeriod."""
    today = now.astimezone(hours.zone).date()
    name = " ".join(text.strip().lower().replace("-", " ").replace("_", " ").split())[:_LONGEST]
    words = " ".join(_WORDS.get(word, word) for word in name.split())
    relative = re.fullmatch(r"(last|this) (week|month|quarter|year)", words)
    compact = text.strip().lower()[:_LONGEST]
    if relative:
        begin = _begin(relative[2], today)
        return _calendar(
            relative[2], begin if relative[1] == "this" else _before(relative[2], begin), hours, now
        )
    if found := _MONTH.fullmatch(compact):
        year, month = int(found[1]), int(found[2])
        if 1 <= month <= 12 and _EARLIEST <= year <= _LATEST:
            return _calendar("month", date(year, month, 1), hours, now)
        raise NoPeriod(f"{text.strip()!r} is no month: {HOW_TO}")
    if (found := _QUARTER.fullmatch(compact.replace(" ", "-"))) and _EARLIEST <= int(found[1]) <= _LATEST:
        return _calendar("quarter", date(int(found[1]), 3 * int(found[2]) - 2, 1), hours, now)
    if _YEAR.fullmatch(compact) and _EARLIEST <= int(compact) <= _LATEST:
        return _calendar("year", date(int(compact), 1, 1), hours, now)
    raise NoPeriod(f"{text.strip()[:60]!r} is no period: {HOW_TO}")


def from_days(first: date | None, last: date | None, hours: BusinessHours, now: datetime) -> Period:
    """From one local day to another; without the first its month's begin, without the last today. What
    is still to come is cut off: nothing could be compared with it. Raises NoPeriod."""
    today = now.astimezone(hours.zone).date()
    end = last or max(today, first or today)
    begin = first or end.replace(day=1)
    if begin > end:
        raise NoPeriod(f"{begin} is after {end}: write the earlier day first, --from {end} --to {begin}")
    if begin > today:
        raise NoPeriod(f"{begin} is still to come: {HOW_TO_DAY.replace('2026-10-31', str(today))}")
    return _made("days", begin, min(end, today), hours, now)


def read_day(text: str) -> date:
    """`2026-10-31`. Raises NoPeriod for what is written otherwise and for a day that doesn't exist."""
    found = _DAY.fullmatch(text.strip())
    try:
        if found and _EARLIEST <= int(found[1]) <= _LATEST:
            return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        raise NoPeriod(f"there is no day {text.strip()}: {HOW_TO_DAY}") from None
    raise NoPeriod(f"{text.strip()[:60]!r} is no day: {HOW_TO_DAY}")


def last_whole(kind: str, hours: BusinessHours, now: datetime) -> Period:
    """The last week, month or quarter that is over."""
    today = now.astimezone(hours.zone).date()
    return _calendar(kind, _before(kind, _begin(kind, today)), hours, now)


def previous(period: Period, hours: BusinessHours, now: datetime) -> Period:
    """The period that this one is compared with."""
    if period.kind != "days":
        return _calendar(period.kind, _before(period.kind, period.first), hours, now)
    days = business_days(period, hours)
    last = period.first - timedelta(days=1)
    first, left = last, days
    while left and (period.first - first).days < 3700:
        left -= bool(hours.spans(first.toordinal()))
        first -= timedelta(days=bool(left))
    if not days:  # nothing but holidays: as many days of any kind
        first = last - (period.last - period.first)
    return _made("days", first, last, hours, now)


def since(period: Period, begin: datetime, hours: BusinessHours) -> Period:
    """The part of the period from this moment's local day on: there was no desk before."""
    first = begin.astimezone(hours.zone).date()
    if first <= period.first or first > period.last:
        return period
    return Period(first, period.last, midnight(hours, first), period.end, period.kind, period.complete)


def business_days(period: Period, hours: BusinessHours) -> int:
    """On how many of its days the desk is open."""
    return sum(bool(hours.spans(day)) for day in range(period.first.toordinal(), period.last.toordinal() + 1))


def _calendar(kind: str, begin: date, hours: BusinessHours, now: datetime) -> Period:
    if midnight(hours, begin) > now:
        raise NoPeriod(f"that {kind} is still to come: {HOW_TO}")
    return _made(kind, begin, _after(kind, begin) - timedelta(days=1), hours, now)


def _made(kind: str, first: date, last: date, hours: BusinessHours, now: datetime) -> Period:
    end = midnight(hours, last + timedelta(days=1))
    return Period(first, last, midnight(hours, first), min(end, now), kind, end <= now)


_BEGINS: Mapping[str, Callable[[date], date]] = {
    "week": lambda day: day - timedelta(days=day.weekday()),
    "month": lambda day: day.replace(day=1),
    "quarter": lambda day: date(day.year, day.month - (day.month - 1) % 3, 1),
    "year": lambda day: date(day.year, 1, 1),
}
_LENGTHS: Mapping[str, int] = {"week": 7, "month": 31, "quarter": 92, "year": 366}


def _begin(kind: str, day: date) -> date:
    return _BEGINS[kind](day)


def _before(kind: str, begin: date) -> date:
    return _begin(kind, begin - timedelta(days=1))


def _after(kind: str, begin: date) -> date:
    return _begin(kind, begin + timedelta(days=_LENGTHS[kind]))
