"""Where the demo plays: mail servers, a desk with its database in a temporary folder, people with mail programs.

The desk is the real one: its settings from a file, IMAP and SMTP over sockets, and the three jobs as
`frontdesk run --once` does them. Only the clock is the demo's.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from frontdesk import log
from frontdesk.db import outbox_view, requests, timers
from frontdesk.demo.clock import Clock, last_second_tuesday, monday_weeks_ago
from frontdesk.demo.company import DEPARTMENTS, Part
from frontdesk.demo.people import ANN, BOB, CAST, DESK, EVERYBODY, MIA, PASSWORD, Letter, Person, Writer
from frontdesk.demo.quickly import Quickly
from frontdesk.demo.screen import Screen
from frontdesk.demo.servers import LOOPBACK, NAME, MailServers
from frontdesk.desk import Desk
from frontdesk.exit_codes import ExitCode
from frontdesk.once import run_once
from frontdesk.rules.clock.mornings import next_morning
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
    """What the story plays on. `told`: the mails that were shown, for the page."""

    folder: Path
    settings: Settings
    desk: Desk
    clock: Clock
    servers: MailServers
    screen: Screen
    writers: dict[str, Writer]
    mailbag: Mailbag
    ends: datetime
    told: list[Letter] = field(default_factory=list)
    _shown: int = 0
    _quiet_since: int = 0
    _quickly: Quickly | None = None

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
        self.told += news
        self.screen.mails(news)

    def told_of(self, letter: Letter) -> None:
        """A mail that travels while people join in."""
        self.told.append(letter)
        self.screen.mails([letter])

    def show(self, letter: Letter, begin: str = "") -> None:
        """A mail that went by quietly; on the screen from the line `begin` on."""
        self.told.append(letter)
        self.screen.mails([letter], begin)

    # --- what is not shown

    def work_quietly(self) -> None:
        if self._quickly is None:
            self._quiet_since = self._quiet_since or self._shown
            self._quickly = Quickly(self.desk, self.settings)
        self._quickly.work()
        self._shown = len(self.mailbag.letters)

    def pass_mornings(self, until: datetime) -> None:
        """Let time go by; each morning the desk does what is due."""
        while (morning := next_morning(self.desk.policy.hours, self.clock())) <= until:
            self.clock.go_to(morning)
            self.work_quietly()
        self.clock.go_to(until)

    def await_quietly(self, who: Person, kind: str, about: str = "") -> Letter:
        """Let time go by, from timer to timer, until somebody gets such a mail, unless they have got it quietly."""
        while True:
            for letter in self.mailbag.letters[self._quiet_since :]:
                if (letter.kind, letter.readers) == (kind, (who.address,)) and about in letter.text:
                    return letter
            due = self._next_due()
            if due is None or due > self.ends:
                raise StoryBroken(f"{who.name} should have got a mail of the kind {kind} by now")
            self.clock.go_to(due)
            self.work_quietly()

    def no_longer_quickly(self) -> None:
        if self._quickly is not None:
            self._quickly.close()
            self._quickly = None

    def _once(self) -> None:
        self.no_longer_quickly()
        code = run_once(self.desk, self.settings)
        if code != ExitCode.GOOD:
            raise StoryBroken(f"the desk could not do its work, and says (exit code {code}):\n{self._log()}")

    def _log(self) -> str:
        return "\n".join((self.folder / "log").read_text("utf-8").splitlines()[-5:])

    def _next_due(self) -> datetime | None:
        store = self.desk.store
        due = [at for at in (timers.next_due(store), outbox_view.next_due(store)) if at is not None]
        return min(due, default=None)


def departments_file(reviews: bool = False) -> str:
    """Who belongs to which department; `reviews`: and each month its head hears how it went."""
    return "\n".join(_part_of_file(part, reviews) for part in DEPARTMENTS)


def _part_of_file(part: Part, reviews: bool) -> str:
    addresses = [somebody.address for somebody in (part.head, *part.people)]
    lines = (
        f"[{part.name}]",
        f"head       = {json.dumps(str(part.head))}",
        f"technician = {json.dumps(part.cares.address)}",
        f"addresses  = {json.dumps(addresses)}",
        *(('review_every = "month"',) if reviews else ()),
    )
    return "".join(f"{line}\n" for line in lines)


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
    "CHECK_IN_EVERY": "35 days",
    "REVIEW_EVERY": "off",  # but for the month that the demo looks back on
}


@contextmanager
def stage(screen: Screen, imap_port: int = 0, smtp_port: int = 0) -> Iterator[Stage]:
    """A desk with everything around it, until the end of the block. Ports: wishes, 0 for none."""
    mailbag = Mailbag()
    today = datetime.now(UTC)
    clock = Clock(monday_weeks_ago(today))
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
        ends = last_second_tuesday(today)
        set_up = Stage(folder, settings, desk, clock, servers, screen, writers, mailbag, ends)
        stack.callback(set_up.no_longer_quickly)
        yield set_up


def written(folder: Path, servers: MailServers) -> Path:
    """The desk's settings as a file, so that other commands can look at this desk while it runs."""
    chosen = SETTINGS | {
        "IMAP_PORT": str(servers.imap_port),
        "SMTP_PORT": str(servers.smtp_port),
        "DATABASE_URL": f"sqlite:///{folder / 'desk.db'}",
        "DEPARTMENTS_FILE": str(folder / "departments.toml"),
    }
    (folder / "departments.toml").write_text(departments_file(), "utf-8")
    config = folder / "config.env"
    config.touch(0o600)
    config.write_text("".join(f"{name}='{value}'\n" for name, value in chosen.items()), "utf-8")
    return config
