"""An SMTP relay in a process of its own that notes every mail it takes, so that copies can be counted.

Offers PIPELINING, as Postfix does. A mail counts as taken once its line is in the file, before the answer goes
out. Run as a program: `python quick_relay.py PORT FILE DELAY SENT`; DELAY in seconds before the answer to a
mail, SENT a Maildir in which it keeps what it took ("" for none), as some providers' relays do.
"""

from __future__ import annotations

import asyncio
import email
import hashlib
import json
import os
import shutil
import sys
from pathlib import Path

OFFERED = b"250-relay.example\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 SIZE 50000000\r\n"
ENVELOPE = (b"MAIL", b"RCPT", b"RSET", b"NOOP")


def main(port: str, file: str, delay: str, sent: str) -> None:
    with Path(file).open("a", buffering=1) as taken:

        async def serve() -> None:
            async def session(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
                try:
                    await _session(reader, writer, taken, float(delay), sent)
                except (OSError, asyncio.IncompleteReadError, ValueError):
                    pass
                finally:
                    writer.close()

            server = await asyncio.start_server(session, "127.0.0.1", int(port), limit=1 << 24)
            await server.serve_forever()

        asyncio.run(serve())


async def _session(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, taken: object, delay: float, sent: str
) -> None:
    writer.write(b"220 relay.example ESMTP\r\n")
    recipients: list[str] = []
    while line := await reader.readline():
        verb = line[:4].upper()
        if verb == b"EHLO":
            writer.write(OFFERED)
        elif verb == b"DATA":
            writer.write(b"354 go on\r\n")
            raw = await reader.readuntil(b"\r\n.\r\n")
            _take(raw[:-3].replace(b"\r\n..", b"\r\n."), recipients, taken, sent)
            await asyncio.sleep(delay)
            writer.write(b"250 2.0.0 taken\r\n")
            recipients = []
        elif verb in ENVELOPE:
            if verb == b"RCPT":
                recipients.append(line[9:].split(b">")[0].decode())
            writer.write(b"250 2.1.0 OK\r\n")
        else:
            writer.write(b"221 2.0.0 bye\r\n")
            return


def _take(raw: bytes, recipients: list[str], taken: object, sent: str) -> None:
    headers = email.message_from_bytes(raw)
    message_id = str(headers["Message-ID"])
    if sent:
        _keep(raw, Path(sent), hashlib.sha256(os.urandom(8)).hexdigest())
    line = {
        "id": message_id,
        "kind": headers["X-Frontdesk-Kind"],
        "to": recipients,
        "sha256": hashlib.sha256(raw).hexdigest(),
        "raw": raw.decode("latin-1"),
    }
    taken.write(json.dumps(line) + "\n")  # type: ignore[attr-defined]


def _keep(raw: bytes, maildir: Path, name: str) -> None:
    written = maildir / "tmp" / name
    written.write_bytes(raw)
    if os.geteuid() == 0:
        shutil.chown(written, "mail", "mail")
    written.rename(maildir / "new" / name)


if __name__ == "__main__":
    main(*sys.argv[1:])
