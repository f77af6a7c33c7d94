"""A desk that opens on a mailbox full of old mail: none of it is answered, all of it is accounted for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from crash.reckoning import Reckoning, reckon
from crash.stage import Stage

AT_ONCE = 500


def fill_mailbox(stage: Stage, count: int) -> None:
    """Mails of two days and more ago."""
    with stage.dovecot.imap(stage.desk.name) as client:
        for start in range(0, count, AT_ONCE):
            letters = [
                _letter(number, stage.desk.address) for number in range(start, min(start + AT_ONCE, count))
            ]
            client.multiappend("INBOX", letters)


def _letter(number: int, desk: str) -> dict[str, object]:
    at = datetime.now(UTC) - timedelta(days=2, minutes=number)
    raw = (
        f"From: old{number}@example.com\r\nTo: {desk}\r\nSubject: Old {number}\r\n"
        f"Message-ID: <old{number}@people.example>\r\n\r\nHelp, long ago.\r\n"
    )
    return {"msg": raw.encode(), "date": at}


def open_on_old_mail(stage: Stage, count: int) -> Reckoning:
    """The first start; two new mails among the old ones are answered, and nothing else."""
    fill_mailbox(stage, count)
    stage.people.write(2)
    stage.settle()
    return reckon(stage, old=count)
