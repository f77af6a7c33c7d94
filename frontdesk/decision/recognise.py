"""The first stage of a mail's way: who wrote it, which request it belongs to, and what proves that.

Reads the database; decides nothing and writes nothing. What its words mean is the next stage's (`understand`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from frontdesk.db import contacts, requests
from frontdesk.decision.find_request import find_request
from frontdesk.decision.own_marks import Ours, marks_in, own_marks, worthless
from frontdesk.decision.reply_text import reply_text, tags_of
from frontdesk.desk import Desk
from frontdesk.rules.contacts.contact import Contact
from frontdesk.rules.effects import Audience
from frontdesk.rules.model import Address, Message, Role
from frontdesk.rules.placing import SAME_SUBJECT, Placement
from frontdesk.rules.proof.origin import OriginVerdict, origin_of, spoken_for
from frontdesk.rules.proof.tokens import OurMessageId, Token, read_contact_token, token_is_for
from frontdesk.rules.request import Request
from frontdesk.rules.situation import Proof
from frontdesk.rules.tags.read import TagReading


@dataclass(frozen=True, slots=True)
class Recognised:
    """Whose mail it is, where it belongs and how sure that is.

    `mail`: as it came; `message`: as its writer's known address would have sent it, without what they forward.
    `first_reading`: its tags as far as the mail alone says, when the sender works here. `ours`: what in it we made.
    `newest`: the sender's newest requests; `sender`: "" for a mail that names none. `strange`, `contact`: see
    `Situation`.
    """

    mail: Message
    message: Message
    at: datetime
    now: datetime
    role: Role
    sender: str
    ours: Ours
    placement: Placement
    request: Request | None
    proof: Proof
    first_reading: TagReading | None
    newest: Sequence[requests.Newest]
    strange: str | None
    contact: Contact | None

    @property
    def is_staff(self) -> bool:
        return self.role is not Role.CUSTOMER

    @property
    def audience(self) -> str:
        """Whose mail of ours it answers; a note's, as soon as the id or the address says so."""
        found: tuple[OurMessageId | Token, ...] = (*self.ours.answered, *self.ours.tokens)
        if any(one.audience is Audience.NOTE for one in found):
            return Audience.NOTE.value
        return next((str(one.audience) for one in (*found, *self.ours.chain)), "")

    @property
    def answers_desk(self) -> bool:
        """Whether it answers a mail of ours to the team about no request: a digest, a list, a refusal."""
        return self.placement.number is None and _about_none(self.ours)


def recognise(desk: Desk, mail: Message, at: datetime, now: datetime, adopted: str = "") -> Recognised:
    """Who wrote a mail that reached the mailbox `at`, to which request it belongs, and what proves that.

    `adopted`: the member of the team who has said that this mail is theirs, whatever address it comes from.
    """
    policy, store = desk.policy, desk.store
    mail = _by_who_speaks(desk, mail, now)
    verdict = origin_of(mail, policy.trusted_authserv_id, policy.team_domains)
    message = _as_known(desk, mail, adopted)
    sender = message.sender.email if message.sender else ""
    role = policy.role_of(sender) if message.sender else Role.CUSTOMER
    ours = own_marks(desk, message, now)
    reading, strange, theirs = None, None, None
    if role is Role.CUSTOMER:
        strange, theirs = _of_staff(desk, message, ours, now)
        ours = ours.of_customers()
    else:
        message = reply_text(desk, message)
        reading = tags_of(desk, message)
    newest = requests.newest_of(store, sender) if message.sender else []
    placement = find_request(desk, message, ours, role, reading, at, theirs, newest)
    if strange is not None:
        placement = Placement(theirs or None, "answers a technician's mail")
    if placement.how == SAME_SUBJECT and _about_none(ours):
        placement = Placement(None)  # a digest has the subject of the one before
    contact = _contact(desk, message, ours) if placement.number is None else None
    if contact is not None and contact.request is not None and role is Role.CUSTOMER:
        placement = Placement(requests.survivor(store, contact.request))
    request = requests.snapshot(store, placement.number) if placement.number is not None else None
    if request is None and placement.number is not None:
        placement = Placement(None)
    return Recognised(
        mail=mail,
        message=message,
        at=at,
        now=now,
        role=role,
        sender=sender,
        ours=ours,
        placement=placement,
        request=request,
        proof=_proof(desk, verdict, message, ours, role, request, now),
        first_reading=reading,
        newest=newest,
        strange=strange,
        contact=contact,
    )


def _by_who_speaks(desk: Desk, message: Message, now: datetime) -> Message:
    """The mail with the person as its sender whom it names beside a machine's From."""
    is_ours = bool(marks_in(desk, (message.message_id,), (), now)) or bool(
        desk.instance and message.header("x-frontdesk-loop").strip() == desk.instance
    )
    return spoken_for(message, desk.identity.addresses, is_ours=is_ours)


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
    team = desk.policy.staff
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


def _about_none(ours: Ours) -> bool:
    """Whether a mail of ours to the team is answered that is about no request."""
    found: tuple[OurMessageId | Token, ...] = (*ours.answered, *ours.tokens)
    return any(one.request == 0 and one.audience is not Audience.CUSTOMER for one in found)


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
