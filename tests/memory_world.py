"""A mail world in memory: mailboxes with people in them, and a relay that delivers to them.

For tests that must be fast, or must have every accident at every step. Each step of an operation asks `fate`
first and after: `fate("imap move, before")`, `fate("imap move, after")`, and between the mails of a batch
`fate("imap move, between")`. It may return, raise `ConnectionLost`, raise a crash of the test's own (best a
BaseException), or do what people do meanwhile: move, delete, deliver. Time is the clock that is given.
"""

from __future__ import annotations

import hashlib
import itertools
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from frontdesk.mailbox.smtp.protocol import with_crlf

Fate = Callable[[str], None]
ALL_CAPABILITIES = frozenset({"IMAP4REV1", "IDLE", "MOVE", "UIDPLUS"})
ALL_EXTENSIONS = {"PIPELINING": "", "SIZE": "10240000", "8BITMIME": "", "SMTPUTF8": ""}


_OWN_ID = re.compile(rb"^Message-ID: *\s?(<[^>]*>)", re.IGNORECASE | re.MULTILINE)


def other_id(raw: bytes) -> bytes:
    """What a relay that rewrites Message-IDs makes of this mail's."""
    return b"<" + hashlib.sha256(raw).hexdigest()[:20].encode() + b"@prod.outlook.example>"


def nothing_happens(step: str) -> None:
    """The kindest fate."""


def noon() -> datetime:
    return datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@dataclass
class Kept:
    """A mail in a folder. `marked` is \\Deleted, which hides nothing until somebody expunges; `read` our own mark."""

    raw: bytes
    received_at: datetime
    seen: bool = False
    marked: bool = False
    read: bool = False


@dataclass
class Folder:
    uidvalidity: int
    uidnext: int = 1
    mails: dict[int, Kept] = field(default_factory=dict)

    def add(self, mail: Kept) -> int:
        uid, self.uidnext = self.uidnext, self.uidnext + 1
        self.mails[uid] = mail
        return uid


@dataclass(frozen=True)
class Delivered:
    """What the relay took for one recipient, and when."""

    sender: str
    recipient: str
    raw: bytes
    at: datetime


@dataclass
class MailWorld:
    """Every mailbox is there from its first mention, with an INBOX; its user is an address's local part.

    `refusals`: what the relay answers to RCPT by recipient ("450 4.2.0 later"), `answer` to a mail's end.
    `keeps_marks`: whether the mailbox keeps keywords. `down`: "imap" and "smtp" can be away. `sleep` is what passes
    the time of a waiting desk, in seconds.
    """

    clock: Callable[[], datetime] = noon
    fate: Fate = nothing_happens
    sleep: Callable[[float], None] = lambda seconds: None
    refusals: dict[str, str] = field(default_factory=dict)
    answer: str = "250 2.0.0 taken"
    size_limit: int | None = None  # that the relay keeps to itself until it has read a mail
    keeps_marks: bool = True
    breaks: Callable[[bytes], bool] = lambda raw: (
        False
    )  # whether the connection breaks when this mail is fetched
    rewrites: bool = False  # the relay gives each mail another Message-ID, and says which
    down: set[str] = field(default_factory=set)
    passwords: dict[str, str] = field(default_factory=dict)
    sent: list[Delivered] = field(default_factory=list)
    boxes: dict[str, dict[str, Folder]] = field(default_factory=dict)
    _validities: Iterator[int] = field(default_factory=lambda: itertools.count(1000))

    def folders(self, user: str) -> dict[str, Folder]:
        if user not in self.boxes:
            self.boxes[user] = {"INBOX": self.new_folder()}
        return self.boxes[user]

    def new_folder(self) -> Folder:
        return Folder(next(self._validities))

    def folder(self, user: str, name: str = "INBOX") -> Folder:
        return self.folders(user)[name]

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Around what takes effect: an accident may come before it or after it."""
        self.fate(f"{name}, before")
        yield
        self.fate(f"{name}, after")

    def deliver(self, raw: bytes, to: str, at: datetime | None = None) -> int:
        """A mail arrives from outside; its UID in INBOX. `to` is an address or a user."""
        user = to.partition("@")[0].partition("+")[0].lower()
        return self.folder(user).add(Kept(raw, at or self.clock()))

    def take(self, sender: str, recipient: str, raw: bytes) -> None:
        """The relay takes a mail for one recipient and delivers it."""
        if self.rewrites:
            raw = _OWN_ID.sub(
                rb"Message-ID: %b\r\nX-Microsoft-Original-Message-ID: \1" % other_id(raw), raw, count=1
            )
        self.sent.append(Delivered(sender, recipient, raw, self.clock()))
        self.deliver(raw, recipient)

    def said_of(self, raw: bytes) -> str:
        """The answer to a mail that was taken."""
        return (
            f"250 2.0.0 OK {other_id(with_crlf(raw)).decode()} [Hostname=x]" if self.rewrites else self.answer
        )

    def person_moves(self, user: str, uid: int, to: str, folder: str = "INBOX") -> int:
        """Somebody moves a mail in a client of his own; its new UID."""
        if to not in self.folders(user):
            self.folders(user)[to] = self.new_folder()
        return self.folder(user, to).add(self.folder(user, folder).mails.pop(uid))

    def person_deletes(self, user: str, uid: int, folder: str = "INBOX") -> None:
        del self.folder(user, folder).mails[uid]

    def person_reads(self, user: str, uid: int, folder: str = "INBOX") -> None:
        self.folder(user, folder).mails[uid].seen = True

    def lose_uids(self, user: str, folder: str = "INBOX") -> None:
        """The folder is made anew: another UIDVALIDITY, the same mails under other UIDs."""
        anew = self.new_folder()
        for mail in self.folder(user, folder).mails.values():
            anew.add(mail)
        self.folders(user)[folder] = anew
