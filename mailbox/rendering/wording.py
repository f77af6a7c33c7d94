"""How a language says times, durations and the desk's own words. Arithmetic; reads no clock.

What it says stands in the language's `words.toml`, in [times] and [words].
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from functools import lru_cache
from operator import attrgetter

from frontdesk.rules import languages
from frontdesk.rules.languages import form, rows


@dataclass(frozen=True, slots=True)
class Wording:
    """One language: names, formats (str.format with the fields of `_filled`) and words.

    `units` are the forms of days, hours and minutes; `sizes` those of a file, each a thousand of the one before;
    `words` says our English keywords (status, priority, names of fields); what stands in no table is said as it is.
    """

    code: str
    keeps_titles: bool
    weekdays: tuple[str, ...]
    weekdays_on: tuple[str, ...]
    weekdays_until: tuple[str, ...]
    months: tuple[str, ...]
    months_in_date: tuple[str, ...]
    months_short: tuple[str, ...]
    first_day: str
    datetime: str
    day: str
    date: str
    short: str
    time: str
    on: str
    until: str
    units: tuple[tuple[str, ...], ...]
    no_time: str
    decimal: str
    sizes: tuple[str, ...]
    words: Mapping[str, str]


class NamedZone(tzinfo):
    """A zone that isn't the desk's: whoever reads a time in it is told which it is."""

    def __init__(self, zone: tzinfo) -> None:
        self._zone = zone

    def __repr__(self) -> str:
        return f"NamedZone({self._zone!r})"

    def utcoffset(self, moment: datetime | None) -> timedelta | None:
        return self._zone.utcoffset(moment)

    def dst(self, moment: datetime | None) -> timedelta | None:
        return self._zone.dst(moment)

    def tzname(self, moment: datetime | None) -> str | None:
        return self._zone.tzname(moment)

    def fromutc(self, moment: datetime) -> datetime:
        return self._zone.fromutc(moment.replace(tzinfo=self._zone)).replace(tzinfo=self)


def wording(language: str) -> Wording:
    """A language's words; English for one that nobody has taught us, and for what it lacks."""
    return _wording(language, languages.times_taught)


@lru_cache(maxsize=64)
def _wording(language: str, version: int) -> Wording:
    """`version`: changes when the desk is taught other words."""
    times = rows(language, "times")
    return Wording(
        code=language,
        keeps_titles=rows(language, "names")["titles"] == "kept",
        weekdays=tuple(times["weekdays"]),
        weekdays_on=tuple(times.get("weekdays_on", times["weekdays"])),
        weekdays_until=tuple(times.get("weekdays_until", times["weekdays"])),
        months=tuple(times["months"]),
        months_in_date=tuple(times.get("months_in_date", times["months"])),
        months_short=tuple(times["months_short"]),
        first_day=times.get("first_day", "1"),
        datetime=times["datetime"],
        day=times["day"],
        date=times["date"],
        short=times["short"],
        time=times["time"],
        on=times["on"],
        until=times["until"],
        units=(tuple(times["days"]), tuple(times["hours"]), tuple(times["minutes"])),
        no_time=times["no_time"],
        decimal=times["decimal"],
        sizes=tuple(times["sizes"]),
        words=rows(language, "words"),
    )


def say_time(language: Wording, form: str, moment: date, zone: tzinfo) -> str:
    """A moment in the desk's time zone, as `form` ("datetime", "day", "date", "short", "time", "on", "until") has it.

    A plain date is said without a time of day. Raises ValueError for a naive datetime: whose nine o'clock?
    """
    if not isinstance(moment, datetime):
        form = "date" if form in ("datetime", "short", "time", "until") else form
        return _filled(language, form, moment, "")
    if moment.tzinfo is None:
        raise ValueError("a time without a time zone")
    local = moment.astimezone(zone)
    name = f" {local.tzname()}" if isinstance(zone, NamedZone) else ""
    return _filled(language, form, local, f"{local.hour:02}:{local.minute:02}{name}")


_PLAIN = attrgetter("weekdays")
_WEEKDAYS_OF = {"on": attrgetter("weekdays_on"), "until": attrgetter("weekdays_until")}


def _filled(language: Wording, form: str, day: date, time: str) -> str:
    pattern: str = getattr(language, form)
    return pattern.format(
        weekday=_WEEKDAYS_OF.get(form, _PLAIN)(language)[day.weekday()],
        day=language.first_day if day.day == 1 else day.day,
        month=language.months_in_date[day.month - 1],
        month_short=language.months_short[day.month - 1],
        year=day.year,
        time=time,
    )


def say_duration(language: Wording, length: timedelta) -> str:
    """A length of time by its two largest units: "2 hours 30 minutes", "3 days"; its sign isn't said."""
    minutes = round(abs(length).total_seconds() / 60)
    counts = (minutes // 1440, minutes // 60 % 24, minutes % 60)
    said = [
        f"{count} {form(language.code, count, forms)}"
        for count, forms in zip(counts, language.units, strict=True)
        if count
    ]
    return " ".join(said[:2]) or language.no_time


def say_hours(length: timedelta) -> str:
    """A length of time as hours and minutes, for tables: "1:05"."""
    minutes = round(abs(length).total_seconds() / 60)
    return f"{minutes // 60}:{minutes % 60:02}"


def say_word(language: Wording, word: object) -> str:
    """One of the desk's keywords (a status, a priority, the name of a field) in this language."""
    plain = str(word).lower() if isinstance(word, bool) else str(word)
    return language.words.get(plain, plain)


def say_number(language: Wording, number: float, digits: int = 1) -> str:
    """A number with the language's decimal sign; a whole one without any."""
    plain = f"{number:.{digits}f}".rstrip("0").rstrip(".") if digits else f"{number:.0f}"
    return plain.replace(".", language.decimal)


def say_size(language: Wording, count: int) -> str:
    """A number of bytes as people read it: "2.1 MB"."""
    for unit, size in zip(reversed(language.sizes), (10**9, 10**6, 10**3), strict=False):
        if count >= size:
            return f"{say_number(language, count / size)} {unit}"
    return f"{count} {language.sizes[0]}"
