"""Writes a mail as the bytes that go out, and as nothing else: no clock, no chance, no connection.

The same letter is always the same bytes, so that a mail sent again after a crash is the same mail. Written
by hand because the standard library's EmailMessage costs ten times as much. What was said by others is
encoded, and what can't be (a line break in a header, an address that mail can't carry) is refused.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from frontdesk.mailbox.writing.headers import CannotWrite, address_list, message_ids, token_header, words
from frontdesk.mailbox.writing.parts import (
    OutgoingAttachment,
    attachment_part,
    beginning,
    boundary_for,
    boundary_of_files,
    html_part,
    multipart,
    text_part,
)
from frontdesk.rules.model import Address, MailKind

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_HEADER_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,70}")
_OURS = frozenset(
    {
        "from", "to", "cc", "bcc", "reply-to", "sender", "subject", "date", "message-id", "in-reply-to",
        "references", "mime-version", "content-type", "content-transfer-encoding", "auto-submitted",
        "x-auto-response-suppress", "x-frontdesk-request", "x-frontdesk-kind", "x-frontdesk-loop",
    }
)  # fmt: skip

__all__ = ["CannotWrite", "Letter", "OutgoingAttachment", "write_in_two", "write_mail"]


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail of ours before it is bytes.

    `text` and `html` have any line ends; `html` is "" when there is none. `message_id`, `in_reply_to` and
    `references` (oldest first) have angle brackets. `date` is aware. `automatic`: no person wrote it; the
    replies that a technician writes are not automatic. `loop`: this desk's name in X-Frontdesk-Loop, "" for
    none. `extra`: further headers, such as List-Unsubscribe.
    """

    kind: MailKind
    sender: Address
    to: tuple[Address, ...]
    subject: str
    text: str
    message_id: str
    date: datetime
    automatic: bool
    html: str = ""
    cc: tuple[Address, ...] = ()
    reply_to: Address | None = None
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    request: int | None = None
    loop: str = ""
    attachments: tuple[OutgoingAttachment, ...] = ()
    extra: tuple[tuple[str, str], ...] = ()


def write_mail(letter: Letter, *, utf8_addresses: bool = False) -> bytes:
    """The finished mail: CRLF, ASCII headers (RFC 5322, 2047, 2231), no line over 998 octets.

    `utf8_addresses`: the relay speaks SMTPUTF8 (RFC 6531), so addresses may hold any letter. Raises
    CannotWrite, which says what in the letter is impossible; trying again won't help.
    """
    return b"".join(write_in_two(letter, utf8_addresses=utf8_addresses))


def write_in_two(letter: Letter, *, utf8_addresses: bool = False) -> tuple[bytes, bytes]:
    """The mail up to its attached files, and the files (b"" for none): the same for all who get the same files."""
    headers = "\r\n".join(_headers(letter, utf8_addresses=utf8_addresses))
    content, body, files = _body(letter)
    return f"{headers}\r\nMIME-Version: 1.0\r\n{content}\r\n\r\n".encode() + body, files


def _headers(letter: Letter, *, utf8_addresses: bool) -> list[str]:
    if not letter.to and not letter.cc:
        raise CannotWrite("a mail to nobody")
    people = (("To", letter.to), ("Cc", letter.cc), ("Reply-To", _some(letter.reply_to)))
    wrong = [name for name, _ in letter.extra if not _HEADER_NAME.fullmatch(name) or name.lower() in _OURS]
    if wrong:
        raise CannotWrite(f"{wrong[0]!r} can't be an extra header")
    return [
        f"Date: {_date(letter.date)}",
        address_list("From", (letter.sender,), utf8=utf8_addresses),
        *[address_list(name, some, utf8=utf8_addresses) for name, some in people if some],
        words("Subject", letter.subject),
        *_threading(letter),
        *_machine_headers(letter),
        *[words(name, value, for_machines=True) for name, value in letter.extra],
    ]


def _threading(letter: Letter) -> list[str]:
    ours = message_ids("Message-ID", (letter.message_id,))
    if not ours:
        raise CannotWrite(f"{letter.message_id!r} is not a Message-ID")
    answered = message_ids("In-Reply-To", (letter.in_reply_to,))
    return [ours, *filter(None, (answered, message_ids("References", letter.references)))]


def _machine_headers(letter: Letter) -> list[str]:
    """What other machines are told (RFC 3834 section 5; Microsoft's [MS-OXCMAIL] 2.2.3.2.14), and ours."""
    said: list[str] = []
    if letter.automatic:
        said.append(f"Auto-Submitted: {'auto-replied' if letter.in_reply_to else 'auto-generated'}")
        said.append("X-Auto-Response-Suppress: All")
    if letter.loop:
        said.append(token_header("X-Frontdesk-Loop", letter.loop))
    if letter.request is not None:
        said.append(f"X-Frontdesk-Request: {int(letter.request)}")
    return [*said, f"X-Frontdesk-Kind: {MailKind(letter.kind)}"]


def _some(address: Address | None) -> tuple[Address, ...]:
    return (address,) if address else ()


@lru_cache(maxsize=16)
def _date(moment: datetime) -> str:
    if moment.tzinfo is None:
        raise CannotWrite("a date without a time zone")
    at = moment.astimezone(UTC)
    return (
        f"{_DAYS[at.weekday()]}, {at.day:02} {_MONTHS[at.month - 1]} {at.year:04} "
        f"{at.hour:02}:{at.minute:02}:{at.second:02} +0000"
    )


def _body(letter: Letter) -> tuple[str, bytes, bytes]:
    """mixed(alternative(text, related(html, pictures)), attachments), as far as needed; the attachments apart."""
    shown, attached = _sorted(letter)
    part = text_part("plain", letter.text)
    if letter.html:
        html = html_part(letter.html)
        if shown:
            html = multipart(
                "related", boundary_for(letter.message_id, 3), (html, *map(attachment_part, shown))
            )
        part = multipart("alternative", boundary_for(letter.message_id, 2), (part, html))
    if not attached:
        return (*part, b"")
    head, whole = multipart("mixed", boundary_of_files(attached), (part, *map(attachment_part, attached)))
    rest = beginning(boundary_of_files(attached), part)
    return head, whole[:rest], whole[rest:]


def _sorted(letter: Letter) -> tuple[Sequence[OutgoingAttachment], Sequence[OutgoingAttachment]]:
    """Pictures that the HTML shows in place, and everything else."""
    shown = [
        attachment
        for attachment in letter.attachments
        if attachment.inline and attachment.content_id and f"cid:{attachment.content_id}" in letter.html
    ]
    return shown, [attachment for attachment in letter.attachments if attachment not in shown]
