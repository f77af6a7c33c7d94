"""Read receipts without the part that RFC 8098 asks for: gateways leave `Read: Printer` and a sentence.

Known by the subject's label together with what the mail says; a person's words beside it make it a person's.
Never raises, linear.
"""

from __future__ import annotations

import re

from frontdesk.rules.model import Message, Report
from frontdesk.rules.understood import phrases, words

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
