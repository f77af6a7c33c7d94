"""Mail set aside and mail that got no answer: shown, released to be read again, or dropped into the folder for
automatic mail.

Nothing is deleted: the mail always stays in one of the desk's IMAP folders. It is found there by what was noted of
it, as a person may have moved it about, or taken it away.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

from frontdesk.db import ledger, state
from frontdesk.db.engine.store import Store
from frontdesk.desk import heard_key, place_key, released_key
from frontdesk.jobs.fetching import HEAD_OCTETS
from frontdesk.mailbox.errors import Refused
from frontdesk.mailbox.imap.mailbox import ImapMailbox
from frontdesk.mailbox.limits import LIMITS
from frontdesk.mailbox.parse import parse_headers_only
from frontdesk.settings.load import Settings

RELEASED, DROPPED = "released from quarantine", "dropped from quarantine"
HEARD = "released by a person"
_NEVER_HANDED_OUT = hashlib.sha256(b"").hexdigest()


class NotThere(LookupError):
    """The mail isn't on the list, or not in its folder any more. Trying again doesn't help."""


def find(store: Store, number: int) -> ledger.LedgerRow:
    """The mail in quarantine with this id, as `quarantine list` shows it. Raises NotThere."""
    for row in ledger.quarantined(store):
        if row.id == number:
            return row
    raise NotThere(f"no mail {number} in quarantine; `frontdesk quarantine list` shows those that are there")


def find_silenced(store: Store, number: int) -> ledger.LedgerRow:
    """The mail without an answer that has this id, as `silenced list` shows it. Raises NotThere."""
    row = ledger.silenced_row(store, number)
    if row is None:
        raise NotThere(f"no silenced mail {number}; `frontdesk silenced list` shows those that there are")
    return row


@contextmanager
def _opened(settings: Settings) -> Iterator[ImapMailbox]:
    folder = ImapMailbox(settings.imap_account())
    folder.connect()
    try:
        yield folder
    finally:
        folder.close()


def _place(folder: ImapMailbox, name: str, row: ledger.LedgerRow, else_: str, noted: str = "") -> int:
    """Its UID in the folder `name`, which is selected. Where it was `noted` to lie is looked at first, then those of
    its size. Raises NotThere, which says what to do `else_`."""
    there = folder.select(name)
    if noted:
        uidvalidity, noted_uid = map(int, noted.split())
        is_there = uidvalidity == there.uidvalidity and noted_uid in folder.uids_from(noted_uid)
        if is_there and (row.sha256 == _NEVER_HANDED_OUT or _is_it(folder, noted_uid, row.size, row)):
            return noted_uid
    sizes = {uid: envelope.size for uid, envelope in folder.sizes(folder.uids_from(1)).items()}
    for uid in sorted(sizes, key=lambda uid: (sizes[uid] != row.size, uid)):
        if _is_it(folder, uid, sizes[uid], row):
            return uid
    raise NotThere(f"mail {row.id} isn't in the folder {name} any more; {else_}")


def _in_quarantine(folder: ImapMailbox, settings: Settings, store: Store, row: ledger.LedgerRow) -> int:
    drop_it = f"`frontdesk quarantine drop {row.id}` takes it off the list"
    noted = state.get(store, place_key(row.id))
    try:
        return _place(folder, settings.imap_quarantine_folder, row, drop_it, noted)
    except NotThere:
        if row.sha256 != _NEVER_HANDED_OUT or (uid := _only_unknown_one(folder, store)) is None:
            raise
        return uid


def _only_unknown_one(folder: ImapMailbox, store: Store) -> int | None:
    """The one mail in the selected folder whose bytes nobody has seen; None when there are more. To mend a mail that
    was never handed out may give it another size, and another UID (where its file's name changes, in a maildir)."""
    unknown = []
    for uid, envelope in folder.sizes(folder.uids_from(1)).items():
        found = folder.fetch([uid]).get(uid) if envelope.size <= LIMITS.raw else None
        if found and not ledger.known_bytes(store, {hashlib.sha256(found.raw).hexdigest()}):
            unknown.append(uid)
    return unknown[0] if len(unknown) == 1 else None


def _is_it(folder: ImapMailbox, uid: int, size: int, row: ledger.LedgerRow) -> bool:
    """By its bytes; by size and Message-ID what is too large to be read; by size what was never handed out."""
    if row.sha256 == _NEVER_HANDED_OUT:
        return size == row.size
    try:
        if size <= LIMITS.raw:
            found = folder.fetch([uid]).get(uid)
            return found is not None and hashlib.sha256(found.raw).hexdigest() == row.sha256
        head = folder.fetch_head(uid, HEAD_OCTETS) if size == row.size else None
        return head is not None and parse_headers_only(head.raw, size).message_id == row.message_id
    except Refused:  # that one can't be read; the one we look for may be another
        return False


def original(settings: Settings, store: Store, row: ledger.LedgerRow) -> bytes:
    """The mail as it came; of one that is too large to be read its beginning. Raises NotThere, MailboxError."""
    with _opened(settings) as folder:
        uid = _in_quarantine(folder, settings, store, row)
        large = row.size > LIMITS.raw
        found = folder.fetch_head(uid, HEAD_OCTETS) if large else folder.fetch([uid]).get(uid)
        if found is None:
            raise NotThere(f"mail {row.id} was taken away just now")
        return found.raw


def release(settings: Settings, store: Store, row: ledger.LedgerRow) -> None:
    """Back to the inbox, where the desk reads it anew. Raises NotThere, MailboxError."""
    with _opened(settings) as folder:
        uid = _in_quarantine(folder, settings, store, row)
        with store.transaction():
            state.put(store, released_key(row.sha256, row.fingerprint), "yes")
        _move(folder, store, row, uid, settings.imap_folder, RELEASED)


def release_silenced(settings: Settings, store: Store, row: ledger.LedgerRow) -> None:
    """Back to the inbox, where the desk reads it as a person's. Raises NotThere, MailboxError."""
    with _opened(settings) as folder:
        name = settings.imap_automatic_folder
        by_hand = f"if it lies in another folder, move it to {settings.imap_folder} by hand"
        uid = _place(folder, name, row, by_hand)
        with store.transaction():
            state.put(store, heard_key(row.sha256, row.fingerprint), "yes")
        _move(folder, store, row, uid, settings.imap_folder, HEARD)


def drop(settings: Settings, store: Store, row: ledger.LedgerRow) -> bool:
    """To the folder for automatic mail, unanswered for good. False: it was gone, and is off the list.

    Raises MailboxError.
    """
    with _opened(settings) as folder:
        try:
            uid = _in_quarantine(folder, settings, store, row)
        except NotThere:
            _settle(store, row, f"{DROPPED}, where it wasn't any more")
            return False
        _move(folder, store, row, uid, settings.imap_automatic_folder, DROPPED)
        return True


def _move(folder: ImapMailbox, store: Store, row: ledger.LedgerRow, uid: int, to: str, reason: str) -> None:
    """The mail first: cut off in between, it is on the list still, and all can be done again."""
    folder.unmark([uid])
    folder.move([uid], to)
    _settle(store, row, reason)


def _settle(store: Store, row: ledger.LedgerRow, reason: str) -> None:
    """Neither this mail nor a copy of it counts as dealt with: it may come again."""
    with store.transaction():
        state.delete(store, place_key(row.id))
        ledger.amend(
            *(store, row.id),
            outcome="silence",
            reason=f"{reason} (was: {row.reason})"[:500],
            sha256="",
            fingerprint="",
            silenced=False,
        )
