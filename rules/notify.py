"""Who in the team hears of something: the owner, or everyone on duty. Decides nothing else."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from frontdesk.rules.effects import Audience, Enclose, Send
from frontdesk.rules.model import Address, MailKind
from frontdesk.rules.policy import Policy
from frontdesk.rules.request import Request


def staff(policy: Policy) -> dict[str, Address]:
    """Everyone who answers customers, by address: technicians, then managers who aren't among them."""
    people = {person.email: person for person in policy.managers}
    return {person.email: person for person in policy.technicians} | {
        email: person
        for email, person in people.items()
        if email not in {t.email for t in policy.technicians}
    }


def on_duty(policy: Policy, absent: Collection[str]) -> tuple[Address, ...]:
    """The technicians who are here; all of them when nobody is; the managers when there are no technicians."""
    here = tuple(person for person in policy.technicians if person.email not in absent)
    return here or policy.technicians or policy.managers


def owner_of(request: Request, policy: Policy) -> Address | None:
    """Who owns the request; None also when the owner has left the team."""
    return staff(policy).get(request.owner) if request.owner else None


def concerned(request: Request | None, policy: Policy, absent: Collection[str]) -> tuple[Address, ...]:
    """Who is responsible, and who watches the request."""
    people = responsible(request, policy, absent)
    return people if request is None else (*people, *watching(request, policy, people))


def watching(request: Request, policy: Policy, besides: Collection[Address] = ()) -> tuple[Address, ...]:
    """Those of the team who asked to hear of it."""
    team = staff(policy)
    return tuple(team[email] for email in request.watchers if email in team and team[email] not in besides)


def responsible(request: Request | None, policy: Policy, absent: Collection[str]) -> tuple[Address, ...]:
    """The owner; everyone on duty while nobody owns it, the owner left the team, or is away."""
    owner = staff(policy).get(request.owner) if request is not None and request.owner else None
    if owner is None:
        return on_duty(policy, absent)
    if owner.email in absent:
        return (owner, *(person for person in on_duty(policy, absent) if person.email != owner.email))
    return (owner,)


# Who gets one of these may not have had the mails before.
_WITH_ALL_FILES = frozenset(("assigned", "note", "status", "split", "merged", "due", "woke"))


def notification(to: tuple[Address, ...], event: str, **values: Any) -> Send:
    """A notification to each of `to`. `event`: new, customer, reopened, assigned, note, due ... (the template's).

    An answer to a note's notification stays inside: it carries another token than one to the customer's words.
    """
    is_note = event == "note"
    audience = Audience.NOTE if is_note else Audience.TECHNICIAN
    values = {"event": event, "note_only": is_note, **values}
    enclose = Enclose.ALL if event in _WITH_ALL_FILES else Enclose.NEWEST
    return Send(MailKind.NOTIFICATION, to, audience, values, enclose=enclose)


def notice(to: tuple[Address, ...], title: str, *lines: str, text: str = "") -> Send:
    """A notice to members of the team. `text`: somebody's words that it is about."""
    return Send(MailKind.NOTICE, to, Audience.NOTE, {"title": title, "lines": list(lines), "text": text})


def managers_notice(policy: Policy, title: str, *lines: str, text: str = "") -> Send:
    """A notice to the managers; to the technicians when there are none."""
    return notice(policy.managers or policy.technicians, title, *lines, text=text)
