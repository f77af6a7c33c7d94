"""Counts what a report says, for one group of requests in one period. Adds up; judges nothing. Pure.

Every rule of what counts stands in `count`, once: for the whole, for a department, for a label alike.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from frontdesk.rules.clock.passed import BusinessMinutes
from frontdesk.rules.figures import cycle as words
from frontdesk.rules.figures.cycle import Cycle
from frontdesk.rules.figures.periods import Period
from frontdesk.rules.figures.story import CONTENT, DONE, KNOWN_AFTER, LOW, MANY_HANDS, Story, missed

_MINUTE = timedelta(minutes=1)


class Tally:
    """The numbers of one group. A share is kept as [k, n]; times are minutes.

    `first` has for each request twice its minutes, and one more when it isn't answered yet: so they sort by time, the
    answered first. `ages`: of what was open at the end, with its number. `unknown_waits`: requests that are left
    out of `resolution`.
    """

    __slots__ = (
        "ages", "answered_by_silence", "asked", "counts", "elapsed", "first", "handed_on", "kept_resolution",
        "kept_response", "late", "minutes", "no_answer", "not_yet_known", "one_answer", "open_before", "phone",
        "recovered", "recovery", "reopened", "requests", "resolution", "resolved", "stated", "unanswered",
        "unknown_waits", "without_owner",
    )  # fmt: skip

    def __init__(self) -> None:
        self.requests = self.resolved = self.no_answer = self.phone = self.not_yet_known = 0
        self.unanswered = self.unknown_waits = self.answered_by_silence = 0
        self.without_owner = self.late = self.open_before = 0
        self.asked = self.recovered = self.minutes = self.stated = 0
        self.first: list[int] = []
        self.resolution: list[int] = []
        self.elapsed: list[int] = []
        self.recovery: list[int] = []
        self.ages: list[tuple[int, int]] = []
        self.counts = [0, 0, 0, 0, 0]
        self.kept_response, self.kept_resolution = [0, 0], [0, 0]
        self.reopened, self.one_answer, self.handed_on = [0, 0], [0, 0], [0, 0]

    def add(self, other: Tally) -> None:
        """Take another group's numbers in."""
        for name in self.__slots__:
            mine, theirs = getattr(self, name), getattr(other, name)
            if name in _PAIRS:
                setattr(self, name, [one + two for one, two in zip(mine, theirs, strict=True)])
            elif isinstance(mine, list):
                mine.extend(theirs)
            else:
                setattr(self, name, mine + theirs)


_PAIRS = frozenset(("counts", "kept_response", "kept_resolution", "reopened", "one_answer", "handed_on"))
Groups = Callable[[Story, Cycle], Sequence[Tally]]
Clocks = Callable[[str], BusinessMinutes]


def count(story: Story, period: Period, groups: Groups, clocks: Clocks) -> None:
    """Add what the request was in this period to the groups that it belongs to. It is one that counts."""
    start, end = period.start, period.end
    opening, last = story.cycles[0], story.cycles[-1]
    if opening.began_at >= end or story.stays_done(start):
        return
    if opening.began_at >= start:
        _opened(story, period, groups(story, opening), clocks(opening.department))
    if period.holds(opening.promised_by):
        _due_response(story, opening, groups(story, opening))
    if period.holds(last.resolve_by):
        _due_resolution(story, last, period, groups(story, last))
    if last.ended_by in DONE and period.holds(last.ended_at):
        _resolution(story, last, groups(story, last), clocks(last.department))
    for cycle in story.cycles:
        if period.holds(cycle.ended_at):
            _ended(story, cycle, period, groups(story, cycle))
        if period.holds(cycle.asked_at):
            _asked(cycle, groups(story, cycle), clocks(cycle.department))
    _backlog(story, period, groups)


def _opened(story: Story, period: Period, tallies: Sequence[Tally], clock: BusinessMinutes) -> None:
    answered, last = story.answered_at, story.last
    if story.by_phone:
        first = None
    elif answered is not None:
        first = 2 * clock.between(story.opened_at, answered)
    elif last.ended_at is None:
        first = 2 * clock.between(story.opened_at, period.end) + 1
    else:
        first = None  # done without a word from us: nobody will answer it any more
    for tally in tallies:
        tally.requests += 1
        tally.stated += story.minutes > 0
        tally.phone += story.by_phone
        if first is not None:
            tally.first.append(first)
            tally.unanswered += first & 1
        elif not story.by_phone:
            tally.answered_by_silence += 1


def _due_response(story: Story, opening: Cycle, tallies: Sequence[Tally]) -> None:
    """By what the acknowledgement promised; what was done before it fell due without a word needed none."""
    due, answered = opening.promised_by, story.answered_at
    if story.by_phone or due is None:
        return
    if answered is None and opening.ended_at is not None and opening.ended_at <= due:
        return
    kept = answered is not None and answered <= due
    for tally in tallies:
        tally.kept_response[0] += kept
        tally.kept_response[1] += 1


def _due_resolution(story: Story, last: Cycle, period: Period, tallies: Sequence[Tally]) -> None:
    """A request is kept when no cycle of it missed its target: a customer who comes back heals nothing."""
    never = datetime.max.replace(tzinfo=period.end.tzinfo)
    lost = any(missed(cycle, period.end if cycle.ended_at is None else never) for cycle in story.cycles)
    if last.ended_by == words.NO_ANSWER or (last.ended_at is None and not lost):
        return  # the clock stood when it fell due, and the target moves on
    for tally in tallies:
        tally.kept_resolution[0] += not lost
        tally.kept_resolution[1] += 1


def _resolution(story: Story, last: Cycle, tallies: Sequence[Tally], clock: BusinessMinutes) -> None:
    if last.ended_at is None:
        return
    waited = story.waited
    elapsed = (last.ended_at - story.opened_at) // _MINUTE
    minutes = None if waited is None else max(0, clock.between(story.opened_at, last.ended_at) - waited)
    for tally in tallies:
        tally.elapsed.append(elapsed)
        if minutes is None:
            tally.unknown_waits += 1
        else:
            tally.resolution.append(minutes)


def _ended(story: Story, cycle: Cycle, period: Period, tallies: Sequence[Tally]) -> None:
    if cycle.ended_by == words.NO_ANSWER:
        for tally in tallies:
            tally.no_answer += 1
    if cycle.ended_by not in DONE or cycle.ended_at is None:
        return
    old_enough = period.end - cycle.ended_at >= KNOWN_AFTER
    reopened = story.reopened_after(cycle) is not None
    at_once = cycle.replies == 1 and cycle.owners in (0, 1) and not reopened
    for tally in tallies:
        tally.resolved += 1
        if cycle.owners is not None:
            tally.handed_on[0] += cycle.owners >= MANY_HANDS
            tally.handed_on[1] += 1
        if not old_enough:
            tally.not_yet_known += 1
            continue
        tally.reopened[0] += reopened
        tally.reopened[1] += 1
        if cycle.replies is not None and cycle.owners is not None:
            tally.one_answer[0] += at_once
            tally.one_answer[1] += 1


def _asked(cycle: Cycle, tallies: Sequence[Tally], clock: BusinessMinutes) -> None:
    rating = cycle.rating
    recovered = rating is not None and rating <= LOW and cycle.recovered_at is not None
    recovery = -1
    if recovered and cycle.rating_at is not None and cycle.recovered_at is not None:
        recovery = clock.between(cycle.rating_at, cycle.recovered_at)
    for tally in tallies:
        tally.asked += 1
        if rating is not None and 1 <= rating <= 5:
            tally.counts[rating - 1] += 1
        if recovered:
            tally.recovered += 1
            if recovery >= 0:
                tally.recovery.append(recovery)


def _backlog(story: Story, period: Period, groups: Groups) -> None:
    before = story.cycle_at(period.start)
    if before is not None:
        for tally in groups(story, before):
            tally.open_before += 1
    running = story.cycle_at(period.end)
    if running is None:
        return
    age = (period.end - story.opened_at) // _MINUTE
    promised, answered = story.cycles[0].promised_by, story.answered_at
    unanswered = (
        promised is not None and promised < period.end and (answered is None or answered > period.end)
    )
    late = missed(running, period.end) or (unanswered and not story.by_phone)
    for tally in groups(story, running):
        tally.ages.append((age, story.number))
        tally.late += late
        tally.without_owner += running.owner is None


def content(counts: list[int]) -> int:
    """How many gave a 4 or a 5."""
    return sum(counts[CONTENT - 1 :])
