"""DESK_HOLIDAYS: dates of one's own, a country's or region's holidays by its code, and dates that are none after all.

Countries' holidays are the library `holidays`' (an extra, loaded only where a code asks for it).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from difflib import get_close_matches
from functools import cached_property
from typing import Any

from frontdesk.rules.clock.timing import HOW_TO_HOLIDAYS, parse_holidays

_CODE = re.compile(r"([A-Za-z]{2})(?:-([A-Za-z0-9]{1,4}))?")
HOW_TO = f"{HOW_TO_HOLIDAYS}; a country or region by its code, as in DE-BY; -2026-11-01 takes a day away"
NEEDS = "pip install 'frontdesk[holidays]'"


class HolidaysMissing(ValueError):
    """A code asks for the library, which isn't installed."""


@dataclass(frozen=True)
class Holidays:
    """The days on which nobody works. `codes`: (country, region), "" for all of the country. `written`: as set."""

    codes: tuple[tuple[str, str], ...] = ()
    added: frozenset[date] = frozenset()
    removed: frozenset[date] = frozenset()
    written: str = field(default="", compare=False)

    def __contains__(self, day: object) -> bool:
        if day in self.removed:
            return False
        return day in self.added or any(day in calendar for calendar in self._calendars)

    def between(self, first: date, days: int) -> Iterator[tuple[date, str]]:
        """Those of so many days from `first` on, with the names that countries give them."""
        for number in range(days):
            day = first + timedelta(days=number)
            if day in self:
                yield day, next((str(c[day]) for c in self._calendars if day in c), "")

    @cached_property
    def _calendars(self) -> list[Any]:
        if not self.codes:
            return []
        library = _library()
        return [library.country_holidays(country, subdiv=region or None) for country, region in self.codes]


def read_holidays(text: str) -> Holidays:
    """`DE-BY, 12-24, -2026-11-01`. Raises ValueError, HolidaysMissing where the library is lacking."""
    words = re.sub(r"\s{0,3}(?:\.\.|/)\s{0,3}", "..", text.replace(",", " ").replace(";", " ")).split()
    codes, added, removed = [], [], []
    for word in words:
        if found := _CODE.fullmatch(word):
            codes.append(_known(found[1].upper(), (found[2] or "").upper()))
        elif word.startswith("-"):
            removed.append(word[1:])
        else:
            added.append(word)
    days, not_free = (parse_holidays(" ".join(some)) for some in (added, removed))
    return Holidays(tuple(dict.fromkeys(codes)), days, not_free, text)


def _known(country: str, region: str) -> tuple[str, str]:
    code = f"{country}-{region}" if region else country
    try:
        library = _library()
    except ImportError:
        raise HolidaysMissing(f"{code} needs the package holidays, which isn't installed") from None
    countries: dict[str, list[str]] = library.list_supported_countries(include_aliases=False)
    if country not in countries:
        near = ", ".join(get_close_matches(country, countries, 3, 0.5)) or "DE, AT, US"
        raise ValueError(f"{code!r} is no country: nearest are {near}")
    if region and region not in countries[country]:
        near = ", ".join(f"{country}-{name}" for name in countries[country][:20]) or f"{country} alone"
        raise ValueError(f"{code!r} is no region of {country}: there are {near}")
    return country, region


def _library() -> Any:
    import holidays

    return holidays
