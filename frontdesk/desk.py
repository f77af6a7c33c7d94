"""A desk put together: what the three jobs work with, and by which names its own notes are kept in the database.

Built in one place (`frontdesk.wiring`), changed nowhere.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from frontdesk.db import state
from frontdesk.db.engine.store import Store

if TYPE_CHECKING:  # a command that only reads the database needs none of it
    from frontdesk.answers.library import Answers
    from frontdesk.db.engine.store import Store
    from frontdesk.log import Log
    from frontdesk.mailbox.rendering.store import TemplateStore
    from frontdesk.mailbox.worker.reader import Reader
    from frontdesk.rules.policy import Policy
    from frontdesk.rules.proof.tokens import Keys
    from frontdesk.rules.silence.guards import DeskIdentity


@dataclass(frozen=True, slots=True)
class Folders:
    """The names of the IMAP folders. `sent`: "" when the desk's mail isn't kept or found there."""

    inbox: str
    handled: str
    automatic: str
    quarantine: str
    sent: str = ""


def at_once(job: Callable[[], object]) -> None:
    job()


def _no_answers() -> Answers:
    from frontdesk.answers.library import no_answers

    return no_answers()


@dataclass(slots=True)
class Desk:
    """`now` is the clock: aware, UTC. `instance` names this installation in X-Frontdesk-Loop. `aside` does what takes
    a while (a report) so that the rest goes on: the daemon in a thread, others at once.

    `policy` and the two limits are ever set anew: when a file of departments, people or topics was changed
    (`frontdesk.jobs.keep_accounts`, `keep_topics`), or config.env (`frontdesk.jobs.keep_settings`).
    """

    policy: Policy
    keys: Keys
    store: Store
    reader: Reader
    templates: TemplateStore
    folders: Folders
    identity: DeskIdentity
    instance: str
    now: Callable[[], datetime]
    log: Log
    holder: str = "desk"
    aside: Callable[[Callable[[], object]], None] = at_once
    mails_a_minute: int | None = None  # that the relay may be given; None: as fast as it takes them
    answers: Answers = field(default_factory=_no_answers)
    attach_up_to: int = 10_000_000  # octets of a request's files that go with a mail to the team

    @property
    def domain(self) -> str:
        """The right side of our Message-IDs."""
        return self.policy.desk_address.rpartition("@")[2]


OPEN_SINCE, LAST_READ, LAST_SENT = "open since", "last read", "last sent"
MADE_ANEW = "made anew"  # the UIDVALIDITY of an INBOX that was; below which UID its mails were there before
LAST_LOOKED = "last looked"  # into the mailbox, and there was no mail to read
LOSSES = "losses"  # of the connection while mail was fetched (`jobs.narrowing`)
REFUSED_SINCE = "refused since"  # a mail's UIDVALIDITY and UID, and when the server first didn't hand it out
SUSPECT = "suspect"  # a mail's UIDVALIDITY and UID, how many lives ended in it, and when the first did
RELAY_TAKES = "relay takes"  # octets of a mail that the relay takes, as it last said; 0 for any
REWRITES = "rewrites"  # a Message-ID that the provider gave the canary; set while it does that
ACCOUNT = "account"  # how our account at the relay is refused (`jobs.account`)
SETTINGS_TROUBLE = "settings trouble"  # what a running desk can't take over of its config.env; "" for nothing
FAILURES = "failures"  # mails given up in a row, and with which code
CANARY, CANARY_BACK = "canary", "canary back"  # the last one's Message-ID, and that of the last to come back
CANARY_COUNT = "canary count"  # counts to 15, and begins anew
CONTACTS_ASKED = "contacts asked"  # the week's Monday and the day of it on which contacts were put down
LOOKED = "looked"  # the week's Monday, and when managers were told in it what is worth a look
CANARY_SENT_AT = "canary sent at"  # before the first: when the desk began to count

READ_AGAIN = "read again"  # requests that had been forgotten and have another number now, by their openings
CLOCK_SEEN = "clock seen"  # the latest time that the clock has shown, since it was last put right
CLOCK = "clock"  # when the clock was last found to have been far ahead
LET_GO = "let go"  # timers that were overdue for too long, and not told of yet: kind and request
BEHIND = "behind"  # when the database was last found to be behind its mailbox, and what was done
LOOK_FROM = "look from"  # where a look for forgotten mail that was put off is to begin, by folder
LOOKED_IN_VAIN = "looked in vain"  # how often the look into the folders for forgotten mail broke off


def forgotten_key(sha256: str) -> str:
    """Set for a mail that was dealt with before, by what is forgotten now, until it is read again."""
    return f"forgotten {sha256}"


HOURS, HOURS_SINCE = "hours", "hours since"  # what business minutes are counted by, and since when


def note_hours(store: Store, hours: str, now: datetime) -> None:
    """Write down when the hours, their zone or the holidays changed: minutes counted before stay as they are."""
    if state.get(store, HOURS) != hours:
        with store.transaction():
            state.put(store, HOURS, hours)
            state.put_time(store, HOURS_SINCE, now)


def heard_key(sha256: str, fingerprint: str) -> str:
    """Set when a person said that this silenced mail is somebody's, until it is read again."""
    return f"heard {sha256 or fingerprint}"


def told_of_silenced_key(email: str) -> str:
    """The last row of the ledger that this manager's digest could tell of."""
    return f"told of silenced {email}"


def told_of_praise_key(email: str) -> str:
    """Until when the good ratings of their work have stood in this person's digest."""
    return f"told of praise {email}"


def place_key(row: int) -> str:
    """Where the mail of this row of the ledger lies in the folder Quarantine: UIDVALIDITY and UID."""
    return f"place {row}"


def released_key(sha256: str, fingerprint: str) -> str:
    """Set when a person let this mail out of quarantine, until it is read again. A mail of which only the headers
    were read has no sha256."""
    return f"released {sha256 or fingerprint}"


def last_read(store: Store) -> datetime | None:
    """When the mailbox was last read, or found to hold nothing new; in UTC."""
    times = [state.get_time(store, name) for name in (LAST_READ, LAST_LOOKED)]
    return max((at for at in times if at is not None), default=None)
