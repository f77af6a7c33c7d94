"""What becomes of a value that a template prints, and the filters that it may put it through.

Values are data: for HTML they are escaped, for a subject they become one line, and nowhere do they keep
control characters. Everything here takes time in proportion to the value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date, timedelta, tzinfo
from functools import lru_cache, partial
from typing import Any, NamedTuple, cast
from urllib.parse import quote

from markupsafe import escape

from frontdesk.mailbox.rendering.wording import (
    Wording,
    say_duration,
    say_hours,
    say_number,
    say_size,
    say_time,
    say_word,
)
from frontdesk.rules.languages import form as form_of
from frontdesk.rules.languages import shortened
from frontdesk.rules.names import greeting_name

LINE = "\0"  # a line break inside a value, until the text is laid out
SUBJECT_AT_MOST = 200  # characters; more is cut, some relays refuse very long subjects

# Bidirectional overrides and isolates can make the rest of a line read backwards (CVE-2021-42574).
_UNWANTED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2028\u2029\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
_MARKUP = re.compile(r"[&<>\"']")
_ADDRESS = re.compile(r"https?://[^\s<>\"']{1,2000}")
_EMPTY_LINES = re.compile(r"(?:<br>\n){2,}")
_SAFE_LINK = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)
_JOINTS = re.compile(r"(?<=\S)[.:/@\\。．｡](?=\S)|[/\\@]+")


class _Html(str):
    """HTML that one of our own filters has made."""

    __slots__ = ()


class Block(NamedTuple):
    """A part of a text that has HTML of its own, made by us: paragraphs, lists, tables."""

    text: str
    html: str


class Dressed(str):
    """A text of which some parts have HTML of their own. It shows where the text has a paragraph to itself; everywhere
    else it is its plain words."""

    parts: tuple[str | Block, ...]

    def __new__(cls, parts: Iterable[str | Block]) -> Dressed:
        kept = tuple(parts)
        plain = (part.text if isinstance(part, Block) else part for part in kept)
        made = super().__new__(cls, "\n\n".join(text for text in plain if text))
        made.parts = kept
        return made


class _LinkedDressed(_Html):
    """A `Dressed` text with its links: as a whole, for a place among other words, and in its parts."""

    parts: tuple[str | Block, ...]


class Finish:
    """What becomes of every printed value, whatever its type."""

    def __init__(self, form: str, words: Wording, zone: tzinfo) -> None:
        finishes = {"html": _html_value, "text": _text_value, "subject": _subject_value}
        self.finish, self.words, self.zone = finishes[form], words, zone

    def __call__(self, value: object) -> str:
        if isinstance(value, str):
            return value if isinstance(value, _Html) else self.finish(value)
        if value is None:
            return ""
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        return self.finish(_said(value, self.words, self.zone))


def _said(value: object, words: Wording, zone: tzinfo) -> str:
    if isinstance(value, date):
        return say_time(words, "datetime", value, zone)
    if isinstance(value, timedelta):
        return say_duration(words, value)
    if isinstance(value, bool):
        return say_word(words, value)
    if isinstance(value, float):
        return say_number(words, value)
    return str(value)  # an undefined value raises here


def clean(value: str) -> str:
    """A value without control characters; line breaks and tabs stay."""
    if value.isascii() and value.isprintable():
        return str(value)
    return _UNWANTED.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))


def _html_value(value: str) -> str:
    safe = clean(value)
    if _MARKUP.search(safe):  # mostly not, and quickly known
        safe = str(escape(safe))
    if "\n" in safe:
        safe = safe.replace("\n", "<br>\n")
    if "\t" in safe:
        safe = safe.replace("\t", "&nbsp;&nbsp;&nbsp; ")
    return safe.replace("  ", "&nbsp; ") if "  " in safe else safe


def _text_value(value: str) -> str:
    return clean(value).replace("\n", LINE)


def _subject_value(value: str) -> str:
    return " ".join(clean(value).split())


def filters(form: str, words: Wording, zone: tzinfo, link_style: str) -> dict[str, Callable[..., Any]]:
    """Our own filters, by their names in templates; those with a leading underscore are put in by us."""

    def time(form: str) -> Callable[[date | None], str]:
        @lru_cache(
            maxsize=64
        )  # a mail says the same times in its subject, text and HTML, a batch's mails too
        def said(moment: date | None) -> str:
            return "" if moment is None else say_time(words, form, moment, zone)

        return said

    return {
        "datetime": time("datetime"),
        "date": time("date"),
        "day": time("day"),
        "short": time("short"),
        "time": time("time"),
        "on": time("on"),
        "until": time("until"),
        "duration": lambda length: "" if length is None else say_duration(words, length),
        "hours": lambda length: "" if length is None else say_hours(length),
        "word": lambda word: _said(word, words, zone) if not isinstance(word, str) else say_word(words, word),
        "number": lambda number, digits=1: say_number(words, number, min(digits, 6)),
        "size": lambda count: say_size(words, count),
        "plural": lambda number, *forms: form_of(words.code, number, forms),
        "name": partial(_name, words),
        "join": _join,
        "cut": cut,
        "harmless": harmless,
        "linked": _Linked(link_style) if form == "html" else str,
        "_link": _link,
        "_link_part": lambda value: quote(clean(str(value)), safe=""),
        "_lines": _lines,
        "_paragraphs": _paragraphs,
    }


def _name(words: Wording, written: object, before: str = "") -> str:
    """A name to greet somebody by, with `before` in front of it; nothing where there is none."""
    name = greeting_name(str(written), titles=words.keeps_titles)
    return f"{str(before)[:20]}{name}" if name else ""


def _lines(value: object, prefix: str) -> object:
    """A value whose further lines begin with a prefix, as in a quotation."""
    if not isinstance(value, str):
        return value
    return clean(value).replace("\n", f"\n{prefix}").replace(f"{prefix}\n", f"{prefix.rstrip()}\n")


def _join(values: object, between: str = ", ") -> str:
    """A list in one line. Text isn't taken apart: joined with itself it would grow without bound."""
    return (
        values
        if isinstance(values, str)
        else str(between)[:20].join(map(str, cast(Iterable[object], values)))
    )


def cut(value: str, length: int = 300) -> str:
    """At most `length` characters, ended by an ellipsis where something is missing."""
    return shortened(str(value), length)


def harmless(value: str, length: int = 60) -> str:
    """Words without anything that a mail client makes a link of; for strangers' words that we send back.

    An acknowledgement goes to whoever a mail claims to be from: its words must be of no use to a spammer.
    """
    return cut(" ".join(_JOINTS.sub(" ", clean(str(value))[: 4 * length]).split()), length)


class _Linked:
    """Makes plain text in which web addresses can be clicked; for technicians' words only."""

    def __init__(self, style: str) -> None:
        self.style = style

    def __call__(self, value: str) -> _Html:
        if isinstance(value, Dressed):
            whole = _LinkedDressed(self(str(value)))
            whole.parts = tuple(
                part if isinstance(part, Block) else self(part.strip("\n")) for part in value.parts
            )
            return whole
        if "://" not in value:
            return _Html(_html_value(value))
        out: list[str] = []
        end = 0
        for found in _ADDRESS.finditer(value):
            address = found[0].rstrip(".,;:!?)]}*_")
            out.append(_html_value(value[end : found.start()]))
            shown = escape(clean(address))
            out.append(f'<a href="{shown}"{self.style}>{shown}</a>')
            end = found.start() + len(address)
        return _Html("".join(out) + _html_value(value[end:]))


def _paragraphs(value: object, begin: str) -> object:
    """A value that has a paragraph to itself: empty lines in it begin further ones, as `begin` has them."""
    if not isinstance(value, str):
        return value
    if isinstance(value, (Dressed, _LinkedDressed)):
        return _Html("".join(_beside(part, begin) for part in value.parts))
    html = value if isinstance(value, _Html) else _html_value(value.strip("\n"))
    return _Html(_EMPTY_LINES.sub(f"</p>\n{begin}", html)) if "<br>\n<br>" in html else _Html(html)


def _beside(part: str | Block, begin: str) -> str:
    """A part inside a paragraph: a block ends it and begins another, which `render` leaves out where it is empty."""
    return f"</p>\n{part.html}\n{begin}" if isinstance(part, Block) else str(_paragraphs(part, begin))


def _link(value: object) -> str:
    """A link's target: a web or mail address, otherwise "#"."""
    target = clean(str(value)).replace("\n", "")
    return target if _SAFE_LINK.match(target) else "#"
