"""A cycle: a request's way from its opening or reopening to its resolution. Every figure counts in it. Decides nothing.

All times are aware datetimes in UTC. None means that it hasn't happened, and for `replies`, `owners`, `wait_minutes`
and `hold_minutes` that it isn't known (a request from before cycles were written down) or, of the minutes, not yet.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

OPENED, REOPENED = "opened", "reopened"  # began_by
CUSTOMER, TECHNICIAN, TEAM = "customer", "technician", "team"  # source
RESOLVED, NO_ANSWER, SETTLED, MERGED, SPAM = "resolved", "no answer", "settled", "merged", "spam"  # ended_by
NO_REQUESTS = frozenset((MERGED, SPAM))  # they count as nothing but themselves
DONE = frozenset((RESOLVED, SETTLED))
KNOWN_AFTER = timedelta(days=14)  # by then a customer has said whether a resolution holds
MANY_HANDS = 3  # owners
LOW, CONTENT = 2, 4  # the worst ratings end here, the best begin there


class Stood(NamedTuple):
    """A stretch in which the clock stood. `status`: "waiting" (for the customer) or "on hold" (for others)."""

    status: str
    since: datetime
    until: datetime | None = None


class Owned(NamedTuple):
    """From when somebody owned the request."""

    by: str
    since: datetime


class Cycle(NamedTuple):
    """`n`: 1 from the opening, one more with each reopening. `department`, `priority`, `owner`, `resolve_by`: as at the
    cycle's end; while it runs, as they are.

    `source`: who began it: the customer; a technician (a call written down, a part split off, a request taken up
    again); "team": the customer works here, which is in no figure. `promised_by`: when the acknowledgement promised a
    first answer; never moved, and only in the first cycle. `first_reply_at`, `replies`: mails of people to the
    customer. `missed_at`: when the target for the resolution passed; never taken back. `ended_by`: resolved, no answer
    (to two chasers), settled (the customer said so unasked), merged, spam. `resolved_by`: the technician.
    `wait_minutes`, `hold_minutes`: business minutes that the clock stood for the customer and for others, by the hours
    that were in force when the cycle ended. `owners`: how many different people owned it. `asked_at`: when the
    customer was asked for a rating. `recovered_at`: when somebody spoke to the customer after a low one.
    """

    request: int
    n: int
    began_at: datetime
    began_by: str = OPENED
    source: str = CUSTOMER
    department: str = ""
    priority: str = "normal"
    owner: str | None = None
    promised_by: datetime | None = None
    first_reply_at: datetime | None = None
    replies: int | None = 0
    resolve_by: datetime | None = None
    missed_at: datetime | None = None
    ended_at: datetime | None = None
    ended_by: str | None = None
    resolved_by: str | None = None
    wait_minutes: int | None = None
    hold_minutes: int | None = None
    owners: int | None = 0
    rating: int | None = None
    rating_at: datetime | None = None
    rating_comment: str | None = None
    asked_at: datetime | None = None
    recovered_at: datetime | None = None
    stood: tuple[Stood, ...] = ()
    owned: tuple[Owned, ...] = ()


class Entry(NamedTuple):
    """Working time that somebody stated with [time=]; negative where it was taken back. `department`: on that day."""

    request: int
    cycle: int
    at: datetime
    by: str
    minutes: int
    department: str = ""
