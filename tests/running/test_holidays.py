"""Holidays by country and region, with days of one's own and days that are none after all."""

from __future__ import annotations

import sys
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from frontdesk.rules.clock.durations import parse_duration
from frontdesk.rules.clock.timing import parse_hours
from frontdesk.settings.holidays import read_holidays
from frontdesk.settings.readers import Wrong, holidays


@pytest.mark.parametrize(
    ("text", "free", "works"),
    [
        (
            "DE-BY, 12-24, -2026-11-01",
            ["2026-01-06", "2026-12-24", "2027-12-25"],
            ["2026-11-01", "2026-01-05"],
        ),
        ("DE", ["2026-10-03"], ["2026-01-06"]),
        ("de-by at", ["2026-10-26", "2026-08-15"], ["2026-08-14"]),
        ("US; 2026-12-28 .. 2026-12-30", ["2026-07-03", "2026-12-29"], ["2026-12-31"]),
        ("DE, -12-25..12-26", ["2026-10-03"], ["2026-12-25", "2030-12-26"]),
        ("12-25", ["2026-12-25"], ["2026-12-26"]),
        ("", [], ["2026-12-25"]),
    ],
)
def test_codes_days_and_exceptions(text: str, free: list[str], works: list[str]) -> None:
    found = read_holidays(text)
    assert [day for day in free if date.fromisoformat(day) not in found] == []
    assert [day for day in works if date.fromisoformat(day) in found] == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("XX", "is no country"),
        ("DE-BAY", "DE-BY"),
        ("DE-BY-M", "is no date"),
        ("bavaria", "is no date"),
        ("-DE", "is no date"),
        ("2026-13-01", "is no date"),
    ],
)
def test_what_is_no_holiday_is_told_with_what_is(text: str, said: str) -> None:
    with pytest.raises(Wrong) as wrong:
        holidays(text)
    assert said in str(wrong.value)
    assert "DE-BY" in wrong.value.remedy


def test_without_the_package_a_code_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "holidays", None)
    assert date(2026, 12, 25) in holidays("12-25")
    with pytest.raises(Wrong, match="DE-BY needs") as wrong:
        holidays("DE-BY")
    assert wrong.value.remedy == "pip install 'frontdesk[holidays]'"


def test_business_time_passes_over_a_regions_holiday() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    hours = parse_hours("Mon-Fri 09:00-17:00", berlin, read_holidays("DE-BY"))
    before = datetime(2026, 1, 5, 16, 0, tzinfo=berlin)  # Monday; Tuesday is Epiphany
    assert hours.add(before, parse_duration("2h")) == datetime(2026, 1, 7, 10, 0, tzinfo=berlin)


def test_the_days_ahead_have_the_names_that_the_country_gives_them() -> None:
    ahead = dict(read_holidays("US, 12-24").between(date(2026, 12, 20), 10))
    assert list(ahead) == [date(2026, 12, 24), date(2026, 12, 25)]
    assert "Christmas" in ahead[date(2026, 12, 25)]
