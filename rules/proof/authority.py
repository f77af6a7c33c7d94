"""Whether a technician's mail may be obeyed: one table over where it came from, its token, and what it asks; and who
besides the team can read a mail's headers, and with them the tokens in it.

It knows the proofs' outcome only; how they are found is `rules.proof.origin`'s and `rules.proof.tokens`' business, and
that the sender is a technician now is known before anybody asks here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from frontdesk.rules.languages import rows
from frontdesk.rules.model import Message, Origin, Role
from frontdesk.rules.policy import Policy
from frontdesk.rules.tags.table import BY_NAME, Needs


@dataclass(frozen=True, slots=True)
class Obey:
    """Do it."""


@dataclass(frozen=True, slots=True)
class Confirm:
    """Change and relay nothing; ask the registered address, and do it when that says so."""

    reason: str


@dataclass(frozen=True, slots=True)
class Refuse:
    """Never do it, whatever anybody says."""

    reason: str


Authority = Obey | Confirm | Refuse


class _Why(NamedTuple):
    """`reason`: its row in [proof] of a language's words."""

    reason: str
    never: bool = False


_FORGED = _Why("forged", never=True)
_NO_PROOF = _Why("no proof")
_TOKEN_ALONE = _Why("token alone")
_ORIGIN_ALONE = _Why("origin alone")

# A forged mail may have a stolen token: it is worth nothing there.
_TABLE: Mapping[tuple[Origin, bool, Needs], _Why | None] = {
    (Origin.PROVEN, True, Needs.PROOF): None,
    (Origin.PROVEN, True, Needs.BOTH): None,
    (Origin.PROVEN, False, Needs.PROOF): None,
    (Origin.PROVEN, False, Needs.BOTH): _ORIGIN_ALONE,
    (Origin.UNKNOWN, True, Needs.PROOF): None,
    (Origin.UNKNOWN, True, Needs.BOTH): _TOKEN_ALONE,
    (Origin.UNKNOWN, False, Needs.PROOF): _NO_PROOF,
    (Origin.UNKNOWN, False, Needs.BOTH): _NO_PROOF,
    (Origin.FORGED, True, Needs.PROOF): _FORGED,
    (Origin.FORGED, True, Needs.BOTH): _FORGED,
    (Origin.FORGED, False, Needs.PROOF): _FORGED,
    (Origin.FORGED, False, Needs.BOTH): _FORGED,
}


def authority_for(
    origin: Origin, token_ok: bool, needs: Needs, confirmed: bool = False, language: str = "en"
) -> Authority:
    """What to do with a technician's mail.

    `token_ok`: it came back by a token that this technician was given for this request (`token_is_for`).
    `confirmed`: our question about this very mail was answered from the registered address. `language`: of the
    reason.
    """
    why = _TABLE[origin, token_ok, needs]
    if why is None or (confirmed and not why.never):
        return Obey()
    reason: str = rows(language, "proof")[why.reason]
    return Refuse(reason) if why.never else Confirm(reason)


def needs_of(tags: Iterable[str], requests: int = 1) -> Needs:
    """How sure the desk must be for these tags, by name; a change of several requests at once needs both proofs."""
    both = requests > 1 or any(BY_NAME[name].needs is Needs.BOTH for name in tags)
    return Needs.BOTH if both else Needs.PROOF


# Others who get a mail, or answers to it: a mail that is sent on as it is (RFC 5322 section 3.6.6), a Bcc that shows.
_ALSO_TO = ("resent-to", "resent-cc", "resent-bcc", "resent-from", "bcc", "mail-followup-to")
_ADDRESS = re.compile(r"[^\s<>,;:\"()]+@[^\s<>,;:\"()]+")


def has_outsiders(message: Message, policy: Policy) -> bool:
    """Whether anybody off the team wrote the mail, or is to get it or its answers."""
    people = [*message.to, *message.cc, *message.reply_to]
    people += [message.sender] if message.sender else []
    emails = {person.email for person in people}
    for name in _ALSO_TO:
        emails.update(
            email.lower() for value in message.headers.get(name, ()) for email in _ADDRESS.findall(value)
        )
    return any(_is_outsider(email, policy) for email in emails)


def _is_outsider(email: str, policy: Policy) -> bool:
    if not email or policy.role_of(email) is not Role.CUSTOMER:
        return False
    local, _, domain = email.partition("@")
    return f"{local.partition('+')[0]}@{domain}" != policy.desk_address
