"""Month and weekday names of every language, as they stand in dates."""

from __future__ import annotations

from frontdesk.rules.understood import places, table


@table
def MONTHS() -> dict[str, int]:
    """1 to 12 by month name, lower case."""
    return {name: place + 1 for name, place in places("times.months").items() if name != "-"}


@table
def WEEKDAYS() -> dict[str, int]:
    """0 (Monday) to 6 by weekday name, lower case."""
    return places("times.weekdays")
