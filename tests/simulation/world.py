"""The world of one run: its time, who acts when, and what befalls a desk at its steps.

Time passes only here. Between two happenings it leaps; every sleeper whose time has come then wakes, as late as
on a machine that was busy.
"""

from __future__ import annotations

import heapq
import itertools
import sqlite3
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from random import Random
from typing import NamedTuple

from simulation import database, meddlers
from simulation.copies import Copies
from simulation.daemons import Daemon, Machine
from simulation.failed import Failed
from simulation.fate import Fate
from simulation.fibers import Crash, Fiber, Fibers
from simulation.mailworld import WatchedMail
from simulation.story import Story
from simulation.themes import theme_of

from frontdesk.db.engine.fields import from_column, to_text
from frontdesk.desk import Desk
from frontdesk.mailbox.errors import ConnectionLost, Refused
from frontdesk.settings.load import Settings

_PATIENCE = 8  # sleeps without anything done, after which time goes faster
# The least of what is to be done, once the world is calm. A daemon that found no server looks again after five minutes
# at most, a mail that breaks the line is asked for for ten, a dead machine's claim holds for thirty.
_DONE_WITHIN = timedelta(minutes=45)
_ALL_WAKE = 0.1
_LOCKED = timedelta(seconds=20)  # longer than this no machine sleeps while it holds the database's lock
_MOST_TURNS = 60_000
_CLAIMS = "claims a mail"
_LAST_WORDS = frozenset(("ROLLBACK", "PRAGMA"))  # of a process that is dead
_WRITING = frozenset(("BEGIN", "COMMIT", "writes", _CLAIMS))


class Waits(NamedTuple):
    """What is to be done, by the desk's database; times as its columns hold them, None for nothing."""

    timer: str | None
    request_timer: str | None
    mail: str | None
    sending: int | None
    unfiled: int | None
    uidvalidity: int | None
    last_uid: int | None


@dataclass
class World:
    """One run. `accidents`: what befell the desk, by kind. `server`: the database's machine, None when that is the
    daemon's own. `copied`: how many mails a move without MOVE may have left in two folders.
    """

    seed: int
    story: Story
    disk: database.Disk
    desk: Desk
    settings: Settings
    now: datetime
    mail: WatchedMail = field(default_factory=WatchedMail)
    offers: frozenset[str] = frozenset()
    extensions: dict[str, str] = field(default_factory=dict)
    alive: set[str] = field(default_factory=set)
    daemons: list[Daemon] = field(default_factory=list)
    accidents: Counter[str] = field(default_factory=Counter)
    starts: int = 0
    digests: bool = False
    copied: int = 0
    server: Machine | None = None
    on_rest: Callable[[], None] = lambda: None

    def __post_init__(self) -> None:
        # By Message-ID the sender of each mail that a person took back into INBOX.
        self.taken_back: dict[str, str] = {}
        self.whose: dict[int, str] = {}  # each number's customer, as a database had it that is no more
        self.chance = Random(f"{self.seed} life")
        self.theme = theme_of(self.seed)
        self.fate = Fate(Random(f"{self.seed} fate"), self.theme.often)
        self.fibers = Fibers(lambda: self.now)
        self.store = self.disk.plain_store()
        self.copies = Copies()
        self.claims = self.disk.connection()
        self._agenda: list[tuple[datetime, int, Callable[[], object]]] = []
        self._order = itertools.count()
        self._idle = 0
        self._undone, self._undone_since = "", self.now
        self._turns = 0
        self._waits: Waits | None = None
        self.mail.clock = lambda: self.now
        self.mail.fate = self.mail_step
        self.mail.sleep = lambda seconds: self.fibers.give_way(seconds, naps_on=self.mail)
        self.mail.on_news = self._news

    # --- time

    def tell(self, what: str) -> None:
        self.story.tell(self.now, what)

    def at(self, when: datetime, act: Callable[[], object]) -> None:
        heapq.heappush(self._agenda, (max(when, self.now), next(self._order), act))

    def after(self, seconds: float, act: Callable[[], object]) -> None:
        self.at(self.now + timedelta(seconds=seconds), act)

    def live_until(self, end: datetime) -> None:
        """Let time go by; everything that is due on the way happens."""
        while self.now < end:
            self._turn(end)

    def live_until_rest(self, end: datetime) -> None:
        """Until nothing is left to be done; fails when that isn't so by then."""
        while not self.at_rest():
            if self.now >= end:
                raise Failed(f"the desk doesn't come to rest: {self.unrest()}")
            self._turn(end)

    def _turn(self, end: datetime) -> None:
        self._turns += 1
        if self._turns > _MOST_TURNS:
            raise Failed(f"there is no end to it: {self.unrest()}")
        if self._agenda and self._agenda[0][0] <= self.now:
            heapq.heappop(self._agenda)[2]()
            return
        ready = self.fibers.ready()
        if not ready:
            self._leap(end)
            return
        fiber = ready[0] if len(ready) == 1 else self.fate.chance.choice(ready)
        self._resume(fiber)
        process = fiber.process
        if fiber.done and isinstance(process, Daemon):
            self.ended(process)

    def _resume(self, fiber: Fiber) -> None:
        self._waits = None
        try:
            self.fibers.resume(fiber)
        except Exception as error:
            if isinstance(error, Failed):
                raise
            lines = "".join(traceback.format_exception(error)[-8:])
            raise Failed(f"the {fiber.name} died of {error!r}\n{lines}") from error

    def ended(self, daemon: Daemon) -> None:
        """A thread of the daemon is over: it died, or it was asked to stop."""
        if daemon.dead:
            self.fibers.doom(daemon)
        if not any(fiber.process is daemon for fiber in self.fibers.all):
            daemon.is_gone()
            self.tell(f"{daemon.holder} is gone")
            self.after(self.chance.choice((1, 5, 30, 600, 7200)), daemon.start)

    def killed(self, daemon: Daemon) -> None:
        """From outside, wherever it stands."""
        self.accidents["kill"] += 1
        if not self.mail.keeps_sent:
            self.copies.accident(self._claimed(daemon.holder))
        self.ended(daemon)

    def _leap(self, end: datetime) -> None:
        """To the next happening. Who has nothing to do with it sleeps on mostly, for the sake of speed."""
        restless, whose = self.unrest()
        soon = [end, *(at for at, _, _ in self._agenda[:1])]
        if restless:
            self._idle += 1
            if restless != self._undone:
                self._undone, self._undone_since = restless, self.now
            if self.fate.calm and self.now - self._undone_since > _DONE_WITHIN:
                raise Failed(f"nobody does what is to be done: {restless}")
            wake = self.fibers.next_wake(whose)
            if wake is not None:
                hurry = 2 ** max(0, self._idle - _PATIENCE) if not self.fate.calm else 1
                soon.append(self.now + (wake - self.now) * min(hurry, 1000))
        else:
            self._idle = 0
            self.on_rest()
            soon += self._due()
        self.now = max(self.now, min(soon))
        self.fibers.wake_overdue(
            "" if self.fate.chance.random() < _ALL_WAKE else self.unrest()[1] or "nobody"
        )

    def _due(self) -> list[datetime]:
        """When the database has something to be done, in true time, by the clock of whoever is nearest to it."""
        running = [one.machine.wrong_by for one in self.daemons if one.running]
        if not running:
            return []
        ahead, waits = max(running), self._what_waits()
        found = (from_column(at) for at in (waits.timer, waits.mail) if at is not None)
        return [max(at - ahead, self.now + timedelta(seconds=0.001)) for at in found]

    # --- rest

    def unrest(self) -> tuple[str, str]:
        """What the desk has to do now, and the name of the thread that does it; "" when it may sleep."""
        running = [one.machine.wrong_by for one in self.daemons if one.running]
        if not running:
            return "", ""
        waits = self._what_waits()
        now = to_text(self.now + max(running))
        if waits.timer is not None and waits.timer <= now:
            return f"a timer is due: {waits.timer}", "reader"
        if waits.mail is not None and waits.mail <= now:
            return f"mail is due: {waits.mail}", "sender"
        if waits.sending is not None:
            return f"mail is being sent: {waits.sending}", "sender"
        if waits.unfiled is not None:
            return f"mail is to be filed: UID {waits.unfiled}", "reader"
        inbox = self.mail.inbox
        if waits.uidvalidity != inbox.uidvalidity:
            return "the folder was made anew", "reader"
        unread = [uid for uid in inbox.mails if uid > (waits.last_uid or 0)]
        return (f"unread mail: {unread}", "reader") if unread else ("", "")

    def _what_waits(self) -> Waits:
        """As the database shows it, which changes only when it was somebody's turn."""
        if self._waits is None:
            self._waits = Waits._make(self.claims.execute(_WAITS).fetchone())
        return self._waits

    def at_rest(self) -> bool:
        """Nothing to do now or ever."""
        if self._agenda or self.fibers.ready():
            return False
        waits = self._what_waits()
        if (waits.request_timer, waits.mail) != (None, None):
            return False
        return any(one.running for one in self.daemons) and not self.unrest()[0]

    # --- what befalls the desk

    def mail_step(self, step: str) -> None:
        """At each step with a mail server. Between fibers' turns people act, and nothing befalls them."""
        fiber = self.fibers.current
        if fiber is None or self.fate.calm:
            return
        accident = self.fate.mail.accident()
        if accident:
            self.accidents[accident] += 1
            self.tell(f"{getattr(fiber.process, 'holder', '')} {fiber.name}: {accident} at {step}")
            self._may_double(accident, step)
            _AT_MAIL[accident](self, step)

    def calm(self) -> None:
        """Nothing befalls anybody any more, and what is to be done is to be done from now on."""
        self.fate.calm, self._undone = True, ""

    def before_statement(self, daemon: Daemon, sql: str, connection: sqlite3.Connection) -> None:
        does = _what_it_does(sql)
        if daemon.dead:
            if does not in _LAST_WORDS:
                raise Crash
            return
        if does in _WRITING:
            self._only_who_holds_the_mailbox_writes(daemon, does)
        if does != "PRAGMA":
            self._befalls(sql, connection, "before")

    def after_statement(self, daemon: Daemon, sql: str, connection: sqlite3.Connection) -> None:
        does = _what_it_does(sql)
        if does == _CLAIMS:
            self.copies.claims_now(daemon.holder, daemon.now())
        if daemon.dead:
            if does not in _LAST_WORDS:
                raise Crash
        elif does != "PRAGMA":
            self._befalls(sql, connection, "after")

    def _befalls(self, sql: str, connection: sqlite3.Connection, when: str) -> None:
        fate = self.fate
        if fate.calm or self.fibers.current is None:
            return
        luck = fate.database
        if luck.left > 1:  # as `accident` does, which is asked so often that the call would show
            luck.left -= 1
        elif accident := luck.accident():
            self._at_database(accident, sql, connection, when)

    def _only_who_holds_the_mailbox_writes(self, daemon: Daemon, does: str) -> None:
        """A reader that has lost the lease commits nothing. (The sender needs none: each mail is claimed.)"""
        fiber = self.fibers.current
        if fiber is None or fiber.name != "reader":
            return
        if does == "BEGIN":
            daemon.wrote = False
        elif does in ("writes", _CLAIMS):
            daemon.wrote = True
        elif does == "COMMIT" and daemon.wrote:
            holder = self.claims.execute("SELECT holder FROM lease WHERE name = 'mailbox'").fetchone()
            if holder is None or holder[0] != daemon.holder:
                raise Failed(f"{daemon.holder} writes, and {holder} holds the mailbox")

    def _at_database(self, accident: str, sql: str, connection: sqlite3.Connection, when: str) -> None:
        fiber = self.fibers.current
        assert fiber is not None
        if not _fits(accident, sql, when, connection):
            return
        self.accidents[accident] += 1
        words = " ".join(sql.split()[:3])
        self.tell(f"{getattr(fiber.process, 'holder', '')} {fiber.name}: {accident} {when} {words}")
        self._may_double(accident, sql)
        if accident == "full" and connection.in_transaction and self.fate.chance.random() < 0.3:
            sqlite3.Connection.execute(connection, "ROLLBACK")  # SQLite does so by itself after some errors
        if accident == "pause":
            self.pause(words, connection.in_transaction)
        else:
            _AT_DATABASE[accident](self, words)

    def _may_double(self, accident: str, step: str) -> None:
        """Note what an accident may leave twice: mails that are being copied to another folder, and one that the
        relay has and the desk doesn't know it. The Sent folder would show that, unless the look into it fails.
        """
        fiber = self.fibers.current
        assert fiber is not None
        if step == "imap move, between":
            self.copied += len(self.mail.inbox.mails)
        in_sending = fiber.name == "sender"
        looking = in_sending and step.startswith("imap")
        if looking or (
            not self.mail.keeps_sent and (accident == "crash" or (in_sending and accident == "cut"))
        ):
            self.may_resend()

    def may_resend(self) -> None:
        """The current process may not get to know that the relay has a mail of its."""
        fiber = self.fibers.current
        assert fiber is not None
        self.copies.accident(self._claimed(getattr(fiber.process, "holder", "")))

    def _claimed(self, holder: str = "%") -> list[str]:
        """Message-IDs of the mails that a sender has in hand, as the database shows it."""
        sql = (
            "SELECT message_id FROM outbox WHERE state <> 'sent' AND state = 'sending' AND claimed_by LIKE ?"
        )
        return [row[0] for row in self.claims.execute(sql, (holder,))]

    def crash(self, step: str) -> None:
        fiber = self.fibers.current
        assert fiber is not None
        assert isinstance(fiber.process, Daemon)
        fiber.process.dead = True
        raise Crash

    def pause(self, step: str, in_transaction: bool = False) -> None:
        """The whole process stands still: its other threads, too, and for a while who waits for its lock."""
        length = min(self.fate.pause(), _LOCKED) if in_transaction else self.fate.pause()
        self.tell(f"for {length}")
        fiber = self.fibers.current
        assert fiber is not None
        end = self.now + length
        paused = [one for one in self.fibers.all if one.process is fiber.process]
        for other in paused:
            other.sleeps_until, other.naps_on = max(other.sleeps_until or end, end), None
        # No later: how long it was decides what is allowed.
        self.at(end, lambda: self.fibers.wake_due(paused))
        self.fibers.give_way(length.total_seconds())

    def give_way(self, step: str) -> None:
        self.fibers.give_way()

    def jump(self, step: str) -> None:
        fiber = self.fibers.current
        assert fiber is not None
        assert isinstance(fiber.process, Daemon)
        self.jump_clock(fiber.process.machine)

    def jump_clock(self, machine: Machine) -> None:
        machine.wrong_by = timedelta() if machine.wrong_by else self.fate.jump()
        self.copies.clock_jumped(self._claimed())  # by this clock their sender may look long dead
        self.tell(f"the clock of {machine.name} is wrong by {machine.wrong_by}")

    def set_clock(self, machine: Machine, wrong_by: timedelta) -> None:
        machine.wrong_by = wrong_by
        self.copies.clock_jumped(self._claimed())
        self.tell(f"the clock of {machine.name} is wrong by {wrong_by}")

    def forget_what_waits(self) -> None:
        """The database is another one now."""
        self._waits = None

    def _news(self) -> None:
        if "IDLE" in self.offers:
            self.fibers.wake(self.mail)

    def database_now(self) -> datetime:
        """What the clock of the database says, by which leases are held."""
        fiber = self.fibers.current
        machine = self.server or (
            fiber.process.machine if fiber and isinstance(fiber.process, Daemon) else None
        )
        return self.now + (machine.wrong_by if machine else timedelta())

    def is_gone(self, holder: str) -> bool:
        """What a process knows of another: only on its own machine it sees who is dead."""
        fiber = self.fibers.current
        machine = fiber.process.machine.name if fiber and isinstance(fiber.process, Daemon) else ""
        return holder.partition("/")[0] == machine and holder not in self.alive


_WAITS = """SELECT
 (SELECT min(due_at) FROM timer),
 (SELECT min(due_at) FROM timer WHERE request > 0),
 (SELECT max(min(next_at), coalesce((SELECT json_extract(value, '$.next_at') FROM state WHERE name = 'account'), ''))
  FROM outbox WHERE state IN ('waiting', 'deferred')),
 (SELECT min(id) FROM outbox WHERE state <> 'sent' AND state = 'sending'),
 (SELECT min(uid) FROM ledger WHERE filed_at IS NULL AND file_to <> ''),
 (SELECT uidvalidity FROM folder WHERE name = 'INBOX'),
 (SELECT last_uid FROM folder WHERE name = 'INBOX')"""


@cache
def _what_it_does(sql: str) -> str:
    """A statement in one word; there are a few thousand, and each is asked about a hundred thousand times."""
    if sql.startswith("UPDATE outbox SET state = 'sending'"):
        return _CLAIMS
    if sql.startswith(("INSERT INTO lease", "UPDATE lease")):
        return "holds the lease"
    if sql.startswith(("INSERT", "UPDATE", "DELETE")):
        return "writes"
    return sql if sql == "COMMIT" else sql.partition(" ")[0]


def _fits(accident: str, sql: str, when: str, connection: sqlite3.Connection) -> bool:
    """Whether this can happen here: an answer is lost after a COMMIT, a disk is full before a write."""
    if accident == "answer lost":
        return when == "after" and sql.startswith("COMMIT")
    if accident == "full":
        return when == "before" and sql.startswith(("INSERT", "UPDATE", "DELETE", "COMMIT", "BEGIN"))
    if accident == "give way":
        return not connection.in_transaction
    return True


def _cut(world: World, step: str) -> None:
    raise ConnectionLost("the connection was cut")


def _refused(world: World, step: str) -> None:
    if step.startswith("imap") and step.endswith("before"):
        raise Refused("NO the server has a bad day")


def _full(world: World, sql: str) -> None:
    raise database.trouble(13, "database or disk is full")


def _answer_lost(world: World, sql: str) -> None:
    raise database.trouble(10, "disk I/O error")


_AT_MAIL: dict[str, Callable[[World, str], None]] = {
    "crash": World.crash,
    "cut": _cut,
    "refused": _refused,
    "pause": World.pause,
    "give way": World.give_way,
    "meddle": meddlers.meddle,
    "jump": World.jump,
}
_AT_DATABASE: dict[str, Callable[[World, str], None]] = {
    "crash": World.crash,
    "full": _full,
    "answer lost": _answer_lost,
    "give way": World.give_way,
}
