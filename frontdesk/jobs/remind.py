"""Remind: timers that are due become decisions, one transaction each. A timer goes in the transaction that acts on it.

A timer whose decision fails is put off and tried again; the others go on.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from frontdesk.db import people, requests, timers
from frontdesk.db.apply import Target
from frontdesk.db.engine.errors import DatabaseUnavailable
from frontdesk.db.engine.store import LeaseLost
from frontdesk.decision.collecting import COLLECTED
from frontdesk.decision.enclosures import Original
from frontdesk.decision.execute import execute
from frontdesk.decision.gather import absent_staff
from frontdesk.decision.queue_mail import Occasion
from frontdesk.desk import Desk
from frontdesk.jobs.away import on_first_day
from frontdesk.jobs.collect import fold_what_piled_up, on_list
from frontdesk.jobs.digest import DIGEST, keep_timers, on_morning
from frontdesk.rules.on_timer import Due, decide
from frontdesk.rules.technicians.away import AWAY

AT_ONCE = 100
# Timers of people; a kind that isn't here (`unproven.ASKED`) only lets a time go by.
_PERSONAL: dict[str, Callable[[Desk, timers.TimerRow], None]] = {
    DIGEST: on_morning,
    COLLECTED: on_list,
    AWAY: on_first_day,
}
_PAUSES = (timedelta(minutes=5), timedelta(hours=1), timedelta(hours=6))


def remind(desk: Desk, original: Original = lambda row: None) -> int:
    """Act on the timers that are due now; gives how many. Those that follow from them wait for the next call.

    `original` gets a mail that was dealt with, for the files in it.
    """
    keep_timers(desk)
    fold_what_piled_up(desk)
    due = timers.due(desk.store, desk.now(), AT_ONCE)
    for row in due:
        _act(desk, row, original)
    return len(due)


def _act(desk: Desk, row: timers.TimerRow, original: Original) -> None:
    try:
        with desk.store.transaction():
            if timers.finish(desk.store, row.id, row.due_at):
                _one(desk, row, original)
    except (LeaseLost, DatabaseUnavailable):
        raise
    except Exception as error:
        desk.log.error("timer.failed", error, request=row.request, kind=row.kind)
        pause = _PAUSES[min(row.failures, len(_PAUSES) - 1)]
        with desk.store.transaction():
            timers.postpone(desk.store, row.id, desk.now() + pause)


def _one(desk: Desk, row: timers.TimerRow, original: Original) -> None:
    if row.request:
        _on_request(desk, row, original)
    elif row.kind in _PERSONAL:
        _PERSONAL[row.kind](desk, row)


def _on_request(desk: Desk, row: timers.TimerRow, original: Original) -> None:
    now = desk.now()
    request = requests.snapshot(desk.store, row.request)
    if request is None:
        return
    customer = people.get(desk.store, request.customer.email)
    due = Due(
        kind=row.kind,
        request=request,
        policy=desk.policy.for_department(request.department),
        now=now,
        last_survey_at=customer.surveyed_at,
        customer_absent_until=customer.absent_until,
        customer_unreachable=customer.unreachable_since is not None,
        absent=absent_staff(desk, now),
    )
    occasion = Occasion(f"t{row.id}.{row.due_at:%Y%m%d%H%M%S}", now, original=original)
    execute(desk, decide(due), Target(request.number, now), occasion)
    desk.log.info("timer", request=request.number, kind=row.kind)
