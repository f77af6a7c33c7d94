"""A desk as an admin runs it, for tests: the command `frontdesk` in processes of its own, on real servers.

People have mailboxes on the same Dovecot; their mail goes out by the same Postfix.
"""

from __future__ import annotations

import email
import email.policy
import itertools
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import formatdate, parseaddr
from pathlib import Path
from typing import Any

from desk_world import Letter
from servers import PASSWORD, Dovecot, Postfix, SmtpSink, await_that

FAKETIME = next(iter(Path("/usr/lib").glob("*/faketime/libfaketime.so.1")), None)
_names = itertools.count(1)


@dataclass
class LiveDesk:
    """`write` and `answer` send as people do; `once` runs the desk, `days` later if need be; `inbox` reads.

    `vouching`: the mail server vouches for who writes, by this name (the desk's TRUSTED_AUTHSERV_ID).
    """

    folder: Path
    dovecot: Dovecot
    smtp_port: int
    settings: dict[str, str] = field(default_factory=dict)
    serial: int = 0
    vouching: str = ""

    def __post_init__(self) -> None:
        self.name = f"it{os.getpid()}x{next(_names)}"
        self.address = f"{self.name}@example.org"
        self.suffix = self.name.removeprefix("it")
        self.ann, self.bob, self.mia = (f"{who}{self.suffix}@example.org" for who in ("ann", "bob", "mia"))
        self.carl = f"carl{self.suffix}@example.com"
        self.chosen = {
            "DESK_NAME": "IT Desk",
            "DESK_ADDRESS": self.address,
            "DESK_HOURS": "24/7",
            "TECHNICIANS": f"Ann Lee <{self.ann}>, Bob Burns <{self.bob}>",
            "MANAGERS": f"Mia Boss <{self.mia}>",
            "IMAP_HOST": "127.0.0.1",
            "IMAP_PORT": str(self.dovecot.imap_port),
            "IMAP_SECURITY": "none",
            "IMAP_USER": self.name,
            "IMAP_PASSWORD": PASSWORD,
            "SMTP_HOST": "127.0.0.1",
            "SMTP_PORT": str(self.smtp_port),
            "SMTP_SECURITY": "none",
            "DATABASE_URL": f"sqlite:///{self.folder / 'desk.db'}",
            "FOLLOW_UP_AFTER": "1 day",
            "CLOSE_AFTER": "3 days",
            "SURVEY_AFTER": "1 hour",
            **self.settings,
        }
        self.config = self.folder / "config.env"
        self.config.write_text("".join(f"{name}={value}\n" for name, value in self.chosen.items()))
        self.config.chmod(0o600)

    # --- the desk

    def environment(self, days: float = 0) -> dict[str, str]:
        kept = {
            name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "TMPDIR")
        }
        kept["PYTHONSAFEPATH"] = "1"
        if days:
            assert FAKETIME is not None, "libfaketime is missing: scripts/install-servers.sh installs it"
            kept |= {
                "LD_PRELOAD": str(FAKETIME),
                "FAKETIME": f"+{days:g}d",
            }
        return kept

    def command(self, *words: str, days: float = 0, check: bool = True) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-m", "frontdesk", "--config", str(self.config), *words],
            env=self.environment(days),
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert not check or done.returncode == 0, (
            f"frontdesk {words}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        )
        return done

    def once(self, days: float = 0) -> None:
        self.command("run", "--once", days=days)

    def json(self, *words: str) -> Any:
        return json.loads(self.command(*words, "--json").stdout)

    @contextmanager
    def running(self) -> Iterator[subprocess.Popen[bytes]]:
        """The daemon, until the end of the block; its log is in `daemon.log`."""
        with (self.folder / "daemon.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "frontdesk", "--config", str(self.config), "run"],
                env=self.environment(),
                cwd=self.folder,
                stderr=log,
            )
            try:
                yield process
            finally:
                if process.poll() is None:
                    process.send_signal(signal.SIGTERM)
                    try:
                        process.wait(10)
                    finally:
                        process.kill()

    def log(self) -> str:
        return (self.folder / "daemon.log").read_text()

    def await_log(self, words: str, seconds: float = 20) -> None:
        await_that(lambda: words in self.log(), f"{words!r} in the log", seconds)

    # --- people

    def inbox(self, who: str) -> list[Letter]:
        user = who.partition("@")[0]
        return [
            Letter(email.message_from_bytes(raw, policy=email.policy.default), raw)
            for raw in self.dovecot.mails(user)
        ]

    def last(self, who: str, kind: str, seconds: float = 30, words: str = "") -> Letter:
        """The newest mail of this kind, with these words, that somebody got; Postfix may need a moment."""
        end = time.monotonic() + seconds
        while True:
            letters = [each for each in self.inbox(who) if each.kind == kind and words in each.text]
            if letters or time.monotonic() > end:
                break
            time.sleep(0.1)
        assert letters, f"{who} got no {kind}: {[letter.kind for letter in self.inbox(who)]}"
        return letters[-1]

    def folder_of(self, name: str) -> list[bytes]:
        return self.dovecot.mails(self.name, name)

    def write(self, sender: str, subject: str, text: str, **headers: str) -> EmailMessage:
        message = self._new(sender, self.address, subject)
        message.set_content(text)
        for name, value in headers.items():
            message[name] = value
        return self._post(message)

    def answer(
        self,
        sender: str,
        letter: Letter,
        text: str,
        subject: str = "",
        attach: dict[str, bytes] | None = None,
    ) -> EmailMessage:
        to = parseaddr(letter.header("Reply-To") or letter.header("From"))[1]
        message = self._new(sender, to, f"Re: {letter.subject.removeprefix('Re: ')} {subject}".strip())
        message["In-Reply-To"] = letter.header("Message-ID")
        message["References"] = f"{letter.header('References')} {letter.header('Message-ID')}".strip()
        quoted = "\n".join(f"> {line}" for line in letter.text.splitlines())
        message.set_content(f"{text}\n\nOn Monday the IT Desk wrote:\n{quoted}\n")
        for name, content in (attach or {}).items():
            message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
        return self._post(message)

    def away(self, sender: str, letter: Letter, text: str) -> EmailMessage:
        """Somebody's out-of-office note in answer to a mail of the desk."""
        message = self._new(sender, self.address, f"Automatic reply: {letter.subject}")
        message["In-Reply-To"] = letter.header("Message-ID")
        message["Auto-Submitted"] = "auto-replied"
        message.set_content(text)
        return self._post(message)

    def _new(self, sender: str, to: str, subject: str) -> EmailMessage:
        self.serial += 1
        message = EmailMessage()
        message["Message-ID"] = f"<{self.serial}.{self.suffix}@people.example.org>"
        message["From"], message["To"], message["Subject"] = sender, to, subject
        message["Date"] = formatdate()
        return message

    def _post(self, message: EmailMessage) -> EmailMessage:
        """Delivered at once, as by the MX, so that a test need not wait for Postfix's queue."""
        sender = parseaddr(message["From"])[1]
        if self.vouching:
            domain = sender.partition("@")[2]
            message["Authentication-Results"] = f"{self.vouching}; dmarc=pass header.from={domain}"
        self.dovecot.deliver(message.as_bytes(policy=email.policy.SMTP), self.address, sender)
        return message


def desk_on(folder: Path, dovecot: Dovecot, relay: Postfix | SmtpSink, **settings: str) -> LiveDesk:
    port = relay.plain_port if isinstance(relay, Postfix) else relay.port
    return LiveDesk(folder, dovecot, port, settings)
