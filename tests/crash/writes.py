"""kill -9 at each system call that writes, over all that `run --once` does: receive, remind, send."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from crash.reckoning import Reckoning, reckon
from crash.stage import Stage, kill
from server_tools import program
from servers import await_that

CALLS = ("pwrite64", "fdatasync", "write", "sendto", "unlink", "ftruncate")
LAST = 400  # more calls of one kind than a run makes


@dataclass
class Killed:
    """`points`: how many kills there were, by system call."""

    points: dict[str, int]
    reckoning: Reckoning

    def __str__(self) -> str:
        return f"killed at {self.points}: {self.reckoning}"


def kill_at_each_write(
    stage: Stage, every: int = 1, tell: Callable[[str], None] = lambda line: None
) -> Killed:
    """Kill a run at each `every`-th call of each kind, until a run makes no more of them."""
    points = dict.fromkeys(CALLS, 0)
    for call in CALLS:
        for number in range(1, LAST, every):
            if not (kill_at(stage, call, number) or kill_at(stage, call, number)):
                break
            points[call] += 1
        tell(f"{call}: {points[call]} kills")
    stage.settle()
    return Killed(points, reckon(stage))


def kill_at_some(stage: Stage, some: Iterable[tuple[str, int]]) -> Killed:
    """Kill a run at each of these calls: its name, and which one of its kind."""
    points = dict.fromkeys(CALLS, 0)
    for call, number in some:
        points[call] += kill_at(stage, call, number)
    stage.settle()
    return Killed(points, reckon(stage))


def kill_at(stage: Stage, call: str, number: int) -> bool:
    """One run that has work for all three jobs: what the last one left, else new mail. Whether it was killed."""
    if stage.quiet() and stage.all_read():
        stage.people.answer_some(0.5)
        stage.people.write(2)
    return _killed_at(stage, call, number)


def _killed_at(stage: Stage, call: str, number: int) -> bool:
    """Whether the run came so far. strace counts for its main thread, which does all the work of `--once`."""
    tracer = program("strace", "strace")
    run = stage.start("run", "--once", held=True)
    await_that(lambda: "T" in _state(run.pid, "State"), "a run that waits", 60)
    words = ["-o", "/dev/null", "-e", f"trace={call}", "-e", f"inject={call}:signal=KILL:when={number}"]
    traced = subprocess.Popen([tracer, "-q", "-p", str(run.pid), *words])
    try:
        await_that(lambda: _state(run.pid, "TracerPid") != "0", "strace's hold", 60)
        run.send_signal(signal.SIGCONT)
        return run.wait(600) == -signal.SIGKILL
    finally:
        kill(run)
        traced.wait(60)


def _state(pid: int, name: str) -> str:
    return Path(f"/proc/{pid}/status").read_text().partition(f"{name}:")[2].split()[0]
