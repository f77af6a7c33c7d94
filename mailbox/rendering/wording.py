"""How a language says times, durations and the desk's own words. Tables and arithmetic; reads no clock.

A language is a row of `LANGUAGES`; to teach the desk another one, add a row here and a folder of templates.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo


@dataclass(frozen=True, slots=True)
class Wording:
    """One language: names, formats (str.format with the fields of `_fields`) and words.

    `units` are (one, many) for days, hours, minutes; `words` says our English keywords (status, priority,
    names of fields); what stands in no table is said as it is.
    """

    weekdays: tuple[str, ...]
    months: tuple[str, ...]
    months_short: tuple[str, ...]
    datetime: str
    day: str
    date: str
    short: str
    time: str
    units: tuple[tuple[str, str], ...]
    no_time: str
    decimal: str
    words: Mapping[str, str]


ENGLISH = Wording(
    weekdays=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    months=(
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
    months_short=("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    datetime="{weekday}, {day} {month}, {time}",
    day="{weekday}, {day} {month}",
    date="{day} {month} {year}",
    short="{day} {month_short}, {time}",
    time="{time}",
    units=(("day", "days"), ("hour", "hours"), ("minute", "minutes")),
    no_time="less than a minute",
    decimal=".",
    words={
        "true": "yes", "false": "no", "time": "time spent", "cc": "in copy", "due": "due by",
        "held back": "goes out at",
    },
)  # fmt: skip

GERMAN = Wording(
    weekdays=("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"),
    months=(
        "Januar", "Februar", "März", "April", "Mai", "Juni",
        "Juli", "August", "September", "Oktober", "November", "Dezember",
    ),
    months_short=(
        "Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sep.", "Okt.", "Nov.", "Dez.",
    ),
    datetime="{weekday}, {day}. {month}, {time} Uhr",
    day="{weekday}, {day}. {month}",
    date="{day}. {month} {year}",
    short="{day}. {month_short}, {time} Uhr",
    time="{time} Uhr",
    units=(("Tag", "Tage"), ("Stunde", "Stunden"), ("Minute", "Minuten")),
    no_time="unter einer Minute",
    decimal=",",
    words={
        "new": "neu", "open": "offen", "waiting": "wartet auf Antwort", "on hold": "zurückgestellt",
        "resolved": "gelöst", "closed": "geschlossen",
        "low": "niedrig", "normal": "normal", "high": "hoch", "urgent": "dringend",
        "status": "Status", "priority": "Priorität", "owner": "zuständig", "title": "Titel",
        "label": "Stichwort",
        "department": "Abteilung", "due": "fällig", "snooze": "ruht bis", "time": "Zeit", "cc": "in Kopie",
        "merge": "zusammengelegt mit", "link": "verknüpft mit", "split": "abgetrennt als", "note": "Notiz",
        "watch": "beobachtet von", "away": "abwesend",
        "called": "gesprochen mit",
        "spam": "Spam", "undo": "zurückgenommen", "resolution": "Lösung", "first response": "erste Antwort",
        "customer": "Kunde", "text": "Text", "sent to": "gesendet an", "held back": "geht hinaus am", "mail": "Mail",
        "true": "ja", "false": "nein", "nobody": "niemand",
    },
)  # fmt: skip

LANGUAGES: Mapping[str, Wording] = {"en": ENGLISH, "de": GERMAN}


class NamedZone(tzinfo):
    """A zone that isn't the desk's: whoever reads a time in it is told which it is."""

    def __init__(self, zone: tzinfo) -> None:
        self._zone = zone

    def utcoffset(self, moment: datetime | None) -> timedelta | None:
        return self._zone.utcoffset(moment)

    def dst(self, moment: datetime | None) -> timedelta | None:
        return self._zone.dst(moment)

    def tzname(self, moment: datetime | None) -> str | None:
        return self._zone.tzname(moment)

    def fromutc(self, moment: datetime) -> datetime:
        return self._zone.fromutc(moment.replace(tzinfo=self._zone)).replace(tzinfo=self)


def wording(language: str) -> Wording:
    """The row of a language; English for one that nobody has taught us."""
    return LANGUAGES.get(language, ENGLISH)


def say_time(language: Wording, form: str, moment: date, zone: tzinfo) -> str:
    """A moment in the desk's time zone, as `form` ("datetime", "day", "date", "short", "time") has it.

    A plain date is said without a time of day. Raises ValueError for a naive datetime: whose nine o'clock?
    """
    if not isinstance(moment, datetime):
        form = "date" if form in ("datetime", "short", "time") else form
        return _filled(language, form, moment, "")
    if moment.tzinfo is None:
        raise ValueError("a time without a time zone")
    local = moment.astimezone(zone)
    name = f" {local.tzname()}" if isinstance(zone, NamedZone) else ""
    return _filled(language, form, local, f"{local.hour:02}:{local.minute:02}{name}")


def _filled(language: Wording, form: str, day: date, time: str) -> str:
    pattern: str = getattr(language, form)
    return pattern.format(
        weekday=language.weekdays[day.weekday()],
        day=day.day,
        month=language.months[day.month - 1],
        month_short=language.months_short[day.month - 1],
        year=day.year,
        time=time,
    )


def say_duration(language: Wording, length: timedelta) -> str:
    """A length of time by its two largest units: "2 hours 30 minutes", "3 days"; its sign isn't said."""
    minutes = round(abs(length).total_seconds() / 60)
    counts = (minutes // 1440, minutes // 60 % 24, minutes % 60)
    said = [
        f"{count} {one if count == 1 else many}"
        for count, (one, many) in zip(counts, language.units, strict=True)
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
    for unit, size in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if count >= size:
            return f"{say_number(language, count / size)} {unit}"
    return f"{count} B"
