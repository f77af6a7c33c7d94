"""A department as an account: who answers for it, who looks after it here, how often the two speak. Holds alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from frontdesk.rules.accounts.departments import Department
from frontdesk.rules.clock.durations import Duration
from frontdesk.rules.clock.timing import BusinessHours
from frontdesk.rules.model import Address
from frontdesk.rules.policy import Policy

_A_YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Account:
    """`technician`: who looks after it, by address; "": the managers. `every`: how often we seek a word, None: never.

    `review_every`: quarter, month, year or off. `shows_subjects`: its review names what is open.
    """

    name: str
    hours: BusinessHours
    head: Address | None = None
    deputies: tuple[Address, ...] = ()
    technician: str = ""
    every: Duration | None = None
    review_every: str = "quarter"
    shows_subjects: bool = False
    rate: Decimal | None = None
    language: str = ""

    def next_word(self, last: datetime, unanswered: int = 0) -> datetime | None:
        """When it is time for a word again; two that stay unanswered double the time, up to a year."""
        if self.every is None:
            return None
        at = last
        for _ in range(2 ** min(unanswered // 2, 6)):
            at = self.hours.add(at, self.every)
            if at - last >= _A_YEAR:
                return last + _A_YEAR
        return at


def account(policy: Policy, name: str) -> Account:
    """The account of this department: as the desk has it, but for what its file says."""
    own, of = policy.for_department(name), policy.directory.find(name)
    if of is None:
        of = Department(name=name)
    return Account(
        name,
        own.hours,
        head=of.head,
        deputies=of.deputies,
        technician=of.technician or "",
        every=own.check_in_every,
        review_every=of.review_every or policy.review_every,
        shows_subjects=of.review_shows == "subjects",
        rate=policy.rate_per_hour if of.rate is None else Decimal(str(of.rate)),
        language=of.language,
    )


def looked_after_by(account: Account, policy: Policy) -> tuple[Address, ...]:
    """The account's technician; the managers (or all) where there is none, or who was it has left."""
    team = {person.email: person for person in (*policy.managers, *policy.technicians)}
    if account.technician in team:
        return (team[account.technician],)
    return policy.managers or policy.technicians
