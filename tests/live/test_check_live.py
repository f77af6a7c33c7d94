"""`frontdesk check` on a real mailbox: which name our mail server signs its findings with is seen in the mail there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from live_desk import LiveDesk, desk_on
from servers import Dovecot, SmtpSink

pytestmark = pytest.mark.live


def proof(desk: LiveDesk) -> str:
    findings = json.loads(desk.command("check", "--json", check=False).stdout)
    return " ".join(
        f"{one['grade']} {one['what']} {one['remedy']}" for one in findings if one["part"] == "proof"
    )


def test_check_suggests_the_setting_from_mail_read_and_unread_and_says_when_the_server_adds_none(
    tmp_path: Path, dovecot: Dovecot, smtp_sink: SmtpSink
) -> None:
    desk = desk_on(tmp_path, dovecot, smtp_sink, TRUSTED_AUTHSERV_ID="mx.wrong.example")
    assert proof(desk) == ""
    desk.write(desk.carl, "No sound", "My headset is silent.")
    assert "our mail server adds none" in proof(desk)
    desk.vouching = "mx.example.org"
    for person in ("carl@example.com", "dora@example.net", "eve@example.org", "fay@example.com"):
        desk.write(person, f"From {person}", "Hello.")
    assert "TRUSTED_AUTHSERV_ID=mx.example.org" in proof(desk)
    desk.once()
    assert "TRUSTED_AUTHSERV_ID=mx.example.org" in proof(desk)
    desk.config.write_text(desk.config.read_text().replace("mx.wrong.example", "mx.example.org"))
    assert proof(desk).startswith("good mx.example.org vouches for 4 of the newest 5 mails")
