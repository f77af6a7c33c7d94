"""Lines of an answer to a digest or a report that are about "Worth a look": "2 ignore", "1, 3 ignore", "2 show".

Reads; what they come to is `rules.foresight.alarm`' business.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from frontdesk.rules.understood import Lookup, by_language

IGNORE, SHOW = "ignore", "show"
VERBS: Mapping[str, str] = Lookup(
    lambda: {word: name for name in (IGNORE, SHOW) for _, row in by_language(f"look.{name}") for word in row}
)
_LINE = re.compile(
    r"[\s\[(*#]{0,4}((?:[1-9][0-9]?)(?:\s{0,3}[,+&]\s{0,3}#?[1-9][0-9]?){0,8})[\])*.:]{0,3}\s{1,4}([^\W\d_]{3,14})"
    r"[\s.!,]{0,3}(?:\s(?:please|bitte|thanks|danke)[.!]?)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class LookLine:
    """`verb`: ignore or show."""

    places: tuple[int, ...]
    verb: str
    written: str


def read_look_line(line: str) -> LookLine | None:
    """None for any other line: a number with a tag is about the request of that number."""
    found = _LINE.fullmatch(line.strip()[:200])
    verb = VERBS.get(found[2].lower()) if found else None
    if not found or verb is None:
        return None
    places = tuple(dict.fromkeys(int(number) for number in re.findall(r"[0-9]+", found[1])))
    return LookLine(places, verb, line.strip()[:200])
