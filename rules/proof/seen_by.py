"""Who besides the team can read a mail's headers, and with them the tokens that stand there. Pure."""

from __future__ import annotations

from frontdesk.rules.model import Message, Role
from frontdesk.rules.policy import Policy


def has_outsiders(message: Message, policy: Policy) -> bool:
    """Whether anybody off the team wrote the mail, or is to get it by To, Cc or as an answer (Reply-To)."""
    people = [*message.to, *message.cc, *message.reply_to]
    people += [message.sender] if message.sender else []
    return any(_is_outsider(person.email, policy) for person in people)


def _is_outsider(email: str, policy: Policy) -> bool:
    if not email or policy.role_of(email) is not Role.CUSTOMER:
        return False
    local, _, domain = email.partition("@")
    return f"{local.partition('+')[0]}@{domain}" != policy.desk_address
