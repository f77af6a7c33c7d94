"""The desk's words as frozen values: what a message, a request and a person are to every room.

Nothing here decides or touches anything. All times are aware datetimes in UTC.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple


class Status(StrEnum):
    """Where a request stands; the moves between them are `rules.lifecycle`'s table."""

    NEW = "new"
    OPEN = "open"
    WAITING = "waiting"  # for the customer
    ON_HOLD = "on hold"  # for somebody else
    RESOLVED = "resolved"
    CLOSED = "closed"


class Priority(StrEnum):
    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


class Role(StrEnum):
    CUSTOMER = "customer"
    TECHNICIAN = "technician"
    MANAGER = "manager"


class Origin(StrEnum):
    """Whether a mail really comes from its From address."""

    PROVEN = "proven"
    FORGED = "forged"
    UNKNOWN = "unknown"


class MessageKind(StrEnum):
    CUSTOMER = "customer"
    REPLY = "reply"
    NOTE = "note"
    AUTOMATIC = "automatic"


class MailKind(StrEnum):
    """What a mail of ours is; the value of its X-Frontdesk-Kind header and the name of its template."""

    ACKNOWLEDGEMENT = "acknowledgement"
    NOTIFICATION = "notification"
    REPLY = "reply"
    CONFIRMATION = "confirmation"
    REFUSAL = "refusal"
    FOLLOW_UP = "follow-up"
    CHASER = "chaser"
    SURVEY = "survey"
    SURVEY_THANKS = "survey-thanks"
    REOPENED = "reopened"
    WARNING = "warning"
    ESCALATION = "escalation"
    DIGEST = "digest"
    REPORT = "report"
    CHECK_IN = "check-in"
    REVIEW = "review"
    NOTICE = "notice"
    LOW_RATING = "low-rating"  # goes out as a notice
    OUTAGE = "outage"  # goes out as a notice
    KNOWN_PROBLEM = "known-problem"  # goes out as an acknowledgement


class Address(NamedTuple):
    """A person's name (decoded, may be empty) and address (`email`: ASCII-lowercased, "local@domain")."""

    name: str
    email: str

    def __str__(self) -> str:
        return f"{self.name} <{self.email}>" if self.name else self.email


@dataclass(frozen=True, slots=True)
class Attachment:
    """What is known of an attachment without its bytes; `index` finds the bytes again in the raw mail.

    `name` is safe to show and to pass on: no path, no control characters, at most 150 characters, never
    empty. `media_type` is lower case ("image/png"). `content_id` has no angle brackets, "" when absent.
    `inline` means the mail's own text shows it in place. `digest` tells its bytes from others of that name.
    """

    index: int
    name: str
    media_type: str
    size: int
    content_id: str = ""
    inline: bool = False
    digest: str = ""


@dataclass(frozen=True, slots=True)
class FailedRecipient:
    """One recipient in a delivery report. `status` is RFC 3463's ("5.1.1"), "" when not given."""

    email: str
    status: str
    hard: bool  # the address itself is dead; a full mailbox, a policy or a spam filter leave it alone
    diagnostic: str


@dataclass(frozen=True, slots=True)
class Report:
    """What a machine says about the fate of a mail (RFC 3464, RFC 8098, RFC 5965, or in plain words).

    `kind`: "bounce" (failed), "delay" (still trying), "delivered", "receipt" (RFC 8098), "feedback" (RFC 5965).
    `original_message_id` is the mail of ours it speaks of, with angle brackets, "" when not told.
    """

    kind: str
    recipients: tuple[FailedRecipient, ...]
    original_message_id: str = ""


@dataclass(frozen=True, slots=True)
class Forwarded:
    """The mail inside a forwarded mail. `comment` is what the forwarder wrote above it. `names`: of a mail that is
    attached, its Message-IDs and the addresses that answers to it go to.
    """

    sender: Address | None
    subject: str
    sent_at: datetime | None
    text: str
    comment: str
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CalendarTime:
    """A time in an invitation. `written`: as the sender has it, with the zone's name: for a reader.

    `at` (UTC) is None where nobody can say which moment is meant. `all_day`: the day counts, at midnight UTC.
    """

    written: str
    at: datetime | None = None
    all_day: bool = False


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a calendar part says (RFC 5546) of its first event; "" and None where it is silent.

    `method`: REQUEST, REPLY, CANCEL, COUNTER ..., "" for a calendar that somebody only attached. `ends`: of whole
    days the last one. `answer`: of the first attendee, "accepted", "declined", "tentative" ... `comment`: what the
    sender says with an answer, in the calendar or in the mail, without what calendar programs write.
    """

    method: str
    summary: str = ""
    starts: CalendarTime | None = None
    ends: CalendarTime | None = None
    place: str = ""
    organizer: Address | None = None
    attendee: Address | None = None
    answer: str = ""
    comment: str = ""
    description: str = ""
    repeats: bool = False


class SignKind(StrEnum):
    """A mail in which a program shows something instead of words."""

    REACTION = "reaction"  # a thumb under our mail
    RECALL = "recall"  # Exchange asks to take an older mail back


@dataclass(frozen=True, slots=True)
class Sign:
    """`shown`: the reaction (an emoji, or its name), or the subject of the mail that is taken back; maybe ""."""

    kind: SignKind
    shown: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """A mail as it was understood. Made by `mailbox.parse`; strings are decoded and free of control characters.

    `sender`: the From address; None when there is none that can be read.
    `sender_is_certain`: exactly one From header with exactly one plain address, and no other header that
    may stand once (RFC 5322 section 3.6) stands twice. Without it nobody is taken for a technician.
    `return_path`: "" is the null return path, None when no Return-Path header stands in the mail.
    `delivered_to`: the addresses the mail came in by (Delivered-To, X-Original-To, Envelope-To), topmost first.
    Message ids keep their angle brackets. `references` is oldest first.
    `written_as`: the address in From, where the sender was found elsewhere (`rules.proof.origin`).
    `subject_written`: the subject with what was cut off or left out because it doesn't show; "" for nothing.
    `text`: all that can be read; `new_text`: without quoted text and signature; `above_signature`... see
    `mailbox.replies`. `html_only`: the text was made from HTML.
    `headers`: those that `rules` look at, by lower-case name, unfolded, every occurrence, topmost first.
    `problems`: what was damaged or cut, in words for a person; empty for a sound mail.
    """

    message_id: str
    sender: Address | None
    sender_is_certain: bool
    subject: str
    date: datetime | None
    text: str
    new_text: str
    quoted_text: str = ""
    signature: str = ""
    reply_to: tuple[Address, ...] = ()
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    return_path: str | None = None
    delivered_to: tuple[str, ...] = ()
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    headers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    attachments: tuple[Attachment, ...] = ()
    html_only: bool = False
    language: str = ""  # from Content-Language or Accept-Language, two letters, "" when not told
    invitation: Invitation | None = None
    sign: Sign | None = None
    encrypted: str = ""  # how: "S/MIME", "PGP" or "Microsoft 365"; we can't read it
    report: Report | None = None
    forwarded: Forwarded | None = None
    oversized: bool = False  # only the headers were read
    size: int = 0
    sha256: str = ""  # of the raw mail, hex
    problems: tuple[str, ...] = ()
    subject_written: str = ""
    written_as: Address | None = None

    def header(self, name: str) -> str:
        """The topmost value of a header that `rules` look at, "" when absent. `name` is lower case."""
        values = self.headers.get(name, ())
        return values[0] if values else ""
