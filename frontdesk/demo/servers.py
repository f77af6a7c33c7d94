"""A mail server inside this process: IMAP by pymap, SMTP by aiosmtpd, every mailbox in memory, gone at the end.

Listens on 127.0.0.1 alone, and delivers to its own mailboxes alone. Imports the demo's two extra packages, so
it is imported only once they are known to be there.
"""

from __future__ import annotations

import asyncio
import logging
import socket
import threading
from argparse import Namespace
from collections.abc import Callable, Iterable
from datetime import datetime
from email.utils import format_datetime
from ssl import SSLContext, create_default_context

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword
from aiosmtpd.smtp import Session as SmtpSession
from proxyprotocol.sock import SocketInfoLocal
from pymap.backend.dict import Config, Login
from pymap.backend.dict.filter import FilterSet
from pymap.backend.dict.mailbox import MailboxSet
from pymap.concurrent import Subsystem
from pymap.imap import IMAPServer
from pymap.parsing.message import AppendMessage
from pymap.user import UserMetadata
from pysasl.hashing import Cleartext

from frontdesk.demo.people import Letter

LOOPBACK = "127.0.0.1"
NAME = "mail.demo.example"  # what the server calls itself, also in Authentication-Results
LARGEST = 32 * 1024 * 1024
PATIENCE = 10.0  # seconds to begin and to end

Taken = Callable[[Letter], None]


class _Config(Config):
    """pymap's settings for a server that nobody else can reach."""

    def __init__(self) -> None:
        super().__init__(
            Namespace(passlib_cfg=None, proxy_protocol=None),
            host=LOOPBACK,
            port=0,
            demo_data=False,
            demo_user="",
            demo_password="",
            tls_enabled=False,
            ssl_context=_no_certificate(),
            hash_context=Cleartext(),
            cpu_subsystem=Subsystem.for_asyncio(),
            max_append_len=LARGEST,
        )

    @property
    def greeting(self) -> bytes:
        return f"{NAME} is ready".encode("ascii")  # pymap's own asks the DNS for this machine's name


def _no_certificate() -> SSLContext:
    """A context that is never used; without one pymap looks for certificates in the environment."""
    return create_default_context()


class MailServers:
    """Both servers on one event loop. `imap_port`, `smtp_port`: where they listen, once `start` is done."""

    def __init__(
        self, addresses: Iterable[str], password: str, clock: Callable[[], datetime], taken: Taken
    ) -> None:
        """`taken` is called with each mail after it is delivered, in the servers' thread."""
        self._addresses, self._password = frozenset(addresses), password
        self._clock, self._taken = clock, taken
        self._connections: set[asyncio.Task[None]] = set()
        self._ready = threading.Event()
        self._failure: Exception | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None
        self._thread = threading.Thread(target=self._run, name="mail servers", daemon=True)
        self.imap_port = self.smtp_port = 0

    def start(self, imap_port: int = 0, smtp_port: int = 0) -> None:
        """Listen, on these ports when they are free, else on any that are. OSError when nothing can be."""
        logging.getLogger("mail.log").setLevel(
            logging.ERROR
        )  # aiosmtpd warns of its own doings at each login
        self.imap_port, self.smtp_port = imap_port, smtp_port
        self._thread.start()
        self._ready.wait(PATIENCE)
        if self._failure is not None:
            raise self._failure

    def stop(self) -> None:
        if self._loop is not None and self._stop is not None and self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(PATIENCE)

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except Exception as error:
            self._failure = error
        finally:
            self._ready.set()

    async def _serve(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        self._config = _Config()
        self._config.apply_context()
        login = Login(self._config)
        for address in self._addresses:
            login.users_dict[address] = UserMetadata(self._config, address, password=self._password)
            self._config.set_cache[address] = (MailboxSet(), FilterSet())
        imap = await self._listen_imap(IMAPServer(login, self._config))
        smtp = await self._listen_smtp()
        self._ready.set()
        await self._stop.wait()
        imap.close()
        smtp.close()
        for task in self._connections:
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    async def _listen_imap(self, server: IMAPServer) -> asyncio.Server:
        def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            # Kept until it is done: from Python 3.13 on a task that nobody holds is collected in its middle.
            task = asyncio.create_task(server(reader, writer, SocketInfoLocal(writer)))
            self._connections.add(task)
            task.add_done_callback(self._ended)

        listening = _listening(self.imap_port)
        self.imap_port = listening.getsockname()[1]
        return await asyncio.start_server(connected, sock=listening)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._connections.discard(task)
        if not task.cancelled():
            task.exception()  # a client that went away in the middle of a word is nobody's trouble

    async def _listen_smtp(self) -> asyncio.Server:
        listening = _listening(self.smtp_port)
        self.smtp_port = listening.getsockname()[1]
        return await asyncio.get_running_loop().create_server(self._smtp_session, sock=listening)

    def _smtp_session(self) -> SMTP:
        return SMTP(
            self,
            hostname=NAME,
            ident="frontdesk's demo",
            data_size_limit=LARGEST,
            enable_SMTPUTF8=True,
            authenticator=self._knows,
            auth_require_tls=False,
            loop=self._loop,
        )

    def _knows(
        self, server: SMTP, session: SmtpSession, envelope: Envelope, mechanism: str, data: LoginPassword
    ) -> AuthResult:
        user = data.login.decode("utf-8", "replace").lower()
        good = user in self._addresses and data.password.decode("utf-8", "replace") == self._password
        return AuthResult(success=good, auth_data=user if good else None)

    async def handle_MAIL(
        self, server: SMTP, session: SmtpSession, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if not session.authenticated:
            return "530 5.7.0 Log in first: the address is the user"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 OK"

    async def handle_RCPT(
        self, server: SMTP, session: SmtpSession, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if mailbox_of(address) not in self._addresses:
            return "550 5.1.1 There is no such mailbox in this demo"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: SmtpSession, envelope: Envelope) -> str:
        user, at = str(session.auth_data), self._clock()
        content = envelope.original_content or b""
        readers = tuple(dict.fromkeys(mailbox_of(address) for address in envelope.rcpt_tos))
        if mailbox_of(Letter.read(content, at, user, readers).author) != user:
            return f"553 5.7.1 {user} may write in nobody else's name"
        raw = _stamp(user, at) + content
        for reader in readers:
            await self._deliver(reader, _return_path(envelope.mail_from) + raw, at)
        self._taken(Letter.read(raw, at, user, readers))
        return "250 2.0.0 Delivered"

    async def _deliver(self, reader: str, raw: bytes, at: datetime) -> None:
        mailboxes, _ = self._config.set_cache[reader]
        inbox = await mailboxes.get_mailbox("INBOX")
        await inbox.append(AppendMessage(raw, at), recent=True)


def _listening(port: int) -> socket.socket:
    """A socket on `port`, or on one that is free when another program has it."""
    try:
        return socket.create_server((LOOPBACK, port))
    except OSError:
        return socket.create_server((LOOPBACK, 0))


def mailbox_of(address: str) -> str:
    """Whose mailbox an address means: `it+4f2a@example.org` is `it@example.org`."""
    local, _, domain = address.lower().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"


def _return_path(sender: str | None) -> bytes:
    return f"Return-Path: <{(sender or '').strip('<>')}>\r\n".encode()


def _stamp(user: str, at: datetime) -> bytes:
    """What a mail server writes on top: how the mail came (RFC 5321 section 4.4), and who vouches (RFC 8601)."""
    domain = user.rpartition("@")[2]
    return (
        f"Received: from client ([{LOOPBACK}]) by {NAME} with ESMTPA; {format_datetime(at)}\r\n"
        f"Authentication-Results: {NAME}; auth=pass smtp.auth={user};\r\n"
        f" spf=pass smtp.mailfrom={user}; dmarc=pass header.from={domain}\r\n"
    ).encode()
