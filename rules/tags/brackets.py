"""Brackets in a subject and the request's number in them. Finds; what the rest means is others' business.

Linear: one pass over the text, a second one where a quote isn't closed.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from frontdesk.rules.tags.reasons import Trouble
from frontdesk.rules.tags.words import is_ours, read_items

LONGEST_SUBJECT = 2_000  # RFC 5322 section 2.1.1 allows a line of 998; folded ones are a little longer
MOST_BRACKETS = 50

OPENING, CLOSING = "[【「［〔『〖〚❲{", "]】」］〕』〗〛❳}"
_ANY_OPENING = re.compile(f"[{re.escape(OPENING)}]")
_QUOTES = '"“”„'
ROUND = str.maketrans(OPENING + CLOSING, "(" * len(OPENING) + ")" * len(CLOSING))


@dataclass(frozen=True, slots=True)
class Bracket:
    """`content` without the brackets, which stand at `start` and before `end`; `square`: they are [ and ].

    `closed`: it has its partner; where it hasn't, `content` goes up to the next opening bracket or the end.
    """

    start: int
    end: int
    content: str
    square: bool
    closed: bool = True


@functools.lru_cache(maxsize=64)  # each stage asks for those of the same subject
def find_brackets(text: str) -> tuple[Bracket, ...]:
    """All innermost closed brackets outside quotes. Where a quote isn't closed, no quotes count at all."""
    return tuple(bracket for bracket in all_brackets(text) if bracket.closed)


@functools.lru_cache(maxsize=64)
def all_brackets(text: str) -> tuple[Bracket, ...]:
    """As `find_brackets`, and those that are not closed as well."""
    if not _ANY_OPENING.search(text):  # most subjects, and quickly known
        return ()
    found = _scan(text, quotes=True)
    return tuple(_scan(text, quotes=False) or () if found is None else found)


def _scan(text: str, quotes: bool) -> list[Bracket] | None:
    found: list[Bracket] = []
    start, quoted = -1, False
    for i, c in enumerate(text):
        if quoted:
            quoted = c not in _QUOTES or text[i - 1] == "\\"
        elif c in OPENING:
            if start >= 0:
                found.append(_unclosed(text, start, i))
            start = i
        elif start >= 0 and c in CLOSING:
            found.append(Bracket(start, i + 1, text[start + 1 : i], text[start] == "[" and c == "]"))
            start = -1
        elif start >= 0 and quotes:
            quoted = c in _QUOTES
    if quoted:
        return None
    return found if start < 0 else [*found, _unclosed(text, start, len(text))]


def _unclosed(text: str, start: int, end: int) -> Bracket:
    return Bracket(start, end, text[start + 1 : end], square=text[start] == "[", closed=False)


def without(text: str, gone: Iterable[Bracket]) -> str:
    """`text` without these brackets, which are in order."""
    kept, at = [], 0
    for bracket in gone:
        kept.append(text[at : bracket.start])
        at = bracket.end
    return "".join([*kept, text[at:]])


@dataclass(frozen=True, slots=True)
class Designator:
    """A request's number in brackets. `full`: with the desk's tag. `rest`: tags in the same brackets."""

    number: int
    full: bool
    rest: str


def designator(bracket: Bracket, desk_tag: str) -> Designator | None:
    """The number that this bracket names as `IT #123`, `IT-123` or `#123`; None when it names none."""
    found = _designator_pattern(desk_tag).fullmatch(bracket.content) if bracket.square else None
    if found is None:
        return None
    rest = (found[3] or "").strip(" ,;")
    if rest and not any(is_ours(read) for read in read_items(rest)):
        return None
    return Designator(int(found[2]), bool(found[1]), rest)


@functools.lru_cache(maxsize=8)
def _designator_pattern(desk_tag: str) -> re.Pattern[str]:
    tag = re.escape(desk_tag)
    return re.compile(
        rf" ?(?:({tag}) ?[#-] ?|# ?)0{{0,9}}([1-9][0-9]{{0,8}}) ?([ ,;].{{1,500}})?", re.IGNORECASE
    )


def one_number(found: Sequence[Designator]) -> tuple[int | None, list[Trouble]]:
    """`[#5]` may be another desk's: it counts only where no number bears our tag. Two numbers are none."""
    full = [place.number for place in found if place.full] or [place.number for place in found]
    numbers = list(dict.fromkeys(full))
    if len(numbers) < 2:
        return (numbers[0] if numbers else None), []
    first, second, *_ = (f"#{number}" for number in numbers)
    return None, [Trouble("two numbers", f"[{first}] [{second}]", f"[{first}]", first, second)]
