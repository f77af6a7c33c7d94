"""Where the demo plays: mail servers, a desk with its database in a temporary folder, people with mail programs.

The desk is the real one: its settings from a file, IMAP and SMTP over sockets, and the three jobs as
`frontdesk run --once` does them. Only the clock is the demo's.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from frontdesk import log
from frontdesk.db import outbox_view, requests, timers
from frontdesk.demo.clock import Clock, monday_weeks_ago
from frontdesk.demo.people import ANN, BOB, CAST, DESK, EVERYBODY, MIA, PASSWORD, Letter, Person, Writer
from frontdesk.demo.screen import Screen
from frontdesk.demo.servers import LOOPBACK, NAME, MailServers
from frontdesk.desk import Desk
from frontdesk.once import GOOD, run_once
from frontdesk.rules.model import Status
from frontdesk.settings.load import Settings, load_settings
from frontdesk.wiring import open_desk


class StoryBroken(Exception):
    """The desk didn't do what the story says it does: a defect, told with what was expected."""


@dataclass
class Mailbag:
    """Every mail that travelled, in its order. `watch` is called with each that comes from now on."""

    letters: list[Letter] = field(default_factory=list)
    watch: Callable[[Letter], None] | None = None

    def __call__(self, letter: Letter) -> None:
        self.letters.append(letter)
        if self.watch is not None:
            self.watch(letter)


@dataclass
class Stage:
    """What the story plays on."""

    folder: Path
    settings: Settings
    desk: Desk
    clock: Clock
    servers: MailServers
    screen: Screen
    writers: dict[str, Writer]
    mailbag: Mailbag
    _shown: int = 0

    @property
    def config(self) -> Path:
        return self.folder / "config.env"

    def status(self, number: int = 1) -> Status | None:
        request = requests.snapshot(self.desk.store, number)
        return request.status if request else None

    # --- what people do

    def write(self, who: Person, subject: str, text: str) -> None:
        self.writers[who.address].write(subject, text)
        self.work()

    def answer(self, who: Person, kind: str, text: str, tags: str = "", about: str = "") -> None:
        """Answer the newest mail of this kind that somebody got from the desk and that has `about` in it."""
        self.writers[who.address].answer(self.newest(who, kind, about), text, tags)
        self.work()

    def newest(self, who: Person, kind: str, about: str = "") -> Letter:
        theirs = (letter for letter in reversed(self.mailbag.letters) if who.address in letter.readers)
        for letter in theirs:
            if letter.kind == kind and about in letter.text:
                return letter
        raise StoryBroken(f"{who.name} should have got a mail of the kind {kind} by now")

    def later(self, **time: float) -> None:
        """A while goes by: `minutes=20`."""
        self.clock.go_to(self.clock() + timedelta(**time))
        self.screen.day(self.clock())

    # --- what the desk does

    def work(self) -> None:
        """Let the desk work; show the mails that travelled and what became of the request."""
        before = self.status()
        self.show_mails()
        self._once()
        self.show_mails()
        self.screen.status(1, before, self.status())

    def wait_for(self, kind: str, note: str) -> None:
        """Let time go by, from timer to timer, until the desk sends a mail of this kind."""
        before = self.status()
        while not any(letter.kind == kind for letter in self.mailbag.letters[self._shown :]):
            due = self._next_due()
            if due is None:
                raise StoryBroken(f"a mail of the kind {kind} should have gone out by now")
            self.clock.go_to(due)
            self._once()
        self.screen.day(self.clock(), note)
        self.show_mails()
        self.screen.status(1, before, self.status())

    def show_mails(self) -> None:
        news = self.mailbag.letters[self._shown :]
        self._shown += len(news)
        self.screen.mails(news)

    def _once(self) -> None:
        code = run_once(self.desk, self.settings)
        if code != GOOD:
            raise StoryBroken(f"the desk could not do its work, and says (exit code {code}):\n{self._log()}")

    def _log(self) -> str:
        return "\n".join((self.folder / "log").read_text("utf-8").splitlines()[-5:])

    def _next_due(self) -> datetime | None:
        store = self.desk.store
        due = [at for at in (timers.next_due(store), outbox_view.next_due(store)) if at is not None]
        return min(due, default=None)


SETTINGS = {
    "DESK_NAME": DESK.name,
    "DESK_ADDRESS": DESK.address,
    "TECHNICIANS": f"{ANN}, {BOB}",
    "MANAGERS": str(MIA),
    "IMAP_HOST": LOOPBACK,
    "IMAP_SECURITY": "none",
    "IMAP_USER": DESK.address,
    "IMAP_PASSWORD": PASSWORD,
    "SMTP_HOST": LOOPBACK,
    "SMTP_SECURITY": "none",
    "SMTP_USER": DESK.address,
    "SMTP_PASSWORD": PASSWORD,
    "TRUSTED_AUTHSERV_ID": NAME,
    "PLUS_ADDRESSING": "yes",
}


@contextmanager
def stage(screen: Screen, imap_port: int = 0, smtp_port: int = 0) -> Iterator[Stage]:
    """A desk with everything around it, until the end of the block. Ports: wishes, 0 for none."""
    mailbag = Mailbag()
    clock = Clock(monday_weeks_ago(datetime.now(UTC)))
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="frontdesk-demo-")))
        log_file = stack.enter_context((folder / "log").open("a", encoding="utf-8"))
        log.set_up("text", stream=log_file)
        stack.callback(logging.shutdown)
        servers = MailServers(EVERYBODY, PASSWORD, clock, mailbag)
        servers.start(imap_port, smtp_port)
        stack.callback(servers.stop)
        settings = load_settings({}, written(folder, servers))
        writers = {person.address: Writer(person, servers.smtp_port, clock) for person in CAST}
        for writer in writers.values():
            stack.callback(writer.close)
        desk = stack.enter_context(open_desk(settings, now=clock))
        yield Stage(folder, settings, desk, clock, servers, screen, writers, mailbag)


def written(folder: Path, servers: MailServers) -> Path:
    """The desk's settings as a file, so that other commands can look at this desk while it runs."""
    chosen = SETTINGS | {
        "IMAP_PORT": str(servers.imap_port),
        "SMTP_PORT": str(servers.smtp_port),
        "DATABASE_URL": f"sqlite:///{folder / 'desk.db'}",
    }
    config = folder / "config.env"
    config.touch(0o600)
    config.write_text("".join(f"{name}='{value}'\n" for name, value in chosen.items()), "utf-8")
    return config
