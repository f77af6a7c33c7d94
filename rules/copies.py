"""Who gets answers in copy: people of the customer's own company whom the customer put there, or a technician did.

What one customer is told must reach no stranger, so everybody else is only offered to the technician (`[cc=+...]`).
"""

from __future__ import annotations

from collections.abc import Iterable

from frontdesk.rules.model import Address, Message, Role
from frontdesk.rules.only_writing import is_no_reply, never_reads
from frontdesk.rules.policy import Policy
from frontdesk.rules.request import Request

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
