"""What follows when a technician moves a request to a status: timers, and the fields that the status means."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from frontdesk.rules.customers.survey import unasked
from frontdesk.rules.effects import OVERTAKEN, Effect, IndexResolution, StartTimer, StopTimers
from frontdesk.rules.lifecycle import SETTLED
from frontdesk.rules.model import Status
from frontdesk.rules.request import Request
from frontdesk.rules.situation import Situation
from frontdesk.rules.timers import CHASE, FOLLOW_UP, Ends, ended_by, outlive

Fields = dict[str, Any]
Arrival = Callable[[Situation, Request, Fields, str], list[Effect]]


def arrive(situation: Situation, request: Request, after: Status, changed: Fields, text: str) -> list[Effect]:
    """The effects of arriving in `after`; adds to `changed`.

    `text`: the technician's words in this mail. Of a note they are a resolution, too, but customers are never told it
    (`frontdesk.decision.template_values`).
    """
    return [OVERTAKEN, *_ARRIVALS[after](situation, request, changed, text)]


def _open(situation: Situation, request: Request, changed: Fields, text: str) -> list[Effect]:
    _no_longer_settled(situation, request, changed)
    changed["chased"] = 0
    if "snoozed_until" not in changed and request.snoozed_until is not None:
        changed["snoozed_until"] = None
    return [StopTimers(ended_by(Ends.AT_WORK))]


def _waiting(situation: Situation, request: Request, changed: Fields, text: str) -> list[Effect]:
    policy = situation.policy
    _no_longer_settled(situation, request, changed)
    changed["chased"] = 0
    return [
        StopTimers(ended_by(Ends.WAITING)),
        StartTimer(CHASE, policy.hours.add(situation.now, policy.chase_after)),
    ]


def _on_hold(situation: Situation, request: Request, changed: Fields, text: str) -> list[Effect]:
    _no_longer_settled(situation, request, changed)
    return [StopTimers(ended_by(Ends.ON_HOLD))]


def _no_longer_settled(situation: Situation, request: Request, changed: Fields) -> None:
    if request.status in SETTLED:
        changed |= {"resolved_at": None, "closed_at": None, "followed_up_at": None, "began_at": situation.now}
        changed["reopened"] = request.reopened + 1
        changed |= unasked(request)


def _resolved(situation: Situation, request: Request, changed: Fields, text: str) -> list[Effect]:
    policy = situation.policy
    changed |= {"resolved_at": situation.now, "closed_at": None, "snoozed_until": None}
    return [
        StopTimers(but=outlive(Ends.SETTLED)),
        *document(situation, request, changed, text),
        StartTimer(FOLLOW_UP, policy.hours.add(situation.now, policy.follow_up_after)),
    ]


def document(situation: Situation, request: Request, changed: Fields, text: str) -> list[Effect]:
    """What solved it, in the technician's words: those of this mail, or else their last; adds to `changed`."""
    last = situation.last_reply.text if situation.last_reply else ""
    earlier = request.resolution or ""
    resolution = text or (earlier or last if request.status in SETTLED else last or earlier)
    asked = situation.last_customer.text if situation.last_customer else ""
    changed["resolution"] = resolution or None
    return [IndexResolution(request.subject, asked, resolution)] if resolution else []


def _closed(situation: Situation, request: Request, changed: Fields, text: str) -> list[Effect]:
    return [StopTimers()]


_ARRIVALS: dict[Status, Arrival] = {
    Status.OPEN: _open,
    Status.WAITING: _waiting,
    Status.ON_HOLD: _on_hold,
    Status.RESOLVED: _resolved,
    Status.CLOSED: _closed,
}
