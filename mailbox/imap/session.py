"""An IMAP session: imapclient's commands over a connection of our own, and its exceptions in our words.

imaplib asks its users to override `open`, `read`, `readline`, `send` and `shutdown`; so the buffer is ours, a
line may be long, and a glance at each line notices new mail and COPYUID in whatever answer they come.
imapclient's debug level is switched off again: it formats every line for a log that nobody reads, which costs
more than reading the mail, and passwords would pass through it.
"""

from __future__ import annotations

import contextlib
import imaplib
import itertools
import re
from collections.abc import Iterator
from typing import Any

from imapclient import IMAPClient

from frontdesk.mailbox.connection import Connection, in_words
from frontdesk.mailbox.errors import (
    ConnectionLost,
    EncryptionMissing,
    LoginRefused,
    MailboxError,
    Refused,
)
from frontdesk.mailbox.ports import ImapAccount
from frontdesk.mailbox.sasl import BearerLogin, Token, choose

NOT_NOW = re.compile(
    r"\[(UNAVAILABLE|INUSE|LIMIT|SERVERBUG)\]|too many|try again|temporar|throttl", re.IGNORECASE
)
NOT_CONNECTED = re.compile(r"authenticated but not connected", re.IGNORECASE)  # Exchange Online's words
BYTES_SHOWN = re.compile(r"\bb(['\"])(.*?)\1")  # imaplib shows a server's words as Python has them
OTHER_SECURITY = "Set IMAP_SECURITY=tls and IMAP_PORT to the port for it (993)."
CHECK_LOGIN = "Check IMAP_USER and IMAP_PASSWORD; some providers want an app password."
NEWS = re.compile(rb"\* \d{1,10} EXISTS\r?\n", re.IGNORECASE)


_logins = itertools.count(1)


class Wire(imaplib.IMAP4):
    """imaplib over a `Connection`. `news`: mail may have come in. `copyuid`: lines with that code."""

    def __init__(self, account: ImapAccount) -> None:
        self.account = account
        self.news = False
        self.copyuid: list[bytes] = []
        super().__init__(account.host, account.port)

    def open(self, host: str = "", port: int = 143, timeout: float | None = None) -> None:
        self.host, self.port = host, port
        self.connection = Connection(self.account)
        self.sock = self.connection.socket
        self.connection.allow(self.account.read_timeout)

    def read(self, size: int) -> bytes:
        return self.connection.read(size)

    def readline(self) -> bytes:
        line = self.connection.readline()
        if line.startswith(b"* ") and NEWS.fullmatch(line):
            self.news = True
        elif b"[COPYUID " in line[:60]:
            self.copyuid.append(line)
        return line

    def send(self, data: bytes) -> None:  # type: ignore[override]
        self.connection.send(data)

    def shutdown(self) -> None:
        self.connection.close()

    def encrypt(self) -> None:
        """STARTTLS (RFC 3501 section 6.2.1); a server that doesn't offer it, or says PREAUTH, is refused."""
        if "STARTTLS" not in self.capabilities or self.state != "NONAUTH":
            raise EncryptionMissing(f"{self.host}:{self.port} offers no STARTTLS", remedy=OTHER_SECURITY)
        kind, _ = self.xatom("STARTTLS")
        if kind != "OK":
            raise EncryptionMissing(f"{self.host}:{self.port} refuses STARTTLS", remedy=OTHER_SECURITY)
        self.connection.encrypt()
        self.sock = self.connection.socket
        self.connection.allow(self.account.read_timeout)
        self.untagged_responses.clear()


class Session(IMAPClient):  # type: ignore[misc]
    """imapclient on a `Wire`; knows what the server offers after the login, and how it wants folders named.

    `prefix`, `delimiter`: of the user's own folders where all their names must begin with something ("INBOX.", Courier
    and Cyrus do that), "" elsewhere (RFC 2342).
    """

    def __init__(self, account: ImapAccount) -> None:
        self.account = account
        super().__init__(account.host, account.port, ssl=False, timeout=account.read_timeout)
        self.wire: Wire = self._imap
        self.wire.debug = 0
        self.prefix = self.delimiter = ""

    def _create_IMAP4(self) -> Wire:
        return Wire(self.account)

    def offers(self, capability: str) -> bool:
        return bool(self.has_capability(capability))

    def learn_prefix(self) -> None:
        """Ask once how names of folders begin. A server that can't say it wants none."""
        if not self.offers("NAMESPACE"):
            return
        with contextlib.suppress(imaplib.IMAP4.error, ValueError, TypeError):
            own = [
                (str(prefix), str(delimiter or "")) for prefix, delimiter in self.namespace().personal or ()
            ]
            if own and all(prefix for prefix, _ in own):
                self.prefix, self.delimiter = own[0]

    def real_name(self, folder: str) -> str:
        """A folder's name as the server has it. One that is written with the prefix already, and INBOX, stay."""
        if not self.prefix or not folder or folder.upper() == "INBOX" or folder.startswith(self.prefix):
            return folder
        if self.delimiter and self.delimiter != "/":
            folder = folder.replace("/", self.delimiter)
        return f"{self.prefix}{folder}"

    def _normalise_folder(self, folder_name: str) -> Any:
        """imapclient passes every folder's name through this."""
        return super()._normalise_folder(self.real_name(folder_name))


def open_session(account: ImapAccount) -> Session:
    """Connects and logs in. Raises `MailboxError`s only; no connection is left behind then."""
    try:
        with translated(account):
            session = Session(account)
    except Refused as unwelcome:  # "* BYE too busy" for a greeting
        raise ConnectionLost(str(unwelcome)) from unwelcome
    try:
        with translated(account):
            if account.security == "starttls":
                session.wire.encrypt()
            _log_in(session.wire, account)
            session.wire.untagged_responses.clear()  # what was said before the login no longer holds
            session.capabilities()
            session.learn_prefix()
    except BaseException:
        session.wire.shutdown()
        raise
    return session


def _log_in(wire: Wire, account: ImapAccount) -> None:
    """AUTHENTICATE PLAIN takes any password; LOGIN is for servers without it, and can say less.

    imapclient's own `login` calls a connection that breaks a refused login, which would end all trying.
    """
    if wire.state == "AUTH":  # PREAUTH
        return
    _, words = wire.capability()
    offered = (words[-1] or b"").upper().split()
    if account.token is not None:
        _log_in_by_token(wire, account, account.token, offered)
        return
    try:
        if b"AUTH=PLAIN" in offered:
            secret = f"\0{account.user}\0{account.password}".encode()
            wire.authenticate("PLAIN", lambda _: secret)
        elif b"LOGINDISABLED" in offered:
            raise LoginRefused(
                "the server takes no login on this connection", remedy="Set IMAP_SECURITY to tls or starttls."
            )
        else:
            wire.login(*_sayable(account))
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as error:
        raise _login_error(account, said(error)) from error


def _log_in_by_token(wire: Wire, account: ImapAccount, token: Token, offered: list[bytes]) -> None:
    """A token may be revoked long before its time: one more try with another, where there is another."""
    ways = [
        word.removeprefix(b"AUTH=").decode("ascii", "replace")
        for word in offered
        if word.startswith(b"AUTH=")
    ]
    mechanism = choose(ways, account.host)
    given = token("")
    if (refused := _bearer_refused(wire, account, mechanism, given)) is None:
        return
    other = token(given) if isinstance(refused, LoginRefused) else given
    if other == given or (refused := _bearer_refused(wire, account, mechanism, other)) is not None:
        raise refused


def _bearer_refused(wire: Wire, account: ImapAccount, mechanism: str, token: str) -> MailboxError | None:
    """AUTHENTICATE (RFC 3501 section 6.2.2), and why not; the token is no initial response.

    Not by imaplib, which gives up over a challenge that isn't base64, and answers others without end.
    """
    login, tag = BearerLogin(mechanism, account.user, token), b"TOKEN%d" % next(_logins)
    wire.send(tag + b" AUTHENTICATE " + mechanism.encode() + b"\r\n")
    for line in lines_until(wire, tag):
        if line.startswith(b"+"):
            wire.send(login(line[1:]) + b"\r\n")
    kind, _, words = line[len(tag) + 1 :].partition(b" ")
    if kind.upper() == b"OK":
        wire.state = "AUTH"
        return None
    return _login_error(account, login.explained(said(ValueError(words.strip()))))


def _sayable(account: ImapAccount) -> tuple[str, str]:
    for value in (account.user, account.password):
        if not value.isascii() or not value.isprintable():
            problem = "this server's login takes only ASCII characters in user and password"
            raise LoginRefused(problem, remedy="Choose a password of ASCII characters.")
    return account.user, account.password


def _login_error(account: ImapAccount, answer: str) -> MailboxError:
    if NOT_NOW.search(answer):
        return Refused(f"login not possible now: {answer}")
    problem = f"the server refused the login of {account.user}: {answer}"
    return LoginRefused(problem, remedy=account.remedy(answer) or CHECK_LOGIN)


def said(error: BaseException) -> str:
    """The server's words in an exception of imaplib, whose argument may be text or bytes; one short line."""
    word = error.args[0] if error.args else error
    text = word.decode("utf-8", "replace") if isinstance(word, bytes) else str(word)
    if isinstance(error, OSError):
        text = in_words(error)
    text = BYTES_SHOWN.sub(r"\2", text)
    return "".join(c if c.isprintable() else " " for c in text)[:500]


@contextlib.contextmanager
def translated(account: ImapAccount) -> Iterator[None]:
    """Whatever goes wrong inside becomes a `MailboxError`."""
    where = f"{account.host}:{account.port}"
    try:
        yield
    except MailboxError:
        raise
    except imaplib.IMAP4.readonly as error:
        raise Refused(
            f"{where}: {said(error)}", permanent=True, remedy="Grant the right to change it."
        ) from error
    except (imaplib.IMAP4.abort, OSError) as error:
        remedy = "Check that the server runs, and IMAP_HOST and IMAP_PORT."
        raise ConnectionLost(f"{where}: {said(error)}", remedy=remedy) from error
    except imaplib.IMAP4.error as error:
        if NOT_CONNECTED.search(said(error)):
            problem = f"the login of {account.user} is taken, but not to this mailbox: {said(error)}"
            raise LoginRefused(problem, remedy=account.remedy(said(error)) or CHECK_LOGIN) from error
        raise Refused(f"{where}: {said(error)}") from error
    except (ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError) as error:
        # imaplib and imapclient trip in many ways over a server that babbles; nothing it says is trusted then
        problem = f"{where} answers what isn't IMAP: {said(error)}"
        raise ConnectionLost(problem, remedy="Check IMAP_HOST and IMAP_PORT.") from error


def ended(bye: bytes) -> ConnectionLost:
    """An untagged BYE, with its words: they may say that only the token is over."""
    return ConnectionLost(f"the server ends the session: {said(ValueError(bye[5:].strip()))}")


def lines_until(wire: Wire, tag: bytes) -> Iterator[bytes]:
    """The lines of an answer up to the tagged one, which is the last; literals in between are skipped."""
    while True:
        line = wire.readline()
        yield line
        if line.startswith(tag + b" "):
            return
        if line.startswith(b"* BYE"):
            raise ended(line)
        while literal := re.search(rb"\{(\d{1,9})\}\r?\n$", line):
            wire.read(int(literal.group(1)))
            line = wire.readline()
