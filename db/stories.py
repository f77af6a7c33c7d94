"""Requests with all their cycles, for the figures: those that a stretch of time touches, some at a time. Reads only.

Run it within `Store.reading`, so that all of it is one moment's state.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from frontdesk.db.cycles import cycle_of, hands_of, stood_of
from frontdesk.db.engine.fields import from_column, from_json, from_nullable, to_text
from frontdesk.db.engine.store import Store
from frontdesk.rules.figures.columns import NEVER, Columns
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
    for numbers in _touching(store, since, until, department):
        stated: dict[int, list[Entry]] = {}
        for entry in _entries(store, numbers, since, until):
            stated.setdefault(entry.request, []).append(entry)
        for story in _stories(store, numbers):
            yield story, stated.get(story.number, [])


def in_columns(
    store: Store, since: datetime, until: datetime, department: str | None = None
) -> Iterator[tuple[Columns, list[Entry]]]:
    """The same for counting, some requests at a time; a few others may be among them."""
    for numbers in _touching(store, since, until, department):
        these, named = _these(numbers)
        rows = store.all(
            f"SELECT {_COUNTED} FROM cycle c JOIN request r ON r.number = c.request"
            f" WHERE c.request {these} ORDER BY c.request, c.n",
            *named,
        )
        columns = [
            read(column) if read is not None else column
            for read, column in zip(_READERS, zip(*rows, strict=True), strict=True)
        ]
        yield Columns(*columns), _entries(store, numbers, since, until)


def _touching(
    store: Store, since: datetime, until: datetime, department: str | None
) -> Iterator[Sequence[int]]:
    """The numbers of the requests of which something falls into this time, in order and some at a time."""
    start, end = to_text(since), to_text(until)
    of_one, named = ("department = ? AND ", [department]) if department is not None else ("", [])
    rows = store.run(
        f"SELECT request FROM cycle WHERE {of_one}began_at < ? AND (ended_at IS NULL OR ended_at >= ? OR asked_at >= ?"
        " OR resolve_by >= ? OR promised_by >= ?)"
        f" UNION SELECT request FROM entry WHERE {of_one}at >= ? AND at < ? ORDER BY 1",
        *(*named, end, start, start, start, start, *named, start, end),
    )
    numbers = array("q", [row[0] for row in rows])
    for at in range(0, len(numbers), _AT_ONCE):
        yield numbers[at : at + _AT_ONCE]


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


def _entries(store: Store, numbers: Sequence[int], since: datetime, until: datetime) -> list[Entry]:
    """What was stated on these requests in this time."""
    these, named = _these(numbers)
    rows = store.all(
        'SELECT request, cycle, at, "by", minutes, department FROM entry'
        f" WHERE request {these} AND at >= ? AND at < ? ORDER BY request, at, id",
        *(*named, to_text(since), to_text(until)),
    )
    return [
        Entry(request, cycle, from_column(at), by, minutes, department)
        for request, cycle, at, by, minutes, department in rows
    ]


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


def _moments(column: Sequence[Any]) -> list[datetime]:
    """SQLite's are texts in UTC."""
    is_text = isinstance(next(filter(None, column), None), str)
    read: Callable[[Any], datetime] = datetime.fromisoformat if is_text else from_column
    return [NEVER if value is None else read(value) for value in column]


def _flags(column: Sequence[Any]) -> list[bool]:
    return [bool(value) for value in column]


def _known(column: Sequence[Any]) -> list[bool]:
    return [value is not None for value in column]


def _all_labels(column: Sequence[str]) -> list[tuple[str, ...]]:
    return [_labels(text) for text in column]


def _all_stood(column: Sequence[str]) -> list[list[tuple[str, datetime, datetime]]]:
    return [
        [(one.status, one.since, one.until or NEVER) for one in stood_of(text)] if text != "[]" else []
        for text in column
    ]


def _all_owned(column: Sequence[str]) -> list[Sequence[tuple[str, datetime]]]:
    return [() if text == "[]" else hands_of(text) for text in column]


# Asked of a cycle that was late: whether its clock stood when it fell due.
_STOOD = "CASE WHEN c.ended_at IS NULL OR c.ended_at > c.resolve_by THEN c.stood ELSE '[]' END"
_labels = lru_cache(maxsize=4096)(from_json)  # a desk has few different sets of them
# In the order of `Columns`: the column of a cycle (c) or its request (r), and how it is read where not as it stands.
_COLUMNS_AND_READERS: tuple[tuple[str, Callable[[Sequence[Any]], Sequence[Any]] | None], ...] = (
    ("c.request", None), ("c.began_at", _moments), ("c.source", None), ("c.department", None), ("c.priority", None),
    ("c.owner", None), ("c.promised_by", _moments), ("c.first_reply_at", _moments), ("c.replies", None),
    ("c.resolve_by", _moments), ("c.missed_at", _moments), ("c.ended_at", _moments), ("c.ended_by", None),
    ("c.resolved_by", None), ("c.wait_minutes", None), ("c.owners", None), ("c.rating", None),
    ("c.rating_at", _moments), ("c.rating_comment", None), ("c.asked_at", _moments), ("c.recovered_at", _moments),
    (_STOOD, _all_stood), ("c.owned", _all_owned), ("r.language", None), ("r.labels", _all_labels),
    ("r.minutes", None), ("r.spam", _flags), ("r.merged_into", _known), ("r.parent", _known),
)  # fmt: skip
_COUNTED = ", ".join(name for name, _ in _COLUMNS_AND_READERS)
_READERS = tuple(read for _, read in _COLUMNS_AND_READERS)


def newest_by(store: Store, request: int, who: str, limit: int) -> list[tuple[datetime, str, dict[str, Any]]]:
    """What somebody did on a request, newest first: when, its kind, its detail."""
    rows = store.all(
        'SELECT at, kind, detail FROM event WHERE request = ? AND "by" = ? ORDER BY id DESC LIMIT ?',
        *(request, who, limit),
    )
    return [(from_column(at), kind, json.loads(detail)) for at, kind, detail in rows]
