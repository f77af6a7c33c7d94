"""What a template is given for a mail: the request, the customer, the history, beside what the decision says.

One function a kind of mail; the keys are those that `mailbox.template_samples` shows. Reads the database and
writes nothing. What customers wrote is passed on as data; the templates escape it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote

from frontdesk.db import outages, requests, search
from frontdesk.db.requests import KeptMessage
from frontdesk.decision.lately import perhaps_the_same
from frontdesk.decision.prepared import suggested
from frontdesk.desk import Desk
from frontdesk.rules.addresses import can_be_written_to
from frontdesk.rules.effects import Audience, Send
from frontdesk.rules.foresight.topics import first_owner, words_of
from frontdesk.rules.languages import rows
from frontdesk.rules.model import Address, MailKind, MessageKind, Origin
from frontdesk.rules.notify import not_in_copy, outsiders
from frontdesk.rules.proof.tokens import plus_address, survey_code, thread_token
from frontdesk.rules.request import Request
from frontdesk.rules.situation import Situation
from frontdesk.rules.subjects import base_subject
from frontdesk.rules.tags.read import bare_subject, defused, read_number
from frontdesk.rules.tags.subject import foreign_marks, reworded_subject
from frontdesk.rules.targets import respond_by

_HISTORY, _RECENT, _SIMILAR = 5, 3, 3
_LOOKED_AT = 10  # of the newest messages
_OFFERED = 10
_ALARMED = 20
_RATED_RECENT = 5
_SEARCHED = 500  # characters
_PREHEADER = 140  # characters that an inbox shows behind the subject
# In an inbox the technician shall read the customer's words, and not each time the same of ours.
_WITH_PREHEADER = frozenset((MailKind.NOTIFICATION, MailKind.ESCALATION, MailKind.LOW_RATING))
_SHOWN = 20_000  # characters of a text in a notification


def template_values(
    desk: Desk, send: Send, request: Request | None, situation: Situation | None, now: datetime
) -> dict[str, Any]:
    """The values for one mail of ours. `situation`: of the mail that led to it, None for a timer."""
    values: dict[str, Any] = {
        "desk_name": desk.policy.desk_name,
        "desk_address": desk.policy.desk_address,
        "tag": desk.policy.desk_tag,
        "preheader": "",
        "logo": None,
        "signature": "",
        "number": request.number if request else None,
        "subject": _subject(desk, send, _with_marks(desk, send, request)) if request else "",
        "text": "",
        "rows": (),
        "attachments": (),
        "left_out": (),
        "not_here": (),
        "kept_in": desk.folders.handled,
    }
    if send.kind is MailKind.NOTICE:
        asks = send.draft is not None or bool(send.contact)  # a review's draft: the answer stands in it
        values |= {"team": send.audience is not Audience.CUSTOMER, "asks": asks}
    if request is not None:
        values["customer"] = name_of(request.customer)
        maker = _MAKERS.get(send.kind)
        if maker is not None:
            values |= maker(desk, request, situation, now)
    elif situation is not None:
        written = base_subject(situation.message.subject).removeprefix(f"[{desk.policy.desk_tag}]")
        values["subject"] = _subject(desk, send, written.strip())
    values |= dict(send.values)
    if send.kind in _WITH_PREHEADER:
        words = " ".join(
            str(values["text"]).split()
        )  # whole ones: they are known again where they are quoted
        values["preheader"] = words if len(words) <= _PREHEADER else words[:_PREHEADER].rpartition(" ")[0]
    return values


def _subject(desk: Desk, send: Send, written: str) -> str:
    """A technician's reply repeats the subject: a tag that a customer wrote into it mustn't become theirs."""
    return written if send.audience is Audience.CUSTOMER else defused(written, desk.policy.desk_tag)


def _with_marks(desk: Desk, send: Send, request: Request) -> str:
    """The request's subject; for the customer with the number that their own desk put into their last mail."""
    if send.audience is not Audience.CUSTOMER or send.kind in (
        MailKind.ACKNOWLEDGEMENT,
        MailKind.KNOWN_PROBLEM,
    ):
        return request.subject
    said = requests.last_messages(desk.store, request.number, _LOOKED_AT)
    last = next((kept.subject for kept in said if kept.kind == MessageKind.CUSTOMER), "")
    marks = foreign_marks(last, desk.policy.desk_tag)
    return " ".join((request.subject, *(mark for mark in marks if mark not in request.subject)))


def name_of(person: Address) -> str:
    return person.name or person.email


def _technician(desk: Desk, email: str | None) -> str:
    """Who owns it, "" when nobody does or the owner has left the team."""
    person = desk.policy.staff.get(email) if email else None
    return name_of(person) if person else ""


def _acknowledgement(
    desk: Desk, request: Request, situation: Situation | None, now: datetime
) -> dict[str, Any]:
    hours = desk.policy.for_department(request.department).hours
    return {
        "first_response_by": request.respond_by,
        "open_now": hours.is_open(now),
        "encrypted": situation.message.encrypted if situation else "",
        "opened_for_them": False,
    }


def _notification(desk: Desk, request: Request, situation: Situation | None, now: datetime) -> dict[str, Any]:
    said = _said(desk, request)
    newest, shown = (said[0], said[1:]) if said else (None, [])
    return {
        "customer_email": request.customer.email,
        "in_copy": request.cc,
        "heard_by": tuple(name_of(one.customer) for one in request.others),
        "not_in_copy": not_in_copy(request, desk.policy, _addressed(desk, situation))[:_OFFERED],
        "new_subject": _new_subject(desk, request, newest),
        "author": name_of(newest.sender) if newest else "",
        "note_only": False,
        "unanswerable": not can_be_written_to(request.customer.email),
        "by": None,
        "unproven": situation is not None and situation.proof.origin is Origin.FORGED,
        "marks": situation.marks if situation else "",
        "encrypted": situation.message.encrypted if situation else "",
        "text": newest.text[:_SHOWN] if newest else "",
        "status": request.status,
        "priority": request.priority,
        "owner": _technician(desk, request.owner),
        "usually": _technician(desk, first_owner(desk.policy.topics, request.labels)),
        "labels": request.labels,
        "department": request.department,
        "first_response_by": request.respond_by if request.first_response_at is None else None,
        "resolve_by": request.resolve_by if request.resolved_at is None else None,
        "history": [
            {"at": kept.at, "author": name_of(kept.sender), "kind": kept.kind, "text": kept.text}
            for kept in shown
        ],
        "similar": _similar(desk, request, situation),
        "answers": suggested(desk, request, situation, now),
        "same": _same(desk, request, situation),
        "recent": [
            recent._asdict()
            for recent in requests.recent_of(desk.store, request.customer.email, _RECENT, request.number)
        ],
    }


def _addressed(desk: Desk, situation: Situation | None) -> tuple[str, ...]:
    """Whom the customer's mail that came in is addressed to besides the desk."""
    if situation is None or situation.is_staff:
        return ()
    return tuple(person.email for person in outsiders(situation.message, desk.policy))


def _new_subject(desk: Desk, request: Request, newest: KeptMessage | None) -> str:
    """The subject of a customer's message where it isn't the one by which they know the request."""
    if newest is None or newest.kind != MessageKind.CUSTOMER:
        return ""
    number = read_number(newest.subject, desk.policy.desk_tag)
    if number in request.linked:  # what was split off keeps the subject of the one that it answered
        return ""
    ours = (
        bare_subject(kept.subject, desk.policy.desk_tag)
        for kept in requests.last_messages(desk.store, request.number, _LOOKED_AT)
        if kept.kind == MessageKind.AUTOMATIC
    )
    known = (request.subject, *(one.subject for one in request.joined), *ours)
    changed = [reworded_subject(newest.subject, subject, desk.policy.desk_tag) for subject in known]
    return changed[0] if all(changed) else ""


def _low_rating(desk: Desk, request: Request, situation: Situation | None, now: datetime) -> dict[str, Any]:
    return {
        "customer_email": request.customer.email,
        "department": request.department,
        "owner": _technician(desk, request.owner),
        "resolution": request.resolution or "",
        "opened_at": request.opened_at,
        "resolved_at": request.resolved_at,
        "recent": [
            recent._asdict()
            for recent in requests.recent_of(
                desk.store, request.customer.email, _RATED_RECENT, request.number
            )
        ],
    }


def _outage(desk: Desk, request: Request, situation: Situation | None, now: datetime) -> dict[str, Any]:
    """Who has written about it, the new one among them."""
    known = outages.alarm_of(desk.store, now)
    if known is None:
        return {}
    rows = [
        {"number": kin.number, "customer": name_of(kin.customer), "subject": subject}
        for kin, labels, subject in outages.since(desk.store, known.began_at)
        if known.topic in (words_of(subject) if known.is_word else labels)
    ]
    return {"rows": rows[-_ALARMED:]}


def _said(desk: Desk, request: Request) -> list[KeptMessage]:
    """What people said last, newest first. Our automatic mail of the same moment stands beside it: it is no news."""
    last = requests.last_messages(desk.store, request.number, 2 * (_HISTORY + 1))
    return [kept for kept in last if kept.kind != MessageKind.AUTOMATIC][: _HISTORY + 1]


def _similar(desk: Desk, request: Request, situation: Situation | None) -> list[dict[str, Any]]:
    """Resolved requests that look alike; only for a new request, where they help."""
    if situation is None or situation.request is not None:
        return []
    found = search.similar(
        desk.store, f"{request.subject}\n{situation.message.new_text[:_SEARCHED]}", _SIMILAR
    )
    return [
        {"number": row[0], "subject": row[1], "resolution": row[2]}
        for row in found
        if row[0] != request.number
    ]


def _same(desk: Desk, request: Request, situation: Situation | None) -> dict[str, Any] | None:
    """What is open since yesterday and perhaps the same; only for a new request."""
    if situation is None or situation.request is not None or situation.is_staff:
        return None
    found = perhaps_the_same(desk, request, situation.message.new_text)
    if found is None:
        return None
    merges = found.customer.email == request.customer.email
    return {
        "number": found.number,
        "status": found.status,
        "owner": _technician(desk, found.owner),
        "tag": f"[{'merge' if merges else 'parent'}=#{found.number}]",
    }


def _reply(desk: Desk, request: Request, situation: Situation | None, now: datetime) -> dict[str, Any]:
    """Signed with the writer's name as the team's list has it: a technician's own address is no customer's business."""
    email = situation.sender.email if situation else request.owner
    person = desk.policy.staff.get(email) if email else None
    return {"technician": person.name if person else ""}


def _follow_up(desk: Desk, request: Request, situation: Situation | None, now: datetime) -> dict[str, Any]:
    return {
        "technician": _technician(desk, request.owner),
        "resolution": _told_resolution(desk, request),
        "resolved_at": request.resolved_at,
        "closes_at": desk.policy.for_department(request.department).hours.add(now, desk.policy.close_after),
        "asks": False,
        **_question(desk, request),
    }


def _told_resolution(desk: Desk, request: Request) -> str:
    """The resolution as the customer was told it; "" when it was written in a note."""
    resolution = request.resolution or ""
    return resolution if requests.was_told(desk.store, request.number, resolution) else ""


def _chaser(desk: Desk, request: Request, situation: Situation | None, now: datetime) -> dict[str, Any]:
    asked = next(
        (kept for kept in requests.last_messages(desk.store, request.number, 20) if kept.kind == "reply"),
        None,
    )
    left = max(0, desk.policy.chasers - request.chased)
    resolves_at = now
    for _ in range(left + 1):
        hours = desk.policy.for_department(request.department).hours
        resolves_at = hours.add(resolves_at, desk.policy.chase_after)
    return {
        "technician": _technician(desk, request.owner),
        "question": asked.text if asked else "",
        "asked_at": asked.at if asked else request.last_reply_at or request.opened_at,
        "resolves_at": resolves_at,
    }


def _survey(desk: Desk, request: Request, situation: Situation | None, now: datetime) -> dict[str, Any]:
    return {"resolution": _told_resolution(desk, request), **_question(desk, request)}


def _question(desk: Desk, request: Request) -> dict[str, Any]:
    """The links of the five answers, and by their names who will read a low one."""
    policy = desk.policy
    owner = policy.staff.get(request.owner or "") if policy.low_ratings_to_owner else None
    also = owner.name if owner and owner not in policy.managers else ""
    return {
        "ratings": {stars: rating_link(desk, request, stars) for stars in (1, 2, 3, 4, 5)},
        "low_read_by": tuple(person.name for person in policy.managers if person.name),
        "low_seen_by": also,
    }


def rating_link(desk: Desk, request: Request, rating: int) -> str:
    """A `mailto:` link (RFC 6068) that answers the survey: a person must press send, so no scanner can vote."""
    policy = desk.policy
    word = rows(request.language or policy.language, "survey")["word"]
    code = survey_code(desk.keys.of(request.opening), request.number, request.customer.email)
    subject = f"[{policy.desk_tag} #{request.number}] {word} {rating} ({code})"
    address = policy.desk_address
    if policy.plus_addressing:
        address = plus_address(address, thread_token(desk.keys.of(request.opening), request.number))
    return f"mailto:{quote(address, safe='@+')}?subject={quote(subject, safe='')}"


def _survey_thanks(
    desk: Desk, request: Request, situation: Situation | None, now: datetime
) -> dict[str, Any]:
    return {"rating": request.rating, "comment": request.rating_comment or "", "again": False}


def _reopened(desk: Desk, request: Request, situation: Situation | None, now: datetime) -> dict[str, Any]:
    """When somebody answers is promised anew, as for a request that is new."""
    policy = desk.policy.for_department(request.department)
    return {"owner": _technician(desk, request.owner), "next_by": respond_by(policy, now, request.priority)}


def _late(desk: Desk, request: Request, situation: Situation | None, now: datetime) -> dict[str, Any]:
    first = requests.messages(desk.store, request.number)[:1]
    return {
        "department": request.department,
        "owner": _technician(desk, request.owner),
        "priority": request.priority,
        "opened_at": request.opened_at,
        "text": first[0].text[:_SHOWN] if first else "",
    }


_Maker = Callable[[Desk, Request, Situation | None, datetime], Mapping[str, Any]]

_MAKERS: dict[MailKind, _Maker] = {
    MailKind.ACKNOWLEDGEMENT: _acknowledgement,
    MailKind.NOTIFICATION: _notification,
    MailKind.LOW_RATING: _low_rating,
    MailKind.OUTAGE: _outage,
    MailKind.REPLY: _reply,
    MailKind.FOLLOW_UP: _follow_up,
    MailKind.CHASER: _chaser,
    MailKind.SURVEY: _survey,
    MailKind.SURVEY_THANKS: _survey_thanks,
    MailKind.REOPENED: _reopened,
    MailKind.WARNING: _late,
    MailKind.ESCALATION: _late,
}
