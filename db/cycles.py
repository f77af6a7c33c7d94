"""Cycles and stated times as rows: written beside the change of the request, read by period for the figures.

What a cycle is, and how it goes on, is decided in `rules.figures`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from frontdesk.db.engine.fields import from_column, from_nullable, to_text
from frontdesk.db.engine.store import Store
from frontdesk.db.schema.tables import CycleRow, EntryRow
from frontdesk.rules.figures.cycle import CONTENT, LOW, NO_ANSWER, Cycle, Entry, Owned, Stood
from frontdesk.rules.figures.facts import Now

_COLUMNS = Cycle._fields
_WIDTH = len(_COLUMNS)
_TIMES = tuple(
    at for at, name in enumerate(_COLUMNS) if name.endswith("_at") or name in ("promised_by", "resolve_by")
)
_STOOD, _OWNED = _COLUMNS.index("stood"), _COLUMNS.index("owned")
_time = datetime.fromisoformat
_decoded = json.JSONDecoder().raw_decode  # of our own bytes, which have no blanks to skip
_SELECT = f"SELECT {', '.join(_COLUMNS)} FROM cycle"
_NOW = (
    *("status", "priority", "department", "owner", "reopened", "respond_by", "resolve_by"),
    *("resolved_at", "closed_at", "spam"),
)


def of_request(store: Store, number: int) -> list[Cycle]:
    """In order."""
    return [cycle_of(row) for row in store.all(f"{_SELECT} WHERE request = ? ORDER BY n", number)]


def entries_of(store: Store, number: int) -> list[Entry]:
    """In order."""
    sql = 'SELECT request, cycle, at, "by", minutes, department FROM entry WHERE request = ? ORDER BY id'
    return [_entry(row) for row in store.all(sql, number)]


def newest(store: Store, number: int) -> tuple[Now, int, Cycle | None] | None:
    """The request as it is now, its minutes, and its newest cycle (None when none is written down yet)."""
    columns = ", ".join((*(f"r.{name}" for name in _NOW), "r.merged_into", "r.minutes"))
    row = store.one(
        f"SELECT {columns}, {', '.join(f'c.{name}' for name in _COLUMNS)} FROM request r"
        " LEFT JOIN cycle c ON c.request = r.number AND c.n = (SELECT max(n) FROM cycle WHERE request = r.number)"
        " WHERE r.number = ?",
        number,
    )
    if row is None:
        return None
    cut = len(_NOW)
    values: dict[str, Any] = dict(zip(_NOW, row[:cut], strict=True))
    for name in ("respond_by", "resolve_by", "resolved_at", "closed_at"):
        values[name] = from_nullable(values[name])
    now = Now(**values | {"spam": bool(values["spam"])}, merged=row[cut] is not None)
    cycle = cycle_of(row[cut + 2 :]) if row[cut + 2] is not None else None
    return now, int(row[cut + 1]), cycle


def add(store: Store, cycle: Cycle) -> None:
    """A cycle that wasn't there."""
    store.insert_later(CycleRow, {name: _plain(name, getattr(cycle, name)) for name in _COLUMNS})


def add_all(store: Store, found: Sequence[Cycle], entries: Sequence[Entry]) -> None:
    """Many at once."""
    marks = ", ".join("?" * len(_COLUMNS))
    store.many(
        f"INSERT INTO cycle ({', '.join(_COLUMNS)}) VALUES ({marks})",
        [[_column(name, getattr(cycle, name)) for name in _COLUMNS] for cycle in found],
    )
    store.many(
        'INSERT INTO entry (request, cycle, at, "by", minutes, department) VALUES (?, ?, ?, ?, ?, ?)',
        [(e.request, e.cycle, to_text(e.at), e.by, e.minutes, e.department) for e in entries],
    )


def put(store: Store, before: Cycle, after: Cycle) -> None:
    """Write what differs."""
    changed = [name for name in _COLUMNS if getattr(before, name) != getattr(after, name)]
    if not changed:
        return
    names = ", ".join(f"{name} = ?" for name in changed)
    values = [_column(name, getattr(after, name)) for name in changed]
    store.later(f"UPDATE cycle SET {names} WHERE request = ? AND n = ?", *values, before.request, before.n)


def drop_after(store: Store, number: int, n: int) -> None:
    """Forget the cycles after the n-th: the reopening was taken back. What was stated in them is of the n-th."""
    store.run("DELETE FROM cycle WHERE request = ? AND n > ?", number, n)
    store.run("UPDATE entry SET cycle = ? WHERE request = ? AND cycle > ?", n, number, n)


def was_given_up(store: Store, number: int) -> bool:
    """Whether the newest cycle ended because the customer never answered."""
    row = store.one("SELECT ended_by FROM cycle WHERE request = ? ORDER BY n DESC LIMIT 1", number)
    return row is not None and row[0] == NO_ANSWER


def asked_last(store: Store, number: int, before: int) -> Cycle | None:
    """Of the cycles before the n-th the newest after which the customer was asked for a rating."""
    row = store.one(
        f"{_SELECT} WHERE request = ? AND n < ? AND asked_at IS NOT NULL ORDER BY n DESC LIMIT 1",
        number,
        before,
    )
    return cycle_of(row) if row else None


def unanswered_low(store: Store, numbers: Sequence[int], customer: str) -> list[int]:
    """Those of the requests, in the given order, on which this customer gave a low rating that nobody has answered."""
    marks = ", ".join("?" * len(numbers))
    rows = store.all(
        f"SELECT c.request FROM cycle c JOIN request r ON r.number = c.request WHERE c.request IN ({marks})"
        " AND c.rating <= ? AND c.recovered_at IS NULL AND r.customer = ?",
        *(*numbers, LOW, customer),
    )
    found = {row[0] for row in rows}
    return [number for number in numbers if number in found]


def recover(store: Store, number: int, at: datetime) -> None:
    """Somebody spoke to the customer after a low rating."""
    store.run(
        "UPDATE cycle SET recovered_at = ? WHERE request = ? AND rating <= ? AND recovered_at IS NULL",
        *(to_text(at), number, LOW),
    )


def take_back_recovery(store: Store, number: int, since: datetime) -> None:
    store.run(
        "UPDATE cycle SET recovered_at = NULL WHERE request = ? AND recovered_at >= ?", number, to_text(since)
    )


def praise(
    store: Store, by: str, after: datetime, until: datetime, limit: int
) -> list[tuple[int, str, int, str]]:
    """Number, customer, rating and words of the good ratings for what somebody resolved, oldest first."""
    rows = store.all(
        "SELECT c.request, r.customer_name, r.customer, c.rating, c.rating_comment FROM cycle c"
        " JOIN request r ON r.number = c.request"
        " WHERE c.rating_at > ? AND c.rating_at <= ? AND c.rating > ? AND coalesce(c.resolved_by, c.owner) = ?"
        " ORDER BY c.rating_at, c.request LIMIT ?",
        *(to_text(after), to_text(until), CONTENT - 1, by, limit),
    )
    return [(number, name or email, rating, words or "") for number, name, email, rating, words in rows]


def stated(store: Store, number: int) -> int:
    """The sum of what is stated on the request, in minutes."""
    row = store.one("SELECT coalesce(sum(minutes), 0) FROM entry WHERE request = ?", number)
    return int(row[0]) if row else 0


def add_entry(store: Store, entry: Entry) -> None:
    store.insert(EntryRow, entry._asdict())


def _plain(name: str, value: Any) -> Any:
    if name == "stood":
        return [[each.status, to_text(each.since), each.until and to_text(each.until)] for each in value]
    return [[each.by, to_text(each.since)] for each in value] if name == "owned" else value


def _column(name: str, value: Any) -> Any:
    value = _plain(name, value)
    if isinstance(value, list):
        return "[]" if not value else json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return to_text(value) if isinstance(value, datetime) else value


def _entry(row: Sequence[Any]) -> Entry:
    request, cycle, at, by, minutes, department = row
    return Entry(request, cycle, from_column(at), by, minutes, department)


def cycle_of(row: Sequence[Any]) -> Cycle:
    """From a row that begins with `Cycle`'s columns in their order; made for a hundred thousand of them."""
    values = list(row[:_WIDTH])
    for at in _TIMES:
        value = values[at]
        if value is not None:  # SQLite's are texts in UTC
            values[at] = _time(value) if type(value) is str else from_column(value)
    stood, owned = values[_STOOD], values[_OWNED]
    values[_STOOD] = () if stood == "[]" else stood_of(stood)
    values[_OWNED] = () if owned == "[]" else _owned(owned)
    return Cycle._make(values)


def stood_of(text: str) -> tuple[Stood, ...]:
    return tuple([
        Stood(status, from_column(since), from_nullable(until))
        for status, since, until in _decoded(text)[0]
    ])  # fmt: skip


def _owned(text: str) -> tuple[Owned, ...]:
    return tuple(map(Owned._make, hands_of(text)))


def hands_of(text: str) -> list[tuple[str, datetime]]:
    """What is kept as `owned`, who and since when: JSON of pairs of strings, cut at the quotes, which takes a third of
    the time, where none is within a string."""
    if "\\" in text:
        return [(by, _time(since)) for by, since in _decoded(text)[0]]
    parts = text.split('"')
    return list(zip(parts[1::4], map(_time, parts[3::4]), strict=True))
