"""A TCP proxy that cuts a connection at an exact byte, or holds its bytes back: what networks and relays do."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from server_tools import LOOPBACK

CHUNK = 65536
END_OF_MAIL = b"\r\n.\r\n"  # RFC 5321 section 4.1.1.4


@dataclass
class CutProxy:
    """Passes connections on to `target`.

    `cut_up` / `cut_down`: after so many octets from / to the client, counted over each connection, both sides
    are reset; None never cuts. `delay`: seconds that each piece from the server is held back. `silent`: takes
    and swallows everything, as a network that lost a route does. `mute_after_mail`: what SMTP's client sends passes,
    and from a mail's last byte on the server's answers are swallowed; the connection stays open. All may change at any
    time. `passed_up` and `passed_down` count the octets of the newest connection; `muted` the connections muted so.
    """

    target: int
    cut_up: int | None = None
    cut_down: int | None = None
    delay: float = 0.0
    silent: bool = False
    mute_after_mail: bool = False
    muted: int = 0
    connections: int = 0
    passed_up: int = 0
    passed_down: int = 0
    port: int = 0
    _open: list[socket.socket] = field(default_factory=list)
    _mute: set[socket.socket] = field(default_factory=set)

    def cut_now(self) -> None:
        """Resets every connection there is."""
        while self._open:
            _reset(self._open.pop())

    def serve(self, listener: socket.socket) -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            self.connections += 1
            self.passed_up = self.passed_down = 0
            try:
                server = socket.create_connection((LOOPBACK, self.target), timeout=10)
            except OSError:
                _reset(client)
                continue
            server.settimeout(None)
            self._open += [client, server]
            for job in (self._up, self._down):
                threading.Thread(target=job, args=(client, server), daemon=True).start()

    def _up(self, client: socket.socket, server: socket.socket) -> None:
        count = 0
        tail = b""
        while data := _receive(client):
            tail = tail[-len(END_OF_MAIL) + 1 :] + data
            if self.mute_after_mail and END_OF_MAIL in tail and client not in self._mute:
                self._mute.add(client)  # before the server sees the end, so that no answer is quicker
                self.muted += 1
            room = len(data) if self.cut_up is None else max(0, self.cut_up - count)
            count += len(data)
            self.passed_up = count
            if not self.silent and not _send(server, data[:room]):
                break
            if room < len(data):
                break
        _reset(client, server)

    def _down(self, client: socket.socket, server: socket.socket) -> None:
        count = 0
        while data := _receive(server):
            if self.delay:
                time.sleep(self.delay)
            room = len(data) if self.cut_down is None else max(0, self.cut_down - count)
            count += len(data)
            self.passed_down = count
            if not self.silent and client not in self._mute and not _send(client, data[:room]):
                break
            if room < len(data):
                break
        _reset(client, server)


def _receive(source: socket.socket) -> bytes:
    try:
        return source.recv(CHUNK)
    except OSError:
        return b""


def _send(target: socket.socket, data: bytes) -> bool:
    try:
        target.sendall(data)
    except OSError:
        return False
    return True


def _reset(*ends: socket.socket) -> None:
    """Shuts both directions down first: closing alone doesn't wake a thread that reads."""
    for end in ends:
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()


@contextlib.contextmanager
def cut_proxy(target: int) -> Iterator[CutProxy]:
    """A proxy before the loopback port `target`, on `proxy.port`."""
    proxy = CutProxy(target)
    with socket.create_server((LOOPBACK, 0)) as listener:
        proxy.port = listener.getsockname()[1]
        thread = threading.Thread(target=proxy.serve, args=(listener,), daemon=True)
        thread.start()
        try:
            yield proxy
        finally:
            with contextlib.suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            thread.join(5)
            proxy.cut_now()
