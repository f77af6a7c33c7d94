"""What servers withhold without breaking: a greylister, a full mailbox, file
systems that were made read-only. Real Dovecot and Postfix.
"""

from __future__ import annotations

import contextlib
import socketserver
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from server_tools import LOOPBACK
from servers import await_that


@dataclass
class Greylister:
    """Postfix's policy service. `puts_off`: whether it does; `asked`: recipients of all tries."""

    port: int = 0
    puts_off: bool = True
    asked: list[str] = field(default_factory=list)


@contextlib.contextmanager
def greylister(domain: str) -> Iterator[Greylister]:
    """One that puts off who writes to people of `domain`."""
    grey = Greylister()

    class Asked(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            said: dict[str, str] = {}
            for line in self.rfile:
                name, equals, value = line.decode().rstrip("\n").partition("=")
                if equals:
                    said[name] = value
                    continue
                recipient, said = said.get("recipient", ""), {}
                grey.asked.append(recipient)
                later = grey.puts_off and recipient.endswith(f"@{domain}")
                self.wfile.write(b"action=%s\n\n" % (b"450 4.2.0 Greylisted" if later else b"dunno"))

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address = daemon_threads = True

    with Server((LOOPBACK, 0), Asked) as server:
        grey.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield grey
        finally:
            server.shutdown()


@contextlib.contextmanager
def read_only(disk: Path) -> Iterator[None]:
    """A mounted file system that takes no byte for the length of the block, as after a fault of the disk."""
    _remount(disk, "ro")
    try:
        yield
    finally:
        _remount(disk, "rw")


def _remount(disk: Path, how: str) -> None:
    command = ["mount", "-o", f"remount,{how}", str(disk)]
    # Busy as long as a server has a file open for writing.
    await_that(lambda: subprocess.run(command, capture_output=True).returncode == 0, f"{disk} {how}", 20)
