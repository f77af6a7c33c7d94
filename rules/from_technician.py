"""What a technician's message on a request leads to. All or nothing: one problem, and nothing is changed or sent.

Whether the writer is who they say is judged here too (`rules.authority`); a mail that isn't proven is kept as
a note that says so, changes nothing, and reaches no customer.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from frontdesk.rules import notify, targets
from frontdesk.rules.authority import Confirm, Obey, Refuse, authority_for, needs_of
from frontdesk.rules.effects import (
    AddParticipants,
    Audience,
    Change,
    Decision,
    Effect,
    HoldMail,
    IndexResolution,
    KeepMessage,
    OpenRequest,
    Outcome,
    Record,
    Send,
    SetStatus,
    StartTimer,
    StopTimers,
)
from frontdesk.rules.from_customer import CHASE, CLOSE, FOLLOW_UP, SNOOZE, SURVEY, keep
from frontdesk.rules.lifecycle import SETTLED, Happening, NotAllowed, next_status
from frontdesk.rules.model import Address, MailKind, MessageKind, Status
from frontdesk.rules.permissions import may
from frontdesk.rules.request import Request
from frontdesk.rules.situation import Situation
from frontdesk.rules.tag_effects import Draft, on_tag, problem
from frontdesk.rules.tags import Tag, TagReading

HELD_FOR = timedelta(hours=24)


def on_request(situation: Situation, request: Request, reading: TagReading) -> Decision:
    """A technician's message on a request; `reading` is what its tags say."""
    denied = unless_proven(situation, reading)
    if denied is not None:
        return denied
    problems = [*misread(reading), *_not_permitted(situation, reading.tags)]
    draft = _drafted(situation, request, reading.tags)
    problems += draft.problems
    text = reading.body.strip()
    if not problems:
        problems += _contradictions(situation, draft, request, reading, text)
    if problems:
        return refuse(situation, problems)
    if _collides(situation, request, draft, text):
        return _hold(situation, request)
    return Decision(Outcome.MESSAGE, tuple(_carried_out(situation, request, draft, text)))


# --- who may ---------------------------------------------------------------------------------------------------


def unless_proven(situation: Situation, reading: TagReading) -> Decision | None:
    """None when the writer may do what the mail asks; else what is done instead."""
    needs, proof = needs_of(tag.name for tag in reading.tags), situation.proof
    verdict = authority_for(proof.origin, proof.token, needs, proof.confirmed, situation.policy.language)
    if isinstance(verdict, Obey):
        return None
    return _unproven(situation, verdict)


def _unproven(situation: Situation, verdict: Confirm | Refuse) -> Decision:
    """Keep it as a note that says so, and ask the registered address; a forged mail is never run, whatever it says."""
    sender, policy = situation.sender, situation.policy
    effects: list[Effect] = []
    if situation.request is not None:
        effects.append(keep(situation, MessageKind.NOTE))
        effects.append(Record("unverified", sender.email, {"why": situation.proof.why or verdict.reason}))
    asks = isinstance(verdict, Confirm)
    if asks:
        effects.append(HoldMail("unproven", sender.email, situation.now + HELD_FOR))
    why = problem(policy, "unproven" if asks else "forged", "send" if asks else "", reason=verdict.reason)
    effects.append(_to_writer(situation, MailKind.REFUSAL, given_back(situation, [why])))
    outcome = Outcome.MESSAGE if situation.request is not None else Outcome.SILENCE
    return Decision(outcome, tuple(effects), reason="a technician's mail that isn't proven")


def _not_permitted(situation: Situation, tags: Iterable[Tag]) -> list[dict[str, str]]:
    permissions = situation.policy.tag_permissions
    reasons = ((tag, may(tag.name, situation.role, permissions, situation.policy.language)) for tag in tags)
    return [{"found": tag.written, "why": why, "example": ""} for tag, why in reasons if why is not None]


# --- what is wrong ---------------------------------------------------------------------------------------------


def misread(reading: TagReading) -> list[dict[str, str]]:
    """What in the mail looked like a tag and is none, as rows of the refusal."""
    return [
        {"found": problem.written, "why": problem.reason, "example": problem.suggestion}
        for problem in reading.problems
    ]


def refuse(situation: Situation, problems: list[dict[str, str]]) -> Decision:
    """Change nothing, and tell the writer once what was wrong, with a right example and their text back."""
    effects: list[Effect] = [_to_writer(situation, MailKind.REFUSAL, given_back(situation, problems))]
    why = "; ".join(problem["why"] for problem in problems)
    if situation.request is not None:
        effects.append(Record("refused", situation.sender.email, {"why": why}))
    outcome = Outcome.MESSAGE if situation.request is not None else Outcome.SILENCE
    return Decision(outcome, tuple(effects), reason=f"refused: {why}")


def given_back(situation: Situation, problems: list[dict[str, str]]) -> dict[str, Any]:
    """The refusal's values: the writer's own words go back, so that nothing is typed twice."""
    message = situation.message
    return {"problems": problems, "subject_back": message.subject, "text_back": message.new_text}


def _contradictions(
    situation: Situation, draft: Draft, request: Request, reading: TagReading, text: str
) -> list[dict[str, str]]:
    policy = situation.policy
    has_files = any(not part.inline for part in situation.message.attachments)
    if draft.happening is not None:
        try:
            next_status(request.status, draft.happening)
        except NotAllowed as error:
            return [{"found": "", "why": str(error), "example": ""}]
    if draft.happening is Happening.TAGGED_RESOLVED and not text and not _last_words(request):
        return [problem(policy, "no words", "resolved")]
    if not reading.tags and not text and not has_files:
        return [problem(policy, "nothing", "resolved")]
    return []


def _last_words(request: Request) -> bool:
    """Whether a technician has written to the customer already: then those words may be the resolution."""
    return request.first_response_at is not None


# --- two at once -----------------------------------------------------------------------------------------------


def _collides(situation: Situation, request: Request, draft: Draft, text: str) -> bool:
    """A colleague answered after the mail was written that this one answers."""
    if draft.note or not text or situation.proof.confirmed:
        return False
    answered, last = situation.answered_at, request.last_reply_at
    if answered is None or last is None or request.last_reply_by == situation.sender.email:
        return False
    return last > answered


def _hold(situation: Situation, request: Request) -> Decision:
    policy, sender = situation.policy, situation.sender
    other = notify.staff(policy).get(request.last_reply_by, Address("", request.last_reply_by))
    why = problem(policy, "collision", "send", name=_name(other))
    effects: tuple[Effect, ...] = (
        HoldMail("collision", sender.email, situation.now + HELD_FOR),
        _to_writer(situation, MailKind.REFUSAL, given_back(situation, [why])),
        Record("held", sender.email, {"why": f"{request.last_reply_by} answered first"}),
    )
    return Decision(Outcome.MESSAGE, effects)


# --- what is done ----------------------------------------------------------------------------------------------


def _drafted(situation: Situation, request: Request, tags: Iterable[Tag]) -> Draft:
    draft = Draft(request, situation.policy, situation.sender, situation.now, situation.named)
    draft.note = situation.audience == Audience.NOTE
    for tag in tags:
        on_tag(draft, tag.name, tag.value)
    return draft


def _carried_out(situation: Situation, request: Request, draft: Draft, text: str) -> list[Effect]:
    has_files = any(not part.inline for part in situation.message.attachments)
    speaks = bool(text or has_files)
    answers = speaks and not draft.note and draft.happening is not Happening.DISCARDED and not draft.split
    changed = dict(draft.changes)
    effects: list[Effect] = []
    if speaks:
        effects += _relayed(situation, request, draft, text) if answers else _noted(situation, text)
    if answers and draft.claims and request.owner is None:
        changed["owner"] = situation.sender.email
        draft.tell("owner", _name(situation.sender))
    effects += _moved(situation, request, draft, changed, text, answers)
    if changed:
        effects.append(Change(changed))
    effects += draft.effects
    effects += _recorded(situation, request, draft, changed, answers, speaks)
    if draft.split:
        effects += _split_off(situation, request, draft)
    if draft.newly_assigned is not None:
        effects.append(notify.notification((draft.newly_assigned,), "assigned", by=situation.sender))
    if draft.note and speaks:
        effects += _tell_of_note(situation, request)
    if draft.told:
        values = {"changes": draft.told, "sent_to": _name(request.customer) if answers else ""}
        effects.append(_to_writer(situation, MailKind.CONFIRMATION, values, Audience.NOTE))
    return effects


def _relayed(situation: Situation, request: Request, draft: Draft, text: str) -> list[Effect]:
    """The technician's words to the customer, in the desk's name."""
    policy, now = situation.policy, situation.now
    not_before = policy.hours.add(now, policy.send_delay) if policy.send_delay else None
    cc = draft.changes.get("cc", request.cc)
    files = tuple(part.index for part in situation.message.attachments)
    if not_before is not None:
        draft.tell("held back", not_before)
    fields: dict[str, Any] = {"last_reply_at": now, "last_reply_by": situation.sender.email}
    effects: list[Effect] = [
        keep(situation, MessageKind.REPLY, text=text),
        Send(
            MailKind.REPLY,
            (request.customer,),
            Audience.CUSTOMER,
            {"text": text, "resolved": draft.happening is Happening.TAGGED_RESOLVED},
            cc=tuple(Address("", email) for email in cc),
            attachments=files,
            author=situation.sender,
            not_before=not_before,
        ),
        AddParticipants(tuple(cc)),
    ]
    if request.first_response_at is None:
        fields["first_response_at"] = now
        effects.append(StopTimers(targets.RESPONSE_TIMERS))
    return [*effects, Change(fields)]


def _noted(situation: Situation, text: str) -> list[Effect]:
    return [keep(situation, MessageKind.NOTE, text=text)]


def _tell_of_note(situation: Situation, request: Request) -> list[Effect]:
    """A note is news for the owner, unless the owner wrote it."""
    people = notify.concerned(request, situation.policy, situation.absent) if request.owner else ()
    others = tuple(person for person in people if person.email != situation.sender.email)
    return [notify.notification(others, "note", by=situation.sender)] if others else []


def _moved(
    situation: Situation,
    request: Request,
    draft: Draft,
    changed: dict[str, Any],
    text: str,
    answers: bool,
) -> list[Effect]:
    """The status, and all that follows from where the request goes."""
    happening = draft.happening or (Happening.ANSWERED if answers else None)
    if happening is None:
        return []
    after = next_status(request.status, happening)
    effects: list[Effect] = []
    if after is not request.status:
        draft.told.insert(0, {"number": request.number, "what": "status", "value": after})
        effects.append(SetStatus(after))
        effects += targets.clock_effects(request, after, situation.policy, situation.now)
    arrives = after is not request.status or draft.happening is not None or after is Status.WAITING
    return effects + (_ARRIVALS[after](situation, request, changed, text) if arrives else [])


def _arrive_open(situation: Situation, request: Request, changed: dict[str, Any], text: str) -> list[Effect]:
    effects: list[Effect] = [StopTimers((CHASE, FOLLOW_UP, CLOSE, SURVEY, SNOOZE))]
    if request.status in SETTLED:
        changed |= {"resolved_at": None, "closed_at": None, "followed_up_at": None}
        changed["reopened"] = request.reopened + 1
    changed["chased"] = 0
    return effects


def _arrive_waiting(
    situation: Situation, request: Request, changed: dict[str, Any], text: str
) -> list[Effect]:
    policy = situation.policy
    changed["chased"] = 0
    return [
        StopTimers((FOLLOW_UP, CLOSE, SURVEY)),
        StartTimer(CHASE, policy.hours.add(situation.now, policy.chase_after)),
    ]


def _arrive_on_hold(
    situation: Situation, request: Request, changed: dict[str, Any], text: str
) -> list[Effect]:
    return [StopTimers((CHASE, FOLLOW_UP, CLOSE, SURVEY))]


def _arrive_resolved(
    situation: Situation, request: Request, changed: dict[str, Any], text: str
) -> list[Effect]:
    policy = situation.policy
    changed["resolved_at"] = situation.now
    changed["closed_at"] = None
    effects: list[Effect] = [StopTimers()]
    if text:
        changed["resolution"] = text
        effects.append(IndexResolution(request.subject, _asked(situation), text))
    elif request.resolution is None:
        last = situation.last_reply.text if situation.last_reply else ""
        changed["resolution"] = last or None
        effects.append(IndexResolution(request.subject, _asked(situation), last))
    effects.append(StartTimer(FOLLOW_UP, policy.hours.add(situation.now, policy.follow_up_after)))
    return effects


def _arrive_closed(
    situation: Situation, request: Request, changed: dict[str, Any], text: str
) -> list[Effect]:
    return [StopTimers()]


_ARRIVALS = {
    Status.OPEN: _arrive_open,
    Status.WAITING: _arrive_waiting,
    Status.ON_HOLD: _arrive_on_hold,
    Status.RESOLVED: _arrive_resolved,
    Status.CLOSED: _arrive_closed,
}


def _recorded(
    situation: Situation,
    request: Request,
    draft: Draft,
    changed: dict[str, Any],
    answers: bool,
    speaks: bool,
) -> list[Effect]:
    """One event for what was said, one for what was changed, with what stood there before (for `undo`)."""
    by = situation.sender.email
    effects: list[Effect] = []
    if speaks:
        effects.append(Record("answered" if answers else "noted", by))
    status = draft.happening and next_status(request.status, draft.happening)
    if status is not None and status is not request.status:
        effects.append(Record(status.value, by, {"was": request.status.value}))
    kept = {name: value for name, value in changed.items() if name in _UNDOABLE}
    if kept:
        before = {name: _plain(getattr(request, name)) for name in kept}
        after = {name: _plain(value) for name, value in kept.items()}
        effects.append(Record("changed", by, {"before": before, "after": after}))
    return effects


_UNDOABLE = frozenset(
    (
        "owner",
        "priority",
        "due_at",
        "snoozed_until",
        "minutes",
        "cc",
        "linked",
        "subject",
        "labels",
        "department",
    )
)


def _plain(value: Any) -> Any:
    """A value as JSON holds it."""
    if value is None or isinstance(value, bool | int | str):
        return str(value) if isinstance(value, str) else value
    return list(value) if isinstance(value, tuple | list) else value.isoformat()


def _split_off(situation: Situation, request: Request, draft: Draft) -> list[Effect]:
    """The customer's last message becomes a request of its own, linked to this one.

    The new request is opened last: the effects before it are about this one, those after about the new one.
    """
    policy, now, said = situation.policy, situation.now, situation.last_customer
    respond = targets.respond_by(policy, now, request.priority)
    resolve = targets.resolve_by(policy, now, request.priority)
    return [
        OpenRequest(
            subject=draft.changes.get("subject", request.subject),
            customer=request.customer,
            opened_at=now,
            language=request.language,
            priority=request.priority,
            department=request.department,
            respond_by=respond,
            resolve_by=resolve,
            linked=(request.number,),
        ),
        Record("opened", situation.sender.email, {"split from": request.number}),
        *([KeepMessage(MessageKind.CUSTOMER, said.sender, said.at, said.text, said.subject)] if said else []),
        AddParticipants((request.customer.email,)),
        targets.watch(policy, now, respond, targets.RESPONSE_WARNING),
        targets.watch(policy, now, resolve, targets.RESOLVE_WARNING),
        notify.notification((situation.sender,), "split", by=situation.sender),
    ]


def _asked(situation: Situation) -> str:
    return situation.last_customer.text if situation.last_customer else ""


def _to_writer(
    situation: Situation, kind: MailKind, values: dict[str, Any], audience: Audience = Audience.TECHNICIAN
) -> Send:
    """A mail to the registered address of the writer: never to a Reply-To, which anybody can set."""
    writer = notify.staff(situation.policy).get(situation.sender.email, situation.sender)
    return Send(kind, (writer,), audience, values, in_reply_to=situation.message.message_id)


def _name(person: Address) -> str:
    return person.name or person.email
