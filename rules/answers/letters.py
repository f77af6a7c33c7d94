"""How letters begin and end, and what stands before what is nobody else's business: [letters] of every language's data,
as patterns."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from frontdesk.rules.understood import phrases, table

_GREETINGS = phrases("letters.greetings")
_CLOSINGS = phrases("letters.closings")
_WROTE = phrases("letters.wrote")
_SECRETS = phrases("letters.secrets")
_IS = phrases("letters.is")
_STREETS: Mapping[str, str] = {  # behind a number, or before it
    "en": r"\b\d{1,5}[a-z]? (?:[A-Z]\w+ ){1,3}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Drive|Square)\b\.?",
    "de": r"\b[A-ZÄÖÜ][\wäöüß-]*(?:straße|strasse|str\.|weg|platz|allee|gasse|ring)\s+\d{1,4}\s?[a-z]?\b",
}


def _any_of(row: Callable[[], tuple[str, ...]]) -> str:
    return "|".join(re.escape(phrase).replace("ss", "(?:ss|ß)") for phrase in row())


@table
def greetings() -> re.Pattern[str]:
    return re.compile(rf"(?:{_any_of(_GREETINGS)})\b\s*", re.IGNORECASE)


@table
def closings() -> re.Pattern[str]:
    return re.compile(rf"(?:{_any_of(_CLOSINGS)})(?:[ ,]+[^\W\d_][\w.-]*){{0,3}}", re.IGNORECASE)


@table
def wrote() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{_any_of(_WROTE)})\b.*:\s*$", re.IGNORECASE)


@table
def secrets() -> re.Pattern[str]:
    return re.compile(
        rf"\b((?:{_any_of(_SECRETS)})\b(?:\s+(?:{_any_of(_IS)}))?\s*[:=]?)\s+(?!\w+\s+(?:and|und|or|oder)\b)(\S*[\d!#$%&*+]\S*)",
        re.IGNORECASE,
    )


STREETS = re.compile("|".join(_STREETS.values()))
