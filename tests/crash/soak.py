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
LOOKS = 20


@dataclass
class Look:
    mails: int
    megabytes: float
    files: int

    def __str__(self) -> str:
        return f"{self.mails} mails: {self.megabytes:.1f} MB, {self.files} files"


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


def soak(stage: Stage, mails: int, tell: Callable[[str], None] = lambda line: None) -> Soaked:
    """Mail by mail, some answered, as fast as the daemon takes them."""
    looks: list[Look] = []
    began = time.monotonic()
    with stage.daemon() as daemon:
        stage.await_log(daemon, "mailbox.open")
        people = stage.people
        while (written := len(people.opened) + len(people.answers)) < mails:
            people.write(AT_ONCE)
            people.answer_some(0.1)
            want = len(people.opened)
            await_that(lambda want=want: stage.acknowledged() >= want, f"{want} answers", 120)
            if written * LOOKS // mails >= len(looks):
                looks.append(_look(daemon.pid, written))
                tell(str(looks[-1]))
    seconds = time.monotonic() - began
    stage.settle()
    return Soaked(looks, seconds, reckon(stage))


def _look(pid: int, mails: int) -> Look:
    status = Path(f"/proc/{pid}/status").read_text()
    kilobytes = int(status.partition("VmRSS:")[2].split()[0])
    return Look(mails, kilobytes / 1024, len(list(Path(f"/proc/{pid}/fd").iterdir())))
