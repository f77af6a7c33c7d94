"""Files away what was dealt with: from the inbox to the folder where people look for it. Repeats what a crash left
undone. Decides nothing, and never keeps new mail from being read.

What is moved bears a mark, and how far each folder is known is noted: so a database that is put back from a backup
can tell one day that it is behind its mailbox (`jobs.behind`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from frontdesk.db import ledger, state
from frontdesk.desk import Desk, place_key
from frontdesk.jobs.fetching import UNDELIVERABLE
from frontdesk.mailbox.errors import ConnectionLost, FolderMissing, Refused
from frontdesk.mailbox.ports import MailFolder

_AT_ONCE = 500
_AGAIN_AFTER = timedelta(minutes=1)


class Filing:
    """`stuck`: what the mail server last said when it moved nothing; "" while all is well."""

    def __init__(self, desk: Desk, folder: MailFolder) -> None:
        self._desk, self._folder = desk, folder
        self._uidvalidity: dict[str, int] = {}
        self._tried = desk.now()
        self.stuck = ""

    def open(self) -> None:
        """Make sure that the folders are there."""
        folders = self._desk.folders
        self._uidvalidity.clear()
        for name in (folders.handled, folders.automatic, folders.quarantine):
            self._folder.ensure_folder(name)

    def file_away(self) -> int:
        """Move what was committed to its folder; gives how many. The inbox is the selected folder."""
        desk, moved = self._desk, 0
        self._tried = desk.now()
        while waiting := ledger.to_file(desk.store, desk.folders.inbox, _AT_ONCE):
            odd = [row for row in waiting if row.reason.startswith(UNDELIVERABLE)]
            for row in odd:
                self._odd_one(row)
            waiting = [row for row in waiting if row not in odd]
            try:
                self._move_all(waiting)
            except Refused as refused:
                self._say(f"{refused} {refused.remedy}")
                return moved
            moved += len(waiting) + len(odd)
        self._say("")
        return moved

    def try_again(self) -> None:
        """What the server refused to move, now and then: the next mail that would have it moved may come in days."""
        if self.stuck and not timedelta() <= self._desk.now() - self._tried < _AGAIN_AFTER:
            self.file_away()

    def _move_all(self, waiting: Sequence[ledger.ToFile]) -> None:
        reached: dict[str, int] = {}
        places: dict[int, int] = {}
        if waiting:
            self._folder.mark([row.uid for row in waiting])
        for name in sorted({row.file_to for row in waiting}):
            told = self._moved([row.uid for row in waiting if row.file_to == name], name)
            reached[name] = max((uid for uid in told.values() if uid), default=0)
            if name == self._desk.folders.quarantine:
                places = {row.id: told.get(row.uid) or 0 for row in waiting if row.file_to == name}
        now = self._desk.now()
        with self._desk.store.transaction():
            ledger.filed(self._desk.store, [row.id for row in waiting], now)
            for id, uid in places.items():
                self._note_place(id, uid)
            for name, uid in reached.items():
                if uid:
                    ledger.reached(self._desk.store, name, self._uidvalidity_of(name), uid, now)

    def _moved(self, uids: Sequence[int], name: str) -> dict[int, int | None]:
        try:
            return self._folder.move(uids, name)
        except FolderMissing:  # somebody renamed or deleted it just now
            self._desk.log.warning("folder.made_anew", folder=name)
            self._folder.ensure_folder(name)
            self._uidvalidity.pop(name, None)
            return self._folder.move(uids, name)

    def _uidvalidity_of(self, name: str) -> int:
        if name not in self._uidvalidity:
            self._uidvalidity[name] = self._folder.status(name).uidvalidity
        return self._uidvalidity[name]

    def _odd_one(self, row: ledger.ToFile) -> None:
        """A mail that the server can't hand out may be one that it can't move either: then it stays where it is."""
        store, now = self._desk.store, self._desk.now()
        try:
            told = self._moved([row.uid], row.file_to)
        except (Refused, ConnectionLost) as trouble:
            self._desk.log.warning("mail.not_moved", uid=row.uid, why=str(trouble))
            with store.transaction():
                ledger.amend(store, row.id, file_to="", reason=f"{row.reason} It stays in the inbox.")
            if isinstance(trouble, ConnectionLost):
                raise
        else:
            with store.transaction():
                ledger.filed(store, [row.id], now)
                self._note_place(row.id, told.get(row.uid) or 0)

    def _note_place(self, id: int, uid: int) -> None:
        """A person who releases it finds it by that, whatever the server says of its size or of others there."""
        if uid:
            where = self._uidvalidity_of(self._desk.folders.quarantine)
            state.put(self._desk.store, place_key(id), f"{where} {uid}")

    def _say(self, why: str) -> None:
        if why and why != self.stuck:
            self._desk.log.warning("mail.not_filed", why=why)
        self.stuck = why
