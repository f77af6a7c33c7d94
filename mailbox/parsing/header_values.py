"""What single fields of a mail's header say: its date in UTC (RFC 5322 section 3.3 and what else is sent), its message
ids, however folded or mangled, and those fields that `rules` look at, as they go into Message.headers.

Tables and readers, and no judgement. Never raises.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta, timezone

from frontdesk.mailbox.parsing.clean import clean_line, decode_words
from frontdesk.rules.silence import machine_headers, weighing

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


_ALSO_KEPT = [
    "arc-authentication-results",
    "authentication-results",
    "bcc",
    "disposition-notification-to",
    "errors-to",
    "feedback-id",
    "importance",
    "priority",
    "mail-followup-to",
    "received-spf",
    "resent-bcc",
    "resent-cc",
    "resent-from",
    "resent-to",
    "return-receipt-to",
    "sender",
    "thread-index",
    "thread-topic",
    "user-agent",
    "x-google-original-message-id",
    "x-mailer",
    "x-microsoft-original-message-id",
    "x-ms-exchange-organization-authas",
    "x-ms-exchange-crosstenant-authas",
    "x-priority",
    "x-spam-flag",
    "x-spam-status",
    "x-original-from",
    "x-original-sender",
    *weighing.HEADERS,
]
_KEPT = frozenset(
    (
        *machine_headers.AUTO_REPLY_HEADERS,
        *machine_headers.GENERATED_HEADERS,
        *machine_headers.LIST_HEADERS,
        *machine_headers.PRECEDENCE_HEADERS,
        *machine_headers.OTHER_HEADERS,
        *_ALSO_KEPT,
    )
)
# What servers say of a mail, in a grammar: an encoded word in an envelope sender that they repeat must not be
# decoded into one of its separators, and nothing may be cut off, for "dmarc=fail" stands at the end.
_VERBATIM = frozenset(("arc-authentication-results", "authentication-results", "received-spf"))
_KEPT_BEGINNINGS = ("list-", "x-frontdesk-", "x-auto", "auto-")
# Our own server's judgement is the topmost few; a sender can put a thousand below it.
_MOST_VALUES = 20
_LONGEST = 4_000


def kept_headers(values: Mapping[str, Sequence[str]], also: str = "") -> dict[str, tuple[str, ...]]:
    """By lower-case name every value, unfolded and clean, decoded where people may have written it, topmost first.

    `also`: another one that this desk looks at, in small letters.
    """
    return {
        name: tuple(map(_verbatim if name in _VERBATIM else _clean, found[:_MOST_VALUES]))
        for name, found in values.items()
        if name in _KEPT or name == also or name.startswith(_KEPT_BEGINNINGS)
    }


def _verbatim(value: str) -> str:
    if value.isprintable():
        return value
    return "".join(c if c.isprintable() else " " if c == "\t" else "\ufffd" for c in value)


def _clean(value: str) -> str:
    if value.isascii() and value.isprintable() and "=?" not in value:
        return value[:_LONGEST]
    return clean_line(decode_words(value[:_LONGEST]))


_LONGEST_ID = 1_000  # RFC 5322's line length; longer ones are attacks
_IN_BRACKETS = re.compile(r"<([^<>]{1,2000})>")
_HARMLESS = re.compile(r"[!-~\u00a1-\ud7ff\ue000-\U0010ffff]+")


def read_message_id(value: str) -> str:
    """The id with its brackets, "" when there is none. White space that folding put into it is taken out."""
    ids = read_message_ids(value, 2)
    return ids[0] if ids else ""


def read_message_ids(value: str, most: int) -> tuple[str, ...]:
    """The ids in their order, each once. Of more than `most` the first and the last half are kept."""
    found = _IN_BRACKETS.findall(value)
    if not found:  # some clients leave the brackets out, some separate by commas
        found = [word for word in value.replace(",", " ").split() if "@" in word]
    ids = dict.fromkeys(filter(None, map(_tidy, found)))
    if len(ids) > most:
        kept = list(ids)
        return (*kept[: most // 2], *kept[len(kept) - (most - most // 2) :])
    return tuple(ids)


def _tidy(text: str) -> str:
    text = "".join(text.split()).strip("<>\"'")
    return f"<{text}>" if text and len(text) <= _LONGEST_ID and _HARMLESS.fullmatch(text) else ""
