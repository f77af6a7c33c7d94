"""kill -9 at each system call that writes, over all that `run --once` does: receive, remind, send."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from crash.reckoning import Reckoning, reckon
from crash.stage import Stage
from server_tools import program

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
            if not kill_at(stage, call, number):
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
    """One run, with new mail and answers to what went out, so that all three jobs have work. Whether it was killed."""
    stage.people.answer_some(0.5)
    stage.people.write(2)
    return _killed_at(stage, call, number)


def _killed_at(stage: Stage, call: str, number: int) -> bool:
    """Whether the run came so far. strace counts for its main thread, which does all the work of `--once`."""
    tracer = program("strace", "strace")
    inject = f"inject={call}:signal=KILL:when={number}"
    process = stage.start(
        *(tracer, "-o", "/dev/null", "-e", f"trace={call}", "-e", inject), words=("run", "--once")
    )
    code = process.wait(60)
    return code not in (0, 75)
