"""How letters begin and end, and what stands before what is nobody else's business: words, a row for each language."""

from __future__ import annotations

import re
from collections.abc import Mapping

_GREETINGS: Mapping[str, str] = {
    "en": "hi | hello | hey | dear | good morning | good afternoon | good evening | greetings",
    "de": """hallo | hi | hey | guten morgen | guten tag | guten abend | moin | servus | grüß gott | grüezi | lieber
        | liebe | sehr geehrter | sehr geehrte | werter | werte""",
}
_CLOSINGS: Mapping[str, str] = {
    "en": """best | best regards | kind regards | regards | warm regards | many thanks | thanks | thank you | cheers
        | sincerely | yours sincerely | yours | best wishes | all the best | thx | br | kr""",
    "de": """gruß | grüße | viele grüße | beste grüße | liebe grüße | schöne grüße | freundliche grüße | herzliche grüße
        | mit freundlichen grüßen | mit freundlichem gruß | mit besten grüßen | viele gruesse
        | mit freundlichen gruessen | danke | vielen dank | besten dank | mfg | lg | vg | bg""",
}
_WROTE: Mapping[str, str] = {"en": "wrote", "de": "schrieb"}
_SECRETS: Mapping[str, str] = {
    "en": "password | passcode | pin | login | user name | username | serial number | customer number",
    "de": "passwort | kennwort | pin | anmeldung | benutzername | seriennummer | kundennummer",
}
_IS: Mapping[str, str] = {"en": "is | was", "de": "ist | lautet | war"}
_STREETS: Mapping[str, str] = {  # behind a number, or before it
    "en": r"\b\d{1,5}[a-z]? (?:[A-Z]\w+ ){1,3}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Drive|Square)\b\.?",
    "de": r"\b[A-ZÄÖÜ][\wäöüß-]*(?:straße|strasse|str\.|weg|platz|allee|gasse|ring)\s+\d{1,4}\s?[a-z]?\b",
}


def _any_of(table: Mapping[str, str]) -> str:
    phrases = {" ".join(phrase.split()) for row in table.values() for phrase in row.split("|")}
    return "|".join(sorted(map(re.escape, phrases), key=len, reverse=True))


GREETINGS = re.compile(rf"(?:{_any_of(_GREETINGS)})\b\s*", re.IGNORECASE)
CLOSINGS = re.compile(rf"(?:{_any_of(_CLOSINGS)})(?:[ ,]+[^\W\d_][\w.-]*){{0,3}}", re.IGNORECASE)
WROTE = re.compile(rf"\b(?:{_any_of(_WROTE)})\b.*:\s*$", re.IGNORECASE)
SECRETS = re.compile(
    rf"\b((?:{_any_of(_SECRETS)})\b(?:\s+(?:{_any_of(_IS)}))?\s*[:=]?)\s+(?!\w+\s+(?:and|und|or|oder)\b)(\S*[\d!#$%&*+]\S*)",
    re.IGNORECASE,
)
STREETS = re.compile("|".join(_STREETS.values()))
