"""A mail of ours from a rule's `Send` to finished bytes in the outbox, inside the caller's transaction.

Renders once for all who get the same words; what differs is who may answer: each person's own Message-ID and
Reply-To carry tokens that nobody else was given. Sends nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import quote

from frontdesk.db import answers, contacts, held, outbox, people, requests
from frontdesk.db.apply import refer
from frontdesk.db.engine.store import Store
from frontdesk.db.people import recent_mail
from frontdesk.db.schema.tables import MessageRow
from frontdesk.decision.collecting import by_themselves
from frontdesk.decision.enclosures import Original, enclosures, passed_on
from frontdesk.decision.own_marks import fresh_token
from frontdesk.decision.prepared import said_to
from frontdesk.decision.template_values import template_values
from frontdesk.desk import Desk
from frontdesk.mailbox.rendering.render import Rendered
from frontdesk.mailbox.rendering.store import TemplateStore
from frontdesk.mailbox.worker.reader import Unreadable
from frontdesk.mailbox.writing.letter import Letter, OutgoingAttachment, write_in_two
from frontdesk.rules.addresses import can_be_written_to
from frontdesk.rules.clock.rates import LIMITS, may_send_automatic
from frontdesk.rules.effects import Audience, Enclose, HoldMail, Send
from frontdesk.rules.model import Address, MailKind, Origin, Role
from frontdesk.rules.names import inbox_name
from frontdesk.rules.proof.tokens import (
    Keys,
    contact_token,
    message_id,
    plus_address,
    thread_root,
    thread_token,
)
from frontdesk.rules.request import Request
from frontdesk.rules.situation import Situation

_SUBJECT = 240
# Direct answers to somebody's mail go out with the null return path (RFC 3834 section 3.3): whoever it was, no
# delivery report can come back and start a loop. For all else we want to know that it didn't arrive.
_ANSWERED_BY_MACHINE = frozenset(
    (
        MailKind.ACKNOWLEDGEMENT,
        MailKind.KNOWN_PROBLEM,
        MailKind.REOPENED,
        MailKind.SURVEY_THANKS,
        MailKind.REFUSAL,
        MailKind.CONFIRMATION,
    )
)


@dataclass(slots=True)
class Occasion:
    """What leads to mails of ours: a mail that came in, or a timer.

    `serial` makes their Message-IDs, the same ones again when the same row is worked on twice, and others when a
    database that was put back from a backup gives that row to something else. `raw`: the mail that came in, and
    `ledger` its row; `original` gets earlier ones. `held`: a mail to be kept until the next one of ours is answered.
    `snapshot`: the request as the last mail of ours saw it, while nothing has changed since. `files`: what we attach
    ourselves.
    """

    serial: str
    now: datetime
    situation: Situation | None = None
    raw: bytes = b""
    ledger: int | None = None
    original: Original = lambda row: None
    held: HoldMail | None = None
    snapshot: Request | None = None
    files: tuple[OutgoingAttachment, ...] = ()
    count: int = 0
    unsent: list[str] = field(default_factory=list)
    sent: dict[MailKind, bool] = field(
        default_factory=dict
    )  # whether the last mail of this kind went to anybody

    def next_serial(self) -> str:
        self.count += 1
        return f"{self.serial}-{self.count}" if self.count > 1 else self.serial


def queue_mail(desk: Desk, send: Send, number: int, occasion: Occasion) -> bool:
    """Write the mails that `send` asks for into the outbox; whether any. `number`: the request's, 0 for none."""
    if send.kind is MailKind.DIGEST:
        number = 0  # it names many requests; with one request's token its answer would go to that one
    request = _snapshot(desk, number, occasion)
    people_to = [person for person in send.to if _may_go(desk, send, person, occasion)]
    if occasion.held is None:  # a question about a held mail is never for a list: its id is the key
        known = occasion.situation is not None and occasion.situation.repeats.is_for_lists
        people_to = by_themselves(desk, send, people_to, request, occasion.now, of_program=known)
    if not people_to:
        return False
    language = _language(desk, send, request)
    values = template_values(desk, send, request, occasion.situation, occasion.now)
    values, prepared = said_to(desk, send, request, occasion.situation, values)
    files = (*_attachments(desk, send, occasion), *prepared)
    if send.enclose is not Enclose.NONE:
        in_hand = (occasion.ledger, occasion.raw)
        enclosed = enclosures(desk, number, send.enclose, in_hand, occasion.original)
        values, files = {**values, **enclosed.values}, (*files, *enclosed.files)
    templates = _templates(desk, send, request)
    if send.audience is Audience.CUSTOMER:
        values |= _beside(desk, templates, send, language)
    rendered = templates.render(send.kind, language, values)
    files = (*files, *_shown(templates, send, rendered.html))
    answered, references = _references(desk, send, request, occasion.situation)
    kept: dict[bytes, int] = {}
    for person in people_to:
        letter = _letter(desk, send, request, occasion, person, rendered, files, answered, references)
        _put(desk, send, request, occasion, letter, kept)
    return True


def _snapshot(desk: Desk, number: int, occasion: Occasion) -> Request | None:
    if not number:
        return None
    if occasion.snapshot is None or occasion.snapshot.number != number:
        occasion.snapshot = requests.snapshot(desk.store, number)
    return occasion.snapshot


def _may_go(desk: Desk, send: Send, person: Address, occasion: Occasion) -> bool:
    """The caps of RFC 5230's spirit: they hold for automatic mail to customers, headers or not."""
    if not can_be_written_to(person.email):
        occasion.unsent.append(f"{send.kind}: no mail can go to {person.email}"[:400])
        return False
    personal = send.author is not None and not send.contact
    if personal or desk.policy.role_of(person.email) is not Role.CUSTOMER:
        return True
    limits = LIMITS.for_proven() if _is_proven(occasion, person) else LIMITS
    recent = recent_mail(
        desk.store, person.email, occasion.now, limits, with_domain=not _trusted_domain(desk, person.email)
    )
    why = may_send_automatic(recent, limits)
    if why is not None:
        occasion.unsent.append(f"{send.kind}: {why}")
    return why is None


def _is_proven(occasion: Occasion, person: Address) -> bool:
    situation = occasion.situation
    if situation is None or situation.sender.email != person.email:
        return False
    return situation.proof.origin is Origin.PROVEN


def _trusted_domain(desk: Desk, email: str) -> bool:
    """Our own domain and those that the admin named as customers': a busy hour there is no attack."""
    domain = email.rpartition("@")[2]
    return domain == desk.domain or domain in desk.policy.customer_domains


def _language(desk: Desk, send: Send, request: Request | None) -> str:
    """The customer's for the customer; the desk's for the team."""
    if send.audience is Audience.CUSTOMER and request is not None and request.language:
        return request.language
    if send.contact and (known := people.get(desk.store, send.to[0].email).language):
        return known
    if send.audience is Audience.CUSTOMER and request is not None:
        return desk.policy.for_department(request.department).customers_language or desk.policy.language
    return desk.policy.language


def _templates(desk: Desk, send: Send, request: Request | None) -> TemplateStore:
    """A department's own templates, and its time zone, in what its people read."""
    if send.audience is not Audience.CUSTOMER or request is None or not request.department:
        return desk.templates
    policy = desk.policy.for_department(request.department)
    zone = policy.hours.zone
    if not policy.templates and zone == desk.templates.zone:
        return desk.templates
    return desk.templates.of(policy.templates, zone)


def _beside(desk: Desk, templates: TemplateStore, send: Send, language: str) -> Mapping[str, object]:
    """The logo, and what its writer signs with."""
    author = desk.policy.known_address(send.author.email) if send.author else ""
    return templates.beside.values(author, language, templates.style, desk.policy.team_addresses)


def _shown(templates: TemplateStore, send: Send, html: str) -> Iterator[OutgoingAttachment]:
    """The pictures that the page shows."""
    for one in templates.beside.pictures(html) if send.audience is Audience.CUSTOMER else ():
        yield OutgoingAttachment(one.name, one.media_type, one.content, one.content_id, inline=True)


def _references(
    desk: Desk, send: Send, request: Request | None, situation: Situation | None
) -> tuple[str, tuple[str, ...]]:
    """What the mail answers, and the chain so far, so that every client shows one conversation. For the team that is
    one id of the request's, which no mail bears: of each other's mail nobody is told."""
    if request is None:
        return send.in_reply_to, ()
    if send.audience is not Audience.CUSTOMER:
        root = thread_root(desk.keys.of(request.opening), request.number, desk.domain)
        return send.in_reply_to, (root, send.in_reply_to) if send.in_reply_to else (root,)
    if situation is not None and _was_opened_by(situation, request):
        own = situation.message.message_id  # there is no other yet
        return send.in_reply_to or own, (own,) if own else ()
    if request.merged_into is not None:
        number, people = requests.survivor(desk.store, request.number), (request.customer.email, *request.cc)
        last, chain = requests.reply_ids(desk.store, number, only_of=people)
    else:
        strangers = [email for one in request.others for email in (one.customer.email, *one.cc)]
        last, chain = requests.reply_ids(desk.store, request.number, not_of=strangers)
    return send.in_reply_to or last, chain


def _was_opened_by(situation: Situation, request: Request) -> bool:
    """Whether this mail of a customer's is the first on the request."""
    opened = request.opening and situation.message.sha256.startswith(request.opening)
    return bool(opened) and situation.request is None and situation.role is Role.CUSTOMER


def _attachments(desk: Desk, send: Send, occasion: Occasion) -> tuple[OutgoingAttachment, ...]:
    """The bytes of those attachments of the mail that go on."""
    if not send.attachments or occasion.situation is None:
        return occasion.files
    contents = desk.reader.attachments(occasion.raw, send.attachments)
    if isinstance(contents, Unreadable):
        raise ValueError(f"the attachments can't be passed on: {contents.reason}")
    known = {part.index: part for part in occasion.situation.message.attachments}
    return tuple(
        passed_on(part.name, part.media_type, contents[index], part.content_id, part.inline)
        for index in send.attachments
        if index in contents and (part := known.get(index))
    )


def _letter(
    desk: Desk,
    send: Send,
    request: Request | None,
    occasion: Occasion,
    person: Address,
    rendered: Rendered,
    files: Sequence[OutgoingAttachment],
    answered: str,
    references: tuple[str, ...],
) -> Letter:
    number = request.number if request else 0
    own = _own_address(desk, send, request)
    technician = "" if send.audience is Audience.CUSTOMER else person.email
    keys = desk.keys.of(request.opening) if request else desk.keys
    own_id = message_id(
        keys,
        request=number,
        audience=send.audience,
        serial=_serial(occasion, request, rendered),
        technician=technician,
        domain=desk.domain,
        now=occasion.now,
    )
    return Letter(
        kind=send.told_as or send.kind,
        sender=Address(_name(desk, send, request, occasion), own),
        to=(person,),
        cc=tuple(other for other in send.cc if can_be_written_to(other.email)),
        reply_to=_reply_to(desk, keys, own, send, number, technician, occasion.now),
        subject=rendered.subject[:_SUBJECT],
        text=rendered.text,
        html=rendered.html,
        message_id=own_id,
        in_reply_to=answered,
        references=references,
        date=occasion.now,
        request=number or None,
        automatic=send.author is None,
        loop=desk.instance,
        attachments=tuple(files),
        extra=_unsubscribe(desk, send.contact) if send.contact and not technician else (),
    )


def _serial(occasion: Occasion, request: Request | None, rendered: Rendered) -> str:
    """A list that a timer sends is known by what it says, too: where a backup was put back and the clock set back, the
    same timer is due at the same time again, and would give another list the id of one that went out."""
    serial = occasion.next_serial()
    if request is not None or occasion.situation is not None:
        return serial
    return f"{serial} {hashlib.sha256(rendered.text.encode()).hexdigest()}"


def _name(desk: Desk, send: Send, request: Request | None, occasion: Occasion) -> str:
    """The desk's; of a word between requests the person's, too, whose word it is; of what a technician is told the
    customer's, so that an inbox says at a glance who wants something."""
    name = desk.policy.desk_name
    if send.contact:
        return f"{send.author.name} ({name})" if send.author and send.author.name else name
    if send.kind is not MailKind.NOTIFICATION or request is None:
        return name
    writer = occasion.situation.sender if occasion.situation else request.customer
    said_by = writer if desk.policy.role_of(writer.email) is Role.CUSTOMER else request.customer
    team = {person.name.casefold() for person in (*desk.policy.technicians, *desk.policy.managers)}
    return f"{inbox_name(said_by, team)} via {name}"


def _unsubscribe(desk: Desk, contact: int) -> tuple[tuple[str, str], ...]:
    """RFC 2369 section 3.2, by mail: there is no web page that could take a click (RFC 8058)."""
    subject = quote(f"stop ({contact_token(desk.keys, contact)})")
    return (("List-Unsubscribe", f"<mailto:{desk.policy.desk_address}?subject={subject}>"),)


def _own_address(desk: Desk, send: Send, request: Request | None) -> str:
    """The desk's address that the customer wrote to, as long as it is one."""
    alias = request.written_to if request is not None and send.audience is Audience.CUSTOMER else ""
    return alias if alias in desk.policy.desk_aliases else desk.policy.desk_address


def _reply_to(
    desk: Desk, keys: Keys, own: str, send: Send, number: int, technician: str, now: datetime
) -> Address | None:
    """The address that leads an answer to the request, with the token of who was written to."""
    policy = desk.policy
    if not policy.plus_addressing or not (number or technician or send.contact):
        return None
    if technician:
        note = send.audience is Audience.NOTE
        token = fresh_token(desk, keys, number, technician, now, note=note)
    else:
        token = thread_token(keys, number) if number else contact_token(desk.keys, send.contact)
    return Address(policy.desk_name, plus_address(own, token))


def _put(
    desk: Desk,
    send: Send,
    request: Request | None,
    occasion: Occasion,
    letter: Letter,
    kept: dict[bytes, int],
) -> None:
    """`kept`: the files of the letters before this one, by their octets; all who get the same share them."""
    store, now = desk.store, occasion.now
    # whether the relay takes letters beyond ASCII in addresses is asked when it goes out
    mail, files = write_in_two(letter, utf8_addresses=True)
    if files and files not in kept:
        kept[files] = outbox.enclose(store, files)
    recipients = tuple(dict.fromkeys(person.email for person in (*letter.to, *letter.cc)))
    row = outbox.put(
        store,
        request=request.number if request else None,
        kind=send.kind.value,
        message_id=letter.message_id,
        envelope_from="" if send.kind in _ANSWERED_BY_MACHINE else desk.policy.desk_address,
        recipients=recipients,
        mail=mail,
        now=now,
        not_before=send.not_before,
        automatic=letter.automatic,
        enclosed=kept.get(files),
        size=len(mail) + len(files),
    )
    if send.contact:
        contacts.change(store, send.contact, message_id=letter.message_id)
    if send.draft is not None:
        answers.shown(store, *send.draft, letter.to[0].email, letter.message_id)
    if occasion.held is not None:
        _hold(store, occasion, request, letter)
    if request is not None and send.audience is Audience.CUSTOMER:
        _remember(store, send, request, letter, row, now)


def _remember(store: Store, send: Send, request: Request, letter: Letter, row: int, now: datetime) -> None:
    """What customers got stands on the request: our automatic mail as its own message, an answer by its id."""
    if send.author is None:
        store.insert_later(
            MessageRow,
            {
                "request": request.number,
                "outbox": row,
                "message_id": letter.message_id,
                "kind": "automatic",
                "sender": letter.sender.email,
                "sender_name": letter.sender.name,
                "at": now,
                "subject": letter.subject,
                "text": letter.text,
            },
        )
    refer(store, request.number, letter.message_id)


def _hold(store: Store, occasion: Occasion, request: Request | None, letter: Letter) -> None:
    """The mail waits until this very mail of ours is answered: its id is the key."""
    waiting, occasion.held = occasion.held, None
    if waiting is not None:
        held.put(
            store,
            code=letter.message_id,
            reason=waiting.reason,
            technician=waiting.technician,
            request=request.number if request else None,
            mail=occasion.raw,
            received_at=occasion.now,
            expires_at=waiting.expires_at,
        )
