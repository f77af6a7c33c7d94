"""Whether an answer is thanks and nothing more, and what it says to "is everything settled?".

Careful by construction: every piece of the text has to be thanks, good news or an empty word. What isn't
understood is never plain thanks, because a request that is opened once too often is a smaller harm than a
problem that nobody reads.
"""

from __future__ import annotations

import re
import unicodedata

from frontdesk.rules.customers.thanks_words import (
    AGREED,
    COURTESIES,
    GREETINGS,
    HARMLESS,
    NO_TROUBLE,
    REFUSED,
    SETTLED,
    STILL_BROKEN,
    THANKS,
    TROUBLE,
    TROUBLE_PHRASES,
    WHAT_FOR,
)

_LONGEST = 400  # characters: who writes more says more
_QUESTION = re.compile(r"[?？؟⸮՞፧꘏⁇⁈;¿]")
_SENTENCE = re.compile(r"[.!,;:\n。！、，…|()（）–—]+|\s-+\s")
_AND = re.compile(r"\s(?:and|und|et|y|e|en|og|och|ja|i|a|és|și|и|і|και|ve)\s")
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_UNKNOWN_WORDS = 2  # beside thanks or good news in one clause: "my old printer works again"
_UNKNOWN_CHARACTERS = 6  # the same where words aren't spaced
_NAME_WORDS = 3
_GREETING_WORDS = 4


def is_plain_thanks(text: str) -> bool:
    """Whether the text only thanks, or only says that all is well. `text`: without quotes and signature."""
    words = _folded(text)
    if not words or len(words) > _LONGEST or _has_trouble(words):
        return False
    clauses = [clause for line in _without_name(text) for clause in _clauses(_folded(line))]
    if clauses and is_greeting(clauses[0]):
        del clauses[0]
    return all(map(_is_empty, clauses)) and any(map(_is_good, clauses))


def says_settled(text: str) -> bool:
    """Whether this answers "is everything settled?" with a yes and no more. Thanks alone don't say so."""
    words = _folded(text)
    return is_plain_thanks(text) and (_stands(SETTLED, words) or _stands(AGREED, words))


def says_not_settled(text: str) -> bool:
    """Whether this answers "is everything settled?" with a no."""
    words = _without(NO_TROUBLE, _folded(text[:_LONGEST]))
    first = next((clause for clause in _clauses(words) if not is_greeting(clause)), "")
    return says_still_broken(text) or any(_begins(first, phrase) for phrase in REFUSED)


def says_still_broken(text: str) -> bool:
    """Whether this says anywhere in its first words that it doesn't work, or not yet."""
    return _stands(STILL_BROKEN, _without(NO_TROUBLE, _folded(text[:_LONGEST])))


def asks(text: str) -> bool:
    """Whether there is a question mark in the first words, of any script."""
    return bool(_QUESTION.search(text[:_LONGEST]))


def begins_well(text: str) -> bool:
    """Whether the first words are thanks, praise or good news."""
    words = _folded(text[:_LONGEST])
    return any(_begins(words, phrase) for phrases in (THANKS, AGREED, SETTLED) for phrase in phrases)


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFC", text[: 4 * _LONGEST]).casefold().replace("’", "'")
    return "\n".join(" ".join(line.split()) for line in plain.splitlines() if line.strip())


def _has_trouble(words: str) -> bool:
    if _QUESTION.search(words):
        return True
    rest = _without(NO_TROUBLE, _without(COURTESIES, _without(SETTLED, words)))
    return not TROUBLE.isdisjoint(_WORD.findall(rest)) or _stands(TROUBLE_PHRASES, rest)


def _without(phrases: tuple[str, ...], words: str) -> str:
    for phrase in phrases:
        at = _find(words, phrase)
        while at >= 0:
            words = words[:at] + " " + words[at + len(phrase) :]
            at = _find(words, phrase)
    return words


def _clauses(words: str) -> list[str]:
    """The sentences, and what stands on both sides of an "and", unless that is part of good news."""
    sentences = [sentence.strip() for sentence in _SENTENCE.split(words)]
    parts = [[one] if one in SETTLED else _AND.split(one) for one in sentences]
    return [clause.strip() for part in parts for clause in part if clause.strip()]


def _is_good(clause: str) -> bool:
    return any(_stands(phrases, clause) for phrases in (THANKS, SETTLED, AGREED, COURTESIES))


def _is_empty(clause: str) -> bool:
    """Whether the clause says nothing besides thanks, good news and polite words."""
    rest = clause = _without(COURTESIES, clause)
    for phrases in (SETTLED, THANKS, NO_TROUBLE, AGREED):
        rest = _without(phrases, rest)
    unknown = [word for word in _WORD.findall(rest) if word not in HARMLESS]
    if not unknown:
        return True
    if rest == clause:
        return False
    if any(word[0] >= "\u0e00" for word in unknown):
        return sum(map(len, unknown)) <= _UNKNOWN_CHARACTERS
    told_what_for = _stands(SETTLED, clause) or not WHAT_FOR.isdisjoint(_WORD.findall(clause))
    return len(unknown) <= (_UNKNOWN_WORDS if told_what_for else 1)


def is_greeting(clause: str) -> bool:
    """Whether this is a greeting, with a name at most: "Hi all", "Guten Tag"."""
    words = _WORD.findall(clause.casefold())
    return 0 < len(words) <= _GREETING_WORDS and words[0] in GREETINGS


def _without_name(text: str) -> list[str]:
    """The lines without the last one if that is a name: up to three words that all begin in upper case."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > 1:
        words = _WORD.findall(lines[-1])
        if len(words) <= _NAME_WORDS and all(word[0].isupper() for word in words):
            return lines[:-1]
    return lines


def _stands(phrases: tuple[str, ...], words: str) -> bool:
    return any(_find(words, phrase) >= 0 for phrase in phrases)


def _begins(words: str, phrase: str) -> bool:
    return words.startswith(phrase) and _find(words[: len(phrase) + 1], phrase) == 0


def _find(words: str, phrase: str) -> int:
    """Where the phrase stands as whole words, -1 when it doesn't; scripts without spaces know no words."""
    at = words.find(phrase)
    if phrase[0] >= "\u0590" or not phrase[0].isalpha():
        return at
    while at >= 0:
        after = words[at + len(phrase) : at + len(phrase) + 1]
        if not (at and words[at - 1].isalnum()) and not after.isalnum():
            return at
        at = words.find(phrase, at + 1)
    return -1
