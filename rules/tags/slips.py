"""Which tag a misspelt word was meant to be. Suggests; what is misspelt is never obeyed."""

from __future__ import annotations

import functools
import re

from frontdesk.rules.tags.foreign import TAG_WORDS
from frontdesk.rules.tags.table import BY_NAME, BY_WORD, PRIORITIES, TAGS, VIEWS
from frontdesk.rules.understood import table

_LONGEST_TEXT = 60
# Two slips in a word of six languages are too often a word of another, and one in a short one: "[Unix]" is no "unir".
_FOREIGN_AT_LEAST = 7  # letters
# Who does as told on a slip of these undoes, closes, joins or sends something: nobody is led to them.
NEVER_SUGGESTED = frozenset({"undo", "spam", "merge", "send", "outage", "all"})


@functools.lru_cache(maxsize=1024)
def near(word: str) -> str | None:
    """The name of the tag that `word` is a slip of, or None. Short words are too like each other to tell."""
    if not 4 <= len(word) <= 20 or not word.replace("-", "").replace("_", "").isalpha():
        return None
    letters = _letters(word)
    foreign = _foreign()
    found = []
    for known, known_letters in _long_words():
        most = 1 if min(len(word), len(known)) <= 5 or known in foreign else 2
        if known in foreign and len(word) < _FOREIGN_AT_LEAST:
            continue
        if abs(len(word) - len(known)) > most or (letters ^ known_letters).bit_count() > 2 * most:
            continue
        if _same_start(word, known) and (few := slips(word, known, most)) <= most:
            found.append((few, known))
    return BY_WORD[min(found)[1]].name if found else None


def in_place_of(text: str) -> str:
    """What to write in place of `text`, which is no tag: the example, without its brackets, of the tag that its own
    word is a slip of; else "help". Words behind it are the value's, and say nothing of the tag."""
    word = next(iter(re.split(r"[\s=:]+", text[:_LONGEST_TEXT].lower().strip())), "")
    if word in PRIORITIES:
        return f"priority={PRIORITIES[word]}"
    if word in VIEWS and word not in BY_WORD:
        return f"list {VIEWS[word]}"
    first = word.partition("_")[0]
    found = BY_WORD[first].name if first in BY_WORD else _closest(word)
    return "help" if found is None or found in NEVER_SUGGESTED else BY_NAME[found].example[1:-1]


def _closest(word: str) -> str | None:
    """As `near`, for what is surely meant as a tag: short words, too, and digits among the letters."""
    if not 3 <= len(word) <= 20:
        return None
    foreign = _foreign()
    found = []
    for known in (known for known in BY_WORD if len(known) >= 3):
        most = 1 if min(len(word), len(known)) <= 5 or known in foreign else 2
        alike = abs(len(word) - len(known)) <= most and _same_start(word, known)
        if alike and (few := slips(word, known, most)) <= most:
            found.append((few, known not in BY_NAME, known))
    return BY_WORD[min(found)[2]].name if found else None


def _letters(word: str) -> int:
    """A bit for each letter that occurs: words with few slips between them differ in few bits."""
    bits = 0
    for c in word:
        bits |= 1 << (ord(c) - 97 if "a" <= c <= "z" else 26)
    return bits


def _same_start(word: str, known: str) -> bool:
    """The first letter is seldom mistyped: without this "[vote]" and "[code]" were slips of "note"."""
    return word[0] == known[0] or word[:2] == known[1::-1] or word == known[1:] or word[1:] == known


def slips(a: str, b: str, most: int) -> int:
    """How many letters were left out, added, changed, or swapped with the next; over `most` is `most` + 1."""
    before: list[int] = []
    last = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        row = [i]
        for j, y in enumerate(b, 1):
            cost = min(last[j] + 1, row[-1] + 1, last[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        before, last = last, row
    return min(last[-1], most + 1)


@table
def _foreign() -> frozenset[str]:
    """The words of all languages but English and German, whose slips are known best."""
    german = {word for words in TAG_WORDS.get("de", {}).values() for word in words}
    return frozenset(BY_WORD) - {word for spec in TAGS for word in (spec.name, *spec.aliases)} - german


@table
def _long_words() -> list[tuple[str, int]]:
    foreign = _foreign()
    return [
        (word, _letters(word))
        for word in BY_WORD
        if len(word) >= (_FOREIGN_AT_LEAST if word in foreign else 4)
    ]
