"""Raw bytes to a Message: the one door through which a mail comes in. Never raises, linear in the size.

Budgets hold before any work is done (`limits`); the received bytes are never written anew. What was damaged
or left out stands in the message's `problems`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from frontdesk.mailbox.bounces.read_report import read_plain_receipt, read_report
from frontdesk.mailbox.charsets.decode import allow_guesses, decode
from frontdesk.mailbox.charsets.names import ascii_superset
from frontdesk.mailbox.limits import LIMITS, Limits
from frontdesk.mailbox.parsing.addresses import is_certain, read_addresses, read_sender
from frontdesk.mailbox.parsing.bodies import Bodies, read_bodies
from frontdesk.mailbox.parsing.calendar_words import with_words
from frontdesk.mailbox.parsing.clean import clean_line, decode_words
from frontdesk.mailbox.parsing.gestures import read_sign
from frontdesk.mailbox.parsing.header_values import kept_headers, read_date, read_message_id, read_message_ids
from frontdesk.mailbox.parsing.headers import Head, read_head
from frontdesk.mailbox.parsing.part import LeafPart, Part, described
from frontdesk.mailbox.quoting.forwards import read_forward
from frontdesk.mailbox.quoting.replies import ReplyParts, split_reply
from frontdesk.rules.model import Address, Message

_CAME_IN_BY = (
    "delivered-to",
    "x-original-to",
    "envelope-to",
    "x-envelope-to",
    "x-delivered-to",
    "apparently-to",
)
_LONGEST_SUBJECT = 1_000
_FAILED = "failed at its"  # begins a problem that is ours, not the mail's
_Step = Callable[[Message, Bodies, Limits], Message]


def parse(raw: bytes, limits: Limits = LIMITS) -> Message:
    """The message in `raw`, a whole mail as received. One over the size limit is read by its headers."""
    if len(raw) > limits.raw:
        return replace(
            parse_headers_only(raw[: limits.header_block + 1], len(raw), limits),
            sha256=hashlib.sha256(raw).hexdigest(),
        )
    bodies = read_bodies(raw, limits)
    sha256 = hashlib.sha256(raw).hexdigest()
    message = _message(bodies.root.head, bodies, len(raw), bodies.problems, limits, sha256)
    for step in (_with_report, _with_forward, _with_gestures):
        message = _guarded(step, message, bodies, limits)
    return message


def _guarded(step: _Step, message: Message, bodies: Bodies, limits: Limits) -> Message:
    """The message with one thing more understood. What goes wrong there costs that thing, not the mail."""
    try:
        return step(message, bodies, limits)
    except MemoryError:  # the reader's process is full, and says so itself
        raise
    except Exception as error:
        problem = _failed(step.__name__.removeprefix("_with_"), error)
        return replace(message, problems=(*message.problems, problem))


def _failed(step: str, error: Exception) -> str:
    return f"{_FAILED} {step}: {type(error).__name__}"


def _split(text: str, sender: Address | None) -> tuple[ReplyParts, tuple[str, ...]]:
    """The text's parts, and what went wrong. Guarded like the steps, which it comes before: nearly no mail needs one of
    them, and a message that is made anew for its parts costs as much as finding them."""
    try:
        return split_reply(text, sender.name if sender else ""), ()
    except MemoryError:
        raise
    except Exception as error:
        return ReplyParts(text, "", ""), (_failed("reply split", error),)


def _with_report(message: Message, bodies: Bodies, limits: Limits) -> Message:
    leaves = [LeafPart(part, limits.text) for part in bodies.root.leaves()]
    report = read_report(leaves, message) or read_plain_receipt(message)
    return replace(message, report=report) if report else message


def _with_forward(message: Message, bodies: Bodies, limits: Limits) -> Message:
    if message.report:
        return message
    forwarded = read_forward(message.subject, message.text, _attached(bodies, limits))
    return replace(message, forwarded=forwarded) if forwarded else message


def _with_gestures(message: Message, bodies: Bodies, limits: Limits) -> Message:
    if message.report or message.forwarded:
        return message
    if message.invitation:
        return replace(message, invitation=with_words(message.invitation, message))
    sign = read_sign(bodies.root.leaves(), message)
    return replace(message, sign=sign) if sign else message


def parse_headers_only(raw_head: bytes, size: int, limits: Limits = LIMITS) -> Message:
    """A mail of `size` bytes, too large to be read, by its beginning `raw_head`: no text, no sha256."""
    allow_guesses(limits.guesses)
    head = read_head(raw_head, limits=limits)
    problem = f"the mail is larger than {limits.raw // 1_000_000} MB: only its headers were read"
    return _message(head, None, size, (problem, *head.problems), limits)


def _message(
    head: Head,
    bodies: Bodies | None,
    size: int,
    problems: Sequence[str],
    limits: Limits,
    sha256: str = "",
) -> Message:
    """All but what only some mails are: a report, a forward, a gesture. `bodies`: None when only the head is there."""
    values = _with_raw_text(head.values, bodies.root if bodies else None)
    people = _People(values, limits.addresses)
    text = bodies.text if bodies else ""
    sender = read_sender(values)
    parts, failed = _split(text, sender) if bodies else (ReplyParts("", "", ""), ())
    written = " ".join(decode_words(_first(values, "subject")).split())
    subject = clean_line(written)[:_LONGEST_SUBJECT]
    return Message(
        message_id=read_message_id(_first(values, "message-id")),
        sender=sender,
        sender_is_certain=is_certain(values, bool(head.problems)),
        subject=subject,
        subject_written="" if written == subject else written,
        date=read_date(_first(values, "date")),
        text=text,
        new_text=parts.new,
        quoted_text=parts.quoted,
        signature=parts.signature,
        reply_to=people.read("reply-to"),
        to=people.read("to"),
        cc=people.read("cc"),
        return_path=_return_path(values),
        delivered_to=_delivered_to(values),
        in_reply_to=_ids(values, "in-reply-to", limits),
        references=_ids(values, "references", limits),
        headers=kept_headers(values, limits.also_kept),
        attachments=described(bodies.found, limits) if bodies else (),
        html_only=bodies.html_only if bodies else False,
        language=_language(values),
        invitation=bodies.invitation if bodies else None,
        encrypted=bodies.encrypted if bodies else "",
        oversized=bodies is None,
        size=size,
        sha256=sha256,
        problems=(*dict.fromkeys((*problems, *people.problems)), *failed),
    )


def _with_raw_text(values: dict[str, list[str]], root: Part | None) -> Mapping[str, Sequence[str]]:
    """The values with their raw 8-bit text decoded: clients that send it send it in the body's charset."""
    if all(value.isascii() for found in values.values() for value in found):
        return values
    texts = (part for part in root.leaves() if part.media_type.startswith("text/")) if root else ()
    charset = ascii_superset(
        next((part.parameters["charset"] for part in texts if "charset" in part.parameters), "")
    )
    return {
        name: [
            value if value.isascii() else decode(value.encode("utf-8", "surrogateescape"), charset)
            for value in found
        ]
        for name, found in values.items()
    }


def _first(values: Mapping[str, Sequence[str]], name: str) -> str:
    found = values.get(name)
    return found[0] if found else ""


class _People:
    """Reads address headers within one budget for all of them."""

    def __init__(self, values: Mapping[str, Sequence[str]], most: int) -> None:
        self.values = values
        self.left = most
        self.most = most
        self.problems: list[str] = []

    def read(self, name: str) -> tuple[Address, ...]:
        found: list[Address] = []
        for value in self.values.get(name, ()):
            if self.left <= 0:
                self.problems.append(f"more than {self.most} addresses: the rest is left out")
                break
            more = read_addresses(value, self.left)
            self.left -= len(more)
            found.extend(more)
        return tuple(found)


def _return_path(values: Mapping[str, Sequence[str]]) -> str | None:
    """RFC 5321 section 4.4: "<>" is the null path, and so is a header left empty."""
    found = values.get("return-path")
    if not found:
        return None
    addresses = read_addresses(found[0], 1)
    return addresses[0].email if addresses else ""


def _delivered_to(values: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    found = (
        address.email
        for name in _CAME_IN_BY
        for value in values.get(name, ())[:20]
        for address in read_addresses(value, 5)
    )
    return tuple(dict.fromkeys(found))


def _ids(values: Mapping[str, Sequence[str]], name: str, limits: Limits) -> tuple[str, ...]:
    found = values.get(name)
    return read_message_ids(" ".join(found), limits.message_ids) if found else ()


def _language(values: Mapping[str, Sequence[str]]) -> str:
    """Two letters of the first language named (RFC 3282)."""
    for name in ("content-language", "accept-language"):
        for value in values.get(name, ()):
            word = value.strip()[:2].lower()
            if word.isalpha() and word.isascii() and len(word) == 2 and not value.strip()[2:3].isalpha():
                return word
    return ""


def _attached(bodies: Bodies, limits: Limits) -> Message | None:
    """The one mail that this mail carries as an attachment, unless it is a digest of mail."""
    if len(bodies.messages) != 1 or bodies.root.media_type in ("multipart/report", "multipart/digest"):
        return None
    content = bodies.messages[0].content()
    attached = read_bodies(content, limits)
    return _message(attached.root.head, attached, len(content), attached.problems, limits)
