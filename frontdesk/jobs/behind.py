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
from frontdesk.desk import Desk
from frontdesk.desk_state import BEHIND, LOOKED_IN_VAIN, OPEN_SINCE, forgotten_key
from frontdesk.jobs.fetching import BATCH_MAILS, that_fit
from frontdesk.jobs.tell_managers import tell_once
from frontdesk.mailbox.errors import MailboxError
from frontdesk.mailbox.limits import LIMITS
from frontdesk.mailbox.ports import FolderState, MailFolder
from frontdesk.rules.model import MailKind
from frontdesk.rules.wording import say

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


def catch_up(desk: Desk, folder: MailFolder) -> int:
    """Look, and put right what is behind; gives how many mails were forgotten. Another folder may be selected
    afterwards. Raises MailboxError; after some of those in a row the look is left out."""
    tries = int(state.get(desk.store, LOOKED_IN_VAIN) or 0)
    if tries >= LOOKS:
        desk.log.warning("behind.not_looked", why=f"the look into the folders broke off {tries} times")
        return 0
    inbox = folder.status(desk.folders.inbox)
    place = ledger.folder(desk.store, desk.folders.inbox)
    found: dict[str, list[_Forgotten]] = {}
    try:
        for name in (desk.folders.handled, desk.folders.automatic, desk.folders.quarantine):
            found[name] = _look_into(desk, folder, name, anew=place is None)
        count = sum(map(len, found.values()))
        if count:
            _go_on_from_there(desk, place, inbox, found, count)
            for name, mails in found.items():
                _back_to_the_inbox(desk, folder, name, mails)
    except MailboxError:
        with desk.store.transaction():
            state.put(desk.store, LOOKED_IN_VAIN, str(tries + 1))
        raise
    if tries:
        with desk.store.transaction():
            state.delete(desk.store, LOOKED_IN_VAIN)
    return count


def _look_into(desk: Desk, folder: MailFolder, name: str, anew: bool) -> list[_Forgotten]:
    """The mails there that were forgotten. `anew`: the database has never read the inbox."""
    there, known = folder.status(name), ledger.folder(desk.store, name)
    same = known is not None and known.uidvalidity == there.uidvalidity
    first = known.last_uid + 1 if same and known else 1 if anew and known is None else there.uidnext
    forgotten: list[_Forgotten] = []
    if first < there.uidnext:
        folder.select(name)
        forgotten = list(_unknown(desk, folder, folder.marked_from(first)))
    if not forgotten and not (same and known and known.last_uid >= there.uidnext - 1):
        with desk.store.transaction():
            ledger.reached(desk.store, name, there.uidvalidity, there.uidnext - 1, desk.now())
    return forgotten


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
