"""PostgreSQL's processes killed while the desk writes: the server recovers, and so must the desk."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import LiteralString

import psycopg
from crash.reckoning import Reckoning, reckon
from crash.stage import Stage
from servers import await_that

COMMITTING = "SELECT pid FROM pg_stat_activity WHERE application_name = 'frontdesk' AND query = 'COMMIT'"
FLUSHING = {"fsync": "on"}  # of the server: only then a COMMIT can be made to wait
# A COMMIT that takes long enough to be caught: it waits (20 ms) between writing its record and flushing it, so that a
# kill leaves open whether it counts.
SLOW = (
    "ALTER SYSTEM SET commit_delay = 20000",
    "ALTER SYSTEM SET commit_siblings = 0",
    "SELECT pg_reload_conf()",
)
QUICK = ("ALTER SYSTEM RESET commit_delay", "ALTER SYSTEM RESET commit_siblings", "SELECT pg_reload_conf()")
ANY = "SELECT pid FROM pg_stat_activity WHERE application_name = 'frontdesk'"


@dataclass
class Backends:
    """`at_commit`: how many of the killed were in the middle of a COMMIT."""

    killed: int
    at_commit: int
    reckoning: Reckoning

    def __str__(self) -> str:
        return f"{self.killed} backends killed, {self.at_commit} of them in COMMIT: {self.reckoning}"


def kill_backends(
    stage: Stage,
    admin_url: str,
    rounds: int,
    tell: Callable[[str], None] = lambda line: None,
    rate: float = 10,
) -> Backends:
    """SIGKILL to the server's process behind a connection of ours, at its COMMIT when it can be caught there.

    The server then ends all connections and recovers from its log, as after a crash of the machine's power
    without loss of its disk.
    """
    with stage.daemon() as daemon, stage.people.writing(rate):
        stage.await_log(daemon, "mailbox.open")
        _set(admin_url, SLOW)
        caught = 0
        for number in range(1, rounds + 1):
            time.sleep(stage.chance.uniform(0.2, 1.5))
            caught += _kill_one(admin_url)
            await_that(lambda: _lives(admin_url), "PostgreSQL's recovery", 120)
            assert daemon.poll() is None, stage.log(daemon)
            if number % 10 == 0:
                tell(f"{number} backends killed, {caught} of them at a COMMIT")
        _set(admin_url, QUICK)
        want = len(stage.people.opened)
        await_that(lambda: _ledger(stage) >= want, "the daemon's going on", 180)
    stage.settle()
    return Backends(rounds, caught, reckon(stage))


def _set(admin_url: str, words: Sequence[LiteralString]) -> None:
    with psycopg.connect(admin_url, autocommit=True) as admin:
        for each in words:
            admin.execute(each)


def _kill_one(admin_url: str, patience: float = 5.0) -> bool:
    """Whether it was at its COMMIT."""
    end = time.monotonic() + patience
    with contextlib.suppress(psycopg.OperationalError), psycopg.connect(admin_url, autocommit=True) as admin:
        while time.monotonic() < end:
            row = admin.execute(COMMITTING + " AND state = 'active'").fetchone()
            if row:
                os.kill(row[0], signal.SIGKILL)
                return True
            time.sleep(0.002)
        row = admin.execute(ANY).fetchone()
        if row:
            os.kill(row[0], signal.SIGKILL)
    return False


def _lives(url: str) -> bool:
    try:
        with psycopg.connect(url, connect_timeout=2) as connection:
            connection.execute("SELECT 1")
    except psycopg.OperationalError:
        return False
    return True


def _ledger(stage: Stage) -> int:
    with psycopg.connect(stage.desk_url) as connection:
        row = connection.execute("SELECT count(*) FROM ledger").fetchone()
    return int(row[0]) if row else 0
