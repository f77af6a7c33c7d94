"""Opening a database, and what happens when it goes away: an error that says whether trying again helps."""

import contextlib
import os
import sqlite3
import stat
import threading
import time
from datetime import datetime
from pathlib import Path

import psycopg
import pytest
from peewee import IntegrityError

from frontdesk.db import state
from frontdesk.db.engine.connect import open_store
from frontdesk.db.engine.errors import DatabaseUnavailable
from frontdesk.db.engine.failures import understood
from frontdesk.db.engine.store import Store
from frontdesk.db.schema.migrate import migrate


@pytest.mark.parametrize("url", ["", "sqlite://", "sqlite:///", "mysql://x", "frontdesk.db", "postgresql:/x"])
def test_a_url_of_another_kind_is_refused_with_an_example(url: str) -> None:
    with pytest.raises(ValueError, match="sqlite:///path"):
        open_store(url)


def test_no_error_shows_the_password() -> None:
    with pytest.raises(ValueError) as caught:
        open_store("mysql://desk:secret@db/x")
    assert "secret" not in str(caught.value)


def test_a_new_file_can_be_read_by_its_owner_only(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path}/desk.db")
    with store.transaction():
        store.run("CREATE TABLE t (x)")
    assert {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()} == {0o600}
    store.close()


def test_a_relative_path_is_relative_to_the_working_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    open_store("sqlite:///desk.db").close()
    assert (tmp_path / "desk.db").exists()


def test_a_file_is_opened_so_that_it_survives_a_power_cut(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path}/desk.db")
    pragmas = [store.one(f"PRAGMA {name}") for name in ("journal_mode", "synchronous", "foreign_keys")]
    assert pragmas == [("wal",), (2,), (1,)]
    store.close()


def test_a_database_in_memory_needs_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    store = open_store("sqlite:///:memory:")
    assert store.one("SELECT 1") == (1,)
    store.close()
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_is_named_in_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnavailable) as caught:
        open_store(f"sqlite:///{tmp_path}/nowhere/desk.db")
    assert caught.value.permanent
    assert f"{tmp_path}/nowhere" in caught.value.remedy


def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Dear desk, " * 100)
    with pytest.raises(DatabaseUnavailable) as caught:
        open_store(f"sqlite:///{path}")
    assert caught.value.permanent
    assert path.read_text().startswith("Dear desk")


def test_a_locked_file_is_worth_another_try(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/desk.db"
    store, other = open_store(url, busy_seconds=0.05), open_store(url)
    with other.transaction(), pytest.raises(DatabaseUnavailable) as caught, store.transaction():
        pass
    assert not caught.value.permanent
    assert "another program" in caught.value.remedy
    with store.transaction():
        store.run("CREATE TABLE t (x)")
    store.close()
    other.close()


def test_a_full_disk_undoes_all_and_is_worth_another_try(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path}/desk.db")
    store.run("CREATE TABLE t (x)")
    store.run("PRAGMA max_page_count = 10")
    with pytest.raises(DatabaseUnavailable) as caught, store.transaction():
        store.run("INSERT INTO t VALUES ('before')")
        with store.savepoint():
            store.run("INSERT INTO t VALUES (zeroblob(1000000))")
    assert not caught.value.permanent
    assert "room" in caught.value.remedy
    store.run("PRAGMA max_page_count = 10000")
    with store.transaction():
        store.run("INSERT INTO t VALUES ('after')")
    assert store.all("SELECT x FROM t") == [("after",)]
    store.close()


def test_nothing_is_written_after_the_disk_was_full_even_when_the_error_is_swallowed(tmp_path: Path) -> None:
    """SQLite has rolled back by itself; each further statement would commit alone."""
    store = open_store(f"sqlite:///{tmp_path}/desk.db")
    store.run("CREATE TABLE t (x)")
    store.run("PRAGMA max_page_count = 10")
    with pytest.raises(DatabaseUnavailable), store.transaction():
        with pytest.raises(DatabaseUnavailable):
            store.run("INSERT INTO t VALUES (zeroblob(1000000))")
        with contextlib.suppress(DatabaseUnavailable):
            store.run("INSERT INTO t VALUES (1)")
        if store.engine.ready().in_transaction:  # only the statement was undone
            raise DatabaseUnavailable("as the caller should", permanent=False, remedy="")
    assert store.all("SELECT x FROM t") == []
    store.close()


@pytest.mark.parametrize("replaced", [True, False])
def test_a_file_replaced_or_deleted_under_us_is_noticed(tmp_path: Path, replaced: bool) -> None:
    path = tmp_path / "desk.db"
    store = open_store(f"sqlite:///{path}")
    store.run("CREATE TABLE t (x)")
    os.rename(path, tmp_path / "away.db")
    if replaced:
        sqlite3.connect(path).close()
    for _ in range(2):
        with pytest.raises(DatabaseUnavailable) as caught, store.transaction():
            store.run("INSERT INTO t VALUES (1)")
        assert caught.value.permanent
        assert "replaced or deleted" in str(caught.value)
    assert path.exists() == replaced
    store.close()


def test_a_row_that_is_there_already_raises_the_same_on_both(store: Store) -> None:
    state.put(store, "name", "desk")
    with pytest.raises(IntegrityError), store.transaction():
        store.run("INSERT INTO state (name, value) VALUES ('name', 'x')")
    assert state.get(store, "name") == "desk"


def test_a_schema_that_is_missing_names_the_command(url: str) -> None:
    store = open_store(url)
    with pytest.raises(DatabaseUnavailable) as caught:
        state.get(store, "name")
    assert caught.value.permanent
    assert "frontdesk migrate" in caught.value.remedy
    store.close()


def test_an_error_of_ours_in_a_transaction_undoes_it_and_stays_what_it_is(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.transaction():
        state.put(store, "name", "desk")
        1 / 0  # noqa: B018
    assert state.get(store, "name") == ""


def test_a_part_can_be_undone_alone(store: Store) -> None:
    with store.transaction():
        state.put(store, "first", "kept")
        with pytest.raises(IntegrityError), store.savepoint():
            state.put(store, "second", "undone")
            store.run("INSERT INTO state (name, value) VALUES ('first', 'x')")
        with store.savepoint():
            state.put(store, "third", "kept")
    assert [state.get(store, name) for name in ("first", "second", "third")] == ["kept", "", "kept"]


def test_a_transaction_inside_another_ends_with_it(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.transaction():
        with store.transaction():
            state.put(store, "name", "desk")
        1 / 0  # noqa: B018
    assert state.get(store, "name") == ""


def test_each_thread_has_its_own_connection_and_sees_what_was_committed(store: Store) -> None:
    state.put(store, "name", "desk")
    seen: list[str] = []

    def other() -> None:
        seen.append(state.get(store, "name"))
        store.close()

    with store.transaction():
        state.put(store, "name", "changed")
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
    assert seen == ["desk"]


def test_percent_signs_and_quotes_are_only_text(store: Store) -> None:
    hostile = "100% of '?' %s \"x\"; DROP TABLE state;--"
    state.put(store, hostile, hostile)
    assert store.one("SELECT value FROM state WHERE name = ? AND value LIKE '100%'", hostile) == (hostile,)


def test_no_error_of_python_is_taken_for_the_databases() -> None:
    error = ValueError("x")
    assert understood(error) is error


@pytest.mark.live
@pytest.mark.parametrize("when", ["between", "inside"])
def test_a_lost_connection_is_opened_anew_for_the_next_unit(postgres_url: str, when: str) -> None:
    store = open_store(postgres_url)
    store.run("CREATE TABLE t (x INTEGER)")
    if when == "between":
        _cut(store, postgres_url)
    with pytest.raises(DatabaseUnavailable) as caught, store.transaction():
        store.run("INSERT INTO t VALUES (1)")
        _cut(store, postgres_url)
        store.run("INSERT INTO t VALUES (2)")
    assert not caught.value.permanent
    with store.transaction():
        store.run("INSERT INTO t VALUES (3)")
    assert store.all("SELECT x FROM t") == [(3,)]
    store.close()


@pytest.mark.live
def test_a_read_outside_of_a_transaction_finds_its_way_back_too(postgres_url: str) -> None:
    store = open_store(postgres_url)
    _cut(store, postgres_url)
    with pytest.raises(DatabaseUnavailable):
        store.one("SELECT 1")
    assert store.one("SELECT 1") == (1,)
    store.close()


@pytest.mark.live
def test_a_transaction_of_a_machine_that_sleeps_is_ended_by_the_server(postgres_url: str) -> None:
    store = open_store(postgres_url)
    assert store.one("SHOW idle_in_transaction_session_timeout") == ("20s",)
    with pytest.raises(DatabaseUnavailable) as caught, store.transaction():
        store.run("SET LOCAL idle_in_transaction_session_timeout = 50")
        time.sleep(0.3)
        store.run("SELECT 1")
    assert not caught.value.permanent
    assert store.one("SELECT 1") == (1,)
    store.close()


@pytest.mark.live
def test_times_come_and_go_in_utc_whatever_the_servers_zone(postgres_url: str) -> None:
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(
            f"ALTER DATABASE {postgres_url.rpartition('/')[2]} SET timezone = 'Asia/Kathmandu'"
        )
    store = open_store(postgres_url)
    assert store.one("SHOW timezone") == ("UTC",)
    store.close()


@pytest.mark.live
@pytest.mark.parametrize(
    "rest",
    [
        "desk:WORD/WORD@host/name",
        "desk:WORD@WORD@host/name",
        "desk:%WORD@host/name",
    ],
)
def test_a_url_with_a_password_that_is_not_encoded_says_how_to_write_it_and_shows_nothing_of_it(
    rest: str,
) -> None:
    with pytest.raises(DatabaseUnavailable) as caught:
        open_store(f"postgresql://{rest}")
    assert caught.value.permanent
    assert "%40 for @" in caught.value.remedy
    assert "WORD" not in str(caught.value)
    assert caught.value.__context__ is None  # nor does a traceback


@pytest.mark.live
@pytest.mark.parametrize("rest", ["/", "db.example.org", "db.example.org/?connect_timeout=2"])
def test_a_url_that_names_no_database_is_refused(rest: str) -> None:
    with pytest.raises(DatabaseUnavailable, match="names no database") as caught:
        open_store(f"postgresql://{rest}")
    assert caught.value.permanent


@pytest.mark.live
@pytest.mark.parametrize(
    "slip",
    ["sslmode=sometimes", "sslmode=require", "sslmode=verify-ca&sslrootcert=/none", "connect_timeout=soon"],
)
def test_what_a_url_asks_for_and_no_server_can_give_is_not_tried_again(postgres_url: str, slip: str) -> None:
    with pytest.raises(DatabaseUnavailable) as caught:
        open_store(f"{postgres_url}?{slip}")
    assert caught.value.permanent
    assert "DATABASE_URL" in caught.value.remedy


@pytest.mark.live
@pytest.mark.parametrize("encoding", ["LATIN1", "SQL_ASCII"])
def test_a_database_that_can_not_hold_every_letter_is_refused(postgres_server: str, encoding: str) -> None:
    with psycopg.connect(f"{postgres_server}/postgres", autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS narrow")
        connection.execute(
            f"CREATE DATABASE narrow ENCODING '{encoding}' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'"
        )
    with pytest.raises(DatabaseUnavailable, match=encoding) as caught:
        open_store(f"{postgres_server}/narrow")
    assert caught.value.permanent
    assert "UTF8" in caught.value.remedy


@pytest.mark.live
def test_text_is_sent_in_utf_8_whatever_the_environment_says(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGCLIENTENCODING", "LATIN1")
    store = open_store(postgres_url)
    assert store.one("SELECT ?::text", "日本 😀") == ("日本 😀",)
    store.close()


@pytest.mark.live
def test_without_the_right_to_make_tables_it_is_said_what_to_grant(
    postgres_server: str, postgres_url: str, now: datetime
) -> None:
    with psycopg.connect(f"{postgres_server}/postgres", autocommit=True) as connection:
        connection.execute("DROP ROLE IF EXISTS guest")
        connection.execute("CREATE ROLE guest LOGIN")
    for url in (
        postgres_url.replace("frontdesk@", "guest@"),
        f"{postgres_url}?options=-csearch_path%3Dnowhere",
    ):
        store = open_store(url)
        with pytest.raises(DatabaseUnavailable) as caught:
            migrate(store, now=now)
        assert caught.value.permanent
        assert "owner" in caught.value.remedy or "search_path" in caught.value.remedy
        store.close()


@pytest.mark.live
@pytest.mark.parametrize(
    "change, permanent, remedy",
    [
        (lambda url: url + "_not_there", True, "create the database"),
        (lambda url: url.replace("frontdesk@", "nobody@"), True, "user and password"),
        (lambda url: url.rpartition(":")[0] + ":1/x", False, "DATABASE_URL"),
    ],
    ids=["no database", "no role", "no server"],
)
def test_what_is_wrong_with_a_server_is_said(
    postgres_url: str, change: object, permanent: bool, remedy: str
) -> None:
    assert callable(change)
    with pytest.raises(DatabaseUnavailable) as caught:
        open_store(change(postgres_url))
    assert (caught.value.permanent, remedy in caught.value.remedy) == (permanent, True)


@pytest.mark.live
@pytest.mark.parametrize(
    "words",
    [
        'too many connections for role "desk"',
        'too many connections for database "desk"',
        "sorry, too many clients already",
        "remaining connection slots are reserved for non-replication superuser connections",
        'database "desk" is not currently accepting connections',
    ],
)
def test_a_server_that_has_no_room_just_now_is_worth_another_try(words: str) -> None:
    error = understood(psycopg.OperationalError(f"connection failed: FATAL:  {words}"))
    assert isinstance(error, DatabaseUnavailable)
    assert not error.permanent


@pytest.mark.live
@pytest.mark.parametrize("doing", ["starting up", "shutting down", "in recovery mode"])
def test_a_server_that_starts_or_recovers_is_worth_another_try(doing: str) -> None:
    words = f'connection to server at "127.0.0.1", port 5432 failed: FATAL:  the database system is {doing}'
    error = understood(psycopg.OperationalError(words))
    assert isinstance(error, DatabaseUnavailable)
    assert not error.permanent
    assert "starting" in error.remedy


def test_a_lock_is_not_waited_for_endlessly(postgres_url: str, now: object) -> None:
    one, two = open_store(postgres_url), open_store(postgres_url, busy_seconds=0.1)
    one.run("CREATE TABLE t (x INTEGER)")
    with one.transaction():
        one.run("LOCK TABLE t")
        with pytest.raises(DatabaseUnavailable) as caught, two.transaction():
            two.run("INSERT INTO t VALUES (1)")
    assert not caught.value.permanent
    for store in (one, two):
        store.close()


def _cut(store: Store, url: str) -> None:
    """The server ends the store's connection, as at its restart."""
    row = store.one("SELECT pg_backend_pid()")
    assert row is not None
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SELECT pg_terminate_backend(%s, 5000)", row)


def test_migrating_and_using_a_database_leaves_no_connection_open(url: str, now: object) -> None:
    store = open_store(url)
    migrate(store, now=now)  # type: ignore[arg-type]
    store.close()
    assert store.database.is_closed()
