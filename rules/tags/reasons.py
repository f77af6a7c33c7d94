"""Why a tag isn't obeyed, in the desk's language. What is wrong is found by the other modules here."""

from __future__ import annotations

from dataclasses import dataclass

from frontdesk.rules.languages import filled, rows
from frontdesk.rules.tags.table import ValueKind

_LONGEST_QUOTE = 60


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something wrong with a tag; `code` names its row in [reasons] of a language's words.

    `soft`: as likely plain text as a tag ("[Open Source]"); only a reply to the desk's own mail makes it one.
    """

    code: str
    written: str
    suggestion: str = ""
    word: str = ""
    value: str = ""
    wants: ValueKind = ValueKind.NONE
    soft: bool = False


def reason_for(trouble: Trouble, language: str = "en") -> str:
    """The trouble in a sentence of this language."""
    wants = rows(language, "wants")[trouble.wants]
    return say_reason(language, trouble.code, word=_cut(trouble.word), value=_cut(trouble.value), wants=wants)


def say_reason(language: str, code: str, **values: object) -> str:
    """The reason by its key; raises KeyError for an unknown one."""
    return filled(language, rows(language, "reasons")[code], values)


def _cut(text: str) -> str:
    shown = "".join(c if c.isprintable() else "�" for c in text[: _LONGEST_QUOTE + 1])
    return shown if len(shown) <= _LONGEST_QUOTE else shown[: _LONGEST_QUOTE - 1] + "…"
