"""Servers and file systems that withhold without breaking: a greylister, a quota, a read-only remount."""

from __future__ import annotations

import contextlib
import json
import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from crash.disk import small_disk
from crash.here import here
from crash.stage import stage
from crash.withheld import greylister, read_only
from live_desk import LiveDesk, desk_on
from servers import Dovecot, Missing, SmtpSink, await_that, dovecot, postfix, server_folder

pytestmark = [pytest.mark.live, pytest.mark.slow]


def state_of(desk: LiveDesk) -> tuple[int, dict[str, object]]:
    done = desk.command("status", "--json", check=False)
    return done.returncode, json.loads(done.stdout)


def acknowledged(sink: SmtpSink) -> Counter[str]:
    """How often each customer was."""
    kind = b"X-Frontdesk-Kind: acknowledgement"
    return Counter(to for mail in sink.taken if kind in mail.raw for to in mail.recipients)


@contextlib.contextmanager
def disk() -> Iterator[Path]:
    try:
        with small_disk(16) as mounted:
            yield mounted
    except Missing as missing:
        pytest.skip(str(missing))


# --- the relay


def test_a_greylister_that_puts_us_off_for_a_day_loses_nothing_and_is_not_stormed(
    tmp_path: Path, dovecot: Dovecot
) -> None:
    with (
        greylister("grey.example") as grey,
        server_folder("grey-postfix") as folder,
        postfix(folder, dovecot, policy=grey.port) as relay,
        stage(tmp_path, dovecot, SMTP_PORT=str(relay.plain_port), CUSTOMER_DOMAINS="") as play,
        here(play) as desk,
    ):
        customer = f"gerd{play.desk.suffix}"
        play.desk.write(f"{customer}@grey.example", "Printer", "It prints twice.")
        while desk.clock.wrong < timedelta(days=1):
            desk.run()
            desk.clock.wrong += timedelta(minutes=30)
        assert dovecot.mails(customer) == []
        tries = grey.asked.count(f"{customer}@grey.example")
        assert 5 <= tries <= 49, tries
        assert "notification" in [letter.kind for letter in play.desk.inbox(play.desk.ann)]
        grey.puts_off = False
        desk.settle()
        await_that(lambda: len(dovecot.mails(customer)) > 0, "the acknowledgement", 60)
        kinds = Counter(letter.kind for letter in play.desk.inbox(f"{customer}@grey.example"))
        assert kinds["acknowledgement"] == 1
        assert desk.desk.store.one("SELECT count(*) FROM outbox WHERE state = 'failed'") == (0,)
        notices = [letter for letter in play.desk.inbox(play.desk.ann) if letter.kind == "notice"]
        assert notices == [], "nobody is told of what isn't lost"


# --- the mailbox


@pytest.mark.parametrize(
    "capability", ["", "IMAP4rev1 UIDPLUS", "IMAP4rev1"], ids=["MOVE", "COPY", "no UIDPLUS"]
)
def test_a_mailbox_over_its_quota_is_read_and_filed_when_there_is_room(
    tmp_path: Path, smtp_sink: SmtpSink, capability: str
) -> None:
    with server_folder("quota") as folder, dovecot(folder, capability, quota=60_000) as server:
        desk = desk_on(tmp_path, server, smtp_sink)
        desk.once()
        with server.imap(desk.name) as client:
            client.create_folder("Kept")
            client.append("Kept", b"Subject: large\r\n\r\n" + b"x" * 59_000)
        for number in range(4):
            desk.write(f"c{number}@example.com", f"Question {number}", "words " * 500)
        desk.write("robot@example.com", "Away", "words " * 500, **{"Auto-Submitted": "auto-replied"})
        logs = [desk.command("run", "--once", check=False).stderr for _ in range(3)]
        _, found = state_of(desk)
        assert len(desk.json("list")) == 4
        assert acknowledged(smtp_sink) == {f"c{number}@example.com": 1 for number in range(4)}
        assert found["ledger"]["balanced"] is True  # type: ignore[index]
        if capability:  # with MOVE nothing grows, and Dovecot lets it
            assert found["ledger"]["unfiled"] == 5, found  # type: ignore[index]
            assert [done for done in logs if "mail.not_filed" in done and "quota" in done.lower()]
        with server.imap(desk.name, "Kept") as client:
            client.delete_messages(client.search())
            client.expunge()
        desk.once()
        desk.once()
        assert (len(desk.folder_of("INBOX")), len(desk.folder_of("Handled"))) == (0, 4)
        assert len(desk.folder_of("Automatic")) == 1
        assert acknowledged(smtp_sink) == {f"c{number}@example.com": 1 for number in range(4)}
        assert state_of(desk)[0] == 0


def test_a_mailbox_that_was_made_read_only_loses_no_mail_and_is_filed_later(
    tmp_path: Path, dovecot: Dovecot, smtp_sink: SmtpSink
) -> None:
    with disk() as mounted:
        desk = desk_on(tmp_path, dovecot, smtp_sink)
        home = dovecot.folder / "mail" / desk.name
        shutil.chown(mounted, "mail", "mail")
        home.symlink_to(mounted)
        desk.once()
        for number in range(3):
            desk.write(f"c{number}@example.com", f"Question {number}", "words")
        with read_only(mounted):
            for _ in range(3):
                desk.command("run", "--once", check=False)
            code, found = state_of(desk)
            assert code == 1, found
        for _ in range(2):
            desk.command("run", "--once", check=False)
        assert len(desk.json("list")) == 3
        assert acknowledged(smtp_sink) == {f"c{number}@example.com": 1 for number in range(3)}
        assert (len(desk.folder_of("INBOX")), len(desk.folder_of("Handled"))) == (0, 3)
        assert state_of(desk)[1]["ledger"]["balanced"] is True  # type: ignore[index]


# --- the database


@pytest.mark.parametrize("with_daemon", [False, True], ids=["run --once", "run"])
def test_a_database_on_a_file_system_that_was_made_read_only_is_waited_for(
    tmp_path: Path, dovecot: Dovecot, smtp_sink: SmtpSink, with_daemon: bool
) -> None:
    with disk() as mounted:
        desk = desk_on(tmp_path, dovecot, smtp_sink, DATABASE_URL=f"sqlite:///{mounted}/desk.db")
        desk.once()
        for number in range(3):
            desk.write(f"c{number}@example.com", f"Question {number}", "words")
        with read_only(mounted):
            done = desk.command("run", "--once", check=False)
            assert done.returncode in (75, 78), done.stderr
            assert "read-only" in done.stderr
            assert "Traceback" not in done.stderr
            assert len(desk.folder_of("INBOX")) == 3
            assert state_of_text(desk)[0] != 0
            if with_daemon:
                with desk.running() as daemon:
                    desk.await_log("read-only")
                    assert daemon.poll() in (None, 75, 78), desk.log()
        if with_daemon:
            with desk.running():
                await_that(lambda: len(acknowledged(smtp_sink)) == 3, "three acknowledgements", 60)
        else:
            desk.once()
        assert acknowledged(smtp_sink) == {f"c{number}@example.com": 1 for number in range(3)}
        assert len(desk.json("list")) == 3


def state_of_text(desk: LiveDesk) -> tuple[int, str]:
    done = desk.command("status", check=False)
    return done.returncode, done.stdout + done.stderr
