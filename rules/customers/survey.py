"""Who may be asked for a rating, by a mail of its own or with the follow-up. What the answer holds is
`rules.rating`'s business."""

from __future__ import annotations

from datetime import date, datetime

from frontdesk.rules.clock.durations import Duration
from frontdesk.rules.model import Role
from frontdesk.rules.policy import Policy
from frontdesk.rules.request import Request


def why_not_ask(
    request: Request,
    policy: Policy,
    last_survey_at: datetime | None,
    now: datetime,
    *,
    given_up: bool = False,
) -> str:
    """Why this customer isn't asked, "" when they may be.

    `last_survey_at`: when this customer was last asked, about any request (UTC). `given_up`: the request is over as
    the customer never answered.
    """
    refusals = (
        ("no survey is wanted", policy.survey_after is None),
        ("the customer works here", policy.role_of(request.customer.email) is not Role.CUSTOMER),
        ("the customer has left", policy.directory.has_left(request.customer.email, _today(policy, now))),
        ("the customer never answered", given_up),
        ("the request was asked about already", request.surveyed_at is not None),
        ("the request was merged into another", request.merged_into is not None),
        ("the request was no real one", request.spam),
        ("no person answered", request.first_response_at is None),
        (
            "the customer was asked lately",
            _lately(policy, policy.survey_at_most_every, last_survey_at, now),
        ),
    )
    return next((why for why, holds in refusals if holds), "")


def _today(policy: Policy, now: datetime) -> date:
    return now.astimezone(policy.zone).date()


def asked_with_follow_up(request: Request) -> bool:
    """Whether the follow-up that the customer has asked for a rating, too."""
    return request.surveyed_at is not None and request.surveyed_at == request.followed_up_at


def unasked(request: Request) -> dict[str, None]:
    """What a request that is taken up again forgets of the question in its follow-up: that was about what is over."""
    return {"surveyed_at": None} if asked_with_follow_up(request) else {}


def _lately(policy: Policy, period: Duration | None, last: datetime | None, now: datetime) -> bool:
    return period is not None and last is not None and policy.hours.add(last, period) > now
