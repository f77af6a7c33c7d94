"""Copies a whole database into an empty one of either engine: all tables, verified, or nothing.

Both are seen as they stand at one moment; the desk must not run meanwhile, or its later work is missing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from frontdesk.db import search
from frontdesk.db.engine.fields import UTCDateTimeField, from_column, storable, to_text
from frontdesk.db.engine.orm import AutoField, BlobField, BooleanField, Model
from frontdesk.db.engine.store import Store
from frontdesk.db.schema.migrate import require_current
from frontdesk.db.schema.tables import TABLES

Progress = Callable[[str, int, int], None]
"""Called with a table's name, how many of its rows are copied, and how many it has."""

_ROWS_AT_ONCE = 500
_MAILS_AT_ONCE = 10  # rows with whole mails in them


class NotEmpty(Exception):
    """The target holds data already. Give an empty database."""


class CopyDiffers(Exception):
    """What arrived is not what was sent; nothing was kept. Trying again helps if the source was in use."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table's columns, and how each engine's values become the same."""

    name: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    serial: str  # the column that is numbered by itself, "" for none
    at_once: int
    same: tuple[Callable[[Any], Any], ...]

    def rows(self, store: Store) -> Iterator[list[tuple[Any, ...]]]:
        """All rows in the order of their key, some at a time."""
        names, key = _names(self.columns), _names(self.key)
        places = [self.columns.index(name) for name in self.key]
        last: tuple[Any, ...] = ()
        while True:
            after = f" WHERE ({key}) > ({_marks(self.key)})" if last else ""
            sql = f'SELECT {names} FROM "{self.name}"{after} ORDER BY {key} LIMIT {self.at_once}'
            rows = store.all(sql, *last)
            if rows:
                yield [tuple(same(value) for same, value in zip(self.same, row, strict=True)) for row in rows]
            if len(rows) < self.at_once:
                return
            last = tuple(rows[-1][place] for place in places)


_WORDS = Table("solution_word", ("term", "doc"), ("term",), "", _ROWS_AT_ONCE, (storable, int))


def copy_database(source: Store, target: Store, progress: Progress = lambda name, done, total: None) -> None:
    """Copy everything from `source` into `target`, which is migrated and empty; in one transaction of each.

    Nobody else writes to the target meanwhile. Raises NotEmpty, CopyDiffers, SchemaTooNew, and DatabaseUnavailable
    when one of them must be migrated.
    """
    for store in (source, target):
        require_current(store)
    with source.transaction(guarded=False), target.transaction(guarded=False):
        if not source.is_sqlite:
            source.run("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        tables = [_described(model) for model in TABLES if model._meta.table_name != "lease"]
        if not target.is_sqlite:  # SQLite's BEGIN IMMEDIATE is the lock
            target.run(f"LOCK TABLE {_names([table.name for table in tables])} IN SHARE ROW EXCLUSIVE MODE")
        for store in (source, target):
            _be_patient(store)
        for table in tables:
            if target.one(f'SELECT 1 FROM "{table.name}" LIMIT 1'):
                raise NotEmpty(f"the target has rows in its table {table.name}: give an empty database")
        for table in (*tables, _WORDS):
            _copy_table(source, target, table, progress)
        _copy_solutions(source, target, progress)


def _be_patient(store: Store) -> None:
    """While the one compares what arrived, the other has nothing to do, perhaps for minutes."""
    if not store.is_sqlite:
        store.run("SET LOCAL idle_in_transaction_session_timeout = 0")


def _copy_table(source: Store, target: Store, table: Table, progress: Progress) -> None:
    total = _count(source, table.name)
    done, sent = 0, _Sum()
    progress(table.name, 0, total)
    for rows in table.rows(source):
        sent.add(rows)
        target.load(table.name, table.columns, rows)
        done += len(rows)
        progress(table.name, done, total)
    arrived = _Sum()
    for rows in table.rows(target):
        arrived.add(rows)
    if arrived != sent or sent.count != total:
        raise CopyDiffers(f"table {table.name}: {sent.count} of {total} rows sent, {arrived.count} arrived")
    if table.serial:
        _go_on_counting(source, target, table)


def _go_on_counting(source: Store, target: Store, table: Table) -> None:
    """Numbers that were given out once are never given out again, not even those of rows that are gone."""
    if source.is_sqlite:
        row = source.one("SELECT seq FROM sqlite_sequence WHERE name = ?", table.name)
    else:
        sequence = source.one("SELECT pg_get_serial_sequence(?, ?)", f'"{table.name}"', table.serial)
        assert sequence is not None
        row = source.one(f"SELECT last_value FROM {sequence[0]} WHERE is_called")
    if row is None or row[0] is None:
        return
    if target.is_sqlite:
        target.run("DELETE FROM sqlite_sequence WHERE name = ?", table.name)
        target.run("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", table.name, row[0])
    else:
        target.run(
            "SELECT setval(pg_get_serial_sequence(?, ?), ?)", f'"{table.name}"', table.serial, int(row[0])
        )


def _copy_solutions(source: Store, target: Store, progress: Progress) -> None:
    """The index of resolutions is each engine's own, so it is made anew; how many have each word is the same on both,
    and counting it again, word by word, would take longer than all else."""
    total, last, done = _count(source, "solution"), 0, 0
    progress("solution", 0, total)
    while rows := search.indexed_after(source, last, _ROWS_AT_ONCE):
        search.load(target, rows)
        last, done = rows[-1][0], done + len(rows)
        progress("solution", done, total)
    if _count(target, "solution") != total:
        raise CopyDiffers("table solution")


class _Sum:
    """A number of rows and the sum of their digests, in whatever order they come."""

    def __init__(self) -> None:
        self.count = 0
        self.digest = 0

    def add(self, rows: Sequence[tuple[Any, ...]]) -> None:
        self.count += len(rows)
        for row in rows:
            digest = hashlib.blake2b(repr(row).encode(), digest_size=16).digest()
            self.digest = (self.digest + int.from_bytes(digest, "big")) % 2**128

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Sum) and (self.count, self.digest) == (other.count, other.digest)


def _described(model: type[Model]) -> Table:
    meta = model._meta
    fields = meta.sorted_fields
    key: Any = meta.primary_key
    names = tuple(key.field_names) if hasattr(key, "field_names") else (key.name,)
    return Table(
        meta.table_name,
        tuple(field.column_name for field in fields),
        tuple(meta.fields[name].column_name for name in names),
        key.column_name if isinstance(key, AutoField) else "",
        _MAILS_AT_ONCE if any(isinstance(field, BlobField) for field in fields) else _ROWS_AT_ONCE,
        tuple(_same(field) for field in fields),
    )


def _same(field: Any) -> Callable[[Any], Any]:
    """A value of either engine as both take it."""
    if isinstance(field, UTCDateTimeField):
        return lambda value: None if value is None else to_text(from_column(value))
    if isinstance(field, BooleanField):
        return lambda value: None if value is None else bool(value)
    if isinstance(field, BlobField):
        return lambda value: None if value is None else bytes(value)
    return storable


def _count(store: Store, table: str) -> int:
    row = store.one(f'SELECT count(*) FROM "{table}"')
    return int(row[0]) if row else 0


def _names(columns: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in columns)


def _marks(columns: Sequence[str]) -> str:
    return ", ".join("?" * len(columns))
