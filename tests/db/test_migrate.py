"""Migrations: from every earlier version, whole or not at all; and the schema is what tables.py says."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from peewee import (
    AutoField,
    BigIntegerField,
    BlobField,
    BooleanField,
    CharField,
    IntegerField,
    Model,
    TextField,
)

from frontdesk.db import state
from frontdesk.db.engine.connect import open_store
from frontdesk.db.engine.errors import DatabaseUnavailable, NotOurs, SchemaTooNew
from frontdesk.db.engine.fields import UTCDateTimeField
from frontdesk.db.engine.store import LeaseLost, Store
from frontdesk.db.lease import Lease
from frontdesk.db.schema import migrate as room
from frontdesk.db.schema.migrate import Migration, migrate, migrations, require_current, schema_state
from frontdesk.db.schema.tables import TABLES, Ledger


def _both(version: int, name: str, *statements: str) -> Migration:
    return Migration(version, name, statements, statements)


FIRST = _both(1, "0001_first", "CREATE TABLE letter (id {id}, at {time})")
SECOND = _both(2, "0002_second", "ALTER TABLE letter ADD COLUMN text TEXT NOT NULL DEFAULT ''")
BROKEN = _both(2, "0002_broken", "CREATE TABLE half (id {id})", "CREATE TABLE")


@pytest.fixture
def empty(url: str) -> Any:
    store = open_store(url, busy_seconds=30)
    yield store
    store.close()


def test_a_new_database_gets_all_of_them_once(empty: Store, now: datetime) -> None:
    newest = migrations()[-1].version
    assert schema_state(empty) == (0, newest)
    assert migrate(empty, now=now) == [one.name for one in migrations()]
    assert schema_state(empty) == (newest, newest)
    assert migrate(empty, now=now) == []
    require_current(empty)


@pytest.mark.parametrize("earlier", range(len(migrations())))
def test_from_every_earlier_version_only_what_is_missing_is_applied(
    empty: Store, now: datetime, earlier: int
) -> None:
    every = migrations()
    if earlier:
        migrate(empty, now=now, known=every[:earlier])
    assert migrate(empty, now=now) == [one.name for one in every[earlier:]]
    assert schema_state(empty)[0] == every[-1].version


def test_a_later_migration_comes_on_top_and_keeps_the_rows(empty: Store, now: datetime) -> None:
    migrate(empty, now=now, known=[FIRST])
    empty.run("INSERT INTO letter (at) VALUES ('2026-11-23 12:00:00+00:00')")
    assert migrate(empty, now=now, known=[FIRST, SECOND]) == ["0002_second"]
    assert empty.all("SELECT id, text FROM letter") == [(1, "")]


def test_who_is_at_work_under_an_older_schema_loses_the_lease(empty: Store, now: datetime) -> None:
    every = migrations()
    migrate(empty, now=now, known=every)
    mine = Lease(empty, "mailbox", "an older version")
    assert mine.take(now)
    later = _both(999, "0999_later", "CREATE TABLE later (id {id})")
    assert migrate(empty, now=now, known=[*every, later])
    with pytest.raises(LeaseLost), empty.transaction():
        pass


def test_one_that_breaks_leaves_nothing_behind_and_those_before_stay(empty: Store, now: datetime) -> None:
    with pytest.raises(Exception, match=r"syntax|incomplete"):
        migrate(empty, now=now, known=[FIRST, BROKEN])
    assert empty.one("SELECT max(version) FROM schema_version") == (1,)
    assert migrate(empty, now=now, known=[FIRST, _both(2, "0002_mended", "CREATE TABLE half (id {id})")])


def test_a_schema_newer_than_the_code_is_refused_and_left_alone(empty: Store, now: datetime) -> None:
    migrate(empty, now=now)
    empty.run(
        "INSERT INTO schema_version (version, name, at) VALUES (9999, 'x', '2026-11-23 12:00:00+00:00')"
    )
    for refused in (lambda: migrate(empty, now=now), lambda: require_current(empty)):
        with pytest.raises(SchemaTooNew, match="install the version"):
            refused()


def test_an_older_schema_is_not_worked_with(empty: Store) -> None:
    with pytest.raises(DatabaseUnavailable) as caught:
        require_current(empty)
    assert caught.value.permanent
    assert "frontdesk migrate" in caught.value.remedy


def test_somebody_elses_database_is_left_alone(empty: Store, now: datetime) -> None:
    empty.run("CREATE TABLE wp_posts (id INTEGER)")
    with pytest.raises(NotOurs, match="wp_posts"):
        migrate(empty, now=now)


def at_once(number: int, start: Callable[[], None]) -> None:
    """So many threads, and until the last has ended."""
    threads = [threading.Thread(target=start) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_many_daemons_that_start_at_once_migrate_once(url: str, now: datetime) -> None:
    applied: list[str] = []
    ready = threading.Barrier(20)

    def start() -> None:
        store = open_store(url, busy_seconds=60)
        ready.wait()
        applied.extend(migrate(store, now=now))
        store.close()

    at_once(20, start)
    assert sorted(applied) == [one.name for one in migrations()]


def test_sqlite_is_backed_up_first_when_there_is_something_to_lose(tmp_path: Path, now: datetime) -> None:
    store = open_store(f"sqlite:///{tmp_path}/desk.db")
    migrate(store, now=now, known=[FIRST], backup=tmp_path / "empty.db")
    migrate(store, now=now, known=[FIRST, SECOND], backup=tmp_path / "before.db")
    store.close()
    assert not (tmp_path / "empty.db").exists()
    before = open_store(f"sqlite:///{tmp_path}/before.db")
    assert before.one("SELECT max(version) FROM schema_version") == (1,)
    before.close()


def test_many_that_start_at_once_on_an_older_file_bring_it_up_to_date_and_keep_a_copy(
    tmp_path: Path, now: datetime
) -> None:
    url, backup = f"sqlite:///{tmp_path}/desk.db", tmp_path / "desk.db.schema1.backup"
    store = open_store(url)
    migrate(store, now=now, known=[FIRST])
    with store.transaction():
        for _ in range(300):
            store.run("INSERT INTO letter (at) VALUES (?)", "x" * 50_000)
    store.close()
    said: list[object] = []
    ready = threading.Barrier(6)

    def start() -> None:
        mine = open_store(url, busy_seconds=60)
        ready.wait()
        try:
            said.append(migrate(mine, now=now, known=[FIRST, SECOND], backup=backup))
        except DatabaseUnavailable as error:
            said.append("try again" if not error.permanent else error)
        mine.close()

    at_once(6, start)
    assert said.count(["0002_second"]) == 1
    assert all(each in ([], ["0002_second"], "try again") for each in said), said
    assert [path.name for path in tmp_path.glob("*backup*")] == [backup.name]
    before = open_store(f"sqlite:///{backup}")
    assert before.one("SELECT max(version) FROM schema_version") == (1,)
    before.close()


def test_a_copy_that_is_there_already_is_kept_and_nothing_is_changed(tmp_path: Path, now: datetime) -> None:
    store = open_store(f"sqlite:///{tmp_path}/desk.db")
    migrate(store, now=now, known=[FIRST])
    (tmp_path / "before.db").write_text("dear")
    with pytest.raises(DatabaseUnavailable, match=r"before\.db is there already"):
        migrate(store, now=now, known=[FIRST, SECOND], backup=tmp_path / "before.db")
    assert (tmp_path / "before.db").read_text() == "dear"
    assert store.one("SELECT max(version) FROM schema_version") == (1,)
    store.close()


def test_what_is_left_of_a_copy_that_was_killed_goes_with_the_next(tmp_path: Path, now: datetime) -> None:
    store = open_store(f"sqlite:///{tmp_path}/desk.db")
    migrate(store, now=now, known=[FIRST])
    killed, journal, at_it = (
        tmp_path / f"desk.db.schema1.{name}" for name in ("1.part", "1.part-journal", "2.part")
    )
    for path in (killed, journal, at_it):
        path.write_text("half")
    os.utime(killed, (0, 0))
    migrate(store, now=now, known=[FIRST, SECOND], backup=tmp_path / "desk.db.schema1.now.backup")
    assert [path.exists() for path in (killed, journal, at_it)] == [False, False, True]
    store.close()


def test_without_a_backup_nothing_is_changed(tmp_path: Path, now: datetime) -> None:
    store = open_store(f"sqlite:///{tmp_path}/desk.db")
    migrate(store, now=now, known=[FIRST])
    with pytest.raises(DatabaseUnavailable, match="backup"):
        migrate(store, now=now, known=[FIRST, SECOND], backup=tmp_path / "nowhere" / "before.db")
    assert store.one("SELECT max(version) FROM schema_version") == (1,)
    store.close()


KILLED = """
import os, sys
from datetime import UTC, datetime
from frontdesk.db.engine.connect import open_store
from frontdesk.db.schema.migrate import migrate
store = open_store(sys.argv[1])
run, left = store.run, int(sys.argv[2])
def run_or_die(sql, *values):
    global left
    left -= 1
    if left < 0:
        os.kill(os.getpid(), 9)
    return run(sql, *values)
store.run = run_or_die
migrate(store, now=datetime(2026, 11, 23, tzinfo=UTC))
store.close()
"""


@pytest.mark.slow
def test_killed_before_any_statement_it_resumes(url: str, now: datetime) -> None:
    statements = len(migrations()[0].sqlite)
    for left in (0, 1, 2, 3, 5, 9, 17, statements // 2, statements):
        killed = subprocess.run([sys.executable, "-c", KILLED, url, str(left)], check=False)
        assert killed.returncode == -signal.SIGKILL
    store = open_store(url, busy_seconds=30)
    assert migrate(store, now=now) == [one.name for one in migrations()]
    store.close()


FAMILIES = {
    AutoField: ("INTEGER", "bigint"),
    BigIntegerField: ("INTEGER", "bigint"),
    IntegerField: ("INTEGER", "integer"),
    BooleanField: ("INTEGER", "boolean"),
    UTCDateTimeField: ("TEXT", "timestamp with time zone"),
    BlobField: ("BLOB", "bytea"),
    CharField: ("TEXT", "text"),
    TextField: ("TEXT", "text"),
}


@pytest.mark.parametrize("model", TABLES, ids=lambda model: str(model._meta.table_name))
def test_the_migrated_schema_is_what_tables_py_says(store: Store, model: type[Model]) -> None:
    meta = model._meta
    found = {column.name: column for column in store.database.get_columns(meta.table_name)}
    assert list(found) == [field.column_name for field in meta.sorted_fields]
    key: Any = meta.primary_key
    keys = set(key.field_names) if hasattr(key, "field_names") else {key.name}
    for field in meta.sorted_fields:
        column = found[field.column_name]
        family = next(names for kind, names in FAMILIES.items() if isinstance(field, kind))
        assert column.data_type == family[not store.is_sqlite], field.name
        assert column.primary_key == (field.name in keys), field.name
        if not (isinstance(field, AutoField) and store.is_sqlite):
            assert bool(column.null) == bool(field.null), field.name


@pytest.mark.parametrize("model", TABLES, ids=lambda model: str(model._meta.table_name))
def test_the_schema_has_the_defaults_that_tables_py_says(store: Store, model: type[Model]) -> None:
    found = {column.name: column.default for column in store.database.get_columns(model._meta.table_name)}
    for field in model._meta.sorted_fields:
        given = found[field.column_name]
        if field.default is None:
            assert given is None or "nextval" in given, field.name
            continue
        value = field.db_value(field.default() if callable(field.default) else field.default)
        row = store.one(f"SELECT {given}")
        assert row is not None
        assert row[0] == value, field.name


def test_all_tables_are_known_to_tables_py(store: Store) -> None:
    known = {model._meta.table_name for model in TABLES} | {"schema_version", "solution", "solution_word"}
    inside_fts5 = {f"solution_{part}" for part in ("data", "idx", "content", "config")}
    assert room._tables(store) - inside_fts5 == known


def test_an_id_is_never_used_again(store: Store, now: datetime) -> None:
    row = {
        "folder": "INBOX",
        "uidvalidity": 1,
        "sha256": "",
        "message_id": "",
        "size": 0,
        "outcome": "silence",
    }
    times = {"received_at": now, "read_at": now}
    first = store.insert(Ledger, {**row, **times, "uid": 1})
    store.run("DELETE FROM ledger")
    assert store.insert(Ledger, {**row, **times, "uid": 2}) > first


def test_released_migrations_are_numbered_without_gaps() -> None:
    names = sorted(
        name for name in os.listdir(Path(room.__file__).parent / "migrations") if name[0].isdigit()
    )
    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))
    assert [one.name for one in migrations()] == [name.removesuffix(".py") for name in names]


@pytest.mark.live
def test_a_migration_waits_for_the_transaction_of_who_is_at_work_and_neither_is_undone(
    postgres_url: str, now: datetime
) -> None:
    at_work, every = open_store(postgres_url), migrations()
    migrate(at_work, now=now)
    assert Lease(at_work, "mailbox", "an older version").take(now)
    later = _both(999, "0999_later", "ALTER TABLE state ADD COLUMN later TEXT")
    applied: list[str] = []

    def bring_up_to_date() -> None:
        newer = open_store(postgres_url)
        applied.extend(migrate(newer, now=now, known=[*every, later]))
        newer.close()

    thread = threading.Thread(target=bring_up_to_date)
    with at_work.transaction():
        thread.start()
        time.sleep(0.5)
        state.put(at_work, "name", "desk")
    thread.join()
    assert (applied, state.get(at_work, "name")) == (["0999_later"], "desk")
    at_work.close()
