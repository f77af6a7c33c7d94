"""A wrong clock. When it shows a time far before one that was noted, it was ahead then: timers that wait for that time
are computed anew, nothing has happened in the future, and the managers hear of it.

Unless the mail server's clock says that it is now that ours is wrong: then nothing is touched, and `status` says so.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from frontdesk.db import clock_repair, requests, state
from frontdesk.db.engine.fields import to_text
from frontdesk.db.engine.store import Store
from frontdesk.desk import CANARY_SENT_AT, CLOCK, CLOCK_SEEN, LAST_LOOKED, LAST_READ, LAST_SENT, Desk
from frontdesk.jobs.account import try_now
from frontdesk.jobs.tell_managers import tell_once
from frontdesk.rules import anew, targets
from frontdesk.rules.clock.retries import GIVE_UP_AFTER
from frontdesk.rules.languages import say
from frontdesk.rules.timers import DIGEST

FAR = timedelta(days=4)  # behind; a few hours do no harm that lasts
_NOTED = (CLOCK_SEEN, LAST_READ, LAST_LOOKED, LAST_SENT)
_NOTED_EVERY = timedelta(minutes=5)
_BELIEVED = timedelta(days=1)  # by which the mail server's clock and ours may differ


def mind_the_clock(desk: Desk) -> bool:
    """Call it at the start, and now and then; whether something was put right."""
    store, now = desk.store, desk.now()
    noted = state.newest_time(store, _NOTED)
    if noted is None or noted - now < FAR:
        seen = state.get_time(store, CLOCK_SEEN)
        if seen is None or now - seen >= _NOTED_EVERY:
            with store.transaction():
                state.put_time(store, CLOCK_SEEN, now)
        return False
    if clock_behind(store, now):
        desk.log.error("clock.behind", None, noted=noted.isoformat())
        return False
    _put_right(desk, noted, now)
    return True


def note_clock(desk: Desk) -> None:
    """In the transaction of what is done by this clock: it may have been set since it was minded, and a daemon that
    dies then must leave a trace of the time that its timers were set by.
    """
    state.advance(desk.store, CLOCK_SEEN, desk.now(), _NOTED_EVERY)


def clock_behind(store: Store, now: datetime) -> datetime | None:
    """The mail server's time when it last took a mail in, if that is well ahead of us; None while all is well."""
    arrived = clock_repair.newest_arrival(store)
    return arrived if arrived is not None and arrived - now > _BELIEVED else None


def _put_right(desk: Desk, noted: datetime, now: datetime) -> None:
    store, ahead = desk.store, noted - now
    with store.transaction():
        clock_repair.try_again_what_was_given_up(store, now)
        opened = clock_repair.cap(store, now)
        clock_repair.cap_states(store, (*_NOTED, CANARY_SENT_AT), now)
        clock_repair.send_now(store, now, GIVE_UP_AFTER)
        _targets(desk, now + ahead / 2)
        moved = _timers(desk, ahead, now)
        state.put(store, CLOCK, json.dumps({"at": to_text(now), "showed": to_text(noted), "timers": moved}))
    try_now(store)
    desk.log.warning("clock.was_ahead", showed=noted.isoformat(), timers=moved, opened=opened)
    language = desk.policy.language
    tell_once(
        desk,
        f"clock {to_text(noted)}",
        say(language, "clock"),
        say(language, "clock showed", showed=noted, now=now),
        say(language, "clock done", timers=moved, opened=opened),
    )


def _targets(desk: Desk, later: datetime) -> None:
    """What was promised from a time that was wrong is promised from the right one."""
    for number in clock_repair.promises_later_than(desk.store, later):
        request = requests.snapshot(desk.store, number)
        if request is not None:
            start, priority = request.opened_at, request.priority
            clock_repair.set_targets(
                desk.store,
                number,
                targets.respond_by(desk.policy, start, priority),
                targets.resolve_by(desk.policy, start, priority),
            )


def _timers(desk: Desk, ahead: timedelta, now: datetime) -> int:
    """Timers that wait for the wrong time; one that follows from nothing is put forward by as much as it was wrong."""
    store, moved = desk.store, 0
    for row in clock_repair.later_than(store, now):
        request = requests.snapshot(store, row.request) if row.request else None
        due = anew.due_at(row.kind, request, desk.policy) if request else None
        if due is None and row.due_at - now > ahead / 2:
            due = now if row.kind == DIGEST else row.due_at - ahead
        if due is not None and row.due_at - due > ahead / 2:
            clock_repair.set_due(store, row.id, max(due, now))
            moved += 1
    return moved
