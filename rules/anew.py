"""When a request's timer would be due, computed from the request's own times: for when the clock was far ahead as the
timer was started. Pure.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from frontdesk.rules.clock.durations import Duration
from frontdesk.rules.policy import Policy
from frontdesk.rules.request import Request
from frontdesk.rules.timers import (
    CHASE,
    CLOSE,
    FOLLOW_UP,
    RESOLVE_MISSED,
    RESOLVE_WARNING,
    RESPONSE_MISSED,
    RESPONSE_WARNING,
    SNOOZE,
    SURVEY,
)


def due_at(kind: str, request: Request, policy: Policy) -> datetime | None:
    """None for a kind whose time doesn't follow from the request's."""
    rule = _KINDS.get(kind)
    return rule(request, policy) if rule else None


def _after(start: datetime | None, length: Duration | None, policy: Policy) -> datetime | None:
    return policy.hours.add(start, length) if start is not None and length is not None else None


def _chase(request: Request, policy: Policy) -> datetime | None:
    at: datetime | None = request.last_reply_at or request.last_customer_at or request.opened_at
    for _ in range(request.chased + 1):
        at = _after(at, policy.chase_after, policy)
    return at


def _watched(request: Request, policy: Policy, due: datetime | None) -> datetime | None:
    return policy.hours.warn_at(request.opened_at, due, policy.warn_before) if due is not None else None


_KINDS: dict[str, Callable[[Request, Policy], datetime | None]] = {
    CHASE: _chase,
    FOLLOW_UP: lambda request, policy: _after(request.resolved_at, policy.follow_up_after, policy),
    CLOSE: lambda request, policy: _after(
        request.followed_up_at or request.resolved_at, policy.close_after, policy
    ),
    SURVEY: lambda request, policy: _after(request.closed_at, policy.survey_after, policy),
    SNOOZE: lambda request, policy: request.snoozed_until,
    RESPONSE_WARNING: lambda request, policy: _watched(request, policy, request.respond_by),
    RESPONSE_MISSED: lambda request, policy: request.respond_by,
    RESOLVE_WARNING: lambda request, policy: _watched(request, policy, request.resolve_by),
    RESOLVE_MISSED: lambda request, policy: request.resolve_by,
}
