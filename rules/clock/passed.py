"""Business minutes between many pairs of times: what `BusinessHours.between` gives, without walking the days between.

For reports, which ask a hundred thousand times. Pure.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import UTC, date, datetime, timedelta

from frontdesk.rules.clock.timing import BusinessHours

_AHEAD = 400  # days that are reckoned at once
_LONG_AGO = -1e11  # seconds; before the year 1


class BusinessMinutes:
    """Counts whole minutes by one desk's hours. Keeps for each span of opening what had passed before it."""

    def __init__(self, hours: BusinessHours) -> None:
        self.hours = hours
        self._opens: list[float] = []
        self._closes: list[float] = []
        self._passed_before: list[float] = []
        self._first = self._last = (
            0  # the days, as ordinals, that are reckoned: from the first up to the last
        )
        self._from, self._until = (
            datetime.max.replace(tzinfo=UTC),
            datetime.min.replace(tzinfo=UTC),
        )  # well within

    def between(self, earlier: datetime, later: datetime) -> int:
        """The business minutes from `earlier` to `later`, rounded down; 0 when `later` isn't later."""
        if later <= earlier:
            return 0
        if not (self._from <= earlier and later < self._until):
            self._reckon(earlier.toordinal(), later.toordinal())
        opens, closes, passed = self._opens, self._closes, self._passed_before
        begin, end = earlier.timestamp(), later.timestamp()
        first = bisect_right(opens, begin) - 1
        last = bisect_right(opens, end, first) - 1
        shut, closed = closes[first], closes[last]
        seconds = passed[last] - passed[first]
        seconds += (end if end < closed else closed) - opens[last]
        seconds -= (begin if begin < shut else shut) - opens[first]
        return int((seconds + 0.001) // 60)

    def _reckon(self, first: int, last: int) -> None:
        if self._last:
            first, last = min(first - 2, self._first), max(last + 2, self._last)
        self._first, self._last = max(first - _AHEAD, 1), min(last + _AHEAD, date.max.toordinal())
        passed = 0.0
        # A span of no length before all others, so that every time lies after the opening of one.
        self._opens, self._closes, self._passed_before = [_LONG_AGO], [_LONG_AGO], [0.0]
        for day in range(self._first, self._last):
            for opening, closing in self.hours.spans(day):
                self._opens.append(opening.timestamp())
                self._closes.append(closing.timestamp())
                self._passed_before.append(passed)
                passed += (closing - opening) / timedelta(seconds=1)
        self._from = datetime.fromordinal(self._first + 2).replace(tzinfo=UTC)
        self._until = datetime.fromordinal(self._last - 1).replace(tzinfo=UTC)


def midnight(hours: BusinessHours, day: date) -> datetime:
    """When this day begins where the desk is, in UTC; where a zone skips midnight, the first moment of the day."""
    return datetime(day.year, day.month, day.day, tzinfo=hours.zone).astimezone(UTC)
