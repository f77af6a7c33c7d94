"""To whom an automatic answer goes, and with how much of their own words: a mail names its sender, and may lie.

Whoever forges a sender has our answer sent to that person. For somebody whom nothing vouches for and whom the team
doesn't know, it must carry nothing that such a forger wrote: no name, no link, no address, no telephone number.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from typing import Any

from frontdesk.rules.effects import Send
from frontdesk.rules.model import Address, Origin
from frontdesk.rules.situation import Situation

_LONGEST = 60
_READ = 400  # characters of a subject
_LEAST_DIGITS = 5
_DOT = r"[.\u3002\uff0e\uff61\u2024\u00b7]"
# A scheme, "www", an "@", or a dot between letters makes a link or an address of a word, also with spaces around.
_LINK = re.compile(
    rf"\S*(?:://|@|www{_DOT})\S*"
    rf"|\S*[^\W_]{_DOT}[^\W\d_]{{2,}}\S*"
    rf"|\S*[^\W_]\s+{_DOT}\s*[^\W\d_]{{2,}}\S*"
    rf"|\S*[^\W_]\s?[\[({{]\s?(?:dot|punkt|{_DOT})\s?[\])}}]\s?[^\W_]\S*"
    r"|\S*\\\S*|\S*[^\W_]+:\S+/\S*",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\+?[(\[]?\d(?:[\s()\[\]/.,:_–—-]{0,3}\d)+")


def is_acquainted(situation: Situation, person: Address) -> bool:
    """Whether mail to this person, on account of the mail that came in, can be no backscatter: our own mail server
    vouches for the writer, a member of the team asked for it, or the person is a known customer."""
    proof, policy = situation.proof, situation.policy
    if (
        proof.origin is Origin.PROVEN
        or situation.is_staff
        or policy.role_of(person.email).value != "customer"
    ):
        return True
    if proof.origin is Origin.FORGED:
        return False
    return situation.known.answered or policy.is_customer_domain(person.email)


def guarded(send: Send, situation: Situation, subject: str = "") -> Send:
    """An automatic answer as it may go: unchanged to an acquaintance, else without a word of the mail's.

    `subject`: what the mail's subject would make of ours. Where our mail server vouches for mail, and for this one
    doesn't, nothing of it stays.
    """
    if all(is_acquainted(situation, person) for person in send.to):
        return send
    values: dict[str, Any] = dict(send.values)
    silent = bool(situation.policy.trusted_authserv_id)
    values["subject"] = "" if silent else without_message(subject)
    values["customer"] = send.to[0].email
    return replace(send, to=tuple(Address("", person.email) for person in send.to), values=values)


def without_message(subject: str) -> str:
    """A subject that carries no message to a stranger: no link or bare domain, no address, no number of five digits
    and more, and nothing beyond 60 characters."""
    text = unicodedata.normalize("NFKC", subject[:_READ])
    text = "".join(" " if unicodedata.category(c)[0] == "C" else c for c in text)
    text = _NUMBER.sub(_without_long_number, _LINK.sub(" ", text))
    return " ".join(text.split())[:_LONGEST].strip()


def _without_long_number(found: re.Match[str]) -> str:
    digits = sum(character.isdigit() for character in found[0])
    return found[0] if digits < _LEAST_DIGITS else " "
