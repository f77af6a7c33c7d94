"""What is left of texts when a person is forgotten: their address, their name and the lines they wrote go. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

ALIAS_DOMAIN = "invalid"  # RFC 2606: no mail ever goes there
_SHORTEST_LINE = 12  # characters; a shorter one ("Thank you") is anybody's
_MARKS = re.compile(r"^[\s>|]+")
_BLANKS = re.compile(r"[\s>|]+")
# Of an event's detail what figures are told again from, and what is nobody's words.
_TOLD = frozenset(
    (
        *(
            "status",
            "was",
            "priority",
            "owner",
            "department",
            "department_how",
            "language",
            "labels",
            "linked",
        ),
        *("due_at", "snoozed_until", "first_response_at", "resolved_at", "closed_at", "followed_up_at"),
        *("respond_by", "resolve_by", "clock_stopped_at", "last_reply_at", "last_customer_at", "began_at"),
        *("surveyed_at", "opened_at", "target", "kind", "of", "said_at"),
    )
)
_WHOLE = frozenset(("timers",))


@dataclass(frozen=True, slots=True)
class Forgotten:
    """`alias`: the address that stands in for theirs. `names`: as they wrote them; `full`: those of them that are
    nobody else's and of two words and more, which are taken out wherever they stand. `known_as`: what stands for these
    names, else the alias.
    """

    address: str
    alias: str
    names: tuple[str, ...] = ()
    full: tuple[str, ...] = ()
    known_as: str = ""

    @property
    def alias_name(self) -> str:
        return self.known_as or self.alias.partition("@")[0]


class Cleaner:
    """Takes one person out of texts of others. `names`: which of theirs. `wrote`: texts that are theirs."""

    def __init__(self, who: Forgotten, names: Iterable[str], wrote: Sequence[str] = ()) -> None:
        self.who = who
        local, _, domain = who.address.rpartition("@")
        # "=" for "@": envelope senders that carry the recipient (VERP, SRS)
        self._address = re.compile(
            rf"(?<![\w.+%-]){re.escape(local)}(@|=){re.escape(domain)}(?![\w-]|\.\w)", re.IGNORECASE
        )
        self._names = [pattern for name in names if (pattern := _named(name)) is not None]
        self._needles = [
            [local.lower(), domain.lower()],
            *([word.lower() for word in _words(name)] for name in names),
        ]
        self._lines = {_line(line) for text in wrote for line in text.split("\n")} - {""}
        self._wrote = "\n".join(_line(text) for text in wrote)

    def may_mention(self, text: str) -> bool:
        """Cheap: False only where nothing stands of them."""
        lowered = text.lower()
        return any(needle and all(word in lowered for word in needle) for needle in self._needles)

    def without_them(self, text: str) -> str:
        """Address and name replaced where they stand as words."""
        if not self.may_mention(text):
            return text
        alias = self.who.alias.partition("@")[0]
        text = self._address.sub(lambda found: alias + found[1] + ALIAS_DOMAIN, text)
        for pattern in self._names:
            text = pattern.sub(self.who.alias_name, text)
        return text

    def text(self, text: str) -> str:
        """Also without lines that they wrote, quoted or not, however they were wrapped anew."""
        if self._wrote and text:
            kept = [line for line in text.split("\n") if not self._is_theirs(line)]
            text = "\n".join(kept)
        return self.without_them(text)

    def value(self, value: Any) -> Any:
        """A JSON value, with all texts in it; lists of nothing but addresses lose theirs, and others keep their length:
        who owned a request, and since when, is a pair."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list):
            of_people = all(isinstance(each, str) and "@" in each for each in value)
            return [self.value(each) for each in value if not (of_people and self._is_address(each))]
        if isinstance(value, dict):
            return {self.without_them(key): self.value(each) for key, each in value.items()}
        return value

    def _is_address(self, value: Any) -> bool:
        return isinstance(value, str) and value.strip().lower() == self.who.address

    def _is_theirs(self, line: str) -> bool:
        plain = _line(line)
        if len(plain) < _SHORTEST_LINE:
            return bool(plain) and plain in self._lines and _MARKS.match(line) is not None
        return plain in self._wrote


def blank_detail(value: Any, key: str = "") -> Any:
    """An event's detail without anybody's words: times, numbers, and words of the desk's own stay."""
    if isinstance(value, dict):
        return {name: each if name in _WHOLE else blank_detail(each, name) for name, each in value.items()}
    if isinstance(value, list):
        return value if key in _TOLD else []
    if isinstance(value, str):
        return value if key in _TOLD else ""
    return value


def is_full(name: str) -> bool:
    """Whether a name says who somebody is: two words and more."""
    return len(_words(name)) > 1 and len(name) >= 5


def _words(name: str) -> list[str]:
    return [word for word in re.split(r"[\s,]+", name) if word]


def _named(name: str) -> re.Pattern[str] | None:
    """The name as a word, also across the lines of a quote, and "Cole, Carl" for "Carl Cole"."""
    words = [re.escape(word) for word in _words(name)]
    if not words or "@" in name:
        return None
    between = r"[\s>|]{1,40}"
    straight = between.join(words)
    turned = rf"{words[-1]},?{between}{between.join(words[:-1])}" if len(words) > 1 else straight
    return re.compile(rf"(?<!\w)(?:{straight}|{turned})(?!\w)", re.IGNORECASE)


def _line(text: str) -> str:
    return _BLANKS.sub(" ", text).strip().casefold()
