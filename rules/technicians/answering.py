"""What a technician's words and tags on a request come to, as effects; whether they may is decided before.

Words go to the customer in the desk's name, or stay inside as a note; tags were made a draft (`tag_effects`).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from frontdesk.rules import notify, targets
from frontdesk.rules.customers.from_customer import keep
from frontdesk.rules.effects import (
    About,
    AddParticipants,
    Audience,
    Change,
    Effect,
    KeepMessage,
    OpenRequest,
    Record,
    Send,
    SetStatus,
    StartTimer,
    StopTimers,
)
from frontdesk.rules.languages import say
from frontdesk.rules.lifecycle import CLOCK_STOPPED, SETTLED, Happening, next_status
from frontdesk.rules.model import Address, MailKind, MessageKind, Priority, Status
from frontdesk.rules.request import Request
from frontdesk.rules.situation import Said, Situation
from frontdesk.rules.technicians.answer_tags import told_of_answers, used
from frontdesk.rules.technicians.arrivals import arrive, document
from frontdesk.rules.technicians.draft import Draft
from frontdesk.rules.technicians.keeping import drafted, told_of_a_third_time
from frontdesk.rules.technicians.to_writer import files, name_of, speaks
from frontdesk.rules.technicians.undo import CHANGED, MERGED, SPLIT, recorded
from frontdesk.rules.timers import RESOLVE_WARNING, RESPONSE_WARNING, Ends, ended_by

PIECES = "pieces"  # of a mail's values: its text in parts, some of which are prepared answers
_TAGGED = frozenset(
    (Happening.TAGGED_OPEN, Happening.TAGGED_WAITING, Happening.TAGGED_HOLD, Happening.TAGGED_RESOLVED)
)


def goes_out(draft: Draft, says: bool) -> bool:
    """Whether the words go to the customer; beside [spam], [merge] and [split] they stay inside."""
    return says and not draft.note and draft.happening is not Happening.DISCARDED and not draft.split


def leaves_at(situation: Situation) -> datetime | None:
    """Until when a mail to the customer is held back (SEND_DELAY), by the clock; None: it goes at once."""
    delay = situation.policy.send_delay
    return situation.now + timedelta(days=delay.days, seconds=delay.seconds) if delay else None


def carried_out(situation: Situation, request: Request, draft: Draft, text: str) -> list[Effect]:
    """All effects of the draft and the words on this request."""
    says = speaks(situation.message, text)
    answers = goes_out(draft, says)
    changed = dict(draft.changes)
    effects = list(draft.first)
    if answers:
        effects += _relayed(situation, request, draft, text)
    elif says:
        effects.append(_kept(situation, MessageKind.NOTE, text))
        if draft.why_inside:
            draft.tell("note", draft.why_inside)
        elif draft.noted or not draft.note:  # else it goes nowhere beside [spam], [merge] and [split]
            draft.tell("note", say(situation.policy.language, "kept inside"))
    if (
        answers
        and draft.claims
        and not draft.about_rating
        and notify.owner_of(request, situation.policy) is None
    ):
        changed["owner"] = situation.sender.email
        draft.tell("owner", name_of(situation.sender))
    if answers or draft.called:
        effects += _recovered(situation, request)
    effects += _moved(situation, request, draft, changed, text, answers)
    told_of_a_third_time(situation, draft, text)
    shown = drafted(situation, draft, changed.get("resolution") or request.resolution or "")
    if not (says or draft.told or draft.split):  # [note] or [noclaim] alone
        draft.tell("text", say(situation.policy.language, "no text"))
    if changed:
        effects.append(Change(changed))
    effects += _fitting(request, draft, _status_after(request, draft, answers), answers)
    effects += _events(situation, request, draft, effects, says, answers)
    return [*effects, *shown, *_news(situation, request, draft, says, answers)]


def _kept(situation: Situation, kind: MessageKind, text: str) -> KeepMessage:
    kept = keep(situation, kind, text=text)
    return replace(kept, again=situation.proof.confirmed)


def _relayed(situation: Situation, request: Request, draft: Draft, text: str) -> list[Effect]:
    """The technician's words to the customer, in the desk's name; kept only, when they went there directly."""
    now = situation.now
    fields: dict[str, Any] = {"last_reply_at": now, "last_reply_by": situation.sender.email}
    effects = [_kept(situation, MessageKind.REPLY, text), *_sent(situation, request, draft, text)]
    if request.first_response_at is None:
        fields["first_response_at"] = now
        effects.append(StopTimers(ended_by(Ends.RESPONDED)))
    told_of_answers(draft, text)
    return [*effects, *used(draft), Change(fields)]


def _recovered(situation: Situation, request: Request) -> list[Effect]:
    """Whom nobody had answered after a low rating has heard from somebody now."""
    effects: list[Effect] = []
    for number in situation.low_ratings:
        done = (StopTimers(ended_by(Ends.LOW_ANSWERED)), Record("recovered", situation.sender.email))
        effects += done if number == request.number else [About(number, done)]
    return effects


def have_it_already(situation: Situation, request: Request, customer: Address) -> tuple[Address, ...]:
    """The customers to whom the technician wrote directly, the desk in copy: a second mail would only confuse."""
    direct = _directly(situation)
    customers = (customer, *(one.customer for one in request.others))
    return tuple(person for person in customers if person.email in direct)


def _directly(situation: Situation) -> frozenset[str]:
    return frozenset(person.email for person in (*situation.message.to, *situation.message.cc))


def _sent(situation: Situation, request: Request, draft: Draft, text: str) -> list[Effect]:
    """To the customer and those in copy, without those who have it from the technician; and to the customers of what
    was merged into this, to each by their own number and subject: they needn't know of one another. What goes straight
    to one of them, the desk in copy, is for that one alone."""
    answered = {draft.customer.email, *(one.customer.email for one in request.others)}
    cc = tuple(email for email in draft.changes.get("cc", request.cc) if email not in answered)
    direct, has_it = _directly(situation), have_it_already(situation, request, draft.customer)
    alone = bool(has_it) and not any(
        situation.policy.is_desk(person.email) for person in situation.message.to
    )
    effects: list[Effect] = [AddParticipants(cc)]
    for number, customer, copies in (
        (0, draft.customer, cc),
        *((one.number, one.customer, one.cc) for one in request.others),
    ):
        if alone and customer not in has_it:
            names = ", ".join(map(name_of, has_it))
            words = say(situation.policy.language, "straight past", name=name_of(customer), other=names)
            draft.told.append({"number": number or request.number, "what": "customer", "value": words})
            continue
        people = (customer, *(Address("", email) for email in copies if email not in answered))
        answered.update(copies)  # who is in copy of both has it once
        if has_it:
            people = tuple(person for person in people if person.email not in direct)
        if people:
            reply = _reply(situation, draft, text, people)
            effects.append(About(number, (reply,)) if number else reply)
    return effects


def _reply(situation: Situation, draft: Draft, text: str, people: tuple[Address, ...]) -> Send:
    return Send(
        MailKind.REPLY,
        people[:1],
        Audience.CUSTOMER,
        {
            "text": text,
            "resolved": draft.happening is Happening.TAGGED_RESOLVED,
            **({PIECES: draft.pieces} if draft.pieces else {}),
        },
        cc=people[1:],
        attachments=tuple(part.index for part in files(situation.message)),
        author=situation.sender,
        not_before=leaves_at(situation),
    )


def _happening(draft: Draft, answers: bool) -> Happening | None:
    """What moves the status: a tag, or else the answer itself; not the answer to a low rating."""
    if draft.called or draft.about_rating:
        return draft.happening
    return draft.happening or (Happening.ANSWERED if answers else None)


def _status_after(request: Request, draft: Draft, answers: bool) -> Status:
    happening = _happening(draft, answers)
    return next_status(request.status, happening) if happening else request.status


def _fitting(request: Request, draft: Draft, after: Status, answers: bool) -> list[Effect]:
    """The tags' effects without timers that have no place where the same mail leads to.

    Nothing watches a settled request; the resolution's target is not watched while its clock stands, and the
    first response's not once it is given.
    """
    stands = after in CLOCK_STOPPED
    unfit = (
        *(ended_by(Ends.CLOCK_STOPPED) if stands else ()),
        *(ended_by(Ends.RESPONDED) if answers else ()),
    )
    effects = [
        effect
        for effect in draft.effects
        if not isinstance(effect, StartTimer) or not (after in SETTLED or effect.kind in unfit)
    ]
    if "priority" in draft.changes and request.status in CLOCK_STOPPED and not stands:
        began = request.began_at or request.opened_at
        resolve = targets.resolve_by(draft.policy, began, Priority(draft.changes["priority"]))
        effects.append(targets.watch(draft.policy, began, resolve, RESOLVE_WARNING))
    return effects


def _moved(
    situation: Situation, request: Request, draft: Draft, changed: dict[str, Any], text: str, answers: bool
) -> list[Effect]:
    """The status, and all that follows from where the request goes."""
    happening = _happening(draft, answers)
    if happening is None:
        return []
    after = _status_after(request, draft, answers)
    effects: list[Effect] = []
    if after is not request.status or happening in _TAGGED:
        draft.told.insert(0, {"number": request.number, "what": "status", "value": after})
    if after is not request.status:
        effects.append(SetStatus(after))
        effects += targets.clock_effects(request, after, situation.policy, situation.now)
    asked_again = answers and after is Status.WAITING
    told_before = request.status is Status.RESOLVED and not answers
    if happening is Happening.TAGGED_RESOLVED and told_before:
        effects += document(situation, request, changed, text)
    elif after is not request.status or happening in _TAGGED or asked_again:
        effects += arrive(situation, request, after, changed, text)
    if happening is Happening.TAGGED_RESOLVED and not changed["resolution"]:
        draft.tell("resolution", say(situation.policy.language, "no resolution"))
    return effects


def _events(
    situation: Situation, request: Request, draft: Draft, effects: list[Effect], says: bool, answers: bool
) -> list[Effect]:
    """One event for what was said, one for the status, one for all that changed (`rules.undo`)."""
    by = situation.sender.email
    events: list[Effect] = []
    if says:
        events.append(Record("answered" if answers else "noted", by))
    status = draft.happening and next_status(request.status, draft.happening)
    if status is not None and status is not request.status:
        events.append(Record(status.value, by, {"was": request.status.value}))
    kind = MERGED if draft.merged else SPLIT if draft.split else CHANGED
    return [*events, *recorded(situation, request, effects, kind=kind, mailed=answers)]


def _news(situation: Situation, request: Request, draft: Draft, says: bool, answers: bool) -> list[Effect]:
    """Colleagues whom it concerns: who was given the request, the owner when somebody else spoke, whose note is
    answered by one, and all on duty when a note is about what nobody owns."""
    news: list[Effect] = []
    if draft.newly_assigned is not None:
        news.append(notify.notification((draft.newly_assigned,), "assigned", by=situation.sender))
    owned = notify.owner_of(request, situation.policy) is not None
    asked = None if answers else situation.policy.staff.get(situation.noted_by)
    if says and (owned or request.watchers or asked or _is_for_all(draft, answers)):
        people = notify.watching(request, situation.policy)
        if owned or _is_for_all(draft, answers):
            people = notify.concerned(request, situation.policy, situation.absent)
        people += (asked,) if asked and asked not in people else ()
        others = tuple(person for person in people if person.email != situation.sender.email)
        told = tuple(person for person in others if person != draft.newly_assigned)
        if told:
            news.append(notify.notification(told, "reply" if answers else "note", by=situation.sender))
    return news


def _is_for_all(draft: Draft, answers: bool) -> bool:
    """Whether words about a request that nobody owns are a note to whoever takes it. Who answers, owns it."""
    gone = "owner" in draft.changes or draft.happening is Happening.DISCARDED or draft.split
    return not answers and not gone


def split_off(situation: Situation, request: Request, title: str) -> tuple[OpenRequest, list[Effect]]:
    """The customer's message as a request of its own, linked with this one; and what stands on it from the first."""
    policy, now, said = situation.policy, situation.now, situation.last_customer
    respond = targets.respond_by(policy, now, request.priority)
    resolve = targets.resolve_by(policy, now, request.priority)
    message = [_kept_again(said)] if said else []
    opened = OpenRequest(
        subject=title or request.subject,
        customer=request.customer,
        opened_at=now,
        language=request.language,
        priority=request.priority,
        department=request.department,
        department_how=request.department_how,
        respond_by=respond,
        resolve_by=resolve,
        linked=(request.number,),
        labels=policy.topics.of(title, said.text if said else ""),
    )
    return opened, [
        Record("opened", situation.sender.email, {"split from": request.number}),
        *message,
        AddParticipants((request.customer.email,)),
        *([Change({"written_to": request.written_to})] if request.written_to else []),
        targets.watch(policy, now, respond, RESPONSE_WARNING),
        targets.watch(policy, now, resolve, RESOLVE_WARNING),
    ]


def _kept_again(said: Said) -> KeepMessage:
    return KeepMessage(
        MessageKind.CUSTOMER,
        said.sender,
        said.at,
        said.text,
        said.subject,
        "",
        said.attachments,
        original=said.original,
    )
