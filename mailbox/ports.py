"""What the desk needs of a mail server: the two Protocols, and the values that pass through them.

`mailbox.imap.ImapMailbox` and `mailbox.smtp.SmtpRelay` are the real ones; tests have fakes that pass the same
contract suite. Nothing here does I/O. All times are aware datetimes in UTC, all durations seconds. Every
failure is a `mailbox.errors.MailboxError`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, Literal, Protocol

from frontdesk.mailbox.account_words import AboutUs
from frontdesk.mailbox.sasl import Remedy, Token, no_remedy

Security = Literal["tls", "starttls", "none"]
DeliveryState = Literal["sent", "deferred", "failed", "unknown"]


@dataclass(frozen=True, slots=True)
class ImapAccount:
    """Where the mailbox is. `ca_file`: a PEM file to trust instead of the machine's own, "" for those.

    `idle`: False where IDLE is offered but doesn't work; then time is waited out. `token`: gives access tokens to
    log in by; None for the password. `must_move`: file mail by MOVE or not at all, where COPY and EXPUNGE would
    delete for ever. `remedy`: what the provider's words call for.
    """

    host: str
    port: int
    security: Security
    user: str
    password: str = field(repr=False)
    ca_file: str = ""
    connect_timeout: float = 30.0
    read_timeout: float = 60.0
    idle: bool = True
    token: Token | None = field(default=None, repr=False, compare=False)
    must_move: bool = False
    remedy: Remedy = field(default=no_remedy, repr=False, compare=False)
    settings: ClassVar[str] = "IMAP"  # how the names of its settings begin


@dataclass(frozen=True, slots=True)
class SmtpAccount:
    """Where mail goes out. No login with an empty `user`. `helo_name` is how we introduce ourselves. `sender`: the
    envelope's sender of a mail that should have none, where the relay takes no such mail; "" for never.

    `data_timeout` is for the answer to a mail's last byte, `command_timeout` for all others (RFC 5321
    section 4.5.3.2). `token`: gives access tokens to log in by; None for the password. `token_if_offered`: no
    login at all where the relay offers none. `remedy`: what the provider's words call for.
    """

    host: str
    port: int
    security: Security
    user: str = ""
    password: str = field(default="", repr=False)
    ca_file: str = ""
    helo_name: str = "localhost"
    sender: str = ""
    connect_timeout: float = 30.0
    command_timeout: float = 120.0
    data_timeout: float = 600.0
    token: Token | None = field(default=None, repr=False, compare=False)
    token_if_offered: bool = False
    remedy: Remedy = field(default=no_remedy, repr=False, compare=False)
    settings: ClassVar[str] = "SMTP"


@dataclass(frozen=True, slots=True)
class FolderState:
    """A folder when it was selected. Its UIDs mean nothing under another `uidvalidity` (RFC 3501 2.3.1.1)."""

    uidvalidity: int
    uidnext: int
    exists: int


@dataclass(frozen=True, slots=True)
class Envelope:
    """What is asked before a mail is read. `received_at` is the server's INTERNALDATE."""

    size: int
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Fetched:
    """A mail's bytes as the server keeps them, and when it came in."""

    raw: bytes
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Listed:
    """One mail of a folder, for reconciling it with the ledger."""

    uid: int
    size: int
    received_at: datetime


class MailFolder(Protocol):
    """The mailbox's reading side: one connection, one selected folder, one thread.

    Reads with BODY.PEEK[] and never touches \\Seen; says UIDs only, never sequence numbers; deletes nothing.
    A mail that a person moved or deleted under our hands is simply absent from an answer; so is one that came
    in after the last `select` or `uids_from`, which a server need not show yet. After `ConnectionLost` the
    caller calls `connect()` and `select()` again. `Refused` when the server can't read one of several mails:
    then ask for them one by one.
    """

    def connect(self) -> None:
        """Connects and logs in; an earlier connection is dropped."""

    def close(self) -> None:
        """Ends the connection, at most within a second; never raises, may be called twice."""

    def capabilities(self) -> frozenset[str]:
        """What the server offers after the login, upper case ("IDLE", "MOVE", "UIDPLUS")."""

    def select(self, folder: str) -> FolderState:
        """Opens a folder. `FolderMissing` when there is none."""

    def status(self, folder: str) -> FolderState:
        """The same of a folder that isn't opened for it. `FolderMissing` when there is none."""

    def mark(self, uids: Sequence[int]) -> None:
        """Notes at the mails themselves that they were dealt with, by a keyword that goes along when they are moved.

        People's mail clients don't show it. Does nothing where the server keeps no keywords of ours.
        """

    def unmark(self, uids: Sequence[int]) -> None:
        """Takes the mark away again."""

    def marked_from(self, uid: int) -> list[int]:
        """Those of `uids_from(uid)` that bear the mark; all of them where the server keeps none."""

    def uids_from(self, uid: int) -> list[int]:
        """The UIDs >= `uid` in the selected folder, ascending."""

    def sizes(self, uids: Sequence[int]) -> dict[int, Envelope]:
        """Size in octets and arrival of each mail that is still there."""

    def fetch(self, uids: Sequence[int]) -> dict[int, Fetched]:
        """Whole mails, in one answer held in memory: ask `sizes` first and take no more than fits."""

    def fetch_head(self, uid: int, octets: int) -> Fetched | None:
        """A mail's first octets; None when it is gone."""

    def move(self, uids: Sequence[int], folder: str) -> dict[int, int | None]:
        """Moves mails to another folder; may be repeated. New UID by old, None where the server doesn't tell.

        A mail that is gone is absent from the answer where the server tells so. `FolderMissing` when there
        is no such folder; then nothing has moved. Servers without MOVE get COPY, \\Deleted and UID EXPUNGE;
        a connection cut in between can leave a second copy in `folder`, never none.
        """

    def ensure_folder(self, name: str) -> None:
        """Creates and subscribes to a folder if it isn't there."""

    def append(self, folder: str, raw: bytes, at: datetime) -> None:
        """Adds a mail to a folder, marked as seen (it is ours)."""

    def came_at(self, folder: str, at: datetime, size: int) -> list[Fetched]:
        """The mails of another folder that arrived `at` this second, those of `size` octets first; a few at most.

        Empty when there is no such folder. The selected folder stays selected.
        """

    def list_folder(self, folder: str) -> list[Listed]:
        """Every mail of a folder, ascending by UID; the selected folder stays selected."""

    def holds_message_id(self, folder: str, message_id: str) -> bool:
        """Whether a folder has a mail of ours, by a Message-ID that we made (`UnsafeValue` for others')."""

    def wait(self, seconds: float, wake_fd: int | None = None) -> bool:
        """Sleeps until mail may have arrived (True), the time is over, or `wake_fd` can be read (False).

        With IDLE where the server has it; without, True after `seconds`: look for yourself. True at once when
        mail came in since the last `uids_from`. Doesn't read from `wake_fd`.
        """


@dataclass(frozen=True, slots=True)
class OutgoingMail:
    """A finished mail. `envelope_from` "" is the null return path (RFC 5321 section 4.5.5)."""

    id: int
    envelope_from: str
    recipients: tuple[str, ...]
    raw: bytes


@dataclass(frozen=True, slots=True)
class RecipientOutcome:
    """What became of a mail for one recipient.

    `sent`: the relay has taken it. `deferred`: not taken, try later. `failed`: not taken, trying again will
    not help. `unknown`: the connection broke after the mail's last byte and before the answer. `answer`: the
    relay's words ("550 5.1.1 no such user"), or ours. `about_us`: the words are about our account at the relay, so
    that no other mail will fare better; then it is `deferred`, whatever the code says.
    """

    recipient: str
    state: DeliveryState
    answer: str
    about_us: AboutUs | None = None


@dataclass(frozen=True, slots=True)
class SendResult:
    """The outcome of one mail, a line per recipient in their order."""

    id: int
    outcomes: tuple[RecipientOutcome, ...]


class Relay(Protocol):
    """The way out: one kept connection, one thread."""

    def send(self, mails: Sequence[OutgoingMail]) -> Iterator[SendResult]:
        """Sends mails in their order; yields each result as soon as its answer is read, one for every mail.

        Connects when there is no connection. Raises only while nothing has been tried yet (`ConnectionLost`,
        `LoginRefused`, `CertificateRefused`, `EncryptionMissing`); from then on every trouble is an outcome:
        a relay that goes away leaves the mail in the middle `unknown` and, if it doesn't come back at once,
        the rest `deferred`. A generator that isn't read to its end drops the connection.
        """

    def probe(self) -> frozenset[str]:
        """Connects, logs in and says what the relay offers, upper case ("PIPELINING", "SIZE 10240000")."""

    def close(self) -> None:
        """Ends the connection; never raises, may be called twice."""
