"""kill -9 at random moments while people write: nothing lost, no double request, hardly a mail sent again."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from crash.reckoning import Reckoning, reckon
from crash.stage import Stage, kill

AT_WORK = 1.2  # seconds; a daemon that reads the mailbox is killed within so many
STARTING = 1.5  # the same from its very start
QUICK_START, SLOWEST = 0.5, 4.0  # seconds; so many times longer at most
KILLED_EARLY = 0.15  # of the daemons: before or while they open the mailbox
RATE = 6.0  # mails a second from outside; three times as many go out


@dataclass
class Kills:
    kills: int
    reckoning: Reckoning

    @property
    def share(self) -> float:
        """Mails sent again, in per cent of the kills."""
        return self.reckoning.copies * 100 / self.kills

    def __str__(self) -> str:
        return f"{self.kills} kills, {self.share:.1f} % of them with a mail sent again: {self.reckoning}"


def kill_often(
    stage: Stage,
    kills: int,
    tell: Callable[[str], None] = lambda line: None,
    rate: float = RATE,
    at_work: float = AT_WORK,
) -> Kills:
    """Start the daemon, kill it at a random moment, `kills` times; then let it end its work, and reckon."""
    with stage.people.writing(rate):
        for number in range(1, kills + 1):
            kill_once(stage, at_work)
            if number % 50 == 0:
                tell(
                    f"{number} kills, {len(stage.people.opened)} new mails, {len(stage.people.answers)} answers"
                )
    stage.settle()
    return Kills(kills, reckon(stage))


def kill_once(stage: Stage, at_work: float = AT_WORK) -> None:
    """One daemon's life: most are killed at work. It is longer on a busy machine, or nothing would be done."""
    process = stage.start()
    if stage.chance.random() < KILLED_EARLY:
        time.sleep(stage.chance.uniform(0, STARTING))
    else:
        began = time.monotonic()
        stage.await_log(process, "mailbox.open")
        slowness = (time.monotonic() - began) / QUICK_START
        time.sleep(stage.chance.uniform(0, at_work * min(max(1, slowness), SLOWEST)))
    kill(process)
