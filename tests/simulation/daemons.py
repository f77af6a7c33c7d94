"""The desk's daemon as a process of the simulation: the real loops of `frontdesk.daemon`, with fibers for threads.

It starts, dies at a step and starts again. What it does is the desk's own code; nothing of it is replaced but
what talks to servers, the clock and the signals.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from memory_mail import MemoryRelay
from simulation.failed import Failed
from simulation.fibers import Event

from frontdesk import daemon
from frontdesk.db.engine.store import Store
from frontdesk.desk import Desk
from frontdesk.jobs.receipts import Receipts

if TYPE_CHECKING:
    from simulation.world import World


_STOPS_WITHIN = 90  # seconds; systemd's TimeoutStopSec


@dataclass(slots=True)
class Machine:
    """Where daemons run. `wrong_by`: how far its clock is off."""

    name: str
    wrong_by: timedelta = timedelta()


@dataclass(slots=True)
class Stop:
    """`daemon.Stop` with an event of the simulation's, and no pipe."""

    flag: Event
    pipe: tuple[None, None] = (None, None)

    def ask(self) -> None:
        self.flag.set()

    @property
    def asked(self) -> bool:
        return self.flag.is_set()


@dataclass(slots=True)
class Log:
    """The desk's log. An error in it is one of frontdesk's own: every accident has its own word."""

    world: World
    who: str

    def info(self, event: str, **fields: object) -> None:
        if self.world.story.wanted:
            self.world.tell(f"{self.who}: {event} {_shown(fields)}")

    warning = info

    def error(self, event: str, error: BaseException | None = None, **fields: object) -> None:
        raise Failed(f"the desk logged an error: {event} {error!r} {_shown(fields)}") from error


def _shown(fields: dict[str, object]) -> str:
    return " ".join(f"{name}={value}" for name, value in fields.items() if value not in ("", None))


@dataclass(slots=True)
class Daemon:
    """One desk that may run. `holder` is another name at each start. `wrote`: its reader's transaction has changes."""

    world: World
    machine: Machine
    holder: str = ""
    running: bool = False
    dead: bool = False
    wrote: bool = False
    _stop: Stop = field(init=False)

    def now(self) -> datetime:
        return self.world.now + self.machine.wrong_by

    def start(self) -> None:
        """A new process, as `daemon.run` makes it."""
        world = self.world
        world.starts += 1
        self.holder = f"{self.machine.name}/{world.starts}"
        self.running, self.dead = True, False
        world.alive.add(self.holder)
        world.tell(f"{self.holder} starts")
        self._stop = Stop(Event(world.fibers))
        wake = Event(world.fibers)
        world.fibers.spawn("sender", self, lambda: self._send(wake))
        world.fibers.spawn("reader", self, lambda: self._read(wake))

    def _desk(self) -> Desk:
        log: Any = Log(self.world, self.holder)
        store = self.world.disk.fated_store(
            partial(self.world.before_statement, self), partial(self.world.after_statement, self)
        )
        return replace(self.world.desk, store=store, now=self.now, holder=self.holder, log=log)

    def _read(self, wake: Event) -> None:
        desk, stop = self._desk(), self._stop
        loop = daemon.ReaderLoop(desk, self.world.settings, stop, wake)  # type: ignore[arg-type]
        try:
            loop.run()
        finally:
            self._leave(desk.store)

    def _send(self, wake: Event) -> None:
        desk = self._desk()
        sender = daemon.Sender(desk, self.world.settings, self._stop, wake)  # type: ignore[arg-type]
        sender.relay = MemoryRelay(self.world.mail, self.world.extensions)
        if self.world.server:  # a database that several machines share has no folder for receipts
            sender.receipts = Receipts(None, self.holder)
        try:
            sender.run()
        finally:
            # Who died has no open files any more; what is in them stays.
            if sender.receipts._file is not None:
                os.close(sender.receipts._file)
                sender.receipts._file = None
            self._leave(desk.store)

    def _leave(self, store: Store) -> None:
        """The operating system's part: what was not committed is gone."""
        self.dead = self.dead or not self._stop.asked
        if not store.database.is_closed():
            connection = store.database.connection()  # type: ignore[no-untyped-call]
            if connection.in_transaction:  # it died at COMMIT; a cursor in its last words would keep the lock
                connection.rollback()
        store.close()

    def ask_to_stop(self) -> None:
        """As `systemctl restart` does: whoever sleeps wakes and leaves; who is still there after a while is killed."""
        self.world.tell(f"{self.holder} is asked to stop")
        self._stop.ask()
        for fiber in self.world.fibers.all:
            if fiber.process is self and fiber.naps_on is not None:
                fiber.sleeps_until = None
        holder = self.holder
        self.world.after(_STOPS_WITHIN, lambda: self._kill(holder))

    def _kill(self, holder: str) -> None:
        if self.holder == holder and self.running and not self.dead:
            self.world.tell(f"{holder} is killed")
            self.dead = True
            self.world.killed(self)

    def is_gone(self) -> None:
        """Nothing of it runs any more."""
        self.running = False
        self.world.alive.discard(self.holder)
