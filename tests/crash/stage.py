"""What the crash tests play on: a real Dovecot, a relay that counts, a desk that may be killed, people who write."""

from __future__ import annotations

import contextlib
import json
import random
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from crash.nursery import Child, nursery
from crash.people import People
from crash.relay import Relay, relay
from live_desk import LiveDesk
from servers import Dovecot, await_that, dovecot, server_folder

from frontdesk.db.engine.connect import open_store
from frontdesk.db.schema.migrate import schema_state

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
    daemons: list[Child] = field(default_factory=list)
    _files: int = 0
    _logs: dict[int, Path] = field(default_factory=dict)

    @property
    def desk_url(self) -> str:
        return self.desk.chosen["DATABASE_URL"]

    def _options(self, *words: str) -> list[str]:
        return ["--config", str(self.desk.config), *words]

    def start(self, *words: str, said: Path | None = None, held: bool = False) -> Child:
        """The daemon, or the command that `words` say. `said`: its log; `held`: until it gets a SIGCONT."""
        said = said or self._file("log")
        env = self.desk.environment()
        process = nursery().start(self._options(*(words or ("run",))), self.folder, env, said, said, held)
        self._logs[process.pid] = said
        self.daemons.append(process)
        return process

    def ask(self, *words: str) -> tuple[int, str]:
        """A command's exit code and what it writes on standard output."""
        out = self._file("out")
        process = nursery().start(
            self._options(*words), self.folder, self.desk.environment(), out, self._file("err")
        )
        code = process.wait(3600)
        return code, out.read_text()

    def _file(self, kind: str) -> Path:
        self._files += 1
        path = self.folder / f"{kind}-{self._files}"
        path.touch()
        return path

    @contextlib.contextmanager
    def daemon(self, said: Path | None = None) -> Iterator[Child]:
        process = self.start(said=said)
        try:
            yield process
        finally:
            end(process)

    def settle(self, tries: int = 20) -> None:
        """Run the desk until nothing is left to do."""
        for _ in range(tries):
            code, _ = self.ask("run", "--once")
            if code == 0 and self.quiet():
                return
            time.sleep(0.2)
        raise AssertionError(f"no rest after {tries} runs: {self.status()}")

    def quiet(self) -> bool:
        """Whether nothing waits to be sent."""
        store = open_store(self.desk_url)
        try:
            if schema_state(store)[0] == 0:
                return True  # killed before it had tables
            return store.one("SELECT 1 FROM outbox WHERE state NOT IN ('sent', 'failed') LIMIT 1") is None
        finally:
            store.close()

    def all_read(self) -> bool:
        """Whether all that people wrote stands in the ledger."""
        store = open_store(self.desk_url)
        try:
            row = store.one("SELECT count(*) FROM ledger") if schema_state(store)[0] else None
            return row is not None and row[0] >= len(self.people.opened) + len(self.people.answers)
        finally:
            store.close()

    def acknowledged(self) -> int:
        """How many acknowledgements the relay has taken, each counted once."""
        self.relay.look()
        return len(self.relay.acknowledged)

    def has_acknowledged(self, count: int) -> bool:
        return self.acknowledged() >= count

    def status(self) -> Any:
        return json.loads(self.ask("status", "--json")[1])

    def await_log(self, process: Child, words: str, seconds: float = 90) -> None:
        """Until this daemon has said `words` in its log."""
        await_that(
            lambda: words in self.log(process) or process.poll() is not None, f"{words!r} in the log", seconds
        )
        assert words in self.log(process), f"it ended with {process.returncode}: {self.log(process)}"

    def log(self, process: Child) -> str:
        return self._logs[process.pid].read_text()

    def end(self) -> None:
        for process in self.daemons:
            kill(process)


def kill(process: Child) -> None:
    """SIGKILL to the daemon alone, as the kernel or an admin would; its reader must end by itself."""
    if process.poll() is None:
        process.send_signal(signal.SIGKILL)
        process.wait(60)


def end(process: Child, seconds: float = 60) -> None:
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
