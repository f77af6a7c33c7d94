"""Requests that the team opens for a customer: after a call ([customer=address]), or by a mail straight to them."""

from __future__ import annotations

from frontdesk.rules import notify, targets
from frontdesk.rules.addresses import is_no_reply, never_reads
from frontdesk.rules.customers import from_customer
from frontdesk.rules.effects import (
    AddParticipants,
    Audience,
    Decision,
    Effect,
    OpenRequest,
    Outcome,
    Record,
    RememberPerson,
    Send,
)
from frontdesk.rules.lifecycle import Happening
from frontdesk.rules.model import Address, MailKind, Priority
from frontdesk.rules.notify import MOST_COPIES, outsiders
from frontdesk.rules.policy import Policy
from frontdesk.rules.proof.tokens import without_staff_tokens
from frontdesk.rules.request import Request
from frontdesk.rules.situation import Known, Situation
from frontdesk.rules.tags.read import TagReading
from frontdesk.rules.technicians.account_tags import informed
from frontdesk.rules.technicians.answering import carried_out
from frontdesk.rules.technicians.draft import Draft, problem
from frontdesk.rules.technicians.forwarding import as_request
from frontdesk.rules.technicians.tag_effects import on_tag
from frontdesk.rules.technicians.to_writer import Row, confirmation, name_of, refuse
from frontdesk.rules.timers import RESOLVE_WARNING, RESPONSE_WARNING

_NOT_ON_A_NEW_ONE = frozenset(("merge", "split", "undo", "send", "answer", "keep", "spam"))


def addressee(situation: Situation) -> Address | None:
    """The customer to whom a technician writes, the desk in copy, or whom they have in copy of a mail to the desk; None
    when nobody else reads it, and for a letter to half a company.
    """
    policy, message = situation.policy, situation.message
    people = [
        person for person in outsiders(message, policy) if policy.takes(person.email) and _reads(person)
    ]
    in_to = {person.email for person in message.to}
    if len(people) > MOST_COPIES and not any(person.email in in_to for person in people):
        return None
    return next((person for person in people if person.email in in_to), people[0] if people else None)


def _reads(person: Address) -> bool:
    return not (is_no_reply(person.email) or never_reads(person.email))


def after_a_call(situation: Situation, reading: TagReading) -> Decision:
    """A request of the customer whom [customer=...] names; the technician's words about it stay inside."""
    value = reading.value("customer")
    who = Address(situation.people.get(value, Known()).name, value)
    if situation.policy.is_desk(value):
        return refuse(situation, [problem(situation.policy, "the desk itself", "customer", email=value)])
    opened = _opened(situation, who, reading.subject)
    return _worked_on(situation, opened, reading, who, inside=True)


def straight_to(situation: Situation, who: Address, reading: TagReading) -> Decision:
    """A request of the customer who has the technician's mail already: it is the answer, and goes out no more."""
    opened = _opened(situation, who, reading.subject)
    return _worked_on(situation, opened, reading, who, inside=False)


def _opened(situation: Situation, who: Address, subject: str) -> OpenRequest:
    policy, at, known = situation.policy, situation.at, situation.people.get(who.email, Known())
    language = known.language
    subject = from_customer.subject_of(subject, language, policy.desk_tag)
    return OpenRequest(
        subject=subject,
        labels=policy.topics.of(subject, situation.message.new_text),
        customer=who,
        opened_at=at,
        language=language,
        department=known.department,
        respond_by=targets.respond_by(policy, at, Priority.NORMAL),
        resolve_by=targets.resolve_by(policy, at, Priority.NORMAL),
    )


def _worked_on(
    situation: Situation, opened: OpenRequest, reading: TagReading, who: Address, *, inside: bool
) -> Decision:
    policy, new = situation.policy, as_request(opened)
    draft = Draft(new, policy, situation.sender, situation.now, situation.named, people=situation.people)
    draft.departments, draft.others = situation.departments, situation.others
    problems: list[Row] = [
        problem(policy, "on a new one", "", tag.written)
        for tag in reading.tags
        if tag.name in _NOT_ON_A_NEW_ONE
    ]
    for tag in reading.tags:
        if tag.name != "customer":
            on_tag(draft, tag.name, tag.value)
    draft.note = draft.note or inside
    problems += draft.problems
    if problems:
        return refuse(situation, problems)
    text = without_staff_tokens(reading.body.strip())
    people = outsiders(situation.message, policy)
    in_cc = {person.email for person in situation.message.cc}
    copies = tuple(
        person.email
        for person in people
        if person.email != who.email
        and (person.email in in_cc or policy.one_company(person.email, who.email))
    )
    if inside or len(people) > MOST_COPIES:
        copies = ()
    if copies:
        draft.changes.setdefault("cc", copies)
    effects: list[Effect] = [
        opened,
        Record("opened", situation.sender.email, {"opened for": who.email}),
        AddParticipants((who.email, *copies)),
        *([RememberPerson(who.email, {"name": who.name})] if who.name else []),
        *_watched(policy, new),
        *(effect for effect in carried_out(situation, new, draft, text) if not _is_of_a_note(effect)),
    ]
    if inside and draft.happening is not Happening.TAGGED_RESOLVED:  # what a call has settled needs no answer
        effects.append(Send(MailKind.ACKNOWLEDGEMENT, (who,), Audience.CUSTOMER, {"opened_for_them": True}))
    others = tuple(p for p in notify.on_duty(policy, situation.absent) if p.email != situation.sender.email)
    if others and "owner" not in draft.changes:
        effects.append(notify.notification(others, "opened", by=situation.sender))
    told = [*draft.told, {"number": 0, "what": "customer", "value": name_of(who)}]
    effects.append(
        confirmation(situation, told, has_it="" if inside else name_of(who), informed=informed(effects))
    )
    return Decision(Outcome.REQUEST, tuple(effects))


def _is_of_a_note(effect: Effect) -> bool:
    """That a note was left: who hears that the request was opened reads the same words there."""
    return (
        isinstance(effect, Send)
        and effect.kind is MailKind.NOTIFICATION
        and effect.values.get("event") == "note"
    )


def _watched(policy: Policy, new: Request) -> list[Effect]:
    due = ((new.respond_by, RESPONSE_WARNING), (new.resolve_by, RESOLVE_WARNING))
    return [targets.watch(policy, new.opened_at, by, warning) for by, warning in due if by is not None]
