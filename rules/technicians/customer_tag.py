"""What both customers hear when a technician says whose request it is ([customer=address]). Quotes neither of them."""

from __future__ import annotations

from frontdesk.rules.effects import AddParticipants, Audience, Effect, RememberPerson, Send
from frontdesk.rules.model import Address, MailKind, Role
from frontdesk.rules.only_writing import is_no_reply, never_reads
from frontdesk.rules.policy import Policy
from frontdesk.rules.request import Request
from frontdesk.rules.wording import say


def told_of_change(request: Request, after: Address, policy: Policy) -> list[Effect]:
    """The effects beside the change itself; a member of the team and a machine's address are told nothing."""
    before, language = request.customer, request.language or policy.language
    effects: list[Effect] = [AddParticipants((after.email,))]
    if after.name:
        effects.append(RememberPerson(after.email, {"name": after.name}))
    effects.append(_notice(after, say(language, "yours now"), say(language, "yours now: how")))
    reads = not (is_no_reply(before.email) or never_reads(before.email))
    if reads and policy.role_of(before.email) is Role.CUSTOMER:
        known = policy.one_company(before.email, after.email)
        line = "goes on: with whom" if known else "goes on: without you"
        title = say(language, "goes on")
        effects.append(_notice(before, title, say(language, line, name=after.name or after.email)))
    return effects


def _notice(to: Address, title: str, line: str) -> Send:
    values = {"title": title, "lines": [line], "text": ""}
    return Send(MailKind.NOTICE, (to,), Audience.CUSTOMER, values)
