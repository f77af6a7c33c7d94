"""Copying a database: everything arrives, on whichever engine, or nothing does."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from frontdesk.db import held, ledger, outbox, people, search, state, timers
from frontdesk.db.engine.connect import open_store
from frontdesk.db.engine.errors import DatabaseUnavailable
from frontdesk.db.engine.store import Store
from frontdesk.db.schema import backup
from frontdesk.db.schema import copy as room
from frontdesk.db.schema.backup import back_up
from frontdesk.db.schema.copy import CopyDiffers, NotEmpty, copy_database
from frontdesk.db.schema.migrate import migrate
from frontdesk.db.schema.tables import TABLES, Event, MessageRow, Participant, Reference, Request

DAY = timedelta(days=1)


@pytest.fixture
def filled(store: Store, now: datetime) -> Store:
    """Something in every table, with all that is awkward: blobs, nulls, emoji, far times, gaps in the ids."""
    with store.transaction():
        ledger.set_folder(store, "INBOX", 7, 1200, now, first_uid=1)
        ledger.vanished(store, "INBOX", 7, range(1, 1201), now)
        for number in range(1, 4):
            store.insert(
                Request, {"subject": f"é😀 {number}", "status": "new", "customer": "a@b.c", "opened_at": now}
            )
        store.insert(Participant, {"request": 1, "email": "a@b.c"})
        store.insert(Participant, {"request": 1, "email": "B@b.c"})
        store.insert(
            MessageRow, {"request": 1, "kind": "customer", "sender": "a@b.c", "at": now - 9000 * DAY}
        )
        store.insert(Reference, {"message_id": "<ü@x>", "request": 1, "ghost": True})
        store.insert(Event, {"at": now, "kind": "x", "detail": {"a": [1, None, "ß"]}})
        timers.start(store, request=1, kind="close", due_at=now)
        timers.start(store, request=2, kind="close", due_at=now)
        for name, size in (("a", 0), ("b", 300), ("c", 10)):
            outbox.put(
                store,
                request=None,
                kind="reply",
                message_id=f"<{name}@x>",
                envelope_from="",
                recipients=["a@b.c"],
                mail=bytes(range(256)) * size,
                now=now,
                automatic=name == "a",
            )
        people.remember(store, "a@b.c", name="Ann", surveyed_at=now, no_check_ins=True)
        held.put(
            store,
            code="k",
            reason="r",
            technician="t@b.c",
            request=None,
            mail=b"\0\xff",
            received_at=now,
            expires_at=now,
        )
        state.put(store, "name", "desk")
        search.index_resolution(store, 1, "Printer", "blank pages", "changed the toner")
        store.run("UPDATE request SET resolved_at = opened_at WHERE number = 1")
        store.run("DELETE FROM timer WHERE request = 2")
        store.run("DELETE FROM request WHERE number = 3")
    return store


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.live)])
def target(request: pytest.FixtureRequest, tmp_path: Path, now: datetime) -> Iterator[Store]:
    """An empty database of either engine to copy into."""
    if request.param == "sqlite":
        opened = open_store(f"sqlite:///{tmp_path}/target.db")
    else:
        opened = open_store(request.getfixturevalue("another_postgres_url"))
    migrate(opened, now=now)
    yield opened
    opened.close()


def contents(store: Store) -> dict[str, list[object]]:
    tables = [room._described(model) for model in TABLES]
    return {table.name: [row for rows in table.rows(store) for row in rows] for table in tables}


def test_everything_arrives_on_whichever_engine(filled: Store, target: Store, now: datetime) -> None:
    copy_database(filled, target)
    assert contents(target) == contents(filled)
    assert len(contents(target)["ledger"]) == 1200
    assert search.similar(target, "printer toner", 1)[0].number == 1
    counted = "SELECT term, doc FROM solution_word ORDER BY term"
    assert sorted(target.all(counted)) == sorted(filled.all(counted))
    assert outbox.claim(target, now=now, limit=2, holder="me")[1].mail == bytes(range(256)) * 300


def test_copying_an_index_of_words_takes_few_statements(
    filled: Store, target: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(2, 40):
        search.index_resolution(filled, number, f"Printer {number}", f"blank pages {number * 7}", "toner")
    statements: list[str] = []
    many = Store.many

    def counted(self: Store, sql: str, rows: Sequence[Sequence[Any]]) -> int:
        statements.append(sql)
        return many(self, sql, rows)

    monkeypatch.setattr(Store, "many", counted)
    copy_database(filled, target)
    assert len(statements) == 1


def test_there_and_back_it_is_the_same(filled: Store, target: Store, tmp_path: Path, now: datetime) -> None:
    back = open_store(f"sqlite:///{tmp_path}/back.db")
    migrate(back, now=now)
    copy_database(filled, target)
    copy_database(target, back)
    assert contents(back) == contents(filled)
    back.close()


def test_numbers_go_on_where_they_were_even_after_rows_are_gone(
    filled: Store, target: Store, now: datetime
) -> None:
    copy_database(filled, target)
    row = {"subject": "x", "status": "new", "customer": "a@b.c", "opened_at": now}
    assert target.insert(Request, row) == filled.insert(Request, row) == 4
    for store in (filled, target):
        timers.start(store, request=5, kind="close", due_at=now)
    ids = [[timer.id for timer in timers.due(store, now, 10)] for store in (filled, target)]
    assert ids == [[1, 3], [1, 3]]


def test_progress_is_told_table_by_table(filled: Store, target: Store) -> None:
    told: list[tuple[str, int, int]] = []
    copy_database(filled, target, lambda name, done, total: told.append((name, done, total)))
    assert [step for step in told if step[0] == "ledger"] == [
        ("ledger", done, 1200) for done in (0, 500, 1000, 1200)
    ]
    assert {name for name, done, total in told if done == total} == {
        *(model._meta.table_name for model in TABLES),
        "solution",
        "solution_word",
    } - {"lease"}


def test_a_target_with_anything_in_it_is_refused(filled: Store, target: Store) -> None:
    state.put(target, "name", "other desk")
    with pytest.raises(NotEmpty, match="state"):
        copy_database(filled, target)
    assert state.get(target, "name") == "other desk"


def test_a_target_without_the_schema_is_refused(filled: Store, tmp_path: Path) -> None:
    empty = open_store(f"sqlite:///{tmp_path}/empty.db")
    with pytest.raises(DatabaseUnavailable, match="frontdesk migrate"):
        copy_database(filled, empty)
    empty.close()


def test_a_copy_that_breaks_off_leaves_the_target_empty(filled: Store, target: Store) -> None:
    def break_off(name: str, done: int, total: int) -> None:
        if name == "outbox" and done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        copy_database(filled, target, break_off)
    assert not any(contents(target).values())
    copy_database(filled, target)


def test_what_arrives_otherwise_than_it_was_sent_is_noticed(filled: Store, target: Store) -> None:
    if target.is_sqlite:
        target.run("CREATE TRIGGER spoil AFTER INSERT ON request BEGIN UPDATE request SET subject = 'x'; END")
    else:
        target.run(
            "CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN NEW.subject = 'x'; RETURN NEW; END $$"
        )
        target.run("CREATE TRIGGER spoil BEFORE INSERT ON request FOR EACH ROW EXECUTE FUNCTION spoil()")
    with pytest.raises(CopyDiffers, match="request"):
        copy_database(filled, target)
    assert not any(contents(target).values())


@pytest.fixture
def desk(tmp_path: Path, now: datetime) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{tmp_path}/desk.db")
    migrate(opened, now=now)
    yield opened
    opened.close()


def test_a_backup_holds_what_was_committed_and_is_one_private_file(desk: Store, tmp_path: Path) -> None:
    state.put(desk, "name", "desk")
    target = tmp_path / "backup.db"
    told: list[tuple[int, int]] = []
    back_up(desk, target, lambda done, total: told.append((done, total)))
    assert told[-1][0] == told[-1][1]
    assert target.stat().st_mode & 0o077 == 0
    assert sorted(path.name for path in tmp_path.glob("backup*")) == ["backup.db"]
    restored = open_store(f"sqlite:///{target}")
    assert state.get(restored, "name") == "desk"
    restored.close()


def test_mail_that_waits_in_a_backup_is_doubted_when_it_is_put_back(
    desk: Store, tmp_path: Path, now: datetime
) -> None:
    for name in "ab":
        outbox.put(
            desk,
            request=None,
            kind="reply",
            message_id=f"<{name}@x>",
            envelope_from="",
            recipients=["a@b.c"],
            mail=b"x",
            now=now,
            automatic=True,
        )
    assert not outbox.claim(desk, now=now, limit=1, holder="me")[0].uncertain
    back_up(desk, tmp_path / "backup.db")
    restored = open_store(f"sqlite:///{tmp_path}/backup.db")
    assert [mail.uncertain for mail in outbox.claim(restored, now=now, limit=9, holder="me")] == [True, True]
    assert [mail.uncertain for mail in outbox.claim(desk, now=now, limit=9, holder="me")] == [False]
    restored.close()


def test_a_backup_overwrites_nothing(desk: Store, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear")
    with pytest.raises(FileExistsError):
        back_up(desk, tmp_path / "letter.txt")
    assert (tmp_path / "letter.txt").read_text() == "dear"


def test_a_backup_to_nowhere_says_what_to_do(desk: Store, tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnavailable) as caught:
        back_up(desk, tmp_path / "nowhere" / "backup.db")
    assert caught.value.permanent
    assert "folder" in caught.value.remedy


def test_a_backup_can_be_made_while_the_desk_writes(
    desk: Store, tmp_path: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = open_store(f"sqlite:///{tmp_path}/desk.db")
    with writer.transaction():
        ledger.vanished(writer, "INBOX", 1, range(1, 5000), now)
    steps = 0

    def write(done: int, total: int) -> None:
        nonlocal steps
        steps += 1
        assert steps < 100, "it begins again with each write, and never ends"
        state.put(writer, "step", str(steps))

    monkeypatch.setattr(backup, "_PAGES_AT_ONCE", 5)
    back_up(desk, tmp_path / "backup.db", write)
    assert steps > 10
    restored = open_store(f"sqlite:///{tmp_path}/backup.db")
    assert ledger.balance(restored).seen == 4999
    for store in (writer, restored):
        store.close()
