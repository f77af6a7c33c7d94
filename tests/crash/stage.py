"""What the crash tests play on: a real Dovecot, a relay that counts, a desk that may be killed, people who write."""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from crash.people import People
from crash.relay import Relay, relay
from live_desk import LiveDesk
from servers import Dovecot, await_that, dovecot, server_folder

COMMAND = [sys.executable, "-m", "frontdesk"]
SETTINGS = {
    "FOLLOW_UP_AFTER": "3 seconds",
    "CHASE_AFTER": "1 hour",
    "CUSTOMER_DOMAINS": "example.com",
    "SECRET_KEY": "a key for tests that is long enough to be one",
}


@dataclass
class Stage:
    """`desk` is the command line; `start` gives a daemon to be killed; `settle` lets it all end in peace."""

    folder: Path
    dovecot: Dovecot
    relay: Relay
    desk: LiveDesk
    people: People
    chance: random.Random
    daemons: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def desk_url(self) -> str:
        return self.desk.chosen["DATABASE_URL"]

    def command(self, *words: str) -> list[str]:
        return [*COMMAND, "--config", str(self.desk.config), *words]

    def start(self, *wrapper: str, words: tuple[str, ...] = ("run",)) -> subprocess.Popen[bytes]:
        """`wrapper`: a command before ours (strace). The daemon leads a session of its own."""
        said = self.folder / f"log-new{len(self.daemons)}"
        with said.open("ab") as log:
            process = subprocess.Popen(
                [*wrapper, *self.command(*words)],
                env=self.desk.environment(),
                cwd=self.folder,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        said.rename(self.folder / f"log-{process.pid}")
        self.daemons.append(process)
        return process

    @contextlib.contextmanager
    def daemon(self) -> Iterator[subprocess.Popen[bytes]]:
        process = self.start()
        try:
            yield process
        finally:
            end(process)

    def settle(self, tries: int = 20) -> None:
        """Run the desk until nothing is left to do."""
        for _ in range(tries):
            code = self.desk.command("run", "--once", check=False).returncode
            if code == 0 and self.quiet():
                return
            time.sleep(0.2)
        raise AssertionError(f"no rest after {tries} runs: {self.status()}")

    def quiet(self) -> bool:
        found = self.status()
        waiting = found["outbox"]
        return not any(waiting[state] for state in ("waiting", "sending", "deferred"))

    def acknowledged(self) -> int:
        """How many acknowledgements the relay has taken, each counted once."""
        self.relay.look()
        return len({taken.id for taken in self.relay.taken if taken.kind == "acknowledgement"})

    def status(self) -> Any:
        return json.loads(self.desk.command("status", "--json", check=False).stdout)

    def await_log(self, process: subprocess.Popen[bytes], words: str, seconds: float = 30) -> None:
        """Until this daemon has said `words` in its log."""
        await_that(
            lambda: words in self.log(process) or process.poll() is not None, f"{words!r} in the log", seconds
        )
        assert words in self.log(process), f"it ended with {process.returncode}: {self.log(process)}"

    def log(self, process: subprocess.Popen[bytes]) -> str:
        return (self.folder / f"log-{process.pid}").read_text()

    def end(self) -> None:
        for process in self.daemons:
            kill(process)


def kill(process: subprocess.Popen[bytes]) -> None:
    """SIGKILL to the daemon alone, as the kernel or an admin would; its reader must end by itself."""
    if process.poll() is None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process.pid, signal.SIGKILL)
        process.wait(10)


def end(process: subprocess.Popen[bytes], seconds: float = 10) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(seconds)
        finally:
            kill(process)


@contextlib.contextmanager
def stage(
    folder: Path,
    server: Dovecot,
    *,
    delay: float = 0.0,
    sent_folder: bool = False,
    seed: int = 1,
    **settings: str,
) -> Iterator[Stage]:
    """`delay`: seconds that the relay takes for a mail; `sent_folder`: it keeps what it took in the folder Sent."""
    outgoing = relay(folder, delay)
    chosen = SETTINGS | ({"IMAP_SENT_FOLDER": "Sent"} if sent_folder else {}) | settings
    desk = LiveDesk(folder, server, outgoing.port, chosen)
    with server.imap(desk.name) as client:
        if sent_folder:
            client.create_folder("Sent")
            outgoing.sent = server.folder / "mail" / desk.name / ".Sent"
    chance = random.Random(seed)
    people = People(server, outgoing, desk.address, desk.ann, chance)
    play = Stage(folder, server, outgoing, desk, people, chance)
    try:
        with outgoing.serving():
            yield play
    finally:
        play.end()


@contextlib.contextmanager
def own_dovecot() -> Iterator[Dovecot]:
    with server_folder("crash-dovecot") as folder, dovecot(folder) as server:
        yield server
