"""The demo's time: it stands still, is moved by the story, and runs from the real present once that is told."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

WEEKS_AGO = 3  # the story takes two weeks: it must be over by now, or mail would come from the future
BEGINS = time(9, 12)


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


def monday_weeks_ago(today: datetime) -> datetime:
    """A Monday morning long enough ago for the whole story."""
    monday = today.date() - timedelta(days=today.weekday(), weeks=WEEKS_AGO)
    return datetime.combine(monday, BEGINS, UTC)
