"""Whom a mail greets: "Hi Bob,", "Lieber Bob", "@Bob can you look?". Reads the first line; decides nothing.

Careful by construction: a name counts only where it is all that stands there besides the greeting.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from frontdesk.rules.customers.thanks_words import GREETINGS
from frontdesk.rules.model import Address
from frontdesk.rules.word_tables import words as words_of

_LOOKED_AT = 160  # characters of the first line
_MOST_WORDS = 6  # of a piece that is nothing but a greeting


_TITLES = words_of("""
mr mrs ms mx miss dr prof sir madam herr herrn hr frau fr m mme mlle monsieur madame mademoiselle señor señora sr sra
srta don doña senhor senhora signor signora sig dott dottssa heer dhr mevrouw mevr mw pan pani panie
""")
# What stands around a name in a greeting, besides the word that greets and a title.
_AROUND = words_of("""
good morning afternoon evening day there and greetings
sehr geehrter geehrte geehrtes werter werte guten morgen mittag tag abend grüß grüezi gott und mein meine
jour soir et días dias tardes noches noite tarde dia y e giorno pomeriggio sera gentilissimo gentilissima
egregio egregia goedemorgen goedemiddag goedenavond goeden goede middag avond geachte dag en
wieczór dzień szanowny szanowna drogi droga i prezado prezada exmo exma god morgon og och dimineața ziua
""")
_TITLE_DOT = re.compile(rf"(?<!\w)({'|'.join(sorted(_TITLES))})\.", re.IGNORECASE)
_PIECE = re.compile(r"([^,;:!?.。，：！–—]*?)(\s-+(?=\s|$)|[,;:!?.。，：！–—]|$)")
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_SHORTEST_NAME = 2


def greeted(text: str, people: Iterable[Address]) -> tuple[Address, ...]:
    """Those of `people` whom the first line of a text greets or calls by name."""
    line = next((line.strip() for line in text.splitlines() if line.strip()), "")[:_LOOKED_AT]
    if line.startswith(">"):
        return ()
    names = {person: _names(person) for person in people}
    anybodys = frozenset[str]().union(*names.values())
    words: set[str] = set()
    for piece, ends in _PIECE.findall(_TITLE_DOT.sub(r"\1", line)):
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
    return word in GREETINGS() or word in _AROUND or word in _TITLES


def _names(person: Address) -> frozenset[str]:
    words = _WORD.findall(f"{person.name} {re.sub(r'[._+-]', ' ', person.email.partition('@')[0])}")
    return frozenset(word.casefold() for word in words if len(word) >= _SHORTEST_NAME) - _TITLES
