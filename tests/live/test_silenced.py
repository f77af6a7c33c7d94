"""Mail that got no answer, on a real mailbox: listed with its reason, and released to be read as a person's."""

from __future__ import annotations

from pathlib import Path

import pytest
from live_desk import LiveDesk, desk_on
from servers import Dovecot, SmtpSink

pytestmark = pytest.mark.live

CARL = "Carl Cole <carl@example.com>"


@pytest.fixture
def desk(tmp_path: Path, dovecot: Dovecot, smtp_sink: SmtpSink) -> LiveDesk:
    desk = desk_on(tmp_path, dovecot, smtp_sink)
    desk.once()
    for subject in ("Party", "Printer"):
        desk.write(CARL, subject, f"{subject} is on.", Precedence="bulk")
    desk.once()
    return desk


def listed(desk: LiveDesk) -> list[str]:
    return [row["subject"] for row in desk.json("silenced", "list")]


def test_a_released_mail_is_a_request_and_off_the_list(desk: LiveDesk) -> None:
    newest, oldest = desk.json("silenced", "list")
    assert (newest["subject"], newest["from"]) == ("Printer", "carl@example.com")
    assert newest["reason"] == "bulk mail: Precedence: bulk"
    done = desk.command("silenced", "release", str(oldest["id"]))
    assert "read as a person's" in done.stdout
    desk.once()
    assert [request["subject"] for request in desk.json("list")] == ["Party"]
    assert listed(desk) == ["Printer"]
    assert len(desk.folder_of("Automatic")) == 1
    refused = desk.command("silenced", "release", str(oldest["id"]), check=False)
    assert (refused.returncode, "`frontdesk silenced list`" in refused.stderr) == (1, True)


def test_a_mail_that_somebody_moves_back_is_a_request(desk: LiveDesk) -> None:
    with desk.dovecot.imap(desk.name, "Automatic") as client:
        client.move([client.search()[0]], "INBOX")
    desk.once()
    assert [request["subject"] for request in desk.json("list")] == ["Party"]
    assert listed(desk) == ["Printer"]


def test_one_that_is_not_in_its_folder_any_more_is_said_so(desk: LiveDesk) -> None:
    number = desk.json("silenced", "list")[0]["id"]
    with desk.dovecot.imap(desk.name, "Automatic") as client:
        client.move(client.search(), "Handled")
    refused = desk.command("silenced", "release", str(number), check=False)
    assert refused.returncode == 1
    assert "isn't in the folder Automatic any more; if it lies in another folder" in refused.stderr
