"""Why a tag isn't obeyed, in the desk's language. Words only; what is wrong is found by `rules.tags`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from frontdesk.rules.tags.table import ValueKind

_LONGEST_QUOTE = 60


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something wrong with a tag; `code` is one of `REASONS`.

    `soft`: as likely plain text as a tag ("[Open Source]"); only a reply to the desk's own mail makes it one.
    """

    code: str
    written: str
    suggestion: str = ""
    word: str = ""
    value: str = ""
    wants: ValueKind = ValueKind.NONE
    soft: bool = False


REASONS: Mapping[str, tuple[str, str]] = {  # English, German
    "unknown": ('"{word}" is no tag.', "„{word}“ ist kein Tag."),
    "unsupported": (
        '"{word}" has no meaning at this desk.',
        "„{word}“ hat an diesem Desk keine Bedeutung.",
    ),
    "needs value": ('"{word}" needs {wants}.', "„{word}“ braucht {wants}."),
    "no value": ('"{word}" takes no value.', "„{word}“ hat keinen Wert."),
    "bad value": ('"{word}" takes {wants}, not "{value}".', "„{word}“ braucht {wants}, nicht „{value}“."),
    "rest": (
        '"{word}" is a tag, but what follows it is not understood.',
        "„{word}“ ist ein Tag, aber was danach steht, ist nicht verständlich.",
    ),
    "ambiguous": (
        "This can be read in two ways: give each tag brackets of its own, or put the value in quotes.",
        "Das ist zweideutig: Setzen Sie jedes Tag in eigene Klammern oder den Wert in Anführungszeichen.",
    ),
    "odd characters": (
        "There are characters in it that don't show or that only look like letters: type it anew.",
        "Darin stehen Zeichen, die unsichtbar sind oder nur wie Buchstaben aussehen: Bitte neu tippen.",
    ),
    "brackets": (
        "Tags stand in square brackets: [ and ].",
        "Tags stehen in eckigen Klammern: [ und ].",
    ),
    "unclosed": ("The bracket is not closed.", "Die Klammer ist nicht geschlossen."),
    "unopened": ("The bracket is not opened.", "Die Klammer ist nicht geöffnet."),
    "encoded": (
        "The subject arrived garbled, with a tag inside what can't be read.",
        "Der Betreff kam unlesbar an, mit einem Tag in dem, was nicht zu lesen ist.",
    ),
    "contradiction": (
        '"{word}" and "{value}" contradict each other.',
        "„{word}“ und „{value}“ widersprechen sich.",
    ),
    "many": ("That is more than {word} tags in one mail.", "Das sind mehr als {word} Tags in einer Mail."),
    "long": (
        "That is too long: nobody would see what it does.",
        "Das ist zu lang: Niemand sähe, was es tut.",
    ),
    "two numbers": (
        "The subject names two requests: {word} and {value}.",
        "Der Betreff nennt zwei Anfragen: {word} und {value}.",
    ),
    "filter's mark": (
        "At the start of a subject this may be a spam filter's mark: put it at the end.",
        "Am Anfang eines Betreffs kann das ein Spamfilter geschrieben haben: Setzen Sie es ans Ende.",
    ),
    "customer's words": (
        "The customer wrote this: take it out of the subject, and write it above your text if you mean it.",
        "Das schrieb der Kunde: Streichen Sie es im Betreff; wenn Sie es meinen, setzen Sie es über den Text.",
    ),
    "no tag": (
        "After the request's number there must be a tag.",
        "Nach der Nummer der Anfrage muss ein Tag stehen.",
    ),
    "one a line": (
        "A line is about one request: give each a line of its own.",
        "Eine Zeile gilt einer Anfrage: Geben Sie jeder eine eigene Zeile.",
    ),
    "no number": (
        "This line names no request: start it with its number.",
        "Diese Zeile nennt keine Anfrage: Beginnen Sie sie mit ihrer Nummer.",
    ),
}

WANTS: Mapping[ValueKind, tuple[str, str]] = {  # English, German
    ValueKind.NONE: ("no value", "keinen Wert"),
    ValueKind.TECHNICIAN: ("a technician's name or address", "Namen oder Adresse eines Technikers"),
    ValueKind.PRIORITY: ("low, normal, high or urgent", "low, normal, high oder urgent"),
    ValueKind.WHEN: (
        "a day (fri, tomorrow, 2026-12-01) or a time span (3d, 45 days)",
        "einen Tag (fr, morgen, 2026-12-01) oder eine Zeitspanne (3d, 45 days)",
    ),
    ValueKind.DURATION: ("a time span (15m, 1h30m)", "eine Zeitspanne (15m, 1h30m)"),
    ValueKind.ADDRESS: ("an address (cara@example.org)", "eine Adresse (cara@example.org)"),
    ValueKind.ADDRESSES: (
        "addresses with + or - (+ann@example.org;-bob@example.org)",
        "Adressen mit + oder - (+ann@example.org;-bob@example.org)",
    ),
    ValueKind.REQUEST: ("a request's number (#99)", "die Nummer einer Anfrage (#99)"),
    ValueKind.REQUESTS: ("requests' numbers (#99)", "Nummern von Anfragen (#99)"),
    ValueKind.LABELS: ("labels with + or - (+vpn;-printer)", "Stichworte mit + oder - (+vpn;-printer)"),
    ValueKind.STATUS: (
        "resolved, open, waiting, hold or spam",
        "resolved, open, waiting, hold oder spam",
    ),
    ValueKind.VIEW: (
        "mine, open, waiting, hold, unowned, late or all",
        "mine, open, waiting, hold, unowned, late oder all",
    ),
    ValueKind.AWAY: (
        "days from and to (2026-12-24..2027-01-02, 24.12.-2.1.), or off",
        "Tage von bis (2026-12-24..2027-01-02, 24.12.-2.1.) oder off",
    ),
    ValueKind.TEXT: ("a text", "einen Text"),
    ValueKind.PHRASE: (
        "a period, a department or mine (last quarter)",
        "einen Zeitraum, eine Abteilung oder mine (letztes Quartal)",
    ),
}


def reason_for(trouble: Trouble, language: str = "en") -> str:
    """The trouble in a sentence. `language`: two letters; what isn't German is told in English."""
    return in_language(language, *REASONS[trouble.code]).format(
        word=_cut(trouble.word), value=_cut(trouble.value), wants=in_language(language, *WANTS[trouble.wants])
    )


def in_language(language: str, english: str, german: str) -> str:
    return german if language.lower().startswith("de") else english


def _cut(text: str) -> str:
    shown = "".join(c if c.isprintable() else "�" for c in text[: _LONGEST_QUOTE + 1])
    return shown if len(shown) <= _LONGEST_QUOTE else shown[: _LONGEST_QUOTE - 1] + "…"
