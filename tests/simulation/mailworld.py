"""The mail world with a memory of every mail that ever reached the desk, and people who react to what they get.

Adds to `memory_world.MailWorld` only what the promises are checked by.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from memory_world import Delivered, Folder, Kept, MailWorld

DESK_USER = "it"
ITS_ADDRESSES = ("it", "helpdesk")
SENT = "Sent"  # where the relay keeps a copy of what it took, if it does


@dataclass
class WatchedMail(MailWorld):
    """`came`: every mail that was delivered to the desk, with how often. `deleted`: by people. `taken`: by people,
    out of INBOX, so the desk may never have read it. `doubled`: how many copies a cut COPY may have left.
    `keeps_sent`: the relay puts a copy of what it takes into the desk's Sent folder. `on_news`: a mail is in the
    desk's INBOX. `on_taken`: the relay took a mail of the desk.
    """

    came: Counter[bytes] = field(default_factory=Counter)
    deleted: Counter[bytes] = field(default_factory=Counter)
    taken: set[bytes] = field(default_factory=set)
    keeps_sent: bool = False
    on_news: Callable[[], None] = lambda: None
    on_taken: Callable[[Delivered], None] = lambda delivered: None

    def deliver(self, raw: bytes, to: str, at: datetime | None = None) -> int:
        if to.partition("@")[0].partition("+")[0] not in ITS_ADDRESSES:
            return 0  # nobody looks into the other mailboxes: `sent` has all
        self.came[raw] += 1
        uid = super().deliver(raw, DESK_USER, at)
        self.on_news()
        return uid

    def take(self, sender: str, recipient: str, raw: bytes) -> None:
        super().take(sender, recipient, raw)
        if self.keeps_sent:
            self.folders(DESK_USER).setdefault(SENT, self.new_folder()).add(
                Kept(raw, self.clock(), seen=True)
            )
        self.on_taken(self.sent[-1])

    @property
    def inbox(self) -> Folder:
        return self.folder(DESK_USER)

    def move(self, uid: int, to: str, folder: str = "INBOX") -> None:
        """Somebody moves a mail of the desk's mailbox by hand."""
        self.taken.add(self.folder(DESK_USER, folder).mails[uid].raw)
        self.person_moves(DESK_USER, uid, to, folder)
        if to == "INBOX":
            self.on_news()

    def delete(self, uid: int, folder: str = "INBOX") -> None:
        raw = self.folder(DESK_USER, folder).mails[uid].raw
        self.taken.add(raw)
        self.deleted[raw] += 1
        self.person_deletes(DESK_USER, uid, folder)

    def copies(self) -> Counter[bytes]:
        """Where every mail that came to the desk is now, counted over all folders. What is marked as deleted is gone
        as soon as anybody tidies up.
        """
        return Counter(
            mail.raw
            for name, folder in self.folders(DESK_USER).items()
            for mail in folder.mails.values()
            if name != SENT and not mail.marked
        )
