"""A customer's mail that a technician passes on to the desk: it is the customer's, as if they had written themselves.

What the technician wrote above it stays inside; the tags hold for the request that it becomes or belongs to.
"""

from __future__ import annotations

from dataclasses import replace

from frontdesk.rules.customers import from_customer
from frontdesk.rules.effects import Decision, Effect, KeepMessage, OpenRequest, Outcome, Record, Send
from frontdesk.rules.model import Address, Forwarded, MessageKind, Role, Status
from frontdesk.rules.request import Request
from frontdesk.rules.situation import Situation
from frontdesk.rules.tags.read import TagReading
from frontdesk.rules.technicians.answering import carried_out
from frontdesk.rules.technicians.draft import Draft, problem
from frontdesk.rules.technicians.tag_effects import on_tag
from frontdesk.rules.technicians.to_writer import Row, confirmation, refuse

_NOT_ON_A_NEW_ONE = frozenset(
    ("resolved", "waiting", "merge", "split", "undo", "send", "answer", "keep", "spam")
)


def forwarded_customer(situation: Situation) -> Address | None:
    """The customer whose mail a technician forwards; None for a colleague's mail or none at all."""
    forwarded = situation.message.forwarded
    sender = forwarded.sender if forwarded else None
    if sender is None or not sender.email or situation.policy.role_of(sender.email) is not Role.CUSTOMER:
        return None
    return None if situation.policy.is_desk(sender.email) else sender


def is_by_nobody(situation: Situation) -> bool:
    """Whether it is a forwarded mail that doesn't say whose: Outlook names colleagues without their address."""
    forwarded = situation.message.forwarded
    return forwarded is not None and (forwarded.sender is None or not forwarded.sender.email)


def passed_on(situation: Situation, request: Request) -> Forwarded | None:
    """The mail of somebody on this request that its technician forwards to the desk."""
    forwarded, sender = situation.message.forwarded, forwarded_customer(situation)
    if forwarded is None or sender is None or situation.audience or request.status is Status.CLOSED:
        return None
    return forwarded if sender.email in {request.customer.email, *request.participants} else None


def as_customer(situation: Situation, request: Request, forwarded: Forwarded) -> tuple[Effect, ...]:
    """The effects of the customer's words on their request."""
    theirs = replace(
        situation.message,
        sender=forwarded.sender,
        subject=forwarded.subject,
        text=forwarded.text,
        new_text=forwarded.text,
        to=(),
        cc=(),
    )
    written = replace(situation, message=theirs, role=Role.CUSTOMER)
    return (
        *from_customer.on_request(written, request).effects,
        Record("forwarded", situation.sender.email),
    )


def on_behalf(situation: Situation, customer: Address, reading: TagReading) -> Decision:
    """A request for the customer whose mail was forwarded, in the customer's own words."""
    opened = from_customer.open_request(situation, customer=customer).effects
    new = next(as_request(effect) for effect in opened if isinstance(effect, OpenRequest))
    draft = Draft(
        new, situation.policy, situation.sender, situation.now, situation.named, people=situation.people
    )
    draft.departments, draft.others = situation.departments, situation.others
    problems: list[Row] = [
        problem(situation.policy, "on a new one", "", tag.written)
        for tag in reading.tags
        if tag.name in _NOT_ON_A_NEW_ONE
    ]
    for tag in reading.tags:
        on_tag(draft, tag.name, tag.value)
    problems += draft.problems
    if problems:
        return refuse(situation, problems)
    silent = replace(situation, message=replace(situation.message, attachments=()))
    comment = _comment(situation, reading.body.strip())
    first = next(place for place, effect in enumerate(opened) if isinstance(effect, KeepMessage))
    told = [confirmation(situation, draft.told, undo=True)] if draft.told else []
    effects = [
        *opened[:first],
        *comment,
        *(effect for effect in opened[first:] if not isinstance(effect, Send)),
        Record("forwarded", situation.sender.email),
        *carried_out(silent, new, draft, ""),
        *(effect for effect in opened[first:] if isinstance(effect, Send)),
        *told,
    ]
    return Decision(Outcome.REQUEST, tuple(effects))


def _comment(situation: Situation, text: str) -> list[Effect]:
    """What the technician wrote above the mail: a note, older than the customer's words, so that those are the news."""
    return [KeepMessage(MessageKind.NOTE, situation.sender, situation.at, text)] if text else []


def as_request(opened: OpenRequest) -> Request:
    """The request as it will be; its number is known only when it is opened."""
    return Request(
        number=0,
        subject=opened.subject,
        status=Status.NEW,
        priority=opened.priority,
        customer=opened.customer,
        opened_at=opened.opened_at,
        department=opened.department,
        department_how=opened.department_how,
        language=opened.language,
        respond_by=opened.respond_by,
        resolve_by=opened.resolve_by,
        last_customer_at=opened.opened_at,
        linked=opened.linked,
        labels=opened.labels,
    )
