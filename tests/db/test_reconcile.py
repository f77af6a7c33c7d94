"""The ledger held against the mailbox: what differs is said, and what is a fault is told from what is not."""

from datetime import datetime

import pytest

from frontdesk.db import ledger
from frontdesk.db.engine.store import Store
from frontdesk.db.reconcile import FAULTS, Entries, Kind, Listing, compare, reconcile

NOBODY: frozenset[int] = frozenset()


def place(now: datetime, first: int = 1, last: int = 5) -> ledger.FolderPlace:
    return ledger.FolderPlace("INBOX", 7, first, last, now)


@pytest.mark.parametrize(
    "uids, rows, known, filed, unfiled, expected",
    [
        ([], 5, [], [], [], {}),
        ([3], 5, [3], [], [], {}),
        ([6, 9], 5, [], [], [], {Kind.WAITING: 2}),
        ([3], 4, [], [], [], {Kind.LOST: 1}),
        ([], 3, [], [], [], {Kind.UNACCOUNTED: 2}),
        ([3, 4], 5, [3, 4], [3], [4], {Kind.LEFT_BEHIND: 1, Kind.TO_FILE: 1}),
        ([], 5, [], [], [2], {Kind.TAKEN: 1}),
        ([2, 8], 3, [], [], [1], {Kind.WAITING: 1, Kind.LOST: 1, Kind.TAKEN: 1, Kind.UNACCOUNTED: 1}),
    ],
)
def test_what_differs_is_named(
    now: datetime,
    uids: list[int],
    rows: int,
    known: list[int],
    filed: list[int],
    unfiled: list[int],
    expected: dict[Kind, int],
) -> None:
    entries = Entries(rows, set(known), set(filed), set(unfiled))
    found = compare(place(now), Listing(7, uids), entries)
    assert {one.kind: one.count for one in found} == expected


def test_mails_from_before_the_desk_began_are_none_of_its_business(now: datetime) -> None:
    found = compare(
        place(now, first=100, last=100), Listing(7, range(1, 100)), Entries(1, set(), set(), set())
    )
    assert found == []


def test_a_ledger_that_agrees_has_no_differences(store: Store, now: datetime) -> None:
    ledger.set_folder(store, "INBOX", 7, 4, now, first_uid=1)
    ledger.vanished(store, "INBOX", 7, [2], now)
    row = {
        "folder": "INBOX",
        "uidvalidity": 7,
        "message_id": "",
        "size": 1,
        "received_at": now,
        "read_at": now,
    }
    for uid, outcome, filed_at in ((1, "request", now), (3, "silence", now), (4, "quarantine", None)):
        ledger.record(
            store, **row, uid=uid, sha256=str(uid), outcome=outcome, file_to="Handled", filed_at=filed_at
        )
    assert [one.kind for one in reconcile(store, {"INBOX": Listing(7, [4])})] == [Kind.TO_FILE]
    [left] = ledger.to_file(store, "INBOX", 10)
    ledger.filed(store, [left.id], now)
    assert reconcile(store, {"INBOX": Listing(7, [])}) == []
    assert [one.kind for one in reconcile(store, {"INBOX": Listing(7, [3])})] == [Kind.LEFT_BEHIND]


def test_a_folder_never_read_and_one_of_another_epoch_are_told(store: Store, now: datetime) -> None:
    ledger.set_folder(store, "INBOX", 7, 4, now, first_uid=1)
    found = reconcile(store, {"INBOX": Listing(8, [1, 2]), "Junk": Listing(1, [1])})
    assert [(one.folder, one.kind, one.count) for one in found] == [
        ("INBOX", Kind.OTHER_EPOCH, 2),
        ("Junk", Kind.NEVER_READ, 1),
    ]


def test_only_what_we_passed_over_is_a_fault() -> None:
    assert {Kind.LOST, Kind.UNACCOUNTED} == FAULTS
