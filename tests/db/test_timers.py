"""Timers: one of a kind, found when due, acted on once."""

from datetime import datetime, timedelta

from frontdesk.db import timers
from frontdesk.db.engine.store import Store

HOUR = timedelta(hours=1)


def test_a_timer_started_again_is_replaced(store: Store, now: datetime) -> None:
    timers.start(store, request=1, kind="chase", due_at=now)
    timers.start(store, request=1, kind="chase", due_at=now + HOUR)
    assert timers.due(store, now, 10) == []
    assert [row.due_at for row in timers.due(store, now + HOUR, 10)] == [now + HOUR]


def test_timers_of_other_kinds_requests_and_people_stand_beside_it(store: Store, now: datetime) -> None:
    timers.start(store, request=1, kind="chase", due_at=now)
    timers.start(store, request=1, kind="close", due_at=now)
    timers.start(store, request=2, kind="chase", due_at=now)
    timers.start(store, person="ann@example.org", kind="check-in", due_at=now)
    assert len(timers.due(store, now, 10)) == 4


def test_the_longest_overdue_comes_first_and_no_more_than_asked_for(store: Store, now: datetime) -> None:
    for number in (3, 1, 2):
        timers.start(store, request=number, kind="close", due_at=now - number * HOUR)
    assert [row.request for row in timers.due(store, now, 2)] == [3, 2]


def test_stopping_some_kinds_leaves_the_others(store: Store, now: datetime) -> None:
    for kind in ("chase", "close", "survey"):
        timers.start(store, request=1, kind=kind, due_at=now)
    timers.stop(store, 1, ["chase", "survey"])
    assert [row.kind for row in timers.due(store, now, 10)] == ["close"]
    timers.stop(store, 1)
    assert timers.due(store, now, 10) == []


def test_stopping_all_of_a_request_leaves_those_of_others(store: Store, now: datetime) -> None:
    timers.start(store, request=1, kind="close", due_at=now)
    timers.start(store, request=2, kind="close", due_at=now)
    timers.start(store, person="ann@example.org", kind="check-in", due_at=now)
    timers.stop(store, 1)
    assert sorted(row.request for row in timers.due(store, now, 10)) == [0, 2]
    timers.stop_person(store, "ann@example.org", "check-in")
    assert [row.request for row in timers.due(store, now, 10)] == [2]


def test_of_two_that_act_on_a_timer_only_one_may(store: Store, second: Store, now: datetime) -> None:
    timers.start(store, request=1, kind="close", due_at=now)
    [row] = timers.due(store, now, 10)
    assert timers.finish(second, row.id)
    assert not timers.finish(store, row.id)


def test_a_timer_started_anew_meanwhile_is_not_taken_for_the_old_one(store: Store, now: datetime) -> None:
    timers.start(store, request=1, kind="close", due_at=now)
    [row] = timers.due(store, now, 10)
    timers.start(store, request=1, kind="close", due_at=now + HOUR)
    assert not timers.finish(store, row.id, row.due_at)
    assert timers.next_due(store) == now + HOUR
    assert timers.finish(store, row.id, now + HOUR)


def test_a_timer_that_fails_steps_aside_for_the_others(store: Store, now: datetime) -> None:
    timers.start(store, request=1, kind="close", due_at=now)
    timers.start(store, request=2, kind="close", due_at=now)
    [bad, good] = timers.due(store, now, 10)
    timers.postpone(store, bad.id, now + HOUR)
    assert timers.due(store, now, 10) == [good]
    assert timers.due(store, now + HOUR, 10)[1].failures == 1


def test_a_new_start_forgets_earlier_failures(store: Store, now: datetime) -> None:
    timers.start(store, request=1, kind="close", due_at=now)
    timers.postpone(store, timers.due(store, now, 1)[0].id, now)
    timers.start(store, request=1, kind="close", due_at=now)
    assert timers.due(store, now, 1)[0].failures == 0


def test_without_timers_nothing_is_due_next(store: Store) -> None:
    assert timers.next_due(store) is None
