"""Business minutes between many pairs of times: what `BusinessHours.between` gives, without walking the days between.

For reports, which ask a hundred thousand times. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta

from frontdesk.rules.clock.timing import BusinessHours

_AHEAD = 400  # days that are reckoned at once
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST_DAY = _EPOCH.toordinal()
_SECOND = 1_000_000  # all is counted in microseconds, which are whole numbers
_MINUTE = 60 * _SECOND
_DAY = 24 * 60 * _MINUTE

_Day = tuple[int, tuple[tuple[int, int], ...]]  # what had passed before it, and from when to when it is open


class BusinessMinutes:
    """Counts whole minutes by one desk's hours. Keeps for each day of UTC what had passed before it."""

    def __init__(self, hours: BusinessHours) -> None:
        self.hours = hours
        self._days: dict[int, _Day] = {}

    def between(self, earlier: datetime, later: datetime) -> int:
        """The business minutes from `earlier` to `later`, rounded down; 0 when `later` isn't later."""
        one, two = earlier - _EPOCH, later - _EPOCH
        if two <= one:
            return 0
        try:
            before, spans = self._days[one.days]
            after, its_spans = self._days[two.days]
        except KeyError:
            self._reckon(one.days, two.days)
            return self.between(earlier, later)
        at = one.seconds * _SECOND + one.microseconds
        for opens, closes in spans:
            if at > opens:
                before += (at if at < closes else closes) - opens
        at = two.seconds * _SECOND + two.microseconds
        for opens, closes in its_spans:
            if at > opens:
                after += (at if at < closes else closes) - opens
        return (after - before) // _MINUTE

    def passed(self, moments: Sequence[datetime]) -> list[int]:
        """What had passed at each of these moments, in microseconds since a day that stays the same: `minutes` between
        two of them are what `between` gives."""
        found = []
        for moment in moments:
            since = moment - _EPOCH
            if since.days not in self._days:
                self._reckon(since.days, since.days)
            before, spans = self._days[since.days]
            at = since.seconds * _SECOND + since.microseconds
            for opens, closes in spans:
                if at > opens:
                    before += (at if at < closes else closes) - opens
            found.append(before)
        return found

    def _reckon(self, first: int, last: int) -> None:
        """Days are counted from 1970; what lies between these and those that are reckoned already is reckoned, too."""
        asked = (first, last)
        if self._days:
            first, last = min(first, *self._days), max(last, *self._days)
        first = max(first - _AHEAD, 1 - _FIRST_DAY)
        last = min(last + _AHEAD, date.max.toordinal() - _FIRST_DAY - 2)
        found: dict[int, list[tuple[int, int]]] = {day: [] for day in range(first, last + 1)}
        # A local day begins and ends within the two days of UTC around it.
        for day in range(max(first - 1, 1 - _FIRST_DAY), last + 2):
            for opening, closing in self.hours.spans(day + _FIRST_DAY):
                for begins, opens, closes in _by_day(opening - _EPOCH, closing - _EPOCH):
                    if begins in found:
                        found[begins].append((opens, closes))
        passed, known = 0, self._days
        self._days = {}
        for day, spans in found.items():
            self._days[day] = (passed, tuple(spans))
            passed += sum(closes - opens for opens, closes in spans)
        for day, before in zip(asked, (0, passed), strict=True):  # the calendar's ends
            self._days.setdefault(day, (before, ()))
        if known:  # what had passed before a day stays what it was
            day, (before, _) = next(iter(known.items()))
            later = before - self._days[day][0]
            self._days = {day: (before + later, spans) for day, (before, spans) in self._days.items()}


def minutes(earlier: int, later: int) -> int:
    """Between two moments, as `passed` gives them."""
    return (later - earlier) // _MINUTE if later > earlier else 0


def _by_day(opening: timedelta, closing: timedelta) -> Iterator[tuple[int, int, int]]:
    """A span of opening, cut at the midnights of UTC: the day, and from when to when of it in microseconds."""
    begin = opening.seconds * _SECOND + opening.microseconds
    for day in range(opening.days, closing.days + 1):
        end = closing.seconds * _SECOND + closing.microseconds if day == closing.days else _DAY
        if end > begin:
            yield day, begin, end
        begin = 0


def midnight(hours: BusinessHours, day: date) -> datetime:
    """When this day begins where the desk is, in UTC; where a zone skips midnight, the first moment of the day."""
    return datetime(day.year, day.month, day.day, tzinfo=hours.zone).astimezone(UTC)
