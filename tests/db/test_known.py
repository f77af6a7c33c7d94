"""What a transaction keeps of what it has read holds to its end, and no longer than what it was read of."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from frontdesk.db import collected, outbox, people, timers
from frontdesk.db.engine.store import Store
from frontdesk.rules.clock.rates import STAFF_LIMITS, Category, Flood

TECHNICIAN = "ann@example.org"
MOST = STAFF_LIMITS[Category.WORDS].in_ten_minutes


def test_it_is_gone_with_the_transaction_and_isnt_kept_without_one(store: Store) -> None:
    store.known["asked"] = True
    with store.transaction():
        assert not store.known
        store.known["asked"] = True
        with store.transaction():
            assert store.known == {"asked": True}
    with store.transaction():
        assert not store.known


def test_a_part_that_is_undone_takes_it_with_it(store: Store) -> None:
    with store.transaction():
        with pytest.raises(ZeroDivisionError), store.savepoint():
            store.known["asked"] = True
            raise ZeroDivisionError
        assert not store.known


def tell(store: Store, now: datetime, number: int) -> int:
    return outbox.put(
        store,
        request=number,
        kind="notification",
        message_id=f"<{number}@x>",
        envelope_from="",
        recipients=[TECHNICIAN],
        mail=b"x",
        now=now,
        automatic=True,
    )


def got(store: Store, now: datetime, number: int) -> Any:
    return collected.staff_mail(store, [TECHNICIAN], Category.WORDS, number, now)[TECHNICIAN]


def test_who_got_the_most_in_a_batch_is_told_of_the_rest_in_a_list(store: Store, now: datetime) -> None:
    with store.transaction():
        for number in range(1, MOST + 1):
            assert got(store, now, number).in_ten_minutes == number - 1
            tell(store, now, number)
        for number in (MOST + 1, MOST + 2):
            assert got(store, now, number).in_ten_minutes >= MOST
            kept = [(TECHNICIAN, Flood.BURST)]
            values: dict[str, Any] = {"category": Category.WORDS, "event": "new", "line": "", "now": now}
            collected.put(store, people=kept, request=number, **values)
        assert got(store, now, MOST + 1).about_request == 1
        assert got(store, now, 1).about_request == 1
        assert got(store, now, 0).about_request == 0


def test_a_mail_that_is_taken_back_counts_no_more(store: Store, now: datetime) -> None:
    with store.transaction():
        ids = [tell(store, now, number) for number in range(1, MOST + 1)]
        assert got(store, now, 99).in_ten_minutes == MOST
        assert outbox.cancel_held(store, ids[0])
        assert got(store, now, 99).in_ten_minutes == MOST - 1


def test_the_same_person_is_asked_about_anew_at_another_time(store: Store, now: datetime) -> None:
    with store.transaction():
        for number in range(1, MOST + 1):
            tell(store, now, number)
        assert got(store, now, 99).in_ten_minutes == MOST
        assert got(store, now + timedelta(minutes=20), 99).in_ten_minutes == 0


def test_a_timer_that_was_acted_on_takes_with_it_what_is_known_of_timers(store: Store, now: datetime) -> None:
    timers.start(store, person=TECHNICIAN, kind="collected", due_at=now)
    [due] = timers.due(store, now, 1)
    with store.transaction():
        store.known["whose timer runs"] = TECHNICIAN
        timers.finish(store, due.id, due.due_at)
        assert not store.known


def test_who_is_remembered_in_a_batch_is_known_to_its_next_mail(store: Store) -> None:
    with store.transaction():
        assert people.all_of(store, ["new@example.com", TECHNICIAN]) == {}
        people.remember(store, "new@example.com", name="Nell", language="de")
        assert people.all_of(store, [TECHNICIAN, "new@example.com"])["new@example.com"].name == "Nell"
        people.remember(store, "new@example.com", language="fr")
        assert people.all_of(store, ["new@example.com"])["new@example.com"].language == "fr"


def test_a_batch_asks_once_for_a_person(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    people.remember(store, TECHNICIAN, name="Ann")
    asked: list[str] = []
    run = Store.run

    def noted(self: Store, sql: str, *values: Any) -> Any:
        asked.append(sql)
        return run(self, sql, *values)

    monkeypatch.setattr(Store, "run", noted)
    with store.transaction():
        both = people.all_of(store, [TECHNICIAN, "bob@example.com"])
        assert people.all_of(store, ["bob@example.com", TECHNICIAN]) == both
    assert sum("FROM person" in sql for sql in asked) == 1
