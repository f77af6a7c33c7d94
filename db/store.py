"""One open database and the few ways everything else talks to it.

Plain statements for the paths every mail takes (peewee builds a statement anew each time, 0.4 ms a mail);
peewee's own queries for the rest. Decides nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from peewee import Database, Model, SqliteDatabase


class LeaseLost(Exception):
    """Another daemon holds the work now: stop at once. Trying again helps only after taking the lease anew."""


class Store:
    """A database of either engine.

    `guard`, when set, is called first in every transaction; it raises `LeaseLost` when the lease under
    which this process works is not its own any more (db.lease).
    """

    def __init__(self, database: Database) -> None:
        self.database = database
        self.is_sqlite = isinstance(database, SqliteDatabase)
        self.guard: Callable[[Store], None] | None = None
        self._inserts: dict[tuple[type[Model], tuple[str, ...]], tuple[str, list[Any]]] = {}
        self._translated: dict[str, str] = {}

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; on SQLite it takes the write lock at once (BEGIN IMMEDIATE)."""
        with self.database.connection_context() if self.database.is_closed() else _nothing():
            with self.database.atomic("IMMEDIATE") if self.is_sqlite else self.database.atomic():
                if self.guard is not None:
                    self.guard(self)
                yield

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """A part of the transaction that is undone alone when it raises."""
        with self.database.savepoint():
            yield

    def all(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """The rows of a statement written with `?` for values. Times go in and come out as columns hold them."""
        return self.run(sql, *values).fetchall()  # type: ignore[no-any-return]

    def one(self, sql: str, *values: Any) -> tuple[Any, ...] | None:
        return self.run(sql, *values).fetchone()  # type: ignore[no-any-return]

    def run(self, sql: str, *values: Any) -> Any:
        """Execute a statement written with `?`; gives the cursor."""
        if not self.is_sqlite:
            translated = self._translated.get(sql)
            if translated is None:
                translated = self._translated[sql] = sql.replace("%", "%%").replace("?", "%s")
            sql = translated
        return self.database.execute_sql(sql, values)  # type: ignore[no-untyped-call]

    def insert(self, model: type[Model], values: Mapping[str, Any]) -> int:
        """Insert one row; gives its id (0 for tables whose key isn't a number). Defaults are filled in.

        The statement is built by peewee once for each set of columns and kept.
        """
        key = (model, tuple(values))
        cached = self._inserts.get(key)
        if cached is None:
            cached = self._inserts[key] = self._compile_insert(model, key[1])
        sql, template = cached
        fields = model._meta.fields
        given: Sequence[Any] = [
            fields[part].db_value(values[part]) if part in values else default()
            for part, default in template
        ]
        cursor = self.database.execute_sql(sql, given)  # type: ignore[no-untyped-call]
        if self.is_sqlite:
            return int(cursor.lastrowid or 0)
        row = cursor.fetchone()
        return row[0] if row and isinstance(row[0], int) else 0

    def _compile_insert(self, model: type[Model], names: tuple[str, ...]) -> tuple[str, list[Any]]:
        meta = model._meta
        columns: list[tuple[str, Callable[[], Any] | None]] = []
        for field in meta.sorted_fields:
            if field.name in names:
                columns.append((field.name, None))
            elif field.default is not None:
                columns.append((field.name, _default_maker(field)))
        mark = "?" if self.is_sqlite else "%s"
        quoted = ", ".join(f'"{meta.fields[name].column_name}"' for name, _ in columns)
        marks = ", ".join([mark] * len(columns))
        sql = f'INSERT INTO "{meta.table_name}" ({quoted}) VALUES ({marks})'  # noqa: S608 - names are our own
        if not self.is_sqlite:
            key: Any = meta.primary_key
            first = key.field_names[0] if hasattr(key, "field_names") else key.name
            sql += f' RETURNING "{meta.fields[first].column_name}"'
        return sql, columns


def _default_maker(field: Any) -> Callable[[], Any]:
    default = field.default
    return (lambda: field.db_value(default())) if callable(default) else (lambda: field.db_value(default))


@contextmanager
def _nothing() -> Iterator[None]:
    yield
