"""How people say thanks, that all is well, that it isn't, and that the trouble is back: [thanks] and [news] of every
language's data, whose English says what each row is for. `rules.customers.thanks` says how they are put together.

"Back" and "again" are good news of a printer and bad news of an error ("the problem is back", "Der Fehler ist wieder
da"), and without a word for either it isn't sure.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from frontdesk.rules.understood import by_language, phrases, table, words

THANKS = phrases("thanks.thanks")
SETTLED = phrases("thanks.settled")
AGREED = phrases("thanks.agreed")
COURTESIES = phrases("thanks.courtesies")
HARMLESS = words("thanks.harmless")
WHAT_FOR = words("thanks.what_for")
GREETINGS = words("thanks.greetings")
TROUBLE = words("thanks.trouble")
TROUBLE_PHRASES = phrases("thanks.trouble_phrases")
NO_TROUBLE = phrases("thanks.no_trouble")
REFUSED = phrases("thanks.refused")
ONLY_A_NO = words("thanks.only_a_no")
NEGATIONS = words("thanks.negations")
NEGATES_WITHIN = phrases("thanks.negates_within")
STILL_BROKEN = phrases("thanks.still_broken")


@table
def follows_a_no() -> dict[str, tuple[str, ...]]:
    """What may follow a no in the same breath, when that no answers the question; behind any other word it may be the
    "not" of that language ("no funciona", "nie działa"), and behind those of ONLY_A_NO anything may follow."""
    after = dict(by_language("thanks.follows_no"))
    return {no: after.get(language, ()) for language, (no, *_) in by_language("thanks.short_no")}


DOES_ITS_WORK = words("news.does_its_work")
WORKS = words("news.works")
NOW_AGAIN = words("news.now_again")
BESIDE = words("news.beside")
_OF_A_LANGUAGE = (
    "news.does_its_work",
    "news.works",
    "news.beside",
    "thanks.thanks",
    "thanks.settled",
    "thanks.harmless",
)


@table
def _now_or_not() -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    """The words that are a "now" here and a "not" there ("nu": Dutch, Danish, Swedish, and Romanian), each with what
    else those languages say."""
    now, no = _languages_by_word("news.now_again"), _languages_by_word("thanks.negations")
    said: dict[str, set[str]] = {}
    for row in _OF_A_LANGUAGE:
        for language, phrases_of in by_language(row):
            said.setdefault(language, set()).update(word for one in phrases_of for word in one.split())

    def of(languages: set[str]) -> frozenset[str]:
        return frozenset(word for language in languages for word in said.get(language, ()))

    return {word: (of(now[word]), of(no[word])) for word in now.keys() & no.keys()}


def _languages_by_word(row: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for language, said in by_language(row):
        for word in said:
            found.setdefault(word, set()).add(language)
    return found


def says_now(word: str, clause: Collection[str]) -> bool:
    """Whether a word that means "not" in some language is the "now" of the one that the rest of the clause is in."""
    now, no = _now_or_not().get(word, (frozenset(), frozenset()))
    others = [other for other in clause if other != word]
    return sum(other in now for other in others) > sum(other in no for other in others)


LATER = phrases("news.later")
LATER_BESIDE = words("news.later_beside")
DISCLAIMERS = phrases("footers.confidential")

# Who signs for somebody: the name follows.
SIGNS_FOR = (
    r"(?:i\.?\s?a\.|i\.?\s?v\.|ppa\.?|pp\.|p\.\s?p\.|p/o|p\.\s?o\.|on behalf of|im auftrag|in vertretung)"
)


_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")

_AILMENTS = words("again.ailments")
_AILMENT_ENDS = phrases("again.ailment_ends")
_RETURNS = words("again.returns")
_OVER = words("again.over")
_BESIDE_BACK = words("again.beside")
_BACK = words("again.back")


def came_back(clause: str) -> bool:
    """`clause`: in lower case."""
    said = _WORD.findall(clause.replace("’", "'"))
    known = frozenset(said)
    if not known or known & _OVER():
        return False
    ails = bool(known & _AILMENTS()) or any(word.endswith(_AILMENT_ENDS()) for word in said)
    if ails and known & _RETURNS():
        return True
    return bool(known & _BACK()) and len(said) > 1 and known <= _BESIDE_BACK()
