"""`frontdesk demo`: the story is played to its end, its page shows every mail safely, and one can join in."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import tomllib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import server_tools
from rich.console import Console

from frontdesk.demo import people
from frontdesk.demo.clock import Clock, last_second_tuesday, monday_weeks_ago
from frontdesk.demo.command import PACKAGES
from frontdesk.demo.page import page
from frontdesk.demo.people import ANN, CARL, DESK, PASSWORD, Letter, Writer
from frontdesk.demo.run import BY_MAKE, IMAP_PORT, again
from frontdesk.demo.screen import Screen
from frontdesk.demo.servers import LOOPBACK, MailServers, mailbox_of
from frontdesk.demo.stage import Stage, StoryBroken, stage
from frontdesk.mailbox.imap.mailbox import ImapMailbox
from frontdesk.mailbox.ports import ImapAccount, OutgoingMail, SmtpAccount
from frontdesk.mailbox.smtp.relay import SmtpRelay

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def demo(folder: Path, *words: str) -> list[str]:
    return [sys.executable, "-m", "frontdesk", "demo", "--fast", "--to", str(folder / "result"), *words]


def environment(folder: Path) -> dict[str, str]:
    """Nothing of this machine's but the way to Python; temporary files where they can be counted."""
    (folder / "tmp").mkdir(exist_ok=True)
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "TMPDIR": str(folder / "tmp"),
        "PYTHONSAFEPATH": "1",
    }


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """What the demo printed, and the folder it worked in."""
    folder = tmp_path_factory.mktemp("demo")
    run = subprocess.run(
        demo(folder), cwd=folder, env=environment(folder), capture_output=True, text=True, timeout=300
    )
    assert (run.returncode, run.stderr) == (0, "")
    return run.stdout, folder


def test_the_story_is_played_from_the_first_mail_to_the_rating(played: tuple[str, Path]) -> None:
    shown = played[0]
    lives = re.findall(r"request #1: (.+)", shown)
    assert lives == [
        "new",
        "new → waiting",
        "waiting → open",
        "open → resolved",
        "resolved → open",
        "open → resolved",
        "resolved → closed",
    ]
    for kind in (
        "acknowledgement",
        "notification",
        "reply",
        "follow-up",
        "reopened",
        "survey",
        "survey-thanks",
    ):
        assert f" {kind} ─╯" in shown
    assert re.search(r"rating +5 of 5 Quick and friendly, thank you\.", shown)


def test_what_keeps_the_desk_open_is_told_as_its_reader_can_type_it(
    played: tuple[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "`frontdesk demo --serve` keeps the desk open" in played[0]
    monkeypatch.setenv(BY_MAKE, "1")
    assert again() == "make demo ARGS=--serve"
    makefile = Path(__file__).parents[2] / "Makefile"
    assert f"{BY_MAKE}=1 $(BIN)/frontdesk demo $(ARGS)" in makefile.read_text("utf-8")


def test_a_month_of_three_departments_follows(played: tuple[str, Path]) -> None:
    """The report with its page, the word that was due with a department and its answer, the review."""
    shown, folder = played
    kinds = re.findall(r" ([a-z-]+) ─╯", shown.partition("and so it goes on")[2])
    kinds.remove("report")  # before the digest or after it, as the month's first day falls
    assert kinds == [
        *("digest", "technician", "confirmation", "check-in", "customer", "acknowledgement", "notification"),
        *("notice", "technician", "confirmation", "report"),
    ]
    assert re.search(r"Sales and IT, \w+ \d{4}", shown)
    assert re.search(r"What we did about it: The print server", shown)
    assert f"open {folder / 'result/report.html'}" in shown
    report = (folder / "result/report.html").read_text("utf-8")
    assert all(f">{name}<" in report for name in ("Sales", "Production", "Finance"))
    assert "<script" not in report
    assert 'href="report.html"' in (folder / "result/index.html").read_text("utf-8")


@pytest.mark.parametrize("day", range(0, 400, 3))
def test_on_any_day_the_month_fits_before_it(day: int) -> None:
    """The story begins before the month does, the Monday of the digest lies five weeks after the desk's first, and
    nothing comes from the future."""
    now = NOON + timedelta(days=day)
    begins, ends = monday_weeks_ago(now), last_second_tuesday(now)
    first = (ends.replace(day=1) - timedelta(days=1)).replace(day=1)  # of the month that is told of
    assert ends.weekday() == 1
    assert ends < now
    assert begins.date() <= first.date()
    assert (ends - timedelta(days=8)).weekday() == begins.weekday() == 0


def test_every_mail_is_on_the_page_with_its_html_in_a_sandbox(played: tuple[str, Path]) -> None:
    shown, folder = played
    text = (folder / "result/index.html").read_text("utf-8")
    assert str(folder / "result/index.html") in shown
    kinds = re.findall(r'class="kind">([a-z-]+)<', text)
    assert (kinds.count("customer"), kinds.count("technician")) == (5, 6)  # Hanna's answer, Ann's two
    frames = re.findall(r"<iframe [^>]+>", text)
    assert len(frames) == len(kinds) - 11
    assert all('sandbox="allow-same-origin"' in frame for frame in frames)


def test_the_page_needs_nothing_from_outside_and_runs_nothing_but_its_own_script(
    played: tuple[str, Path],
) -> None:
    text = (played[1] / "result/index.html").read_text("utf-8")
    assert not re.search(r"<(link|img|script)\b[^>]*(src|href)=|url\(|@import", text)
    script = re.search(r"<script>(.*?)</script>", text, re.DOTALL)
    assert script
    digest = base64.b64encode(hashlib.sha256(script[1].encode()).digest()).decode()
    assert (
        f"default-src 'none'; style-src 'unsafe-inline'; img-src data: cid:; script-src 'sha256-{digest}'"
        in text
    )


def test_nothing_is_left_behind_but_the_page(played: tuple[str, Path]) -> None:
    folder = played[1]
    assert sorted(path.name for path in folder.iterdir()) == ["result", "tmp"]
    assert list((folder / "tmp").iterdir()) == []


def test_where_no_folder_can_be_made_the_page_goes_to_a_temporary_one(tmp_path: Path) -> None:
    (tmp_path / "demo-result").write_text("in the way")
    run = subprocess.run(
        demo(tmp_path)[:5],
        cwd=tmp_path,
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert run.returncode == 0, run.stderr
    place = Path(run.stdout.rpartition("open ")[2].splitlines()[0])
    assert place.is_relative_to(tmp_path / "tmp")
    assert place.exists()


def test_without_its_packages_the_demo_says_what_to_install(tmp_path: Path) -> None:
    code = "import sys; sys.modules['pymap'] = None; from frontdesk.__main__ import main; main(['demo'])"
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment(tmp_path), capture_output=True, text=True
    )
    assert run.returncode == 1
    assert run.stderr == (
        "frontdesk: The demo brings its own mail server, and the packages for it are not installed.\n"
        "  Run `make demo`, or install them: pip install 'pymap>=0.36.7,<0.37'\n"
    )


def test_what_it_says_to_install_is_the_extra_demo() -> None:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8"))
    assert list(PACKAGES.values()) == project["project"]["optional-dependencies"]["demo"]


# --- joining in


@pytest.fixture
def serving(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A demo that stays open, and what it printed until then."""
    env = environment(tmp_path) | {"PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        demo(tmp_path, "--serve"), cwd=tmp_path, env=env, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            shown = ""
            while "Ctrl-C closes it" not in shown:
                line = process.stdout.readline()
                assert line, f"it ended by itself: {shown[-2000:]}"
                shown += line
            yield process, shown
        finally:
            process.kill()


def test_one_can_join_in_and_ctrl_c_closes_the_desk(
    serving: tuple[subprocess.Popen[str], str], tmp_path: Path
) -> None:
    process, shown = serving
    ports = re.search(r"IMAP 127\.0\.0\.1 port (\d+) +SMTP 127\.0\.0\.1 port (\d+)", shown)
    config = re.search(r"--config (\S+) status", shown)
    assert ports
    assert config
    writer = Writer(CARL, int(ports[2]), lambda: datetime.now(UTC))
    writer.write("No sound", "My headset is silent.")
    began = time.monotonic()
    inbox = ImapMailbox(ImapAccount(LOOPBACK, int(ports[1]), "none", CARL.address, PASSWORD))
    inbox.connect()
    inbox.select("INBOX")
    server_tools.await_that(
        lambda: any(b"No sound" in mail.raw for mail in inbox.fetch(inbox.uids_from(1)).values()),
        "the acknowledgement",
    )
    assert time.monotonic() - began < 10
    inbox.close()
    writer.close()
    listed = subprocess.run(
        [sys.executable, "-m", "frontdesk", "--config", config[1], "list", "--json"],
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        check=True,
    )
    number = max(each["number"] for each in json.loads(listed.stdout))
    assert [(each["number"], each["subject"]) for each in json.loads(listed.stdout)][-1:] == [
        (number, "No sound")
    ]

    process.send_signal(signal.SIGINT)
    began = time.monotonic()
    rest, _ = process.communicate(timeout=15)
    assert process.returncode == 0
    assert time.monotonic() - began < 5
    assert "The desk is closed." in rest
    assert "No sound" in (tmp_path / "result/index.html").read_text("utf-8")
    assert list((tmp_path / "tmp").iterdir()) == []


# --- the servers


@pytest.fixture
def taken() -> list[Letter]:
    return []


@pytest.fixture
def servers(taken: list[Letter]) -> Iterator[MailServers]:
    servers = MailServers(people.EVERYBODY, PASSWORD, lambda: NOON, taken.append)
    servers.start()
    yield servers
    servers.stop()


def sent(servers: MailServers, user: str, sender: str, to: str) -> str:
    """What became of a mail: its state and the server's answer."""
    relay = SmtpRelay(SmtpAccount(LOOPBACK, servers.smtp_port, "none", user, PASSWORD if user else ""))
    mail = OutgoingMail(1, sender, (to,), f"From: {sender}\r\nTo: {to}\r\nSubject: x\r\n\r\nx\r\n".encode())
    (result,) = relay.send([mail])
    relay.close()
    return f"{result.outcomes[0].state}: {result.outcomes[0].answer}"


@pytest.mark.parametrize(
    ("user", "sender", "to", "answer"),
    [
        ("carl@example.com", "carl@example.com", "it@example.org", "sent: 250"),
        ("carl@example.com", "carl@example.com", "it+c1.abc@example.org", "sent: 250"),
        ("carl@example.com", "ann@example.org", "it@example.org", "failed: 553 5.7.1"),
        ("carl@example.com", "carl@example.com", "eve@elsewhere.example", "failed: 550 5.1.1"),
        ("", "carl@example.com", "it@example.org", "530 5.7.0"),
    ],
)
def test_mail_is_taken_from_its_owner_for_the_mailboxes_that_there_are(
    servers: MailServers, taken: list[Letter], user: str, sender: str, to: str, answer: str
) -> None:
    assert answer in sent(servers, user, sender, to)
    assert [letter.readers for letter in taken] == (
        [("it@example.org",)] if answer.startswith("sent") else []
    )


def test_mail_arrives_vouched_for_and_wakes_who_waits(servers: MailServers) -> None:
    inbox = ImapMailbox(ImapAccount(LOOPBACK, servers.imap_port, "none", DESK.address, PASSWORD))
    inbox.connect()
    inbox.select("INBOX")
    assert inbox.uids_from(1) == []
    threading.Timer(0.3, sent, (servers, CARL.address, CARL.address, DESK.address)).start()
    began = time.monotonic()
    assert inbox.wait(20)
    assert time.monotonic() - began < 10
    (mail,) = inbox.fetch(inbox.uids_from(1)).values()
    assert mail.received_at == NOON
    assert b"\r\nAuthentication-Results: mail.demo.example; auth=pass smtp.auth=carl@example.com;" in mail.raw
    inbox.close()


def test_a_port_that_another_program_has_is_replaced_by_a_free_one() -> None:
    with socket.create_server((LOOPBACK, 0)) as other:
        port = other.getsockname()[1]
        servers = MailServers([CARL.address], PASSWORD, lambda: NOON, lambda letter: None)
        servers.start(port, port)
        assert port not in (servers.imap_port, servers.smtp_port)
        servers.stop()
    assert IMAP_PORT > 1023, "nobody needs root for it"


@pytest.mark.parametrize(
    ("address", "mailbox"),
    [("it+c1.x@example.org", "it@example.org"), ("IT@Example.ORG", "it@example.org"), ("nobody", "@nobody")],
)
def test_a_plus_address_means_the_mailbox_before_the_plus(address: str, mailbox: str) -> None:
    assert mailbox_of(address) == mailbox


# --- the story's ground


@pytest.mark.parametrize("day", range(7))
def test_the_story_begins_on_a_monday_and_is_over_by_now(day: int) -> None:
    now = NOON + timedelta(days=day)
    begins = monday_weeks_ago(now)
    assert begins.weekday() == 0
    assert now - begins > timedelta(days=14)


def test_the_clock_stands_still_never_goes_back_and_runs_when_it_is_told() -> None:
    clock = Clock(NOON)
    clock.go_to(NOON - timedelta(days=1))
    assert clock() == NOON
    clock.go_to(NOON + timedelta(days=1))
    assert clock() == NOON + timedelta(days=1)
    clock.run()
    assert abs(datetime.now(UTC) - clock()) < timedelta(minutes=1)


@pytest.fixture
def empty_stage() -> Iterator[Stage]:
    with stage(Screen(Console(quiet=True), 0)) as set_up:
        yield set_up


@pytest.mark.parametrize(
    "expected",
    [lambda on: on.newest(ANN, "survey"), lambda on: on.wait_for("survey", "")],
    ids=["a mail that nobody got", "a mail that will not come"],
)
def test_a_story_that_the_desk_does_not_keep_to_is_told_of(
    empty_stage: Stage, expected: Callable[[Stage], Any]
) -> None:
    with pytest.raises(StoryBroken, match="survey"):
        expected(empty_stage)


# --- the page


def letter(kind: str, body: str, sender: str = "IT Desk <it@example.org>", html_body: str = "") -> Letter:
    content = "text/html" if html_body else "text/plain"
    raw = (
        f"From: {sender}\r\nTo: carl@example.com\r\nSubject: <b>Hi</b>\r\nX-Frontdesk-Kind: {kind}\r\n"
        f"Content-Type: {content}; charset=utf-8\r\n\r\n{html_body or body}\r\n"
    )
    return Letter.read(raw.encode(), NOON, "it@example.org", ("carl@example.com",))


def test_what_a_mail_says_never_becomes_part_of_the_page() -> None:
    evil = '"></iframe><script>alert(1)</script>'
    text = page([letter("reply", "", html_body=evil), letter("reply", evil)], None, evil)
    assert "<script>alert" not in text
    assert "<b>Hi" not in text
    assert text.count("<script") == 1


def test_what_people_quote_is_folded_away_and_ours_is_not() -> None:
    theirs = letter("", "Yes.\n\nOn Monday, IT wrote:\n> Is it?", sender="carl@example.com")
    assert people.split_quote(theirs) == ("Yes.", "On Monday, IT wrote:\n> Is it?")
    ours = letter("follow-up", "We said:\n> It is.")
    assert people.split_quote(ours) == ("We said:\n> It is.", "")


@pytest.mark.live
@pytest.mark.parametrize("width", [320, 1200])
def test_the_page_fits_a_phone_and_a_screen(played: tuple[str, Path], width: int, tmp_path: Path) -> None:
    try:
        browser = server_tools.program("chromium", "chromium")
    except server_tools.Missing as missing:
        pytest.skip(str(missing))
    shown = (played[1] / "result/index.html").as_uri()
    frame = tmp_path / "frame.html"
    frame.write_text(
        f'<iframe id="f" width="{width}" height="900" style="border:0" src="{shown}">'
        "</iframe><pre></pre><script>addEventListener('load', () => { const page = f.contentDocument;"
        " const mails = [...page.querySelectorAll('iframe')].map(m => m.contentDocument.documentElement);"
        " document.querySelector('pre').textContent = JSON.stringify({page: page.documentElement.scrollWidth,"
        " hidden: mails.map(m => [m.scrollWidth - m.clientWidth, m.scrollHeight - m.clientHeight])}) })</script>"
    )
    dumped = subprocess.run(
        [
            *(browser, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"),
            *("--allow-file-access-from-files", f"--user-data-dir={tmp_path / 'profile'}"),
            *("--window-size=1300,1000", "--virtual-time-budget=10000", "--dump-dom", frame.as_uri()),
        ],
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    ).stdout
    found = re.search(r"<pre>(\{.+?)</pre>", dumped, re.DOTALL)
    assert found, dumped[-500:]
    measured = json.loads(html.unescape(found[1]))
    assert measured["page"] <= width
    assert measured["hidden"]
    assert all(hidden == [0, 0] for hidden in measured["hidden"])
