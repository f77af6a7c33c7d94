"""One open database and the few ways everything else talks to it.

Plain statements for the paths every mail takes (peewee builds a statement anew each time, 0.4 ms a mail);
peewee's own queries for the rest. Decides nothing.
"""

from __future__ import annotations

import re
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from functools import lru_cache
from typing import Any, NoReturn

from frontdesk.db.engine.base import Engine
from frontdesk.db.engine.errors import DatabaseUnavailable
from frontdesk.db.engine.failures import understood
from frontdesk.db.engine.fields import Converter, as_columns, converter, storable
from frontdesk.db.engine.orm import Model

_STATEMENTS_KEPT = 1_000
_ROWS_AT_ONCE = 50  # in one statement
_CHANGES = re.compile(r'(?:INSERT INTO|UPDATE|DELETE FROM) "?(\w+)')
Statement = tuple[str, tuple[Any, ...]]


class LeaseLost(Exception):
    """Another daemon holds the work now: stop at once. Trying again helps only after taking it anew."""


class _Here(threading.local):
    """What belongs to the calling thread."""

    connection: Any = None  # while a transaction lasts

    def __init__(self) -> None:
        self.waiting: list[Statement] = []  # of this transaction (`later`)
        self.known: dict[Any, Any] = {}  # in this transaction (`Store.known`)


class Store:
    """A database of either engine. Each thread has a connection of its own; `close()` ends the caller's.

    Its errors: `DatabaseUnavailable` (db.errors; says whether trying again helps), `LeaseLost`, and
    peewee's `IntegrityError`. After any of them the unit of work is to be done again from its beginning.

    `guard`, when set, is called first in every transaction; it raises `LeaseLost` when the lease under
    which this process works is not its own any more (db.lease).
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.database = engine.database
        self.is_sqlite = engine.is_sqlite
        self.guard: Callable[[Store], None] | None = None
        self._inserts: dict[
            tuple[type[Model], tuple[str, ...], bool, int], tuple[str, list[Converter | None]]
        ] = {}
        self._here = _Here()
        self._translated: dict[str, str] = {}

    @contextmanager
    def transaction(self, *, guarded: bool = True, flushed: bool = False) -> Iterator[None]:
        """All or nothing; on SQLite it has the write lock from its start (BEGIN IMMEDIATE).

        Inside another it joins that one. Only taking a lease, and migrations, go without the guard.
        `flushed`: it survives a power cut also where the store's others needn't.
        """
        if self.database.in_transaction():
            yield
            return
        try:
            connection = self.engine.ready()
            begin = ("IMMEDIATE",) if self.is_sqlite else ()
            flushing = self.engine.flushing(connection) if flushed else nullcontext()
            with flushing, self.database.transaction(*begin):
                self._here.connection = connection
                if guarded and self.guard is not None:
                    self.guard(self)
                yield
                self._send_waiting()
        except Exception as error:
            self._here.connection = None
            self.engine.failed()
            meaning = understood(error)
            if meaning is error:
                raise
            raise meaning from error
        finally:
            self._here.connection = None
            self._here.waiting.clear()
            self._here.known = {}

    @property
    def known(self) -> dict[Any, Any]:
        """What was read and needn't be read again in this transaction: the mails of a batch ask much alike.

        Whoever keeps something here sees to what changes it; a part that is undone takes all with it. Outside of a
        transaction nothing is kept.
        """
        return self._here.known if self._here.connection is not None else {}

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Many statements that all see one moment's state, without the write lock: others go on writing meanwhile.

        Inside a transaction it is that one's. Nothing may be written within.
        """
        if self.database.in_transaction():
            yield
            return
        try:
            self.engine.ready()
            with self.database.transaction(*(("DEFERRED",) if self.is_sqlite else ())):
                if not self.is_sqlite:
                    self.run("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
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
        self.run("SAVEPOINT part")  # of several of one name the innermost is meant
        try:
            yield
            self._send_waiting()
        except BaseException as error:
            self._undo_part(error)
            raise
        self.run("RELEASE SAVEPOINT part")

    def all(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """The rows of a statement written with `?` for values. Times come out as columns hold them."""
        return self.run(sql, *values).fetchall()  # type: ignore[no-any-return]

    def one(self, sql: str, *values: Any) -> tuple[Any, ...] | None:
        return self.run(sql, *values).fetchone()  # type: ignore[no-any-return]

    def run(self, sql: str, *values: Any) -> Any:
        """Execute a statement written with `?`; gives the cursor."""
        return self._execute(self._translated.get(sql) or self._translate(sql), values)

    def later(self, sql: str, *values: Any) -> None:
        """A statement that changes rows of one table, looks at no other and whose outcome nobody asks for.

        A PostgreSQL server is asked as seldom as can be: it gets such statements together, before the next question
        or the end of the transaction. What goes wrong with them is raised then.
        """
        if self.is_sqlite or self._here.connection is None:
            self.run(sql, *values)
        else:
            self._here.waiting.append((sql, values))

    def many(self, sql: str, rows: Sequence[Sequence[Any]]) -> int:
        """Execute a statement once for each row of values; gives how many rows of the table it changed."""
        if not rows:
            return 0
        self._send_waiting()
        sql = self._translated.get(sql) or self._translate(sql)
        try:
            cursor = self.engine.cursor(self.engine.ready())
            cursor.executemany(sql, rows)
            return int(cursor.rowcount)
        except Exception as error:
            self._raise(error)

    def load(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """Insert many rows of values as columns hold them; raises what `many` raises."""
        self._send_waiting()
        try:
            self.engine.load(self.engine.ready(), table, columns, rows)
        except Exception as error:
            self._raise(error)

    def insert(self, model: type[Model], values: Mapping[str, Any], *, unless_there: bool = False) -> int:
        """Insert one row; gives its id (0 for tables whose key isn't a number). The schema has the defaults.

        `unless_there`: give 0 and insert nothing when a unique key is taken, instead of IntegrityError.
        The statement is built once for each set of columns and kept.
        """
        key = (model, tuple(values), unless_there, 1)
        sql, converters = self._inserts.get(key) or self._compile_insert(*key)
        sql = sql if self.is_sqlite else f"{sql}{self._returning(model)}"
        cursor = self.run(sql, *as_columns(values.values(), converters))
        if self.is_sqlite:
            return int(cursor.lastrowid or 0) if cursor.rowcount else 0
        row = cursor.fetchone()
        return row[0] if row and isinstance(row[0], int) else 0

    def insert_later(self, model: type[Model], *rows: Mapping[str, Any]) -> None:
        """Insert rows that all have the same columns, as `later` does; their ids aren't asked for."""
        for start in range(0, len(rows), _ROWS_AT_ONCE):
            some = rows[start : start + _ROWS_AT_ONCE]
            key = (model, tuple(some[0]), False, len(some))
            sql, converters = self._inserts.get(key) or self._compile_insert(*key)
            values = [value for row in some for value in row.values()]
            self.later(sql, *as_columns(values, converters * len(some)))

    def close(self) -> None:
        """Close the calling thread's connection; the next use opens it again."""
        if not self.database.is_closed():
            self.database.close()

    def _undo_part(self, error: BaseException) -> None:
        """Where the whole transaction is lost (full disk, cut connection), none may take it for a part's trouble."""
        self._here.waiting.clear()
        self._here.known = {}
        try:
            self.run("ROLLBACK TO SAVEPOINT part")
            self.run("RELEASE SAVEPOINT part")
        except Exception:
            if isinstance(error, DatabaseUnavailable):
                return
            raise DatabaseUnavailable("the transaction is lost", permanent=False, remedy="") from error

    def _send_waiting(self) -> None:
        """Statements about different tables go as one; the second about a table goes with the second about others."""
        waiting = self._here.waiting
        if not waiting:
            return
        self._here.waiting = []
        together: list[list[Statement]] = []
        so_far: Counter[str] = Counter()
        for statement in waiting:
            table = _table_of(statement[0])
            if so_far[table] == len(together):
                together.append([])
            together[so_far[table]].append(statement)
            so_far[table] += 1
        for statements in together:
            *others, last = [sql for sql, _ in statements]
            named = ", ".join(f"part{place} AS ({sql})" for place, sql in enumerate(others))
            self.run(
                f"WITH {named} {last}" if named else last, *(v for _, values in statements for v in values)
            )

    def _execute(self, sql: str, values: Sequence[Any]) -> Any:
        if self._here.waiting:
            self._send_waiting()
        try:
            connection = self._here.connection
            if connection is None:
                connection = self.engine.ready()
            elif self.is_sqlite and not connection.in_transaction:  # a full disk had SQLite roll back
                raise DatabaseUnavailable("the transaction is lost", permanent=False, remedy="")
            return self.engine.cursor(connection).execute(sql, values)
        except Exception as error:
            clean = [storable(value) for value in values]
            if clean != list(values) and _says_not_storable(error):
                return self._execute(sql, clean)
            self._raise(error)

    def _raise(self, error: Exception) -> NoReturn:
        if not self.database.in_transaction():
            self.engine.failed()
        meaning = understood(error)
        raise meaning from (None if meaning is error else error)

    def _translate(self, sql: str) -> str:
        if len(self._translated) > _STATEMENTS_KEPT:  # lists of values make ever new ones
            self._translated.clear()
        self._translated[sql] = self.engine.translated(sql)
        return self._translated[sql]

    def _returning(self, model: type[Model]) -> str:
        meta = model._meta
        key: Any = meta.primary_key
        first = key.field_names[0] if hasattr(key, "field_names") else key.name
        return f' RETURNING "{meta.fields[first].column_name}"'

    def _compile_insert(
        self, model: type[Model], names: tuple[str, ...], unless_there: bool, rows: int
    ) -> tuple[str, list[Converter | None]]:
        meta = model._meta
        fields = [meta.fields[name] for name in names]
        quoted = ", ".join(f'"{field.column_name}"' for field in fields)
        marks = ", ".join([f"({', '.join('?' * len(fields))})"] * rows)
        sql = f'INSERT INTO "{meta.table_name}" ({quoted}) VALUES {marks}'
        sql += " ON CONFLICT DO NOTHING" if unless_there else ""
        self._inserts[model, names, unless_there, rows] = sql, [converter(field) for field in fields]
        return self._inserts[model, names, unless_there, rows]


@lru_cache(maxsize=_STATEMENTS_KEPT)
def _table_of(sql: str) -> str:
    """The table that a statement changes."""
    found = _CHANGES.match(sql)
    if found is None:
        raise ValueError(f"not a statement that can wait: {sql}")
    return found[1]


def _says_not_storable(error: Exception) -> bool:
    """Both drivers see it before they send the statement, so the transaction still stands."""
    return isinstance(error, UnicodeEncodeError) or "NUL" in str(error)
