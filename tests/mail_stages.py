"""The stage that a contract suite plays on: a mailbox server, and people who use the same mailbox.

`MemoryStage` is the fake world, `DovecotStage` a real server; the suite can't tell them apart.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Protocol

from dovecot_server import Dovecot
from imapclient import DELETED, IMAPClient
from memory_mail import MailWorld, MemoryMailbox
from memory_world import ALL_CAPABILITIES, Kept, noon
from server_tools import PASSWORD

from frontdesk.mailbox.imap.mailbox import ImapMailbox
from frontdesk.mailbox.ports import MailFolder


class Stage(Protocol):
    def mailbox(self, password: str = PASSWORD) -> MailFolder:
        """A mailbox that isn't connected yet."""

    def arrives(self, raw: bytes, at: datetime | None = None) -> int:
        """A mail comes in; its UID."""

    def arrive(self, raws: list[bytes]) -> None:
        """Many come in."""

    def meanwhile(self, action: Callable[[], object]) -> None:
        """Lets `action` happen while the desk waits."""

    def contents(self, folder: str) -> list[bytes]: ...

    def person_moves(self, uid: int, folder: str) -> None: ...

    def person_deletes(self, uid: int) -> None: ...

    def person_reads(self, uid: int) -> None: ...

    def person_marks(self, uid: int) -> None:
        """Marks a mail as deleted, which isn't yet deleting it."""

    def is_seen(self, uid: int) -> bool: ...

    def lose_uids(self) -> None: ...

    def end(self) -> None: ...


class MemoryStage:
    def __init__(self, lacks: frozenset[str]) -> None:
        self.world = MailWorld(passwords={"it": PASSWORD})
        self._offers = ALL_CAPABILITIES - lacks

    def mailbox(self, password: str = PASSWORD) -> MailFolder:
        return MemoryMailbox(self.world, "it", password, self._offers)

    def arrives(self, raw: bytes, at: datetime | None = None) -> int:
        return self.world.deliver(raw, "it", at)

    def arrive(self, raws: list[bytes]) -> None:
        for raw in raws:
            self.arrives(raw)

    def meanwhile(self, action: Callable[[], object]) -> None:
        self.world.sleep = lambda seconds: (action(), None)[1]

    def contents(self, folder: str) -> list[bytes]:
        folders = self.world.folders("it")
        return [mail.raw for mail in folders[folder].mails.values()] if folder in folders else []

    def person_moves(self, uid: int, folder: str) -> None:
        self.world.person_moves("it", uid, folder)

    def person_deletes(self, uid: int) -> None:
        self.world.person_deletes("it", uid)

    def person_reads(self, uid: int) -> None:
        self.world.person_reads("it", uid)

    def _kept(self, uid: int) -> Kept:
        return self.world.folder("it").mails[uid]

    def person_marks(self, uid: int) -> None:
        self._kept(uid).marked = True

    def is_seen(self, uid: int) -> bool:
        return self._kept(uid).seen

    def lose_uids(self) -> None:
        self.world.lose_uids("it")

    def end(self) -> None:
        pass


class DovecotStage:
    def __init__(self, server: Dovecot, user: str, token_for: Callable[[str], str] | None = None) -> None:
        self.server, self.user = server, user
        self.token_for = token_for
        self._timers: list[threading.Timer] = []

    def mailbox(self, password: str = PASSWORD) -> MailFolder:
        account = self.server.account(self.user, password=password)
        if self.token_for is None:
            return ImapMailbox(account)
        token = self.token_for(self.user) if password == PASSWORD else "at-nobodys"
        return ImapMailbox(replace(account, password="", token=lambda refused: token))

    @contextmanager
    def _person(self) -> Iterator[IMAPClient]:
        with self.server.imap(self.user) as client:
            yield client

    def arrives(self, raw: bytes, at: datetime | None = None) -> int:
        with self._person() as client:
            client.append("INBOX", raw, msg_time=at or datetime.now(UTC))
            return int(client.folder_status("INBOX", ["UIDNEXT"])[b"UIDNEXT"]) - 1

    def arrive(self, raws: list[bytes]) -> None:
        with self._person() as client:
            client.multiappend("INBOX", raws)

    def meanwhile(self, action: Callable[[], object]) -> None:
        self._timers.append(threading.Timer(0.15, action))
        self._timers[-1].start()

    def contents(self, folder: str) -> list[bytes]:
        return self.server.mails(self.user, folder)

    def person_moves(self, uid: int, folder: str) -> None:
        with self._person() as client:
            if not client.folder_exists(folder):
                client.create_folder(folder)
            client.copy([uid], folder)
            client.add_flags([uid], [DELETED])
            client.uid_expunge([uid]) if client.has_capability("UIDPLUS") else client.expunge()

    def person_deletes(self, uid: int) -> None:
        with self._person() as client:
            client.add_flags([uid], [DELETED])
            client.expunge()

    def person_reads(self, uid: int) -> None:
        with self._person() as client:
            client.add_flags([uid], [b"\\Seen"])

    def person_marks(self, uid: int) -> None:
        with self._person() as client:
            client.add_flags([uid], [DELETED])

    def is_seen(self, uid: int) -> bool:
        with self._person() as client:
            return b"\\Seen" in client.get_flags([uid])[uid]

    def lose_uids(self) -> None:
        before = self._uidvalidity()
        while self._uidvalidity() == before:  # the new one is a time in seconds
            time.sleep(0.3)
            self.server.lose_index(self.user)

    def _uidvalidity(self) -> int:
        with self._person() as client:
            return int(client.folder_status("INBOX", ["UIDVALIDITY"])[b"UIDVALIDITY"])

    def end(self) -> None:
        for timer in self._timers:
            timer.join(10)


__all__ = ["DovecotStage", "MemoryStage", "Stage", "noon"]
