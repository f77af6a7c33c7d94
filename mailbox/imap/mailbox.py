"""The mailbox: reads mail, files it away, waits for more. The real `mailbox.ports.MailFolder`.

Never touches \\Seen, never deletes a mail, never searches by a value that came in a mail, says UIDs only.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from frontdesk.mailbox.errors import ConnectionLost, FolderChanged, FolderMissing, Refused
from frontdesk.mailbox.imap import idle as imap_idle
from frontdesk.mailbox.imap import move as imap_move
from frontdesk.mailbox.imap.answers import Answer, fetched, uid_set
from frontdesk.mailbox.imap.names import check_folder, check_our_id
from frontdesk.mailbox.imap.session import Session, open_session, translated
from frontdesk.mailbox.ports import Envelope, Fetched, FolderState, ImapAccount, Listed

SIZES_AT_ONCE = 1000
COPIES = 3  # of the mails that arrived in one second, looked at for being the one
# Where a provider that gives a mail another Message-ID keeps ours.
ID_HEADERS = ("Message-ID", "X-Microsoft-Original-Message-ID", "X-Google-Original-Message-ID")
MARK = b"$FrontdeskRead"


class ImapMailbox:
    """One connection to an IMAP server; `mailbox.ports.MailFolder` says what each method does."""

    def __init__(self, account: ImapAccount) -> None:
        self._account = account
        self._session: Session | None = None
        self._selected: tuple[str, FolderState] | None = None
        self._keeps_marks = False

    def connect(self) -> None:
        self.close()
        self._session = open_session(self._account)
        if self._account.must_move and not self._session.offers("MOVE"):
            self._drop()
            problem = f"{self._account.host} offers no MOVE, and filing mail without it could delete it for ever here"
            raise Refused(problem, permanent=True, remedy="Nothing is read meanwhile. Check IMAP_HOST.")

    def close(self) -> None:
        if self._session:
            self._session.wire.connection.allow(1)
            with contextlib.suppress(Exception):  # the server's last words don't matter
                self._session.wire.logout()
        self._drop()

    def _drop(self) -> None:
        session, self._session, self._selected = self._session, None, None
        if session:
            session.wire.shutdown()

    @contextlib.contextmanager
    def _talk(self) -> Iterator[Session]:
        """The session, for one exchange. What was said unasked before is forgotten; a lost one is closed."""
        if self._session is None:
            raise ConnectionLost(f"not connected to {self._account.host}")
        self._session.wire.untagged_responses.clear()
        self._session.wire.copyuid.clear()
        try:
            with translated(self._account):
                yield self._session
        except ConnectionLost:
            self._drop()
            raise

    def capabilities(self) -> frozenset[str]:
        with self._talk() as session:
            return frozenset(word.decode("ascii", "replace") for word in session.capabilities())

    def select(self, folder: str) -> FolderState:
        self._selected = None
        self._selected = (folder, self._open(folder, readonly=False))
        return self._selected[1]

    def _open(self, folder: str, readonly: bool) -> FolderState:
        with self._talk() as session, self._folder_named(session, folder):
            told: dict[bytes, Any] = session.select_folder(folder, readonly=readonly)
        if b"UIDVALIDITY" not in told:
            raise Refused(f"the server gives the mails in {folder} no lasting numbers", permanent=True)
        kept = {bytes(flag).lower() for flag in told.get(b"PERMANENTFLAGS", ())}
        self._keeps_marks = b"\\*" in kept or MARK.lower() in kept  # RFC 3501 section 7.1
        return FolderState(told[b"UIDVALIDITY"], told.get(b"UIDNEXT", 0), told.get(b"EXISTS", 0))

    def status(self, folder: str) -> FolderState:
        with self._talk() as session, self._folder_named(session, folder):
            told: dict[bytes, int] = session.folder_status(folder, ["UIDVALIDITY", "UIDNEXT", "MESSAGES"])
        return FolderState(told.get(b"UIDVALIDITY", 0), told.get(b"UIDNEXT", 0), told.get(b"MESSAGES", 0))

    def mark(self, uids: Sequence[int]) -> None:
        self._set_mark(uids, "+FLAGS.SILENT")

    def unmark(self, uids: Sequence[int]) -> None:
        self._set_mark(uids, "-FLAGS.SILENT")

    def _set_mark(self, uids: Sequence[int], how: str) -> None:
        """A server that says no keeps no marks; the mail is dealt with all the same."""
        for start in range(0, len(uids) if self._keeps_marks else 0, imap_move.AT_ONCE):
            some = uid_set(uids[start : start + imap_move.AT_ONCE])
            with self._talk() as session, contextlib.suppress(Refused), translated(self._account):
                session.wire.uid("STORE", some, how, f"({MARK.decode()})")

    def marked_from(self, uid: int) -> list[int]:
        if not self._keeps_marks:
            return self.uids_from(uid)
        with self._talk() as session:
            session.wire.noop()
            found = session.search(["UID", f"{max(uid, 1)}:*", "KEYWORD", MARK.decode()])
            return sorted(number for number in found if number >= uid)

    @contextlib.contextmanager
    def _folder_named(self, session: Session, folder: str) -> Iterator[None]:
        """A command on a folder; when it is refused because there is no such folder, that is said."""
        check_folder(folder)
        try:
            with translated(self._account):
                yield
        except Refused as refused:
            if folder.upper() != "INBOX" and not session.folder_exists(folder):
                raise FolderMissing(folder) from refused
            raise

    def uids_from(self, uid: int) -> list[int]:
        with self._talk() as session:
            session.wire.noop()  # Dovecot looks for other processes' mail at NOOP, not at SEARCH
            session.wire.news = False
            found = set(session.search(["UID", f"{max(uid, 1)}:*"]))
            return sorted(number for number in found if number >= uid)  # n:* names the last mail also below n

    def sizes(self, uids: Sequence[int]) -> dict[int, Envelope]:
        answers = (
            answer
            for start in range(0, len(uids), SIZES_AT_ONCE)
            for answer in self._fetch(uids[start : start + SIZES_AT_ONCE], "RFC822.SIZE")
        )
        return {a.uid: Envelope(a.size, a.received_at) for a in answers if a.size >= 0}

    def fetch(self, uids: Sequence[int]) -> dict[int, Fetched]:
        answers = self._fetch(uids, "BODY.PEEK[]")
        return {a.uid: Fetched(a.raw, a.received_at) for a in answers if a.raw is not None}

    def fetch_head(self, uid: int, octets: int) -> Fetched | None:
        for answer in self._fetch([uid], f"BODY.PEEK[]<0.{octets}>"):
            if answer.raw is not None:
                return Fetched(answer.raw, answer.received_at)
        return None

    def _fetch(self, uids: Sequence[int], item: str) -> list[Answer]:
        """NO is `Refused`, also when some mails came: a mail that isn't readable must not look gone."""
        if not uids:
            return []
        with self._talk() as session:
            kind, parts = session.wire.uid("FETCH", uid_set(uids), f"(UID INTERNALDATE {item})")
            if kind != "OK":
                raise Refused(f"the server can't read all of {len(uids)} mails: {parts}")
            asked = set(uids)
            return [answer for answer in fetched(parts) if answer.uid in asked]

    def move(self, uids: Sequence[int], folder: str) -> dict[int, int | None]:
        moved: dict[int, int | None] = {}
        for start in range(0, len(uids), imap_move.AT_ONCE):
            with self._talk() as session, self._folder_named(session, folder):
                moved |= imap_move.move(session, uids[start : start + imap_move.AT_ONCE], folder)
        return moved

    def marked_sent(self) -> str:
        """The folder marked as the one for sent mail (RFC 6154); "" for none."""
        with self._talk() as session:
            for flags, _, name in session.list_folders():
                if any(flag.lower() == b"\\sent" for flag in flags):
                    return str(name)
        return ""

    def folder_names(self) -> list[str]:
        """Those that a mail can be in, in the server's order."""
        with self._talk() as session:
            return [
                str(name)
                for flags, _, name in session.list_folders()
                if not {b"\\noselect", b"\\nonexistent"} & {flag.lower() for flag in flags}
            ]

    def ensure_folder(self, name: str) -> None:
        check_folder(name)
        with self._talk() as session:
            if not session.folder_exists(name):
                self._create(session, name)
            with contextlib.suppress(Refused), translated(self._account):
                session.subscribe_folder(name)

    def _create(self, session: Session, name: str) -> None:
        try:
            with translated(self._account):
                session.create_folder(name)
        except Refused as refused:
            if not session.folder_exists(name):  # else another daemon was quicker
                real = session.real_name(name)
                raise Refused(
                    f"the server doesn't create {real}: {refused}",
                    remedy=f"Create the folder {real} in a mail client, or set another name.",
                    permanent=True,
                ) from refused

    def append(self, folder: str, raw: bytes, at: datetime) -> None:
        with self._talk() as session, self._folder_named(session, folder):
            session.append(folder, raw, flags=[b"\\Seen"], msg_time=at)

    def came_at(self, folder: str, at: datetime, size: int) -> list[Fetched]:
        # by the day before and after: the server's day is that of a time zone of its own (RFC 3501 section 6.4.4)
        days = ["SINCE", at.date() - timedelta(days=1), "BEFORE", at.date() + timedelta(days=2)]
        try:
            with self._visiting(folder):
                with self._talk() as session:
                    near = sorted(session.search(days))
                there = {uid: one for uid, one in self.sizes(near).items() if one.received_at == at}
                wanted = sorted(there, key=lambda uid: there[uid].size != size)[:COPIES]
                found = self.fetch(wanted)
        except FolderMissing:
            return []
        return [found[uid] for uid in wanted if uid in found]

    def list_folder(self, folder: str) -> list[Listed]:
        with self._visiting(folder):
            found = self.sizes(self.uids_from(1))
        return [Listed(uid, found[uid].size, found[uid].received_at) for uid in sorted(found)]

    def holds_message_id(self, folder: str, message_id: str) -> bool:
        check_our_id(message_id)
        try:
            with self._visiting(folder), self._talk() as session:
                wanted = [["HEADER", name, message_id] for name in ID_HEADERS]
                return bool(session.search(["OR", *wanted[0], "OR", *wanted[1], *wanted[2]]))
        except FolderMissing:
            return False

    @contextlib.contextmanager
    def _visiting(self, folder: str) -> Iterator[None]:
        """Another folder for a while, for reading only; then the selected one again."""
        before = self._selected
        try:
            self._open(folder, readonly=True)
            yield
        finally:
            if before and self._session:
                self._return_to(*before)

    def _return_to(self, folder: str, state: FolderState) -> None:
        if self.select(folder).uidvalidity != state.uidvalidity:
            raise FolderChanged(f"the folder {folder} was made anew")

    def wait(self, seconds: float, wake_fd: int | None = None) -> bool:
        with self._talk() as session:
            if self._account.idle and session.offers("IDLE"):
                with contextlib.suppress(Refused):
                    imap_idle.idle(session.wire, seconds, wake_fd)
                    return session.wire.news
            return session.wire.news or not imap_idle.sleep(session.wire, seconds, wake_fd)
