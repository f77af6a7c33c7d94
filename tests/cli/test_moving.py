"""A desk moves to another database: with the key that signs its mail, and only while nobody works on it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from frontdesk.cli.copy_database import NotMoved, move
from frontdesk.db import lease, state
from frontdesk.db.engine.connect import open_store
from frontdesk.db.engine.store import Store
from frontdesk.db.schema.copy import NotEmpty
from frontdesk.db.schema.migrate import migrate
from frontdesk.settings.secret import key_kept_in

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
KEY = "f00d" * 16
Database = tuple[str, Store]


@pytest.fixture
def old(tmp_path: Path) -> Iterator[Database]:
    """A desk on SQLite, its key in the file beside the database."""
    (tmp_path / "old").mkdir()
    url = f"sqlite:///{tmp_path}/old/desk.db"
    store = open_store(url)
    migrate(store, now=NOW)
    state.put(store, "instance", "the desk")
    key_kept_in(tmp_path / "old" / "frontdesk.secret", KEY)
    yield url, store
    store.close()


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Database]:
    (tmp_path / "new").mkdir()
    url = f"sqlite:///{tmp_path}/new/desk.db"
    store = open_store(url)
    yield url, store
    store.close()


@pytest.fixture
def server(postgres_url: str) -> Iterator[Database]:
    store = open_store(postgres_url)
    yield postgres_url, store
    store.close()


@pytest.mark.live
def test_the_key_beside_an_sqlite_file_goes_along_into_postgresql_and_back(
    old: Database, server: Database, file: Database, tmp_path: Path
) -> None:
    move(old, server, NOW)
    assert state.get(server[1], "secret key") == KEY
    move(server, file, NOW)
    kept = tmp_path / "new" / "frontdesk.secret"
    assert kept.read_text().strip() == KEY
    assert kept.stat().st_mode & 0o077 == 0
    assert state.get(file[1], "instance") == "the desk"


def test_another_key_beside_the_target_is_not_overwritten_and_nothing_is_copied(
    old: Database, file: Database, tmp_path: Path
) -> None:
    kept = tmp_path / "new" / "frontdesk.secret"
    key_kept_in(kept, "another key")
    with pytest.raises(NotMoved, match="another key"):
        move(old, file, NOW)
    assert kept.read_text() == "another key\n"
    assert state.get(file[1], "instance") == ""
    kept.unlink()
    move(old, file, NOW)


def test_a_desk_whose_key_stands_in_its_settings_moves_without_one(
    old: Database, file: Database, tmp_path: Path
) -> None:
    (tmp_path / "old" / "frontdesk.secret").unlink()
    move(old, file, NOW)
    assert not list(tmp_path.rglob("frontdesk.secret"))


def test_a_desk_that_is_at_work_is_not_copied_under_its_hands(old: Database, file: Database) -> None:
    fence = lease.take(old[1], "mailbox", "another machine/1", datetime.now(UTC), 20)
    assert fence is not None
    with pytest.raises(NotMoved, match="another machine"):
        move(old, file, NOW)
    lease.release(old[1], "mailbox", fence, datetime.now(UTC))
    move(old, file, NOW)


def test_a_database_is_not_moved_into_itself(old: Database, tmp_path: Path) -> None:
    again = f"sqlite:///{tmp_path}/new/../old/desk.db"
    (tmp_path / "new").mkdir()
    with pytest.raises(NotMoved, match="same database"):
        move(old, (again, old[1]), NOW)


@pytest.mark.live
def test_of_two_that_move_into_one_database_at_once_one_is_told_that_it_is_not_empty(
    old: Database, server: Database, postgres_url: str
) -> None:
    second = open_store(postgres_url, busy_seconds=0.2)
    refused: list[Exception] = []

    def while_it_is_copied(name: str, done: int, total: int) -> None:
        if name == "state" and done == total and not refused:
            with pytest.raises(Exception, match="another transaction holds a lock") as caught:
                move(old, (postgres_url, second), NOW)
            refused.append(caught.value)

    move(old, server, NOW, while_it_is_copied)
    assert refused
    with pytest.raises(NotEmpty):
        move(old, (postgres_url, second), NOW)
    second.close()


@pytest.mark.live
def test_a_server_that_has_to_wait_while_the_other_side_is_compared_ends_nothing(
    server: Database, file: Database
) -> None:
    migrate(server[1], now=NOW)
    told = []
    move(
        server,
        file,
        NOW,
        lambda *_: told.append(server[1].one("SHOW idle_in_transaction_session_timeout")),
    )
    assert set(told) == {("0",)}
