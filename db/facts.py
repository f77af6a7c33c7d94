"""Writes cycles down for requests that have none yet: those from before there were any. Some at a time, and resumable.

Each batch is a transaction with the number that it came to; how a past becomes cycles is `rules.figures.replay`'s.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from itertools import groupby

from frontdesk.db import cycles, state
from frontdesk.db.engine.fields import from_column, from_nullable
from frontdesk.db.engine.store import Store
from frontdesk.rules.clock.timing import BusinessHours
from frontdesk.rules.figures.cycle import Cycle, Entry
from frontdesk.rules.figures.facts import Now
from frontdesk.rules.figures.replay import Happened, Past, replay

HoursOf = Callable[[str], BusinessHours]  # a department's hours
READ_TO = "facts read to"  # the number of the last request whose past was looked at; ALL when it was the last
ALL = "all"
_NAMES = (
    *(
        "number",
        "opened_at",
        "status",
        "priority",
        "department",
        "owner",
        "reopened",
        "respond_by",
        "resolve_by",
    ),
    *("resolved_at", "closed_at", "spam", "merged_into", "minutes", "rating_comment", "customer"),
)


def left(store: Store) -> int:
    """How many requests may still have to be looked at. By their numbers: counting a million rows takes seconds."""
    read_to = state.get(store, READ_TO, "0")
    if read_to == ALL:
        return 0
    newest = store.one("SELECT max(number) FROM request")
    written = store.one("SELECT count(*) FROM cycle WHERE request > ? AND n = 1", int(read_to))
    return max(0, (newest[0] or 0) - int(read_to) - written[0]) if newest and written else 0


def fill_some(
    store: Store, hours: HoursOf, works_here: Callable[[str], bool], desk: str, at_once: int
) -> bool:
    """Look at the next requests, in a transaction of their own; False when there are no more."""
    with store.transaction():
        read_to = state.get(store, READ_TO, "0")
        if read_to == ALL:
            return False
        numbers = [
            row[0]
            for row in store.all(
                "SELECT number FROM request WHERE number > ? ORDER BY number LIMIT ?", int(read_to), at_once
            )
        ]
        if numbers:
            fill(store, numbers, hours, works_here, desk)
        state.put(store, READ_TO, str(numbers[-1]) if len(numbers) == at_once else ALL)
        return len(numbers) == at_once


def fill(
    store: Store, numbers: Sequence[int], hours: HoursOf, works_here: Callable[[str], bool], desk: str
) -> None:
    """Write down the cycles of those of these requests that have none. `numbers`: in order."""
    pasts = _pasts(store, numbers, works_here)
    if not pasts:
        return
    events = store.all(
        'SELECT request, at, kind, "by", detail FROM event WHERE request BETWEEN ? AND ? ORDER BY request, id',
        *(numbers[0], numbers[-1]),
    )
    told = {number: list(rows) for number, rows in groupby(events, key=lambda row: row[0])}
    found: list[Cycle] = []
    entries: list[Entry] = []
    for past in pasts:
        happened = [_happened(row) for row in told.get(past.number, ())]
        its_cycles, its_entries = replay(past, happened, hours(past.now.department), desk)
        found += its_cycles
        entries += its_entries
    cycles.add_all(store, found, entries)


def _pasts(store: Store, numbers: Sequence[int], works_here: Callable[[str], bool]) -> list[Past]:
    rows = store.all(
        f"SELECT {', '.join(_NAMES)} FROM request WHERE number BETWEEN ? AND ?"
        " AND NOT EXISTS (SELECT 1 FROM cycle WHERE request = number) ORDER BY number",
        *(numbers[0], numbers[-1]),
    )
    return [_past(row, works_here) for row in rows]


def _past(row: Sequence[object], works_here: Callable[[str], bool]) -> Past:
    value = dict(zip(_NAMES, row, strict=True))
    now = Now(
        status=str(value["status"]),
        priority=str(value["priority"]),
        department=str(value["department"]),
        owner=value["owner"],  # type: ignore[arg-type]
        reopened=value["reopened"],  # type: ignore[arg-type]
        spam=bool(value["spam"]),
        merged=value["merged_into"] is not None,
        **{
            name: from_nullable(value[name])  # type: ignore[arg-type]
            for name in ("respond_by", "resolve_by", "resolved_at", "closed_at")
        },
    )
    return Past(
        number=value["number"],  # type: ignore[arg-type]
        opened_at=from_column(value["opened_at"]),  # type: ignore[arg-type]
        now=now,
        minutes=value["minutes"],  # type: ignore[arg-type]
        rating_comment=value["rating_comment"],  # type: ignore[arg-type]
        works_here=works_here(str(value["customer"])),
    )


def _happened(row: Sequence[object]) -> Happened:
    _, at, kind, by, detail = row
    return Happened(
        from_column(at),  # type: ignore[arg-type]
        str(kind),
        str(by),
        {} if detail == "{}" else json.loads(str(detail)),
    )
