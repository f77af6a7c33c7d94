"""Gathers what only a technician's mail needs to be decided. Reads the database; decides nothing, writes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from frontdesk.db import (
    contacts,
    cycles,
    look,
    outages,
    outbox,
    outbox_view,
    people,
    requests,
    stories,
    timers,
)
from frontdesk.decision.family import family_of
from frontdesk.decision.prepared import solved_alike, with_answers
from frontdesk.desk import Desk
from frontdesk.rules.effects import Audience
from frontdesk.rules.foresight.look import Listed
from frontdesk.rules.foresight.outage import Family
from frontdesk.rules.model import Attachment, MailKind, Message, MessageKind, Role
from frontdesk.rules.notify import outsiders
from frontdesk.rules.request import Request
from frontdesk.rules.situation import Changed, Known, Said, Situation
from frontdesk.rules.tags.digest_lines import DigestLine, read_digest_lines
from frontdesk.rules.tags.read import Tag, TagReading
from frontdesk.rules.tags.table import ValueKind
from frontdesk.rules.tags.values import NO_PARENT, request_numbers
from frontdesk.rules.technicians.away import whose
from frontdesk.rules.technicians.undo import UNDOABLE, UNDONE
from frontdesk.rules.timers import ASKED, AWAY

_LOOKED_AT = 20  # of the newest messages
_EVENTS_LOOKED_AT = 200
_PEOPLE = 5
_LINKED = 10


def with_team_facts(desk: Desk, situation: Situation, reading: TagReading) -> Situation:
    """The situation of a technician's mail, with all that its tags and words may need."""
    store, now = desk.store, situation.now
    situation = replace(
        situation,
        answered_at=written_at(desk, situation.message),
        asked_lately=bool(timers.running(store, [situation.sender.email], ASKED, now)),
        unsettled=_unsettled(desk, situation, reading.tags),
        departments=_departments(desk, reading.tags),
        known_departments=_of_people(desk, reading.tags),
        spoken=_spoken(desk, situation, reading.tags),
        people=_people(desk, situation, reading),
    )
    if situation.request is None and any(tag.name == "department" for tag in reading.tags):
        situation = replace(situation, departments=requests.departments(store))  # of a mail that is forwarded
    absences = [tag.value for tag in reading.tags if tag.name == AWAY]
    if absences and len(owners := whose(desk.policy, absences[0], situation.sender)) == 1:
        owned = requests.listed(store, owner=owners[0].email, unsettled=True)
        situation = replace(situation, owned=tuple(owned))
    if situation.request is not None:
        return about(desk, situation, situation.request, reading.tags)
    situation = with_answers(desk, situation, reading.tags)
    return _with_lines(desk, situation) if situation.answers_desk else situation


def _people(desk: Desk, situation: Situation, reading: TagReading) -> dict[str, Known]:
    """What is remembered of whom [customer=...] names, and of those whom the mail is written to."""
    to = [person.email for person in outsiders(situation.message, desk.policy)][:_PEOPLE]
    found = (people.get(desk.store, email) for email in {reading.value("customer"), *to} if email)
    return {one.email: Known(one.department, one.language, one.name) for one in found}


def with_owned(desk: Desk, situation: Situation) -> Situation:
    """With what the sender owns: for a technician's out-of-office note."""
    if not situation.is_staff:
        return situation
    owned = requests.listed(desk.store, owner=situation.sender.email, unsettled=True)
    return replace(situation, owned=tuple(owned))


def about(desk: Desk, situation: Situation, request: Request, tags: Iterable[Tag]) -> Situation:
    """The situation of a technician's words on this request."""
    tags = tuple(tags)
    if situation.answered_at is None and situation.audience:
        # Which mail it was isn't known any more.
        situation = replace(situation, answered_at=request.last_customer_at)
    said = requests.last_messages(desk.store, request.number, _LOOKED_AT)
    moves = any(tag.name in ("department", "undo") for tag in tags)
    splits = any(tag.name == "split" for tag in tags)
    before = situation.answered_at if splits else None
    situation = with_answers(desk, replace(situation, request=request), tags)
    resolves = any(tag.name == "resolved" for tag in tags)
    return replace(
        situation,
        solved_alike=solved_alike(desk, situation) if resolves else 0,
        named=_named(desk, tags),
        customer_wrote=requests.count_of(desk.store, request.number, "customer") if splits else 0,
        last_reply=_last(said, MessageKind.REPLY),
        last_customer=_last(said, MessageKind.CUSTOMER, before) or _last(said, MessageKind.CUSTOMER),
        noted_by=_noted_by(said, situation),
        timers=timers.of_request(desk.store, request.number) if tags or situation.message.new_text else {},
        changed=_changed(desk, situation, request) if any(tag.name == "undo" for tag in tags) else None,
        policy=desk.policy.for_department(request.department),
        departments=requests.departments(desk.store) if moves else (),
        others=_others(desk, request) if moves else (),
        low_ratings=_low_ratings(desk, request),
        **_kinship(desk, situation, request, tags),
    )


def _low_ratings(desk: Desk, request: Request) -> tuple[int, ...]:
    numbers = (request.number, *request.linked[-_LINKED:])
    return tuple(cycles.unanswered_low(desk.store, numbers, request.customer.email))


def _kinship(desk: Desk, situation: Situation, request: Request, tags: tuple[Tag, ...]) -> dict[str, Any]:
    """What the request is to others of an outage; for what takes back a word to all, the children one by one."""
    if situation.to_all:
        return {}
    family = family_of(desk, request, tags)
    members: list[Situation] = []
    if family.children and any(tag.name == "undo" for tag in tags):
        for child in (requests.snapshot(desk.store, one.number) for one in family.children):
            if child is not None:
                members.append(about(desk, replace(situation, to_all=True), child, tags))
    return {
        "family": family,
        "members": tuple(members),
        "root": _root(desk, situation, request, tags, family),
    }


def _root(
    desk: Desk, situation: Situation, request: Request, tags: tuple[Tag, ...], family: Family
) -> Situation | None:
    """The situation of the oldest of an outage that begins, where that isn't the request itself."""
    begins = not family.children and request.parent is None
    if not begins or not family.taken or family.taken[0].number == request.number:
        return None
    oldest = requests.snapshot(desk.store, family.taken[0].number)
    if oldest is None:
        return None
    children = tuple(outages.children(desk.store, oldest.number))
    own = about(desk, replace(situation, to_all=True), oldest, tags)
    return replace(own, to_all=False, family=replace(family, children=children))


def _others(desk: Desk, request: Request) -> tuple[Request, ...]:
    """The same customer's other requests that aren't settled."""
    found = requests.listed(desk.store, customer=request.customer.email, unsettled=True)
    return tuple(other for other in found if other.number != request.number)


def _with_lines(desk: Desk, situation: Situation) -> Situation:
    """The lines of an answer to a digest, and for each request that they name a situation of its own."""
    message = situation.message
    digest = read_digest_lines(message.new_text, desk.policy.language)
    lines: dict[int, Situation] = {}
    for line in digest.lines:
        number = requests.survivor(desk.store, line.number)
        request = requests.snapshot(desk.store, number)
        if request is not None:
            own = replace(situation, message=_line_of(message, line), audience="technician")
            lines[line.number] = about(desk, own, request, line.tags)
    asked = contacts.of_technician(desk.store, situation.sender.email) if digest.contacts else ()
    said = {one.letter: one for one in asked}
    seen = _looks(desk, situation) if digest.looks else {}
    return replace(situation, digest=digest, lines=lines, contacts=said, looks=seen)


def _looks(desk: Desk, situation: Situation) -> dict[int, Listed]:
    """What the mail that a manager answers named as worth a look."""
    if situation.role is not Role.MANAGER:
        return {}
    in_report = situation.answers == MailKind.REPORT
    return look.last_list(desk.store, situation.answered_at, in_report=in_report)


def _line_of(message: Message, line: DigestLine) -> Message:
    """The mail as if it were this line alone. Its Message-ID can't belong to several requests."""
    return replace(message, message_id="", text=line.written, new_text=line.text, attachments=())


def written_at(desk: Desk, message: Message) -> datetime | None:
    """When the mail was written that this one answers: one of ours, or one that is kept on a request."""
    for parent in message.in_reply_to[:3]:
        if at := outbox_view.written_at(desk.store, parent):
            return at
    known = requests.by_references(desk.store, message.in_reply_to[:3])
    for parent, (number, _) in known.items():
        for kept in requests.last_messages(desk.store, number, _LOOKED_AT):
            if kept.message_id == parent:
                return kept.at
    return None


def _named(desk: Desk, tags: Iterable[Tag]) -> dict[int, Request]:
    """The requests that tags name, by the number written; a merged one is the one that it was merged into."""
    named: dict[int, Request] = {}
    for tag in tags:
        numbered = tag.value_kind is ValueKind.PARENT and tag.value != NO_PARENT
        if numbered or tag.value_kind in (ValueKind.REQUEST, ValueKind.REQUESTS):
            for number in request_numbers(tag.value):
                request = requests.snapshot(desk.store, requests.survivor(desk.store, number))
                if request is not None:
                    named[number] = request
    return named


def _last(
    said: Iterable[requests.KeptMessage], kind: MessageKind, before: datetime | None = None
) -> Said | None:
    """The newest message of this kind, not later than `before`."""
    for kept in said:
        if kept.kind == kind.value and (before is None or kept.at <= before):
            files = tuple(_attachment(place, part) for place, part in enumerate(kept.attachments))
            return Said(kept.sender, kept.at, kept.subject, kept.text, files, kept.original)
    return None


def _noted_by(said: Iterable[requests.KeptMessage], situation: Situation) -> str:
    """Whose note it was that we told this technician of, and that is answered now."""
    if situation.audience != Audience.NOTE or situation.answers not in ("", MailKind.NOTIFICATION):
        return ""
    others = (one for one in said if one.sender.email != situation.sender.email)
    note = _last(others, MessageKind.NOTE, situation.answered_at)
    return note.sender.email if note else ""


def _attachment(place: int, part: dict[str, Any]) -> Attachment:
    index = int(part.get("index", place))  # older rows name none: all of a mail's stood there
    return Attachment(index, str(part["name"]), str(part["media_type"]), int(part["size"]))


def _unsettled(desk: Desk, situation: Situation, tags: Iterable[Tag]) -> tuple[Request, ...]:
    lists = any(tag.name == "list" or (tag.name == "status" and situation.request is None) for tag in tags)
    return tuple(requests.listed(desk.store, unsettled=True)) if lists else ()


def _departments(desk: Desk, tags: Iterable[Tag]) -> tuple[str, ...]:
    asked = {tag.name for tag in tags}
    if "review" in asked:  # a review of nothing is one, too
        in_file = {one.name for one in desk.policy.directory.departments}
        return tuple(sorted({*stories.departments(desk.store), *in_file}))
    return tuple(stories.departments(desk.store)) if asked & {"report", "contact"} else ()


def _of_people(desk: Desk, tags: Iterable[Tag]) -> dict[str, str]:
    named = [tag.value.lower() for tag in tags if tag.name == "contact" and "@" in tag.value]
    return {email: people.get(desk.store, email).department for email in named}


def _spoken(desk: Desk, situation: Situation, tags: Iterable[Tag]) -> tuple[tuple[str, int | None], ...]:
    """Each account and how many days ago we spoke; never and long ago first."""
    if not any(tag.name == "list" and tag.value == "contacts" for tag in tags):
        return ()
    last = contacts.spoken(desk.store)
    days = {name: (situation.now - at).days if at is not None else None for name, at in last.items()}
    return tuple(sorted(days.items(), key=lambda one: (one[1] is not None, -(one[1] or 0), one[0])))


def _changed(desk: Desk, situation: Situation, request: Request) -> Changed | None:
    """The newest change by this technician that isn't taken back yet."""
    rows = stories.newest_by(desk.store, request.number, situation.sender.email, _EVENTS_LOOKED_AT)
    skipped = 0
    for at, kind, detail in rows:
        if kind == UNDONE:
            skipped += 1
        elif kind in UNDOABLE and skipped:
            skipped -= 1
        elif kind in UNDOABLE:
            return _read_change(desk, request, at, kind, detail)
    return None


def _read_change(desk: Desk, request: Request, at: datetime, kind: str, detail: dict[str, Any]) -> Changed:
    mailed = bool(detail.get("mailed"))
    held = mailed and outbox.held_back(desk.store, request.number, [MailKind.REPLY.value], at)
    said_at = detail.get("said_at")
    return Changed(
        kind=kind,
        at=at,
        before=detail.get("before", {}),
        after=detail.get("after", {}),
        timers=detail.get("timers", {}),
        status=detail.get("status", ""),
        mailed=mailed,
        still_held=bool(held),
        said_at=datetime.fromisoformat(said_at) if said_at else None,
    )
