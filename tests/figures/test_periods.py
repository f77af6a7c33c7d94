"""Which days a report is about: names, free days, daylight saving, what is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from frontdesk.rules.clock.timing import BusinessHours, parse_hours
from frontdesk.rules.figures import periods
from frontdesk.rules.figures.periods import NoPeriod

BERLIN = parse_hours("Mon-Fri 09:00-17:00", ZoneInfo("Europe/Berlin"), frozenset({date(2026, 10, 5)}))
NOW = datetime(2026, 11, 12, 10, 30, tzinfo=UTC)  # a Thursday


def named(text: str, hours: BusinessHours = BERLIN, now: datetime = NOW) -> periods.Period:
    return periods.from_words(text, hours, now)


@pytest.mark.parametrize(
    ("name", "first", "last", "complete"),
    [
        ("last-month", date(2026, 10, 1), date(2026, 10, 31), True),
        ("Last Month", date(2026, 10, 1), date(2026, 10, 31), True),
        ("letzter Monat", date(2026, 10, 1), date(2026, 10, 31), True),
        ("this-month", date(2026, 11, 1), date(2026, 11, 30), False),
        ("last-quarter", date(2026, 7, 1), date(2026, 9, 30), True),
        ("this quarter", date(2026, 10, 1), date(2026, 12, 31), False),
        ("last-week", date(2026, 11, 2), date(2026, 11, 8), True),
        ("last-year", date(2025, 1, 1), date(2025, 12, 31), True),
        ("2026-Q3", date(2026, 7, 1), date(2026, 9, 30), True),
        ("2026q3", date(2026, 7, 1), date(2026, 9, 30), True),
        ("2026-02", date(2026, 2, 1), date(2026, 2, 28), True),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), True),
        ("2025", date(2025, 1, 1), date(2025, 12, 31), True),
    ],
)
def test_a_period_by_its_name(name: str, first: date, last: date, complete: bool) -> None:
    period = named(name)
    assert (period.first, period.last, period.complete) == (first, last, complete)


def test_a_running_period_ends_now() -> None:
    assert named("this-month").end == NOW
    assert named("last-month").end == datetime(2026, 10, 31, 23, tzinfo=UTC)


def test_days_are_the_desks_own_on_both_sides_of_daylight_saving() -> None:
    period = named("2026-10")  # the clocks went back on the 25th
    assert period.start == datetime(2026, 9, 30, 22, tzinfo=UTC)
    assert period.end == datetime(2026, 10, 31, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "yesterday",
        "2026-13",
        "2026-00",
        "2026-Q5",
        "last",
        "month",
        "99999",
        "0001-01",
        "x" * 9000,
        "2027-01",
    ],
)
def test_what_is_no_period_is_refused_with_a_right_example(name: str) -> None:
    with pytest.raises(NoPeriod, match=r"write last-month|2026-Q3"):
        named(name)


def test_free_days_are_compared_with_as_many_business_days() -> None:
    period = periods.from_days(date(2026, 10, 12), date(2026, 10, 16), BERLIN, NOW)
    before = periods.previous(period, BERLIN, NOW)
    assert periods.business_days(period, BERLIN) == periods.business_days(before, BERLIN) == 5
    assert (before.first, before.last) == (date(2026, 10, 2), date(2026, 10, 11))  # the 5th is a holiday


def test_a_calendar_period_is_compared_with_the_one_before() -> None:
    before = periods.previous(named("2026-03"), BERLIN, NOW)
    assert (before.first, before.last) == (date(2026, 2, 1), date(2026, 2, 28))
    before = periods.previous(named("2026-Q1"), BERLIN, NOW)
    assert (before.first, before.last) == (date(2025, 10, 1), date(2025, 12, 31))


def test_the_period_before_ends_where_this_one_begins() -> None:
    for name in ("last-week", "last-month", "last-quarter", "last-year", "this-month"):
        assert periods.previous(named(name), BERLIN, NOW).end == named(name).start


def test_days_in_the_wrong_order_or_to_come_are_refused() -> None:
    with pytest.raises(NoPeriod, match="--from 2026-10-01 --to 2026-10-31"):
        periods.from_days(date(2026, 10, 31), date(2026, 10, 1), BERLIN, NOW)
    with pytest.raises(NoPeriod, match="still to come"):
        periods.from_days(date(2026, 12, 1), date(2026, 12, 3), BERLIN, NOW)


@pytest.mark.parametrize(
    "text", ["2026-02-30", "2026-13-01", "31.10.2026", "tomorrow", "", "2026-1-1", "0001-01-01"]
)
def test_what_is_no_day_is_refused_with_a_right_example(text: str) -> None:
    with pytest.raises(NoPeriod, match="2026-10-31"):
        periods.read_day(text)
