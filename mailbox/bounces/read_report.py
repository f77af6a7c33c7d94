"""What a machine says of the fate of a mail of ours: delivery reports, receipts, feedback, plain words.

Looks only at mail that comes from a mail system or calls itself a report: a customer who quotes a bounce wrote an
ordinary mail. A read receipt without the part that RFC 8098 asks for (gateways leave `Read: Printer` and a sentence) is
known by the subject's label together with what the mail says. Never raises; linear in the mail.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from frontdesk.mailbox.bounces.delivery_status import RecipientFields, address_of, read_fields
from frontdesk.mailbox.bounces.plain_text_bounces import Named, Place, recipients
from frontdesk.mailbox.bounces.reasons import is_address_dead, status_in
from frontdesk.mailbox.bounces.returned_mail import original_message_id, original_recipient, returned_report
from frontdesk.mailbox.bounces.signs import Signs, signs_of
from frontdesk.mailbox.parsing.part import LeafPart
from frontdesk.rules.model import FailedRecipient, Message, Report
from frontdesk.rules.understood import phrases, words

_DIAGNOSTIC = 500  # characters of it that are kept
_BY_ACTION = {"failed": "bounce", "delayed": "delay", "delivered": "delivered", "relayed": "delivered"}
_WORST_FIRST = ("bounce", "delay", "delivered")


def read_report(parts: Sequence[LeafPart], message: Message) -> Report | None:
    """What this mail reports, None when it is no report. `message`: all but its report is filled in."""
    signs = signs_of(parts, message)
    if signs is None:
        return None
    if signs.feedback:
        return _feedback(parts, message, signs)
    if not signs.is_report:
        return None
    if signs.receipt and not signs.is_refusal:
        return Report("receipt", (), _original(parts, message, signs.receipt))
    return _delivery_status(parts, message, signs) or _plain_words(parts, message, signs)


def _feedback(parts: Sequence[LeafPart], message: Message, signs: Signs) -> Report:
    """RFC 5965: somebody called our mail a nuisance. Whom it went to is told by some, in these fields."""
    people = []
    for line in signs.feedback.splitlines()[:200]:
        name, _, value = line.partition(":")
        if name.strip().lower() in ("original-rcpt-to", "removal-recipient") and (email := address_of(value)):
            people.append(FailedRecipient(email, "", False, ""))
    return Report("feedback", tuple(dict.fromkeys(people)), original_message_id(parts, message))


def _original(parts: Sequence[LeafPart], message: Message, fields: str) -> str:
    about_mail, about_each = read_fields(fields)
    told = [about_mail.get("original-message-id", "")]
    told += [one.values.get("original-message-id", "") for one in about_each]
    return original_message_id(parts, message, next(filter(None, told), ""))


def _delivery_status(parts: Sequence[LeafPart], message: Message, signs: Signs) -> Report | None:
    fields = signs.status or signs.receipt or returned_report(parts)
    if not fields and "final-recipient" in signs.notice.lower():
        fields = signs.notice
    about_each = read_fields(fields)[1] if fields else []
    told = _named(parts, message, signs)
    if not about_each or not (any(one.email for one in about_each) or len(about_each) == len(told)):
        return None
    kinds = [_kind(one, signs) for one in about_each]
    kind = min(kinds, key=_WORST_FIRST.index)
    failed = [
        _failed(one, _told_of(one, number, told), signs, kind)
        for number, (one, its_kind) in enumerate(zip(about_each, kinds, strict=True))
        if its_kind == kind
    ]
    return Report(kind, _once(failed), _original(parts, message, fields))


def _told_of(recipient: RecipientFields, number: int, told: Sequence[Named]) -> Named:
    """What the notice says of this recipient. A pipe or a file in the fields is an address in the notice."""
    if not recipient.email:
        return told[number] if number < len(told) else Named("", Place.MENTIONED)
    return next(
        (one for one in told if one.email == recipient.email), Named(recipient.email, Place.MENTIONED)
    )


def _kind(recipient: RecipientFields, signs: Signs) -> str:
    if recipient.action in _BY_ACTION:
        return _BY_ACTION[recipient.action]
    if recipient.status.startswith("2."):
        return "delivered"
    return "delay" if signs.is_delay else "bounce"


def _failed(recipient: RecipientFields, told: Named, signs: Signs, kind: str) -> FailedRecipient:
    diagnostic = recipient.diagnostic.partition(";")[2].strip() or recipient.diagnostic or told.diagnostic
    # The server that refused knows better than the one that reports it.
    status = status_in(diagnostic) or recipient.status
    if status[2:] in ("", "0.0"):
        status = status_in(told.diagnostic) or status
    hard = kind == "bounce" and is_address_dead(status, diagnostic, told.diagnostic)
    return FailedRecipient(told.email, status, hard, diagnostic[:_DIAGNOSTIC])


def _plain_words(parts: Sequence[LeafPart], message: Message, signs: Signs) -> Report | None:
    kind = "delay" if signs.is_delay else "bounce"
    named = _named(parts, message, signs)
    if not signs.is_certain and not _names_as_machines_do(named, signs):
        return None
    failed = []
    for one in named:
        everything = " ".join(signs.notice.split()) if len(named) == 1 else ""
        status = status_in(one.diagnostic) or status_in(everything)
        surely = kind == "bounce" and one.place > Place.MENTIONED
        hard = surely and is_address_dead(status, one.diagnostic, everything)
        told = one.diagnostic or everything
        failed.append(FailedRecipient(one.email, status, hard, told[:_DIAGNOSTIC]))
    return Report(kind, _once(failed), original_message_id(parts, message))


def _names_as_machines_do(named: Sequence[Named], signs: Signs) -> bool:
    """Whether a mail that only may be a report names its recipients the way reports do: a postmaster, too, is
    somebody's name."""
    return any(one.place is Place.ALONE or signs.by_system for one in named)


def _named(parts: Sequence[LeafPart], message: Message, signs: Signs) -> list[Named]:
    """Who failed: some name them in a header, most in the notice, a few in the subject or the returned To."""
    not_these = frozenset({address.email for address in (*message.to, message.sender) if address})
    in_notice = recipients(signs.notice, not_these)
    in_header = ",".join(message.headers.get("x-failed-recipients", ())).split(",")
    failed = dict.fromkeys(filter(None, map(address_of, in_header)))
    if failed:
        told = {one.email: one for one in in_notice}
        return [told.get(email, Named(email, Place.LABELLED)) for email in failed]
    if in_notice:
        return in_notice
    original = original_recipient(parts, message)
    return recipients(message.subject, not_these) or [Named(original, Place.LABELLED)] * bool(original)


def _once(failed: Iterable[FailedRecipient]) -> tuple[FailedRecipient, ...]:
    return tuple({one.email: one for one in failed}.values())


_LONGEST = 1_500  # characters; a receipt says little
_FEW_WORDS = 30  # beside the fields of the mail that was read
_LABEL = re.compile(r"\s*([^:：]{2,30}?)\s*[:：]\s*(.*)", re.DOTALL)
_DISPLAYED = re.compile(r"return receipt \([a-z]{3,20}\)\s*[-:]\s*(.*)", re.IGNORECASE | re.DOTALL)
_FIELD = re.compile(r"\s*[^\W\d_][\w .-]{0,25}[:：]\s*\S")


_LABELS = words("receipts.labels")
_SAYS = phrases("receipts.says")


def read_plain_receipt(message: Message) -> Report | None:
    """The receipt that a mail is in plain words, None for all other mail. `message`: all but its report is there."""
    found = _DISPLAYED.match(message.subject) or _LABEL.match(message.subject)
    if not found or message.attachments or len(message.text) > _LONGEST:
        return None
    label = found[1].casefold() if found.re is _LABEL else "return receipt"
    about = found[found.lastindex or 1].strip()
    if label not in _LABELS() or not about or not _says_no_more(message.text, about):
        return None
    told = (*message.in_reply_to, *message.references[-1:], "")
    return Report("receipt", (), told[0])


def _says_no_more(text: str, about: str) -> bool:
    folded = " ".join(text.casefold().split())
    if not folded:
        return True
    if "?" in folded.replace(about.casefold(), ""):
        return False
    lines = [line for line in text.split("\n") if line.strip()]
    fields = [line for line in lines if _FIELD.match(line)]
    count = sum(len(line.split()) for line in lines if not _FIELD.match(line))
    said = any(phrase in folded for phrase in _SAYS())
    if len(fields) >= 2 and about.casefold() in folded:
        return count <= _FEW_WORDS
    return said and count <= _FEW_WORDS * 3
