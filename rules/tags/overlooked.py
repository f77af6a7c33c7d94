"""What in a subject would be overlooked if it were read as it stands: refused rather, for an overlooked [note] goes
to the customer.
"""

from __future__ import annotations

import base64
import binascii
import quopri
import re
from collections.abc import Sequence

from frontdesk.rules.tags.brackets import (
    LONGEST_SUBJECT,
    MOST_BRACKETS,
    OPENING,
    Bracket,
    find_brackets,
    without,
)
from frontdesk.rules.tags.reasons import Trouble
from frontdesk.rules.tags.table import BY_WORD
from frontdesk.rules.tags.words import LONGEST_ITEMS, Tag, is_ours, read_item, read_items, split_item

ENCODED_WORD = re.compile(r"=\?[\w.*-]{1,40}\?([bq])\?([^?]{0,500})\?=", re.IGNORECASE)


def too_much(subject: str, brackets: Sequence[Bracket]) -> list[Trouble]:
    """Tags beyond the budgets would be overlooked and a note go to the customer: so they are refused."""
    cut = len(subject) > LONGEST_SUBJECT and any(c in subject[LONGEST_SUBJECT:] for c in OPENING)
    troubles = [Trouble("long", subject[:60] + "…")] if cut else []
    if len(brackets) > MOST_BRACKETS:
        troubles.append(Trouble("many", subject[:60] + "…", word=str(MOST_BRACKETS)))
    return troubles


def unclosed(brackets: Sequence[Bracket]) -> list[Trouble]:
    """`[note` without its end: an overlooked tag would do harm."""
    troubles = []
    for bracket in [bracket for bracket in brackets if not bracket.closed][:MOST_BRACKETS]:
        word, sign, _ = split_item(bracket.content[:LONGEST_ITEMS])
        if word in BY_WORD and sign != " ":
            troubles.append(
                Trouble("unclosed", f"[{bracket.content}", f"[{word}{sign and sign + '…'}]", word)
            )
    return troubles


def unopened(subject: str, brackets: Sequence[Bracket]) -> list[Trouble]:
    """`note]` without its beginning, the same."""
    troubles = []
    outside = without(subject, brackets)
    for piece in outside.split("]")[:-1][:MOST_BRACKETS]:
        word = piece[-LONGEST_ITEMS:].split()[-1:]
        read = read_item(word[0]) if word and not piece[-1].isspace() else None
        if isinstance(read, Tag):
            troubles.append(Trouble("unopened", f"{word[0]}]", read.written, read.name))
    return troubles


def garbled(subject: str) -> list[Trouble]:
    """Encoded words (RFC 2047) that nobody could decode, with a tag inside: neither obeyed nor overlooked."""
    troubles = []
    for found in ENCODED_WORD.finditer(subject):
        inside = _decoded(found[1].lower(), found[2])
        if any(is_ours(read) for b in find_brackets(inside) for read in read_items(b.content)):
            troubles.append(Trouble("encoded", found[0][:80]))
    return troubles


def _decoded(encoding: str, text: str) -> str:
    raw = text.encode("ascii", "replace")
    try:
        plain = quopri.decodestring(raw, header=True) if encoding == "q" else base64.b64decode(raw + b"==")
    except (binascii.Error, ValueError):
        return text
    return plain.decode("latin-1")
