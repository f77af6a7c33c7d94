"""What a mail costs on a desk with many requests beside one with none: `python -m bench flat --filled 1000000`.

In one process, without servers, as the database is what grows. Of a million requests two hundred are of each customer.
The disk must hold 7 kB for each; `--database FILE` takes one that is filled already, and changes it.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from bench.corpus import corpus

MAILS = 300
WARM = 50  # mails before those that count: templates are compiled, statements are known


def run(filled: int, database: Path | None) -> None:
    with tempfile.TemporaryDirectory(prefix="frontdesk-bench-") as name:
        folder = Path(name)
        if database is None:
            database = folder / "filled.db"
            command = [sys.executable, "-m", "bench.fill_database", str(database), str(filled)]
            subprocess.run(command, check=True, cwd=Path(__file__).parent.parent)
        empty = a_mail(folder / "empty.db")
        full = a_mail(database)
    print(
        f"a mail on an empty desk {empty:.2f} ms of CPU, with {filled} requests {full:.2f} ms: ratio {full / empty:.2f}"
    )


def a_mail(database: Path) -> float:
    """Milliseconds of CPU, everything included but servers."""
    from desk_world import desk_world

    mails = list(corpus(MAILS + WARM))
    with desk_world(database, DESK_HOURS="24/7") as world:
        world.clock.at = datetime.now(UTC)  # the filled database's requests are of the years before
        for raw in mails[:WARM]:
            world.deliver(raw, work=False)
        world.work()
        for raw in mails[WARM:]:
            world.deliver(raw, work=False)
        began = time.process_time()
        world.work()
        return (time.process_time() - began) * 1000 / MAILS
