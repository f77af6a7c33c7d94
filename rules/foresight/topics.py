"""What a mail is about: its topics, by the words that stand whole in it, and how alike two mails are, from 0 to 1.

A topic is a named set of words, compared without case and accents. One that ends in `*` stands for all words that begin
so, as German writes "Druckerproblem" in one word. Two mails about printers aren't about one printer: a topic's words
count half, and where both name a thing of one kind by different numbers (floor 3 and floor 5, PC-0114 and PC-0220) they
aren't alike at all. Small words, greetings and what stands in any request count nothing. Pure.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from frontdesk.rules.model import Priority
from frontdesk.rules.understood import places, table, words
from frontdesk.rules.written_in import small_words

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


ALIKE = 0.5
_MOST_WORDS = 40
_OF_A_TOPIC, _PLAIN, _WITH_DIGITS = 0.5, 1.0, 1.5
_FEWEST_SHARED, _LEAST_SHARED = 2, 1.5  # words, and their weight
_TELLING = 2.0  # weight of a subject that says by itself what it is about
_SHORTEST = 4  # letters that an ending leaves of a word; "s" leaves three
_ENDINGS = ("ungen", "ings", "ung", "ing", "ern", "en", "er", "ed", "es", "os", "as", "s", "e", "n", "t")

_SAYS_NOTHING = words("topics.says_nothing")
_MIXED = re.compile(r"([^\W\d_]+)0*([0-9]+)")
_ORDINAL = re.compile(r"0*([0-9]{1,3})(?:st|nd|rd|th|er|e|eme|ste|de|o|a)")

OfTopic = Callable[[str], bool]


class About(NamedTuple):
    """What a mail is about. `words`, `subject`: what counts of the whole and of the subject, with its weight.
    `numbered`: things that are told apart by a number, with the numbers."""

    words: Mapping[str, float]
    subject: Mapping[str, float]
    numbered: Mapping[str, frozenset[str]]


def about(subject: str, text: str, of_topic: OfTopic) -> About:
    """`of_topic`: whether a word is one of a topic's."""
    numbered: dict[str, set[str]] = {}
    of_subject = _weighed(words_of(subject[:_SUBJECT_READ]), of_topic, numbered)
    words = of_subject | _weighed(words_of(text[:READ]), of_topic, numbered)
    return About(words, of_subject, {thing: frozenset(found) for thing, found in numbered.items()})


def alike(one: About, other: About) -> float:
    """0 where they share too little to say, or are about different things of one kind."""
    for thing, numbers in one.numbered.items():
        others = other.numbered.get(thing)
        if others is not None and numbers.isdisjoint(others):
            return 0.0
    score = _shared_part(one.words, other.words)
    if min(sum(one.subject.values()), sum(other.subject.values())) >= _TELLING:
        score = max(score, _shared_part(one.subject, other.subject))
    return score


def _shared_part(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    both = [weight for word, weight in one.items() if word in other]
    shared = sum(both)
    if len(both) < _FEWEST_SHARED or shared < _LEAST_SHARED:
        return 0.0
    return shared / (sum(one.values()) + sum(other.values()) - shared)


def _weighed(words: Sequence[str], of_topic: OfTopic, numbered: dict[str, set[str]]) -> dict[str, float]:
    nothing = _says_nothing()
    found: dict[str, float] = {}
    before = ""
    for place, word in enumerate(words):
        if len(found) >= _MOST_WORDS:
            break
        _number(word, before, words[place + 1] if place + 1 < len(words) else "", numbered)
        before = "" if word in nothing else word
        if word in nothing or word in _ordinals() or (len(word) < 2 and not word.isdigit()):
            continue
        if not word.isalpha():
            found[word] = _WITH_DIGITS
        else:
            found[_stem(word)] = _OF_A_TOPIC if of_topic(word) else _PLAIN
    return found


def _number(word: str, before: str, after: str, numbered: dict[str, set[str]]) -> None:
    """ "floor 3", "3rd floor", "third floor", "PC0114": a thing and its number."""
    thing, number = "", ""
    if word.isdigit():
        thing, number = before, word.lstrip("0")
    elif mixed := _MIXED.fullmatch(word):
        thing, number = mixed[1], mixed[2]
    elif ordinal := _ORDINAL.fullmatch(word):
        thing, number = after, ordinal[1]
    elif word in _ordinals():
        thing, number = after, _ordinals()[word]
    if thing and thing not in _says_nothing() and number:
        numbered.setdefault(_stem(thing), set()).add(number)


@lru_cache(maxsize=4096)
def _stem(word: str) -> str:
    """A word without its ending: "leaks" and "leaking" are one."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= (3 if ending == "s" else _SHORTEST):
            return word[: -len(ending)]
    return word


@table
def _says_nothing() -> frozenset[str]:
    return frozenset(word for text in (" ".join(_SAYS_NOTHING()), small_words()) for word in words_of(text))


@table
def _ordinals() -> dict[str, str]:
    return {word: str(place + 1) for word, place in places("topics.ordinals").items()}
