"""The survey's answer: a rating from 1 to 5, from the prefilled subject or from the first words of a reply.

Recognises; what follows from a rating is decided in `rules.from_customer`.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import NamedTuple

from frontdesk.rules.durations import Duration
from frontdesk.rules.policy import Policy
from frontdesk.rules.request import Request

LOWEST, HIGHEST = 1, 5
LOW = 2  # and below: the managers hear of it
_LONGEST = 200

# What our own mailto links put into the subject, in the languages of our templates.
_IN_SUBJECT = re.compile(r"\b(?:rating|bewertung)\b[ :]{0,3}([1-5])\b(?![.,]\d)", re.IGNORECASE)
_IN_TEXT = re.compile(
    r"[\s*_#>-]{0,8}(?:(?:rating|bewertung|note|score|stars?|sterne?)\b[ :=]{0,3})?"
    r"([1-5])(?![\d:%]|[.,]\d)\s{0,2}(?:/\s{0,2}5\b|(?:out of|von|of|sur|de) 5\b|stars?\b|sterne?\b|points?\b)?"
    r"[\s.!,;:)*_-]{0,8}",
    re.IGNORECASE,
)
_STARS = re.compile(r"\s{0,4}([⭐★]\ufe0f?){1,5}(?![⭐★])")


class Rating(NamedTuple):
    value: int
    comment: str


def read_rating(subject: str, text: str) -> Rating | None:
    """The rating in an answer to the survey; None when it holds none.

    A number counts in our own prefilled subject, or when the text begins with it and it stands alone there
    ("4", "5/5, thank you", "★★★★"); "5 people still can't print" is no rating: words must be apart from it.
    """
    in_subject = _IN_SUBJECT.search(subject[:_LONGEST])
    if in_subject:
        return Rating(int(in_subject[1]), _comment(text, in_subject[1]))
    head = text.strip()
    stars = _STARS.match(head[:_LONGEST])
    if stars:
        return Rating(sum(head[: stars.end()].count(star) for star in "⭐★"), head[stars.end() :].strip())
    found = _IN_TEXT.match(head[:_LONGEST])
    if not found or not _stands_alone(head, found):
        return None
    return Rating(int(found[1]), head[found.end() :].strip())


def _stands_alone(text: str, found: re.Match[str]) -> bool:
    """Whether more than a blank parts the number from what follows, if anything does."""
    between = text[found.end(1) : found.end()]
    return found.end() == len(text) or bool(set(between) - set(" \t"))


def _comment(text: str, number: str) -> str:
    """The words of a mail whose subject has the rating, without the number when they just say it again."""
    words = text.strip()
    return "" if words == number else words


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
