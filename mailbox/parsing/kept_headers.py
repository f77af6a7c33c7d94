"""The headers of a mail that `rules` look at, as they go into Message.headers. A table, and no judgement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from frontdesk.mailbox.parsing.clean import clean_line
from frontdesk.mailbox.parsing.encoded_words import decode_words
from frontdesk.rules.silence import machine_headers, weighing

_ALSO_KEPT = [
    "arc-authentication-results",
    "authentication-results",
    "bcc",
    "disposition-notification-to",
    "errors-to",
    "feedback-id",
    "importance",
    "priority",
    "mail-followup-to",
    "received-spf",
    "resent-bcc",
    "resent-cc",
    "resent-from",
    "resent-to",
    "return-receipt-to",
    "sender",
    "thread-index",
    "thread-topic",
    "user-agent",
    "x-google-original-message-id",
    "x-mailer",
    "x-microsoft-original-message-id",
    "x-ms-exchange-organization-authas",
    "x-ms-exchange-crosstenant-authas",
    "x-priority",
    "x-spam-flag",
    "x-spam-status",
    "x-original-from",
    "x-original-sender",
    *weighing.HEADERS,
]
_KEPT = frozenset(
    (
        *machine_headers.AUTO_REPLY_HEADERS,
        *machine_headers.GENERATED_HEADERS,
        *machine_headers.LIST_HEADERS,
        *machine_headers.PRECEDENCE_HEADERS,
        *machine_headers.OTHER_HEADERS,
        *_ALSO_KEPT,
    )
)
# What servers say of a mail, in a grammar: an encoded word in an envelope sender that they repeat must not be
# decoded into one of its separators, and nothing may be cut off, for "dmarc=fail" stands at the end.
_VERBATIM = frozenset(("arc-authentication-results", "authentication-results", "received-spf"))
_KEPT_BEGINNINGS = ("list-", "x-frontdesk-", "x-auto", "auto-")
# Our own server's judgement is the topmost few; a sender can put a thousand below it.
_MOST_VALUES = 20
_LONGEST = 4_000


def kept_headers(values: Mapping[str, Sequence[str]], also: str = "") -> dict[str, tuple[str, ...]]:
    """By lower-case name every value, unfolded and clean, decoded where people may have written it, topmost first.

    `also`: another one that this desk looks at, in small letters.
    """
    return {
        name: tuple(map(_verbatim if name in _VERBATIM else _clean, found[:_MOST_VALUES]))
        for name, found in values.items()
        if name in _KEPT or name == also or name.startswith(_KEPT_BEGINNINGS)
    }


def _verbatim(value: str) -> str:
    if value.isprintable():
        return value
    return "".join(c if c.isprintable() else " " if c == "\t" else "\ufffd" for c in value)


def _clean(value: str) -> str:
    if value.isascii() and value.isprintable() and "=?" not in value:
        return value[:_LONGEST]
    return clean_line(decode_words(value[:_LONGEST]))
