"""Whether a failed delivery says that the address itself is dead, from its RFC 3463 status and its words.

Words win over the status: servers send 5.1.1 for spam and 5.7.1 for unknown users.
"""

from __future__ import annotations

import re

from frontdesk.rules.understood import phrases

ADDRESS_IS_DEAD = phrases("bounces.address_dead")
ADDRESS_MAY_BE_FINE = phrases("bounces.address_fine")
_RECIPIENT_IS_REFUSED = phrases("bounces.recipient_refused")
_SENDER_IS_AT_FAULT = phrases("bounces.sender_at_fault")
_LISTS_OF_THE_BLOCKED = phrases("bounces.lists_of_the_blocked")

_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.]*\d)")
_LOOKED_AT = 4_000  # characters

# RFC 3463 section 3.2 (addresses) and 3.5 (no such host), RFC 7505 (null MX), Microsoft's own for a recipient
# that it doesn't have. A disabled mailbox (5.2.1) may be enabled again.
_DEAD = frozenset({"1.1", "1.2", "1.3", "1.6", "1.10", "1.20", "1.351", "4.4"})
_VERDICTS = (
    (_SENDER_IS_AT_FAULT, False),
    (ADDRESS_IS_DEAD, True),
    (ADDRESS_MAY_BE_FINE, False),
    (_RECIPIENT_IS_REFUSED, True),
)


def is_address_dead(status: str, *reasons: str) -> bool:
    """Whether nothing sent to this address will ever arrive, as far as the failure tells.

    `status` is RFC 3463's, "" when not given. `reasons`: what was said of the failure, the nearest to its
    cause first. A full mailbox, a policy, a spam filter or a sender that isn't liked leave the address alone.
    """
    for reason in reasons:
        verdict = _verdict(reason[:_LOOKED_AT].casefold().replace("’", "'"))
        if verdict is not None:
            return verdict
    return status[:2] == "5." and status[2:] in _DEAD


def _verdict(said: str) -> bool | None:
    """Whether these words say that the address is dead, None when they don't tell."""
    if said.rfind("mail from") > said.rfind("rcpt to") or any(
        name in said for name in _LISTS_OF_THE_BLOCKED()
    ):
        return False  # the server hadn't even heard of the recipient, or it has us on a list
    words = _bare(said)
    for said_so, dead in _VERDICTS:
        if any(phrase in words for phrase in said_so()):
            return dead
    return None


def status_in(text: str) -> str:
    """The last RFC 3463 status in a diagnostic, "" when there is none: the failure is told last."""
    found = [status for status in _STATUS.findall(text[:_LOOKED_AT]) if status[0] != "2"]
    return found[-1] if found else ""


def _bare(said: str) -> str:
    """The words alone: names of hosts, addresses and links say "relay" or "spam" without meaning it."""
    return " ".join(word for word in said.split() if not _is_name(word.strip("<>()[]{}.,:;!?'\"*")))


def _is_name(word: str) -> bool:
    return "@" in word or "/" in word or ("." in word and not word.replace(".", "").isdigit())
