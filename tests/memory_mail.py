"""The fakes of `mailbox.ports`: a mailbox and a relay in a `memory_world.MailWorld`.

They pass the same contract suites as `ImapMailbox` on Dovecot and `SmtpRelay` on Postfix.
"""

from __future__ import annotations

import contextlib
import re
import select
from collections.abc import Iterator, Sequence
from datetime import datetime

from memory_relay import MemoryRelay
from memory_world import ALL_CAPABILITIES, Folder, Kept, MailWorld

from frontdesk.mailbox.errors import ConnectionLost, FolderChanged, FolderMissing, LoginRefused
from frontdesk.mailbox.imap.names import check_folder, check_our_id
from frontdesk.mailbox.ports import Envelope, Fetched, FolderState, Listed
from frontdesk.mailbox.smtp.protocol import with_crlf

__all__ = ["MailWorld", "MemoryMailbox", "MemoryRelay"]


class MemoryMailbox:
    """`mailbox.ports.MailFolder` on one user's mailbox. `offers`: leave out MOVE, UIDPLUS or IDLE."""

    def __init__(
        self, world: MailWorld, user: str, password: str = "", offers: frozenset[str] = ALL_CAPABILITIES
    ) -> None:
        self._world, self._user, self._password, self._offers = world, user, password, offers
        self._connected = False
        self._selected: tuple[str, int] | None = None  # the folder's name and UIDVALIDITY
        self._shown = 0  # the UIDNEXT that this session has been shown
        self._looked = 0  # the UIDNEXT at the last `uids_from`

    def connect(self) -> None:
        self.close()
        with self._talk("connect", already=False):
            if self._world.passwords.get(self._user, self._password) != self._password:
                raise LoginRefused(f"the server refused the login of {self._user}")
            self._connected = True

    def close(self) -> None:
        self._connected, self._selected = False, None

    @contextlib.contextmanager
    def _talk(self, step: str, already: bool = True) -> Iterator[None]:
        try:
            if "imap" in self._world.down or self._connected is not already:
                raise ConnectionLost("not connected")
            with self._world.step(f"imap {step}"):
                yield
        except ConnectionLost:
            self.close()
            raise

    def _folder(self, name: str) -> Folder:
        check_folder(name)
        folders = self._world.folders(self._user)
        if name not in folders:
            raise FolderMissing(name)
        return folders[name]

    @property
    def _here(self) -> Folder:
        """The selected folder. One that was made anew under our hands ends the session."""
        if self._selected is None:
            raise ConnectionLost("no folder is selected")
        folder = self._world.folders(self._user).get(self._selected[0])
        if folder is None or folder.uidvalidity != self._selected[1]:
            raise ConnectionLost("the folder was made anew")
        return folder

    def capabilities(self) -> frozenset[str]:
        with self._talk("capabilities"):
            return self._offers

    def select(self, folder: str) -> FolderState:
        with self._talk("select"):
            self._selected = None
            found = self._folder(folder)
            self._selected, self._shown, self._looked = (folder, found.uidvalidity), found.uidnext, 0
            return FolderState(found.uidvalidity, found.uidnext, len(found.mails))

    def status(self, folder: str) -> FolderState:
        with self._talk("status"):
            found = self._folder(folder)
            return FolderState(found.uidvalidity, found.uidnext, len(found.mails))

    def mark(self, uids: Sequence[int]) -> None:
        self._set_mark(uids, True)

    def unmark(self, uids: Sequence[int]) -> None:
        self._set_mark(uids, False)

    def _set_mark(self, uids: Sequence[int], read: bool) -> None:
        with self._talk("mark"):
            for mail in self._there(uids).values() if self._world.keeps_marks else ():
                mail.read = read

    def marked_from(self, uid: int) -> list[int]:
        with self._talk("search"):
            mails = self._here.mails
            return sorted(n for n in mails if n >= uid and (mails[n].read or not self._world.keeps_marks))

    def uids_from(self, uid: int) -> list[int]:
        with self._talk("search"):
            self._shown = self._looked = self._here.uidnext
            return sorted(number for number in self._here.mails if number >= uid)

    def _there(self, uids: Sequence[int]) -> dict[int, Kept]:
        mails = self._here.mails
        return {uid: mails[uid] for uid in uids if uid in mails and uid < self._shown}

    def sizes(self, uids: Sequence[int]) -> dict[int, Envelope]:
        with self._talk("sizes"):
            there = self._there(uids).items()
            return {uid: Envelope(len(mail.raw), mail.received_at) for uid, mail in there}

    def fetch(self, uids: Sequence[int]) -> dict[int, Fetched]:
        with self._talk("fetch"):
            if any(self._world.breaks(mail.raw) for mail in self._there(uids).values()):
                raise ConnectionLost("the server closed the connection")
            return {uid: Fetched(mail.raw, mail.received_at) for uid, mail in self._there(uids).items()}

    def fetch_head(self, uid: int, octets: int) -> Fetched | None:
        with self._talk("fetch head"):
            mail = self._there([uid]).get(uid)
            return Fetched(mail.raw[:octets], mail.received_at) if mail else None

    def move(self, uids: Sequence[int], folder: str) -> dict[int, int | None]:
        with self._talk("move"):
            target = self._folder(folder)
            how = self._move_each if "MOVE" in self._offers else self._copy_mark_expunge
            new = how(uids, target)
            return dict(new) if "UIDPLUS" in self._offers else dict.fromkeys(uids)

    def _move_each(self, uids: Sequence[int], target: Folder) -> dict[int, int]:
        """Each mail's move is atomic, the batch's is not (RFC 6851 section 3.3)."""
        new = {}
        for uid in self._there(uids):
            if uid in self._here.mails:  # people may have moved it between two of the batch
                new[uid] = target.add(self._here.mails.pop(uid))
            self._world.fate("imap move, between")
        return new

    def _copy_mark_expunge(self, uids: Sequence[int], target: Folder) -> dict[int, int]:
        here = self._there(uids)
        new = {
            uid: target.add(Kept(mail.raw, mail.received_at, mail.seen, read=mail.read))
            for uid, mail in here.items()
        }
        self._world.fate("imap move, between")
        for mail in self._there(list(here)).values():
            mail.marked = True
        self._world.fate("imap move, between")
        others = {uid for uid, mail in self._here.mails.items() if mail.marked and uid not in here}
        if "UIDPLUS" in self._offers or not others:
            for uid in here:
                self._here.mails.pop(uid, None)
        return new

    def ensure_folder(self, name: str) -> None:
        with self._talk("ensure folder"), contextlib.suppress(FolderMissing):
            self._folder(name)
            return
        with self._talk("create folder"):
            self._world.folders(self._user).setdefault(name, self._world.new_folder())  # another was quicker

    def append(self, folder: str, raw: bytes, at: datetime) -> None:
        with self._talk("append"):
            self._folder(folder).add(Kept(with_crlf(raw), at.replace(microsecond=0), seen=True))

    def came_at(self, folder: str, at: datetime, size: int) -> list[Fetched]:
        with self._talk("came at"):
            mails = self._world.folders(self._user).get(folder, self._world.new_folder()).mails.values()
            found = [
                mail for mail in mails if mail.received_at.replace(microsecond=0) == at.replace(microsecond=0)
            ]
        self._return()
        found.sort(key=lambda mail: len(mail.raw) != size)
        return [Fetched(mail.raw, mail.received_at) for mail in found[:3]]

    def list_folder(self, folder: str) -> list[Listed]:
        with self._talk("list folder"):
            mails = sorted(self._folder(folder).mails.items())
        self._return()
        return [Listed(uid, len(mail.raw), mail.received_at) for uid, mail in mails]

    def holds_message_id(self, folder: str, message_id: str) -> bool:
        check_our_id(message_id)
        header = re.compile(
            rb"^(?:message-id|x-(?:microsoft|google)-original-message-id):\s*"
            + re.escape(message_id.encode()),
            re.IGNORECASE | re.MULTILINE,
        )
        with self._talk("find message id"):
            mails = self._world.folders(self._user).get(folder, self._world.new_folder()).mails.values()
            found = any(header.search(mail.raw.partition(b"\r\n\r\n")[0]) for mail in mails)
        self._return()
        return found

    def _return(self) -> None:
        """Back from a visit to another folder: the selected one may have been made anew meanwhile."""
        if self._selected:
            name, uidvalidity = self._selected
            if self.select(name).uidvalidity != uidvalidity:
                raise FolderChanged(f"the folder {name} was made anew")

    def wait(self, seconds: float, wake_fd: int | None = None) -> bool:
        with self._talk("wait"):
            if not self._news() and not _readable(wake_fd):
                self._world.sleep(seconds)
            return self._news() or ("IDLE" not in self._offers and not _readable(wake_fd))

    def _news(self) -> bool:
        return self._here.uidnext > self._looked


def _readable(wake_fd: int | None) -> bool:
    return wake_fd is not None and bool(select.select([wake_fd], [], [], 0)[0])
