"""Remind: timers that are due become decisions, one transaction each. A timer goes in the transaction that acts on it.

A timer whose decision fails is put off and tried again; the others go on.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from frontdesk.contacts.letters import on_contact_timer
from frontdesk.contacts.reviews import is_review_timer, keep_review_timers, on_review_timer
from frontdesk.db import cycles, outages, people, requests, state, timers
from frontdesk.db.apply import Target
from frontdesk.db.engine.errors import DatabaseUnavailable
from frontdesk.db.engine.store import LeaseLost
from frontdesk.decision.enclosures import Original
from frontdesk.decision.execute import execute
from frontdesk.decision.lately import absent_staff
from frontdesk.decision.queue_mail import Occasion
from frontdesk.decision.repeated import opens_the_same
from frontdesk.desk import LET_GO, Desk
from frontdesk.jobs.answer_all import answer_all
from frontdesk.jobs.away import on_first_day
from frontdesk.jobs.collect import fold_what_piled_up, on_list
from frontdesk.jobs.digest import keep_timers, on_morning
from frontdesk.jobs.mind_clock import note_clock
from frontdesk.jobs.reports import (
    is_report_timer,
    keep_report_timer,
    make_reports,
    on_report_timer,
    reports_wished,
)
from frontdesk.jobs.tell_managers import tell_once
from frontdesk.rules.languages import say
from frontdesk.rules.on_timer import Due, decide, let_go
from frontdesk.rules.request import Request
from frontdesk.rules.timers import (
    AWAY,
    CHASE,
    COLLECTED,
    CONTACT,
    DIGEST,
    FOLLOW_UP,
    OUTAGE_ENDS,
    OUTAGE_NEWS,
    SURVEY,
)

AT_ONCE = 100
# So long overdue is only what waited while the desk was off for long, or its clock was wrong.
LET_GO_AFTER = timedelta(days=7)
_NAMED = 200
# Timers of people; a kind that isn't here (`unproven.ASKED`) only lets a time go by.
_PERSONAL: dict[str, Callable[[Desk, timers.TimerRow], None]] = {
    DIGEST: on_morning,
    COLLECTED: on_list,
    AWAY: on_first_day,
    CONTACT: on_contact_timer,
}
_PAUSES = (timedelta(minutes=5), timedelta(hours=1), timedelta(hours=6))


def remind(desk: Desk, original: Original = lambda row: None) -> int:
    """Act on the timers that are due now, and go on with what is to go to all of an outage; gives how many. Timers that
    follow from them wait for the next call.

    `original` gets a mail that was dealt with, for the files in it.
    """
    answered = answer_all(desk)
    keep_timers(desk)
    fold_what_piled_up(desk)
    keep_report_timer(desk)
    keep_review_timers(desk)
    due = timers.due(desk.store, desk.now(), AT_ONCE)
    for row in due:
        _act(desk, row, original)
    if due and len(due) < AT_ONCE and desk.now() - due[0].due_at > LET_GO_AFTER:
        _tell_let_go(desk)
    if reports_wished(desk):
        desk.aside(lambda: make_reports(desk))
    return len(due) + answered


def _note_let_go(desk: Desk, row: timers.TimerRow) -> None:
    known = json.loads(state.get(desk.store, LET_GO) or "{}")
    known.setdefault(row.kind, []).append(row.request)
    state.put(desk.store, LET_GO, json.dumps(known))


def _tell_let_go(desk: Desk) -> None:
    """One list of all that was let go of, instead of a mail for each."""
    known: dict[str, list[int]] = json.loads(state.get(desk.store, LET_GO) or "{}")
    if not known:
        return
    now, language = desk.now(), desk.policy.language
    lines = [
        say(language, "overdue kind", kind=kind, requests=_numbers(found)) for kind, found in known.items()
    ]
    told = tell_once(
        desk,
        f"overdue {now:%Y%m%d%H%M%S}",
        say(language, "overdue"),
        say(language, "overdue why", now=now),
        *lines,
        say(language, "overdue do"),
    )
    if told:
        with desk.store.transaction():
            state.delete(desk.store, LET_GO)


def _numbers(found: Sequence[int]) -> str:
    more = f" + {len(found) - _NAMED}" if len(found) > _NAMED else ""
    return ", ".join(f"#{number}" for number in found[:_NAMED]) + more


def _act(desk: Desk, row: timers.TimerRow, original: Original) -> None:
    try:
        with desk.store.transaction():
            if timers.finish(desk.store, row.id, row.due_at):
                note_clock(desk)
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
    elif is_review_timer(row.kind):
        on_review_timer(desk, row)
    elif is_report_timer(row.kind):
        on_report_timer(desk, row)


def _of_outage(desk: Desk, row: timers.TimerRow, request: Request) -> dict[str, Any]:
    store, number = desk.store, request.number
    if row.kind in (SURVEY, FOLLOW_UP):
        parent = number if outages.of_parent(store, number) else request.parent
        return {"place": outages.place_among(store, parent, number)} if parent else {}
    if row.kind not in (OUTAGE_NEWS, OUTAGE_ENDS):
        return {}
    return {
        "outage": outages.of_parent(store, number),
        "children": len(outages.children(store, number)),
        "joined": outages.joined(store, number),
    }


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
        is_program=row.kind in (FOLLOW_UP, SURVEY, CHASE) and opens_the_same(desk, request),
        given_up=row.kind == SURVEY and cycles.was_given_up(desk.store, request.number),
        absent=absent_staff(desk, now),
        **_of_outage(desk, row, request),
    )
    occasion = Occasion(f"t{row.id}.{row.kind}.{row.due_at:%Y%m%d%H%M%S}", now, original=original)
    effects = let_go(due) if now - row.due_at > LET_GO_AFTER else None
    if effects is not None:
        _note_let_go(desk, row)
    execute(desk, decide(due) if effects is None else effects, Target(request.number, now), occasion)
    desk.log.info("timer", request=request.number, kind=row.kind)
