"""Lines of an answer to a digest that are about contacts: "a send", "a called They move in May", "b later 2 weeks".

Reads; what they come to is `rules.technicians.contacts`' business.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from frontdesk.rules.understood import Lookup, by_language

_NAMES = ("send", "called", "later", "skip")
VERBS: Mapping[str, str] = Lookup(
    lambda: {word: name for name in _NAMES for _, row in by_language(f"contacts.{name}") for word in row}
)
_LINE = re.compile(
    r"[\s\[(*]{0,4}([a-z]{1,2})[\])*.:]{0,3}\s{1,4}([^\W\d_]{2,14})\b[,:]?\s*(.*)", re.IGNORECASE | re.DOTALL
)
_WORDS = 2000


@dataclass(frozen=True, slots=True)
class ContactLine:
    """`verb`: send, called, later or skip."""

    letter: str
    verb: str
    text: str
    written: str


def read_contact_line(line: str) -> ContactLine | None:
    """None for any other line: "a good day to you" begins with a letter, too."""
    found = _LINE.fullmatch(line.strip())
    verb = VERBS.get(found[2].lower()) if found else None
    if not found or verb is None:
        return None
    return ContactLine(found[1].lower(), verb, found[3].strip()[:_WORDS], line.strip()[:200])
