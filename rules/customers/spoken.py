"""In which language a customer is answered: found from what they write when a request opens, and kept for all of it."""

from __future__ import annotations

from frontdesk.rules.languages import spoken
from frontdesk.rules.policy import Policy
from frontdesk.rules.written_in import written_in


def language_for(text: str, policy: Policy, *, known: str = "", told: str = "") -> str:
    """The language of the text; where that doesn't tell, the person's earlier one, then what the mail's header or the
    department says. "" for the desk's own, and for what DESK_LANGUAGES leaves out. `told`: by the header."""
    allowed = policy.languages | {policy.language} if policy.languages else spoken()
    found = written_in(text, allowed)
    ways = (found, known, told, policy.customers_language)
    return next((way for way in ways if way and (way in allowed or not policy.languages)), "")
