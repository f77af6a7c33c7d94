"""Mail set aside: listed, shown, released to be read again, or dropped into the folder for automatic mail.

Nothing is deleted: the mail always stays in one of the desk's IMAP folders. It is found there by its bytes, as a
person may have moved it about.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

from frontdesk.db import ledger, state
from frontdesk.db.store import Store
from frontdesk.desk_state import released_key
from frontdesk.mailbox.imap import ImapMailbox
from frontdesk.settings import Settings

RELEASED, DROPPED = "released from quarantine", "dropped from quarantine"
_AT_ONCE = 50


class NotThere(LookupError):
    """The mail isn't in quarantine, or not in its folder any more. Trying again doesn't help."""


def find(store: Store, number: int) -> ledger.LedgerRow:
    """The mail in quarantine with this id, as `quarantine list` shows it. Raises NotThere."""
    for row in ledger.quarantined(store):
        if row.id == number:
            return row
    raise NotThere(f"no mail {number} in quarantine; `frontdesk quarantine list` shows those that are there")


@contextmanager
def _opened(settings: Settings) -> Iterator[ImapMailbox]:
    folder = ImapMailbox(settings.imap_account())
    folder.connect()
    try:
        yield folder
    finally:
        folder.close()


def _place(folder: ImapMailbox, settings: Settings, row: ledger.LedgerRow) -> tuple[int, bytes]:
    """Its UID in the quarantine folder, and its bytes."""
    folder.select(settings.imap_quarantine_folder)
    uids = folder.uids_from(1)
    for start in range(0, len(uids), _AT_ONCE):
        for uid, mail in folder.fetch(uids[start : start + _AT_ONCE]).items():
            if hashlib.sha256(mail.raw).hexdigest() == row.sha256:
                return uid, mail.raw
    raise NotThere(f"mail {row.id} isn't in the folder {settings.imap_quarantine_folder} any more")


def original(settings: Settings, row: ledger.LedgerRow) -> bytes:
    """The mail as it came. Raises NotThere, MailboxError."""
    with _opened(settings) as folder:
        return _place(folder, settings, row)[1]


def release(settings: Settings, store: Store, row: ledger.LedgerRow) -> None:
    """Back to the inbox, where the desk reads it anew. Raises NotThere, MailboxError."""
    _move(settings, store, row, settings.imap_folder, RELEASED)


def drop(settings: Settings, store: Store, row: ledger.LedgerRow) -> None:
    """To the folder for automatic mail, unanswered for good. Raises NotThere, MailboxError."""
    _move(settings, store, row, settings.imap_automatic_folder, DROPPED)


def _move(settings: Settings, store: Store, row: ledger.LedgerRow, to: str, reason: str) -> None:
    """The row first: a release that is cut off is seen as a mail still lying in its folder, never as a lost one."""
    with _opened(settings) as folder:
        uid, _ = _place(folder, settings, row)
        with store.transaction():
            if reason == RELEASED:
                state.put(store, released_key(row.sha256), "yes")
            ledger.settle(
                store, row.id, outcome="silence", reason=f"{reason} (was: {row.reason})"[:500], sha256=""
            )
        folder.move([uid], to)
