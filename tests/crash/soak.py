"""Very many mails through one daemon: its memory and its open files must stay as they are."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from crash.reckoning import Reckoning, reckon
from crash.stage import Stage
from servers import await_that

AT_ONCE = 100
AHEAD = 400  # so many mails wait for the daemon, so that it is never idle
LOOKS = 20


@dataclass
class Look:
    """`megabytes`: of the daemon and of its reader, which is a process of its own."""

    mails: int
    megabytes: float
    reader: float
    files: int

    def __str__(self) -> str:
        return f"{self.mails} mails: {self.megabytes:.1f} MB, reader {self.reader:.1f} MB, {self.files} open files"


@dataclass
class Soaked:
    """`looks`: the daemon as it was after so many mails. `seconds`: for all."""

    looks: list[Look]
    seconds: float
    reckoning: Reckoning = field(default_factory=Reckoning)

    @property
    def growth(self) -> float:
        """Megabytes from the first fifth, when all caches are full, to the end."""
        return self.looks[-1].megabytes - self.looks[len(self.looks) // 5].megabytes

    def __str__(self) -> str:
        return f"{self.seconds:.0f} s, {self.growth:+.1f} MB after the first fifth: {self.reckoning}"


def soak(
    stage: Stage, mails: int, tell: Callable[[str], None] = lambda line: None, minutes: float = 600
) -> Soaked:
    """Mail by mail, some answered, as fast as the daemon takes them; fewer when `minutes` are over."""
    looks: list[Look] = []
    began = time.monotonic()
    people = stage.people
    with stage.daemon() as daemon:
        stage.await_log(daemon, "mailbox.open")

        def await_answers(behind: int) -> None:
            want = len(people.opened) - behind
            await_that(lambda: stage.acknowledged() >= want, f"{want} answers", 300)

        while (written := len(people.opened) + len(people.answers)) < mails:
            if time.monotonic() - began > minutes * 60:
                break
            people.write(AT_ONCE)
            people.answer_some(0.1)
            await_answers(min(AHEAD, mails // LOOKS))
            if written * LOOKS // mails >= len(looks):
                looks.append(_look(daemon.pid, written))
                tell(f"{looks[-1]}, after {time.monotonic() - began:.0f} s")
        await_answers(0)
        looks.append(_look(daemon.pid, written))
        tell(f"{looks[-1]}, after {time.monotonic() - began:.0f} s")
    seconds = time.monotonic() - began
    stage.settle()
    return Soaked(looks, seconds, reckon(stage))


def _look(pid: int, mails: int) -> Look:
    threads = Path(f"/proc/{pid}/task").iterdir()
    children = [int(child) for thread in threads for child in (thread / "children").read_text().split()]
    files = len(list(Path(f"/proc/{pid}/fd").iterdir()))
    return Look(mails, _megabytes(pid), sum(_megabytes(child) for child in children), files)


def _megabytes(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024
