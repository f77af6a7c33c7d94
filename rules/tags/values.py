"""What may stand after the `=` of a tag: one reader for each kind of value. Decides nothing, knows no clock.

A reader returns the value in its one canonical form, or None when it is not of that kind. What a technician's
name or a day comes to is found later, by those who know the technicians and the time.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, time, tzinfo

from frontdesk.rules.clock.durations import Duration, parse_duration
from frontdesk.rules.tags.days import canonical_day, day_from
from frontdesk.rules.tags.table import PRIORITIES, STATUS_WORDS, VIEWS, ValueKind

LONGEST_VALUE = 250
MOST_EDITS = 20

_ATOM = r"[a-z0-9!#$%&'*+/=?^_`{|}~][a-z0-9!#$%&'*+/=?^_`{|}~-]*"
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
# A plain dot-atom (RFC 5321 section 4.1.2) that never starts with "-": sendmail takes that for an option.
# A company's own server may have a domain of one word.
_ADDRESS = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})*", re.ASCII)
_NUMBER = re.compile(r"(?:[a-z]{1,10}[ -]?)?#?0*([1-9][0-9]{0,8})", re.ASCII)
_PHRASE = re.compile(r"[\w&.,/'’()@+-]{1,60}(?: [\w&.,/'’()@+-]{1,60}){0,5}")
_ANSWER = re.compile(r"[^\W_][\w.-]{1,59}(?:/[a-z]{2,3})?")
_DASHES = re.compile(r"[\s_‐‑‒–—−-]+")  # what phones make of "-", and what people write for it
_LABEL_WORD = re.compile(r"[^\W_][\w.:-]{0,39}")
_NAME = re.compile(r"[^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*){0,3}")

NOBODY = ("nobody", "none", "noone", "niemand")
MYSELF = ("me", "myself", "self", "!", "ich", "mich")  # "!" is debbugs' word for the writer

_CLOCK = re.compile(
    r"(?:(.{2,20}?)(?: at | um |[ t]))?([0-9]{1,2})(?::([0-5][0-9]))? ?(am|pm|uhr)?", re.ASCII
)
_MINUTES = re.compile(r"(?<=[0-9]) ?min(?:s|uten?)?\b\.?", re.ASCII)
_HOURS = re.compile(
    r"([0-9]{1,2})(?::| ?(?:h|std|stunden?|hours?) ?)([0-5]?[0-9])|([0-9]{1,3})[.,]([0-9]{1,2}) ?h", re.ASCII
)


def read_value(kind: ValueKind, text: str) -> str | None:
    """`text` in the canonical form of its kind, None when it isn't of that kind or is too long."""
    text = text.strip()
    if not text or len(text) > LONGEST_VALUE:
        return None
    return _READERS[kind](text)


def _technician(text: str) -> str | None:
    name = " ".join(text.removeprefix("@").split())
    if name.lower() in NOBODY:
        return "nobody"
    if name.lower() in MYSELF:
        return "me"
    if _ADDRESS.fullmatch(name.lower()):
        return name.lower()
    return name if _NAME.fullmatch(name) else None


def _phrase(text: str) -> str | None:
    """At most six words of letters, digits and a few signs: a period, a department, both."""
    words = " ".join(text.split())
    return words if _PHRASE.fullmatch(words) else None


def _answer(text: str) -> str | None:
    """A prepared answer's name as files have it. Whether there is one is found by who knows them."""
    name, slash, language = unicodedata.normalize("NFKC", text).lower().partition("/")
    plain = _DASHES.sub("-", name.strip()).strip("-") + slash + language.strip()
    return plain if _ANSWER.fullmatch(plain) else None


def _word_of(words: Mapping[str, str]) -> Callable[[str], str | None]:
    return lambda text: words.get("-".join(text.lower().split()))


def _when(text: str) -> str | None:
    """A day ("fri", "tomorrow", "2026-12-01"), perhaps with a time ("fri 14:00"), or a duration ("3d")."""
    words = " ".join(text.lower().split())
    day, clock = _split_clock(words)
    canonical = canonical_day(day)
    if canonical is not None:
        return f"{canonical} {clock:%H:%M}" if clock else canonical
    return _duration(words.removeprefix("in "))


def _split_clock(words: str) -> tuple[str, time | None]:
    """A day and a time of it: "fri 14:00", "fri 2pm", or a time alone, which is today's."""
    found = _CLOCK.fullmatch(words)
    clock = _clock(int(found[2]), found[3], found[4]) if found else None
    return (found[1] or "today", clock) if found and clock else (words, None)


def _clock(hour: int, minute: str | None, suffix: str | None) -> time | None:
    """The time of day; None when there is none such, or when a bare number could be anything."""
    if minute is None and suffix is None:
        return None
    if suffix in ("am", "pm"):
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + 12 * (suffix == "pm")
    return time(hour, int(minute or 0)) if hour < 24 else None


_NAMED_ADDRESS = re.compile(r"[^<>@]{0,100}<([^<>]{3,300})>")


def _duration(text: str) -> str | None:
    try:
        return str(parse_duration(text))
    except ValueError:
        return None


def _worked(text: str) -> str | None:
    """Time worked, as people write it: RT's the bare minutes, others `1:30`, `1.5h` or `90 min`."""
    if text[:1] in ("-", "−"):
        taken = _worked(text[1:].strip()) if text[1:2] not in ("-", "−") else None
        return f"-{taken}" if taken else None
    if text.isascii() and text.isdigit():
        return _duration(f"{text}m")
    found = _HOURS.fullmatch(text.lower().removesuffix(".").removesuffix("min").rstrip())
    if found is None:
        return _duration(_MINUTES.sub("m", text.lower()))
    hours, rest, whole, part = found.groups()
    minutes = int(hours) * 60 + int(rest) if hours else int(whole) * 60 + round(float(f"0.{part}") * 60)
    return _duration(f"{minutes}m")


def _addresses(text: str) -> str | None:
    return _edits(text.lower(), "", lambda word: bool(_ADDRESS.fullmatch(word)) and len(word) <= 254)


def _address(text: str) -> str | None:
    named = _NAMED_ADDRESS.fullmatch(text.strip())  # as clients copy it: "Cara Dent <cara@example.org>"
    found = (
        (named[1] if named else text)
        .strip()
        .removeprefix("<")
        .removesuffix(">")
        .removeprefix("mailto:")
        .lower()
    )
    return found if _ADDRESS.fullmatch(found) and len(found) <= 254 else None


def _labels(text: str) -> str | None:
    return _edits(text.lower(), "~", lambda word: bool(_LABEL_WORD.fullmatch(word)))


def _edits(text: str, ornament: str, is_good: Callable[[str], bool]) -> str | None:
    """`+a; -b c` as "+a;-b;+c": a bare word is added. None when one is not good, or there are many."""
    words = re.sub(r"([+-])\s+", r"\1", text).replace(";", " ").replace(",", " ").split()
    signed = [word if word[0] in "+-" else f"+{word}" for word in words]
    edits = list(dict.fromkeys(word[0] + word[1:].removeprefix(ornament) for word in signed))
    if not edits or len(edits) > MOST_EDITS or not all(is_good(edit[1:]) for edit in edits):
        return None
    return ";".join(edits)


def _request(text: str) -> str | None:
    found = _NUMBER.fullmatch(text.strip("[]").strip().lower())
    return found[1] if found else None


def _requests(text: str) -> str | None:
    numbers = [_request(word) for word in re.split(r"[;,\s]+", text.strip(" ;,"))]
    if len(numbers) > MOST_EDITS:
        return None
    known = list(dict.fromkeys(number for number in numbers if number))
    return ";".join(known) if all(numbers) and known else None


NO_PARENT = "none"
_NO_PARENT = frozenset((NO_PARENT, "-", "off", "keine", "keiner"))


def _parent(text: str) -> str | None:
    return NO_PARENT if text.lower() in _NO_PARENT else _request(text)


_OVER = frozenset(("over", "ended", "end", "vorbei", "ende", "beendet"))


def _topic(text: str) -> str | None:
    """A topic's name, or "over"."""
    word = text.lower()
    if word in _OVER:
        return "over"
    return word if _LABEL_WORD.fullmatch(word) else None


OFF = "off"
_OFF = frozenset((OFF, "none", "back", "aus", "zurück", "here", "da"))
_PERIOD = (
    r"\s?\.\.\.?\s?",
    r"\s(?:-|–|to|until|till|bis)\s",
    r"\s?–\s?",
    r"(?<=[.a-zäöü])-",
    r"(?<=[0-9])-(?=[0-9]{4}-)",
    "-",
)


def _away(text: str) -> str | None:
    """Whose absence ("" for the writer's), its first and its last day: "bob;24.12.;2.1."; "bob;off;" ends one."""
    words = " ".join(text.removeprefix("@").lower().split())
    for split in range(min(4, words.count(" ") + 1)):
        parts = words.split(" ", split)
        person, rest = " ".join(parts[:split]), parts[split]
        period = _period(rest)
        if period is not None and (not person or _technician(person)):
            return f"{person};{period}"
    return None


def _period(text: str) -> str | None:
    if text in _OFF:
        return f"{OFF};"
    if (day := canonical_day(text)) is not None:
        return f"{day};{day}"
    for mark in _PERIOD:
        for found in re.finditer(mark, text):
            first, last = (
                canonical_day(text[: found.start()].strip()),
                canonical_day(text[found.end() :].strip()),
            )
            if first is not None and last is not None:
                return f"{first};{last}"
    return None


def _text(text: str) -> str | None:
    """One line without characters that don't show, or that turn the reading direction."""
    seen = "".join(
        " " if c.isspace() else c for c in text if c.isspace() or unicodedata.category(c)[0] != "C"
    )
    return " ".join(seen.split()) or None


_READERS: Mapping[ValueKind, Callable[[str], str | None]] = {
    ValueKind.NONE: lambda text: None,
    ValueKind.TECHNICIAN: _technician,
    ValueKind.PRIORITY: _word_of(PRIORITIES),
    ValueKind.WHEN: _when,
    ValueKind.DURATION: _worked,
    ValueKind.ADDRESS: _address,
    ValueKind.ADDRESSES: _addresses,
    ValueKind.REQUEST: _request,
    ValueKind.REQUESTS: _requests,
    ValueKind.LABELS: _labels,
    ValueKind.STATUS: _word_of(STATUS_WORDS),
    ValueKind.VIEW: _word_of(VIEWS),
    ValueKind.AWAY: _away,
    ValueKind.ANSWER: _answer,
    ValueKind.TEXT: _text,
    ValueKind.PARENT: _parent,
    ValueKind.TOPIC: _topic,
    ValueKind.PHRASE: _phrase,
}


def added_and_removed(value: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The two halves of an address or label edit's value: "+a;-b" gives (("a",), ("b",))."""
    edits = value.split(";")
    return tuple(e[1:] for e in edits if e[0] == "+"), tuple(e[1:] for e in edits if e[0] == "-")


def request_numbers(value: str) -> tuple[int, ...]:
    """The numbers in a REQUEST or REQUESTS value."""
    return tuple(int(number) for number in value.split(";"))


def when_of(value: str, now: datetime, zone: tzinfo, by_default: time = time(17)) -> datetime | Duration:
    """What a WHEN value means: a moment in UTC for a day, a Duration (see `rules.timing`) for a duration.

    `now` is aware; days are those of `zone`; a day without a time means `by_default` of it. A weekday is the
    next day of that name after today. A moment may be past ("today" in the evening): the caller decides.
    """
    day, clock = _split_clock(value)
    here = now.astimezone(zone)
    found = day_from(day, here.date())
    if found is None:
        return parse_duration(value)
    return datetime.combine(found, clock or by_default, zone).astimezone(UTC)
