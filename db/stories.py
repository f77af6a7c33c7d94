"""Requests with all their cycles, for the figures: those that a stretch of time touches, some at a time. Reads only.

Run it within `Store.reading`, so that all of it is one moment's state.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from frontdesk.db.engine.fields import from_column, from_json, from_nullable, to_text
from frontdesk.db.engine.store import Store
from frontdesk.rules.figures.cycle import Cycle, Entry, Owned, Stood
from frontdesk.rules.figures.story import Story

_COLUMNS = tuple(one.name for one in fields(Cycle))
_READ = ", ".join(f"c.{name}" for name in _COLUMNS)
_OF_REQUEST = ("subject", "language", "labels", "minutes", "spam", "merged_into")
_WITH = ", ".join(f"r.{name}" for name in _OF_REQUEST)
_TIMES = tuple(
    at for at, name in enumerate(_COLUMNS) if name.endswith("_at") or name in ("promised_by", "resolve_by")
)
_STOOD, _OWNED = _COLUMNS.index("stood"), _COLUMNS.index("owned")
_AT_ONCE = 1000


def touching(
    store: Store, since: datetime, until: datetime, department: str | None = None
) -> Iterator[tuple[Story, list[Entry]]]:
    """The requests of which something falls into the time from `since` to before `until`, with what was stated then.

    `department`: those that were ever of this one.
    """
    stated = _entries(store, since, until)
    start, end = to_text(since), to_text(until)
    of_one, named = ("department = ? AND ", [department]) if department is not None else ("", [])
    numbers = store.all(
        f"SELECT request FROM cycle WHERE {of_one}began_at < ? AND (ended_at IS NULL OR ended_at >= ? OR asked_at >= ?"
        " OR resolve_by >= ? OR promised_by >= ?)"
        f" UNION SELECT request FROM entry WHERE {of_one}at >= ? AND at < ? ORDER BY 1",
        *(*named, end, start, start, start, start, *named, start, end),
    )
    for at in range(0, len(numbers), _AT_ONCE):
        for story in _stories(store, [row[0] for row in numbers[at : at + _AT_ONCE]]):
            yield story, stated.pop(story.number, [])


def of(store: Store, numbers: Sequence[int]) -> dict[int, Story]:
    return {story.number: story for story in _stories(store, numbers)}


def begin(store: Store, department: str | None = None) -> datetime | None:
    """When the first request came that wasn't the team's own; of a department alone when one is given."""
    where, values = ("department = ? AND ", [department]) if department is not None else ("", [])
    row = store.one(f"SELECT min(began_at) FROM cycle WHERE {where}source <> 'team'", *values)
    return from_nullable(row[0]) if row else None


def departments(store: Store) -> list[str]:
    """Every department that a request was ever from."""
    return [
        row[0] for row in store.all("SELECT DISTINCT department FROM cycle WHERE department <> '' ORDER BY 1")
    ]


def _entries(store: Store, since: datetime, until: datetime) -> dict[int, list[Entry]]:
    found: dict[int, list[Entry]] = {}
    rows = store.all(
        'SELECT request, cycle, at, "by", minutes, department FROM entry WHERE at >= ? AND at < ? ORDER BY at, id',
        *(to_text(since), to_text(until)),
    )
    for request, cycle, at, by, minutes, department in rows:
        found.setdefault(request, []).append(Entry(request, cycle, from_column(at), by, minutes, department))
    return found


def _stories(store: Store, numbers: Sequence[int]) -> Iterator[Story]:
    marks = ", ".join("?" * len(numbers))
    rows = store.all(
        f"SELECT {_READ}, {_WITH} FROM cycle c JOIN request r ON r.number = c.request"
        f" WHERE c.request IN ({marks}) ORDER BY c.request, c.n",
        *numbers,
    )
    cycles: list[Cycle] = []
    for at, row in enumerate(rows):
        cycles.append(_cycle(row))
        if at + 1 == len(rows) or rows[at + 1][0] != row[0]:
            yield _story(row, tuple(cycles))
            cycles = []


def _story(row: Sequence[Any], cycles: tuple[Cycle, ...]) -> Story:
    subject, language, labels, minutes, spam, merged_into = row[len(_COLUMNS) :]
    return Story(
        row[0], cycles, subject, language, from_json(labels), minutes, bool(spam), merged_into is not None
    )


def _cycle(row: Sequence[Any]) -> Cycle:
    values = list(row[: len(_COLUMNS)])
    for at in _TIMES:
        value = values[at]
        if value is not None:  # SQLite's are texts in UTC
            values[at] = datetime.fromisoformat(value) if type(value) is str else from_column(value)
    values[_STOOD] = _pairs(values[_STOOD], _stood)
    values[_OWNED] = _pairs(values[_OWNED], _owned)
    return Cycle(*values)


def _pairs(text: str, read: Any) -> tuple[Any, ...]:
    return () if text == "[]" else tuple(read(*each) for each in json.loads(text))


def _stood(status: str, since: str, until: str | None) -> Stood:
    return Stood(status, from_column(since), from_nullable(until))


def _owned(by: str, since: str) -> Owned:
    return Owned(by, from_column(since))
