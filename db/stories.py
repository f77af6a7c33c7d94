"""Requests with all their cycles, for the figures: those that a stretch of time touches, some at a time. Reads only.

Run it within `Store.reading`, so that all of it is one moment's state.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from frontdesk.db.cycles import cycle_of
from frontdesk.db.engine.fields import from_column, from_json, from_nullable, to_text
from frontdesk.db.engine.store import Store
from frontdesk.rules.figures.cycle import Cycle, Entry
from frontdesk.rules.figures.story import Story

_COLUMNS = Cycle._fields
_WIDTH = len(_COLUMNS)
_READ = ", ".join(f"c.{name}" for name in _COLUMNS)
_OF_REQUEST = ("language", "labels", "minutes", "spam", "merged_into", "parent")
_WITH = ", ".join(f"r.{name}" for name in _OF_REQUEST)
_AT_ONCE = 1000


def touching(
    store: Store, since: datetime, until: datetime, department: str | None = None
) -> Iterator[tuple[Story, list[Entry]]]:
    """The requests of which something falls into the time from `since` to before `until`, with what was stated then.

    `department`: those that were ever of this one.
    """
    start, end = to_text(since), to_text(until)
    of_one, named = ("department = ? AND ", [department]) if department is not None else ("", [])
    numbers = store.all(
        f"SELECT request FROM cycle WHERE {of_one}began_at < ? AND (ended_at IS NULL OR ended_at >= ? OR asked_at >= ?"
        " OR resolve_by >= ? OR promised_by >= ?)"
        f" UNION SELECT request FROM entry WHERE {of_one}at >= ? AND at < ? ORDER BY 1",
        *(*named, end, start, start, start, start, *named, start, end),
    )
    nothing: list[Entry] = []
    for at in range(0, len(numbers), _AT_ONCE):
        some = [row[0] for row in numbers[at : at + _AT_ONCE]]
        stated = _entries(store, some, since, until)
        for story in _stories(store, some):
            yield story, stated.get(story.number, nothing)


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


def _these(numbers: Sequence[int]) -> tuple[str, Sequence[int]]:
    """That a number is one of these, which are in order; where hardly one between the first and the last is left out,
    the two are named alone, which is quicker, and others come with them."""
    first, last = numbers[0], numbers[-1]
    if last - first < 2 * len(numbers):
        return "BETWEEN ? AND ?", (first, last)
    return f"IN ({', '.join('?' * len(numbers))})", numbers


def _entries(
    store: Store, numbers: Sequence[int], since: datetime, until: datetime
) -> dict[int, list[Entry]]:
    """What was stated in this time, by the request."""
    these, named = _these(numbers)
    found: dict[int, list[Entry]] = {}
    rows = store.all(
        'SELECT request, cycle, at, "by", minutes, department FROM entry'
        f" WHERE request {these} ORDER BY request, at, id",
        *named,
    )
    for request, cycle, at, by, minutes, department in rows:
        if since <= (moment := from_column(at)) < until:
            found.setdefault(request, []).append(Entry(request, cycle, moment, by, minutes, department))
    return found


def _stories(store: Store, numbers: Sequence[int]) -> Iterator[Story]:
    these, named = _these(numbers)
    rows = store.all(
        f"SELECT {_READ}, {_WITH} FROM cycle c JOIN request r ON r.number = c.request"
        f" WHERE c.request {these} ORDER BY c.request, c.n",
        *named,
    )
    wanted = frozenset(numbers)
    its: list[Sequence[Any]] = []
    for row in rows:
        if its and its[0][0] != row[0]:
            if its[0][0] in wanted:
                yield _story(its)
            its = []
        its.append(row)
    if its and its[0][0] in wanted:
        yield _story(its)


def _story(rows: Sequence[Sequence[Any]]) -> Story:
    row = rows[0]
    language, labels, minutes, spam, merged_into, parent = row[_WIDTH:]
    cycles = tuple([cycle_of(each) for each in rows])
    merged, child = merged_into is not None, parent is not None
    return Story(row[0], cycles, language, _labels(labels), minutes, bool(spam), merged, child)


_labels = lru_cache(maxsize=4096)(from_json)  # a desk has few different sets of them


def newest_by(store: Store, request: int, who: str, limit: int) -> list[tuple[datetime, str, dict[str, Any]]]:
    """What somebody did on a request, newest first: when, its kind, its detail."""
    rows = store.all(
        'SELECT at, kind, detail FROM event WHERE request = ? AND "by" = ? ORDER BY id DESC LIMIT ?',
        *(request, who, limit),
    )
    return [(from_column(at), kind, json.loads(detail)) for at, kind, detail in rows]
