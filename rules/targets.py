"""The two targets of a request, first response and resolution: when they are due, and the timers that watch them.

Reads no clock. All times are UTC.
"""

from __future__ import annotations

from datetime import datetime

from frontdesk.rules.clock.durations import Duration
from frontdesk.rules.effects import Change, Effect, StartTimer, StopTimers
from frontdesk.rules.lifecycle import CLOCK_STOPPED
from frontdesk.rules.model import Priority, Status
from frontdesk.rules.policy import Policy
from frontdesk.rules.request import Request
from frontdesk.rules.timers import RESOLVE_WARNING, RESPONSE_WARNING, Ends, ended_by


def respond_by(policy: Policy, start: datetime, priority: Priority) -> datetime:
    return policy.hours.add(start, policy.first_response_within[priority])


def resolve_by(policy: Policy, start: datetime, priority: Priority) -> datetime:
    return policy.hours.add(start, policy.resolve_within[priority])


def watch(policy: Policy, start: datetime, due: datetime, warning: str) -> StartTimer:
    """The timer of the warning; when it fires, it starts the one that says the target is missed."""
    return StartTimer(warning, policy.hours.warn_at(start, due, policy.warn_before))


def stop_clock(now: datetime) -> list[Effect]:
    return [Change({"clock_stopped_at": now}), StopTimers(ended_by(Ends.CLOCK_STOPPED))]


def resume_clock(request: Request, policy: Policy, now: datetime) -> list[Effect]:
    """Give the resolution the time back that the clock stood still."""
    if request.clock_stopped_at is None or request.resolve_by is None:
        return [Change({"clock_stopped_at": None})]
    due = policy.hours.add(now, time_left(request, policy, request.clock_stopped_at))
    return [
        Change({"clock_stopped_at": None, "resolve_by": due}),
        watch(policy, now, due, RESOLVE_WARNING),
    ]


def time_left(request: Request, policy: Policy, at: datetime) -> Duration:
    """What is left until the resolution's target, in the kind of time the policy counts it in."""
    business = policy.resolve_within[request.priority].business
    due = request.resolve_by or at
    left = policy.hours.between(at, due) if business else due - at
    return Duration(max(60, int(left.total_seconds())), business=business)


def clock_effects(request: Request, after: Status, policy: Policy, now: datetime) -> list[Effect]:
    """Stop or resume the resolution's clock when the status moves to `after`."""
    stands, will_stand = request.status in CLOCK_STOPPED, after in CLOCK_STOPPED
    if stands == will_stand:
        return []
    return stop_clock(now) if will_stand else resume_clock(request, policy, now)


def new_targets(
    policy: Policy, request: Request, priority: Priority, now: datetime, *, was: Policy
) -> list[Effect]:
    """The targets after a change of priority or department, counted from when the request was opened, or taken up
    again; the time that the clock stood since is kept. `was`: by which the present ones were counted."""
    began = request.began_at or request.opened_at
    stood = _time_stood(request, was, began)
    resolve = resolve_by(policy, began, priority)
    resolve = policy.hours.add(resolve, stood) if stood else resolve
    changes: dict[str, datetime] = {"resolve_by": resolve}
    effects: list[Effect] = []
    if request.first_response_at is None:
        changes["respond_by"] = respond_by(policy, request.opened_at, priority)
        effects.append(watch(policy, request.opened_at, changes["respond_by"], RESPONSE_WARNING))
    if request.status not in CLOCK_STOPPED:
        effects.append(watch(policy, began, resolve, RESOLVE_WARNING))
    return [Change(changes), *effects]


def _time_stood(request: Request, policy: Policy, began: datetime) -> Duration | None:
    """By how much the resolution's target was moved for the clock's standing; None for not at all."""
    if request.resolve_by is None:
        return None
    planned = resolve_by(policy, began, request.priority)
    business = policy.resolve_within[request.priority].business
    moved = policy.hours.between(planned, request.resolve_by) if business else request.resolve_by - planned
    seconds = int(moved.total_seconds())
    return Duration(seconds, business=business) if seconds > 0 else None
