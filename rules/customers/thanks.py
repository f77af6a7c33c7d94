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
    BESIDE,
    COURTESIES,
    DISCLAIMERS,
    DOES_ITS_WORK,
    GREETINGS,
    HARMLESS,
    LATER,
    LATER_BESIDE,
    NEGATES_WITHIN,
    NEGATIONS,
    NO_TROUBLE,
    NOW_AGAIN,
    ONLY_A_NO,
    REFUSED,
    SETTLED,
    SIGNS_FOR,
    STILL_BROKEN,
    THANKS,
    TROUBLE,
    TROUBLE_PHRASES,
    WHAT_FOR,
    WORKS,
    came_back,
    follows_a_no,
    says_now,
)
from frontdesk.rules.understood import table

_LONGEST = 400  # characters: who writes more says more
_READ = 20_000  # characters in which the end of what is theirs is sought
_QUESTION = re.compile(r"[?？؟⸮՞፧꘏⁇⁈;¿]")
_SENTENCE = re.compile(r"[.!,;:\n。！、，…|()（）–—]+|\s-+\s")
_AND = re.compile(r"\s(?:and|und|et|y|e|en|og|och|ja|i|a|és|și|и|і|και|ve)\s")
_NOT_AND = re.compile(r"(?:no|non|nu|não|nao|ne|nie)\s(?:e|y|i|a)\s")  # "is" in Romanian and Italian
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_UNKNOWN_WORDS = 2  # beside thanks or good news in one clause: "my old printer works again"
_UNKNOWN_CHARACTERS = 6  # the same where words aren't spaced
_PROMISE = " will test "
_NAME_WORDS = 3
_GREETING_WORDS = 4
_LONGEST_NEWS = 9  # words
_SIGNS_FOR = re.compile(rf"{SIGNS_FOR}\s", re.IGNORECASE)
_SIGNED_FOR = re.compile(rf"[,.!\s]\s*(?i:{SIGNS_FOR})\s+[A-ZÄÖÜ]")


def is_plain_thanks(text: str) -> bool:
    """Whether the text only thanks, or only says that all is well. `text`: without quotes and signature."""
    text = _own_words(text)
    words = _folded(text)
    if not words or len(words) > _LONGEST:
        return False
    clauses = [clause for line in _without_name(text) for clause in _clauses(_folded(line))]
    if clauses and is_greeting(clauses[0]):
        del clauses[0]
    clauses = _after_a_no(clauses)
    rest = [clause for clause in clauses if not _works_again(clause)]
    if any(map(came_back, clauses)):
        return False
    if _has_trouble(" . ".join(rest)) or _QUESTION.search(words) or says_still_broken(text):
        return False
    return all(map(_is_empty, rest)) and any(map(_is_good, clauses))


def says_thanks(text: str) -> bool:
    """Whether thanks are among what is only thanks and good news."""
    return is_plain_thanks(text) and _stands(THANKS(), _folded(text))


def says_settled(text: str) -> bool:
    """Whether this answers "is everything settled?" with a yes and no more. Thanks alone don't say so."""
    if not is_plain_thanks(text):
        return False
    words = _folded(_own_words(text))
    said = _without(COURTESIES(), words)  # "no problem" is both
    phrases = (SETTLED(), AGREED(), NO_TROUBLE())
    return any(_stands(each, said) for each in phrases) or any(map(_works_again, _clauses(words)))


def says_later(text: str) -> bool:
    """Whether somebody will try it, and says no more than that and thanks: what they find is still to come."""
    text = _own_words(text)
    words = _folded(text)
    if len(words) > _LONGEST or _QUESTION.search(words) or not _stands(LATER(), words):
        return False
    lines = (_without(_with_an_and(), _folded(line), _PROMISE) for line in _without_name(text))
    rest = [clause for line in lines for clause in _clauses(line)]
    rest = [clause for clause in rest if not is_greeting(clause) and not _is_promise(clause)]
    return not _has_trouble(" . ".join(rest)) and all(map(_is_empty, rest))


def says_not_settled(text: str) -> bool:
    """Whether this answers "is everything settled?" with a no."""
    if is_plain_thanks(text):  # "No, all good"
        return False
    words = _without(NO_TROUBLE(), _folded(text[:_LONGEST]))
    first = next((clause for clause in _clauses(words) if not is_greeting(clause)), "")
    return says_still_broken(text) or any(_begins(first, phrase) for phrase in REFUSED())


def says_still_broken(text: str) -> bool:
    """Whether this says anywhere in its first words that it doesn't work, or not yet."""
    words = _without(NO_TROUBLE(), _folded(text[:_LONGEST]))
    return _stands(STILL_BROKEN(), words) or any(map(came_back, _clauses(words)))


def asks(text: str) -> bool:
    """Whether there is a question mark in the first words, of any script."""
    return bool(_QUESTION.search(text[:_LONGEST]))


def begins_well(text: str) -> bool:
    """Whether the first words are thanks, praise or good news."""
    words = _folded(text[:_LONGEST])
    return any(_begins(words, phrase) for phrases in (THANKS(), AGREED(), SETTLED()) for phrase in phrases)


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFC", text[: 4 * _LONGEST]).casefold().replace("’", "'")
    return "\n".join(" ".join(line.split()) for line in plain.splitlines() if line.strip())


def _has_trouble(words: str) -> bool:
    if _QUESTION.search(words):
        return True
    rest = _without(NO_TROUBLE(), _without(COURTESIES(), _without(SETTLED(), words)))
    return _means(TROUBLE(), rest, words) or _stands(TROUBLE_PHRASES(), rest)


def _means(what: frozenset[str], words: str, clause: str) -> bool:
    """Whether one of these stands among the words, and isn't the "now" of the language that the clause is in."""
    found, said = what.intersection(_WORD.findall(words)), _WORD.findall(clause)
    return any(not says_now(word, said) for word in found)


def _without(phrases: tuple[str, ...], words: str, instead: str = " ") -> str:
    for phrase in phrases:
        at = _find(words, phrase)
        while at >= 0:
            words = words[:at] + instead + words[at + len(phrase) :]
            at = _find(words, phrase)
    return words


def _clauses(words: str) -> list[str]:
    """The sentences, and what stands on both sides of an "and", unless that is part of good news."""
    sentences = [sentence.strip() for sentence in _SENTENCE.split(words)]
    parts = [[one] if _is_whole(one) else _AND.split(one) for one in sentences]
    return [clause.strip() for part in parts for clause in part if clause.strip()]


def _is_whole(sentence: str) -> bool:
    """Whether an "and" in it is none: "not a problem", "je vous en prie"."""
    known = sentence in SETTLED() or sentence in NO_TROUBLE() or sentence in COURTESIES()
    return known or _NOT_AND.match(sentence) is not None


def _after_a_no(clauses: list[str]) -> list[str]:
    """ "No, all good": a no that is followed by good news says that nothing is left."""
    if clauses and any(_begins(clauses[0], phrase) for phrase in NO_TROUBLE()):  # "no issues"
        return clauses
    rest = list(clauses)
    while rest and _is_a_no(rest[0]):  # "No, no, all good"
        del rest[0]
    if rest and len(rest) == len(clauses):
        refused, _, attached = rest[0].partition(" ")
        if not (refused in ONLY_A_NO() or attached.partition(" ")[0] in follows_a_no().get(refused, ())):
            return clauses
        rest[0] = attached
    return rest if any(map(_is_good, rest)) else clauses


def _is_a_no(clause: str) -> bool:
    """A no and nothing else; not "not yet"."""
    known = clause in ONLY_A_NO() or clause in NEGATIONS() or clause[0] >= "\u0e00"
    return clause in REFUSED() and known and not _stands(STILL_BROKEN(), clause)


def _works_again(clause: str) -> bool:
    """ "It prints now": what it does when it works, since when, and no other word behind the subject."""
    words = _WORD.findall(clause)
    if len(words) == 1 and words[0] in WORKS():
        return True
    does = next((at for at, word in enumerate(words) if word in DOES_ITS_WORK()), None)
    if (
        does is None
        or not _does_now(words)
        or _negates(clause, clause)
        or _has_trouble(clause)
        or len(words) > _LONGEST_NEWS
    ):
        return False
    subject, rest = words[:does], words[does + 1 :]
    unknown = [word for word in subject if word not in BESIDE() and word not in NOW_AGAIN()]
    known = BESIDE() | NOW_AGAIN() | DOES_ITS_WORK()
    return len(unknown) <= 1 and all(word in known for word in rest)


def _does_now(words: list[str]) -> bool:
    return not NOW_AGAIN().isdisjoint(words)


@table
def _with_an_and() -> tuple[str, ...]:
    """Promises that hold the "and" of some language ("I'll have a look", in Slovak): they stand as a shorter one."""
    return tuple(phrase for phrase in LATER() if _AND.search(phrase))


def _is_promise(clause: str) -> bool:
    if not _stands(LATER(), clause):
        return _all_known(clause, LATER_BESIDE())
    return _all_known(_without(THANKS(), _without(LATER(), clause)), LATER_BESIDE() | HARMLESS())


def _all_known(clause: str, known: frozenset[str]) -> bool:
    return all(word in known for word in _WORD.findall(clause))


def _own_words(text: str) -> str:
    """Without the lawyers' paragraphs below, and without who signs for whom."""
    lines = text[:_READ].strip().splitlines()
    for at, line in enumerate(lines):
        if (
            at
            and not lines[at - 1].strip()
            and _stands(DISCLAIMERS(), _folded("\n".join(lines[at : at + 3])))
        ):
            lines = lines[:at]
            break
        if _SIGNS_FOR.match(line.strip()):
            lines = lines[:at]
            break
        if found := _SIGNED_FOR.search(line):
            lines = [*lines[:at], line[: found.start()]]
            break
    return "\n".join(lines)


def _is_good(clause: str) -> bool:
    return _works_again(clause) or any(
        _stands(phrases, clause) for phrases in (THANKS(), SETTLED(), AGREED(), COURTESIES(), NO_TROUBLE())
    )


def _is_empty(clause: str) -> bool:
    """Whether the clause says nothing besides thanks, good news and polite words."""
    rest = clause = _without(COURTESIES(), clause)
    for phrases in (SETTLED(), THANKS(), NO_TROUBLE(), AGREED()):
        rest = _without(phrases, rest)
    if _negates(rest, clause):
        return False
    unknown = [word for word in _WORD.findall(rest) if word not in HARMLESS()]
    if not unknown:
        return True
    if rest == clause:
        return False
    if any(word[0] >= "\u0e00" for word in unknown):
        return sum(map(len, unknown)) <= _UNKNOWN_CHARACTERS
    told_what_for = _stands(SETTLED(), clause) or not WHAT_FOR().isdisjoint(_WORD.findall(clause))
    return len(unknown) <= (_UNKNOWN_WORDS if told_what_for else 1)


def _negates(words: str, clause: str) -> bool:
    """Whether a "not" stands there, in any language. `clause`: all of it, which tells the language."""
    return _means(NEGATIONS(), words, clause) or any(part in words for part in NEGATES_WITHIN())


def is_greeting(clause: str) -> bool:
    """Whether this is a greeting, with a name at most: "Hi all", "Guten Tag"."""
    words = _WORD.findall(clause.casefold())
    return 0 < len(words) <= _GREETING_WORDS and words[0] in GREETINGS()


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
