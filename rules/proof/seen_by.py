"""Who besides the team can read a mail's headers, and with them the tokens that stand there. Pure."""

from __future__ import annotations

import re

from frontdesk.rules.model import Message, Role
from frontdesk.rules.policy import Policy

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
