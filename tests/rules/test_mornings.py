"""When a business day begins and when the last one ended: weekends, holidays, nights, days without hours."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from frontdesk.rules.clock.mornings import evening_before, next_morning
from frontdesk.rules.clock.timing import BusinessHours, parse_holidays, parse_hours

OFFICE, ALWAYS = "Mon-Fri 09:00-17:00", "24/7"
NIGHT = "Mon 22:00-24:00; Tue 00:00-06:00"


def hours(text: str, zone: str = "UTC", holidays: str = "") -> BusinessHours:
    return parse_hours(text, ZoneInfo(zone), parse_holidays(holidays))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("when", "after", "morning"),
    [
        pytest.param(hours(OFFICE), "2026-03-02 08:59", "2026-03-02 09:00", id="before the first hour"),
        pytest.param(hours(OFFICE), "2026-03-02 09:00", "2026-03-03 09:00", id="at the first hour"),
        pytest.param(hours(OFFICE), "2026-03-06 12:00", "2026-03-09 09:00", id="on a Friday"),
        pytest.param(
            hours(OFFICE, holidays="2026-03-09"), "2026-03-06 12:00", "2026-03-10 09:00", id="a holiday"
        ),
        pytest.param(
            hours("Mon-Fri 08:00-12:00,13:00-17:00"), "2026-03-02 12:30", "2026-03-03 08:00", id="at lunch"
        ),
        pytest.param(
            hours(OFFICE, "America/New_York"),
            "2026-03-06 20:00",
            "2026-03-09 13:00",
            id="over a clock change",
        ),
        pytest.param(
            hours(OFFICE, "Pacific/Auckland"), "2026-03-02 12:00", "2026-03-02 20:00", id="far east"
        ),
        pytest.param(hours(ALWAYS), "2026-03-02 12:00", "2026-03-03 08:00", id="always open: at eight"),
        pytest.param(hours(NIGHT), "2026-03-02 12:00", "2026-03-02 22:00", id="a night shift's evening"),
        pytest.param(hours(NIGHT), "2026-03-02 23:00", "2026-03-03 00:00", id="a night shift's other day"),
        pytest.param(hours("Sat 10:00-12:00"), "2026-03-07 11:00", "2026-03-14 10:00", id="one day a week"),
    ],
)
def test_the_next_morning(when: BusinessHours, after: str, morning: str) -> None:
    assert next_morning(when, at(after)) == at(morning)


@pytest.mark.parametrize(
    ("when", "now", "evening"),
    [
        pytest.param(hours(OFFICE), "2026-03-03 09:00", "2026-03-02 17:00", id="yesterday"),
        pytest.param(hours(OFFICE), "2026-03-09 09:00", "2026-03-06 17:00", id="before the weekend"),
        pytest.param(
            hours(OFFICE, holidays="2026-03-06"),
            "2026-03-09 09:00",
            "2026-03-05 17:00",
            id="before a holiday",
        ),
        pytest.param(hours(ALWAYS), "2026-03-03 08:00", "2026-03-03 00:00", id="always open: midnight"),
        pytest.param(
            hours(OFFICE, "America/New_York"),
            "2026-03-09 13:00",
            "2026-03-06 22:00",
            id="over a clock change",
        ),
    ],
)
def test_the_evening_before(when: BusinessHours, now: str, evening: str) -> None:
    assert evening_before(when, at(now)) == at(evening)


def test_a_year_of_holidays_ends_the_search() -> None:
    closed = hours(OFFICE, holidays="2026-01-01..2029-12-31")
    assert next_morning(closed, at("2026-03-02 12:00")) > at("2027-01-01 00:00")
    assert evening_before(closed, at("2028-03-02 12:00")) == at("2028-03-01 12:00")
