"""Every timer there is, in one table: when it is due, what it leads to, and what ends it before.

Names and facts. What a timer does when it is due is `rules.on_timer`'s (of requests) and `frontdesk.jobs.remind`'s (of
people and of the desk). One of a kind runs for each request or person; starting it again replaces it, unless `once`.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Ends(StrEnum):
    """What happens to a request and ends timers of it."""

    WROTE = "the customer writes"
    AT_WORK = "it is open again, or for the first time"
    WAITING = "we wait for the customer"
    ON_HOLD = "we wait for somebody else, or what settled it is undone"
    SETTLED = "it is resolved or closed"
    RESPONDED = "the first response went out"
    CLOCK_STOPPED = "its clock stands still"
    LOW_ANSWERED = "a low rating is answered"
    OUTAGE_OVER = "the outage is over"


class About(StrEnum):
    REQUEST = "a request"
    PERSON = "a person"
    DESK = "the desk"


class Timer(NamedTuple):
    """`due`, `does`: in words, for people who read the table. `once`: one that runs is left alone. `and_more`: the name
    goes on with a kind of period."""

    kind: str
    about: About
    due: str
    does: str
    ends: frozenset[Ends] = frozenset()
    once: bool = False
    and_more: bool = False


CHASE, FOLLOW_UP, CLOSE, SURVEY, SNOOZE, DUE = "chase", "follow-up", "close", "survey", "snooze", "due"
RECOVER = "recover"
RESPONSE_WARNING, RESPONSE_MISSED = "first-response-warning", "first-response-missed"
RESOLVE_WARNING, RESOLVE_MISSED = "resolve-warning", "resolve-missed"
OUTAGE_ENDS, OUTAGE_NEWS = "outage-end", "children"
DIGEST, COLLECTED, AWAY, ASKED, CONTACT = "digest", "collected", "away", "asked", "contact"
REPORT, REVIEW = "report every ", "review every "

_ALWAYS = frozenset({Ends.AT_WORK, Ends.WAITING, Ends.ON_HOLD, Ends.SETTLED})
_TARGET = frozenset({Ends.SETTLED})
_OUTAGE = frozenset({Ends.OUTAGE_OVER, Ends.SETTLED})

TIMERS = (
    Timer(
        CHASE, About.REQUEST, "CHASE_AFTER from our question, and again",
        "reminds the customer; after the last, resolves",
        frozenset({Ends.WROTE, Ends.AT_WORK, Ends.ON_HOLD, Ends.SETTLED}),
    ),
    Timer(FOLLOW_UP, About.REQUEST, "FOLLOW_UP_AFTER from the resolution", "asks whether all is settled", _ALWAYS),
    Timer(CLOSE, About.REQUEST, "CLOSE_AFTER from the follow-up, or from thanks", "closes the request", _ALWAYS),
    Timer(SURVEY, About.REQUEST, "SURVEY_AFTER from the closing", "asks for a rating", _ALWAYS),
    Timer(
        SNOOZE, About.REQUEST, "as `[snooze=...]` says", "wakes the request",
        frozenset({Ends.WROTE, Ends.AT_WORK, Ends.SETTLED}),
    ),
    Timer(DUE, About.REQUEST, "as `[due=...]` says", "tells the owner", frozenset({Ends.SETTLED})),
    Timer(
        RECOVER, About.REQUEST, "a business day from a low rating",
        "tells the managers again", frozenset({Ends.LOW_ANSWERED}),
    ),
    Timer(
        RESPONSE_WARNING, About.REQUEST, "before FIRST_RESPONSE_WITHIN is over",
        "warns the owner", _TARGET | {Ends.RESPONDED},
    ),
    Timer(
        RESPONSE_MISSED, About.REQUEST, "FIRST_RESPONSE_WITHIN from the opening",
        "tells the managers", _TARGET | {Ends.RESPONDED},
    ),
    Timer(
        RESOLVE_WARNING, About.REQUEST, "before RESOLVE_WITHIN is over",
        "warns the owner", _TARGET | {Ends.CLOCK_STOPPED},
    ),
    Timer(
        RESOLVE_MISSED, About.REQUEST, "RESOLVE_WITHIN of running clock",
        "tells the managers", _TARGET | {Ends.CLOCK_STOPPED},
    ),
    Timer(OUTAGE_ENDS, About.REQUEST, "hours after the last who joined", "ends the outage", _OUTAGE),
    Timer(
        OUTAGE_NEWS, About.REQUEST, "an hour from the first who joined",
        "tells how many wrote", _OUTAGE, once=True,
    ),
    Timer(DIGEST, About.PERSON, "the next business morning", "sends the digest"),
    Timer(COLLECTED, About.PERSON, "when mail to them came in a flood", "sends the list of it"),
    Timer(AWAY, About.PERSON, "the first day of an absence", "shows what they have to who can take it over"),
    Timer(
        ASKED, About.PERSON, "an hour from a question about an unproven mail",
        "nothing: while it runs, no further is asked",
    ),
    Timer(
        CONTACT, About.PERSON, "as a check-in or a review was put down for",
        "sends it, if all still speaks for it",
    ),
    Timer(REPORT, About.DESK, "the first morning of a period", "makes the report", and_more=True),
    Timer(REVIEW, About.DESK, "a week before the review", "drafts it for the account's technician", and_more=True),
)  # fmt: skip


def ended_by(end: Ends) -> tuple[str, ...]:
    """The kinds of a request's timers that this ends."""
    return tuple(timer.kind for timer in TIMERS if end in timer.ends)


def outlive(end: Ends) -> tuple[str, ...]:
    """The kinds of a request's timers that this doesn't end; whatever an older version started ends with it, too."""
    return tuple(timer.kind for timer in TIMERS if timer.about is About.REQUEST and end not in timer.ends)


def page() -> str:
    """The table for docs/one-mails-way.md."""
    rows = [
        f"| `{timer.kind.strip()}{' ...' if timer.and_more else ''}` | {timer.about} | {timer.due} | {timer.does}"
        f" | {'; '.join(end for end in Ends if end in timer.ends) or '-'} |"
        for timer in TIMERS
    ]
    return "\n".join(
        ("| timer | of | due | what it does | ends before, when |", "|---|---|---|---|---|", *rows)
    )
