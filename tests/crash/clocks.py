"""A machine's clock that is set back and forth under a running daemon: mail goes on, nothing is done twice."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from crash.reckoning import Reckoning, reckon
from crash.stage import Stage
from live_desk import FAKETIME
from servers import Missing, await_that

JUMPS = ("-2h", "+2h", "+3d", "-3d", "-40m", "+40m")  # each against the true time
PATIENCE = 90.0  # seconds within which a new mail is acknowledged, whatever the clock shows


@dataclass
class WrongClock:
    """The real daemon under libfaketime, whose clock shows what `file` says."""

    file: Path
    log: Path
    process: subprocess.Popen[bytes]

    def set(self, words: str) -> None:
        """`words`: as libfaketime reads them, such as "+3d"."""
        new = self.file.with_suffix(".new")
        new.write_text(words)
        new.rename(self.file)


def set_the_clock(stage: Stage, jumps: Sequence[str] = JUMPS, rounds: int = 1) -> Reckoning:
    """After each jump somebody writes, and is answered at once."""
    with _wrong_clock(stage) as clock:
        for jump in (*jumps,) * rounds:
            clock.set(jump)
            stage.people.write(2)
            want = len(stage.people.opened)
            await_that(
                partial(stage.has_acknowledged, want),
                f"an answer after {jump} on the clock",
                PATIENCE,
            )
            assert clock.process.poll() is None, clock.log.read_text()
    stage.settle()
    return reckon(stage)


@contextlib.contextmanager
def _wrong_clock(stage: Stage) -> Iterator[WrongClock]:
    """The monotonic clock stays true, as it does when people set a machine's clock.

    Killed at its end: under libfaketime 0.9.10 with a true monotonic clock time.sleep fails, which subprocess needs.
    """
    if FAKETIME is None:
        raise Missing("libfaketime is not installed: scripts/install-servers.sh installs Debian's faketime")
    file, log = stage.folder / "clock", stage.folder / "log-of-wrong-clock"
    file.write_text("+0")
    env = stage.desk.environment() | {
        "LD_PRELOAD": str(FAKETIME),
        "FAKETIME_TIMESTAMP_FILE": str(file),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }
    command = [sys.executable, "-m", "frontdesk", "--config", str(stage.desk.config), "run"]
    with log.open("wb") as said:
        process = subprocess.Popen(
            command, env=env, cwd=stage.folder, stdout=said, stderr=said, start_new_session=True
        )
    try:
        await_that(lambda: "mailbox.open" in log.read_text(), "the open mailbox", PATIENCE)
        yield WrongClock(file, log, process)
    finally:
        process.kill()
        process.wait(60)
