"""Mails as bytes, without a library: what people write, and what they see in a mail of the desk.

The simulation writes and reads tens of thousands a minute. Plain ASCII only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from functools import lru_cache

from memory_world import Delivered

_FOLD = re.compile(r"\r\n[ \t]+")
_HEADERS = re.compile(
    r"^(Message-ID|Subject|Reply-To|From|To|Cc|References|X-Frontdesk-\w+): ?(.*)$", re.M | re.I
)
_ANSWERS = re.compile(rb"\r\nIn-Reply-To:[ \r\n]+(<[^>]*>)")
_RATING = re.compile(rb"subject=([^\"&>\r\n]*Rating%20[^\"&>\r\n]*)")
MARK = re.compile(rb"\b[qanfo]w\d+z\b")  # of words, as people put them there
ADDRESS = re.compile(r"[\w.+=-]+@[\w.-]+")
CUSTOMER_KINDS = frozenset(
    ("acknowledgement", "reply", "follow-up", "chaser", "survey", "survey-thanks", "reopened", "check-in")
)


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail of the desk as its reader gets it."""

    raw: bytes
    recipient: str
    at: datetime
    headers: dict[str, str]

    @property
    def kind(self) -> str:
        return self.headers.get("x-frontdesk-kind", "")

    @property
    def request(self) -> int:
        return int(self.headers.get("x-frontdesk-request", 0))

    @property
    def message_id(self) -> str:
        return self.headers.get("message-id", "")

    @property
    def subject(self) -> str:
        return self.headers.get("subject", "")

    @property
    def reply_to(self) -> str:
        found = ADDRESS.search(self.headers.get("reply-to") or self.headers.get("from", ""))
        return found[0] if found else ""

    def text(self) -> bytes:
        """All of it, with the lines that quoted-printable broke whole again."""
        return self.raw.replace(b"=\r\n", b"")


@lru_cache(2048)
def read(delivered: Delivered) -> Letter:
    head = _FOLD.sub(" ", delivered.raw.partition(b"\r\n\r\n")[0].decode("ascii", "replace"))
    headers = {name.lower(): value.strip() for name, value in _HEADERS.findall(head.replace("\r\n", "\n"))}
    return Letter(delivered.raw, delivered.recipient.lower(), delivered.at, headers)


def in_reply_to(raw: bytes) -> str:
    found = _ANSWERS.search(raw.partition(b"\r\n\r\n")[0])
    return found[1].decode("ascii", "replace") if found else ""


def write(
    sender: str, to: str, subject: str, text: str, at: datetime, *, message_id: str, **headers: str
) -> bytes:
    """A person's mail. Headers by name with `_` for `-`; one that is empty is left out."""
    named = {
        "Delivered-To": to,
        "Message-ID": message_id,
        "Date": format_datetime(at),
        "From": sender,
        "To": to,
        "Subject": subject,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=us-ascii",
    }
    named |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"{name}: {value}" for name, value in named.items() if value]
    return ("\r\n".join(lines) + "\r\n\r\n" + text.replace("\n", "\r\n") + "\r\n").encode()


def delivery_report(to: str, failed: Letter, at: datetime, message_id: str) -> bytes:
    """What a mail server writes when a mail that it took can't be delivered (RFC 3464)."""
    head = failed.raw.partition(b"\r\n\r\n")[0].decode("ascii", "replace").replace("\r\n", "\n")
    parts = (
        ("text/plain; charset=us-ascii", f"The mail for {failed.recipient} could not be delivered."),
        (
            "message/delivery-status",
            (
                "Reporting-MTA: dns; mx.example.net\n\n"
                f"Final-Recipient: rfc822; {failed.recipient}\nAction: failed\nStatus: 5.1.1\n"
                "Diagnostic-Code: smtp; 550 5.1.1 no such user"
            ),
        ),
        ("text/rfc822-headers", head),
    )
    body = "\n".join(f"--report\nContent-Type: {kind}\n\n{text}\n" for kind, text in parts) + "\n--report--"
    return write(
        "Mail Delivery System <mailer-daemon@mx.example.net>",
        to,
        "Undelivered Mail Returned to Sender",
        body,
        at,
        message_id=message_id,
        Return_Path="<>",
        Auto_Submitted="auto-replied",
        Content_Type='multipart/report; report-type=delivery-status; boundary="report"',
    )
