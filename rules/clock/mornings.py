"""When a business day begins, and since when it has been night: for the morning digest. Pure arithmetic, UTC out.

A day whose hours go on from the night before (24/7, night shifts) begins at eight, if the desk is open then.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from frontdesk.rules.clock.timing import BusinessHours

_EIGHT = time(8)
_DAYS_LOOKED_AT = 400  # a desk closed for longer than a year has no mornings to speak of


def next_morning(hours: BusinessHours, after: datetime) -> datetime:
    """The first beginning of a business day later than `after`; a year later when no such day is in sight."""
    day = after.astimezone(hours.zone).date()
    for ahead in range(_DAYS_LOOKED_AT):
        begins = _begin(hours, day + timedelta(days=ahead))
        if begins is not None and begins > after:
            return begins
    return after + timedelta(days=_DAYS_LOOKED_AT)


def evening_before(hours: BusinessHours, at: datetime) -> datetime:
    """When the last business day before that of `at` ended; a day before `at` when there was none."""
    today = at.astimezone(hours.zone).date()
    for back in range(1, _DAYS_LOOKED_AT):
        day = today - timedelta(days=back)
        spans = _spans(hours, day)
        if spans:
            closes = spans[-1][1]
            return _utc(hours, day if closes > time.min else day + timedelta(days=1), closes)
    return at - timedelta(days=1)


def _begin(hours: BusinessHours, day: date) -> datetime | None:
    spans = _spans(hours, day)
    if not spans:
        return None
    if spans[0][0] > time.min:
        return _utc(hours, day, spans[0][0])
    eight = _utc(hours, day, _EIGHT)
    return eight if hours.is_open(eight) else _utc(hours, day, spans[-1][0])


def _spans(hours: BusinessHours, day: date) -> tuple[tuple[time, time], ...]:
    return () if day in hours.holidays else hours.week.get(day.weekday(), ())


def _utc(hours: BusinessHours, day: date, at: time) -> datetime:
    return datetime.combine(day, at, hours.zone).astimezone(UTC)
