"""Whether an answer to "it isn't sure that this mail is yours" is a plain yes: nothing else lets the mail go.

Careful by construction: every piece has to be a yes, thanks, a greeting or the writer's own name. Whatever isn't
understood ("that wasn't me, who wrote that?") is no yes.
"""

from __future__ import annotations

import re
import unicodedata

from frontdesk.rules.customers.thanks import is_greeting
from frontdesk.rules.understood import phrases, table

# Without punctuation. The first says yes and may stand before any of the second; the third says nothing.
_YES = phrases("own_word.yes")
_MINE = phrases("own_word.mine")
_COURTESIES = phrases("own_word.thanks")
_LONGEST = 200
_QUESTION = re.compile(r"[?？؟]")
_CLAUSE = re.compile(r"[.!,;:\n()–—-]+")
_AND = re.compile(r"\b(?:and|und)\b")


@table
def _leading() -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(map(re.escape, _YES()))})\s+(?=\S)")


def is_plain_yes(text: str, name: str = "") -> bool:
    """Whether the text says yes and nothing more. `text`: without quotes; `name`: the writer's own."""
    words = unicodedata.normalize("NFC", text).casefold().replace("’", "'").strip()
    if not words or len(words) > _LONGEST or _QUESTION.search(words):
        return False
    clauses = [clause for piece in _CLAUSE.split(words) for clause in _parts(" ".join(piece.split()))]
    names = set(name.casefold().split())
    own = [clause for clause in clauses if not set(clause.split()) <= names]
    agreed = [clause for clause in own if _agrees(clause)]
    rest = [clause for clause in own if clause not in agreed]
    return bool(agreed) and all(clause in _COURTESIES() or is_greeting(clause) for clause in rest)


def _parts(piece: str) -> list[str]:
    return [part.strip() for part in _AND.split(piece) if part.strip()]


def _agrees(clause: str) -> bool:
    return clause in _YES() or clause in _MINE() or _leading().sub("", clause, count=1) in _MINE()
