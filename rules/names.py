"""Names of people: by which one greets a person, and whom a mail greets.

What a mail client has for a name is "LEE Ann | Acme" for Ann Lee. No name is better than a wrong one: an address, a
role ("IT Support") or a sentence gives none. In a greeting ("Hi Bob,", "@Bob can you look?") a name counts only where
it is all that stands there besides the greeting. Pure text.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from frontdesk.rules.customers.thanks_words import GREETINGS
from frontdesk.rules.model import Address
from frontdesk.rules.understood import table, words

_LONGEST = 60  # characters of a name that somebody may be greeted by
_LOOKED_AT = 200
_BRACKETED = re.compile(r"\s*(?:\([^()]*\)|\[[^\[\]]*\]|<[^<>]*>|\{[^{}]*\})\s*")
_FIRM = re.compile(r"\s+(?:[|/–—·•:~]|-{1,2}|@|via|from|bei|chez|at)\s+.*|\s*\|.*", re.IGNORECASE | re.DOTALL)
_UNFIT = re.compile(
    r"[@\d_<>{}\[\]()|/\\=#*$%&+!?;:\"„“”«»~^]|www\.|\.(?:com|org|net|de|eu)\b", re.IGNORECASE
)
_WORD = re.compile(r"[^\W\d_]")
_TITLE = re.compile(
    r"(?:Dr|Prof|Dipl|Mag|Ing|Univ|PD|Priv|Doz|Mr|Mrs|Ms|Mx|Miss|Herr|Herrn|Frau|Hr|Mme|Mlle|Sr|Sra|Srta|Dott"
    r"|Dottssa|Sig|Sigra|Avv|Dhr|Mevr|Mw|Drs|Pani|Mgr|Inż|Exmo|Exma|Dra|Engª|Engº)\.?",
    re.IGNORECASE,
)
_MORE_OF_A_TITLE = re.compile(r"(?:med|jur|phil|rer|nat|pol|oec|habil|h|c|dent|vet|hab)\.?", re.IGNORECASE)
_AFTER_NAMES = re.compile(
    r"(?:ph\.?\s?d|m\.?d|mba|m\.?\s?sc|b\.?\s?sc|m\.?a|b\.?a|ll\.?m|jr|sr|i{2,3}|iv|esq|cpa|pmp|cissp|gmbh|ag|kg|se|inc|ltd|llc"
    r"|s\.?a|s\.?r\.?l|b\.?v|dipl\.?-?\s?ing|mag|bsc|msc)\.?",
    re.IGNORECASE,
)


_PARTICLES = words("names.particles")
_ROLES = words("names.roles")


def greeting_name(written: str, *, titles: bool = False) -> str:
    """The name, "" where there is none to greet by. `titles`: a "Dr." or "Frau" in front of it stays."""
    if "@" in written or "://" in written or len(written) > _LOOKED_AT:
        return ""
    plain = " ".join(_FIRM.sub("", _BRACKETED.sub(" ", f" {written} ").strip(" '\"`´‘’“”„,;")).split())
    words = _in_order(plain.strip(" '\"`´‘’“”„,;"))
    while words and _TITLE.fullmatch(words[-1]) and len(words) > 2:
        words.pop()
    kept: list[str] = []
    while len(words) > 1 and (_is_title(words[0]) or (kept and _MORE_OF_A_TITLE.fullmatch(words[0]))):
        kept.append(words.pop(0))
    if (
        not words
        or _TITLE.fullmatch(words[-1])
        or any(word.casefold().strip(".") in _ROLES() for word in words)
    ):
        return ""
    name = " ".join([*(kept if titles else []), *_cased(_family_last(words))])
    fit = len(name) <= _LONGEST and not _UNFIT.search(name) and _WORD.search(name) and len(words) <= 6
    return name if fit and name.isprintable() else ""


def inbox_name(person: Address, taken: Collection[str]) -> str:
    """By what a person is told from others in a list of mails. `taken`: names, casefolded, that nobody else may bear
    there: a stranger who calls himself as a colleague does is shown by the address's local part."""
    name = greeting_name(person.name, titles=True)
    return person.email.partition("@")[0][:_LONGEST] if not name or name.casefold() in taken else name


def _is_title(word: str) -> bool:
    """ "Dr.", "Dr.-Ing.", "Dipl.-Ing."."""
    return all(map(_TITLE.fullmatch, re.split(r"[.-]+", word.rstrip("."))))


def _in_order(name: str) -> list[str]:
    """The words as they are spoken: "Lee, Ann" is Ann Lee, "Ann Lee, PhD" too."""
    family, *rest = (part.strip() for part in name.split(","))
    named = [part for part in rest if part and not all(map(_AFTER_NAMES.fullmatch, part.split()))]
    if len(named) != len([part for part in rest if part]) or not named:
        return (f"{named[0]} {family}" if named else family).split()
    own = [word for word in family.split() if word.casefold() not in _PARTICLES()]
    if len(own) > 2:
        return family.split()  # "Ann Maria Lee, Sales": what follows is no first name
    return f"{named[0]} {family}".split()


def _family_last(words: list[str]) -> list[str]:
    """ "LEE Ann" and "VAN DAM Ann": a family name in capitals stands last."""
    first = 0
    while first < len(words) and _shouted(words[first]):
        first += 1
    if 0 < first < len(words) and all(
        not _shouted(word) or len(word.strip(".")) == 1 for word in words[first:]
    ):
        return words[first:] + words[:first]
    return words


def _shouted(word: str) -> bool:
    letters = [sign for sign in word if sign.isalpha()]
    return len(letters) > 1 and word.upper() == word and word.lower() != word


def _cased(words: list[str]) -> list[str]:
    lower = all(word.lower() == word for word in words)
    return [
        _as_written(word, at) if _shouted(word) or (lower and word.upper() != word) else word
        for at, word in enumerate(words)
    ]


def _as_written(word: str, at: int) -> str:
    """ "O'BRIEN" is O'Brien, "MEYER-LANDRUT" Meyer-Landrut, "VAN" between names van."""
    if at and word.casefold() in _PARTICLES():
        return word.lower()
    named = re.sub(r"[^\W\d_]+", lambda part: part[0][0].upper() + part[0][1:].lower(), word)
    return re.sub(r"\bMc([a-z])", lambda part: f"Mc{part[1].upper()}", named)


_GREETING_READ = 160  # characters of the first line
_MOST_WORDS = 6  # of a piece that is nothing but a greeting


_TITLES = words("greetings.titles")
_BESIDE = words("greetings.beside")  # the word that greets and a title
_PIECE = re.compile(r"([^,;:!?.。，：！–—]*?)(\s-+(?=\s|$)|[,;:!?.。，：！–—]|$)")
_NAME_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_SHORTEST_NAME = 2


@table
def _title_dot() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)({'|'.join(map(re.escape, sorted(_TITLES())))})\.", re.IGNORECASE)


def greeted(text: str, people: Iterable[Address]) -> tuple[Address, ...]:
    """Those of `people` whom the first line of a text greets or calls by name."""
    line = next((line.strip() for line in text.splitlines() if line.strip()), "")[:_GREETING_READ]
    if line.startswith(">"):
        return ()
    names = {person: _names(person) for person in people}
    anybodys = frozenset[str]().union(*names.values())
    words: set[str] = set()
    for piece, ends in _PIECE.findall(_title_dot().sub(r"\1", line)):
        said = [word.casefold() for word in _NAME_WORD.findall(piece)]
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
    found = _NAME_WORD.match(behind)
    said = (word.casefold() for word in _NAME_WORD.findall(before))
    return found[0].casefold() if at and found and all(map(_is_around, said)) else ""


def _is_whole(said: list[str], name: list[str]) -> bool:
    """Whether a line without any sign at its end is a greeting or a name alone, and no sentence."""
    return bool(said) and (_is_around(said[0]) or said == name)


def _is_around(word: str) -> bool:
    return word in GREETINGS() or word in _BESIDE() or word in _TITLES()


def _names(person: Address) -> frozenset[str]:
    words = _NAME_WORD.findall(f"{person.name} {re.sub(r'[._+-]', ' ', person.email.partition('@')[0])}")
    return frozenset(word.casefold() for word in words if len(word) >= _SHORTEST_NAME) - _TITLES()
