"""Who hears of something: the owner or everyone on duty in the team, and who beside the customer gets answers in copy.

In copy are people of the customer's own company whom the customer put there, or whom a technician did. What one
customer is told must reach no stranger, so everybody else is only offered to the technician (`[cc=+...]`). Decides
nothing else.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from frontdesk.rules.addresses import is_no_reply, never_reads
from frontdesk.rules.effects import Audience, Enclose, Send
from frontdesk.rules.model import Address, MailKind, Message, Role
from frontdesk.rules.policy import Policy
from frontdesk.rules.request import Request


def on_duty(policy: Policy, absent: Collection[str]) -> tuple[Address, ...]:
    """The technicians who are here; all of them when nobody is; the managers when there are no technicians."""
    here = tuple(person for person in policy.technicians if person.email not in absent)
    return here or policy.technicians or policy.managers


def owner_of(request: Request, policy: Policy) -> Address | None:
    """Who owns the request; None also when the owner has left the team."""
    return policy.staff.get(request.owner) if request.owner else None


def concerned(request: Request | None, policy: Policy, absent: Collection[str]) -> tuple[Address, ...]:
    """Who is responsible, and who watches the request."""
    people = responsible(request, policy, absent)
    return people if request is None else (*people, *watching(request, policy, people))


def watching(request: Request, policy: Policy, besides: Collection[Address] = ()) -> tuple[Address, ...]:
    """Those of the team who asked to hear of it."""
    team = policy.staff
    return tuple(team[email] for email in request.watchers if email in team and team[email] not in besides)


def responsible(request: Request | None, policy: Policy, absent: Collection[str]) -> tuple[Address, ...]:
    """The owner; everyone on duty while nobody owns it, the owner left the team, or is away."""
    owner = policy.staff.get(request.owner) if request is not None and request.owner else None
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


MOST_COPIES = 20  # by themselves; a mail to a whole company puts nobody in copy


def outsiders(message: Message, policy: Policy) -> tuple[Address, ...]:
    """Whom the mail is addressed to besides the desk and its team, each once."""
    people = {person.email: person for person in (*message.to, *message.cc) if person.email}
    return tuple(
        person
        for email, person in people.items()
        if not policy.is_desk(email) and policy.role_of(email) is Role.CUSTOMER
    )


def in_copy(
    message: Message, policy: Policy, customer: str, cc: Iterable[str] = (), kept_out: Iterable[str] = ()
) -> tuple[str, ...]:
    """The request's copies after this mail of the customer's side."""
    before, out = tuple(cc), set(kept_out)
    wrote = (message.sender,) if message.sender else ()
    people = [*wrote, *outsiders(message, policy)]
    if len(people) > MOST_COPIES:
        people = [*wrote]
    joining = [person.email for person in people if _may_join(person.email, policy, customer)]
    return tuple(
        email for email in dict.fromkeys((*before, *joining)) if email not in out and email != customer
    )


def _may_join(email: str, policy: Policy, customer: str) -> bool:
    is_team = policy.is_desk(email) or policy.role_of(email) is not Role.CUSTOMER
    reads = not (is_no_reply(email) or never_reads(email))
    return reads and not is_team and policy.one_company(email, customer)


def not_in_copy(request: Request, policy: Policy, addressed: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Who wrote on the request or was addressed, and hears nothing of its answers."""
    told = {request.customer.email, *request.cc, *request.kept_out}
    told |= {email for one in request.joined for email in (one.customer.email, *one.cc)}
    return tuple(
        email
        for email in sorted({*request.participants, *addressed} - told)
        if not policy.is_desk(email) and policy.role_of(email) is Role.CUSTOMER
    )
