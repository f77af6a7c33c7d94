"""In which language a person writes, by the small words that no language does without: [language]
of every language's data. Pure sums.

Only eight languages are told, and only where one of them stands out: to be answered in the wrong language is worse
than in the desk's. Other languages have such rows so that Danish isn't taken for German. Of fewer than ten words
nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from functools import lru_cache
from itertools import islice

from frontdesk.rules.understood import by_language, table, words

FEWEST = 10  # words
_MOST = 80  # words looked at, from the top: what stands below may be a signature or a disclaimer
_LONGEST = 4_000  # characters
_MOST_PARAGRAPHS = 10
_CLEAR = 1.3  # times the next best
_ENOUGH = 1.5  # points, and
_SHARE = 0.11  # of a point a word
_PLAIN = 0.2  # points a word by the small words alone: nothing else is looked at

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_NO_WORD = re.compile(r"[@/\\_=<>{}|#\d]")
_LONGEST_WORD = 60

TOLD = frozenset(("de", "en", "es", "fr", "it", "nl", "pl", "pt"))

# A word that two languages share counts for both, and for each the less the more share it.
_WORDS = words("language.words")


# What stands in the words of one language and hardly in those of another: letters, and ends of words.
_SIGNS = (
    ("de", re.compile(r"ß|(?:ung|ungen|keit|heit|lich|isch)$|^ge\w{3,}t$|sch")),
    ("es", re.compile(r"ñ|(?:ción|ciones|mente|ando|iendo)$")),
    ("pt", re.compile(r"[ãõ]|(?:ção|ções|mente|ndo)$|lh|nh")),
    ("fr", re.compile(r"[œêëîïû]|(?:eux|ment|aient|tion|ées?|ait)$|^(?:l|d|n|j|qu|s|c)['’]")),
    (
        "it",
        re.compile(r"[ìò]|(?:zione|zioni|mente|ggio|ndo|tto|tta|ato|ata)$|^(?:dell|nell|all|sull|dall)['’]"),
    ),
    ("nl", re.compile(r"ij|aa|uu|(?:lijk|lijke|heid|tje)$")),
    ("pl", re.compile(r"[łśźżćńąę]|rz|cz|sz|(?:ów|ych|nych)$")),
    ("en", re.compile(r"(?:ing|ight|ould|'s|n't)$|^th|wh")),
    ("no", re.compile(r"[øæå]")),
    ("cs", re.compile(r"[ěřůďťň]")),
    ("ro", re.compile(r"[țșă]")),
    ("hu", re.compile(r"[őű]")),
    ("tr", re.compile(r"[ğış]")),
)
_SIGN = 0.3  # points


# A line by which people close; what stands below is a signature, and often another language's.
_CLOSING = re.compile(
    r"\s*(?:mit freundlich|(?:freundliche|viele|beste|schöne|liebe|herzliche) gr|mfg|lg|vg|(?:kind |best )?regards"
    r"|best wishes|sincerely|yours|cheers|(?:bien )?cordialement|salutations|bien à vous|(?:un )?saludos?|atentamente"
    r"|(?:cordiali |distinti )?saluti|(?:met )?vriendelijke|groet|pozdrawiam|z poważaniem"
    r"|(?:com os )?(?:melhores )?cumprimentos|atenciosamente|-- ?$)",
    re.IGNORECASE,
)
_CLOSES_WITHIN = 6  # words of that line
_LAWYERS = re.compile(r"confiden|vertraulich|vertrouwelijk|poufn|riservat", re.IGNORECASE)
_LAWYERS_WRITE = 12  # words and more in one paragraph


def small_words() -> str:
    """The small words of all these languages: they say nothing of what a mail is about."""
    return " ".join(sorted(_WORDS()))


def written_in(text: str, among: Container[str] = TOLD) -> str:
    """The language of the text's beginning, where it is one of `among`; "" for few words and where none stands out."""
    words: list[str] = []
    for chunk in islice(_chunks(text[:_LONGEST]), _MOST_PARAGRAPHS):
        before, words = words, (words + chunk)[:_MOST]
        chosen = _language_of(words) if len(words) >= FEWEST else ""
        if chosen:  # unless it is what they show us that is in this language
            return chosen if chosen in among and _leaning(before) in ("", chosen) else ""
        if len(words) == _MOST:
            break
    return ""


def _chunks(text: str) -> Iterator[list[str]]:
    """The words of each paragraph down to where the writer closes, without what is no word of a language: addresses,
    paths, numbers; and without what lawyers put below."""
    for paragraph in re.split(r"\n[ \t]*\n", text):
        words: list[str] = []
        closed = False
        for line in paragraph.split("\n"):
            if line.lstrip().startswith(">"):
                continue
            found: list[str] = []
            for token in line.split():
                if token.isalpha() and len(token) <= _LONGEST_WORD:  # as most are
                    found.append(token.lower())
                else:
                    found += _words_in(token)
            closed = len(found) <= _CLOSES_WITHIN and _CLOSING.match(line) is not None
            if closed:
                break
            words += found
        if not (len(words) >= _LAWYERS_WRITE and _LAWYERS.search(paragraph)):
            yield words
        if closed:
            return


def _words_in(token: str) -> list[str]:
    """A token's words; none of an address, a path or a number, nor of what is no word any more."""
    if len(token) > _LONGEST_WORD or _NO_WORD.search(token):
        return []
    return [word.lower().replace("’", "'") for word in _WORD.findall(token)]


def _language_of(words: list[str]) -> str:
    best, points, other = _ahead(_points(words))
    if points < _PLAIN * len(words) or points < 1.6 * other:
        best, points, other = _ahead(_with_signs(words, _points(words)))
    clear = points >= max(_ENOUGH, _SHARE * len(words)) and points >= _CLEAR * other
    return best if clear and best in TOLD else ""


def _leaning(words: list[str]) -> str:
    """Which language a few words lean to, "" where they don't."""
    best, points, other = _ahead(_points(words))
    return best if points >= _ENOUGH and points >= 2 * other else ""


def _ahead(points: dict[str, float]) -> tuple[str, float, float]:
    """The best, its points, and those of the next."""
    best = max(points, key=points.__getitem__)
    return best, points[best], sorted(points.values())[-2]


def _points(found: list[str]) -> dict[str, float]:
    weights = _weights()
    points = dict.fromkeys(_languages(), 0.0)
    for word in found:
        for language, weight in weights.get(word, ()):
            points[language] += weight
    return points


def _with_signs(words: list[str], points: dict[str, float]) -> dict[str, float]:
    for word in words:
        for language in _signed(word):
            points[language] += _SIGN
    return points


@lru_cache(maxsize=4_096)
def _signed(word: str) -> tuple[str, ...]:
    """The languages whose signs a word bears. Kept, as the same few hundred words make most of what people write."""
    return tuple(language for language, sign in _SIGNS if sign.search(word))


@table
def _languages() -> list[str]:
    known = [language for language, _ in (*by_language("language.words"), *by_language("language.at_work"))]
    return list(dict.fromkeys((*known, *(language for language, _ in _SIGNS))))


@table
def _weights() -> dict[str, list[tuple[str, float]]]:
    sharing: dict[str, set[str]] = {}
    for language, row in (*by_language("language.words"), *by_language("language.at_work")):
        for word in row:
            sharing.setdefault(word, set()).add(language)
    return {
        word: [(language, 1 / len(languages)) for language in sorted(languages)]
        for word, languages in sharing.items()
    }
