"""Who may be asked for a rating. What the answer holds is `rules.rating`'s business."""

from __future__ import annotations

from datetime import datetime

from frontdesk.rules.clock.durations import Duration
from frontdesk.rules.policy import Policy
from frontdesk.rules.request import Request


def may_survey(
    request: Request, policy: Policy, last_survey_at: datetime | None, now: datetime
) -> str | None:
    """Why this customer isn't asked, None when they may be.

    `last_survey_at`: when this customer was last asked, about any request (UTC).
    """
    refusals = (
        ("the request is not closed", request.closed_at is None),
        ("the request was asked about already", request.surveyed_at is not None),
        ("the request was merged into another", request.merged_into is not None),
        ("the request was no real one", request.spam),
        ("no person answered", request.first_response_at is None),
        (
            "the customer was asked lately",
            _lately(policy, policy.survey_at_most_every, last_survey_at, now),
        ),
    )
    return next((why for why, holds in refusals if holds), None)


def _lately(policy: Policy, period: Duration | None, last: datetime | None, now: datetime) -> bool:
    return period is not None and last is not None and policy.hours.add(last, period) > now
