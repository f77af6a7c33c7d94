"""Which answer somebody means, and which may fit a request. Finds; whether one goes out is a technician's word."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import pairwise

from frontdesk.rules.answers.answer import Answer, Library
from frontdesk.rules.understood import words

NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])")
MOST_NEAREST, MOST_SUGGESTED = 3, 2
FITS = 0.25  # part of what an answer is found by
_BY_ITS_WORDS = 0.5  # what one of its own words counts, its title's words together
_LOOKED_AT = 500  # characters of a mail
_WORD = re.compile(r"[^\W_]{2,40}")
_COMMON = words("titles.common")


def bare_words(text: str) -> list[str]:
    """A text's words without case and accents, in order; ä is also written ae."""
    plain = unicodedata.normalize("NFC", text).casefold()
    plain = plain.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue")
    if not plain.isascii():
        spread = unicodedata.normalize("NFKD", plain)
        plain = "".join(char for char in spread if not unicodedata.combining(char))
    return _WORD.findall(plain)


def nearest(asked: str, library: Library, languages: Sequence[str] = ()) -> tuple[tuple[str, str], ...]:
    """At most three names like this one, by name and by title, the most alike first; each with its title."""
    wanted = asked.partition("/")[0]
    looked_for = frozenset(bare_words(wanted.replace("-", " ")))
    scored = [
        (_likeness(wanted, looked_for, name, title), name, title)
        for name, title in library.titles(languages).items()
    ]
    best = sorted((one for one in scored if one[0] >= _ALIKE), key=lambda one: (-one[0], one[1]))
    return tuple((name, title) for _, name, title in best[:MOST_NEAREST])


_ALIKE = 0.5


def _likeness(wanted: str, looked_for: frozenset[str], name: str, title: str) -> float:
    shared = looked_for & _significant(title + " " + name.replace("-", " "))
    by_words = len(shared) / len(looked_for) if looked_for else 0.0
    matcher = SequenceMatcher(None, wanted, name, autojunk=False)
    by_letters = matcher.ratio() if matcher.real_quick_ratio() >= _ALIKE else 0.0
    return max(by_letters, by_words, 0.9 if len(wanted) >= 2 and name.startswith(wanted) else 0.0)


@lru_cache(maxsize=4096)
def _significant(text: str) -> frozenset[str]:
    return frozenset(bare_words(text)) - _COMMON()


class Index:
    """The answers of a library by the words that they are found by; made once for each state of it."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self._with: dict[str, set[str]] = {}
        self._labelled: dict[str, set[str]] = {}
        for name, found in library.answers.items():
            for answer in found.values():
                for word in _found_by(answer):
                    self._with.setdefault(word, set()).add(name)
                for label in answer.labels:
                    self._labelled.setdefault(label.casefold(), set()).add(name)

    def fitting(
        self, subject: str, text: str, labels: Sequence[str] = (), first: Sequence[str] = ()
    ) -> tuple[str, ...]:
        """At most two names that may fit: those in `first` (a topic's), then the best by label and words."""
        given = bare_words(f"{subject}\n{text[:_LOOKED_AT]}")
        said = set(given) | {" ".join(pair) for pair in pairwise(given)}
        names = {name for word in said for name in self._with.get(word, ())}
        labelled = {name for label in labels for name in self._labelled.get(label.casefold(), ())}
        scores = {
            name: max(_score(self.library.answers[name], said), FITS * (name in labelled))
            for name in names | labelled
        }
        best = sorted(scores, key=lambda name: (-scores[name], name))
        chosen = [name for name in dict.fromkeys(first) if name in self.library.answers]
        chosen += [name for name in best if scores[name] >= FITS and name not in chosen]
        return tuple(chosen[:MOST_SUGGESTED])

    def asked_for(self, wanted: str) -> list[str]:
        """The names that have all of these words in their name, title, words or labels; all when none is given."""
        looked_for = bare_words(wanted.replace("-", " "))
        return [name for name, found in sorted(self.library.answers.items()) if _has_all(found, looked_for)]


def _found_by(answer: Answer) -> set[str]:
    own = {" ".join(bare_words(word)) for word in answer.words}
    return {*own, *_significant(f"{answer.title} {answer.name.replace('-', ' ')}")} - {""}


def _score(found: Mapping[str, Answer], said: set[str]) -> float:
    return max(_score_of(answer, said) for answer in found.values())


def _score_of(answer: Answer, said: set[str]) -> float:
    """Up to 1: each of its own words halves what is missing; of its title's words the part that was said."""
    own = {" ".join(bare_words(word)) for word in answer.words} & said
    title = _significant(answer.title)
    by_title = len(title & said) / len(title) if title else 0.0
    missing = (1 - _BY_ITS_WORDS) ** len(own) * (1 - _BY_ITS_WORDS * by_title)
    return 1 - missing


def _has_all(found: Mapping[str, Answer], looked_for: list[str]) -> bool:
    whole = " ".join(
        f"{one.name.replace('-', ' ')} {one.title} {' '.join(one.words)} {' '.join(one.labels)}"
        for one in found.values()
    )
    there = bare_words(whole)
    return all(any(word.startswith(wanted) for word in there) for wanted in looked_for)
