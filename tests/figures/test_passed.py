"""The quick count of business minutes, which a report asks a hundred thousand times, is the walk over the days."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from frontdesk.rules.clock.passed import BusinessMinutes, minutes
from frontdesk.rules.clock.timing import BusinessHours

HALVES = dict.fromkeys(range(5), ((time(9), time(12)), (time(13), time(17))))
NIGHTS = dict.fromkeys(range(7), ((time(0), time(6)), (time(22), time(0))))
ALWAYS = dict.fromkeys(range(7), ((time(0), time(0)),))


@pytest.mark.parametrize("week", [HALVES, NIGHTS, ALWAYS], ids=["halves", "nights", "always"])
@pytest.mark.parametrize("zone", ["Europe/Berlin", "Australia/Lord_Howe", "America/St_Johns"])
def test_the_quick_count_is_the_slow_one(week: dict[int, tuple[tuple[time, time], ...]], zone: str) -> None:
    """Three years with their changes of clocks, to the second, in an order that makes it reckon anew."""
    hours = BusinessHours(ZoneInfo(zone), week, frozenset((date(2025, 12, 25), date(2026, 1, 1))))
    chance, quick = random.Random(5), BusinessMinutes(hours)
    begin = datetime(2024, 1, 1, tzinfo=UTC)
    for _ in range(300):
        earlier = begin + timedelta(
            seconds=chance.randrange(3 * 365 * 86400), microseconds=chance.randrange(10**6)
        )
        later = earlier + timedelta(
            seconds=chance.choice((-50, 0, 40, 7200, 100_000, 2_000_000)) * chance.random()
        )
        assert quick.between(earlier, later) == hours.between(earlier, later) // timedelta(minutes=1)


def test_times_far_from_all_others_are_counted_too() -> None:
    quick = BusinessMinutes(BusinessHours(ZoneInfo("Europe/Berlin"), HALVES))
    for first in (
        datetime(1, 1, 5, tzinfo=UTC),
        datetime(2026, 1, 5, tzinfo=UTC),
        datetime(2199, 12, 2, tzinfo=UTC),
    ):
        assert quick.between(first, first + timedelta(days=7)) == 5 * 7 * 60


def test_what_had_passed_stays_what_it_was_when_times_far_away_are_asked_for() -> None:
    """Many moments are reckoned at once, and compared with those of another time."""
    hours = BusinessHours(ZoneInfo("Europe/Berlin"), HALVES)
    chance, quick = random.Random(8), BusinessMinutes(hours)
    begin = datetime(2024, 1, 1, tzinfo=UTC)
    moments = [
        begin + timedelta(days=chance.randrange(4000), seconds=chance.random() * 86400) for _ in range(60)
    ]
    passed = [number for at in range(0, 60, 20) for number in quick.passed(moments[at : at + 20])]
    for one, before in zip(moments, passed, strict=True):
        for other, after in zip(moments[::7], passed[::7], strict=True):
            assert minutes(before, after) == hours.between(one, other) // timedelta(minutes=1)
