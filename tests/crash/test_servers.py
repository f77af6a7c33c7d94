"""Real servers that fail the desk: a mail that Dovecot can't deliver, a database put back, a relay that refuses us."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from live_desk import LiveDesk, desk_on
from servers import Dovecot, Postfix, SmtpSink

pytestmark = [pytest.mark.live, pytest.mark.slow]

CARA, DAN = "Cara <cara@example.com>", "Dan <dan@example.net>"


def status(desk: LiveDesk) -> tuple[int, Any]:
    done = desk.command("status", "--json", check=False)
    return done.returncode, json.loads(done.stdout)


def wrong_size(path: Path) -> None:
    """The name of a maildir file states its size, and Dovecot believes it."""
    name = re.sub(r"([SW])=(\d+)", lambda found: f"{found[1]}={int(found[2]) + 700}", path.name)
    path.rename(path.with_name(name))


def not_readable(path: Path) -> None:
    path.chmod(0)


@pytest.mark.parametrize("spoil", [wrong_size, not_readable])
def test_a_mail_that_dovecot_can_not_deliver_is_set_aside_and_the_others_are_read(
    tmp_path: Path, dovecot: Dovecot, smtp_sink: SmtpSink, spoil: Callable[[Path], None]
) -> None:
    desk = desk_on(tmp_path, dovecot, smtp_sink)
    desk.once()
    for number in range(8):
        desk.write(f"c{number}@example.com", f"Question {number}", "words " * 30)
    box = dovecot.folder / "mail" / desk.name
    spoil(sorted((box / "new").iterdir())[3])
    for index in box.glob("dovecot.index*"):
        index.unlink()
    for _ in range(4):
        desk.command("run", "--once", check=False)
    assert len(desk.json("list")) == 7
    (aside,) = desk.json("quarantine", "list")
    assert "hand it out" in aside["reason"]
    code, found = status(desk)
    assert code == 1
    assert found["ledger"]["balanced"] is True
    assert found["ledger"]["unread_since"] is None


def test_what_dovecot_could_not_deliver_is_released_when_it_can(
    tmp_path: Path, dovecot: Dovecot, smtp_sink: SmtpSink
) -> None:
    """A mail that was never handed over: released too early it comes back to quarantine, and costs no other mail."""
    desk = desk_on(tmp_path, dovecot, smtp_sink)
    desk.once()
    desk.write("early@example.com", "Question 1", "words")
    box = dovecot.folder / "mail" / desk.name
    not_readable(next((box / "new").iterdir()))
    for _ in range(4):
        desk.command("run", "--once", check=False)
    (aside,) = desk.json("quarantine", "list")
    desk.write("between@example.com", "Question 3", "words")
    desk.once()  # what comes through shows that it wasn't the line
    desk.command("quarantine", "release", str(aside["id"]))
    desk.write("other@example.com", "Question 2", "words")
    for _ in range(4):
        desk.command("run", "--once", check=False)
    others = {"between@example.com", "other@example.com"}
    assert {one["customer"] for one in desk.json("list")} == others
    (aside,) = desk.json("quarantine", "list")
    (spoilt,) = (path for path in box.rglob("*") if path.is_file() and not path.stat().st_mode & 0o777)
    spoilt.chmod(0o600)
    desk.command("quarantine", "release", str(aside["id"]))
    desk.once()
    assert {one["customer"] for one in desk.json("list")} == others | {"early@example.com"}
    assert desk.json("quarantine", "list") == []
    code, found = status(desk)
    assert (code, found["ledger"]["balanced"]) == (0, True), found


def _sqlite(desk: LiveDesk) -> tuple[Callable[[], object], Callable[[], object]]:
    file, copy = desk.folder / "desk.db", desk.folder / "copy"

    def put_back() -> None:
        for path in desk.folder.glob("desk.db*"):
            path.unlink()
        shutil.copy(copy, file)

    return lambda: shutil.copy(file, copy), put_back


def _postgres(url: str) -> tuple[Callable[[], object], Callable[[], object]]:
    def run(*statements: str) -> None:
        with psycopg.connect(f"{url}/postgres", autocommit=True) as admin:
            for statement in statements:
                admin.execute(statement)

    def put_back() -> None:
        run("DROP DATABASE restored WITH (FORCE)", "CREATE DATABASE restored TEMPLATE restored_copy")

    run("CREATE DATABASE restored")
    return lambda: run("CREATE DATABASE restored_copy TEMPLATE restored"), put_back


@pytest.mark.parametrize("engine", ["sqlite", "postgres"])
def test_after_a_backup_was_put_back_no_number_means_two_people(
    tmp_path: Path, dovecot: Dovecot, smtp_sink: SmtpSink, postgres_server: str, engine: str
) -> None:
    if engine == "postgres":
        back_up, put_back = _postgres(postgres_server)
        desk = desk_on(tmp_path, dovecot, smtp_sink, DATABASE_URL=f"{postgres_server}/restored")
    else:
        desk = desk_on(tmp_path, dovecot, smtp_sink)
        back_up, put_back = _sqlite(desk)
    desk.write(desk.carl, "Keyboard", "A key is missing.")
    desk.once()
    back_up()
    desk.write(CARA, "My salary is wrong", "It says 4711.")
    desk.once()
    (old,) = (one["number"] for one in desk.json("list") if one["customer"] == "cara@example.com")
    taken = len(smtp_sink.taken)
    put_back()
    desk.write(DAN, "Printer", "It burns.")
    desk.once()
    numbers = {one["customer"]: one["number"] for one in desk.json("list")}
    assert old not in numbers.values()
    assert numbers["dan@example.net"] != numbers["cara@example.com"]
    since = [mail for mail in smtp_sink.taken[taken:] if "cara@example.com" in mail.recipients]
    assert since == []
    code, found = status(desk)
    assert code == 1
    assert any("behind its mailbox" in problem for problem in found["problems"])
    assert found["ledger"]["balanced"] is True


def test_what_postfix_refuses_to_everybody_goes_out_when_it_takes_mail_from_us(
    tmp_path: Path, dovecot: Dovecot, postfix: Postfix
) -> None:
    """The port for logins, and the desk has none: 554 5.7.1 to each recipient, which no table knows."""
    desk = desk_on(tmp_path, dovecot, postfix)
    right = desk.config.read_text()
    desk.config.write_text(
        right.replace(f"SMTP_PORT={postfix.plain_port}", f"SMTP_PORT={postfix.login_port}")
    )
    for name in ("dora", "emil"):
        desk.write(f"{name}{desk.suffix}@example.com", f"Trouble of {name}", "It does not work.")
    for _ in range(3):
        desk.command("run", "--once", check=False)
    code, found = status(desk)
    assert code == 1
    assert found["outbox"]["failed"] == 0
    assert found["last_sent_at"] is None
    assert any("relay refuses the desk's account" in problem for problem in found["problems"])
    desk.config.write_text(right)
    desk.command("outbox", "retry")
    desk.once()
    desk.once()
    assert {mail["state"] for mail in desk.json("outbox", "list")} <= {"deferred", "waiting"}
    assert not any("account" in problem for problem in status(desk)[1]["problems"])
