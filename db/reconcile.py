"""Compares the ledger with what the mailbox holds, and says what differs. Changes nothing anywhere.

The promise behind it: every UID from the first that was ours to the last that was read has its row.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Set
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from frontdesk.db import ledger
from frontdesk.db.engine.store import Store


class Listing(NamedTuple):
    """What a folder of the mailbox holds now."""

    uidvalidity: int
    uids: Collection[int]


class Kind(StrEnum):
    """Why ledger and mailbox differ. Only `LOST` and `UNACCOUNTED` are faults of ours."""

    NEVER_READ = "the folder was never read"
    OTHER_EPOCH = "the mailbox gave its mails new UIDs (UIDVALIDITY changed)"
    WAITING = "mails wait to be read"
    LOST = "mails in the folder were passed over"
    UNACCOUNTED = "UIDs were passed over, and their mails are gone"
    LEFT_BEHIND = "mails were filed and still lie in the folder"
    TO_FILE = "mails are dealt with and wait to be filed"
    TAKEN = "mails are dealt with, and somebody else moved them before they were filed"


FAULTS = frozenset((Kind.LOST, Kind.UNACCOUNTED))


@dataclass(frozen=True, slots=True)
class Difference:
    """`count` mails, the first of which have these `uids`."""

    folder: str
    kind: Kind
    count: int
    uids: tuple[int, ...] = ()


class Entries(NamedTuple):
    """The ledger's rows for one epoch of a folder. `rows`: how many from its first UID to its last."""

    rows: int
    known: Set[int]  # of the listing
    filed: Set[int]  # of the listing
    unfiled: Set[int]


_SHOWN = 20


def reconcile(store: Store, listings: Mapping[str, Listing]) -> list[Difference]:
    """Every difference between the ledger and these folders; an empty list when they agree."""
    differences: list[Difference] = []
    for name, listing in listings.items():
        place = ledger.folder(store, name)
        if place is None:
            differences.append(Difference(name, Kind.NEVER_READ, len(listing.uids)))
        elif place.uidvalidity != listing.uidvalidity:
            differences.append(Difference(name, Kind.OTHER_EPOCH, len(listing.uids)))
        else:
            differences += compare(place, listing, _entries(store, place, listing))
    return differences


def unread_of(store: Store, name: str, listing: Listing) -> set[int]:
    """Those mails of a folder that nobody has read yet."""
    place = ledger.folder(store, name)
    if place is None or place.uidvalidity != listing.uidvalidity:
        return set(listing.uids)
    new = [uid for uid in listing.uids if uid > place.last_uid]
    return set(new) - ledger.known_uids(store, name, place.uidvalidity, new)


def compare(place: ledger.FolderPlace, listing: Listing, entries: Entries) -> list[Difference]:
    """What differs in one folder. Pure."""
    there = set(listing.uids)
    read = {uid for uid in there if place.first_uid <= uid <= place.last_uid}
    lost = read - entries.known
    found = {
        Kind.WAITING: {uid for uid in there if uid > place.last_uid} - entries.known,
        Kind.LOST: lost,
        Kind.LEFT_BEHIND: set(entries.filed),
        Kind.TO_FILE: entries.unfiled & there,
        Kind.TAKEN: entries.unfiled - there,
    }
    differences = [
        Difference(place.name, kind, len(uids), tuple(sorted(uids)[:_SHOWN]))
        for kind, uids in found.items()
        if uids
    ]
    missing = place.last_uid - place.first_uid + 1 - entries.rows - len(lost)
    if missing > 0:
        differences.append(Difference(place.name, Kind.UNACCOUNTED, missing))
    return differences


def _entries(store: Store, place: ledger.FolderPlace, listing: Listing) -> Entries:
    known = ledger.known_uids(store, place.name, place.uidvalidity, listing.uids)
    filed = ledger.filed_uids(store, place.name, place.uidvalidity, listing.uids)
    unfiled = {
        row.uid
        for row in ledger.to_file(store, place.name, 1_000_000)
        if row.uidvalidity == place.uidvalidity
    }
    return Entries(ledger.rows_between(store, place), known, filed, unfiled)
