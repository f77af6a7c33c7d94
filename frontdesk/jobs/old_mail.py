"""Which mail lay in the mailbox before the desk's time: it gets no answer, and stays where people had it.

Told by when it came. Where a whole mailbox was moved to another server, or put back from a backup, its mails may seem
to have come just then; of those the date that they show themselves is asked. Decides nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from frontdesk.db import state
from frontdesk.db.engine.fields import to_text
from frontdesk.db.engine.store import Store
from frontdesk.desk_state import MADE_ANEW, OPEN_SINCE
from frontdesk.mailbox.imap.answers import UNKNOWN_TIME
from frontdesk.rules.model import Message
from frontdesk.rules.policy import Policy

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
