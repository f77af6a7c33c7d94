"""People, single values, held mails, and the figures for the caps."""

from datetime import datetime, timedelta

import pytest

from frontdesk.db import held, outbox, people, state
from frontdesk.db.engine.store import Store
from frontdesk.db.people import PersonRow, recent_mail
from frontdesk.rules.clock.rates import RateLimits, RecentMail

HOUR = timedelta(hours=1)
WIDE = RateLimits(100, 100, 100)


def test_nothing_is_remembered_of_a_stranger(store: Store) -> None:
    assert people.get(store, "ann@example.org") == PersonRow("ann@example.org")


def test_what_is_remembered_of_a_person_adds_up(store: Store, now: datetime) -> None:
    people.remember(store, "ann@example.org", name="Ann", surveyed_at=now)
    people.remember(store, "ann@example.org", department="Sales", no_check_ins=True)
    people.remember(store, "ann@example.org")
    expected = PersonRow("ann@example.org", "Ann", "Sales", surveyed_at=now, no_check_ins=True)
    assert people.get(store, "ann@example.org") == expected


def test_an_absence_ends_when_it_is_taken_back(store: Store, now: datetime) -> None:
    people.remember(store, "ann@example.org", absent_until=now)
    people.remember(store, "ann@example.org", absent_until=None)
    assert people.get(store, "ann@example.org").absent_until is None


def test_what_a_person_is_not_cannot_be_remembered(store: Store) -> None:
    with pytest.raises(ValueError, match="shoe_size"):
        people.remember(store, "ann@example.org", shoe_size="40")


def test_a_guess_does_not_overwrite_what_is_known(store: Store) -> None:
    people.remember(store, "ann@example.org", name="Ann Lee")
    people.remember_if_unknown(store, "ann@example.org", name="ann", language="de", department="")
    assert people.get(store, "ann@example.org") == PersonRow("ann@example.org", "Ann Lee", language="de")


def test_the_people_of_a_department(store: Store) -> None:
    for email in ("bob@example.org", "ann@example.org"):
        people.remember(store, email, department="Sales")
    people.remember(store, "eve@example.org", department="Legal")
    assert [one.email for one in people.of_department(store, "Sales")] == [
        "ann@example.org",
        "bob@example.org",
    ]


def test_values_are_kept_changed_and_deleted(store: Store, now: datetime) -> None:
    assert state.get(store, "name", "none") == "none"
    state.put(store, "name", "a")
    state.put(store, "name", "b")
    assert state.get(store, "name") == "b"
    assert state.delete(store, "name")
    assert not state.delete(store, "name")
    state.put_time(store, "last read", now)
    assert state.get_time(store, "last read") == now
    assert state.get_time(store, "last sent") is None


def test_a_value_given_only_once_stays_the_first(store: Store, second: Store) -> None:
    assert state.put_new(store, "instance", "first") == "first"
    assert state.put_new(second, "instance", "second") == "first"


def put(store: Store, name: str, to: str, at: datetime, *, automatic: bool = True) -> None:
    outbox.put(
        store,
        request=None,
        kind="acknowledgement",
        message_id=f"<{name}@desk.example>",
        envelope_from="",
        recipients=[to],
        mail=b"x",
        now=at,
        automatic=automatic,
    )


def test_automatic_mail_is_counted_by_address_and_domain(store: Store, now: datetime) -> None:
    put(store, "now", "ann@example.org", now)
    put(store, "this hour", "ann@example.org", now - HOUR)
    put(store, "this day", "ann@example.org", now - 24 * HOUR)
    put(store, "before", "ann@example.org", now - 25 * HOUR)
    put(store, "a person's", "ann@example.org", now, automatic=False)
    put(store, "colleague", "bob@example.org", now)
    put(store, "other domain", "ann@other.example", now)
    assert recent_mail(store, "ann@example.org", now, WIDE, with_domain=True) == RecentMail(2, 3, 3)
    assert recent_mail(store, "ann@example.org", now, WIDE, with_domain=False) == RecentMail(2, 3, 0)
    assert recent_mail(store, "eve@example.net", now, WIDE, with_domain=True) == RecentMail(0, 0, 0)


def test_counting_stops_at_the_cap(store: Store, now: datetime) -> None:
    for number in range(9):
        put(store, str(number), "ann@example.org", now)
    narrow = RateLimits(to_address_an_hour=2, to_address_a_day=3, to_domain_an_hour=4)
    assert recent_mail(store, "ann@example.org", now, narrow, with_domain=True) == RecentMail(2, 3, 4)


def hold(store: Store, now: datetime, code: str = "k3yk3yk3yk3yk3yk3y") -> int:
    return held.put(
        store,
        code=code,
        reason="unproven",
        technician="bob@example.org",
        request=7,
        mail=b"Subject: x\r\n\r\n\xff\0",
        received_at=now,
        expires_at=now + 24 * HOUR,
    )


def test_the_code_releases_the_mail_once_as_it_came(store: Store, now: datetime) -> None:
    id = hold(store, now)
    mail = held.release(store, "k3yk3yk3yk3yk3yk3y", "bob@example.org", now)
    assert mail == (id, "unproven", "bob@example.org", 7, b"Subject: x\r\n\r\n\xff\0")
    assert held.release(store, "k3yk3yk3yk3yk3yk3y", "bob@example.org", now) is None


@pytest.mark.parametrize(
    "code, technician, hours",
    [
        ("wrong", "bob@example.org", 0),
        ("k3yk3yk3yk3yk3yk3y", "eve@example.org", 0),
        ("k3yk3yk3yk3yk3yk3y", "bob@example.org", 24),
        ("\ud800", "bob@example.org", 0),
    ],
)
def test_a_wrong_code_another_person_or_a_late_word_releases_nothing(
    store: Store, now: datetime, code: str, technician: str, hours: int
) -> None:
    hold(store, now)
    assert held.release(store, code, technician, now + hours * HOUR) is None


def test_the_code_itself_is_not_in_the_database(store: Store, now: datetime) -> None:
    hold(store, now)
    assert store.all("SELECT id FROM held WHERE code LIKE '%k3y%'") == []


def test_what_nobody_released_is_let_go_and_told_once(store: Store, second: Store, now: datetime) -> None:
    id = hold(store, now)
    assert held.expire(store, now + 23 * HOUR) == []
    assert [mail.id for mail in held.expire(store, now + 24 * HOUR)] == [id]
    assert held.expire(second, now + 24 * HOUR) == []
    assert held.waiting(store) == 0


def test_settled_mails_keep_no_bytes_and_are_cleared_away(store: Store, now: datetime) -> None:
    hold(store, now)
    held.release(store, "k3yk3yk3yk3yk3yk3y", "bob@example.org", now)
    assert [bytes(row[0]) for row in store.all("SELECT mail FROM held")] == [b""]
    held.purge(store, now)
    assert store.one("SELECT count(*) FROM held") == (1,)
    held.purge(store, now + HOUR)
    assert store.one("SELECT count(*) FROM held") == (0,)
