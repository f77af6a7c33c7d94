"""A machine's clock that is set back and forth under a running daemon: mail goes on, nothing is done twice."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path

from crash.here import here
from crash.reckoning import Reckoning, reckon
from crash.stage import stage
from servers import Dovecot, await_that

from frontdesk.daemon import Stop, run

JUMPS = (
    timedelta(hours=-2),
    timedelta(hours=2),
    timedelta(days=3),
    timedelta(days=-3),
    timedelta(minutes=-40),
    timedelta(minutes=40),
)
AT_ONCE = 10.0  # seconds within which a new mail is acknowledged, whatever the clock shows


def set_the_clock(
    folder: Path, server: Dovecot, jumps: tuple[timedelta, ...] = JUMPS, seed: int = 1
) -> Reckoning:
    """The real daemon in a thread. After each jump somebody writes, and is answered at once."""
    with stage(folder, server, seed=seed) as play:
        with here(play) as desk:
            stop = Stop()
            daemon = threading.Thread(target=run, args=(desk.desk, desk.settings, stop), daemon=True)
            daemon.start()
            try:
                for jump in jumps:
                    desk.clock.wrong += jump
                    play.people.write(2)
                    want = len(play.people.opened)
                    await_that(
                        lambda want=want: play.acknowledged() >= want, f"an answer after {jump}", AT_ONCE
                    )
                    assert daemon.is_alive(), desk.said.getvalue()
            finally:
                stop.ask()
                daemon.join(10)
            desk.settle()
        return reckon(play)
