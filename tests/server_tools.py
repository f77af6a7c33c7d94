"""What every server of the tests needs: a free port, a certificate, a process that is waited for."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

PASSWORD = "correct-horse"
LOOPBACK = "127.0.0.1"


class Missing(Exception):
    """A server isn't installed or may not run here; the words say what to do."""


def program(name: str, package: str) -> str:
    """The path of a server's program, looked for also where only root's PATH looks."""
    path = shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")
    if not path:
        raise Missing(f"{name} is not installed: scripts/install-servers.sh installs Debian's {package}")
    return path


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def await_that(holds: Callable[[], object], what: str, seconds: float = 20.0) -> None:
    """Asks again and again, quickly at first; AssertionError with `what` when it never holds."""
    end, pause = time.monotonic() + seconds, 0.005
    while not holds():
        assert time.monotonic() < end, f"not within {seconds:g} s: {what}"
        time.sleep(pause)
        pause = min(pause * 1.5, 0.2)


def listens(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection((LOOPBACK, port), timeout=1):
        return True
    return False


@contextlib.contextmanager
def running(
    command: list[str], port: int, log: Path, patience: float = 10.0
) -> Iterator[subprocess.Popen[bytes]]:
    """A server in the foreground from the moment it listens on `port` until the end of the block.

    `patience`: seconds it may take to end by itself.
    """
    with log.with_suffix(".out").open("ab") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out, stdin=subprocess.DEVNULL)
    try:
        await_that(lambda: listens(port) or process.poll() is not None, f"{command[0]} listening")
        if process.poll() is not None:
            raise AssertionError(f"{command[0]} ended at once:\n" + log.with_suffix(".out").read_text())
        yield process
    finally:
        process.terminate()
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def make_certificate(folder: Path) -> tuple[Path, Path]:
    """A self-made certificate for localhost and 127.0.0.1, and its key."""
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    subprocess.run(
        [
            *(program("openssl", "openssl"), "req", "-x509", "-newkey", "ec"),
            *("-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30", "-subj", "/CN=localhost"),
            *("-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"),
            *("-keyout", str(key), "-out", str(certificate)),
        ],
        check=True,
        capture_output=True,
    )
    return certificate, key


@contextlib.contextmanager
def server_folder(name: str) -> Iterator[Path]:
    """A new folder that the servers' own users can walk into; gone after the block.

    Not in pytest's: each pytest that starts closes the common parent of those to all other users.
    """
    with tempfile.TemporaryDirectory(prefix=f"frontdesk-{name}-", ignore_cleanup_errors=True) as made:
        folder = Path(made)
        folder.chmod(0o755)
        yield folder
