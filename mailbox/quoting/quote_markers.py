"""The lines by which clients say "here follows an older mail": [markers] of every language's data. Lookups."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum

from frontdesk.rules.understood import phrases, table


class Marker(StrEnum):
    ORIGINAL = "original"  # above an answered mail, by some clients above a forwarded one too
    FORWARD = "forward"
    ANSWER_ABOVE = "answer above"  # "please write above this line", by desks like ours


_EDGES = " \t\xa0-_*=—–‐<>#~.:：![]()|+\u2028"
_DRAWN = frozenset("-_*=—–‐#~<>[]+")
_FRAMES = frozenset(("--", "##", "==", "**", "__", "-#", "[#", "=-", "<#", "~~", "—-", "——", "++"))
_LONGEST = 120
_LONGEST_BANNER = 70
_BETWEEN = re.compile(r"\s*(?:[-=_*~]{2,}|[/|·•])\s*")
_ORIGINAL = phrases("markers.original")
_FORWARD = phrases("markers.forward")
_ANSWER_ABOVE = phrases("markers.answer_above")
_PASSED_ON = phrases("markers.passed_on")
_MESSAGE = phrases("markers.message")


def _folded(text: str) -> str:
    """Casefolded; the Turkish capital İ, which folds into two characters, is an i."""
    return " ".join(text.casefold().replace("i\u0307", "i").replace("’", "'").split())


@table
def _originals() -> frozenset[str]:
    return frozenset(map(_folded, _ORIGINAL()))


@table
def _forwards() -> frozenset[str]:
    return frozenset(map(_folded, _FORWARD()))


@table
def _naming() -> tuple[str, ...]:
    """ "Forwarded by Ann Lee on 16/11/2021"."""
    return tuple(f"{words} " for words in sorted(_forwards()))


@table
def _answer_above() -> tuple[list[str], ...]:
    """Both words of a pair in a short line make it the line above which a desk asks to write."""
    return tuple(_folded(pair).split("/") for pair in _ANSWER_ABOVE())


_ANNOUNCING = re.compile(r"[-_=*‐—]{3,60}\s{0,2}[^\W\d_][^\n]{2,60}?[-_=*‐—]{3,60}$")


def marker_of(line: str) -> Marker | None:
    """What a whole line announces, None for any other. Dashes, stars and colons around it don't count."""
    if len(line) > _LONGEST:
        return None
    words = _folded(line.strip(_EDGES))
    if words in _forwards():
        return Marker.FORWARD
    if words in _originals():
        return Marker.ORIGINAL
    if line.lstrip("> \t")[:2] == "--" and words.startswith(_naming()):
        return Marker.FORWARD
    if line[:2] in _FRAMES and (twice := _in_two_languages(words)):
        return twice
    if line[:2] in _FRAMES and any(first in words and second in words for first, second in _answer_above()):
        return Marker.ANSWER_ABOVE
    return None


def _in_two_languages(words: str) -> Marker | None:
    """What a banner says once in the writer's language and once in English; the tables may lack one of them."""
    parts = _BETWEEN.split(words)
    if len(parts) != 2:
        return None
    for known, marker in ((_forwards(), Marker.FORWARD), (_originals(), Marker.ORIGINAL)):
        if any(part in known for part in parts):
            return marker
    return None


def is_banner(line: str) -> bool:
    """Whether a stripped line speaks of a message that is passed on, in words that the tables lack. Only believed
    directly above header fields: people say so too."""
    if len(line) > _LONGEST_BANNER or not (line[-1] in ":：" or line[:2] in _FRAMES):
        return False
    folded = _folded(line)
    return any(stem in folded for stem in _PASSED_ON()) and any(stem in folded for stem in _MESSAGE())


def is_announcement(line: str) -> bool:
    """Whether a stripped line is words between two drawn rules: a marker, though of no known language."""
    return len(line) <= _LONGEST and _ANNOUNCING.match(line) is not None


def places_of_markers(lines: Sequence[str]) -> frozenset[int]:
    """Where a marker may stand."""
    return frozenset(at for at, line in enumerate(map(str.strip, lines)) if line and may_be_marker(line))


def may_be_marker(line: str) -> bool:
    """A cheap look at a stripped, non-empty line: only these are worth `marker_of`."""
    last = line[-1]
    return last in ":：" or (line[0] in _DRAWN and (line[1:2] in _DRAWN or last in _DRAWN))
