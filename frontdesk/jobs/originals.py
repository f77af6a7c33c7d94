"""Gets a mail that was dealt with back out of the mailbox: the originals lie in its folders, not in the database.

Found by when it came and how large it is, and known by its digest: UIDs of the other folders mean nothing for long,
and people move mail about. Never fails: what can't be had is named to whoever misses it.
"""

from __future__ import annotations

import hashlib

from frontdesk.db import ledger
from frontdesk.db.ledger import LedgerRow
from frontdesk.desk import Desk
from frontdesk.mailbox.errors import MailboxError
from frontdesk.mailbox.limits import LIMITS
from frontdesk.mailbox.ports import Fetched, MailFolder


class Originals:
    """Of one mailbox, by the connection that reads it, whose selected folder is INBOX."""

    def __init__(self, desk: Desk, folder: MailFolder) -> None:
        self.desk, self.folder = desk, folder

    def __call__(self, row: int) -> bytes | None:
        """The mail of a row of the ledger as it came; None when it isn't where it was filed, or can't be fetched."""
        entry = ledger.entry(self.desk.store, row)
        if entry is None or not entry.sha256 or entry.size > LIMITS.raw:
            return None
        try:
            found = self._lying_there(entry)
        except MailboxError as error:
            self.desk.log.warning("original.away", uid=entry.uid, why=str(error))
            return None
        return next((mail.raw for mail in found if _digest(mail) == entry.sha256), None)

    def _lying_there(self, entry: LedgerRow) -> list[Fetched]:
        folders = self.desk.folders
        if not ledger.is_filed(self.desk.store, entry.id):
            found = self.folder.fetch([entry.uid]) if entry.folder == folders.inbox else {}
            return list(found.values())
        for name in (folders.handled, folders.automatic, folders.quarantine):
            if found_there := self.folder.came_at(name, entry.received_at, entry.size):
                return found_there
        return []


def _digest(mail: Fetched) -> str:
    return hashlib.sha256(mail.raw).hexdigest()
