"""The floor: fetches, parses, commits and sends an acknowledgement of prepared bytes, and nothing else.

    python bare.py IMAP_PORT USER PASSWORD SMTP_PORT DATABASE

Standard library and imapclient; batches of 50, compat32 parsing, one commit a batch, one kept SMTP connection.
"""

from __future__ import annotations

import email
import smtplib
import sqlite3
import sys
from email.header import decode_header, make_header
from typing import cast

from imapclient import IMAPClient

ACKNOWLEDGEMENT = (
    b"From: it@example.org\r\nTo: %b\r\nSubject: [IT #%d] we have it\r\nMessage-ID: <%d@bare.example.org>\r\n"
    b"Auto-Submitted: auto-replied\r\n\r\nWe have your request and will answer soon.\r\n"
)


def main(imap_port: str, user: str, password: str, smtp_port: str, path: str) -> None:
    database = sqlite3.connect(path)
    database.executescript(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
        "CREATE TABLE mail (uid INTEGER PRIMARY KEY, message_id TEXT, sender TEXT, subject TEXT, text TEXT);"
        "CREATE TABLE outbox (uid INTEGER PRIMARY KEY, mail BLOB, sent INTEGER DEFAULT 0)"
    )
    with (
        IMAPClient("127.0.0.1", int(imap_port), ssl=False) as client,
        smtplib.SMTP("127.0.0.1", int(smtp_port)) as relay,
    ):
        client.login(user, password)
        if not client.folder_exists("Handled"):
            client.create_folder("Handled")
        client.select_folder("INBOX")
        uids = client.search()
        for start in range(0, len(uids), 50):
            batch(client, relay, database, uids[start : start + 50])


def batch(client: IMAPClient, relay: smtplib.SMTP, database: sqlite3.Connection, uids: list[int]) -> None:
    outgoing = []
    with database:
        for uid, data in client.fetch(uids, ["BODY.PEEK[]"]).items():
            mail = email.message_from_bytes(data[b"BODY[]"])
            subject = str(make_header(decode_header(mail["Subject"])))
            sender = mail["From"].rpartition("<")[2].rstrip(">")
            part = next((part for part in mail.walk() if part.get_content_type() == "text/plain"), mail)
            content = cast(bytes, part.get_payload(decode=True))
            text = content.decode(part.get_content_charset() or "utf-8", "replace")
            raw = ACKNOWLEDGEMENT % (sender.encode(), uid, uid)
            database.execute(
                "INSERT INTO mail VALUES (?, ?, ?, ?, ?)", (uid, mail["Message-ID"], sender, subject, text)
            )
            database.execute("INSERT INTO outbox (uid, mail) VALUES (?, ?)", (uid, raw))
            outgoing.append((uid, sender, raw))
    for _, sender, raw in outgoing:
        relay.sendmail("", [sender], raw)
    with database:
        database.executemany("UPDATE outbox SET sent = 1 WHERE uid = ?", [(uid,) for uid, _, _ in outgoing])
    client.move(uids, "Handled")


if __name__ == "__main__":
    main(*sys.argv[1:])
