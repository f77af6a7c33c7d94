"""Statements whose outcome nobody asks for: they are there for the next question, and fail like all others."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import peewee
import pytest

from frontdesk.db.engine.store import Store
from frontdesk.db.schema.tables import Event, Participant, Request

ADD = "INSERT INTO participant (request, email) VALUES (?, ?)"


def who(store: Store) -> set[str]:
    return {row[0] for row in store.all("SELECT email FROM participant")}


def test_the_next_question_sees_what_was_left_for_later(store: Store) -> None:
    with store.transaction():
        store.later(ADD, 1, "ann@example.org")
        store.insert_later(Participant, {"request": 1, "email": "bob@example.org"})
        assert who(store) == {"ann@example.org", "bob@example.org"}


def test_what_was_left_for_later_is_committed_with_the_rest(store: Store, second: Store) -> None:
    with store.transaction():
        store.later(ADD, 1, "ann@example.org")
    assert who(second) == {"ann@example.org"}


def test_what_was_left_for_later_goes_with_a_transaction_that_fails(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.transaction():
        store.later(ADD, 1, "ann@example.org")
        raise ZeroDivisionError
    with store.transaction():
        store.later(ADD, 1, "bob@example.org")
    assert who(store) == {"bob@example.org"}


def test_it_is_undone_with_its_part_alone(store: Store) -> None:
    with store.transaction():
        store.later(ADD, 1, "ann@example.org")
        with pytest.raises(ZeroDivisionError), store.savepoint():
            store.later(ADD, 1, "bob@example.org")
            raise ZeroDivisionError
    assert who(store) == {"ann@example.org"}


def test_a_part_whose_last_statement_fails_is_undone_alone(store: Store) -> None:
    with store.transaction():
        store.later(ADD, 1, "ann@example.org")
        with pytest.raises(peewee.IntegrityError), store.savepoint():
            store.later(ADD, 1, "bob@example.org")
            store.later(ADD, 1, "ann@example.org")
    assert who(store) == {"ann@example.org"}


def test_statements_about_one_table_keep_their_order(store: Store, now: datetime) -> None:
    values: dict[str, Any] = {"subject": "x", "status": "new", "customer": "a@b.c", "opened_at": now}
    with store.transaction():
        number = store.insert(Request, values)
        for status in ("open", "waiting", "resolved"):
            store.later("UPDATE request SET status = ? WHERE number = ?", status, number)
            store.insert_later(Event, {"request": number, "at": now, "kind": status, "detail": {}})
    assert store.all("SELECT status FROM request") == [("resolved",)]
    assert [row[0] for row in store.all("SELECT kind FROM event ORDER BY id")] == [
        "open",
        "waiting",
        "resolved",
    ]


def test_text_that_no_column_takes_is_cleaned(store: Store) -> None:
    with store.transaction():
        store.later(ADD, 1, "a\0nn@example.org" if not store.is_sqlite else "ann@example.org")
        store.later("UPDATE request SET subject = ? WHERE number = 1", "half \ud83d")
    assert who(store) == {"ann@example.org"}


def test_a_server_is_asked_once_for_many_tables(
    store: Store, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    if store.is_sqlite:  # nothing is gained by waiting for a library in the same process
        return
    asked: list[str] = []
    execute = Store._execute

    def counted(self: Store, sql: str, values: Any) -> Any:
        asked.append(sql)
        return execute(self, sql, values)

    monkeypatch.setattr(Store, "_execute", counted)
    with store.transaction():
        store.later(ADD, 1, "ann@example.org")
        store.later("UPDATE request SET subject = ? WHERE number = 1", "x")
        store.insert_later(Event, {"request": 1, "at": now, "kind": "x", "detail": {}})
        store.later("DELETE FROM timer WHERE request = ?", 1)
    assert len(asked) == 1
