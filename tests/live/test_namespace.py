"""Mail servers on which every folder's name begins with "INBOX." are served without a setting (RFC 2342)."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from live_desk import desk_on
from servers import SmtpSink, dovecot, server_folder

from frontdesk.mailbox.imap.mailbox import ImapMailbox

pytestmark = pytest.mark.live

CARL = "Carl <carl@example.com>"


@pytest.mark.parametrize("prefix", ["INBOX.", "INBOX/"])
@pytest.mark.parametrize("named", ["Handled", "{prefix}Handled"], ids=["as by default", "with the prefix"])
def test_the_desk_finds_and_makes_its_folders_under_the_prefix(
    tmp_path: Path, smtp_sink: SmtpSink, prefix: str, named: str
) -> None:
    with server_folder("namespace") as folder, dovecot(folder, prefix=prefix) as server:
        desk = desk_on(tmp_path, server, smtp_sink, IMAP_HANDLED_FOLDER=named.format(prefix=prefix))
        desk.write(CARL, "Printer", "It burns.")
        desk.once()
        with server.imap(desk.name) as client:
            names = {name for _, _, name in client.list_folders()}
        assert {f"{prefix}{name}" for name in ("Handled", "Automatic", "Quarantine")} <= names
        assert len(server.mails(desk.name, f"{prefix}Handled")) == 1
        assert desk.json("status")["ledger"]["balanced"] is True


def test_a_folder_below_another_is_parted_as_the_server_parts_it() -> None:
    with server_folder("namespace") as folder, dovecot(folder, prefix="INBOX.") as server:
        mailbox = ImapMailbox(server.account("it"))
        mailbox.connect()
        mailbox.select("INBOX")
        mailbox.ensure_folder("Desk/Handled")
        mailbox.append("Desk/Handled", b"Subject: hi\r\n\r\nhi\r\n", datetime.now().astimezone())
        assert mailbox.status("Desk/Handled").exists == 1
        mailbox.close()
        assert len(server.mails("it", "INBOX.Desk.Handled")) == 1
