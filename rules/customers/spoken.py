"""In which language a customer is answered: found from what they write when a request opens, and kept for all of it."""

from __future__ import annotations

from frontdesk.rules.languages import spoken
from frontdesk.rules.policy import Policy
from frontdesk.rules.written_in import written_in


def language_written(text: str, policy: Policy) -> str:
    """The language of the text where its words leave no doubt and the desk speaks it; else ""."""
    return written_in(text, _allowed(policy))


def language_for(written: str, policy: Policy, *, known: str = "", told: str = "") -> str:
    """The language of the text, `written` (`language_written`); where that doesn't tell, the person's earlier one, then
    what the mail's header or the department says. "" for the desk's own, and for what DESK_LANGUAGES leaves out.
    `told`: by the header."""
    allowed = _allowed(policy)
    ways = (written, known, told, policy.customers_language)
    return next((way for way in ways if way and (way in allowed or not policy.languages)), "")


def _allowed(policy: Policy) -> frozenset[str]:
    return policy.languages | {policy.language} if policy.languages else spoken()
