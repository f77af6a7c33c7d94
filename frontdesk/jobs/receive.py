"""Receive: new mail becomes requests, messages, or silence; then it is filed to its folder. Nothing is ever deleted.

For each batch: fetch, read, decide, ONE transaction, and only then the mails move. Killed after any line it
starts again at the first mail whose transaction was not committed; a mail that was committed but not moved is
moved at the next start. A mail that can't be handled is set aside, and the next one is read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import takewhile

from frontdesk.db import ledger, people, state
from frontdesk.db.apply import Target, apply, refer_ghosts
from frontdesk.db.engine.errors import DatabaseUnavailable
from frontdesk.db.engine.store import LeaseLost
from frontdesk.decision.execute import execute
from frontdesk.decision.own_marks import note_read_again
from frontdesk.decision.queue_mail import Occasion
from frontdesk.decision.road import consider
from frontdesk.desk import LAST_LOOKED, LAST_READ, Desk, forgotten_key, heard_key, released_key
from frontdesk.jobs.behind import catch_up
from frontdesk.jobs.canary import came_back
from frontdesk.jobs.fetching import (
    BATCH_MAILS,
    TOO_OLD,
    UNDELIVERABLE,
    Arrival,
    Fetcher,
    OldMail,
    note_made_anew,
    note_opening,
    old_mail,
    that_fit,
)
from frontdesk.jobs.filing import Filing
from frontdesk.jobs.narrowing import Narrowing
from frontdesk.jobs.originals import Originals
from frontdesk.jobs.poison_mail import acquit, suspect
from frontdesk.jobs.tell_managers import tell_of_undeliverable
from frontdesk.mailbox.errors import ConnectionLost, MailboxError
from frontdesk.mailbox.imap.answers import UNKNOWN_TIME
from frontdesk.mailbox.ports import Envelope, FolderState, MailFolder
from frontdesk.mailbox.worker.reader import Unreadable
from frontdesk.rules.effects import Decision, Outcome, Record
from frontdesk.rules.model import Message
from frontdesk.rules.quietly import quietly
from frontdesk.rules.silence.guards import OWN_MAIL

SAME_MAIL = "the same mail as"
NOT_YET_MOVED = "put aside before the folder was made anew"
CANARY_CAME_BACK = "the desk's own mail to itself: the mail path works"
TAKEN_BACK = "taken back into the inbox by a person"
SIZES_AT_ONCE = 1000
MOST_GONE = 5000  # UIDs that a batch enters as vanished; a server that jumps further never gave them out
_OPENING = 16  # hex digits of the mail's SHA-256: enough to tell requests of one number apart
NOTE_LOOKS_EVERY = timedelta(minutes=1)
LONGEST_SUBJECT = 200  # that is kept of a silenced mail
_EVERYTHING = 1_000_000
# Silences that nobody would take back: nobody was left without an answer.
_KNOWN_SILENCE = (SAME_MAIL, NOT_YET_MOVED, TOO_OLD, CANARY_CAME_BACK, OWN_MAIL)


class Receiver:
    """Reads one folder. Not for several threads; after `ConnectionLost`, `open` begins again.

    `each` is called after each mail that was read, before anything is committed: a hostile one may take seconds,
    and the lease must not run out meanwhile. `committed` is called when a batch is, before its mails move: what
    it leads to may go out at once. `careful`: the last reader died, perhaps of a mail in its batch, so as many
    are handled one by one at first.
    """

    def __init__(
        self,
        desk: Desk,
        folder: MailFolder,
        each: Callable[[], None] = lambda: None,
        careful: bool = False,
        committed: Callable[[], None] = lambda: None,
    ) -> None:
        self.desk, self.folder, self.each, self.committed = desk, folder, each, committed
        self.filing = Filing(desk, folder)
        self._alone = BATCH_MAILS + 1 if careful else 0  # mails still to be handled one by one
        self.uidvalidity = 0
        self.next_uid = 1
        self.old = OldMail(None, 0)
        self._listed: Sequence[int] = ()  # found in the mailbox and not read yet
        self.fetcher = Fetcher(desk, folder, 0, each)
        self.originals = Originals(desk, folder)
        self.narrowing = Narrowing(desk, 0)
        self._looked_at: datetime | None = None
        self._last_look: datetime | None = None  # as the database has it, which may be another reader's
        self._noted: frozenset[str] = (
            frozenset()
        )  # by people, of mails in this batch: released, heard, forgotten
        self._perhaps_seen: set[str] = set()
        self._apart = False  # each mail in a savepoint of its own

    def open(self) -> None:
        """Connect, make sure that the folders are there, and find where reading stopped."""
        folders = self.desk.folders
        self.narrowing.just_lost = False
        self.filing = Filing(self.desk, self.folder)
        self.folder.connect()
        self.filing.open()
        catch_up(self.desk, self.folder)
        found = self.folder.select(folders.inbox)
        self.uidvalidity = found.uidvalidity
        place = ledger.folder(self.desk.store, folders.inbox)
        known = place is not None and place.uidvalidity == found.uidvalidity
        self.next_uid = place.last_uid + 1 if known and place else 1
        self.narrowing = Narrowing(self.desk, found.uidvalidity)
        self._listed, self.fetcher = (), Fetcher(self.desk, self.folder, found.uidvalidity, self.each)
        if not known:
            self._begin_epoch(found, anew=place is not None)
        self.old = old_mail(self.desk.store, self.desk.policy, found.uidvalidity, self.desk.now())

    def _begin_epoch(self, found: FolderState, anew: bool) -> None:
        """A folder never read before, or one whose UIDs mean other mails now (`anew`; RFC 3501 section 2.3.1.1)."""
        desk, now = self.desk, self.desk.now()
        first = next(iter(self.folder.uids_from(1)), found.uidnext)
        with desk.store.transaction():
            place = (desk.folders.inbox, found.uidvalidity, first - 1)
            ledger.set_folder(desk.store, *place, now, first_uid=first)
            # What was committed and not yet moved lies under another UID now; it is met again by its bytes.
            waiting = ledger.to_file(desk.store, desk.folders.inbox, _EVERYTHING)
            ledger.stays(desk.store, [row.id for row in waiting])
            note_opening(desk.store, desk.policy, now)
            if anew:
                note_made_anew(desk.store, found.uidvalidity, found.uidnext)
        self.next_uid = first
        desk.log.info("folder.epoch", folder=desk.folders.inbox, uidvalidity=found.uidvalidity)

    def receive(self) -> int:
        """Read one batch; gives how many mails were dealt with, 0 when there is nothing new."""
        # asked anew only when all is read: a backlog's list is long
        listed = self._listed = self._listed or self.folder.uids_from(self.next_uid)
        if not listed:
            self._note_look(self.desk.now())
            self.filing.try_again()
            return 0
        if why := self.narrowing.verdict(listed[0]):
            uids, done = listed[:1], self._give_up(listed[0], why)
        else:
            uids, arrivals, sizes = self._next_batch(listed)
            commit = self._carefully if self._alone else self._commit
            done = commit(uids, arrivals, sizes)
        self.committed()
        self.next_uid, self._listed = uids[-1] + 1, listed[len(uids) :]
        for line in done:
            self.desk.log.info("mail", **line)
        self.file_away()
        tell_of_undeliverable(self.desk, done)
        return len(uids)

    def _next_batch(self, listed: Sequence[int]) -> tuple[Sequence[int], list[Arrival], dict[int, Envelope]]:
        """What comes next, read, with the sizes of some more. A connection that breaks meanwhile is noted."""
        narrowing, sizes = self.narrowing, dict[int, Envelope]()
        some = listed[: narrowing.limit if narrowing.at_work else SIZES_AT_ONCE]
        uids: Sequence[int] = some[: narrowing.limit]
        try:
            sizes = self.fetcher.sizes_of(some)
            if old := self._old_ones(some, sizes):
                return old, [], sizes
            uids = that_fit(listed[: 1 if self._alone else narrowing.limit], sizes)
            arrivals = self.fetcher.fetch(uids, sizes)
        except ConnectionLost as lost:
            narrowing.lost(uids, str(lost), sizes.get(uids[0]))
            raise
        narrowing.came_through(uids)
        return uids, arrivals, sizes

    def _give_up(self, uid: int, why: str) -> list[dict[str, object]]:
        """A mail that the server doesn't hand out, however often it is asked: set aside by its UID alone."""
        envelope = self.narrowing.envelope()
        arrival = Arrival(
            uid, b"", envelope.size, envelope.received_at, Unreadable(f"{UNDELIVERABLE}: {why}")
        )
        with self.desk.store.transaction():
            done = self._commit([uid], [arrival], {})
            self.narrowing.given_up()
        return done

    def _old_ones(self, uids: Sequence[int], sizes: dict[int, Envelope]) -> list[int]:
        """The first of `uids` that were there before the desk opened: they are entered unread, many at once."""
        return list(
            takewhile(lambda uid: uid in sizes and self.old.came_before(sizes[uid].received_at), uids)
        )

    def _carefully(
        self, uids: Sequence[int], arrivals: Sequence[Arrival], sizes: dict[int, Envelope]
    ) -> list[dict[str, object]]:
        """One mail, noted before: if it ends this process, the next one knows of which mail it died."""
        suspects = [(each, suspect(self.desk, self.uidvalidity, each.uid)) for each in arrivals]
        arrivals = [replace(each, message=Unreadable(why)) if why else each for each, why in suspects]
        self._alone -= 1
        try:
            return self._commit(uids, arrivals, sizes)
        except Exception:
            acquit(self.desk)
            raise

    def _commit(
        self, uids: Sequence[int], arrivals: Sequence[Arrival], sizes: dict[int, Envelope]
    ) -> list[dict[str, object]]:
        """The batch in one transaction. No mail has a savepoint at first, as nearly none fails; when one does, all is
        undone and done again with them, and the one that fails is set aside alone."""
        try:
            self._apart = False
            return self._commit_all(uids, arrivals, sizes)
        except (LeaseLost, DatabaseUnavailable):
            raise  # not a mail's fault
        except Exception:
            self._apart = True
            return self._commit_all(uids, arrivals, sizes)

    def _commit_all(
        self, uids: Sequence[int], arrivals: Sequence[Arrival], sizes: dict[int, Envelope]
    ) -> list[dict[str, object]]:
        desk, now = self.desk, self.desk.now()
        inbox = desk.folders.inbox
        lines: list[dict[str, object]] = []
        with desk.store.transaction():
            known = ledger.known_uids(desk.store, inbox, self.uidvalidity, uids)
            self._last_look = state.get_time(desk.store, LAST_LOOKED)
            keys = [_key_of(key, each) for each in arrivals for key in (released_key, heard_key)]
            keys += [_forgotten_key(each) for each in arrivals]
            self._noted = state.known(desk.store, keys)
            self._perhaps_seen = ledger.perhaps_seen(desk.store, _letters(arrivals))
            people.all_of(desk.store, _people_asked_for(desk, arrivals))  # for all of them at once
            for arrival in arrivals:
                if arrival.uid not in known:
                    lines.append(self._one(arrival, now))
            old = self._enter_old(uids, sizes, known, now) if not arrivals else set()
            there = {arrival.uid for arrival in arrivals} | known | old
            first, gaps = _gaps(self.next_uid, uids)
            gone = sorted({*gaps, *uids} - there)
            ledger.vanished(desk.store, inbox, self.uidvalidity, gone, now)
            ledger.set_folder(desk.store, inbox, self.uidvalidity, uids[-1], now, first_uid=first)
            state.put_time(desk.store, LAST_READ, now)
        return lines

    def _note_look(self, now: datetime) -> None:
        """There was nothing new: `status` tells a quiet mailbox from an unread one, and what is found later came
        later (`_came_at`)."""
        last = self._looked_at
        if last is None or not timedelta() <= now - last < NOTE_LOOKS_EVERY:
            with self.desk.store.transaction():
                state.put_time(self.desk.store, LAST_LOOKED, now)
            self._looked_at = now

    def _enter_old(
        self, uids: Sequence[int], sizes: dict[int, Envelope], known: set[int], now: datetime
    ) -> set[int]:
        old = set(self._old_ones(uids, sizes)) - known
        for uid in sorted(old):
            envelope = sizes[uid]
            arrival = Arrival(uid, b"", envelope.size, envelope.received_at, Unreadable(TOO_OLD))
            row = self._ledger_row(arrival, None, Decision(Outcome.SILENCE, reason=TOO_OLD), now)
            ledger.record(self.desk.store, **row | {"sha256": ""})
        return old

    def _one(self, arrival: Arrival, now: datetime) -> dict[str, object]:
        """One mail inside the transaction; trouble with it undoes its part alone and sets it aside."""
        desk = self.desk
        if not self._apart:
            return self._handled(arrival, now)
        try:
            with desk.store.savepoint():
                return self._handled(arrival, now)
        except (LeaseLost, DatabaseUnavailable, MailboxError):
            raise  # not the mail's fault: the whole batch is tried again
        except Exception as error:
            desk.log.error("mail.failed", error, uid=arrival.uid)
            reason = f"an error in frontdesk: {type(error).__name__}: {error}"[:500]
            return self._enter(arrival, Decision(Outcome.QUARANTINE, reason=reason), now)

    def _handled(self, arrival: Arrival, now: datetime) -> dict[str, object]:
        message = arrival.message
        if isinstance(message, Unreadable):
            return self._enter(arrival, Decision(Outcome.QUARANTINE, reason=message.reason), now)
        known = self._dealt_with(arrival, message)
        if known is not None:
            return self._enter(arrival, known, now)
        return self._decided(arrival, message, now)

    def _dealt_with(self, arrival: Arrival, message: Message) -> Decision | None:
        """A mail that was dealt with before, or that was there before the desk opened."""
        store = self.desk.store
        if self.old.is_old(arrival.uid, arrival.received_at, message):
            return Decision(Outcome.SILENCE, reason=TOO_OLD)
        if came_back(self.desk, message):
            return Decision(Outcome.SILENCE, reason=CANARY_CAME_BACK)
        if self._perhaps_seen.isdisjoint((message.sha256, arrival.fingerprint)):
            return None
        before = ledger.seen_before(store, message.sha256, message.date) or ledger.same_letter(
            store, arrival.fingerprint, message.date
        )
        if before is not None and before.outcome != Outcome.QUARANTINE:
            if before.silenced and self._taken_back(arrival, before):
                self._hear(arrival, before)
                return None
            if before.silenced and not before.filed and before.uidvalidity != self.uidvalidity:
                ledger.filed(store, [before.id], self.desk.now())  # with this one, which it has become
                return Decision(Outcome.SILENCE, reason=f"{NOT_YET_MOVED}: {before.reason}")
            same = f"{SAME_MAIL} UID {before.uid}, which was a {before.outcome}"
            return Decision(Outcome.SILENCE, reason=same)
        return None

    def _taken_back(self, arrival: Arrival, before: ledger.LedgerRow) -> bool:
        """Whether this silenced mail itself lies in the inbox again: it is there no more where it was filed to.

        A person moved it, and servers keep the time of its arrival then (RFC 3501 section 6.4.7); a copy that came
        by another way has a time of its own, or lies beside the first.
        """
        if before.received_at != arrival.received_at or not before.filed:
            return False
        filed = self.folder.list_folder(self.desk.folders.automatic)
        return not any(one.size == before.size and one.received_at == before.received_at for one in filed)

    def _hear(self, arrival: Arrival, before: ledger.LedgerRow) -> None:
        """It is to be read as a person's, and its first row is no more what copies are compared with."""
        said = f"{TAKEN_BACK} (was: {before.reason})"[:500]
        ledger.amend(self.desk.store, before.id, silenced=False, reason=said, sha256="", fingerprint="")
        key = _key_of(heard_key, arrival)
        state.put(self.desk.store, key, "yes")
        self._noted = self._noted | {key}

    def _decided(self, arrival: Arrival, message: Message, now: datetime) -> dict[str, object]:
        desk = self.desk
        forgotten = self._noted_by_people(_forgotten_key(arrival))
        at = arrival.received_at if forgotten else self._came_at(arrival, now)
        found = consider(
            desk,
            message,
            arrival.raw,
            at,
            now,
            released_by_hand=self._noted_by_people(_key_of(released_key, arrival)),
            heard=self._noted_by_people(_key_of(heard_key, arrival)),
        )
        message, situation, decision = found.message, found.situation, found.decision
        raw, original = arrival.raw, None
        if found.lets_go is not None:
            raw = found.lets_go.mail
            original = ledger.seen_before(desk.store, situation.message.sha256, situation.message.date)
        if forgotten:
            decision = replace(decision, effects=quietly(decision.effects))
        row = self._ledger_row(arrival, message, decision, now)
        before = situation.request.number if situation.request else 0
        row_id = ledger.record(desk.store, **row, request=before or None)
        target = Target(before, now, original.id if original else row_id, message.sha256[:_OPENING])
        # With something of the mail: after a backup was put back, rows are counted anew, and this one was another's.
        serial = f"m{row_id:x}x{message.sha256[:8]}"
        occasion = Occasion(serial, now, situation, raw, target.ledger, self.originals)
        number = execute(desk, decision.effects, target, occasion)
        if number != before:
            ledger.amend(desk.store, row_id, request=number or None)
        if forgotten and number:
            apply(desk.store, Record("read again", "frontdesk"), target)
            if number != before:
                note_read_again(desk, number, target.opening)
        if number:
            refer_ghosts(desk.store, number, (*message.in_reply_to, *message.references))
        return {**_line(arrival, row), "request": number or None}

    def _noted_by_people(self, key: str) -> bool:
        """Whether somebody wanted this of the mail; it holds once."""
        if key not in self._noted:
            return False
        state.delete(self.desk.store, key)
        return True

    def file_away(self) -> int:
        return self.filing.file_away()

    def _came_at(self, arrival: Arrival, now: datetime) -> datetime:
        """When the mail came: the server's word, unless it wasn't there when we last looked. A person moved it in
        later, or the server's clock is wrong."""
        looked = self._last_look
        believable = arrival.received_at > UNKNOWN_TIME and (looked is None or arrival.received_at >= looked)
        return arrival.received_at if believable else now

    def _enter(self, arrival: Arrival, decision: Decision, now: datetime) -> dict[str, object]:
        message = arrival.message if isinstance(arrival.message, Message) else None
        row = self._ledger_row(arrival, message, decision, now)
        ledger.record(self.desk.store, **row)
        return _line(arrival, row)

    def _ledger_row(
        self, arrival: Arrival, message: Message | None, decision: Decision, now: datetime
    ) -> dict[str, object]:
        unheard = decision.outcome is Outcome.SILENCE and not decision.reason.startswith(_KNOWN_SILENCE)
        return {
            "folder": self.desk.folders.inbox,
            "uidvalidity": self.uidvalidity,
            "uid": arrival.uid,
            "sha256": message.sha256 if message else hashlib.sha256(arrival.raw).hexdigest(),
            "fingerprint": arrival.fingerprint,
            "sent_on": ledger.day(message.date if message else None),
            "message_id": message.message_id if message else "",
            "sender": message.sender.email if message and message.sender else "",
            "size": arrival.size,
            "received_at": arrival.received_at,
            "read_at": now,
            "outcome": decision.outcome.value,
            "reason": decision.reason,
            "file_to": self._folder_for(decision),
            "silenced": unheard,
            "subject": message.subject[:LONGEST_SUBJECT] if message and unheard else "",
        }

    def _folder_for(self, decision: Decision) -> str:
        folders = self.desk.folders
        if decision.reason == TOO_OLD:
            return ""  # it stays where people had it
        if decision.outcome is Outcome.QUARANTINE:
            return folders.quarantine
        automatic = decision.outcome is Outcome.SILENCE and not decision.reason.startswith(SAME_MAIL)
        return folders.automatic if automatic else folders.handled


def _gaps(expected: int, uids: Sequence[int]) -> tuple[int | None, list[int]]:
    """The UIDs between these, given out since the last batch: mails that somebody took away.

    Where they are too many to be mails, none is named; the UID behind is the first from which on all are accounted for.
    """
    first, gaps = None, list[int]()
    for uid in uids:
        if len(gaps) + uid - expected > MOST_GONE:
            first = uid
        else:
            gaps += range(expected, uid)
        expected = uid + 1
    return first, gaps


def _letters(arrivals: Iterable[Arrival]) -> Iterator[tuple[str, str, datetime | None]]:
    """What each mail that can be read is known by: its bytes, its fingerprint, its Date header."""
    for arrival in arrivals:
        if isinstance(arrival.message, Message):
            yield arrival.message.sha256, arrival.fingerprint, arrival.message.date


def _people_asked_for(desk: Desk, arrivals: Iterable[Arrival]) -> list[str]:
    """Of whom each mail asks what is remembered: its writer, and the team."""
    messages = [each.message for each in arrivals if isinstance(each.message, Message)]
    writers = [desk.policy.known_address(one.sender.email) for one in messages if one.sender]
    return [*writers, *desk.policy.staff] if writers else []


def _key_of(key: Callable[[str, str], str], arrival: Arrival) -> str:
    sha256 = arrival.message.sha256 if isinstance(arrival.message, Message) else ""
    return key(sha256, arrival.fingerprint)


def _forgotten_key(arrival: Arrival) -> str:
    return forgotten_key(arrival.message.sha256 if isinstance(arrival.message, Message) else "")


def _line(arrival: Arrival, row: dict[str, object]) -> dict[str, object]:
    return {
        "uid": arrival.uid,
        **{name: row[name] for name in ("message_id", "outcome", "reason", "request") if name in row},
    }
