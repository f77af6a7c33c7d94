"""A write-ahead log torn at any byte, as a power cut leaves it: what was flushed before the tear is there."""

from __future__ import annotations

import shutil
import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from crash.stage import Stage, kill


@dataclass
class Torn:
    """`most` and `least`: rows of the ledger that copies torn late and early still have."""

    copies: int
    least: int
    most: int

    def __str__(self) -> str:
        span = f"{self.least} to {self.most} mails in them"
        return f"{self.copies} torn logs: all sound, {span}, never fewer for more; faults: none"


def a_log_in_use(stage: Stage, seconds: float = 4) -> Path:
    """The database of a daemon that was killed at work, with a log that was not yet taken over."""
    daemon = stage.start()
    stage.await_log(daemon, "mailbox.open")
    with stage.people.writing(20):
        time.sleep(seconds)
    kill(daemon)
    return Path(stage.desk_url.removeprefix("sqlite:///"))


def tear(stage: Stage, database: Path, copies: int, tell: Callable[[str], None] = lambda line: None) -> Torn:
    """Copies with the log cut at random places, or with noise from there on, each opened and counted."""
    size = Path(f"{database}-wal").stat().st_size
    whole = _rows_of(stage, database, size, noise=False)
    counts = []
    for number, place in enumerate(sorted(stage.chance.randrange(size) for _ in range(copies)), 1):
        counts.append(_rows_of(stage, database, place, noise=number % 2 == 0))
        if number % 200 == 0:
            tell(f"{number} copies")
    assert counts == sorted(counts), "a log torn later has less in it than one torn earlier"
    assert counts[-1] <= whole
    return Torn(copies, counts[0], whole)


def _rows_of(stage: Stage, database: Path, place: int, noise: bool) -> int:
    """How many mails a copy still knows whose log was torn at `place`."""
    copy, log = stage.folder / "torn.db", stage.folder / "torn.db-wal"
    for old in stage.folder.glob("torn.db*"):
        old.unlink()
    shutil.copy(database, copy)
    data = Path(f"{database}-wal").read_bytes()
    rest = stage.chance.randbytes(min(len(data) - place, 8192)) if noise else b""
    log.write_bytes(data[:place] + rest)
    connection = sqlite3.connect(copy)
    try:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",), place
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'ledger'").fetchone():
            return 0  # torn in the log of the very first start
        return int(connection.execute("SELECT count(*) FROM ledger").fetchone()[0])
    finally:
        connection.close()
