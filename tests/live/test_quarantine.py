"""What an admin does with mail that was set aside, on a real mailbox: list, show, release, drop."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from live_desk import LiveDesk, desk_on
from servers import Dovecot, SmtpSink

pytestmark = pytest.mark.live

STRANGER = "Dora <dora@elsewhere.example.net>"


@pytest.fixture
def desk(tmp_path: Path, dovecot: Dovecot, smtp_sink: SmtpSink) -> LiveDesk:
    """A desk for customers of example.com alone, which sets strangers' mail aside."""
    desk = desk_on(tmp_path, dovecot, smtp_sink, CUSTOMER_DOMAINS="example.com")
    desk.once()
    return desk


def set_aside(desk: LiveDesk, *subjects: str) -> list[int]:
    for subject in subjects:
        desk.write(STRANGER, subject, f"{subject} is broken.")
    desk.once()
    return listed(desk)


def listed(desk: LiveDesk) -> list[int]:
    return [row["id"] for row in desk.json("quarantine", "list")]


def said(desk: LiveDesk, *words: str, code: int) -> str:
    done = desk.command("quarantine", *words, check=False)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


def by_hand(desk: LiveDesk, to: str = "") -> None:
    """Somebody takes the oldest mail out of the folder Quarantine, to the bin or to another folder."""
    with desk.dovecot.imap(desk.name, "Quarantine") as client:
        first = client.search()[0]
        if to:
            client.move([first], to)
        else:
            client.delete_messages([first])
            client.expunge()


def test_a_mail_that_is_released_becomes_a_request(desk: LiveDesk) -> None:
    (number,) = set_aside(desk, "Printer")
    assert "Printer is broken." in said(desk, "show", str(number), code=0)
    said(desk, "release", str(number), code=0)
    desk.once()
    assert [request["subject"] for request in desk.json("list")] == ["Printer"]
    assert listed(desk) == []
    assert desk.folder_of("Quarantine") == []


def test_a_mail_that_is_dropped_stays_unanswered_among_the_automatic_ones(desk: LiveDesk) -> None:
    (number,) = set_aside(desk, "Printer")
    said(desk, "drop", str(number), code=0)
    desk.once()
    assert desk.json("list") == []
    assert listed(desk) == []
    assert len(desk.folder_of("Automatic")) == 1


def test_a_copy_of_a_mail_that_was_dropped_can_still_be_released(desk: LiveDesk) -> None:
    (first,) = set_aside(desk, "Printer")
    desk.dovecot.deliver(desk.folder_of("Quarantine")[0], desk.address)  # by another of our addresses
    desk.once()
    second = listed(desk)[1]
    said(desk, "drop", str(first), code=0)
    said(desk, "release", str(second), code=0)
    desk.once()
    assert [request["subject"] for request in desk.json("list")] == ["Printer"]


def test_a_mail_that_somebody_deleted_can_be_taken_off_the_list(desk: LiveDesk) -> None:
    gone, other = set_aside(desk, "Printer", "Screen")
    by_hand(desk)
    assert f"`frontdesk quarantine drop {gone}`" in said(desk, "release", str(gone), code=1)
    assert listed(desk) == [gone, other]
    assert "isn't in the folder Quarantine any more" in said(desk, "drop", str(gone), code=0)
    assert listed(desk) == [other]
    assert len(desk.folder_of("Quarantine")) == 1


def test_a_drop_that_the_server_refuses_can_be_repeated(desk: LiveDesk, dovecot: Dovecot) -> None:
    (number,) = set_aside(desk, "Printer")
    with dovecot.imap(desk.name) as client:
        client.delete_folder("Automatic")
    assert "there is no folder Automatic" in said(desk, "drop", str(number), code=78)
    assert listed(desk) == [number]
    desk.once()  # makes its folders anew
    said(desk, "drop", str(number), code=0)
    assert listed(desk) == []
    assert len(desk.folder_of("Automatic")) == 1


def test_a_mail_too_large_to_be_read_is_released_like_any_other(desk: LiveDesk) -> None:
    set_aside(desk, "Printer")
    giant = f"From: {STRANGER}\r\nSubject: Giant\r\nMessage-ID: <giant@elsewhere>\r\n\r\n".encode()
    desk.dovecot.deliver(giant + (b"x" * 78 + b"\r\n") * 450_000, desk.address)
    desk.once()
    number = listed(desk)[1]
    assert "Subject: Giant" in said(desk, "show", str(number), code=0)
    said(desk, "release", str(number), code=0)
    desk.once()
    assert [request["subject"] for request in desk.json("list")] == ["Giant"]
    assert len(listed(desk)) == 1


def sized(path: Path, more: int) -> None:
    """The name of a maildir file states its size, and Dovecot believes it."""
    name = re.sub(r"([SW])=(\d+)", lambda found: f"{found[1]}={int(found[2]) + more}", path.name)
    path.rename(path.with_name(name))


def shut(path: Path, more: int) -> None:
    """No size is stated, and the file can't be opened to see it."""
    path.chmod(0o644 if more < 0 else 0)
    path.rename(path.with_name(re.sub(r",[SW]=\d+", "", path.name)))


@pytest.mark.parametrize("spoil", [sized, shut])
def test_a_mail_that_the_server_never_handed_out_is_released_when_it_can_be_read(
    desk: LiveDesk, spoil: Callable[[Path, int], None]
) -> None:
    """By then its size is another than the server told, if it told one."""
    desk.write("Carl <carl@example.com>", "Printer", "It burns.")
    box = desk.dovecot.folder / "mail" / desk.name
    spoil(next((box / "new").iterdir()), 700)
    for _ in range(4):
        for index in box.glob("dovecot.index*"):
            index.unlink()
        desk.command("run", "--once", check=False)
    (number,) = listed(desk)
    folder = box / ".Quarantine"
    spoil(next(path for part in ("new", "cur") for path in (folder / part).iterdir()), -700)
    for index in folder.glob("dovecot.index*"):
        index.unlink()
    said(desk, "release", str(number), code=0)
    desk.once()
    assert [request["subject"] for request in desk.json("list")] == ["Printer"]
    assert listed(desk) == []
