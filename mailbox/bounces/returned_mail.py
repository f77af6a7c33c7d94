"""Which mail of ours a report speaks of: the Message-ID in the mail that it returns, whole or in part."""

from __future__ import annotations

import re
from collections.abc import Sequence

from frontdesk.mailbox.bounces.plain_text_bounces import spans
from frontdesk.mailbox.parsing.part import LeafPart
from frontdesk.rules.model import Message

RETURNED_TYPES = (  # of the part in which a report brings the mail back, or its headers
    "message/rfc822",
    "text/rfc822-headers",
    "message/rfc822-headers",
    "message/global",
    "message/global-headers",
)
_MESSAGE_ID = re.compile(
    r"^[> \t]{0,8}Message-ID[ \t]{0,4}:[ \t]{0,8}(?:\r?\n[> \t]{1,8})?(<[^<>\s]{1,500}>)", re.I | re.M
)
_TO = re.compile(r"^[> \t]{0,8}To[ \t]{0,4}:[ \t]{0,8}([^\r\n]{1,1000})", re.I | re.M)
_FINAL_RECIPIENT = re.compile(r"^Final-Recipient[ \t]{0,4}:", re.I | re.M)
_LOOKED_AT = 300_000  # characters


def original_message_id(parts: Sequence[LeafPart], message: Message, told: str = "") -> str:
    """The Message-ID of the mail that was returned, with angle brackets, "" when nothing tells.

    `told`: what a field of the report names as the original's id. After the returned mail itself come plain
    texts that quote its headers, and at last what the report says it answers.
    """
    returned = _returned(parts)
    texts = [part for part in parts if part.media_type.startswith("text/") and part not in returned]
    for text in map(_text, (*returned, *texts)):
        # In a report that a gateway passed on, the mail of ours comes after what the report says of it.
        told_by = _FINAL_RECIPIENT.search(text)
        if found := _MESSAGE_ID.search(text, told_by.end() if told_by else 0):
            return found[1]
    if told.startswith("<") and told.endswith(">"):
        return told
    answered = message.in_reply_to or message.references
    return answered[-1] if answered else ""


def original_recipient(parts: Sequence[LeafPart], message: Message) -> str:
    """The one address in the To of the mail that was returned, "" when there are several or none."""
    for text in (*map(_text, _returned(parts)), message.text):
        if found := _TO.search(text):
            emails = {found[1][start:end].lower() for start, end in spans(found[1])}
            return emails.pop() if len(emails) == 1 else ""
    return ""


def returned_report(parts: Sequence[LeafPart]) -> str:
    """The text of a report that stands in the returned mail's place: gateways pass on what they got so."""
    return next((text for text in map(_text, _returned(parts)) if _FINAL_RECIPIENT.search(text)), "")


def _returned(parts: Sequence[LeafPart]) -> list[LeafPart]:
    return [part for part in parts if part.media_type in RETURNED_TYPES]


def _text(part: LeafPart) -> str:
    return (part.text or part.content[:_LOOKED_AT].decode("latin-1"))[:_LOOKED_AT]
