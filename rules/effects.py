"""What is to be done about an event: the only things `rules` can ask for. Frozen values, no behaviour.

"The request" of an effect is the one the decision is about; after `OpenRequest` it is the new one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from frontdesk.rules.model import Address, Attachment, MailKind, MessageKind, Priority, Status
from frontdesk.rules.overtaken import ASKING


class Outcome(StrEnum):
    """What a mail ended as; every mail ends as exactly one of these (design section 5, promise 1)."""

    REQUEST = "request"
    MESSAGE = "message"
    SILENCE = "silence"
    QUARANTINE = "quarantine"
    VANISHED = "vanished"  # a person took it away before it could be read


class Audience(StrEnum):
    """Who a mail of ours is for; its tokens and Message-ID are good for that and for nothing else."""

    CUSTOMER = "customer"
    TECHNICIAN = "technician"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class OpenRequest:
    subject: str
    customer: Address
    opened_at: datetime
    language: str = ""
    priority: Priority = Priority.NORMAL
    department: str = ""
    department_how: str | None = None
    respond_by: datetime | None = None
    resolve_by: datetime | None = None
    linked: tuple[int, ...] = ()
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KeepMessage:
    """Keep the mail's message on the request; a message without `message_id` was written by the desk.

    `again`: a mail that waited for its writer's word; it takes the place of the note that it was kept as.
    `original`: the ledger's row of the mail it came by, where that isn't the one decided about.
    """

    kind: MessageKind
    sender: Address
    at: datetime
    text: str
    subject: str = ""
    message_id: str = ""
    attachments: tuple[Attachment, ...] = ()
    again: bool = False
    original: int | None = None


@dataclass(frozen=True, slots=True)
class SetStatus:
    status: Status


@dataclass(frozen=True, slots=True)
class Change:
    """Set fields of the request, by the names of `rules.request.Request`."""

    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class AddParticipants:
    emails: tuple[str, ...]


class Enclose(StrEnum):
    """Which files of the request go with a mail to the team, up to ATTACH_UP_TO."""

    NONE = "none"
    NAMED = "named"  # all are named, none goes: they didn't get through
    NEWEST = "newest"  # those of the message that the mail shows
    ALL = "all"  # and all of the customer's, newest first


@dataclass(frozen=True, slots=True)
class Send:
    """A mail of ours to each of `to` (one mail a person, unless `together`).

    `values` go to the template beside what the shell adds (desk, request, history). `attachments` are
    indexes into the message's; `enclose`: files of the request, for the team. `author`: the technician whose words
    these are; such a mail is a person's and not automatic. `not_before` holds it back. `told_as`: the kind in the
    mail's header, where it isn't the template's. `contact`: the number of the contact that it is, to which its answer
    comes back. `draft`: of which answer, as name and language, it shows the draft; its answer comes back to that.
    """

    kind: MailKind
    to: tuple[Address, ...]
    audience: Audience
    values: Mapping[str, Any] = field(default_factory=dict)
    cc: tuple[Address, ...] = ()
    attachments: tuple[int, ...] = ()
    author: Address | None = None
    in_reply_to: str = ""
    not_before: datetime | None = None
    together: bool = False
    told_as: MailKind | None = None
    enclose: Enclose = Enclose.NONE
    contact: int = 0
    draft: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class StartTimer:
    """Start, or start anew, the one timer of this kind for the request (or for `person` alone). `once`: one that runs
    goes on as it is."""

    kind: str
    due_at: datetime
    person: str = ""
    once: bool = False


@dataclass(frozen=True, slots=True)
class StopTimers:
    """Stop the request's timers of these kinds; when none is named, of all kinds `but` these."""

    kinds: tuple[str, ...] = ()
    but: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Record:
    """An event on the request, for its history."""

    kind: str
    by: str
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RememberPerson:
    """Set what is remembered of a person, by the names of the person's columns."""

    email: str
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class NoteAbsence:
    """One of the team is away from `since` to `until`; None: they are here. For the reports of later."""

    person: str
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class CancelHeldMail:
    """Take back what has not gone out yet to the customer of this request (`undo` within SEND_DELAY).

    `put_at`: only the mails that were put into the outbox at this moment; None for all. `tried`: also those that the
    relay has put off.
    """

    kinds: tuple[MailKind, ...] = (MailKind.REPLY,)
    put_at: datetime | None = None
    tried: bool = False


# What the desk asks by itself. A relay that was away for days must not send it when the answer is there already.
OVERTAKEN = CancelHeldMail(ASKING, tried=True)


@dataclass(frozen=True, slots=True)
class MoveMessages:
    """Move the request's messages and references to another request (merge)."""

    to: int


@dataclass(frozen=True, slots=True)
class LinkBack:
    """Let another request name this one, or no more."""

    number: int
    linked: bool = True


@dataclass(frozen=True, slots=True)
class MakeNote:
    """An answer of `sender`'s, kept at `at`, that didn't go out after all: it stays as a note."""

    sender: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ForgetResolution:
    """Make the request's resolution findable no more."""


@dataclass(frozen=True, slots=True)
class IndexResolution:
    """Make the resolution findable for similar requests."""

    subject: str
    text: str
    resolution: str


@dataclass(frozen=True, slots=True)
class HoldMail:
    """Keep the technician's mail as it came until they answer the `Send` that follows with [send]."""

    reason: str
    technician: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class TellInList:
    """Tell this member of the team of the request in their next list, which goes out at `by` at the latest."""

    person: str
    event: str
    by: datetime


@dataclass(frozen=True, slots=True)
class TokensSeen:
    """Somebody off the team knows these tokens, by their codes: they prove nothing from now on."""

    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gather:
    """Further answers of strangers to these mails, by their Message-IDs, go to the request."""

    message_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IfSent:
    """What is true only when the last `Send` of this kind went out to somebody; else `otherwise`, as where a cap kept
    it back."""

    kind: MailKind
    effects: tuple[Effect, ...]
    otherwise: tuple[Effect, ...] = ()


@dataclass(frozen=True, slots=True)
class AskReport:
    """Have a report made, and sent to `to`: later, because it takes a while. `words`: as in `[report words]`.

    `review`: a department's review instead, as in `[review words]`.
    """

    to: tuple[str, ...]
    words: str
    in_reply_to: str = ""
    review: bool = False


@dataclass(frozen=True, slots=True)
class AddContact:
    """A contact with a department or a person, by the names of `rules.contacts.contact.Contact`."""

    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ChangeContact:
    """Set fields of a contact. `names_request`: the request that the decision is about came of it."""

    id: int
    fields: Mapping[str, Any]
    names_request: bool = False


@dataclass(frozen=True, slots=True)
class MuteLook:
    """Managers don't want to hear of this line of "Worth a look" until then; None: they do again."""

    id: int
    until: datetime | None


@dataclass(frozen=True, slots=True)
class UseAnswer:
    """A prepared answer went out on the request, by a technician's word."""

    name: str
    language: str
    version: str
    by: str


@dataclass(frozen=True, slots=True)
class UnuseAnswers:
    """What answers went out at this moment didn't, after all."""

    at: datetime


@dataclass(frozen=True, slots=True)
class KeepOutage:
    """Begin an outage (`id` 0) or set fields of one, by the names of `rules.foresight.outage.Outage`. `names_request`:
    the request that the decision is about stands for it."""

    id: int
    fields: Mapping[str, Any]
    names_request: bool = False


@dataclass(frozen=True, slots=True)
class AnswerAll:
    """The technician's mail is to go to each of these requests, too, in a transaction of their own; to `silent` of them
    without a mail. The request that the decision is about is their parent."""

    technician: str
    to: tuple[int, ...]
    silent: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class DropAnswers:
    """What was begun at this moment to be sent to all children of the request, and hasn't reached some yet, ends."""

    at: datetime


@dataclass(frozen=True, slots=True)
class DraftAnswer:
    """Keep a text as the draft of an answer, until its writer says what it shall be."""

    name: str
    language: str
    title: str
    words: tuple[str, ...]
    text: str
    by: str


@dataclass(frozen=True, slots=True)
class KeepAnswer:
    """A draft becomes an answer, with these words; the one before it of that name and language is let go."""

    id: int
    title: str
    words: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class DropDraft:
    """A draft of an answer is wanted no more."""

    id: int


@dataclass(frozen=True, slots=True)
class About:
    """Effects on another request than the decision's own; the order among all effects holds."""

    number: int
    effects: tuple[Effect, ...]


Effect = (
    OpenRequest
    | KeepMessage
    | SetStatus
    | Change
    | AddParticipants
    | Send
    | StartTimer
    | StopTimers
    | Record
    | RememberPerson
    | NoteAbsence
    | CancelHeldMail
    | MoveMessages
    | LinkBack
    | MakeNote
    | IndexResolution
    | ForgetResolution
    | HoldMail
    | TellInList
    | TokensSeen
    | Gather
    | IfSent
    | AskReport
    | AddContact
    | ChangeContact
    | MuteLook
    | UseAnswer
    | UnuseAnswers
    | DraftAnswer
    | KeepAnswer
    | DropDraft
    | KeepOutage
    | AnswerAll
    | DropAnswers
    | About
)


@dataclass(frozen=True, slots=True)
class Decision:
    """What a mail ended as, why (for silence and quarantine), and all that is to be done, in this order."""

    outcome: Outcome
    effects: tuple[Effect, ...] = ()
    reason: str = ""
