"""The demo's time: it stands still, is moved by the story, and runs from the real present once that is told."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

BEGINS, ENDS = time(9, 12), time(9)


class Clock:
    """Call it for the time. Aware, in UTC; never goes back."""

    def __init__(self, at: datetime) -> None:
        self._at: datetime | None = at

    def __call__(self) -> datetime:
        return self._at or datetime.now(UTC)

    def go_to(self, at: datetime) -> None:
        self._at = max(self(), at)

    def run(self) -> None:
        """From here on it is what everybody's clock says."""
        self._at = None


def last_second_tuesday(today: datetime) -> datetime:
    """The last second Tuesday of a month that is over: on it the story ends, or mail would come from the future."""
    day = today.date() - timedelta(days=1)
    while not (day.weekday() == 1 and 8 <= day.day <= 14):
        day -= timedelta(days=1)
    return datetime.combine(day, ENDS, UTC)


def monday_weeks_ago(today: datetime) -> datetime:
    """The Monday morning on which the story begins: the week before it ends is five weeks after the desk's first."""
    monday = last_second_tuesday(today).date() - timedelta(days=50)
    return datetime.combine(monday, BEGINS, UTC)
