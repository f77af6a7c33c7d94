"""How a cycle goes on with what happened to its request: from the row as it was and the request as it is now. Pure.

It compares instead of following each effect, so a change counts by whatever way it came: a tag, a timer, a digest's
line, [undo]. What a request can't show (who resolved it, that the customer settled it) is told beside it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from frontdesk.rules.clock.timing import BusinessHours
from frontdesk.rules.figures import cycle as words
from frontdesk.rules.figures.cycle import Cycle, Owned, Stood
from frontdesk.rules.lifecycle import SETTLED
from frontdesk.rules.model import Status

STANDS = (Status.WAITING.value, Status.ON_HOLD.value)
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Now:
    """What of a request counts, as it is after the change."""

    status: str
    priority: str
    department: str = ""
    owner: str | None = None
    reopened: int = 0
    respond_by: datetime | None = None
    resolve_by: datetime | None = None
    resolved_at: datetime | None = None
    closed_at: datetime | None = None
    spam: bool = False
    merged: bool = False


@dataclass(slots=True)
class Told:
    """What happened in one decision that the request's row doesn't show.

    `replies`: mails of people to the customer, fewer than none when one was taken back. `resolved_by`: the technician
    who resolved it. `undone`: when the change was made that was taken back. `rating`, `rating_comment`: a new one.
    `recovered`: somebody spoke to the customer after a low one. `by_customer`: the customer reopened it. `moved`:
    somebody set the department. `missed`: the target for the resolution has just passed.
    """

    replies: int = 0
    resolved_by: str | None = None
    no_answer: bool = False
    settled: bool = False
    by_customer: bool = False
    undone: datetime | None = None
    asked_at: datetime | None = None
    rating: int | None = None
    rating_comment: str | None = None
    recovered: bool = False
    moved: bool = False
    missed: bool = False


def _with(cycle: Cycle, **values: Any) -> Cycle:
    """The cycle with these values: itself where all are as they are."""
    changed = {name: value for name, value in values.items() if getattr(cycle, name) != value}
    return cycle._replace(**changed) if changed else cycle


def opened(request: int, at: datetime, now: Now, told: Told, source: str, hours: BusinessHours) -> Cycle:
    """The first cycle of a request that was opened `at`."""
    began = Cycle(request, 1, at, source=source, promised_by=now.respond_by)
    return follow(began, now, told, at, hours)


def follow(cycle: Cycle, now: Now, told: Told, at: datetime, hours: BusinessHours) -> Cycle:
    """The cycle after a change of its request `at`; it is the request's newest, and goes on or has ended."""
    cycle = _rated(cycle, told, at)
    if told.undone is not None:
        cycle = _as_before(cycle, told.undone)
    cycle = _answered(cycle, told, at)
    running, ended_at = cycle.ended_at is None, _ended_at(now)
    if running or ended_at is None:
        cycle = _going_on(cycle, now, told, at, running)
    elif told.moved:
        cycle = _with(cycle, department=now.department)
    if ended_at is None:
        return _with(
            cycle, ended_at=None, ended_by=None, resolved_by=None, wait_minutes=None, hold_minutes=None
        )
    return _ended(cycle, now, told, ended_at, hours)


def reopened(cycle: Cycle, now: Now, told: Told, at: datetime, hours: BusinessHours) -> tuple[Cycle, Cycle]:
    """The cycle that was the last and the one that begins `at`; a rating that reopens belongs to the former."""
    before = _rated(cycle, told, at)
    if before.ended_at is None:  # nothing had written its end down
        before = before._replace(ended_at=at)
    # A mail may have come in before the resolution that was read ahead of it: one cycle ends before the next begins.
    at = max(at, before.ended_at or at)
    source = words.CUSTOMER if told.by_customer else words.TECHNICIAN
    source = words.TEAM if cycle.source == words.TEAM else source
    after = Cycle(cycle.request, cycle.n + 1, at, words.REOPENED, source)
    return before, follow(after, now, _of_the_new_one(told), at, hours)


def _of_the_new_one(told: Told) -> Told:
    """What is told of the new cycle: all but the rating and the taking back, which were about the one before."""
    return replace(told, rating=None, rating_comment=None, asked_at=None, undone=None)


def rated(cycle: Cycle, rating: int, comment: str | None, at: datetime) -> Cycle:
    """The cycle with the customer's newest rating of it: if that is low, somebody has to speak to them again."""
    return _with(cycle, rating=rating, rating_at=at, rating_comment=comment, recovered_at=None)


def _rated(cycle: Cycle, told: Told, at: datetime) -> Cycle:
    if told.asked_at is not None:
        cycle = _with(cycle, asked_at=told.asked_at)
    if told.rating is not None:
        cycle = rated(cycle, told.rating, told.rating_comment, at)
    return cycle


def _answered(cycle: Cycle, told: Told, at: datetime) -> Cycle:
    if not told.replies or cycle.replies is None:
        return cycle
    replies = max(0, cycle.replies + told.replies)
    first = cycle.first_reply_at or (at if told.replies > 0 else None)
    return _with(cycle, replies=replies, first_reply_at=first if replies else None)


def _as_before(cycle: Cycle, of: datetime) -> Cycle:
    """Without what began with the change that was taken back."""
    stood = tuple(
        each._replace(until=None) if each.until is not None and each.until >= of else each
        for each in cycle.stood
        if each.since < of
    )
    return _with(cycle, stood=stood, owned=tuple(each for each in cycle.owned if each.since < of))


def _ended_at(now: Now) -> datetime | None:
    """When the cycle ended: [spam] and [merge] of what nobody had resolved end it, too."""
    if now.status not in SETTLED:
        return None
    return now.resolved_at or now.closed_at


def _going_on(cycle: Cycle, now: Now, told: Told, at: datetime, running: bool) -> Cycle:
    missed = cycle.missed_at
    if missed is None and running and told.undone is None:
        missed = _just_missed(cycle, told, at)
    owned = cycle.owned
    if now.owner is not None and (not owned or owned[-1].by != now.owner):
        owned = (*owned, Owned(now.owner, at))
    return _with(
        cycle,
        department=now.department,
        priority=now.priority,
        owner=now.owner,
        resolve_by=now.resolve_by,
        missed_at=missed,
        stood=_standing(cycle.stood, now.status, at),
        owned=owned,
        owners=None if cycle.owners is None else len({each.by for each in owned}),
    )


def _just_missed(cycle: Cycle, told: Told, at: datetime) -> datetime | None:
    """When the target passed that stood until now, unless its clock did."""
    stands = bool(cycle.stood) and cycle.stood[-1].until is None
    due = cycle.resolve_by
    return due if due is not None and not stands and (told.missed or due < at) else None


def _standing(stood: tuple[Stood, ...], status: str, at: datetime) -> tuple[Stood, ...]:
    last = stood[-1] if stood and stood[-1].until is None else None
    if last is not None and last.status == status:
        return stood
    if last is not None:
        stood = (*stood[:-1], last._replace(until=max(at, last.since)))
    return (*stood, Stood(status, at)) if status in STANDS else stood


def _ended(cycle: Cycle, now: Now, told: Told, ended_at: datetime, hours: BusinessHours) -> Cycle:
    """Ended; the minutes are counted once, by the hours of that day (unknown ones stay unknown)."""
    anew = cycle.ended_at is None
    resolved_by = told.resolved_by or cycle.resolved_by
    ended = _with(
        cycle,
        ended_at=ended_at,
        ended_by=_ended_by(cycle, now, told, resolved_by),
        resolved_by=resolved_by,
    )
    if not anew:
        return ended
    return _with(
        ended,
        wait_minutes=_minutes(cycle, Status.WAITING, ended_at, hours),
        hold_minutes=_minutes(cycle, Status.ON_HOLD, ended_at, hours),
    )


def _ended_by(cycle: Cycle, now: Now, told: Told, resolved_by: str | None) -> str:
    """What [spam] or [merge] made of it, as long as they stand; else how it ended first, or by a technician since."""
    if now.spam or now.merged:
        return words.SPAM if now.spam else words.MERGED
    if told.resolved_by is not None:
        return words.RESOLVED
    if cycle.ended_at is None and (told.no_answer or told.settled):
        return words.NO_ANSWER if told.no_answer else words.SETTLED
    if cycle.ended_by in (None, words.SPAM, words.MERGED):
        return words.RESOLVED if resolved_by else words.NO_ANSWER
    return str(cycle.ended_by)


def _minutes(cycle: Cycle, status: Status, ended_at: datetime, hours: BusinessHours) -> int:
    """Business minutes that the clock stood; what is open ends with the cycle."""
    stood = (each for each in cycle.stood if each.status == status.value)
    total = sum((hours.between(each.since, each.until or ended_at) for each in stood), timedelta())
    return total // _MINUTE
