"""The signs by which a report is known: its parts, its sender, its subject and what it says.

No single sign decides, except a part that only reports have, sent as a report. People pass bounces on, quote
them and complain of them; then the sender is a person.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from frontdesk.mailbox import bounce_words
from frontdesk.mailbox.bounce_phrases import DELAY_SAYS, NOTICE_SAYS, REPORT_SUBJECTS
from frontdesk.mailbox.structure import LeafPart
from frontdesk.rules.model import Message

_STATUS_TYPES = ("message/delivery-status", "message/global-delivery-status")
_RECEIPT_TYPES = ("message/disposition-notification", "message/global-disposition-notification")
_RETURNED_TYPES = ("message/rfc822", "message/global", "text/rfc822-headers", "message/rfc822-headers")
_REPORT_DEPTH = 2  # a report's own parts; what lies deeper belongs to the returned mail
_NOTICE = 60_000  # characters
_PERSON_PREFIX = re.compile(
    r"(?:\[[^\]]{0,60}\]\s{0,3})?(?:re|fwd?|aw|wg|sv|vs|tr|rv|antw|odp|enc|i|r)\s{0,3}:", re.I
)
_NOT_LETTERS = re.compile(r"^(?:\[[^\]]{0,60}\]|[^\w\[])+")
_SYSTEM_NAMES = (
    "mail delivery",
    "mailer-daemon",
    "mailer daemon",
    "delivery subsystem",
    "mail.delivery.system",
)
_SYSTEMS = ("mailer-daemon", "mailer_daemon", "mailerdaemon", "mdaemon", "mail-daemon")
_GATEWAYS = (
    "postmaster",
    "poostmaster",
    "ndr",
    "imss",
    "interscan",
    "inetgw",
    "symantec",
    "delivery",
    "bounce",
    "daemon",
    "mailadm",
    "smtp",
    "system administrator",
    "mail administrator",
    "antivirus",
    "mailsweeper",
    "mimesweeper",
    "content-filter",
    "spamfilter",
    "noreply",
    "no-reply",
)


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for a report. `status`, `receipt`, `feedback` are those parts' texts, "" when absent.

    `notice` is what the report says in its own words. `is_certain`: it is one even if it names nobody.
    """

    notice: str
    status: str
    receipt: str
    feedback: str
    is_report: bool
    is_certain: bool
    is_delay: bool
    is_refusal: bool


def signs_of(parts: Sequence[LeafPart], message: Message) -> Signs:
    own = [part for part in parts if part.depth <= _REPORT_DEPTH]
    notice = bounce_words.notice(_own_text(own, message)[:_NOTICE])
    said = " ".join(notice.lower().split())
    subject = _NOT_LETTERS.sub("", message.subject.lower())
    calls_itself = subject.startswith(REPORT_SUBJECTS) and not _PERSON_PREFIX.match(message.subject)
    says = any(phrase in said for phrase in NOTICE_SAYS)
    by_system, by_gateway = _is_system(message), _is_gateway(message)
    as_report = message.header("content-type").lower().lstrip().startswith("multipart/report")
    returns = any(part.media_type in _RETURNED_TYPES for part in own)
    status, receipt = _text_of(own, _STATUS_TYPES), _text_of(own, _RECEIPT_TYPES)
    has_part = bool(status or receipt)
    certain = (
        (as_report and (has_part or by_system or by_gateway or calls_itself))
        or (has_part and (by_system or by_gateway or calls_itself))
        or (by_system and (calls_itself or says))
        or (by_gateway and calls_itself and says)
    )
    likely = by_system or (by_gateway and (calls_itself or says)) or (calls_itself and says and returns)
    return Signs(
        notice,
        status,
        receipt,
        _feedback(own, message, returns),
        certain or likely,
        certain,
        any(phrase in said or phrase in subject for phrase in DELAY_SAYS) or "(delay)" in subject,
        "rejected" in message.header("auto-submitted").lower() or "automatically rejected" in said,
    )


def _own_text(own: Sequence[LeafPart], message: Message) -> str:
    """The report's first plain text; of several alternatives the readable one was made by `mailbox.parse`."""
    for part in own:
        if part.media_type == "text/plain" and part.text.strip():
            return part.text
    return message.text


def _text_of(own: Sequence[LeafPart], types: tuple[str, ...]) -> str:
    return "\n\n".join(
        part.text or part.content.decode("latin-1") for part in own if part.media_type in types
    )


def _feedback(own: Sequence[LeafPart], message: Message, returns: bool) -> str:
    text = _text_of(own, ("message/feedback-report",))
    if not text and returns and message.subject.lower().strip().startswith("complaint about message from "):
        return message.subject  # Outlook.com's junk mail reporting, older than RFC 5965
    return text


def _is_system(message: Message) -> bool:
    """Whether a mail system sent it; a customer's mail client never writes such a From."""
    written = message.header("from").lower()
    if message.header("x-failed-recipients") or written.rstrip().endswith("<>"):
        return True
    email = message.sender.email if message.sender else ""
    path = message.return_path or ""
    return (
        email.startswith(_SYSTEMS)
        or any(name in written for name in (*_SYSTEM_NAMES, *_SYSTEMS))
        or (path.startswith(_SYSTEMS) and not email.startswith(path))
    )


def _is_gateway(message: Message) -> bool:
    written = message.header("from").lower()
    if message.return_path == "" or message.return_path == "null":
        return True
    return any(word in written for word in _GATEWAYS)
