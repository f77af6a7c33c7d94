"""A request as the rules see it: a snapshot, taken before a decision and never changed by it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from frontdesk.rules.model import Address, Priority, Status


class Joined(NamedTuple):
    """A request that was merged into another: its customer knows it by its own number and subject."""

    number: int
    customer: Address
    cc: tuple[str, ...] = ()
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """`owner` is a technician's address. Times are UTC, None when it has not happened.

    `participants`: who may write on it, the customer included; `cc`: who of them gets answers in copy; `kept_out`: who
    doesn't, by a technician's word. `written_to`: the address of the desk that the customer wrote to, "" for its own.
    `joined`: what was merged into it. `respond_by`, `resolve_by`: the targets; `clock_stopped_at`: since when the
    resolution's clock stands still. `department_how`: how the department was found (`rules.accounts.departments`).
    `began_at`: when it was taken up again, None while its first cycle runs. `watchers`: technicians who hear of it
    although it isn't theirs. `opening`: tells this request from any other that ever had its number, by the mail that
    opened it; "" for one from before that was noted. `parent`: the one that stands for it and others.
    """

    number: int
    subject: str
    status: Status
    priority: Priority
    customer: Address
    opened_at: datetime
    owner: str | None = None
    department: str = ""
    department_how: str | None = None
    language: str = ""
    first_response_at: datetime | None = None
    resolved_at: datetime | None = None
    closed_at: datetime | None = None
    resolution: str | None = None
    rating: int | None = None
    rating_comment: str | None = None
    surveyed_at: datetime | None = None
    followed_up_at: datetime | None = None
    respond_by: datetime | None = None
    resolve_by: datetime | None = None
    clock_stopped_at: datetime | None = None
    last_customer_at: datetime | None = None
    last_reply_at: datetime | None = None
    last_reply_by: str = ""
    last_message_id: str = ""
    reopened: int = 0
    chased: int = 0
    minutes: int = 0
    due_at: datetime | None = None
    snoozed_until: datetime | None = None
    cc: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    linked: tuple[int, ...] = ()
    merged_into: int | None = None
    spam: bool = False
    began_at: datetime | None = None
    watchers: tuple[str, ...] = ()
    opening: str = ""
    participants: frozenset[str] = frozenset()
    kept_out: tuple[str, ...] = ()
    written_to: str = ""
    parent: int | None = None
    joined: tuple[Joined, ...] = ()

    @property
    def others(self) -> tuple[Joined, ...]:
        """Those merged into this one whose customer is somebody else: once each, by the newest."""
        by_email = {
            one.customer.email: one for one in self.joined if one.customer.email != self.customer.email
        }
        return tuple(by_email.values())
