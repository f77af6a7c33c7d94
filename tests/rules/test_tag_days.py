"""Which moment a day in a tag means, seen from Tuesday, 24 November 2026, in the morning in Berlin."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from frontdesk.rules.tags.values import when_of

BERLIN = ZoneInfo("Europe/Berlin")
TUESDAY = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("today", "2026-11-24 17:00"),
        ("tomorrow 09:30", "2026-11-25 09:30"),
        ("wed", "2026-11-25 17:00"),
        ("tue", "2026-12-01 17:00"),
        ("2026-12-01", "2026-12-01 17:00"),
        ("1.12. 09:00", "2026-12-01 09:00"),
        ("24.11.", "2026-11-24 17:00"),
        ("23.11.", "2027-11-23 17:00"),
        ("29.2.", "2028-02-29 17:00"),
    ],
)
def test_a_day_is_the_next_of_its_name(value: str, moment: str) -> None:
    assert when_of(value, TUESDAY, BERLIN) == datetime.fromisoformat(moment).replace(tzinfo=BERLIN)


def test_a_day_is_that_of_the_desks_time_zone() -> None:
    late = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
    assert when_of("today", late, BERLIN) == datetime(2026, 11, 25, 17, 0, tzinfo=BERLIN)
