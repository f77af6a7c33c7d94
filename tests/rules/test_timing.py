"""Business time: opening hours, holidays and clock changes, without a clock of our own."""

import time as clock
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontdesk.rules.clock.durations import Duration, parse_duration
from frontdesk.rules.clock.timing import BusinessHours, parse_holidays, parse_hours

BERLIN = ZoneInfo("Europe/Berlin")
OFFICE = "Mon-Fri 09:00-17:00"
# fmt: off
ZONES = [
    "Europe/Berlin", "Europe/London", "Europe/Dublin", "Atlantic/Azores", "America/New_York",
    "America/Los_Angeles", "America/St_Johns", "America/Havana", "America/Santiago", "America/Asuncion",
    "America/Nuuk", "Asia/Beirut", "Asia/Jerusalem", "Asia/Gaza", "Asia/Kathmandu", "Asia/Kolkata",
    "Asia/Tokyo", "Africa/Cairo", "UTC", "Africa/Casablanca", "Australia/Sydney", "Australia/Lord_Howe",
    "Pacific/Apia", "Pacific/Auckland",
]
# fmt: on


def test_a_comma_before_the_next_days_is_understood() -> None:
    assert hours("Mon-Fri 09:00-12:00,13:00-17:00, Sat 10:00-12:00").week == (
        hours("Mon-Fri 09:00-12:00,13:00-17:00; Sat 10:00-12:00").week
    )


def hours(text: str = OFFICE, zone: ZoneInfo = BERLIN, holidays: str = "") -> BusinessHours:
    return parse_hours(text, zone, parse_holidays(holidays))


def local(text: str, zone: ZoneInfo = BERLIN) -> datetime:
    """A wall clock's "2026-11-23 10:00" as UTC; 2026-11-23 is a Monday."""
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


def wall(at: datetime, zone: ZoneInfo = BERLIN) -> str:
    return at.astimezone(zone).strftime("%Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    "start, duration, end",
    [
        ("2026-11-23 10:00", "30m", "2026-11-23 10:30"),
        ("2026-11-23 10:00", "4h", "2026-11-23 14:00"),
        ("2026-11-23 15:00", "4h", "2026-11-24 11:00"),
        ("2026-11-27 15:00", "4h", "2026-11-30 11:00"),  # over the weekend
        ("2026-11-28 12:00", "30m", "2026-11-30 09:30"),  # from the weekend
        ("2026-11-23 03:00", "30m", "2026-11-23 09:30"),  # from before opening
        ("2026-11-23 20:00", "30m", "2026-11-24 09:30"),  # from after closing
        ("2026-11-23 09:00", "8h", "2026-11-23 17:00"),  # not the next morning
        ("2026-11-23 10:00", "2d", "2026-11-25 10:00"),
        ("2026-11-26 10:00", "2d", "2026-11-30 10:00"),
        ("2026-11-23 20:00", "1d", "2026-11-24 17:00"),  # the whole of the next day
        ("2026-11-23 17:00", "1d", "2026-11-24 17:00"),
        ("2026-11-23 10:00", "1w", "2026-11-30 10:00"),
        ("2026-11-23 10:00", "1d4h", "2026-11-24 14:00"),
        ("2026-11-27 15:00", "4 hours", "2026-11-27 19:00"),
        ("2026-11-27 15:00", "2 days", "2026-11-29 15:00"),
    ],
)
def test_business_time_passes_only_while_the_desk_is_open(start: str, duration: str, end: str) -> None:
    assert wall(hours().add(local(start), parse_duration(duration))) == end


@pytest.mark.parametrize(
    "text, start, duration, end",
    [
        ("Mon-Fri 09:00-12:00,13:00-17:00", "2026-11-23 11:30", "1h", "2026-11-23 13:30"),
        ("Mon-Fri 09:00-12:00 13:00-17:00", "2026-11-23 12:30", "1h", "2026-11-23 14:00"),
        ("Mon-Fri 09:00-17:00; Sat 10:00-12:00", "2026-11-27 16:00", "2h", "2026-11-28 11:00"),
        (
            "Mon-Fri 09:00-17:00; Sat 10:00-12:00",
            "2026-11-27 13:00",
            "1d",
            "2026-11-28 11:00",
        ),  # midday to midday
        ("24/7", "2026-11-28 23:00", "2h", "2026-11-29 01:00"),
        ("24/7", "2026-11-28 23:00", "1d", "2026-11-29 23:00"),
        ("Mon 22:00-24:00; Tue 00:00-06:00", "2026-11-23 23:30", "1h", "2026-11-24 00:30"),
        ("Mon 9-10", "2026-11-23 09:30", "1h", "2026-11-30 09:30"),
        ("Fri-Mon 9-10", "2026-11-24 08:00", "1h", "2026-11-27 10:00"),
        ("Mo,Mi,Do 9-10", "2026-11-23 09:30", "1h", "2026-11-25 09:30"),
    ],
)
def test_hours_may_have_breaks_short_days_and_nights(text: str, start: str, duration: str, end: str) -> None:
    assert wall(hours(text).add(local(start), parse_duration(duration))) == end


def test_a_holiday_is_closed_and_the_desk_opens_after_it() -> None:
    christmas = hours(holidays="12-25, 2026-12-28..2027-01-01")
    assert wall(christmas.next_open(local("2026-12-24 18:00"))) == "2027-01-04 09:00"
    assert not christmas.is_open(local("2026-12-29 10:00"))
    assert wall(christmas.add(local("2026-12-24 16:00"), parse_duration("2h"))) == "2027-01-04 10:00"


def test_four_hundred_holidays_in_a_row_have_an_end() -> None:
    closed = frozenset(date(2026, 1, 1) + timedelta(days=n) for n in range(400))
    desk = parse_hours(OFFICE, BERLIN, closed)
    assert wall(desk.next_open(local("2026-01-01 10:00"))) == "2027-02-05 09:00"
    assert wall(desk.add(local("2026-01-01 10:00"), parse_duration("1d"))) == "2027-02-05 17:00"


@pytest.mark.parametrize(
    "at, is_open",
    [
        ("2026-11-23 08:59", False),
        ("2026-11-23 09:00", True),
        ("2026-11-23 16:59", True),
        ("2026-11-23 17:00", False),
        ("2026-11-28 12:00", False),
    ],
)
def test_the_desk_is_open_from_its_opening_and_no_longer_at_its_closing(at: str, is_open: bool) -> None:
    assert hours().is_open(local(at)) is is_open
    assert (hours().next_open(local(at)) == local(at)) is is_open


@pytest.mark.parametrize(
    "earlier, later, expected",
    [
        ("2026-11-23 10:00", "2026-11-23 12:00", "2:00:00"),
        ("2026-11-23 16:00", "2026-11-24 10:00", "2:00:00"),
        ("2026-11-27 12:00", "2026-11-30 12:00", "8:00:00"),
        ("2026-11-28 01:00", "2026-11-29 12:00", "0:00:00"),
        ("2026-11-23 12:00", "2026-11-23 10:00", "0:00:00"),
    ],
)
def test_the_time_between_counts_open_hours_only(earlier: str, later: str, expected: str) -> None:
    assert str(hours().between(local(earlier), local(later))) == expected


@pytest.mark.parametrize(
    "start, due, before, expected",
    [
        ("2026-11-23 09:00", "2026-11-23 13:00", 0.25, "2026-11-23 12:00"),
        ("2026-11-23 16:00", "2026-11-24 12:00", 0.25, "2026-11-24 11:00"),
        ("2026-11-23 16:00", "2026-11-24 12:00", "1h", "2026-11-24 11:00"),
        ("2026-11-23 16:00", "2026-11-24 10:00", "90m", "2026-11-23 16:30"),
        ("2026-11-23 12:00", "2026-11-26 12:00", "1d", "2026-11-25 12:00"),
        ("2026-11-23 16:00", "2026-11-24 12:00", "2 hours", "2026-11-24 10:00"),
        ("2026-11-23 10:00", "2026-11-23 10:30", "1h", "2026-11-23 10:00"),  # never before the start
        ("2026-11-28 10:00", "2026-11-28 14:00", 0.25, "2026-11-28 13:00"),  # a calendar target on a Saturday
    ],
)
def test_a_warning_comes_in_time_before_the_target_is_missed(
    start: str, due: str, before: float | str, expected: str
) -> None:
    early = parse_duration(before) if isinstance(before, str) else before
    assert wall(hours().warn_at(local(start), local(due), early)) == expected


@pytest.mark.parametrize("night", ["2026-03-29", "2026-10-25"])
def test_a_night_shift_over_the_clock_change_is_as_long_as_it_really_is(night: str) -> None:
    desk = hours("24/7")
    start, end = local(f"{night} 00:00"), local(f"{night} 06:00")
    assert desk.between(start, end) == end - start
    assert desk.add(start, Duration(int((end - start).total_seconds()), business=True)) == end


def _changes(zone: ZoneInfo, year: int) -> Iterator[datetime]:
    """The instants at which the zone's clock changes in that year, to the hour."""
    at = datetime(year, 1, 1, tzinfo=UTC)
    while at.year == year:
        if (at + timedelta(hours=1)).astimezone(zone).utcoffset() != at.astimezone(zone).utcoffset():
            yield at + timedelta(hours=1)
        at += timedelta(hours=1)


@pytest.mark.parametrize("name", ZONES)
def test_in_every_zone_no_second_is_lost_or_doubled_when_the_clock_changes(name: str) -> None:
    zone = ZoneInfo(name)
    desks = [hours(text, zone) for text in (OFFICE, "24/7", "Mon-Sun 00:00-02:30,02:30-24:00", "Mon-Sun 1-4")]
    for change in list(_changes(zone, 2011)) + list(_changes(zone, 2026)):
        for desk in desks:
            _moves_on_and_counts_right(desk, change - timedelta(hours=30))
        assert desks[1].between(change - timedelta(days=2), change + timedelta(days=2)) == timedelta(days=4)


def _moves_on_and_counts_right(desk: BusinessHours, start: datetime) -> None:
    last = start
    for minutes in range(20, 40 * 60, 97):
        duration = timedelta(minutes=minutes)
        end = desk.add(start, Duration(minutes * 60, business=True))
        assert end > last
        assert desk.between(start, end) == duration
        last = end


@given(
    st.integers(0, 2 * 365 * 86400).map(
        lambda seconds: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    ),
    st.integers(1, 40 * 3600),
    st.integers(0, 12),
    st.sampled_from([OFFICE, "Mon-Thu 8-12,13-17; Fri 8-12", "24/7", "Wed 10-10:30"]),
)
def test_adding_never_goes_back_and_between_undoes_it(
    start: datetime, seconds: int, days: int, text: str
) -> None:
    desk = hours(text, holidays="12-25, 2026-12-28..2027-01-01")
    later = desk.add(start, Duration(0, business=True, days=days)) if days else start
    end = desk.add(later, Duration(seconds, business=True))
    assert start <= later < end
    assert desk.between(later, end) == timedelta(seconds=seconds)
    assert desk.add(start, Duration(0, business=True, days=days + 1)) > later


@pytest.mark.parametrize(
    "text, told",
    [
        ("", "never open"),
        (" ; ", "never open"),
        ("Mon-Fri", "no times"),
        ("Funday 9-17", "no weekday"),
        ("Mon-Xyz 9-17", "no weekday"),
        ("Mon 9-25", "no time of day"),
        ("Mon 9:75-12", "no time of day"),
        ("Mon 17:00-09:00", "two parts"),
        ("Mon 9-9", "ends before"),
        ("Mon 9-12,11-13", "overlap"),
        ("Mon-Fri 9-17; Fri 8-10", "overlap"),
        ("Mon 9-17 by phone", "no time from-to"),
        ("09:00-17:00", "no weekdays"),
        ("Mon 9-17;" * 10_000, "too long"),
    ],
)
def test_hours_that_are_not_plain_are_refused_with_what_is_right(text: str, told: str) -> None:
    with pytest.raises(ValueError, match=told) as problem:
        hours(text)
    assert "Mon-Fri 09:00-17:00" in str(problem.value) or "Tue 00:00-06:00" in str(problem.value)


@pytest.mark.parametrize(
    "text",
    [
        "Mon-Fri 9–17",
        "Mon – Fri 09:00 – 17:00",
        "Mon-Fri, 09:00-17:00",
        "Mon-Fri: 09:00-17:00",
        "Monday-Friday 09:00-17:00",
        "Montag-Freitag 9-17",
        "mon,tue,wed,thursday,Fri 9-17",
    ],
)
def test_hours_are_understood_however_they_are_spelled(text: str) -> None:
    assert hours(text).week == hours("Mon-Fri 09:00-17:00").week


@pytest.mark.parametrize("text", ["24/7", "always", "Always", "daily 0-24", "Mon-Sun 00:00-24:00"])
def test_a_desk_may_be_open_always(text: str) -> None:
    assert hours(text).week == hours("24/7").week


def test_a_week_without_hours_is_refused() -> None:
    with pytest.raises(ValueError, match="never open"):
        BusinessHours(BERLIN, {0: ()})


@pytest.mark.parametrize(
    "text",
    [
        "25/12/2026",
        "25.12.26",
        "31.02.2026",
        "2026-13-01",
        "2026-02-30",
        "02-30",
        "2027-01-01..2026-01-01",
        "Christmas",
        "2026-12-24..",
        "1" * 30_000,
    ],
)
def test_holidays_that_are_not_plain_are_refused_with_what_is_right(text: str) -> None:
    with pytest.raises(ValueError, match="2026-12-25"):
        parse_holidays(text)


@pytest.mark.parametrize(
    "text, plain",
    [
        ("25.12.2026; 1.5.", "2026-12-25, 05-01"),
        ("2026-12-24/2027-01-01", "2026-12-24..2027-01-01"),
        ("2026-12-24 .. 2027-01-01", "2026-12-24..2027-01-01"),
        ("24.12.2026..1.1.2027", "2026-12-24..2027-01-01"),
        ("12-24..12-26", "12-24, 12-25, 12-26"),
        ("12-31..01-01", "12-31, 01-01"),
        ("02-28..03-01", "02-28, 02-29, 03-01"),
    ],
)
def test_holidays_are_understood_however_they_are_spelled(text: str, plain: str) -> None:
    inner = {day for day in parse_holidays(text) if 2001 <= day.year <= 2098}
    assert inner == {day for day in parse_holidays(plain) if 2001 <= day.year <= 2098}


def test_holidays_are_days_yearly_days_and_stretches() -> None:
    days = parse_holidays("2026-05-01, 12-25 2026-12-29..2027-01-02, 02-29")
    assert {
        date(2026, 5, 1),
        date(2026, 12, 25),
        date(2031, 12, 25),
        date(2027, 1, 1),
        date(2028, 2, 29),
    } <= days
    assert not {date(2027, 5, 1), date(2027, 1, 3)} & days


def test_a_time_that_the_clock_skips_does_not_take_place() -> None:
    desk = BusinessHours(BERLIN, {6: ((time(2, 15), time(2, 45)),)})  # Sundays, 02:15-02:45
    assert wall(desk.next_open(local("2026-03-28 12:00"))) == "2026-03-29 03:15"
    apia = ZoneInfo("Pacific/Apia")  # had no 30 December 2011
    assert wall(hours(OFFICE, apia).next_open(local("2011-12-29 18:00", apia)), apia) == "2012-01-02 09:00"


def test_business_time_costs_next_to_nothing() -> None:
    desk, start = hours(), local("2026-11-23 15:00")
    durations = [parse_duration(text) for text in ("30m", "4h", "2d", "2w")]
    for duration in durations:
        desk.add(start, duration)
    began = clock.process_time()
    for _ in range(2000):
        for duration in durations:
            desk.add(start, duration)
    assert (clock.process_time() - began) / 8000 < 60e-6  # measured: 4 microseconds; room for a slow machine
