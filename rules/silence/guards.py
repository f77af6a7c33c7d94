"""Why a mail gets no answer from a machine: RFC 3834 section 2 and RFC 5230 section 4.6 as a table.

Only decides; the caps that hold when every header is missing are `rules.rates`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from frontdesk.rules.addresses import is_no_reply, never_reads
from frontdesk.rules.customers.appointments import is_bare_acceptance
from frontdesk.rules.model import Message
from frontdesk.rules.silence import machine_headers as headers
from frontdesk.rules.silence.absence import is_absence, is_automatic_answer
from frontdesk.rules.silence.absence_dates import absent_until
from frontdesk.rules.silence.weighing import is_persons

OWN_MAIL = "own mail"  # so begins that reason


class SilenceKind(StrEnum):
    AUTO_REPLY = "auto-reply"
    OUT_OF_OFFICE = "out of office"
    BOUNCE = "bounce"
    DELAY = "delay"
    RECEIPT = "receipt"
    FEEDBACK = "feedback"
    LIST = "list"
    CALENDAR = "calendar"
    GESTURE = "gesture"  # a reaction, a recall
    BULK = "bulk"
    OWN_MAIL = "own mail"
    ROBOT = "robot"


@dataclass(frozen=True, slots=True)
class DeskIdentity:
    """Who we are: `addresses` in lower case without plus-parts; `instance`: our X-Frontdesk-Loop value."""

    addresses: frozenset[str]
    instance: str


@dataclass(frozen=True, slots=True)
class Silence:
    """Why a mail is not answered: in words for people, and as a kind for the rules.

    `absent_until` (UTC) is the midnight from which an absent person is back, None when not told.
    `by_marks`: nothing but what servers and programs write around a mail says so. That withholds our automatic
    answer; whether the mail is heard, its words decide (`is_heard`).
    """

    reason: str
    kind: SilenceKind
    absent_until: datetime | None = None
    by_marks: bool = False


Guard = Callable[[Message, DeskIdentity], str]
"""Its reason in words, "" when it has none."""


def reason_for_silence(message: Message, desk: DeskIdentity) -> Silence | None:
    """Why this mail gets no answer and opens no request; None for ordinary mail."""
    for kind, guard in _GUARDS:
        if reason := guard(message, desk):
            until = _back_at(message) if kind is SilenceKind.OUT_OF_OFFICE else None
            by_marks = guard in _MARKS and not (
                kind is not SilenceKind.CALENDAR
                and is_automatic_answer(message.subject, _own_words(message), is_answer=_is_answer(message))
            )
            return Silence(reason, kind, until, by_marks)
    return None


def is_heard(message: Message, silence: Silence) -> bool:
    """Whether a first mail that bears a machine's marks is a person's by its words."""
    if silence.by_marks and silence.kind is SilenceKind.CALENDAR:
        return True  # a person pressed a button, and waits
    if not silence.by_marks or headers.from_list(message) or headers.bulk(message):
        return False
    return is_persons(message, responder=silence.kind is SilenceKind.AUTO_REPLY)


def base_address(address: str) -> str:
    """The address without its plus-part, in lower case."""
    local, at, domain = address.lower().rpartition("@")
    return local.partition("+")[0] + at + domain


def _back_at(message: Message) -> datetime | None:
    if message.date is None:
        return None
    return absent_until(f"{message.subject}\n{_own_words(message)}", message.date)


def _own_words(message: Message) -> str:
    if message.forwarded is not None:  # somebody else's words
        return message.forwarded.comment
    return message.new_text or message.text


def _is_answer(message: Message) -> bool:
    return bool(message.in_reply_to or message.references)


def _own_mail(message: Message, desk: DeskIdentity) -> str:
    if desk.instance and message.header("x-frontdesk-loop").strip() == desk.instance:
        return f"{OWN_MAIL}: it came back to us"
    if message.sender is not None and base_address(message.sender.email) in desk.addresses:
        return f"{OWN_MAIL}: from {message.sender.email}"
    loops = {base_address(value.strip().strip("<>")) for value in message.headers.get("x-loop", ())}
    return f"{OWN_MAIL}: X-Loop names us" if loops & desk.addresses else ""


def _reported(**words: str) -> Guard:
    def guard(message: Message, desk: DeskIdentity) -> str:
        report = message.report
        if report is None or report.kind not in words:
            return ""
        people = ", ".join([failed.email for failed in report.recipients if failed.email][:3])
        return words[report.kind] + (f": {people}" if people else "")

    return guard


def _calendar(message: Message, desk: DeskIdentity) -> str:
    word = _CALENDAR_WORDS.get(message.invitation.method) if message.invitation else None
    return f"calendar {word}" if word else ""


def _bare_acceptance(message: Message, desk: DeskIdentity) -> str:
    bare = message.invitation is not None and is_bare_acceptance(message.invitation)
    return "calendar answer: accepted" if bare else ""


def _gesture(message: Message, desk: DeskIdentity) -> str:
    if message.sign is None:
        return ""
    return f"{message.sign.kind}: {message.sign.shown}".rstrip(": ")


# RFC 5546 section 1.4. PUBLISH is how people hand a calendar over; the others are exchanged by machines.
_CALENDAR_WORDS = {
    "REQUEST": "invitation",
    "ADD": "invitation",
    "REPLY": "answer",
    "CANCEL": "cancellation",
    "REFRESH": "question",
    "COUNTER": "counter-proposal",
    "DECLINECOUNTER": "refusal of a counter-proposal",
}


def _absent(message: Message, desk: DeskIdentity) -> str:
    absent = is_absence(
        message.subject,
        _own_words(message),
        is_answer=_is_answer(message),
        by_machine=headers.by_machine(message),
        hinted=bool(message.header("x-auto-response-suppress")),
    )
    return "out of office" if absent else ""


def _auto_replied(message: Message, desk: DeskIdentity) -> str:
    proof = headers.auto_replied(message)
    return f"auto-reply: {proof}" if proof else ""


def _generated(message: Message, desk: DeskIdentity) -> str:
    proof = headers.generated(message)
    return f"made by a machine: {proof}" if proof else ""


def _list(message: Message, desk: DeskIdentity) -> str:
    values = headers.from_list(message)
    return "mailing list" if values and not _names_us(values, desk) else ""


def _bulk(message: Message, desk: DeskIdentity) -> str:
    proof = headers.bulk(message)
    if proof == headers.UNSUBSCRIBE and _is_answer(message):
        return ""  # programs for sales put it into what their people write
    if not proof or _names_us(headers.from_list(message), desk):
        return ""
    return f"bulk mail: {proof}"


def _names_us(list_headers: str, desk: DeskIdentity) -> bool:
    """Whether the list is the desk itself, its address a group's: then everybody's mail has these headers."""
    names = (name for address in desk.addresses for name in (address, f"<{address.replace('@', '.')}>"))
    return any(name in list_headers for name in names)


def _null_return_path(message: Message, desk: DeskIdentity) -> str:
    # RFC 3834 section 2, RFC 5321 section 4.5.5
    return "null return path" if message.return_path == "" else ""


def _never_reads(message: Message, desk: DeskIdentity) -> str:
    if message.sender is None:
        return "never answered: mailer-daemon" if "mailer-daemon" in message.header("from").lower() else ""
    email = message.sender.email
    return f"never answered: {email.partition('@')[0]}" if never_reads(email) else ""


def _no_reply(message: Message, desk: DeskIdentity) -> str:
    if message.sender is None or not is_no_reply(message.sender.email):
        return ""
    # A web form writes as no-reply and names the person in Reply-To: that is ordinary mail (`proof.speaker`).
    if any(not is_no_reply(address.email) for address in message.reply_to):
        return ""
    return f"never answered: {message.sender.email.partition('@')[0]}"


def _auto_reply_by_words(message: Message, desk: DeskIdentity) -> str:
    automatic = is_automatic_answer(message.subject, _own_words(message), is_answer=_is_answer(message))
    return "auto-reply: by its words" if automatic else ""


_GUARDS: tuple[tuple[SilenceKind, Guard], ...] = (
    (SilenceKind.OWN_MAIL, _own_mail),
    (SilenceKind.BOUNCE, _reported(bounce="bounce")),
    (SilenceKind.DELAY, _reported(delay="delivery is delayed")),
    (SilenceKind.FEEDBACK, _reported(feedback="feedback report")),
    (SilenceKind.RECEIPT, _reported(receipt="receipt", delivered="receipt: delivered")),
    (SilenceKind.GESTURE, _gesture),
    (SilenceKind.CALENDAR, _bare_acceptance),
    (SilenceKind.CALENDAR, _calendar),
    (SilenceKind.OUT_OF_OFFICE, _absent),
    (SilenceKind.AUTO_REPLY, _auto_replied),
    (SilenceKind.ROBOT, _generated),
    (SilenceKind.LIST, _list),
    (SilenceKind.BULK, _bulk),
    (SilenceKind.ROBOT, _null_return_path),
    (SilenceKind.ROBOT, _never_reads),
    (SilenceKind.ROBOT, _no_reply),
    (SilenceKind.AUTO_REPLY, _auto_reply_by_words),
)
"""The first that finds a reason gives it: the most telling kinds stand first."""
_MARKS: tuple[Guard, ...] = (_calendar, _auto_replied, _generated, _list, _bulk, _null_return_path, _no_reply)
