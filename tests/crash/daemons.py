"""Several daemons on one database: one reads, another takes over; who was paused and wakes writes nothing."""

from __future__ import annotations

import contextlib
import signal
import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from crash.nursery import Child
from crash.reckoning import Reckoning, reckon
from crash.stage import Stage, end, kill
from servers import await_that

READS, STANDS_BY = "mailbox.open", "standby"
PAUSED = 20.0  # seconds; longer than a lease


@dataclass
class Shifts:
    """`seconds`: from the end of the one that read to the moment when the next one reads, sorted."""

    rounds: int
    reckoning: Reckoning
    seconds: list[float] = field(default_factory=list)

    def __str__(self) -> str:
        took = ""
        if self.seconds:
            middle, longest = self.seconds[len(self.seconds) // 2], self.seconds[-1]
            took = f", next one reads after {middle:.1f} s (at most {longest:.1f})"
        return f"{self.rounds} rounds{took}: {self.reckoning}"


def start_together(
    stage: Stage, rounds: int, daemons: int = 2, tell: Callable[[str], None] = lambda line: None
) -> Shifts:
    """Daemons started at the same moment: exactly one reads while all are alive; then all are killed."""
    for number in range(1, rounds + 1):
        started = [stage.start() for _ in range(daemons)]
        stage.people.write()
        for process in started:
            await_that(partial(_part, stage, process), "a daemon's decision", 120)
        parts = [_part(stage, process) for process in started]
        assert parts.count(READS) == 1, f"round {number}: {parts}"
        for process in started:
            kill(process)
        if number % 10 == 0:
            tell(f"{number} rounds")
    stage.settle()
    return Shifts(rounds, reckon(stage))


def take_over(stage: Stage, rounds: int, tell: Callable[[str], None] = lambda line: None) -> Shifts:
    """The daemon that reads is killed while people write; the one that stands by takes over."""
    seconds = []
    with stage.people.writing(5):
        first = stage.start()
        stage.await_log(first, READS)
        for number in range(1, rounds + 1):
            second = stage.start()
            stage.await_log(second, STANDS_BY)
            time.sleep(stage.chance.uniform(0, 0.5))
            kill(first)
            began = time.monotonic()
            stage.await_log(second, READS)
            seconds.append(time.monotonic() - began)
            first = second
            tell(f"{number}: {seconds[-1]:.1f} s")
        end(first)
    stage.settle()
    return Shifts(rounds, reckon(stage), sorted(seconds))


def pause(stage: Stage, rounds: int, tell: Callable[[str], None] = lambda line: None) -> Shifts:
    """The daemon that reads is stopped for longer than its lease lasts, and wakes: it must let go of all."""
    seconds = []
    with stage.people.writing(3):
        for number in range(1, rounds + 1):
            first, second = stage.start(), None
            stage.await_log(first, READS)
            second = stage.start()
            stage.await_log(second, STANDS_BY)
            time.sleep(stage.chance.uniform(0, 0.5))
            _stop(stage, first)
            began = time.monotonic()
            try:
                stage.await_log(second, READS, 120)
                seconds.append(time.monotonic() - began)
                time.sleep(max(0.0, PAUSED - seconds[-1]))
            finally:
                first.send_signal(signal.SIGCONT)
            await_that(partial(_yielded, stage, first), "the paused daemon's stepping back", 120)
            end(first)
            end(second)
            tell(f"{number}: {seconds[-1]:.1f} s")
    stage.settle()
    return Shifts(rounds, reckon(stage), sorted(seconds))


def _stop(stage: Stage, process: Child) -> None:
    """Not in the middle of a write to an SQLite file: the file stays locked then, and nobody can take over."""
    while True:
        process.send_signal(signal.SIGSTOP)
        if not stage.desk_url.startswith("sqlite:") or _unlocked(stage.desk_url.removeprefix("sqlite:///")):
            return
        process.send_signal(signal.SIGCONT)
        time.sleep(0.05)


def _unlocked(path: str) -> bool:
    with contextlib.closing(sqlite3.connect(path, timeout=0.5, isolation_level=None)) as connection:
        try:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("ROLLBACK")
        except sqlite3.OperationalError:
            return False
    return True


def _yielded(stage: Stage, process: Child) -> bool:
    """It found that another holds the lease, and stands by."""
    after = stage.log(process).rpartition(READS)[2]
    return STANDS_BY in after


def _part(stage: Stage, process: Child) -> str:
    """What a daemon does by its log: it reads, it stands by, or "" before it knows."""
    log = stage.log(process)
    assert process.poll() is None, log
    return READS if READS in log else STANDS_BY if STANDS_BY in log else ""
