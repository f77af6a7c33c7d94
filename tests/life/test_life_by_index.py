"""Whatever a life asks of the database finds its rows by an index: no mail, timer or send reads a whole table."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from desk_world import desk_world

from frontdesk.db.engine.store import Store

CARL, ANN = "Carl Cole <carl@sales.example.org>", "ann@example.org"
# Small by nature, or a virtual table that has its own index; and indexes that are read in order, or hold only what is
# still to be done.
MAY_BE_READ_WHOLE = (
    "folder",
    "lease",
    "newest",
    "counted",
    "found",  # what a SELECT within gave
    "solution",
    "answer",
    "mass_answer",
    "look",
)
IN_ORDER = (
    "outage_open",
    "timer_due_at",
    "outbox_next",
    "outbox_attention",
    "outbox_sent_at",
    "request_unsettled",
)


def test_a_whole_life_reads_no_table_from_end_to_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[str, tuple[Any, ...]] = {}
    run = Store.run

    def recorded(self: Store, sql: str, *values: Any) -> Any:
        asked.setdefault(sql, values)
        return run(self, sql, *values)

    with desk_world(tmp_path / "desk.db") as world:
        monkeypatch.setattr(Store, "run", recorded)
        world.write(CARL, "Printer prints twice", "The printer on the third floor prints everything twice.")
        world.answer(ANN, world.last(ANN), "Which printer is it?", subject="[waiting]")
        world.pass_time(timedelta(days=3))
        world.answer(CARL, world.last("carl@sales.example.org"), "The one beside the kitchen.")
        world.answer(ANN, world.last(ANN), "I have set the driver back to one copy.", subject="[resolved]")
        world.pass_time(timedelta(days=40))
        monkeypatch.undo()
        scans = {
            sql: step for sql, values in asked.items() for step in read_whole(world.desk.store, sql, values)
        }
    assert len(asked) > 40
    assert not scans


def read_whole(store: Store, sql: str, values: tuple[Any, ...]) -> list[str]:
    if sql.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK", "INSERT INTO solution")):
        return []
    steps = [str(row[3]) for row in store.all(f"EXPLAIN QUERY PLAN {sql}", *values)]
    scans = [step for step in steps if step.startswith("SCAN") and "CONSTANT ROW" not in step]
    return [
        step for step in scans if step.split()[1] not in MAY_BE_READ_WHOLE and not step.endswith(IN_ORDER)
    ]
