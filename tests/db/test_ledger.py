"""The ledger accounts for every mail, whatever happens to it in the mailbox."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from peewee import IntegrityError

from frontdesk.db import ledger
from frontdesk.db.engine.store import Store


def mail(uid: int, now: datetime, **columns: Any) -> dict[str, Any]:
    return {
        "folder": "INBOX",
        "uidvalidity": 7,
        "uid": uid,
        "sha256": f"{uid:064x}",
        "message_id": f"<{uid}@example.org>",
        "size": 100,
        "received_at": now,
        "read_at": now,
        "outcome": "request",
        **columns,
    }


def test_a_folder_never_read_has_no_place(store: Store) -> None:
    assert ledger.folder(store, "INBOX") is None


def test_the_place_in_a_folder_moves_on_and_keeps_where_it_began(store: Store, now: datetime) -> None:
    ledger.set_folder(store, "INBOX", 7, 40, now, first_uid=41)
    ledger.set_folder(store, "INBOX", 7, 55, now)
    assert ledger.folder(store, "INBOX") == ("INBOX", 7, 41, 55, now)


def test_a_new_epoch_of_a_folder_begins_anew(store: Store, now: datetime) -> None:
    ledger.set_folder(store, "INBOX", 7, 40, now, first_uid=41)
    ledger.set_folder(store, "INBOX", 8, 0, now, first_uid=1)
    assert ledger.folder(store, "INBOX") == ("INBOX", 8, 1, 0, now)


def test_uids_are_known_only_in_their_own_folder_and_epoch(store: Store, now: datetime) -> None:
    ledger.record(store, **mail(1, now))
    ledger.record(store, **mail(2, now, uidvalidity=6))
    ledger.record(store, **mail(3, now, folder="Junk"))
    assert ledger.known_uids(store, "INBOX", 7, [1, 2, 3, 4]) == {1}


def test_thousands_of_uids_are_looked_up_at_once(store: Store, now: datetime) -> None:
    ledger.vanished(store, "INBOX", 6, range(1, 3000), now)
    ledger.record(store, **mail(2500, now))
    assert ledger.known_uids(store, "INBOX", 7, range(1, 3000)) == {2500}


def test_the_same_place_is_never_entered_twice(store: Store, now: datetime) -> None:
    ledger.record(store, **mail(1, now))
    with pytest.raises(IntegrityError), store.transaction():
        ledger.record(store, **mail(1, now))
    assert ledger.balance(store).seen == 1


def test_a_mail_taken_for_vanished_that_is_there_after_all_is_read(store: Store, now: datetime) -> None:
    assert ledger.vanished(store, "INBOX", 7, [1, 2], now) == 2
    assert ledger.known_uids(store, "INBOX", 7, [1, 2]) == set()
    ledger.record(store, **mail(2, now))
    assert ledger.balance(store).outcomes == {"vanished": 1, "request": 1}


def test_what_was_read_never_becomes_vanished(store: Store, now: datetime) -> None:
    ledger.record(store, **mail(1, now))
    assert ledger.vanished(store, "INBOX", 7, [1, 2], now) == 1
    assert ledger.balance(store).outcomes == {"vanished": 1, "request": 1}


def test_the_same_bytes_are_recognised_in_another_epoch(store: Store, now: datetime) -> None:
    first = ledger.record(store, **mail(1, now, request=12))
    ledger.record(store, **mail(9, now, uidvalidity=8, sha256=f"{1:064x}"))
    seen = ledger.seen_before(store, f"{1:064x}")
    assert seen is not None
    assert (seen.id, seen.request, seen.received_at) == (first, 12, now)
    assert ledger.seen_before(store, "f" * 64) is None


def test_the_same_letter_by_two_addresses_is_recognised(store: Store, now: datetime) -> None:
    ledger.record(store, **mail(1, now, fingerprint="aa"))
    ledger.record(store, **mail(2, now))
    assert ledger.same_letter(store, "aa").uid == 1  # type: ignore[union-attr]
    assert ledger.same_letter(store, "") is None


@pytest.mark.parametrize("days", [-1, 0, 1])
def test_copies_are_found_by_their_date_even_when_it_is_read_otherwise(
    store: Store, now: datetime, days: int
) -> None:
    date = datetime(2026, 11, 20, 23, 59, tzinfo=timezone(timedelta(hours=-3)))
    ledger.record(store, **mail(1, now, fingerprint="aa", sent_on=ledger.day(date)))
    ledger.record(store, **mail(2, now, fingerprint="bb"))
    asked = date + timedelta(days=days)
    assert ledger.seen_before(store, f"{1:064x}", asked).uid == 1  # type: ignore[union-attr]
    assert ledger.same_letter(store, "aa", asked).uid == 1  # type: ignore[union-attr]
    assert ledger.seen_before(store, f"{2:064x}", asked).uid == 2  # type: ignore[union-attr]
    assert ledger.same_letter(store, "aa", now) is None


@pytest.mark.parametrize("end", [datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)])
@pytest.mark.parametrize("hours", [-12, 0, 14])
def test_a_date_at_the_end_of_time_does_no_harm(
    store: Store, now: datetime, end: datetime, hours: int
) -> None:
    date = end.replace(tzinfo=timezone(timedelta(hours=hours)))
    ledger.record(store, **mail(1, now, sent_on=ledger.day(date)))
    assert ledger.seen_before(store, f"{1:064x}", date).uid == 1  # type: ignore[union-attr]


def test_only_committed_mails_that_still_lie_there_are_to_be_filed(store: Store, now: datetime) -> None:
    for uid in (1, 2, 3):
        ledger.record(store, **mail(uid, now, file_to="Handled"))
    ledger.record(store, **mail(4, now))
    ledger.record(store, **mail(5, now, folder="Junk", file_to="Handled"))
    first = ledger.to_file(store, "INBOX", 2)
    assert [(row.uidvalidity, row.uid, row.file_to) for row in first] == [
        (7, 1, "Handled"),
        (7, 2, "Handled"),
    ]
    ledger.filed(store, [row.id for row in first], now)
    assert [row.uid for row in ledger.to_file(store, "INBOX", 10)] == [3]
    assert ledger.balance(store).unfiled == 2


def test_the_balance_counts_every_outcome(store: Store, now: datetime) -> None:
    outcomes = ("request", "message", "message", "silence", "quarantine")
    for uid, outcome in enumerate(outcomes, 1):
        ledger.record(store, **mail(uid, now, outcome=outcome))
    ledger.vanished(store, "INBOX", 7, [6], now)
    expected = {"request": 1, "message": 2, "silence": 1, "quarantine": 1, "vanished": 1}
    assert ledger.balance(store) == ledger.Balance(6, expected, 0)


def test_a_mail_released_from_quarantine_changes_its_outcome(store: Store, now: datetime) -> None:
    id = ledger.record(store, **mail(1, now, outcome="quarantine", reason="a header of 20 MB", filed_at=now))
    assert [row.reason for row in ledger.quarantined(store)] == ["a header of 20 MB"]
    ledger.amend(store, id, outcome="request", request=5, filed_at=None, file_to="Handled")
    assert ledger.quarantined(store) == []
    assert [row.id for row in ledger.to_file(store, "INBOX", 5)] == [id]


@pytest.mark.parametrize("id", ["<\0@x>", "<\ud800@x>", "<'; DROP TABLE ledger;--@x>", "<%s?@x>"])
def test_hostile_text_is_kept_as_far_as_a_column_can(store: Store, now: datetime, id: str) -> None:
    ledger.record(store, **mail(1, now, message_id=id, reason=id))
    assert ledger.balance(store).seen == 1
