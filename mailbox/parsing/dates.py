"""A Date header to an aware datetime in UTC (RFC 5322 section 3.3 and what else is sent). Never raises."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

_MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}
_TIME = r"(\d{1,2})[:.](\d{1,2})(?:[:.](\d{1,2}))?(?:[.,]\d{1,9})?\s*(am|pm)?"
_ZONE = r"\s*(?:\(?(?:gmt|utc|z)?\s*([+-]\d{1,2}:?\d{2})|([a-z]{1,5})\b)?"
# 11 Feb 1998 11:51:07 -0600  |  Wed Feb 11 11:51:07 [CST] 1998  |  1998-02-11T11:51:07Z
_FORMS = (
    re.compile(
        rf"(?P<day>\d{{1,2}})[\s.-]+(?P<month>[a-z]{{3}})[a-z]*[\s.,-]+(?P<year>\d{{2,4}}),?\s+(?P<rest>{_TIME}{_ZONE})"
    ),
    re.compile(
        rf"(?P<month>[a-z]{{3}})[a-z]*\s+(?P<day>\d{{1,2}}),?\s+(?P<rest>{_TIME}{_ZONE})\s+(?P<year>\d{{4}})"
    ),
    re.compile(
        rf"(?P<month>[a-z]{{3}})[a-z]*\s+(?P<day>\d{{1,2}}),\s+(?P<year>\d{{4}}),?\s+(?P<rest>{_TIME}{_ZONE})"
    ),
    re.compile(rf"(?P<year>\d{{4}})-(?P<month>\d{{2}})-(?P<day>\d{{2}})[t\s]\s*(?P<rest>{_TIME}{_ZONE})"),
)
_CLOCK = re.compile(_TIME + _ZONE)
_OFFSETS = {
    "est": -5,
    "edt": -4,
    "cst": -6,
    "cdt": -5,
    "mst": -7,
    "mdt": -6,
    "pst": -8,
    "pdt": -7,
    "cet": 1,
    "cest": 2,
    "met": 1,
    "mest": 2,
    "bst": 1,
    "eet": 2,
    "eest": 3,
    "msk": 3,
    "jst": 9,
}


def read_date(value: str) -> datetime | None:
    """The moment a Date header tells, in UTC; None when it tells none. An unknown zone counts as UTC."""
    text = value[:200].lower()
    for form in _FORMS:
        found = form.search(text)
        if found:
            return _moment(found["year"], found["month"], found["day"], found["rest"])
    return None


def _moment(year: str, month: str, day: str, rest: str) -> datetime | None:
    clock = _CLOCK.match(rest)
    number = _MONTHS.get(month) or (int(month) if month.isdigit() else 0)
    if not clock:
        return None
    hour = int(clock[1]) % 12 + 12 * (clock[4] == "pm") if clock[4] else int(clock[1])
    try:
        local = datetime(
            _year(year),
            number,
            int(day),
            hour,
            int(clock[2]),
            min(59, int(clock[3] or 0)),
            tzinfo=_zone(clock[5], clock[6]),
        )
        return local.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _year(digits: str) -> int:
    """RFC 5322 section 4.3: two digits under 50 are this century, three digits count from 1900."""
    year = int(digits)
    return year + (2000 if year < 50 else 1900) if year < 1000 else year


def _zone(offset: str | None, name: str | None) -> timezone:
    if offset:
        digits = offset[1:].replace(":", "").zfill(4)
        minutes = int(digits[:2]) * 60 + int(digits[2:])
        return timezone((1 if offset[0] == "+" else -1) * timedelta(minutes=minutes % 1440))
    return timezone(timedelta(hours=_OFFSETS.get(name or "", 0)))
