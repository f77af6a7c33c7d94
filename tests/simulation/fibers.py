"""Threads of which only one runs at a time, and only when it is told to: the same turns for the same seed.

The desk's code blocks where it waits, so each of its threads has a stack of its own (a greenlet) and hands the turn
back there. No thread of the operating system: to wake one takes longer than most turns. Knows no desk, and no clock
but the one that is given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from greenlet import greenlet


class Crash(BaseException):
    """The process of a fiber dies here and now; nothing of it runs on."""


class Fiber:
    """One thread of one process. `sleeps_until`: None while it can go on; it wakes when the world wakes it, then
    or later. `naps_on`: what else may wake it. `doomed`: it dies as soon as it is its turn.
    """

    def __init__(self, name: str, process: object, work: Callable[[], None]) -> None:
        self.name, self.process = name, process
        self.sleeps_until: datetime | None = None
        self.naps_on: object = None
        self.doomed = self.done = False
        self.error: BaseException | None = None
        self._work = work
        self._stack = greenlet(self._live)

    def _live(self) -> None:
        try:
            if not self.doomed:
                self._work()
        except Crash:
            pass
        except BaseException as error:
            self.error = error
        self.done = True

    def go_on(self) -> None:
        """From outside: run until it gives way or ends."""
        self.sleeps_until = self.naps_on = None
        self._stack.switch()

    def give_way(self) -> None:
        """From inside."""
        assert self._stack.parent is not None
        self._stack.parent.switch()
        if self.doomed:
            raise Crash


class Fibers:
    """All fibers of one run. `current` is the one whose turn it is, None between turns."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.now = now
        self.current: Fiber | None = None
        self.all: list[Fiber] = []

    def spawn(self, name: str, process: object, work: Callable[[], None]) -> None:
        self.all.append(Fiber(name, process, work))

    def resume(self, fiber: Fiber) -> None:
        """Let the fiber run until it sleeps, gives way or ends. Raises what ended it, unless it crashed."""
        assert self.current is None
        self.current = fiber
        fiber.go_on()
        self.current = None
        if fiber.done:
            self.all.remove(fiber)
            if fiber.error is not None:
                raise fiber.error

    def give_way(self, seconds: float | None = None, naps_on: object = None) -> None:
        """Called by the current fiber: let others go on, for so long or for as short as chance has it."""
        fiber = self.current
        assert fiber is not None
        if seconds is not None:
            fiber.sleeps_until = self.now() + timedelta(seconds=max(seconds, 0.001))
        fiber.naps_on = naps_on
        fiber.give_way()

    def wake(self, what: object) -> None:
        """Whoever naps until this happens can go on."""
        for fiber in self.all:
            if fiber.naps_on is what:
                fiber.sleeps_until = None

    def doom(self, process: object) -> None:
        """End every fiber of a process: each dies where it stands."""
        for fiber in [one for one in self.all if one.process is process]:
            fiber.doomed = True
            self.resume(fiber)

    def ready(self) -> list[Fiber]:
        return [fiber for fiber in self.all if fiber.sleeps_until is None]

    def next_wake(self, name: str) -> datetime | None:
        """When the first of the sleepers of this name may wake; "" for any."""
        times = (one.sleeps_until for one in self.all if not name or one.name == name)
        return min((at for at in times if at is not None), default=None)

    def wake_due(self, some: Iterable[Fiber]) -> None:
        """Wake those of them whose time has come."""
        for fiber in some:
            if fiber.sleeps_until is not None and fiber.sleeps_until <= self.now():
                fiber.sleeps_until = None

    def wake_overdue(self, name: str, early: bool = False) -> None:
        """Wake the sleepers of this name whose time has come; "" for all. `early`: also the others."""
        now = self.now()
        for fiber in self.all:
            at = fiber.sleeps_until
            if at is not None and (early or at <= now) and (not name or fiber.name == name):
                fiber.sleeps_until = None


class Event:
    """What the desk takes for a `threading.Event`."""

    def __init__(self, fibers: Fibers) -> None:
        self._fibers, self._set = fibers, False

    def set(self) -> None:
        self._set = True
        self._fibers.wake(self)

    def clear(self) -> None:
        self._set = False

    def is_set(self) -> bool:
        return self._set

    def wait(self, seconds: float) -> bool:
        if not self._set:
            self._fibers.give_way(seconds, naps_on=self)
        return self._set
