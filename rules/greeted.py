"""Whom a mail greets: "Hi Bob,", "Lieber Bob", "@Bob can you look?". Reads the first line; decides nothing.

Careful by construction: a name counts only where it is all that stands there besides the greeting.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from frontdesk.rules.customers.thanks_words import GREETINGS
from frontdesk.rules.model import Address
from frontdesk.rules.understood import table, words

_LOOKED_AT = 160  # characters of the first line
_MOST_WORDS = 6  # of a piece that is nothing but a greeting


_TITLES = words("greetings.titles")
_BESIDE = words("greetings.beside")  # the word that greets and a title
_PIECE = re.compile(r"([^,;:!?.。，：！–—]*?)(\s-+(?=\s|$)|[,;:!?.。，：！–—]|$)")
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_SHORTEST_NAME = 2


@table
def _title_dot() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)({'|'.join(map(re.escape, sorted(_TITLES())))})\.", re.IGNORECASE)


def greeted(text: str, people: Iterable[Address]) -> tuple[Address, ...]:
    """Those of `people` whom the first line of a text greets or calls by name."""
    line = next((line.strip() for line in text.splitlines() if line.strip()), "")[:_LOOKED_AT]
    if line.startswith(">"):
        return ()
    names = {person: _names(person) for person in people}
    anybodys = frozenset[str]().union(*names.values())
    words: set[str] = set()
    for piece, ends in _PIECE.findall(_title_dot().sub(r"\1", line)):
        said = [word.casefold() for word in _WORD.findall(piece)]
        called = _called(piece)
        name = [called] if called else [word for word in said if not _is_around(word)]
        is_greeting = bool(called) or (len(said) <= _MOST_WORDS and (ends or _is_whole(said, name)))
        if not is_greeting or not anybodys.issuperset(name):
            break
        words |= set(name)
        if called and len(said) > len(name) + 1:
            break
    return tuple(person for person, own in names.items() if own & words)


def _called(piece: str) -> str:
    """ "@Bob can you": whom an @ at the start, or behind the greeting, calls."""
    before, at, behind = piece.partition("@")
    found = _WORD.match(behind)
    said = (word.casefold() for word in _WORD.findall(before))
    return found[0].casefold() if at and found and all(map(_is_around, said)) else ""


def _is_whole(said: list[str], name: list[str]) -> bool:
    """Whether a line without any sign at its end is a greeting or a name alone, and no sentence."""
    return bool(said) and (_is_around(said[0]) or said == name)


def _is_around(word: str) -> bool:
    return word in GREETINGS() or word in _BESIDE() or word in _TITLES()


def _names(person: Address) -> frozenset[str]:
    words = _WORD.findall(f"{person.name} {re.sub(r'[._+-]', ' ', person.email.partition('@')[0])}")
    return frozenset(word.casefold() for word in words if len(word) >= _SHORTEST_NAME) - _TITLES()
