"""Business time: when the desk is open, and what a duration comes to on the clock.

All times in and out are aware UTC datetimes; the time zone comes in as an object. Reads no clock and no file.
"""

from __future__ import annotations

import re
from calendar import isleap
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import pairwise

from frontdesk.rules.clock.durations import Duration

Week = Mapping[int, tuple[tuple[time, time], ...]]
Span = tuple[datetime, datetime]

_DAY_NAMES = (
    "mon mo monday montag",
    "tue tu di tuesday tues dienstag",
    "wed we mi wednesday mittwoch",
    "thu th do thursday thur thurs donnerstag",
    "fri fr friday freitag",
    "sat sa saturday samstag sonnabend",
    "sun su so sunday sonntag",
)  # and the German
_DAYS = {name: number for number, names in enumerate(_DAY_NAMES) for name in names.split()}
_EVERY_DAY = frozenset(("daily", "täglich"))
_DASH = re.compile(r"\s{0,3}[-–—]\s{0,3}")
_BEFORE_HOURS = re.compile(r"(?<=[A-Za-z])[,:]\s{0,3}(?=[0-9])")  # "Mon-Fri, 09:00-17:00"
_HOURS = re.compile(r"([0-9]{1,2})(?::([0-9]{2}))?-([0-9]{1,2})(?::([0-9]{2}))?")
_NEXT_DAYS = re.compile(r"(?<=[0-9]),\s?(?=[A-Za-z])")  # "Mon-Fri 09:00-17:00, Sat 10:00-12:00": plain enough
_ALWAYS = dict.fromkeys(("24/7", "always", "immer"), "daily 00:00-24:00")
_STRETCH = re.compile(r"\s{0,3}(?:\.\.|/)\s{0,3}")
_GERMAN_DATE = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})?")
_YEARLY = len("12-25")
_NIGHT = '"Mon 22:00-24:00; Tue 00:00-06:00"'
_LONGEST_TEXT = 2000
_MOST_DAYS_KEPT = 4096
_ZERO = timedelta()

HOW_TO_HOURS = 'write "Mon-Fri 09:00-17:00" or "Mon-Thu 08:00-12:00,13:00-17:00; Sat 10:00-12:00"'
HOW_TO_HOLIDAYS = "write dates: 2026-12-25, or 12-25 for every year, or 2026-12-24..2027-01-01"


@dataclass(frozen=True)
class BusinessHours:
    """When the desk is open.

    `week`: for each weekday (0 is Monday) its (open, close) times on the zone's wall clock, in order, apart
    from each other; a close of 00:00 is the day's end. `holidays`: local dates on which it stays closed.
    Raises ValueError when no weekday has hours.
    """

    zone: tzinfo
    week: Week
    holidays: Container[date] = frozenset()
    _days: dict[int, tuple[Span, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not any(self.week.values()):
            raise ValueError(f"the desk would never open: {HOW_TO_HOURS}")

    def add(self, start: datetime, duration: Duration) -> datetime:
        """The time at which `duration` has passed since `start`.

        A business day is a day with hours, however many: from the middle of one, `1d` leads to the middle of
        the next. Time that ends with the day's last minute ends there, not at the next opening.
        """
        if not duration.business:
            return start + timedelta(seconds=duration.seconds)
        at = self._add_days(start, duration.days) if duration.days else start
        return self._add_time(at, timedelta(seconds=duration.seconds)) if duration.seconds else at

    def between(self, earlier: datetime, later: datetime) -> timedelta:
        """The business time from `earlier` to `later`; zero when `later` isn't later."""
        total = _ZERO
        for opening, closing in self._spans_from(earlier):
            if opening >= later:
                break
            total += min(closing, later) - opening
        return total

    def is_open(self, at: datetime) -> bool:
        return any(opening <= at < closing for opening, closing in self._day(self._local_day(at)))

    def next_open(self, at: datetime) -> datetime:
        """`at` when the desk is open then, else the next opening."""
        return next(self._spans_from(at))[0]

    def warn_at(self, start: datetime, due: datetime, before: Duration | float) -> datetime:
        """When to warn of a target that runs from `start` to `due`; never before `start`.

        `before`: how much earlier than `due`, as a duration or as a part of the whole time (0.25: a quarter).
        """
        whole = self.between(start, due)
        if isinstance(before, Duration):
            if not before.business:
                return max(start, due - timedelta(seconds=before.seconds))
            left = whole - self.between(start, self.add(start, before))
            return self._add_time(start, left) if left > _ZERO else start
        return self._add_time(start, whole * (1 - before)) if whole else due - (due - start) * before

    def spans(self, day: int) -> tuple[Span, ...]:
        """When the desk is open on a local day, given as its ordinal."""
        return self._day(day)

    def _add_time(self, at: datetime, left: timedelta) -> datetime:
        for opening, closing in self._spans_from(at):
            if left <= closing - opening:
                return opening + left
            left -= closing - opening
        raise AssertionError("the spans have no end")

    def _add_days(self, start: datetime, days: int) -> datetime:
        """The same part of a business day, `days` business days later."""
        found = self._days_from(start)
        spans = next(found)
        passed = sum((min(closing, start) - opening for opening, closing in spans if opening < start), _ZERO)
        part = passed / _length(spans)
        for _ in range(days if passed else days - 1):
            spans = next(found)
        return _point(spans, _length(spans) * part if passed else _length(spans))

    def _spans_from(self, at: datetime) -> Iterator[Span]:
        for spans in self._days_from(at):
            for opening, closing in spans:
                if closing > at:
                    yield max(opening, at), closing

    def _days_from(self, at: datetime) -> Iterator[tuple[Span, ...]]:
        """The business days that end after `at`: without end, for the week has hours and holidays end."""
        number = self._local_day(at)
        while True:
            spans = self._day(number)
            if spans and spans[-1][1] > at:
                yield spans
            number += 1

    def _local_day(self, at: datetime) -> int:
        return at.astimezone(self.zone).toordinal()

    def _day(self, number: int) -> tuple[Span, ...]:
        spans = self._days.get(number)
        if spans is None:
            if len(self._days) >= _MOST_DAYS_KEPT:
                self._days.clear()
            spans = self._days[number] = tuple(self._spans_of(date.fromordinal(number)))
        return spans

    def _spans_of(self, day: date) -> Iterator[Span]:
        if day in self.holidays:
            return
        for opens, closes in self.week.get(day.weekday(), ()):
            last = day if closes > time.min else day + timedelta(days=1)
            opening, closing = self._utc(day, opens), self._utc(last, closes)
            # A zone may skip a time or a whole day (Apia, 30 December 2011): such hours don't take place.
            if closing > opening and opening.astimezone(self.zone).date() == day:
                yield opening, closing

    def _utc(self, day: date, at: time) -> datetime:
        return datetime.combine(day, at, self.zone).astimezone(UTC)


def parse_hours(text: str, zone: tzinfo, holidays: Container[date] = frozenset()) -> BusinessHours:
    """Read `Mon-Fri 09:00-17:00; Sat 10:00-12:00` (parts apart by `;` or `,`, several times a day by `,`).

    Also `24/7`. Raises ValueError, whose text says what is right, also when the desk would never open.
    """
    if len(text) > _LONGEST_TEXT:
        raise ValueError(f"that is too long: {HOW_TO_HOURS}")
    week: dict[int, list[tuple[time, time]]] = {}
    plain = _BEFORE_HOURS.sub(" ", _DASH.sub("-", _ALWAYS.get(text.strip().lower(), text)))
    for part in _NEXT_DAYS.sub(";", plain).split(";"):
        if part.strip():
            _read_part(part, week)
    return BusinessHours(zone, {day: _in_order(day, spans) for day, spans in sorted(week.items())}, holidays)


def parse_holidays(text: str) -> frozenset[date]:
    """Read `2026-12-25, 12-26, 2026-12-29..2027-01-01`: one day, a day of every year until 2099, a stretch.

    Raises ValueError, whose text says what is right.
    """
    if len(text) > 10 * _LONGEST_TEXT:
        raise ValueError(f"that is too long: {HOW_TO_HOLIDAYS}")
    plain = _STRETCH.sub("..", text.replace(",", " ").replace(";", " "))
    return frozenset(day for word in plain.split() for day in _holiday(word))


def _read_part(part: str, week: dict[int, list[tuple[time, time]]]) -> None:
    days, _, hours = part.strip().lower().partition(" ")
    spans = [_read_span(word) for word in hours.replace(",", " ").split()]
    if not spans:
        lacks = "weekdays" if days[:1].isdigit() else "times"
        raise ValueError(f"{part.strip()!r} has no {lacks}: {HOW_TO_HOURS}")
    for day in _read_days(days):
        week.setdefault(day, []).extend(spans)


def _read_days(text: str) -> Iterator[int]:
    if text in _EVERY_DAY:
        yield from range(7)
        return
    for word in text.split(","):
        first, dash, last = word.partition("-")
        if first not in _DAYS or (dash and last not in _DAYS):
            raise ValueError(f"{word!r} is no weekday: {HOW_TO_HOURS}")
        start, end = _DAYS[first], _DAYS[last if dash else first]
        yield from (day % 7 for day in range(start, end + 1 + 7 * (end < start)))


def _read_span(text: str) -> tuple[time, time]:
    found = _HOURS.fullmatch(text)
    if not found:
        raise ValueError(f"{text!r} is no time from-to: {HOW_TO_HOURS}")
    opens, closes = (60 * int(found[at]) + int(found[at + 1] or 0) for at in (1, 3))
    if max(int(found[2] or 0), int(found[4] or 0)) > 59 or closes > 24 * 60:
        raise ValueError(f"{text!r} is no time of day: {HOW_TO_HOURS}")
    if closes <= opens:
        raise ValueError(f"{text!r} ends before it begins: for a night write two parts, as in {_NIGHT}")
    return time(*divmod(opens, 60)), time(*divmod(closes % (24 * 60), 60))


def _in_order(day: int, spans: list[tuple[time, time]]) -> tuple[tuple[time, time], ...]:
    spans = sorted(spans)
    for (_, closes), (opens, _) in pairwise(spans):
        if opens < closes or closes == time.min:
            raise ValueError(f"{_DAY_NAMES[day][:3].title()} has times that overlap: {HOW_TO_HOURS}")
    return tuple(spans)


def _holiday(word: str) -> Iterator[date]:
    try:
        first, _, last = word.partition("..")
        ends = _iso(first), _iso(last if ".." in word else first)
        if len(ends[0]) == len(ends[1]) == _YEARLY:
            return (day for year in range(2000, 2100) for day in _in_year(year, *ends))
        return _stretch(*map(date.fromisoformat, ends))
    except ValueError:
        raise ValueError(f"{word!r} is no date: {HOW_TO_HOLIDAYS}") from None


def _iso(text: str) -> str:
    """`2026-12-25` or `12-25`, also of `25.12.2026` and `25.12.`."""
    if found := _GERMAN_DATE.fullmatch(text):
        day, month, year = found.groups()
        text = f"{year}-{month:0>2}-{day:0>2}" if year else f"{month:0>2}-{day:0>2}"
    date.fromisoformat(f"2000-{text}" if len(text) == _YEARLY else text)  # 2000: 29 February is a date
    return text


def _stretch(first: date, last: date) -> Iterator[date]:
    if not 0 <= (last - first).days <= 3660:
        raise ValueError("no stretch")
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def _in_year(year: int, first: str, last: str) -> Iterator[date]:
    """The days of a stretch that begins in this year; it may end in the next."""
    if first == last == "02-29" and not isleap(year):
        return iter(())
    opens = date.fromisoformat(f"{year}-{first}") if first != "02-29" or isleap(year) else date(year, 3, 1)
    ends = year + (last < first)
    closes = date.fromisoformat(f"{ends}-{last}") if last != "02-29" or isleap(ends) else date(ends, 2, 28)
    return _stretch(opens, closes)


def _length(spans: tuple[Span, ...]) -> timedelta:
    return sum((closing - opening for opening, closing in spans), _ZERO)


def _point(spans: tuple[Span, ...], passed: timedelta) -> datetime:
    for opening, closing in spans:
        if passed <= closing - opening:
            return opening + passed
        passed -= closing - opening
    return spans[-1][1]
