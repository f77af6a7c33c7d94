"""A desk put together: what the three jobs work with. Built in one place (`frontdesk.wiring`), changed nowhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

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
