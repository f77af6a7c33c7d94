"""The signs by which a report is known: its parts, its sender, its subject and what it says.

No single sign decides, except a part that only reports have, sent as a report. People pass bounces on, quote
them and complain of them; then the sender is a person.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from frontdesk.mailbox.bounces import plain_text_bounces
from frontdesk.mailbox.bounces.returned_mail import RETURNED_TYPES
from frontdesk.mailbox.parsing.part import LeafPart
from frontdesk.rules.model import Message
from frontdesk.rules.subjects import is_forward_subject, is_reply_subject
from frontdesk.rules.understood import phrases

_SUBJECTS = phrases("bounces.subjects")
_SAYS = phrases("bounces.says")
_DELAY = phrases("bounces.delay")
_GIVEN_UP = phrases("bounces.given_up")

_STATUS_TYPES = ("message/delivery-status", "message/global-delivery-status")
_RECEIPT_TYPES = ("message/disposition-notification", "message/global-disposition-notification")
_FEEDBACK_TYPE = "message/feedback-report"
_REPORT_DEPTH = 2  # a report's own parts; what lies deeper belongs to the returned mail
_NOTICE = 60_000  # characters
_MARK = 10  # characters: of a text that goes on below its notice
# Outlook.com's junk mail reporting, older than RFC 5965.
_COMPLAINS = re.compile(r"\s*complaint about message from ", re.I)
_ASKS = re.compile(r"[?？؟](?:\s|$)")  # machines don't; a link has its question mark inside
_NOT_LETTERS = re.compile(r"^(?:\[[^\]]{0,60}\]|[^\w\[])+")
_SYSTEM_NAMES = (
    "mail delivery system",
    "mail delivery subsystem",
    "mail delivery service",
    "mail deliver system",
    "mail.delivery.system",
    "internet mail delivery",
    "delivery subsystem",
    "mailer-daemon",
    "mailer daemon",
)
_SYSTEMS = ("mailer-daemon", "mailer_daemon", "mailerdaemon", "mdaemon", "mail-daemon")
# Words in the name or before the @ of those who return mail and also write as persons, or are programs.
_GATEWAYS = frozenset(
    {
        "postmaster",
        "ndr",
        "imss",
        "interscan",
        "symantec",
        "mailadm",
        "smtp",
        "administrator",
        "antivirus",
        "mailsweeper",
        "mimesweeper",
        "spamfilter",
        "noreply",
    }
)
_SPECIAL_TYPES = frozenset({*_STATUS_TYPES, *_RECEIPT_TYPES, _FEEDBACK_TYPE})
_WORD = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for a report. `status`, `receipt`, `feedback` are those parts' texts, "" when absent.

    `notice` is what the report says in its own words. `is_certain`: it is one even if it names nobody.
    `by_system`: hardly a person sent it.
    """

    notice: str
    status: str
    receipt: str
    feedback: str
    is_report: bool
    is_certain: bool
    by_system: bool
    is_delay: bool
    is_refusal: bool


def signs_of(parts: Sequence[LeafPart], message: Message) -> Signs | None:
    """The signs that speak for a report, None for mail that has none, as nearly all mail."""
    own = [part for part in parts if part.depth <= _REPORT_DEPTH]
    types = {part.media_type for part in own}
    subject = _NOT_LETTERS.sub("", message.subject.casefold())
    is_persons = is_reply_subject(message.subject) or is_forward_subject(message.subject)
    calls_itself = subject.startswith(_SUBJECTS()) and not is_persons
    by_system, by_postmaster, by_gateway = _is_system(message), _is_postmaster(message), _is_gateway(message)
    has_part = not _SPECIAL_TYPES.isdisjoint(types)
    if not (
        calls_itself
        or by_system
        or by_postmaster
        or by_gateway
        or has_part
        or _COMPLAINS.match(message.subject)
    ):
        return None
    text = _own_text(own, message)[:_NOTICE]
    notice = plain_text_bounces.notice(text)
    said = " ".join(notice.casefold().split())
    says = any(phrase in said for phrase in _SAYS())
    by_gateway = by_gateway and not _ASKS.search(notice)
    as_report = message.header("content-type").lower().lstrip().startswith("multipart/report")
    returns = not types.isdisjoint(RETURNED_TYPES)
    known = by_system or by_postmaster or by_gateway or calls_itself
    certain = (
        (has_part and (as_report or known))
        or (as_report and known)
        or (by_system and (calls_itself or says))
        or (by_postmaster and calls_itself and says)
        or (message.sender is None and calls_itself and returns and "final-recipient" in said)
        or (by_gateway and calls_itself and says and (returns or len(notice) < len(text) - _MARK))
    )
    return Signs(
        notice,
        _text_of(own, _STATUS_TYPES),
        _text_of(own, _RECEIPT_TYPES),
        _feedback(own, message, returns),
        certain or by_system or ((by_postmaster or by_gateway) and (calls_itself or says)),
        certain,
        by_system or by_postmaster,
        _is_delay(subject, said),
        "rejected" in message.header("auto-submitted").lower() or "automatically rejected" in said,
    )


def _is_delay(subject: str, said: str) -> bool:
    if "(delay)" in subject:
        return True
    delayed = any(phrase in said or phrase in subject for phrase in _DELAY())
    return delayed and not any(phrase in said for phrase in _GIVEN_UP())


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
    text = _text_of(own, (_FEEDBACK_TYPE,))
    if not text and returns and _COMPLAINS.match(message.subject):
        return message.subject
    return text


def _is_system(message: Message) -> bool:
    """Whether a mail system sent it; a customer's mail client never writes such a From."""
    written = message.header("from").lower()
    if message.header("x-failed-recipients") or written.rstrip().endswith("<>"):
        return True
    email = message.sender.email if message.sender else ""
    return email.startswith(_SYSTEMS) or any(name in written for name in _SYSTEM_NAMES)


def _is_postmaster(message: Message) -> bool:
    """Whether it comes by the null return path (RFC 5321 section 4.5.5) or from a postmaster."""
    email = message.sender.email if message.sender else ""
    path = message.return_path or ""
    # Some write the null path as MAILER-DAEMON; out-of-office notes come by it as well.
    null = message.return_path in ("", "null") or (path.startswith(_SYSTEMS) and not email.startswith(path))
    return null or email.startswith(("postmaster@", "post_master@"))


def _is_gateway(message: Message) -> bool:
    """Whether the sender may be one that returns mail, among other things."""
    written = message.header("from").lower()[:300]
    return not _GATEWAYS.isdisjoint(_WORD.findall(written.rpartition("@")[0] or written))
