"""What was between us and a department since a day: for the technician's line, and for the mail that goes out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from frontdesk.db import contacts
from frontdesk.db.engine.store import Store
from frontdesk.reports.make import make_report, of_department
from frontdesk.rules.contacts.account import Account
from frontdesk.rules.figures import periods
from frontdesk.rules.figures.figures import Figures
from frontdesk.rules.model import Status
from frontdesk.rules.policy import Policy

_MOST_TOPICS = 2


@dataclass(frozen=True, slots=True)
class Facts:
    """`since`: the day they count from. `done`: how many of the requests since then are. `topics`: what came up most,
    with how often. `waiting`: of `open`, how many wait for the customer."""

    since: datetime
    figures: Figures
    done: int
    topics: tuple[tuple[str, int], ...]
    open: tuple[int, ...]
    waiting: int


def facts(store: Store, policy: Policy, account: Account, since: datetime, now: datetime) -> Facts:
    """Since then, but not longer back than the account's period."""
    ahead = account.next_word(now)
    begin = max(since, now - (ahead - now)) if ahead is not None else since
    first = min(begin, now).astimezone(policy.zone).date()
    period = periods.from_days(first, now.astimezone(policy.zone).date(), policy.hours, now)
    report = make_report(store, policy, period, now, department=account.name)
    came, _ = of_department(store, period, account.name)
    named = [(group.name, group.figures.requests) for group in report.labels if group.name]
    pending = contacts.open_of(store, account.name)
    return Facts(
        since=begin,
        figures=report.total,
        done=sum(story.last.ended_at is not None for story in came),
        topics=tuple(named[:_MOST_TOPICS]),
        open=tuple(number for number, _ in pending),
        waiting=sum(status == Status.WAITING.value for _, status in pending),
    )
