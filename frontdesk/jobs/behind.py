"""Is the database behind its mailbox? It is after it was put back from a backup, or lost and begun anew.

Asked once at each start, of the folders that mail is filed to: mail beyond what is known there, that bears our mark and
does not stand in the ledger, was dealt with and forgotten. Then the numbers go on past any that may have been given
out, and what was forgotten goes back to the inbox, where it is read again without a word to anybody (`rules.quietly`).
Deletes nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from frontdesk.db import ledger, outbox, requests, state
from frontdesk.db.engine.fields import to_text
from frontdesk.desk import BEHIND, LOOK_FROM, LOOKED_IN_VAIN, OPEN_SINCE, Desk, forgotten_key
from frontdesk.jobs.fetching import BATCH_MAILS, that_fit
from frontdesk.jobs.tell_managers import tell_once
from frontdesk.mailbox.errors import MailboxError
from frontdesk.mailbox.limits import LIMITS
from frontdesk.mailbox.ports import FolderState, MailFolder
from frontdesk.rules.languages import say
from frontdesk.rules.model import MailKind

# Where the whole database is lost, years of mail may bear the mark. What is older than an answer is likely to come to
# stays as it is; a technician's token has ended by then, too.
NO_OLDER_THAN = timedelta(days=90)
LOOKS = 3  # that may break off, until the desk does without
# Numbers are given out by mails that came in, one at most; a rollback on PostgreSQL leaves a gap now and then. What
# is read again comes in once more, so that the same holds after the next backup that is put back.
MARGIN = 100
# That waited in a backup went out long ago. To get a colleague's words twice is better than never, and they come
# under the same Message-ID; of what the desk says by itself one copy too many is worse than none.
_SAID_ALREADY = (
    MailKind.ACKNOWLEDGEMENT,
    MailKind.FOLLOW_UP,
    MailKind.CHASER,
    MailKind.SURVEY,
    MailKind.SURVEY_THANKS,
    MailKind.REOPENED,
    MailKind.CHECK_IN,
)


class _Forgotten(NamedTuple):
    uid: int
    sha256: str
    received_at: datetime


class _Look(NamedTuple):
    """`forgotten`: mails there that were. `moved_on`: something was filed there since. `reached`: how far the folder is
    known by it, by UIDVALIDITY and UID; None when that's nothing new."""

    forgotten: list[_Forgotten]
    moved_on: bool
    reached: tuple[int, int] | None


def catch_up(desk: Desk, folder: MailFolder) -> int:
    """Look, and put right what is behind; gives how many mails were forgotten. Another folder may be selected
    afterwards. Raises MailboxError; after some of those in a row the look is put off until the next time."""
    tries = int(state.get(desk.store, LOOKED_IN_VAIN) or 0)
    inbox = folder.status(desk.folders.inbox)
    place = ledger.folder(desk.store, desk.folders.inbox)
    if tries >= LOOKS:
        _put_off(desk, place, inbox, tries)
        return 0
    looks: dict[str, _Look] = {}
    try:
        for name in _names(desk):
            looks[name] = _look_into(desk, folder, name, anew=place is None)
        found = {name: look.forgotten for name, look in looks.items()}
        count = sum(map(len, found.values()))
        if count:
            _go_on_from_there(desk, place, inbox, found, count)
            for name, mails in found.items():
                _back_to_the_inbox(desk, folder, name, mails)
        elif any(look.moved_on for look in looks.values()):
            _pass_what_came_and_went(desk, folder, place, inbox)
    except MailboxError:
        with desk.store.transaction():
            state.put(desk.store, LOOKED_IN_VAIN, str(tries + 1))
        raise
    with desk.store.transaction():
        for name, look in looks.items():
            if not look.forgotten and look.reached:
                ledger.reached(desk.store, name, *look.reached, desk.now())
        state.delete(desk.store, LOOKED_IN_VAIN)
        state.delete(desk.store, LOOK_FROM)
    return count


def _names(desk: Desk) -> tuple[str, ...]:
    return (desk.folders.handled, desk.folders.automatic, desk.folders.quarantine)


def _put_off(desk: Desk, place: ledger.FolderPlace | None, inbox: FolderState, tries: int) -> None:
    """New mail is read without a look, with numbers that nobody can have; the next look begins where this one would."""
    store = desk.store
    known = place.last_uid if place and place.uidvalidity == inbox.uidvalidity else 0
    came = inbox.uidnext - 1 - known
    with store.transaction():
        if came > 0:
            requests.jump_past(store, requests.last_number(store) + 2 * came + MARGIN)
        if not state.get(store, LOOK_FROM):
            places = {name: ledger.folder(store, name) for name in _names(desk)}
            begin = {name: (one.uidvalidity, one.last_uid + 1) for name, one in places.items() if one}
            state.put(store, LOOK_FROM, json.dumps({"places": begin, "anew": place is None}))
        state.delete(store, LOOKED_IN_VAIN)
    desk.log.warning("behind.not_looked", why=f"the look into the folders broke off {tries} times")


def _pass_what_came_and_went(
    desk: Desk, folder: MailFolder, place: ledger.FolderPlace | None, inbox: FolderState
) -> None:
    """Mail came to the inbox and is there no more, nor where we file it to, though something was filed: people may have
    moved it, or it was dealt with and forgotten, and the folders were emptied. Numbers cost nothing."""
    if place is None or place.uidvalidity != inbox.uidvalidity or inbox.uidnext - 1 <= place.last_uid:
        return
    folder.select(desk.folders.inbox)
    there = sum(1 for uid in folder.uids_from(place.last_uid + 1) if uid < inbox.uidnext)
    gone = inbox.uidnext - 1 - place.last_uid - there
    if gone > 0:
        with desk.store.transaction():
            requests.jump_past(desk.store, requests.last_number(desk.store) + 2 * gone)
        desk.log.info("numbers.jump", why=f"{gone} mails came and went unseen")


def _look_into(desk: Desk, folder: MailFolder, name: str, anew: bool) -> _Look:
    """`anew`: the database has never read the inbox."""
    there, known = folder.status(name), ledger.folder(desk.store, name)
    put_off = json.loads(state.get(desk.store, LOOK_FROM) or "{}")
    same = known is not None and known.uidvalidity == there.uidvalidity
    first = known.last_uid + 1 if same and known else 1 if anew and known is None else there.uidnext
    uidvalidity, begin = put_off.get("places", {}).get(name, (0, 1 if put_off.get("anew") else first))
    if uidvalidity in (0, there.uidvalidity):
        first = min(first, begin)
    forgotten: list[_Forgotten] = []
    if first < there.uidnext:
        folder.select(name)
        forgotten = list(_unknown(desk, folder, folder.marked_from(first)))
    reached = same and known and known.last_uid >= there.uidnext - 1
    return _Look(
        forgotten, first < there.uidnext, None if reached else (there.uidvalidity, there.uidnext - 1)
    )


def _unknown(desk: Desk, folder: MailFolder, uids: Sequence[int]) -> Iterator[_Forgotten]:
    sizes = folder.sizes(uids)
    since = desk.now() - NO_OLDER_THAN
    left = [uid for uid in uids if uid in sizes and sizes[uid].size <= LIMITS.raw]
    left = [uid for uid in left if sizes[uid].received_at >= since]
    while left:
        some = that_fit(left[:BATCH_MAILS], sizes)
        left = left[len(some) :]
        mails = {uid: hashlib.sha256(mail.raw).hexdigest() for uid, mail in folder.fetch(some).items()}
        known = ledger.known_bytes(desk.store, set(mails.values())) if mails else set()
        for uid, sha256 in mails.items():
            if sha256 not in known:
                yield _Forgotten(uid, sha256, sizes[uid].received_at)


def _go_on_from_there(
    desk: Desk,
    place: ledger.FolderPlace | None,
    inbox: FolderState,
    found: dict[str, list[_Forgotten]],
    count: int,
) -> None:
    """All that has to stand in the database before the first of them is read again, in one transaction."""
    store, now = desk.store, desk.now()
    known = place.last_uid if place and place.uidvalidity == inbox.uidvalidity else 0
    came = max(count, inbox.uidnext - 1 - known)
    mails = [mail for some in found.values() for mail in some]
    with store.transaction():
        numbers = requests.last_number(store) + 2 * came + MARGIN
        requests.jump_past(store, numbers)
        let_go = outbox.doubt(store, [kind.value for kind in _SAID_ALREADY], now)
        for mail in mails:
            state.put(store, forgotten_key(mail.sha256), "yes")
        if place is None:
            state.put_time(store, OPEN_SINCE, min(mail.received_at for mail in mails))
        state.put(
            store,
            BEHIND,
            json.dumps({"at": to_text(now), "mails": count, "number": numbers + 1}, sort_keys=True),
        )
    desk.log.warning("database.behind", mails=count, next_number=numbers + 1, let_go=let_go)
    language = desk.policy.language
    words = {"count": count, "number": numbers + 1, "since": place.read_at if place else None}
    tell_once(
        desk,
        f"behind {min(mail.sha256 for mail in mails)[:16]}",
        say(language, "behind"),
        say(language, "behind since" if place else "behind anew", **words),
        say(language, "behind numbers", **words),
        say(language, "behind read again", **words),
    )


def _back_to_the_inbox(desk: Desk, folder: MailFolder, name: str, mails: Sequence[_Forgotten]) -> None:
    there = folder.select(name)
    if mails:
        folder.move([mail.uid for mail in mails], desk.folders.inbox)
    with desk.store.transaction():
        ledger.reached(desk.store, name, there.uidvalidity, there.uidnext - 1, desk.now())
