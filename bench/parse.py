"""What reading an ordinary mail costs: `python bench/parse.py [--mails N] [--json]`.

CPU milliseconds a mail for `parse`, for `Reader.read_all` on the desk's side and in its process, and for the
standard library's parser (compat32, headers decoded, text taken) in the same run, since only ratios
mean anything on a busy machine.
"""

from __future__ import annotations

import argparse
import base64
import email
import email.header
import json
import quopri
import random
import resource
import sys
import time
from collections.abc import Callable, Sequence
from typing import cast

from frontdesk.mailbox.parse import parse
from frontdesk.mailbox.worker.reader import Reader

_WORDS = str.split(
    "printer paper jam floor third please help since this morning laptop screen black again after update "
    "cannot open the file share meeting tomorrow password expired account locked thanks regards invoice "
    "Straße Öffnung préféré señor naïve coöperatie Grüße größer façade"
)
_HEADERS = """Return-Path: <ann@example.org>
Delivered-To: it@example.com
Received: from mx.example.com (mx.example.com [192.0.2.10])
\tby imap.example.com with LMTP id abc123
\tfor <it@example.com>; Mon, 06 May 2024 10:00:01 +0000
Received: from mail.example.org (mail.example.org [192.0.2.20])
\t(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits))
\tby mx.example.com (Postfix) with ESMTPS id 4VXyz; Mon, 06 May 2024 10:00:00 +0000
Authentication-Results: mx.example.com; dkim=pass header.d=example.org header.s=s1;
\tspf=pass smtp.mailfrom=ann@example.org; dmarc=pass header.from=example.org
DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.org; s=s1; t=1714989600;
\th=from:to:subject:date:message-id; bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=;
\tb=dzdVyOfAKCdLXdJOc9G2q8LoXSlEniSbav+yuU4zGeeruD00lszZVoG4ZHRNiYzR
From: =?utf-8?q?Ann_M=C3=BCller?= <ann@example.org>
To: IT desk <it@example.com>
Cc: "Lee, Bob" <bob@example.org>
Subject: {subject}
Date: Mon, 06 May 2024 12:00:00 +0200
Message-ID: <{number}.4711@mail.example.org>
{threading}MIME-Version: 1.0
User-Agent: Mozilla Thunderbird
Content-Language: de-DE
"""


def ordinary_mails(count: int, seed: int = 7) -> list[bytes]:
    """Mails as a desk gets them: text, HTML and both; 42 % are replies, 15 % have files."""
    chance = random.Random(seed)
    return [_mail(number, chance) for number in range(count)]


def _mail(number: int, chance: random.Random) -> bytes:
    reply = chance.random() < 0.42
    paragraphs = [_sentence(chance, chance.randint(8, 60)) for _ in range(chance.randint(2, 6))]
    threading = (
        f"In-Reply-To: <{number}.1@example.com>\nReferences: <{number}.1@example.com>\n" if reply else ""
    )
    subject = chance.choice(("Printer", "=?utf-8?b?RHJ1Y2tlciBrYXB1dHQg4oCTIGJpdHRl?=", "Laptop again"))
    head = _HEADERS.format(number=number, subject=("Re: " if reply else "") + subject, threading=threading)
    quote = "\n".join("> " + line for line in (_sentence(chance, 12) for _ in range(12)))
    attribution = "On Mon, 6 May 2024 at 10:00, IT desk <it@example.com> wrote:"
    text = "\n\n".join(paragraphs) + "\n\n-- \nAnn Müller\nExample Ltd\n"
    if reply:
        text = f"{text}\n{attribution}\n{quote}\n"
    body = _body(text, chance)
    if chance.random() < 0.15:
        body = _mixed(body, base64.encodebytes(chance.randbytes(chance.randint(1_000, 200_000))).decode())
    return (head + body).replace("\n", "\r\n").encode("latin-1")


def _sentence(chance: random.Random, words: int) -> str:
    return " ".join(chance.choice(_WORDS) for _ in range(words)) + "."


def _body(text: str, chance: random.Random) -> str:
    kind = chance.random()
    if kind < 0.35:
        return _part("plain", text, chance)
    markup = (
        "<html><head><style>p {margin: 0}</style></head><body>"
        + "".join(
            f'<p class="MsoNormal"><span style="font-size:11pt">{line or "&nbsp;"}</span></p>\n'
            for line in text.split("\n")
        )
        + "</body></html>"
    )
    if kind < 0.5:
        return _part("html", markup, chance)
    parts = "".join(
        f"--alt1\n{part}\n" for part in (_part("plain", text, chance), _part("html", markup, chance))
    )
    return f'Content-Type: multipart/alternative; boundary="alt1"\n\n{parts}--alt1--\n'


def _part(kind: str, text: str, chance: random.Random) -> str:
    charset = chance.choice(("utf-8", "utf-8", "utf-8", "iso-8859-1", "windows-1252", "iso-8859-15"))
    raw = text.encode(charset)
    encoding = chance.choice(("quoted-printable", "quoted-printable", "base64", "8bit"))
    if encoding == "quoted-printable":
        raw = quopri.encodestring(raw)
    elif encoding == "base64":
        raw = base64.encodebytes(raw)
    head = f'Content-Type: text/{kind}; charset="{charset}"\nContent-Transfer-Encoding: {encoding}\n\n'
    return head + raw.decode("latin-1")


def _mixed(body: str, content: str) -> str:
    return (
        'Content-Type: multipart/mixed; boundary="mix1"\n\n--mix1\n'
        f'{body}\n--mix1\nContent-Type: application/pdf; name="scan.pdf"\nContent-Transfer-Encoding: base64\n'
        f'Content-Disposition: attachment; filename="scan.pdf"\n\n{content}--mix1--\n'
    )


def standard_library(raw: bytes) -> str:
    """What a plain script does: structure with compat32, the usual headers decoded, the first text taken."""
    message = email.message_from_bytes(raw)
    for name in ("From", "To", "Cc", "Subject", "Date", "Message-ID", "In-Reply-To", "References"):
        str(email.header.make_header(email.header.decode_header(message.get(name, ""))))
    text = ""
    for part in message.walk():
        if part.get_content_maintype() == "text" and not text:
            content = cast(bytes, part.get_payload(decode=True))
            text = content.decode(part.get_content_charset() or "utf-8", "replace") if content else ""
        part.get_filename()
    return text


def measure(work: Callable[[], object]) -> float:
    """CPU seconds of this process, the best of three."""
    best = float("inf")
    for _ in range(3):
        began = time.process_time()
        work()
        best = min(best, time.process_time() - began)
    return best


def run(raws: Sequence[bytes]) -> dict[str, float]:
    """CPU milliseconds a mail, and ratios."""
    stdlib = measure(lambda: [standard_library(raw) for raw in raws])
    own = measure(lambda: [parse(raw) for raw in raws])
    before = _children()
    with Reader() as reader:
        reader.read_all(raws[:10])
        desk = measure(lambda: reader.read_all(raws))
    process = (_children() - before) / 3
    a_mail = 1000 / len(raws)
    return {
        "standard_library_ms": stdlib * a_mail,
        "parse_ms": own * a_mail,
        "reader_desk_side_ms": desk * a_mail,
        "reader_process_ms": process * a_mail,
        "reader_overhead_ms": (desk + process - own) * a_mail,
        "parse_to_standard_library": own / stdlib,
    }


def _children() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mails", type=int, default=1_000)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    figures = run(ordinary_mails(options.mails))
    if options.json:
        json.dump(figures, sys.stdout, indent=2)
        print()
    else:
        print("\n".join(f"{name:28} {value:8.3f}" for name, value in figures.items()))


if __name__ == "__main__":
    main()
