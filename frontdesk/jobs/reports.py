"""Reports by mail: one after each period for the managers, and those that somebody asked for.

A report is made outside of any transaction, because it reads for a second or two, and mailed in one of its own that
also crosses the wish off: made once, whatever happens between.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from frontdesk.contacts.reviews import may_read, review_to_read
from frontdesk.db import state, stories, timers
from frontdesk.db.apply import ASKED_REPORT, Target, apply
from frontdesk.db.stories import departments
from frontdesk.db.timers import TimerRow
from frontdesk.desk import Desk
from frontdesk.reports.contacts import contacts_of
from frontdesk.reports.mail import put_report
from frontdesk.reports.make import make_report
from frontdesk.reports.mine import put_own
from frontdesk.rules.clock.mornings import next_morning
from frontdesk.rules.clock.passed import midnight
from frontdesk.rules.effects import AskReport
from frontdesk.rules.figures.asked import OF_A_REVIEW, Asked, NotUnderstood, read_asked
from frontdesk.rules.figures.periods import Period, from_words, last_whole
from frontdesk.rules.model import Address
from frontdesk.rules.policy import Policy
from frontdesk.rules.timers import REPORT


class Wish(NamedTuple):
    """A report that is still to be made. `name`: of its state."""

    name: str
    to: Sequence[str]
    words: str
    in_reply_to: str
    review: bool = False


def keep_report_timer(desk: Desk) -> None:
    """Start the timer of the regular report, when it is wanted and there is none."""
    every = desk.policy.report_every
    if every == "off" or timers.with_timer(desk.store, REPORT + every):
        return
    due = _next_due(desk.policy, desk.now())
    with desk.store.transaction():
        timers.start(desk.store, kind=REPORT + every, due_at=due)


def is_report_timer(kind: str) -> bool:
    return kind.startswith(REPORT)


def on_report_timer(desk: Desk, row: TimerRow) -> None:
    """Wish for the report of the last period, and start the timer of the next. Inside the caller's transaction.

    A desk that was off for long makes up for the last period only; a period in which there wasn't a desk from its
    beginning has no report.
    """
    policy, now = desk.policy, desk.now()
    every = policy.report_every
    if row.kind != REPORT + every:
        return
    timers.start(desk.store, kind=row.kind, due_at=_next_due(policy, now))
    period = last_whole(every, policy.hours, now)
    begin = stories.begin(desk.store)
    if begin is None or begin.astimezone(policy.zone).date() > period.first or not policy.managers:
        return
    to = tuple(person.email for person in policy.managers)
    apply(desk.store, AskReport(to, f"last-{every}"), Target(0, now, row.id))


def reports_wished(desk: Desk) -> bool:
    return bool(_wishes(desk))


def make_reports(desk: Desk) -> int:
    """Make every report that is wished for; gives how many. Not inside a transaction."""
    wishes = _wishes(desk)
    for wish in wishes:
        _make(desk, wish)
    return len(wishes)


def _wishes(desk: Desk) -> list[Wish]:
    return [Wish(name, **json.loads(value)) for name, value in state.beginning_with(desk.store, ASKED_REPORT)]


def _make(desk: Desk, wish: Wish) -> None:
    policy, now = desk.policy, desk.now()
    team = policy.staff
    to = [team[email] for email in wish.to if email in team]  # who has left the team gets none
    try:
        asked = _asked(desk, wish)
        if wish.review:
            to = [person for person in to if asked.department and may_read(policy, asked.department, person)]
        elif not asked.mine:
            to = [person for person in to if person in policy.managers]
        if to:
            _send(desk, wish, asked, to, from_words(asked.period, policy.hours, now))
            return
    except NotUnderstood as error:  # a department that is no more
        desk.log.warning("report.unknown", words=str(error))
    with desk.store.transaction():
        state.delete(desk.store, wish.name)


def _asked(desk: Desk, wish: Wish) -> Asked:
    policy, known = desk.policy, departments(desk.store)
    if not wish.review:
        return read_asked(wish.words, known, policy.hours, desk.now())
    known += [one.name for one in policy.directory.departments if one.name not in known]
    return read_asked(wish.words, known, policy.hours, desk.now(), OF_A_REVIEW)


def _send(desk: Desk, wish: Wish, asked: Asked, to: Sequence[Address], period: Period) -> None:
    policy, now = desk.policy, desk.now()
    if wish.review:
        put = review_to_read(desk, asked.department or "", period, to)
        with desk.store.transaction():
            if state.delete(desk.store, wish.name):
                put(f"{wish.name} {now.isoformat()}", wish.in_reply_to)
        return
    with_times = asked.mine or policy.report_technicians == "full"
    made = make_report(desk.store, policy, period, now, department=asked.department, with_times=with_times)
    contacts = contacts_of(desk.store, policy, now)
    serial = f"{wish.name} {now.isoformat()}"
    with desk.store.transaction():
        if not state.delete(desk.store, wish.name):
            return  # somebody else made it meanwhile
        if asked.mine:
            put_own(desk, made, to[0], serial, in_reply_to=wish.in_reply_to)
        else:
            put_report(desk, made, to, serial, contacts=contacts, in_reply_to=wish.in_reply_to)
    desk.log.info("report", to=[person.email for person in to], words=wish.words)


def _next_due(policy: Policy, now: datetime) -> datetime:
    """The first open morning after the end of the period that runs."""
    running = from_words(f"this-{policy.report_every}", policy.hours, now)
    end = midnight(policy.hours, running.last + timedelta(days=1))
    return next_morning(policy.hours, end - timedelta(seconds=1))
