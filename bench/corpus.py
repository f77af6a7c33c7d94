"""A made corpus: mails as a desk gets them, the same ones for the same seed. Writes to no server.

Text, HTML with text, quoted-printable and base64 in several charsets, attachments of 1 to 200 kB on 15 %, and
42 % answers to earlier mails of the same sender.
"""

from __future__ import annotations

import base64
import random
from collections.abc import Iterator
from datetime import UTC, datetime
from email.header import Header
from email.mime.application import MIMEApplication
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import format_datetime

LATER = 0.68  # of the mails come from somebody who wrote before
ANSWERS, WITH_ATTACHMENT, WITH_HTML = 0.42, 0.15, 0.45
WORDS = [
    "printer",
    "screen",
    "password",
    "network",
    "laptop",
    "monitor",
    "keyboard",
    "mouse",
    "update",
    "driver",
    "account",
    "mailbox",
    "calendar",
    "meeting",
    "folder",
    "share",
    "backup",
    "server",
    "website",
    "form",
    "invoice",
    "projector",
    "headset",
    "camera",
    "phone",
    "badge",
    "door",
    "light",
    "cable",
    "switch",
    "slow",
    "broken",
    "lost",
    "frozen",
    "twice",
    "never",
    "again",
    "since",
    "yesterday",
    "morning",
    "please",
    "help",
    "thanks",
    "office",
    "floor",
    "room",
    "desk",
]
_ACCENTS = {
    "utf-8": "grüße from Žofie, naïve café, 数字, привет",
    "iso-8859-1": "Grüße, déjà vu, señor",
    "windows-1252": "“Quoted” – 5 € für Grüße",
    "iso-8859-2": "Žluťoučký kůň",
    "koi8-r": "привет из отдела",
    "us-ascii": "plain words",
}


def corpus(number: int, seed: int = 1) -> Iterator[bytes]:
    """`number` mails. The senders' domains differ, so that no cap for a domain comes into play."""
    chance = random.Random(seed)
    threads: dict[str, list[tuple[str, str]]] = {}
    for index in range(number):
        user = chance.randrange(max(20, number // 3))
        sender = f"user{user}@dept{user % 40}.example.com"
        earlier = threads.get(sender)
        parent = chance.choice(earlier) if earlier and chance.random() < ANSWERS / LATER else None
        message_id = f"<bench.{seed}.{index}@clients.example.com>"
        subject = f"Re: {parent[1]}" if parent else f"{some(chance, 4)} {index}"
        threads.setdefault(sender, []).append((message_id, subject.removeprefix("Re: ")))
        yield _mail(chance, index, sender, message_id, subject, parent[0] if parent else "")


def some(chance: random.Random, number: int) -> str:
    return " ".join(chance.choices(WORDS, k=number))


def _mail(
    chance: random.Random, index: int, sender: str, message_id: str, subject: str, parent: str
) -> bytes:
    charset = chance.choice(list(_ACCENTS))
    text = "\n\n".join(some(chance, chance.randrange(8, 40)) for _ in range(chance.randrange(1, 6)))
    text = f"Hello,\n\n{text}\n{_ACCENTS[charset]}\n"
    if parent:
        text += "\nOn Mon, 2 Mar 2026, IT wrote:\n" + "\n".join(f"> {some(chance, 9)}" for _ in range(12))
    body: MIMEBase = MIMEText(text, "plain", charset)
    if chance.random() < WITH_HTML:
        both = MIMEMultipart("alternative")
        both.attach(body)
        paragraphs = "".join(f"<p style='margin:0'>{line}</p>" for line in text.split("\n"))
        both.attach(MIMEText(f"<html><body>{paragraphs}</body></html>", "html", charset))
        body = both
    if chance.random() < WITH_ATTACHMENT:
        whole = MIMEMultipart("mixed")
        whole.attach(body)
        content = base64.b64encode(chance.randbytes(chance.randrange(1_000, 200_000)))
        part = MIMEApplication(content, "octet-stream")
        part.add_header("Content-Disposition", "attachment", filename=f"file{index}.bin")
        whole.attach(part)
        body = whole
    body["From"] = f"{Header(f'User Ü{index}', 'utf-8').encode()} <{sender}>"
    body["To"] = "it@example.org"
    body["Subject"] = Header(subject, "utf-8" if index % 3 == 0 else "us-ascii").encode()
    body["Date"] = format_datetime(datetime.now(UTC))
    body["Message-ID"] = message_id
    if parent:
        body["In-Reply-To"] = body["References"] = parent
    return body.as_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
