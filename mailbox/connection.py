"""One TCP connection to a mail server, plain or TLS, with a reading buffer that can be asked what it holds.

Shared by IMAP and SMTP. Verifies certificates always and never falls back to clear text. Every trouble is a
`MailboxError`. Says nothing itself: what is sent is its user's business.
"""

from __future__ import annotations

import contextlib
import functools
import re
import select
import socket
import ssl

from frontdesk.mailbox.certificate import refusal
from frontdesk.mailbox.errors import CertificateRefused, ConnectionLost, EncryptionMissing, MailboxError
from frontdesk.mailbox.ports import ImapAccount, SmtpAccount

PIECE = 65_536  # more makes every recv ask the system for new memory
LONGEST_LINE = 33_554_432  # UID SEARCH answers a folder's every UID in one line: two million of them fit
LARGEST_READ = 1_073_741_824
TLS_PORTS = {"IMAP": 993, "SMTP": 465}
NOT_TLS = frozenset({"WRONG_VERSION_NUMBER", "UNKNOWN_PROTOCOL", "UNSUPPORTED_PROTOCOL", "HTTP_REQUEST"})
NOTHING_YET = (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError)
# Seconds. A server that speaks TLS waits for our word where others greet; some greet late on purpose.
SILENCE, TLS_TRIAL = 2.0, 2.0
KEEPALIVE = (("TCP_KEEPIDLE", 60), ("TCP_KEEPINTVL", 20), ("TCP_KEEPCNT", 3))


@functools.lru_cache(maxsize=8)
def tls_context(ca_file: str) -> ssl.SSLContext:
    """A context that verifies the chain and the host's name. `ca_file`: "" for the machine's own issuers."""
    try:
        return ssl.create_default_context(cafile=ca_file or None)
    except (OSError, ssl.SSLError) as error:
        problem = f"cannot read the certificates in {ca_file}: {in_words(error)}"
        raise CertificateRefused(problem, remedy="Name a file with certificates in PEM form.") from error


def in_words(error: Exception) -> str:
    """What the system says, without numbers, names of constants and lines of C."""
    text = (isinstance(error, OSError) and error.strerror) or str(error) or type(error).__name__
    return re.sub(r"^\[[^\]]*\] ?|\s*\(_ssl\.c:\d+\)$", "", text)


class Connection:
    """A connected socket. `written` counts the octets handed to the system since the connection was made."""

    def __init__(self, account: ImapAccount | SmtpAccount) -> None:
        """Connects, with TLS at once where the account says `tls`. Seconds to wait come from the account."""
        self._account = account
        self._buffer = b""
        self._at = 0  # where in the buffer the unread octets begin
        self.written = 0
        self.socket: socket.socket = self._dial()
        if account.security == "tls":
            self.encrypt()
        else:
            self._notice_tls()

    @property
    def _where(self) -> str:
        return f"{self._account.host}:{self._account.port}"

    def _dial(self) -> socket.socket:
        account = self._account
        try:
            dialled = socket.create_connection((account.host, account.port), account.connect_timeout)
            dialled.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            dialled.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
            for name, value in KEEPALIVE:
                if hasattr(socket, name):
                    dialled.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
        except UnicodeError as error:
            raise ConnectionLost(
                f"{account.host!r:.80} can't be a host's name", remedy=self._check_place()
            ) from error
        except (OSError, OverflowError) as error:
            problem = f"cannot connect to {self._where}: {in_words(error)}"
            raise ConnectionLost(problem, remedy=self._check_place()) from error
        return dialled

    def _check_place(self) -> str:
        name = self._account.settings
        return f"Check that the server runs, that {name}_HOST and {name}_PORT are right, and this machine's network."

    def _notice_tls(self) -> None:
        """A server that says nothing may be waiting for a handshake: then this is a port for TLS."""
        if self.await_more(SILENCE, None)[0] or not self._speaks_tls():
            return
        self.close()
        name = self._account.settings
        problem = f"{self._where} speaks TLS from the first word on"
        raise EncryptionMissing(problem, remedy=f"Set {name}_SECURITY=tls, or {name}_PORT to another port.")

    def _speaks_tls(self) -> bool:
        """On a connection of its own, over which nothing is said; so no certificate needs to be proven."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        place = (self._account.host, self._account.port)
        try:
            with socket.create_connection(place, TLS_TRIAL) as plain:
                context.wrap_socket(plain, server_hostname=self._account.host).close()
        except (OSError, ValueError):
            return False
        return True

    def encrypt(self) -> None:
        """Goes over to TLS, and verifies. What came in before is refused: it may be an attacker's words."""
        try:
            self._shake_hands()
        except BaseException:
            self.close()
            raise

    def _shake_hands(self) -> None:
        if self._at < len(self._buffer):
            raise ConnectionLost(f"{self._where} said more before encryption than it may")
        context, tried = tls_context(self._account.ca_file), None
        try:
            tried = context.wrap_socket(
                self.socket, server_hostname=self._account.host, do_handshake_on_connect=False
            )
            self.socket = tried
            tried.do_handshake()
        except ssl.SSLCertVerificationError as error:
            problem, remedy = refusal(error, tried, self._account.host, self._account.settings)
            raise CertificateRefused(f"the certificate of {self._where} {problem}", remedy=remedy) from error
        except (OSError, ValueError) as error:
            raise self._no_handshake(error) from error

    def _no_handshake(self, error: Exception) -> MailboxError:
        if getattr(error, "reason", "") in NOT_TLS:
            name = self._account.settings
            remedy = f"Set {name}_SECURITY=starttls, or {name}_PORT to the port for TLS ({TLS_PORTS[name]})."
            return EncryptionMissing(f"{self._where} doesn't speak TLS on this port", remedy=remedy)
        return ConnectionLost(f"no TLS with {self._where}: {in_words(error)}", remedy=self._check_place())

    def allow(self, seconds: float | None) -> None:
        """Sets how long one piece of an answer may take from now on."""
        with contextlib.suppress(OSError):
            self.socket.settimeout(seconds)

    def send(self, data: bytes) -> None:
        try:
            with memoryview(data) as view:
                sent = 0
                while sent < len(data):
                    count = self.socket.send(view[sent:])
                    sent += count
                    self.written += count
        except OSError as error:
            raise self._lost(error) from error

    def _receive(self, most: int = PIECE) -> bytes:
        try:
            data = self.socket.recv(most)
        except OSError as error:
            raise self._lost(error) from error
        if not data:
            raise ConnectionLost(f"{self._where} closed the connection")
        return data

    def _lost(self, error: OSError) -> ConnectionLost:
        if isinstance(error, TimeoutError):
            return ConnectionLost(f"{self._where} doesn't answer", remedy=self._check_place())
        return ConnectionLost(f"the connection to {self._where} broke: {in_words(error)}")

    def read(self, size: int) -> bytes:
        """Exactly so many octets."""
        if size > LARGEST_READ:
            raise ConnectionLost(f"{self._where} wants to send {size} octets at once")
        piece = self._buffer[self._at : self._at + size]
        self._at += len(piece)
        missing = size - len(piece)
        if not missing:
            return piece
        pieces = [piece]
        while missing > 0:
            data = self._receive()
            pieces.append(data[:missing] if len(data) > missing else data)
            self._buffer, self._at = data, min(missing, len(data))
            missing -= self._at
        return b"".join(pieces)

    def readline(self) -> bytes:
        """One line with its line end."""
        end = self._buffer.find(b"\n", self._at) + 1
        if not end:
            return self._long_line()
        line = self._buffer[self._at : end]
        self._at = end
        return line

    def _long_line(self) -> bytes:
        pieces, length, end = [self._buffer[self._at :]], len(self._buffer) - self._at, 0
        while not end:
            data = self._receive()
            end = data.find(b"\n") + 1
            pieces.append(data[:end] if end else data)
            length += len(data)
            if length > LONGEST_LINE:
                raise ConnectionLost(f"{self._where} sends a line without end")
            self._buffer, self._at = data, end
        return b"".join(pieces)

    def has_line(self) -> bool:
        """Whether `readline` would return at once. Takes what is there and never waits.

        A socket that can be read may still have no line: half of one, or TLS' own words.
        """
        if self._buffer.find(b"\n", self._at) >= 0:
            return True
        patience = self.socket.gettimeout()
        try:
            self.socket.settimeout(0)
            data = self._receive()
        except ConnectionLost as lost:
            if isinstance(lost.__cause__, NOTHING_YET):
                return False
            raise
        finally:
            self.allow(patience)
        self._buffer, self._at = self._buffer[self._at :] + data, 0
        return b"\n" in data

    def await_more(self, seconds: float, wake_fd: int | None) -> tuple[bool, bool]:
        """Sleeps on the socket and `wake_fd`; whether each can be read."""
        poll = select.poll()  # select can't hold a descriptor over 1023
        watched = self.socket.fileno()
        if watched < 0:
            raise ConnectionLost(f"the connection to {self._where} is closed")
        poll.register(watched, select.POLLIN)
        if wake_fd is not None:
            poll.register(wake_fd, select.POLLIN)
        ready = {fd for fd, _ in poll.poll(max(0.0, seconds) * 1000)}
        return watched in ready, wake_fd in ready

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()
