"""Whether an answer to "it isn't sure that this mail is yours" is a plain yes: nothing else lets the mail go.

Careful by construction: every piece has to be a yes, thanks, a greeting or the writer's own name. Whatever isn't
understood ("that wasn't me, who wrote that?") is no yes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from frontdesk.rules.customers.thanks import is_greeting

# Without punctuation, in lower case. A language's first row says yes and may stand before any of the second; the third
# says nothing.
_YES: Mapping[str, tuple[str, str, str]] = {
    "en": (
        "yes | yep | yeah | yup | y | sure | right | correct | confirmed | indeed",
        """it is | it was | it's mine | it is mine | that's mine | that is mine | this is mine | mine | it's me
        | it is me | that's me | it was me | that was me | this was me | i did | i did it | i wrote it | i wrote that
        | i wrote this | i sent it | i sent that | i sent this | it's from me | it is from me | that's from me
        | it came from me | please | please do | please send | please send it | send | send it | go ahead
        | please go ahead | i confirm | it's ok | that's right | that is right | that's correct | that is correct""",
        "thanks | thank you | thx | many thanks | thanks a lot | cheers | best | regards | best regards | kind regards",
    ),
    "de": (
        "ja | jawohl | jep | jepp | jo | stimmt | richtig | genau | korrekt",
        """das war ich | das bin ich | war ich | ich war's | ich war das | ich war es | ich bin's | die ist von mir
        | die mail ist von mir | diese mail ist von mir | ist von mir | das ist von mir | sie ist von mir | von mir
        | die war von mir | das war von mir | die habe ich geschrieben | die habe ich geschickt | habe ich geschrieben
        | habe ich geschickt | das habe ich geschrieben | das ist meine | die ist meine | bitte | bitte senden
        | bitte absenden | bitte schicken | bitte ausführen | senden | absenden | das stimmt | das ist richtig
        | ich bestätige | ich bestätige das""",
        """danke | danke schön | danke dir | vielen dank | besten dank | gruß | grüße | viele grüße | liebe grüße
        | schöne grüße | beste grüße | mit freundlichen grüßen | freundliche grüße | lg | mfg | vg""",
    ),
}
_LONGEST = 200
_QUESTION = re.compile(r"[?？؟]")
_CLAUSE = re.compile(r"[.!,;:\n()–—-]+")
_AND = re.compile(r"\b(?:and|und)\b")


def _phrases(table: str) -> frozenset[str]:
    return frozenset(phrase.strip().casefold() for phrase in table.split("|"))


_YES_WORDS = frozenset[str]().union(*(_phrases(yes) for yes, _, _ in _YES.values()))
_OWN_WORDS = frozenset[str]().union(*(_phrases(own) for _, own, _ in _YES.values()))
_COURTESIES = frozenset[str]().union(*(_phrases(polite) for _, _, polite in _YES.values()))
_LEADING = re.compile(rf"(?:{'|'.join(sorted(map(re.escape, _YES_WORDS), key=len, reverse=True))})\s+(?=\S)")


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
    return bool(agreed) and all(clause in _COURTESIES or is_greeting(clause) for clause in rest)


def _parts(piece: str) -> list[str]:
    return [part.strip() for part in _AND.split(piece) if part.strip()]


def _agrees(clause: str) -> bool:
    return clause in _YES_WORDS or clause in _OWN_WORDS or _LEADING.sub("", clause, count=1) in _OWN_WORDS
