"""Which tag a misspelt word was meant to be. Suggests; what is misspelt is never obeyed."""

from __future__ import annotations

import functools
import re
from difflib import get_close_matches

from frontdesk.rules.tags.table import BY_NAME, BY_WORD, PRIORITIES, VIEWS

_LONGEST_TEXT = 60
_LIKE = 0.65  # of the letters, as difflib counts: enough for "hld" and "deu", too little for any other word


@functools.lru_cache(maxsize=1024)
def near(word: str) -> str | None:
    """The name of the tag that `word` is a slip of, or None. Short words are too like each other to tell."""
    if not 4 <= len(word) <= 20 or not word.replace("-", "").replace("_", "").isalpha():
        return None
    letters = _letters(word)
    found = []
    for known, known_letters in _LONG_WORDS:
        most = 1 if min(len(word), len(known)) <= 5 else 2
        if abs(len(word) - len(known)) > most or (letters ^ known_letters).bit_count() > 2 * most:
            continue
        if _same_start(word, known) and (few := slips(word, known, most)) <= most:
            found.append((few, known))
    return BY_WORD[min(found)[1]].name if found else None


def in_place_of(text: str) -> str:
    """What to write in place of `text`, which is no tag: a tag's example, without its brackets; else "help"."""
    words = [word for word in re.split(r"[\s=:_-]+", text[:_LONGEST_TEXT].lower()) if word]
    for word in words:
        if word in PRIORITIES:
            return f"priority={PRIORITIES[word]}"
    for word in words:
        if found := get_close_matches(word, BY_NAME, 1, _LIKE) or get_close_matches(word, BY_WORD, 1, _LIKE):
            return BY_WORD[found[0]].example[1:-1]
    return next((f"list {VIEWS[word]}" for word in words if word in VIEWS), "help")


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


_LONG_WORDS = [(word, _letters(word)) for word in BY_WORD if len(word) >= 4]
