"""One open database and the few ways everything else talks to it.

Plain statements for the paths every mail takes (peewee builds a statement anew each time, 0.4 ms a mail);
peewee's own queries for the rest. Decides nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NoReturn, Protocol

from peewee import BooleanField, Database, Model

from frontdesk.db.failures import understood
from frontdesk.db.fields import JSONTextField, UTCDateTimeField


class LeaseLost(Exception):
    """Another daemon holds the work now: stop at once. Trying again helps only after taking it anew."""


class Engine(Protocol):
    """What differs between SQLite and PostgreSQL; one for each stands in `db.connect`."""

    database: Database
    is_sqlite: bool

    def ready(self) -> Any:
        """This thread's connection, opened when it has none. Raises DatabaseUnavailable."""

    def failed(self) -> None:
        """After an error outside a transaction: give up a connection that is of no use any more."""


class Store:
    """A database of either engine. Each thread has a connection of its own; `close()` ends the caller's.

    Its errors: `DatabaseUnavailable` (db.failures; says whether trying again helps), `LeaseLost`, and
    peewee's `IntegrityError`. After any of them the unit of work is to be done again from its beginning.

    `guard`, when set, is called first in every transaction; it raises `LeaseLost` when the lease under
    which this process works is not its own any more (db.lease).
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.database = engine.database
        self.is_sqlite = engine.is_sqlite
        self.guard: Callable[[Store], None] | None = None
        self._inserts: dict[tuple[type[Model], tuple[str, ...], bool], tuple[str, list[_Part]]] = {}
        self._translated: dict[str, str] = {}

    @contextmanager
    def transaction(self, *, guarded: bool = True) -> Iterator[None]:
        """All or nothing; on SQLite it has the write lock from its start (BEGIN IMMEDIATE).

        Inside another it is a part of that. Only taking a lease, and migrations, go without the guard.
        """
        if self.database.in_transaction():
            with self.savepoint():
                yield
            return
        try:
            self.engine.ready()
            begin = ("IMMEDIATE",) if self.is_sqlite else ()
            with self.database.transaction(*begin):
                if guarded and self.guard is not None:
                    self.guard(self)
                yield
        except Exception as error:
            self.engine.failed()
            meaning = understood(error)
            if meaning is error:
                raise
            raise meaning from error

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """A part of the transaction that is undone alone when it raises."""
        with self.database.savepoint():
            yield

    def all(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """The rows of a statement written with `?` for values. Times come out as columns hold them."""
        return self.run(sql, *values).fetchall()  # type: ignore[no-any-return]

    def one(self, sql: str, *values: Any) -> tuple[Any, ...] | None:
        return self.run(sql, *values).fetchone()  # type: ignore[no-any-return]

    def run(self, sql: str, *values: Any) -> Any:
        """Execute a statement written with `?`; gives the cursor."""
        return self._execute(sql if self.is_sqlite else self._translate(sql), values)

    def many(self, sql: str, rows: Sequence[Sequence[Any]]) -> int:
        """Execute a statement once for each row of values; gives how many rows of the table it changed."""
        if not rows:
            return 0
        sql = sql if self.is_sqlite else self._translate(sql)
        try:
            cursor = self.engine.ready().cursor()
            cursor.executemany(sql, rows)
            return int(cursor.rowcount)
        except Exception as error:
            self._raise(error)

    def insert(self, model: type[Model], values: Mapping[str, Any], *, unless_there: bool = False) -> int:
        """Insert one row; gives its id (0 for tables whose key isn't a number). Defaults are filled in.

        `unless_there`: give 0 and insert nothing when a unique key is taken, instead of IntegrityError.
        The statement is built once for each set of columns and kept.
        """
        key = (model, tuple(values), unless_there)
        sql, parts = self._inserts.get(key) or self._compile_insert(*key)
        given = [part.value(values) for part in parts]
        cursor = self._execute(sql, given)
        if self.is_sqlite:
            return int(cursor.lastrowid or 0) if cursor.rowcount else 0
        row = cursor.fetchone()
        return row[0] if row and isinstance(row[0], int) else 0

    def close(self) -> None:
        """Close the calling thread's connection; the next use opens it again."""
        if not self.database.is_closed():
            self.database.close()

    def _execute(self, sql: str, values: Sequence[Any]) -> Any:
        try:
            return self.engine.ready().execute(sql, values)
        except Exception as error:
            clean = [_storable(value) for value in values]
            if clean != list(values) and _says_not_storable(error):
                return self._execute(sql, clean)
            self._raise(error)

    def _raise(self, error: Exception) -> NoReturn:
        if not self.database.in_transaction():
            self.engine.failed()
        meaning = understood(error)
        raise meaning from (None if meaning is error else error)

    def _translate(self, sql: str) -> str:
        known = self._translated.get(sql)
        if known is None:
            known = self._translated[sql] = sql.replace("%", "%%").replace("?", "%s")
        return known

    def _compile_insert(
        self, model: type[Model], names: tuple[str, ...], unless_there: bool
    ) -> tuple[str, list[_Part]]:
        meta = model._meta
        fields = [f for f in meta.sorted_fields if f.name in names or f.default is not None]
        parts = [_Part(field, field.name in names) for field in fields]
        quoted = ", ".join(f'"{field.column_name}"' for field in fields)
        marks = ", ".join(["?" if self.is_sqlite else "%s"] * len(fields))
        sql = f'INSERT INTO "{meta.table_name}" ({quoted}) VALUES ({marks})'
        sql += " ON CONFLICT DO NOTHING" if unless_there else ""
        if not self.is_sqlite:
            key: Any = meta.primary_key
            first = key.field_names[0] if hasattr(key, "field_names") else key.name
            sql += f' RETURNING "{meta.fields[first].column_name}"'
        self._inserts[model, names, unless_there] = sql, parts
        return sql, parts


class _Part:
    """One column of an insert: its value from what is given, or its default, as the driver takes it."""

    __slots__ = ("_convert", "_default", "_given", "_name")

    def __init__(self, field: Any, given: bool) -> None:
        self._name = field.name
        self._given = given
        self._default = field.default if callable(field.default) else lambda: field.default
        self._convert: Callable[[Any], Any] | None = None
        if isinstance(field, UTCDateTimeField | JSONTextField):
            self._convert = field.db_value
        elif isinstance(field, BooleanField):
            self._convert = bool

    def value(self, values: Mapping[str, Any]) -> Any:
        value = values[self._name] if self._given else self._default()
        return value if self._convert is None or value is None else self._convert(value)


def _storable(value: Any) -> Any:
    """Text without what no column takes: NUL (PostgreSQL) and halves of surrogate pairs (neither engine)."""
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-8", "replace").decode()
    return value


def _says_not_storable(error: Exception) -> bool:
    """Both drivers see it before they send the statement, so the transaction still stands."""
    return isinstance(error, UnicodeEncodeError) or "NUL" in str(error)
