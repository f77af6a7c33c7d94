"""Fetches a batch's mails and has them read: by size, so that a batch fits into memory; what is too large by its
headers; what the server can't hand out by the reason. Which of them were there before the desk was is told by their
dates.

Decides nothing and moves nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from frontdesk.db import state
from frontdesk.db.engine.fields import from_column, to_text
from frontdesk.db.engine.store import Store
from frontdesk.desk import MADE_ANEW, OPEN_SINCE, REFUSED_SINCE, Desk
from frontdesk.mailbox.errors import Refused
from frontdesk.mailbox.imap.answers import UNKNOWN_TIME
from frontdesk.mailbox.limits import LIMITS
from frontdesk.mailbox.ports import Envelope, Fetched, MailFolder
from frontdesk.mailbox.worker.reader import Unreadable
from frontdesk.rules.model import Message
from frontdesk.rules.policy import Policy

BATCH_MAILS = 50
UNDELIVERABLE = "the mail server can't hand it out"  # how the reason of such a mail begins
BATCH_OCTETS = 16 * 1024 * 1024
HEAD_OCTETS = 256 * 1024
_NO_ENVELOPE = Envelope(0, UNKNOWN_TIME)
BAD_HOUR = timedelta(minutes=10)  # Exchange Online throttles for five


@dataclass(frozen=True)
class Arrival:
    """A mail out of the mailbox, before anything is known of it. `message` is why not when it can't be read."""

    uid: int
    raw: bytes
    size: int
    received_at: datetime
    message: Message | Unreadable

    @cached_property
    def fingerprint(self) -> str:
        """See `fingerprint`; "" when the mail can't be read."""
        return fingerprint(self.message) if isinstance(self.message, Message) else ""


class Fetcher:
    """Gets mails out of one folder, as long as its UIDs mean the same (`uidvalidity`).

    `each` is called after each mail that was read: a hostile one may take seconds.
    """

    def __init__(self, desk: Desk, folder: MailFolder, uidvalidity: int, each: Callable[[], None]) -> None:
        self.desk, self.folder, self.uidvalidity, self.each = desk, folder, uidvalidity, each
        self._sizes: dict[int, Envelope] = {}

    def sizes_of(self, uids: Sequence[int]) -> dict[int, Envelope]:
        """Sizes and times; asked for many mails at once, as a backlog is read in small batches."""
        if not any(uid in self._sizes for uid in uids[:BATCH_MAILS]):
            self._sizes = self.folder.sizes(uids)
        elif any(uid not in self._sizes for uid in uids[:BATCH_MAILS]):
            self._sizes |= self.folder.sizes([uid for uid in uids if uid not in self._sizes])
        return self._sizes

    def fetch(self, uids: Sequence[int], sizes: Mapping[int, Envelope]) -> list[Arrival]:
        """The mails with these UIDs, read; without those that are gone. Raises Refused in a server's bad hour."""
        wanted = [uid for uid in uids if uid in sizes and sizes[uid].size <= LIMITS.raw]
        fetched, refused = self._fetched(wanted) if wanted else ({}, [])
        known = {*fetched, *(uid for uid, _ in refused)}
        missing = [uid for uid in uids if uid not in sizes or (uid in wanted and uid not in known)]
        if missing:
            refused += self._still_there(missing, fetched)
        wanted += [uid for uid in missing if uid in fetched and uid not in sizes]
        there = [uid for uid in wanted if uid in fetched]
        read = self.desk.reader.read_all([fetched[uid].raw for uid in there], self.each)
        arrivals = [_arrival(uid, fetched[uid], message) for uid, message in zip(there, read, strict=True)]
        arrivals += [
            Arrival(uid, b"", envelope.size, envelope.received_at, Unreadable(why))
            for uid, why in refused
            for envelope in (sizes.get(uid, _NO_ENVELOPE),)
        ]
        for uid in uids:
            if uid in sizes and sizes[uid].size > LIMITS.raw:
                arrivals += self._by_its_head(uid, sizes[uid])
        return sorted(arrivals, key=lambda arrival: arrival.uid)

    def _fetched(self, uids: Sequence[int]) -> tuple[dict[int, Fetched], list[tuple[int, str]]]:
        """The mails, and those that the server can't hand out: one such mail fails a whole FETCH.

        A server that hands out nothing at all has a bad hour (it may be throttling us): raises Refused, until
        that has lasted too long to be so.
        """
        try:
            return self.folder.fetch(uids), []
        except Refused:
            fetched, refused = self._one_by_one(uids)
            if not fetched and not self._waited_enough(uids[0]):
                raise
            return fetched, refused

    def _one_by_one(self, uids: Sequence[int]) -> tuple[dict[int, Fetched], list[tuple[int, str]]]:
        fetched: dict[int, Fetched] = {}
        refused: list[tuple[int, str]] = []
        for uid in uids:
            try:
                fetched |= self.folder.fetch([uid])
            except Refused as error:
                refused.append((uid, f"{UNDELIVERABLE}: {error}"))
        return fetched, refused

    def _still_there(self, uids: Sequence[int], fetched: dict[int, Fetched]) -> list[tuple[int, str]]:
        """Of the mails that the server left out of its answer those that lie there all the same: some servers say OK
        and leave out, or give as NIL, what they can't read. The others somebody has taken away."""
        listed = set(self.folder.uids_from(min(uids)))
        there = [uid for uid in uids if uid in listed]
        for uid in there:
            fetched |= self._one_by_one([uid])[0]
        return [(uid, f"{UNDELIVERABLE}: its answer has no such mail") for uid in there if uid not in fetched]

    def _waited_enough(self, uid: int) -> bool:
        """Whether the server has refused this mail for long; remembered beyond a restart."""
        store, now, mail = self.desk.store, self.desk.now(), f"{self.uidvalidity}.{uid}"
        known, _, since = state.get(store, REFUSED_SINCE).partition(" ")
        if known == mail and abs(now - from_column(since)) >= BAD_HOUR:
            return True
        if known != mail:
            with store.transaction():
                state.put(store, REFUSED_SINCE, f"{mail} {to_text(now)}")
        return False

    def _by_its_head(self, uid: int, envelope: Envelope) -> Iterable[Arrival]:
        """A mail too large to be read whole: its headers say who wrote and what about."""
        from frontdesk.mailbox.parse import (
            parse_headers_only,
        )  # seldom needed here, and takes a while to load

        head = self.folder.fetch_head(uid, HEAD_OCTETS)
        if head is not None:
            message = parse_headers_only(head.raw, envelope.size)
            yield Arrival(uid, head.raw, envelope.size, head.received_at, message)


def that_fit(uids: Sequence[int], sizes: dict[int, Envelope]) -> list[int]:
    """The first of `uids` that fit into one batch's memory; at least one."""
    taken: list[int] = []
    octets = 0
    for uid in uids:
        octets += sizes[uid].size if uid in sizes else 0
        if taken and octets > BATCH_OCTETS:
            break
        taken.append(uid)
    return taken


def fingerprint(message: Message) -> str:
    """The same for copies of one letter that came by two of our addresses (RFC 5322 fields that don't change on
    the way, the text and the files); "" without a Message-ID, which alone says nothing: senders reuse them."""
    if not message.message_id or message.sender is None:
        return ""
    date = message.date.isoformat() if message.date else ""
    files = "\0".join(f"{part.name}\0{part.digest}" for part in message.attachments)
    parts = (message.message_id, message.sender.email, date, message.subject, message.text, files)
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def _arrival(uid: int, fetched: Fetched, message: Message | Unreadable) -> Arrival:
    return Arrival(uid, fetched.raw, len(fetched.raw), fetched.received_at, message)


TOO_OLD = "from before the desk opened (START_FROM)"


@dataclass(frozen=True, slots=True)
class OldMail:
    """`opened`: from when on mail counts, in UTC; None before the first start. `moved`: UIDs below this were in the
    folder when it was made anew.
    """

    opened: datetime | None
    moved: int

    def came_before(self, received_at: datetime) -> bool:
        """A time that the server couldn't tell is no reason to leave a mail unread."""
        return self.opened is not None and UNKNOWN_TIME < received_at < self.opened

    def is_old(self, uid: int, received_at: datetime, message: Message) -> bool:
        """Of a mail that has been read, so that the date in it can be asked."""
        if self.came_before(received_at):
            return True
        return uid < self.moved and message.date is not None and self.came_before(message.date)


def old_mail(store: Store, policy: Policy, uidvalidity: int, now: datetime) -> OldMail:
    """As it was noted. A clock that was far ahead when the desk opened is believed no longer than that."""
    noted = state.get_time(store, OPEN_SINCE)
    validity, _, uidnext = state.get(store, MADE_ANEW).partition(" ")
    moved = int(uidnext) if validity == str(uidvalidity) else 0
    return OldMail(noted and min(noted, _opened_at(policy, now)), moved)


def note_opening(store: Store, policy: Policy, now: datetime) -> None:
    """The first start, if it is that."""
    state.put_new(store, OPEN_SINCE, to_text(_opened_at(policy, now)))


def note_made_anew(store: Store, uidvalidity: int, uidnext: int) -> None:
    """What is in the folder now was in it before, under other UIDs."""
    state.put(store, MADE_ANEW, f"{uidvalidity} {uidnext}")


def _opened_at(policy: Policy, now: datetime) -> datetime:
    """From when on mail counts at the very first start: so long before `now` as START_FROM says."""
    start = policy.acknowledge_mail_younger_than
    if not start.business:
        return now - timedelta(seconds=start.seconds)
    return now - timedelta(days=start.days, seconds=start.seconds)
