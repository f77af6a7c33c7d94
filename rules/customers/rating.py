"""The survey's answer: a rating from 1 to 5, from the prefilled subject or from what the customer wrote.

People are asked for a number and a few words, and write "5 thank you", "Hi, 4" or "I'd say 3". They also write
"2 people can't print", which is no rating. Recognises; what follows from a rating is decided in
`rules.from_customer`.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from frontdesk.rules.customers.thanks import (
    asks,
    begins_well,
    is_greeting,
    is_plain_thanks,
    says_not_settled,
    says_still_broken,
)
from frontdesk.rules.languages import every
from frontdesk.rules.understood import phrases, places, table, words

_PLEAS = phrases("ratings.pleas")  # something is to be done again
_ASKING = phrases("ratings.asking")
LOW = 2  # and below: the managers hear of it
_LONGEST = 200  # characters of a sentence that are looked at
_MOST_LINES = 12

# "5 of 5", "5 stars", in the languages of our mails and their neighbours'.
_OF = r"(?:out of|of|von|sur|de|su|van|em|na|av|af|z|из|з)"
_UNITS = (
    r"(?:stars?|sterne?n?|points?|punkte?n?|étoiles?|estrellas?|estrelas?|stell[ae]|ster(?:ren)?|gwiazd\w{1,4}|punt[ios]s?"
    r"|puntos?|pontos?|punt(?:en)?|punkt\w{0,3})"
)
_STARS = re.compile(r"\s{0,4}([⭐★]\ufe0f?){1,5}(?![⭐★])[☆\s]{0,4}")
_MOST_DIGITS = 12  # characters of an answer that is a number and little else
# What a number may be decked out with; "-1" and "#1" are other things than a 1.
_BEFORE = r"[\s*_#>-]{0,8}(?<![#-])"
_NUMBER = (
    rf"([1-5])(?![\d:%]|[.,]\d|\s{{0,2}}(?:/|{_OF}\b)\s{{0,2}}(?!5\b)\d|[,\s]{{0,3}}[-–>]{{0,2}}\s?\d)\s{{0,2}}"
    rf"(?:/\s{{0,2}}5\b|{_OF} 5\b|{_UNITS}\b)?"
    r"(?:\s{0,2}\b(?:geben|vergeben|sagen)\b)?(?:[\s.!,;:)*_-]|[/+](?!\s*\d)){0,8}"
)
_AT_FIRST = re.compile(
    rf"{_BEFORE}(?:(?:rating|bewertung|note|score|stars?|sterne?)\b[ :=]{{0,3}})?{_NUMBER}",
    re.IGNORECASE,
)
_SAID = re.compile(rf"(?<![\w.,/-]){_NUMBER}", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_CLAUSE = re.compile(r"[^,.!:;\n]*[,.!:;\n\s]*")


_OF_TEN = re.compile(
    rf"{_BEFORE}(\d{{1,2}})\s{{0,2}}(?:/\s{{0,2}}|{_OF} )10\b[\s.!,;:]{{0,8}}",
    re.IGNORECASE,
)
_PERCENT = re.compile(
    rf"{_BEFORE}(\d{{1,3}})\s{{0,2}}(?:%|percent\b|prozent\b)[\s.!,;:]{{0,8}}", re.IGNORECASE
)
_BETWEEN = re.compile(
    rf"{_BEFORE}([1-4])\s?(?:[-–]|to|or|bis|oder|ou|à|o|of|lub)\s?([2-5])(?!\d|[.,]\d|\s?[-–,]\s?\d)[\s.!,;:]{{0,8}}",
    re.IGNORECASE,
)
_WITH_A_PART = re.compile(
    rf"{_BEFORE}([1-4])(?:[.,][1-9]|½)(?!\d)\s{{0,2}}"
    rf"(?:/\s{{0,2}}5\b|{_OF} 5\b|{_UNITS}\b)?[\s.!,;:]{{0,8}}",
    re.IGNORECASE,
)


_LEADING = words("ratings.leading")  # "I would give it a", "meine Bewertung ist"
_MOST_LEADING = 8

_CORRECTING = words("ratings.correcting")
_LONGEST_PLEA = 1_000

# What a rating may be followed by besides thanks and praise: reasons, and the words of our own links.
_FOLLOWING = words("ratings.following")


@table
def _number_words() -> dict[str, int]:
    return {word: place + 1 for word, place in places("ratings.numbers").items()}


_WITH_A_WORD = re.compile(
    rf"([^\W\d_]{{1,7}})(?: {_UNITS})?(?: {_OF} (5|[^\W\d_]{{2,6}}))?[\s.!]{{0,8}}",
    re.IGNORECASE,
)
# In answer to the survey a number at the beginning is one, in whatever clothes it comes.
_DRESSED = re.compile(
    r"[\s\"'„“”«»‘’*_#>-]{0,8}(?<![#-])([1-5])(?:[.,]0)?(?!\d|[\s,]{0,3}[-–>]{0,2}\s?\d|\s?/)"
    rf"(?!\s{{0,2}}{_OF}\s{{0,2}}(?!5\b)\d)[\"'“”«»‘’]?(?=$|[\s.!,;:()-])"
)
_NOT_BUT = re.compile(
    r"[\s]{0,8}(?:not|nicht|keine|pas|no|non|não|niet|nie|inte|ikke|ne|nem|не)(?: [^\W\d_]{1,4})? [0-9]{1,2},? "
    r"(?:but|sondern|mais|sino|mas|ma|maar|ale|utan|men|hanem|ci|nego|а)(?: [^\W\d_]{1,6})? ([1-5])\b[\s.!]{0,8}",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[.!?;\n]")


class Rating(NamedTuple):
    value: int
    comment: str


@lru_cache(maxsize=1)
def _in_subject(words: tuple[str, ...]) -> re.Pattern[str]:
    """What our own mailto links put into the subject, in every language of our mails."""
    known = "|".join(map(re.escape, words))
    return re.compile(rf"\b(?:{known})\b[ :]{{0,3}}([1-5])\b(?![.,]\d)", re.IGNORECASE)


def read_rating(subject: str, text: str) -> Rating | None:
    """The rating in an answer to the survey; None when it holds none.

    A number counts in our own prefilled subject, at the beginning of the text, in a line of its own, or where
    a sentence leads to it; what follows it must not make it the beginning of something else.
    """
    in_subject = _in_subject(every("survey", "word")).search(subject[:_LONGEST])
    if in_subject:
        return Rating(int(in_subject[1]), _comment(text, in_subject[1]))
    said = _without_greeting(_in_our_digits(text.strip()))
    stars = _STARS.match(said[:_LONGEST])
    if stars:
        return Rating(sum(said[: stars.end()].count(star) for star in "⭐★"), said[stars.end() :].strip())
    return _at_first(said) or _in_a_sentence(said) or _as_a_word(said) or _in_a_line(said)


def read_loosely(text: str) -> Rating | None:
    """What an answer to the survey says in another scale: "10/10", "90 %", "4.5", "3-4". In doubt, the lower."""
    said = _without_greeting(_in_our_digits(text.strip()))
    found = _OF_TEN.match(said[:_LONGEST])
    if found and 1 <= int(found[1]) <= 10:
        return _ends_well(said, found, (int(found[1]) + 1) // 2)
    found = _PERCENT.match(said[:_LONGEST])
    if found and int(found[1]) <= 100:
        return _ends_well(said, found, max(1, round(int(found[1]) / 20)))
    found = _BETWEEN.match(said[:_LONGEST])
    if found and int(found[2]) == int(found[1]) + 1:
        return _ends_well(said, found, int(found[1]))
    found = _WITH_A_PART.match(said[:_LONGEST])
    return _ends_well(said, found, int(found[1])) if found else None


def read_freely(text: str) -> Rating | None:
    """The number that an answer to the survey begins with, whatever follows it in its later sentences."""
    said = _without_greeting(text.strip())
    if (found := _NOT_BUT.match(said[:_LONGEST])) is not None:
        return Rating(int(found[1]), said[found.end() :].strip())
    found = _DRESSED.match(said[:_LONGEST])
    if found is None:
        return None
    rest = said[found.end() :].strip(" \t.!,;:-")
    first = _SENTENCE.split(rest, maxsplit=1)[0]
    return Rating(int(found[1]), rest) if not rest or rest[0] == "(" or _goes_on(first) else None


def is_correction(text: str) -> bool:
    """Whether somebody takes another number back: "sorry, I meant 5"."""
    return not _CORRECTING().isdisjoint(_WORD.findall(text[:_LONGEST].casefold()))


def pleads(words: str) -> bool:
    """Whether words beside a rating say that something is left to be done, now: then they are a request, too."""
    begs = asks(words) and _begs(words)
    return begs or says_still_broken(words) or _stands(_PLEAS(), words[:_LONGEST_PLEA].casefold())


def _begs(words: str) -> bool:
    return _stands(_ASKING(), words[:_LONGEST_PLEA].casefold())


def _stands(phrases: tuple[str, ...], words: str) -> bool:
    folded = " ".join(words.replace("’", "'").split())
    return any(
        re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", folded) for phrase in phrases if phrase in folded
    )


def _ends_well(text: str, found: re.Match[str], value: int) -> Rating | None:
    """As `_ends`, for a number in another scale."""
    rest = text[found.end() :].strip()
    apart = set(found[0][-3:]) & set(".!,;:\n")
    if rest and not apart and not _goes_on(rest):
        return None
    return Rating(value, rest)


def _in_our_digits(text: str) -> str:
    """A short answer with 1 to 5 for the digits of other scripts ("５", "٥", the key 5️⃣); a longer one as it is."""
    if text.isascii() or len(text) > _MOST_DIGITS:
        return text
    digits = (str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)
    return "".join(digits).replace("\ufe0f\u20e3", "")


def _comment(text: str, number: str) -> str:
    """The words of a mail whose subject has the rating, without the number when they just say it again."""
    words = text.strip()
    return "" if words == number else words


def _without_greeting(text: str) -> str:
    first = _CLAUSE.match(text[:_LONGEST])
    if not first or not is_greeting(first[0]) or any(map(str.isdigit, first[0])):
        return text
    return text[first.end() :].strip()


def _at_first(text: str) -> Rating | None:
    return _ends(text, _AT_FIRST.match(text[:_LONGEST]))


def _in_a_sentence(text: str) -> Rating | None:
    found = _SAID.search(text[:_LONGEST])
    leading = _WORD.findall(text[: found.start()].casefold().replace("’", "'")) if found else []
    if not 0 < len(leading) <= _MOST_LEADING or not _LEADING().issuperset(leading):
        return None
    return _ends(text, found)


def _as_a_word(text: str) -> Rating | None:
    found = _WITH_A_WORD.fullmatch(text[:_LONGEST])
    if found is None:
        return None
    known, best = _number_words(), (found[2] or "5").casefold()
    value = known.get(found[1].casefold())
    return Rating(value, "") if value and (best == "5" or known.get(best) == 5) else None


def _in_a_line(text: str) -> Rating | None:
    """A number that has a line for itself, unless the others say that something is left to do."""
    lines = text.split("\n", _MOST_LINES)
    for at, line in enumerate(lines[:_MOST_LINES]):
        found = _AT_FIRST.fullmatch(line.strip()[:_LONGEST])
        others = "\n".join((*lines[:at], *lines[at + 1 :])).strip()
        if found and not _goes_wrong(others):
            return Rating(int(found[1]), others)
    return None


def _ends(text: str, found: re.Match[str] | None) -> Rating | None:
    """The rating, when the text ends with it, or goes on as after a rating."""
    if found is None:
        return None
    rest = text[found.end() :].strip()
    apart = set(text[found.end(1) : found.end()]) - set(" \t")
    if rest and not apart and not _goes_on(rest):
        return None
    return Rating(int(found[1]), rest)


def _goes_on(rest: str) -> bool:
    if _goes_wrong(rest):
        return False
    words = rest[:_LONGEST].lstrip("(*_\"'")
    first = _WORD.match(words.casefold())
    now = rest.replace(" was ", " is ")  # the German "was" asks for something
    return bool(first and first[0] in _FOLLOWING()) or begins_well(words) or is_plain_thanks(now)


def _goes_wrong(words: str) -> bool:
    return asks(words) or says_not_settled(words)
