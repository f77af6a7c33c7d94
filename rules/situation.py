"""All that a decision about one message may depend on, gathered before it is taken. Frozen; decides nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from frontdesk.rules.model import Address, Message, Origin, Role
from frontdesk.rules.placing import Placement
from frontdesk.rules.policy import Policy
from frontdesk.rules.request import Request


@dataclass(frozen=True, slots=True)
class Proof:
    """How sure it is who wrote.

    `token`: the mail came back by an address or a Message-ID that only this technician was given, for this
    request. `confirmed`: the technician answered our question about this very mail. `why`: for people.
    """

    origin: Origin
    why: str = ""
    token: bool = False
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """What is remembered of the sender. `absent_until`, `surveyed_at`: UTC."""

    department: str = ""
    language: str = ""
    name: str = ""


NOWHERE, NOTHING = Placement(None), Known()


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody wrote on the request. `at`: UTC."""

    sender: Address
    at: datetime
    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class Situation:
    """`at`: when the mail reached the mailbox. `now`: when it is decided. Both UTC.

    `request`: where the message belongs, None for a new one. `role`: the sender's in the team.
    `absent`: technicians who are away.
    `audience`: who the mail of ours was for that this one answers, "" when it answers none
    (see `rules.effects.Audience`). `answered_at`: when that mail of ours was written.
    `survey_code_ok`: it carries the code that only the customer of this request was sent with the survey.
    `named`: other requests that a technician's tags name. `last_reply`, `last_customer`: the last words of a
    technician to the customer, and of the customer; looked up for technicians' mail only.
    """

    message: Message
    at: datetime
    now: datetime
    policy: Policy
    role: Role
    proof: Proof
    request: Request | None = None
    placement: Placement = NOWHERE
    known: Known = NOTHING
    absent: frozenset[str] = frozenset()
    audience: str = ""
    answered_at: datetime | None = None
    survey_code_ok: bool = False
    named: Mapping[int, Request] = field(default_factory=dict)
    last_reply: Said | None = None
    last_customer: Said | None = None

    @property
    def sender(self) -> Address:
        return self.message.sender or Address("", "")

    @property
    def is_staff(self) -> bool:
        return self.role is not Role.CUSTOMER
