"""A desk in one process, in memory and without servers: what `bench.instructions` counts. Prints nothing.

    python -m bench.one_process MAILS

Reading, deciding, composing, SQLite and filing are the desk's own; the mailbox and the relay are the tests' fakes,
so the count holds what frontdesk does and nothing of a server, a socket or the time of day.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))  # the desk in memory


def handle(number: int, folder: Path) -> int:
    """Delivers a made corpus to a desk on an empty database and lets it work; gives how many mails it sent."""
    from desk_world import desk_world

    from bench.corpus import corpus

    with desk_world(folder / "desk.db", DESK_HOURS="24/7") as world:
        for raw in corpus(number):
            world.deliver(raw, work=False)
        world.work()
        return len(world.world.sent)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="frontdesk-bench-") as name:
        if not handle(int(sys.argv[1]), Path(name)):
            raise SystemExit("the desk sent nothing: this is no measure of anything")
