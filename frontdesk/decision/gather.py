"""Gathers what a decision about one mail depends on. Reads the database; decides nothing and writes nothing.

What is only needed for some mail (a technician's) is looked up for that mail alone: every query here is paid for
by each mail of a backlog.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from frontdesk.db import collected, contacts, held, outages, outbox_view, people, requests
from frontdesk.decision.lately import lately_of
from frontdesk.decision.own_marks import Ours, marks_in, own_marks
from frontdesk.decision.prepared import draft_answered
from frontdesk.decision.reply_text import (
    in_own_words,
    reply_text,
    tags_of,
    without_mere_signature,
    without_signature,
)
from frontdesk.decision.shown_tokens import shown_to_others, worthless
from frontdesk.decision.team_facts import with_team_facts
from frontdesk.desk import Desk
from frontdesk.rules.accounts.departments import NOWHERE, Placed, without_plus
from frontdesk.rules.contacts.contact import Contact
from frontdesk.rules.customers.thanks import is_plain_thanks
from frontdesk.rules.effects import Audience
from frontdesk.rules.foresight.alarm import Lately
from frontdesk.rules.foresight.outage import Outage
from frontdesk.rules.lifecycle import SETTLED
from frontdesk.rules.model import Address, Message, Origin, Role
from frontdesk.rules.notify import staff
from frontdesk.rules.placing import CAME_BEFORE_IT, SAME_SUBJECT, Clues, Placement, place
from frontdesk.rules.proof.origin import OriginVerdict, origin_of
from frontdesk.rules.proof.speaker import spoken_for
from frontdesk.rules.proof.tokens import (
    OurMessageId,
    Token,
    is_survey_code,
    read_contact_token,
    token_is_for,
)
from frontdesk.rules.request import Request
from frontdesk.rules.situation import Known, Proof, Situation
from frontdesk.rules.subjects import base_subject
from frontdesk.rules.tags.read import TagReading, bare_subject, read_number
from frontdesk.rules.tags.subject import changed_subject, names_our_number, read_numbers
from frontdesk.rules.technicians.from_technician import MASS
from frontdesk.rules.technicians.own_word import is_plain_yes
from frontdesk.rules.technicians.unproven import UNPROVEN

ALIKE_WITHIN = timedelta(days=3)
GATHERED_FOR = timedelta(days=7)  # a storm of answers to all is over by then
_MOST_PARENTS = 20
_SHORTEST_SUBJECT = 4
_SUBJECT_READ = 300
_CODE = re.compile(r"\(([a-z2-7]{16})\)", re.IGNORECASE)  # as `values.rating_link` writes it


def whose(desk: Desk, message: Message) -> Message:
    """The mail with the person as its sender whom it names beside a machine's From."""
    is_ours = bool(marks_in(desk, (message.message_id,), (), desk.now())) or bool(
        desk.instance and message.header("x-frontdesk-loop").strip() == desk.instance
    )
    return spoken_for(message, desk.identity.addresses, is_ours=is_ours)


def gather(
    desk: Desk, message: Message, at: datetime, now: datetime, adopted: str = ""
) -> tuple[Situation, TagReading | None]:
    """The situation of a mail that reached the mailbox `at`, and its tags when the sender works here.

    `adopted`: the member of the team who has said that this mail is theirs, whatever address it comes from.
    """
    verdict = origin_of(message, desk.policy.trusted_authserv_id, desk.policy.team_domains)
    message = _as_known(desk, message, adopted)
    role = desk.policy.role_of(message.sender.email) if message.sender else Role.CUSTOMER
    if role is not Role.CUSTOMER:
        message = reply_text(desk, message)
    reading = tags_of(desk, message) if role is not Role.CUSTOMER else None
    ours = own_marks(desk, message, now)
    strange, theirs = _of_staff(desk, message, ours, now) if role is Role.CUSTOMER else (None, None)
    if role is Role.CUSTOMER:
        ours = ours.of_customers()
    newest = requests.newest_of(desk.store, message.sender.email) if message.sender else []
    placement = _place(desk, message, ours, role, reading, at, theirs, newest)
    if strange is not None:
        placement = Placement(theirs or None, "answers a technician's mail")
    if placement.how == SAME_SUBJECT and _answers_desk(ours, Placement(None)):
        placement = Placement(None)  # a digest has the subject of the one before
    contact = _contact(desk, message, ours) if placement.number is None else None
    if contact is not None and contact.request is not None and role is Role.CUSTOMER:
        placement = Placement(requests.survivor(desk.store, contact.request))
    request = _snapshot(desk, placement)
    if request is None and placement.number is not None:
        placement = Placement(None)
    draft = (
        draft_answered(desk, message) if reading is not None and _audience(ours) == Audience.NOTE else None
    )
    if draft is None and (
        ours.answered or (ours.chain and request is not None)
    ):  # a draft comes back corrected
        message, reading = in_own_words(desk, message, request, reading)
    if reading is not None and request is not None and "[" in request.subject:
        reading = tags_of(desk, message, request.subject)
    sender = message.sender.email if message.sender else ""
    customer = _customer(desk, message, role, request) or sender
    known = people.all_of(desk.store, (customer, *staff(desk.policy)))
    remembered = known.get(customer, people.PersonRow(customer))
    proof = _proof(desk, verdict, message, ours, role, request, now)
    department = _department(desk, message, remembered, proof) if request is None else NOWHERE
    situation = Situation(
        message=message,
        at=at,
        now=now,
        policy=desk.policy.for_department(request.department if request else department.name),
        role=role,
        proof=proof,
        request=request,
        placement=placement,
        department=department,
        known=Known(
            remembered.department,
            _language(desk, remembered),
            remembered.name,
            role is Role.CUSTOMER and requests.was_answered(desk.store, sender, newest),
            remembered.unreachable_since is not None,
        ),
        absent=frozenset(_away(desk, known, now)),
        audience=_audience(ours),
        answers=outbox_view.kind_of(desk.store, message.in_reply_to[:1]) if ours.answered else "",
        survey_code_ok=request is not None and _survey_code_ok(desk, message, request.number),
        contact=contact,
        spam=requests.spam_of(desk.store, sender, newest) if reading is None and request is None else None,
        shown=shown_to_others(desk, message, now),
        others_mail=_others_mail(desk, message, placement) if role is Role.CUSTOMER else (),
        strange=strange,
        also=_also(desk, message, sender, request) if reading is None else None,
        answers_came_before=_answers_came_before(desk, message, placement, request),
        draft=draft,
        outages=_outages(desk, message, role, request),
        lately=_lately(desk, message, role, request, at),
    )
    if reading is None:
        bare = without_mere_signature(message)
        situation = situation if bare is message else replace(situation, message=bare)
        new_subject = _new_subject(desk, situation)
        return replace(situation, new_subject=new_subject) if new_subject else situation, None
    if _answers_desk(ours, placement):
        situation, reading = (
            replace(situation, answers_desk=True),
            tags_of(desk, replace(message, new_text="")),
        )
    reading = without_signature(desk, message, reading)
    situation = replace(situation, other_number=_other_number(desk, reading, request, ours))
    return with_team_facts(desk, situation, reading), reading


def _outages(desk: Desk, message: Message, role: Role, request: Request | None) -> tuple[Outage, ...]:
    """Those that go on, for a mail that may open a request."""
    opens = role is Role.CUSTOMER or message.forwarded is not None
    if not opens or (request is not None and request.status not in SETTLED):
        return ()
    return tuple(outages.going_on(desk.store, desk.now()))


def _lately(
    desk: Desk, message: Message, role: Role, request: Request | None, at: datetime
) -> tuple[Lately, ...]:
    if role is not Role.CUSTOMER or request is not None or message.sender is None:
        return ()
    return lately_of(desk, message.subject, message.new_text, message.sender.email, at)


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


def _as_known(desk: Desk, message: Message, adopted: str) -> Message:
    """The mail as its writer's known address would have sent it."""
    if message.sender is None:
        return message
    email = adopted or desk.policy.known_address(message.sender.email)
    return message if email == message.sender.email else replace(message, sender=Address("", email))


def _of_staff(desk: Desk, message: Message, ours: Ours, now: datetime) -> tuple[str | None, int | None]:
    """Whose mail of ours to the team this one answers, whose writer isn't in the team, and the request of that mail.

    None for whose when it answers none, or when the writer is on that request: then it is their message there. "" for
    one who has left the team.
    """
    found: tuple[OurMessageId | Token, ...] = (*ours.answered, *ours.tokens)
    mine = next((one for one in found if one.audience is not Audience.CUSTOMER), None)
    if mine is None or message.sender is None:
        return None, None
    number = requests.survivor(desk.store, mine.request) if mine.request else None
    if number and (
        requests.written_by(desk.store, message.sender.email, (number,))
        or _is_copied_in(desk, message, ours, number)
    ):
        return None, number
    team = staff(desk.policy)
    keys = ours.keys_for(desk.keys, mine.request)
    whose = (email for email in team if token_is_for(keys, mine, mine.request, email, now))
    return next(whose, ""), number


def _is_copied_in(desk: Desk, message: Message, ours: Ours, number: int) -> bool:
    """A colleague of the customer's who answers everybody in a technician's own mail, and so its reply address;
    no mail of ours to the team is answered."""
    if message.sender is None or any(one.audience is not Audience.CUSTOMER for one in ours.answered):
        return False
    parents = requests.by_references(desk.store, tuple(message.in_reply_to[:3]))
    on_it = any(found == number and not ghost for found, ghost in parents.values())
    customer = requests.customer_of(desk.store, number) or ""
    return on_it and desk.policy.one_company(message.sender.email, customer)


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


def _new_subject(desk: Desk, situation: Situation) -> str:
    """What a mail without words says in its subject, when nobody has written that subject on the request before."""
    request, message = situation.request, situation.message
    if request is None or message.new_text.strip():
        return ""
    tag = desk.policy.desk_tag
    written = [request.subject, *(kept.subject for kept in requests.messages(desk.store, request.number))]
    known = {" ".join(bare_subject(one, tag).casefold().split()) for one in written}
    bare = bare_subject(message.subject, tag)
    return "" if not bare.strip() or " ".join(bare.casefold().split()) in known else bare


def _contact(desk: Desk, message: Message, ours: Ours) -> Contact | None:
    """The check-in or review that it answers: by that mail's id, or by the token it came back with."""
    reported = (message.report.original_message_id,) if message.report else ()
    about_none = any(one.request == 0 for one in (*ours.answered, *ours.chain))
    if reported or about_none:
        ids = (*reported, *message.in_reply_to[:3], *reversed(message.references[-5:]))
        if found := contacts.of_mail(desk.store, dict.fromkeys(ids)):
            return found
    tokens = [message.subject] if "(k" in message.subject else []
    tokens += [person.email.partition("@")[0] for person in message.to if "+k" in person.email]
    number = next(filter(None, (read_contact_token(desk.keys, text) for text in tokens)), None)
    return contacts.get(desk.store, number) if number else None


def _answers_desk(ours: Ours, placement: Placement) -> bool:
    """Whether it answers a mail of ours to the team about no request: a digest, a list, a refusal."""
    found: tuple[OurMessageId | Token, ...] = (*ours.answered, *ours.tokens)
    about_none = any(one.request == 0 and one.audience is not Audience.CUSTOMER for one in found)
    return about_none and placement.number is None


def _other_number(desk: Desk, reading: TagReading, request: Request | None, ours: Ours) -> int | None:
    """The request that the subject names, when it is another one than the mail was placed on."""
    if request is None or reading.number in (None, request.number):
        return None
    named = reading.number or 0
    number = requests.survivor(desk.store, ours.renumbered.get(named, named))
    return reading.number if number != request.number else None


def released(desk: Desk, situation: Situation, reading: TagReading | None) -> held.HeldMail | None:
    """The technician's own held mail that this one lets go: it answers our question with [send], or with a plain yes
    the one whether a mail is theirs; and it is theirs itself."""
    if reading is None or reading.problems:
        return None
    sends = [tag.name for tag in reading.tags] == ["send"] and not _adds_words(reading)
    if not sends and (reading.tags or not is_plain_yes(situation.message.new_text, situation.sender.name)):
        return None
    if situation.proof.origin is Origin.FORGED or situation.proof.spf_failed:
        return None
    email, message = situation.sender.email, situation.message
    parents = dict.fromkeys((*message.in_reply_to[:3], *message.references[-1:]))
    ours = own_marks(desk, message, situation.now)
    seen = worthless(desk, (*ours.answered, *ours.chain))
    reason = None if sends else UNPROVEN
    but = "" if _is_surely_theirs(desk, situation) else MASS
    codes = (
        held.settle(desk.store, parent, email, situation.now, reason, but)
        for parent in parents
        if not _is_among(desk, parent, seen, situation.now)
    )
    return next((mail for mail in codes if mail is not None), None)


def _is_surely_theirs(desk: Desk, situation: Situation) -> bool:
    """Both proofs, for what lets a mail to many people go; the token alone where no mail server of ours vouches."""
    proof = situation.proof
    return proof.token and (proof.origin is Origin.PROVEN or not desk.policy.trusted_authserv_id)


def _is_among(desk: Desk, message_id: str, seen: frozenset[str], now: datetime) -> bool:
    return bool(seen) and any(mark.code in seen for mark in marks_in(desk, (message_id,), (), now))


def _adds_words(reading: TagReading) -> bool:
    """Words beside [send] might be meant for the customer: then it isn't sure which mail is to go."""
    return bool(reading.body.strip()) and not is_plain_thanks(reading.body)


def absent_staff(desk: Desk, now: datetime) -> frozenset[str]:
    """The members of the team who are away."""
    return frozenset(absences(desk, now))


def absences(desk: Desk, now: datetime) -> dict[str, datetime]:
    """Until when the members of the team are away who are."""
    return _away(desk, people.all_of(desk.store, tuple(staff(desk.policy))), now)


def _away(desk: Desk, known: Mapping[str, people.PersonRow], now: datetime) -> dict[str, datetime]:
    team = (known[email] for email in staff(desk.policy) if email in known)
    return {
        person.email: person.absent_until
        for person in team
        if person.absent_until is not None
        and person.absent_until > now
        and (person.absent_from is None or person.absent_from <= now)
    }


def _place(
    desk: Desk,
    message: Message,
    ours: Ours,
    role: Role,
    reading: TagReading | None,
    at: datetime,
    theirs: int | None,
    newest: Sequence[requests.Newest],
) -> Placement:
    """`theirs`: the request of a mail to the team that somebody of the customer's side answers; `newest`: the sender's
    newest requests."""
    store, sender = desk.store, message.sender.email if message.sender else ""
    parents = (*message.in_reply_to, *reversed(message.references))
    referred = requests.by_references(store, tuple(dict.fromkeys((*parents, message.message_id))))
    known = _without_strangers_ghosts(desk, message, referred)
    own = known.get(message.message_id)
    number = _number(desk, message, ours, role, reading)
    clues = Clues(
        answered=ours.numbers(ours.answered) or ours.numbers(ours.reported),
        chain=ours.numbers(ours.chain),
        token=_token(desk, message, ours, number) or theirs,
        number=number,
        parents=tuple(dict.fromkeys(known[parent][0] for parent in parents if parent in known)),
        overtaken=own[0] if own and own[1] else None,
        alike=_alike(desk, message, sender, at, newest),
        gathered=collected.gathered(store, _standing(known, parents), at - GATHERED_FOR),
    )

    def may_write(number: int) -> bool:
        return role is not Role.CUSTOMER or bool(requests.written_by(store, sender, (number,)))

    return place(_followed(desk, clues), may_write)


def _standing(known: Mapping[str, tuple[int, bool]], ids: Iterable[str]) -> tuple[str, ...]:
    """Those of `ids` that are of messages which we have read, and not only seen in somebody's References."""
    return tuple(dict.fromkeys(one for one in ids if one in known and not known[one][1]))[:_MOST_PARENTS]


def _others_mail(desk: Desk, message: Message, placement: Placement) -> tuple[str, ...]:
    """What a stranger's mail answers of somebody else's request."""
    if not placement.strange or placement.number is not None:
        return ()
    parents = (*message.in_reply_to, *reversed(message.references))[:_MOST_PARENTS]
    return _standing(requests.by_references(desk.store, tuple(dict.fromkeys(parents))), parents)


def _number(desk: Desk, message: Message, ours: Ours, role: Role, reading: TagReading | None) -> int | None:
    """The number that the subject names. `[#2]` may be another desk's: without our tag it counts in an answer to a mail
    of ours, beside a technician's tags, and where the rest of the subject is the request's."""
    tag = desk.policy.desk_tag
    numbers = read_numbers(message.subject, tag)
    if role is Role.CUSTOMER and len(numbers) > 1:
        mine = requests.written_by(desk.store, message.sender.email if message.sender else "", numbers)
        return next((number for number in numbers if number in mine), None)
    number = (reading and reading.number) or read_number(message.subject, tag)
    if number is None or names_our_number(message.subject, tag) or ours.answered or ours.chain or ours.tokens:
        return number
    if reading is not None and (reading.tags or reading.problems):
        return number
    request = requests.snapshot(desk.store, number)
    same = request is None or not changed_subject(message.subject, f"[#{number}] {request.subject}", tag)
    return number if same and request is not None else None


def _without_strangers_ghosts(
    desk: Desk, message: Message, known: dict[str, tuple[int, bool]]
) -> dict[str, tuple[int, bool]]:
    """The known ids without ghosts of a request whose customer this mail neither comes from nor is written to:
    who answers before the first mail is there was one of its readers; anybody else copied an id he saw."""
    people = {person.email for person in (*message.to, *message.cc, *message.reply_to)}
    people |= {message.sender.email} if message.sender else set()
    ghosts = {number for number, ghost in known.values() if ghost}
    strange = {
        number
        for number in ghosts
        if requests.customer_of(desk.store, requests.survivor(desk.store, number)) not in people
    }
    return {one: found for one, found in known.items() if not (found[1] and found[0] in strange)}


def _token(desk: Desk, message: Message, ours: Ours, number: int | None) -> int | None:
    """The request of the address it was written to, or of the survey whose code it brings."""
    if ours.tokens:
        return ours.tokens[0].request
    return number if _survey_code_ok(desk, message, number) else None


def _followed(desk: Desk, clues: Clues) -> Clues:
    """The clues with merged requests replaced by what they were merged into, and unknown numbers left out."""
    named = {*clues.answered, *clues.chain, *clues.parents, *clues.alike}
    named |= {
        number
        for number in (clues.token, clues.number, clues.overtaken, clues.gathered)
        if number is not None
    }
    if not named:
        return clues
    now = requests.survivors(desk.store, tuple(named))

    def each(numbers: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(dict.fromkeys(now[number] for number in numbers if number in now))

    return Clues(
        each(clues.answered),
        each(clues.chain),
        now.get(clues.token) if clues.token is not None else None,
        now.get(clues.number) if clues.number is not None else None,
        each(clues.parents),
        now.get(clues.overtaken) if clues.overtaken is not None else None,
        each(clues.alike),
        now.get(clues.gathered) if clues.gathered is not None else None,
    )


def _alike(
    desk: Desk, message: Message, sender: str, at: datetime, newest: Sequence[requests.Newest]
) -> tuple[int, ...]:
    """The sender's requests of the last days with this very subject that aren't closed."""
    subject = base_subject(message.subject).strip().casefold()
    if not sender or len(subject) < _SHORTEST_SUBJECT:
        return ()
    since = at - ALIKE_WITHIN
    return tuple(
        number
        for number, other in requests.open_since(desk.store, sender, since, newest)
        if base_subject(other).strip().casefold() == subject
    )


def _snapshot(desk: Desk, placement: Placement) -> Request | None:
    return requests.snapshot(desk.store, placement.number) if placement.number is not None else None


def _proof(
    desk: Desk,
    verdict: OriginVerdict,
    message: Message,
    ours: Ours,
    role: Role,
    request: Request | None,
    now: datetime,
) -> Proof:
    may_prove = role is not Role.CUSTOMER and not verdict.spf_failed
    token = may_prove and _token_ok(desk, message, ours, request, now)
    return Proof(verdict.origin, verdict.why, token, spf_failed=verdict.spf_failed)


def _token_ok(desk: Desk, message: Message, ours: Ours, request: Request | None, now: datetime) -> bool:
    """A token or Message-ID that only this technician was given, for this request (0: the desk's own mail)."""
    email = message.sender.email if message.sender else ""
    number = request.number if request else 0
    candidates: tuple[OurMessageId | Token, ...] = (*ours.tokens, *ours.answered, *ours.chain)
    seen = worthless(desk, candidates)
    return any(
        token.code not in seen
        and token_is_for(ours.keys_for(desk.keys, token.request), token, token.request, email, now)
        and number in (token.request, requests.survivor(desk.store, token.request))
        for token in candidates
    )


def _audience(ours: Ours) -> str:
    """Whose mail it answers; a note's, as soon as the id or the address says so."""
    found: tuple[OurMessageId | Token, ...] = (*ours.answered, *ours.tokens)
    if any(one.audience is Audience.NOTE for one in found):
        return Audience.NOTE.value
    return next((str(one.audience) for one in (*found, *ours.chain)), "")


def _survey_code_ok(desk: Desk, message: Message, number: int | None) -> bool:
    """Whether the subject carries the code that only this request's customer was sent, with the survey."""
    found = _CODE.search(message.subject[:_SUBJECT_READ])
    if found is None or number is None:
        return False
    request = requests.snapshot(desk.store, number)
    if request is None:
        return False
    return is_survey_code(desk.keys.of(request.opening), found[1], number, request.customer.email)
