"""Topics: named sets of words. Which topics a mail is of, by the words that stand whole in it. Pure lookups.

A word is compared without case and accents. One that ends in `*` stands for all words that begin so: German writes
"Druckertreiber" where English writes "printer driver". Several words in one text stand side by side in the mail.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from frontdesk.rules.model import Priority

MOST = 3  # topics of one request
READ = 300  # characters of a text: what it is about stands in its beginning
SHORTEST_BEGINNING = 4  # letters before a `*`
_SUBJECT_READ = 300
_WORD = re.compile(r"[^\W_]+")
_WITHOUT_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_SMALL = str.maketrans({"ß": "ss", "æ": "ae", "ø": "o", "ł": "l"})


@dataclass(frozen=True, slots=True)
class Topic:
    """`answer`: the name of a prepared answer. `owner`: who usually works on it. `line`: where the file names it."""

    name: str
    words: tuple[str, ...]
    answer: str = ""
    owner: str | None = None
    priority: Priority | None = None
    line: int = 0


@dataclass(frozen=True)
class Topics:
    """All topics, in the file's order, ready to be looked up."""

    topics: tuple[Topic, ...] = ()
    _named: dict[str, Topic] = field(init=False, repr=False, compare=False)
    _whole: dict[str, list[tuple[tuple[str, ...], str]]] = field(init=False, repr=False, compare=False)
    _beginnings: dict[str, str] = field(init=False, repr=False, compare=False)
    _lengths: tuple[int, ...] = field(init=False, repr=False, compare=False)
    _parts: frozenset[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        whole: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        beginnings: dict[str, str] = {}
        for topic in self.topics:
            for word in (spelling for written in topic.words for spelling in _spellings(written)):
                parts = words_of(word)
                if word.endswith("*") and len(parts) == 1:
                    beginnings.setdefault(parts[0], topic.name)
                elif parts:
                    whole.setdefault(parts[0], []).append((parts, topic.name))
        object.__setattr__(self, "_named", {topic.name: topic for topic in self.topics})
        object.__setattr__(self, "_whole", whole)
        object.__setattr__(self, "_beginnings", beginnings)
        several = (parts for found in whole.values() for parts, _ in found)
        object.__setattr__(self, "_parts", frozenset(part for parts in several for part in parts))
        object.__setattr__(self, "_lengths", tuple(sorted({len(word) for word in beginnings})))

    def find(self, name: str) -> Topic | None:
        return self._named.get(name)

    def of(self, subject: str, text: str) -> tuple[str, ...]:
        """The names of a mail's topics: those of its subject first, at most three."""
        if not self.topics:
            return ()
        found: dict[str, None] = {}
        for part in (subject[:_SUBJECT_READ], text[:READ]):
            for name in self._in(words_of(part)):
                found.setdefault(name)
        return tuple(found)[:MOST]

    def has_word(self, word: str) -> bool:
        """Whether the word, as `words_of` has it, is one of a topic's, or of several that make one."""
        if word in self._parts:
            return True
        return any(length <= len(word) and word[:length] in self._beginnings for length in self._lengths)

    def _in(self, words: tuple[str, ...]) -> Iterator[str]:
        for place, word in enumerate(words):
            for parts, name in self._whole.get(word, ()):
                if len(parts) == 1 or words[place : place + len(parts)] == parts:
                    yield name
            for length in self._lengths:
                if length <= len(word) and (begun := self._beginnings.get(word[:length])) is not None:
                    yield begun

    def __iter__(self) -> Iterator[Topic]:
        return iter(self.topics)

    def __len__(self) -> int:
        return len(self.topics)


def _spellings(word: str) -> tuple[str, ...]:
    """A word as it is written, and without umlauts where a keyboard has none: "Türöffner", "Tueroeffner"."""
    small = unicodedata.normalize("NFC", word.lower())
    return tuple(dict.fromkeys((small, small.translate(_WITHOUT_UMLAUTS))))


@lru_cache(maxsize=256)
def words_of(text: str) -> tuple[str, ...]:
    """The words of a text as they are compared: without case and accents, cut at everything that isn't a letter or a
    digit. Kept for a while: a new mail is compared with the subjects of the last hour, as the one before was."""
    small = text.lower()
    if not small.isascii():
        small = unicodedata.normalize("NFKD", small.translate(_SMALL))
        small = "".join(letter for letter in small if not unicodedata.combining(letter))
    return tuple(_WORD.findall(small))


def first_owner(topics: Topics, labels: Iterable[str]) -> str | None:
    """Who usually works on a request with these labels: the first topic's that says so."""
    found = (topics.find(label) for label in labels)
    return next((topic.owner for topic in found if topic and topic.owner), None)
