"""On a real mailbox: the mails of a person who is forgotten lie in a folder of their own, and come with an export."""

from __future__ import annotations

import sqlite3
import zipfile
from pathlib import Path

import pytest
from live_desk import desk_on
from servers import Dovecot, SmtpSink

pytestmark = pytest.mark.live

CARL, DORA = "Carl Cole <carl@example.com>", "Dora Dean <dora@example.com>"


def test_their_mails_are_exported_and_then_put_together_and_no_other_is(
    tmp_path: Path, dovecot: Dovecot, smtp_sink: SmtpSink
) -> None:
    desk = desk_on(tmp_path, dovecot, smtp_sink)
    desk.write(CARL, "Printer", "It burns.")
    desk.write(DORA, "Screen", "It flickers.")
    desk.once()
    file = tmp_path / "carl.zip"
    done = desk.command("export", "--customer", "carl@example.com", "--with-mail", str(file))
    assert done.returncode == 0, done.stderr
    with zipfile.ZipFile(file) as archive:
        (mail,) = [archive.read(name) for name in archive.namelist() if name.startswith("mails/")]
    assert b"It burns." in mail
    refused = desk.command("forget", "carl@example.com", "--with-mail", "--yes", check=False)
    assert (refused.returncode, "aren't settled" in refused.stderr) == (1, True)
    with sqlite3.connect(tmp_path / "desk.db") as database:
        database.execute("UPDATE request SET status = 'closed'")
    done = desk.command("forget", "carl@example.com", "--with-mail", "--yes")
    assert done.returncode == 0, done.stderr
    (moved,) = dovecot.mails(desk.name, "Forgotten")
    assert b"It burns." in bytes(moved)
    (left,) = dovecot.mails(desk.name, "Handled")
    assert b"It flickers." in bytes(left)
    desk.once()  # nothing is read again
    assert desk.json("status")["ledger"]["balanced"] is True
    assert len(desk.json("list", "--all")) == 2
