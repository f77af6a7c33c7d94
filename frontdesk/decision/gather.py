"""The third stage of a mail's way: what a decision about it depends on. Reads the database; decides nothing and writes
nothing.

What is only needed for some mail (a technician's, a customer's) is looked up for that mail alone: every query here is
paid for by each mail of a backlog.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from frontdesk.db import outages, outbox_view, people, requests
from frontdesk.decision.find_request import others_mail, survey_code_ok
from frontdesk.decision.lately import lately_of, of_those
from frontdesk.decision.own_marks import Ours, shown_to_others
from frontdesk.decision.recognise import Recognised
from frontdesk.decision.repeated import repeats_of
from frontdesk.decision.team_facts import with_team_facts
from frontdesk.decision.understand import Understood
from frontdesk.desk import Desk
from frontdesk.rules.accounts.departments import NOWHERE, Placed, without_plus
from frontdesk.rules.foresight.alarm import QUIET, Lately
from frontdesk.rules.foresight.outage import Outage
from frontdesk.rules.lifecycle import SETTLED
from frontdesk.rules.model import Message, Origin, Role
from frontdesk.rules.placing import CAME_BEFORE_IT, Placement
from frontdesk.rules.request import Request
from frontdesk.rules.saying_the_same import NONE, Repeats
from frontdesk.rules.situation import Known, Proof, Situation
from frontdesk.rules.tags.read import TagReading, bare_subject
from frontdesk.rules.tags.subject import read_numbers


def gather(desk: Desk, mail: Recognised, said: Understood) -> Situation:
    """The situation of a mail that was recognised and understood."""
    message, request, reading, role = said.message, mail.request, said.reading, mail.role
    customer = _customer(desk, message, role, request) or mail.sender
    known = people.all_of(desk.store, (customer, *desk.policy.staff))
    remembered = known.get(customer, people.PersonRow(customer))
    department = _department(desk, message, remembered, mail.proof) if request is None else NOWHERE
    strangers = reading is None  # the mail of somebody off the team
    known_outages = _outages(desk, mail.at, message, role, request)
    situation = Situation(
        message=message,
        at=mail.at,
        now=mail.now,
        policy=desk.policy.for_department(request.department if request else department.name),
        role=role,
        proof=mail.proof,
        request=request,
        placement=mail.placement,
        department=department,
        known=Known(
            remembered.department,
            _language(desk, remembered),
            remembered.name,
            role is Role.CUSTOMER and requests.was_answered(desk.store, mail.sender, mail.newest),
            remembered.unreachable_since is not None,
        ),
        absent=frozenset(of_those(desk, known, mail.now)),
        audience=mail.audience,
        answers=outbox_view.kind_of(desk.store, message.in_reply_to[:1]) if mail.ours.answered else "",
        answers_desk=reading is not None and mail.answers_desk,
        survey_code_ok=request is not None and survey_code_ok(desk, message, request.number),
        contact=mail.contact,
        shown=shown_to_others(desk, message, mail.now),
        strange=mail.strange,
        answers_came_before=_answers_came_before(desk, message, mail.placement, request),
        draft=said.draft,
        outages=tuple(one for one in known_outages if one.parent is not None and one.ended_at is None),
        other_number=None if reading is None else _other_number(desk, reading, request, mail.ours),
        spam=requests.spam_of(desk.store, mail.sender, mail.newest)
        if strangers and request is None
        else None,
        others_mail=others_mail(desk, message, mail.placement) if strangers else (),
        also=_also(desk, message, mail.sender, request) if strangers else None,
        lately=_lately(desk, message, request, mail.at, known_outages) if strangers else (),
        repeats=_repeats(desk, mail, message, request) if strangers else NONE,
        new_subject=_new_subject(desk, message, request) if strangers else "",
    )
    return situation if reading is None else with_team_facts(desk, situation, reading)


def _outages(
    desk: Desk, at: datetime, message: Message, role: Role, request: Request | None
) -> Sequence[Outage]:
    """Those that go on or of which an alarm was raised just now, for a mail that may open a request."""
    opens = role is Role.CUSTOMER or message.forwarded is not None
    if not opens or (request is not None and request.status not in SETTLED):
        return ()
    return outages.known_now(desk.store, at - QUIET)


def _lately(
    desk: Desk, message: Message, request: Request | None, at: datetime, known: Sequence[Outage]
) -> tuple[Lately, ...]:
    """Who wrote about the same, for a mail that may open a request."""
    if request is not None or message.sender is None:
        return ()
    alarmed = {one.topic for one in known}
    return lately_of(desk, message.subject, message.new_text, message.sender.email, at, alarmed)


def _repeats(desk: Desk, mail: Recognised, message: Message, request: Request | None) -> Repeats:
    """How often the writer has said the same, for a mail that may open a request. A file may be what it is about."""
    opens = request is None or request.status in SETTLED
    if not opens or any(not part.inline for part in message.attachments):
        return NONE
    text = message.new_text or message.text
    return repeats_of(desk, mail.sender, message.subject, text, mail.at, mail.newest)


def _customer(desk: Desk, message: Message, role: Role, request: Request | None) -> str:
    """Whose request a technician's forwarded mail would be; "" for every other mail."""
    if role is Role.CUSTOMER or request is not None or message.forwarded is None:
        return ""
    return message.forwarded.sender.email if message.forwarded.sender else ""


def _department(desk: Desk, message: Message, person: people.PersonRow, proof: Proof) -> Placed:
    directory = desk.policy.directory
    theirs = message.sender is not None and message.sender.email == person.email
    return directory.place(
        person.email,
        said=person.department,
        header=message.header(directory.header) if directory.header and theirs else "",
        proven=proof.origin is Origin.PROVEN,
    )


def _language(desk: Desk, person: people.PersonRow) -> str:
    """What is known of the person, or what the people's file says."""
    listed = desk.policy.directory.people.get(without_plus(person.email))
    return person.language or (listed.language if listed else "")


def _also(desk: Desk, message: Message, sender: str, request: Request | None) -> Request | None:
    """A second request of the sender's that the subject names with our tag."""
    if request is None:
        return None
    numbers = read_numbers(message.subject, desk.policy.desk_tag)
    others = {requests.survivor(desk.store, number) for number in numbers} - {request.number}
    allowed = sorted(requests.written_by(desk.store, sender, tuple(others)))
    return requests.snapshot(desk.store, allowed[0]) if allowed else None


def _answers_came_before(desk: Desk, message: Message, placement: Placement, request: Request | None) -> bool:
    """Whether this is the mail that the request's first message answered: its writer, a colleague, asked, and was read
    later. Nobody else takes a request over by an id that he saw."""
    if request is None or placement.how != CAME_BEFORE_IT or message.sender is None:
        return False
    people = {person.email for person in (*message.to, *message.cc)}
    wrote, customer = message.sender.email, request.customer.email
    earlier = message.date is not None and message.date <= request.opened_at
    return earlier and wrote != customer and customer in people and desk.policy.one_company(wrote, customer)


def _new_subject(desk: Desk, message: Message, request: Request | None) -> str:
    """What a mail without words says in its subject, when nobody has written that subject on the request before."""
    if request is None or message.new_text.strip():
        return ""
    tag = desk.policy.desk_tag
    written = [request.subject, *(kept.subject for kept in requests.messages(desk.store, request.number))]
    known = {" ".join(bare_subject(one, tag).casefold().split()) for one in written}
    bare = bare_subject(message.subject, tag)
    return "" if not bare.strip() or " ".join(bare.casefold().split()) in known else bare


def _other_number(desk: Desk, reading: TagReading, request: Request | None, ours: Ours) -> int | None:
    """The request that the subject names, when it is another one than the mail was placed on."""
    if request is None or reading.number in (None, request.number):
        return None
    named = reading.number or 0
    number = requests.survivor(desk.store, ours.renumbered.get(named, named))
    return reading.number if number != request.number else None
