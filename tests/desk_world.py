"""A whole desk in a mail world in memory, with people who write and read mail, and a clock that they turn.

The real receive, remind and send work on the real database; only the servers are fakes (`memory_mail`).
"""

from __future__ import annotations

import email
import email.policy
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from functools import cache
from pathlib import Path
from typing import Any, cast

from memory_mail import MailWorld, MemoryMailbox, MemoryRelay

from frontdesk.db import outbox_view, requests, timers
from frontdesk.db.engine.sqlite import SqliteEngine
from frontdesk.db.engine.store import Store
from frontdesk.db.schema.migrate import migrate
from frontdesk.desk import Desk
from frontdesk.jobs.receive import Receiver
from frontdesk.jobs.remind import remind
from frontdesk.jobs.send import send
from frontdesk.rules.request import Request
from frontdesk.settings.load import Settings, load_settings
from frontdesk.wiring import open_desk

MONDAY_NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
DESK = "it@example.org"
SETTINGS = {
    "DESK_NAME": "IT Desk",
    "DESK_ADDRESS": DESK,
    "DESK_HOURS": "Mon-Fri 09:00-17:00",
    "TECHNICIANS": "Ann Lee <ann@example.org>, Bob Burns <bob@example.org>",
    "MANAGERS": "Mia Boss <mia@example.org>",
    "IMAP_HOST": "127.0.0.1",
    "IMAP_SECURITY": "none",
    "IMAP_USER": "it",
    "IMAP_PASSWORD": "secret",
    "SMTP_HOST": "127.0.0.1",
    "SMTP_SECURITY": "none",
    "SECRET_KEY": "a key for tests that is long enough to be one",
    "FOLLOW_UP_AFTER": "1d",
    "CLOSE_AFTER": "3d",
    "CHASE_AFTER": "2d",
    "REOPEN_WITHIN": "14 days",
    "SURVEY_AFTER": "1h",
    "SURVEY_AT_MOST_EVERY": "30 days",
    "TOPICS_FILE": "off",  # labels are what a test's technicians say; "" gives the topics that come with the desk
}


@dataclass
class Clock:
    at: datetime = MONDAY_NOON

    def __call__(self) -> datetime:
        return self.at


@dataclass
class Letter:
    """A mail of the desk as its reader gets it."""

    message: EmailMessage
    raw: bytes

    @property
    def kind(self) -> str:
        return str(self.message["X-Frontdesk-Kind"])

    @property
    def subject(self) -> str:
        return str(self.message["Subject"])

    @property
    def text(self) -> str:
        part = self.message.get_body(("plain",))
        return part.get_content() if part else ""

    @property
    def html(self) -> str:
        part = self.message.get_body(("html",))
        return part.get_content() if part else ""

    def header(self, name: str) -> str:
        return str(self.message[name] or "")

    @property
    def attachments(self) -> dict[str, bytes]:
        return {
            str(part.get_filename()): cast(bytes, part.get_payload(decode=True))
            for part in self.message.iter_attachments()
        }


# A mail's headers by name, with `_` for `-`, put together before it is written.
Headers = dict[str, Any]


@dataclass
class DeskWorld:
    """`inbox(who)` gives a person's mail in order; `write` and `answer` send to the desk; `work` lets it work."""

    desk: Desk
    settings: Settings
    world: MailWorld
    clock: Clock
    receiver: Receiver = field(init=False)
    relay: MemoryRelay = field(init=False)
    serial: int = 0

    def __post_init__(self) -> None:
        self.receiver = Receiver(self.desk, MemoryMailbox(self.world, "it", "secret"))
        self.relay = MemoryRelay(self.world)
        self.receiver.open()

    # --- the desk's side

    def work(self) -> None:
        """Read all, do all that is due, send all."""
        self.work_without_sending()
        self.work_sending_only()

    def work_without_sending(self) -> None:
        self.receiver.file_away()
        while self.receiver.receive():
            pass
        while remind(self.desk, self.receiver.originals):
            pass

    def work_sending_only(self) -> None:
        while send(self.desk, self.relay):
            pass

    def pass_time(self, length: timedelta) -> None:
        """Let time go by; every timer and retry on the way fires at its own time."""
        end = self.clock.at + length
        while True:
            self.work()
            store = self.desk.store
            due = [at for at in (timers.next_due(store), outbox_view.next_due(store)) if at is not None]
            coming = [at for at in due if at > self.clock.at]
            if not coming or min(coming) > end:
                break
            self.clock.at = min(coming)
        self.clock.at = end
        self.work()

    def request(self, number: int) -> Request:
        found = requests.snapshot(self.desk.store, number)
        assert found is not None, f"there is no request #{number}"
        return found

    @property
    def numbers(self) -> list[int]:
        return [request.number for request in requests.listed(self.desk.store)]

    def events(self, number: int) -> list[str]:
        return [event.kind for event in requests.events(self.desk.store, number)]

    def messages(self, number: int) -> list[requests.KeptMessage]:
        return requests.messages(self.desk.store, number)

    def timers(self, number: int) -> dict[str, datetime]:
        return timers.of_request(self.desk.store, number)

    def filed(self, folder: str) -> int:
        return len(self.world.folders("it").get(folder, self.world.new_folder()).mails)

    # --- people's side

    def inbox(self, who: str) -> list[Letter]:
        """What this person got from the desk, oldest first."""
        return [
            Letter(email.message_from_bytes(mail.raw, policy=email.policy.default), mail.raw)
            for mail in self.world.sent
            if mail.recipient.lower() == who.lower()
        ]

    def last(self, who: str, kind: str | None = None) -> Letter:
        letters = [letter for letter in self.inbox(who) if kind in (None, letter.kind)]
        assert letters, f"{who} got no {kind or 'mail'}; got {[letter.kind for letter in self.inbox(who)]}"
        return letters[-1]

    def kinds(self, who: str) -> list[str]:
        return [letter.kind for letter in self.inbox(who)]

    def write(
        self, sender: str, subject: str, text: str, *, work: bool = True, **headers: str
    ) -> EmailMessage:
        """Somebody writes a new mail to the desk. Headers by name with `_` for `-`."""
        message = EmailMessage()
        self.serial += 1
        message["Message-ID"] = f"<mail{self.serial}@people.example.org>"
        message["From"] = sender
        message["To"] = DESK
        message["Subject"] = subject
        message["Date"] = format_datetime(self.clock.at)
        message.set_content(text)
        for name, value in headers.items():
            del message[name.replace("_", "-")]
            message[name.replace("_", "-")] = value
        self.deliver(message, work=work)
        return message

    def answer(
        self,
        sender: str,
        letter: Letter,
        text: str,
        *,
        subject: str = "",
        quote: bool = True,
        attach: dict[str, bytes] | None = None,
        work: bool = True,
        **headers: str,
    ) -> EmailMessage:
        """Somebody answers a mail of the desk as mail clients do. `subject` is put behind the old one's."""
        old = letter.subject if letter.subject.startswith("Re: ") else f"Re: {letter.subject}"
        message = EmailMessage()
        self.serial += 1
        message["Message-ID"] = f"<mail{self.serial}@people.example.org>"
        message["From"] = sender
        message["To"] = letter.header("Reply-To") or letter.header("From")
        message["Subject"] = f"{old} {subject}".strip()
        message["Date"] = format_datetime(self.clock.at)
        message["In-Reply-To"] = letter.header("Message-ID")
        message["References"] = f"{letter.header('References')} {letter.header('Message-ID')}".strip()
        quoted = "\n".join(f"> {line}" for line in letter.text.splitlines())
        message.set_content(f"{text}\n\nOn Mon, 2 Mar 2026, IT Desk wrote:\n{quoted}\n" if quote else text)
        for name, content in (attach or {}).items():
            message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
        for name, value in headers.items():
            del message[name.replace("_", "-")]
            message[name.replace("_", "-")] = value
        self.deliver(message, work=work)
        return message

    def deliver(self, message: EmailMessage | bytes, *, work: bool = True) -> None:
        raw = message if isinstance(message, bytes) else message.as_bytes(policy=email.policy.SMTP)
        self.world.deliver(raw, DESK)
        if work:
            self.work()


@contextmanager
def desk_world(database: Path | str, **settings: str) -> Iterator[DeskWorld]:
    """A desk with an SQLite file (a path) or another database (a URL), ready to work, at noon on a Monday.

    Nobody cuts the power of a file: its tables are copied, and no commit waits for the disk.
    """
    url = database if isinstance(database, str) else f"sqlite:///{database}"
    if isinstance(database, Path) and not database.exists():
        database.touch(0o600)
        database.write_bytes(_new_database())
    chosen = load_settings({**SETTINGS, "DATABASE_URL": url, **settings})
    clock = Clock()
    with open_desk(chosen, now=clock, inline=True) as desk:
        if isinstance(database, Path):
            desk.store.run("PRAGMA synchronous = off")
        yield DeskWorld(desk, chosen, MailWorld(clock=clock), clock)


@cache
def _new_database() -> bytes:
    """An SQLite file with all tables."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "new.db"
        store = Store(SqliteEngine(str(file), busy_seconds=0))
        migrate(store, now=MONDAY_NOON)
        store.close()
        return file.read_bytes()
