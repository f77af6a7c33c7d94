"""What both customers hear when a technician says whose request it is ([customer=address]). Quotes neither of them."""

from __future__ import annotations

from collections.abc import Iterable

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
    if _hears(after, policy):
        effects.append(_notice(after, say(language, "yours now"), say(language, "yours now: how")))
    if _hears(before, policy):
        known = policy.one_company(before.email, after.email)
        line = "goes on: with whom" if known else "goes on: without you"
        title = say(language, "goes on")
        effects.append(_notice(before, title, say(language, line, name=after.name or after.email)))
    return effects


def told_of_return(request: Request, back_to: Address, policy: Policy) -> list[Effect]:
    """The change is taken back: whoever was told of it hears that it doesn't hold any more."""
    language = request.language or policy.language
    not_theirs = say(language, "not yours after all"), say(language, "not yours after all: how")
    theirs = say(language, "yours again"), say(language, "yours again: how")
    told = ((request.customer, not_theirs), (back_to, theirs))
    return [_notice(person, *words) for person, words in told if _hears(person, policy)]


def informed(effects: Iterable[Effect]) -> list[str]:
    """Which customers these effects tell of a change or of a number, by name, for the confirmation."""
    kinds = (MailKind.NOTICE, MailKind.ACKNOWLEDGEMENT)
    people = [
        effect.to[0]
        for effect in effects
        if isinstance(effect, Send) and effect.audience is Audience.CUSTOMER and effect.kind in kinds
    ]
    return [person.name or person.email for person in people]


def _hears(person: Address, policy: Policy) -> bool:
    machine = is_no_reply(person.email) or never_reads(person.email)
    return not machine and policy.role_of(person.email) is Role.CUSTOMER


def _notice(to: Address, title: str, line: str) -> Send:
    values = {"title": title, "lines": [line], "text": ""}
    return Send(MailKind.NOTICE, (to,), Audience.CUSTOMER, values)
