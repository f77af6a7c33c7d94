"""Counts what a report says, for one group of requests in one period. Adds up; judges nothing. Pure.

Every rule of what counts stands in `count`, once: for the whole, for a department, for a label alike.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from frontdesk.rules.clock.passed import BusinessMinutes
from frontdesk.rules.figures import cycle as words
from frontdesk.rules.figures.cycle import Cycle
from frontdesk.rules.figures.periods import Period
from frontdesk.rules.figures.story import CONTENT, DONE, KNOWN_AFTER, LOW, MANY_HANDS, Story, missed

_MINUTE = timedelta(minutes=1)
_NEVER = datetime.max.replace(tzinfo=UTC)


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
        for name in _LISTS:
            getattr(self, name).extend(getattr(other, name))
        for name in _PAIRS:
            mine, theirs = getattr(self, name), getattr(other, name)
            for at, number in enumerate(theirs):
                mine[at] += number
        for name in _NUMBERS:
            setattr(self, name, getattr(self, name) + getattr(other, name))

    def parted(self) -> tuple[Tally, Tally]:
        """What it counts apart from its times and shares, which say nothing of how a team works where one mail answered
        many requests together. Both share this one's lists: for adding to others only."""
        counts, times = Tally(), Tally()
        for name in Tally.__slots__:
            setattr(times if name in _TIMES else counts, name, getattr(self, name))
        return counts, times


_LISTS = ("first", "resolution", "elapsed", "recovery", "ages")
_PAIRS = ("counts", "kept_response", "kept_resolution", "reopened", "one_answer", "handed_on")
_NUMBERS = tuple(name for name in Tally.__slots__ if name not in (*_LISTS, *_PAIRS))
_TIMES = frozenset((
    "first", "unanswered", "resolution", "elapsed", "unknown_waits", "kept_response", "kept_resolution", "late",
    "reopened", "not_yet_known", "one_answer", "handed_on",
))  # fmt: skip
GroupOf = Callable[[Story, Cycle], Tally]
Clocks = Callable[[str], BusinessMinutes]


def count(story: Story, period: Period, group: GroupOf, clocks: Clocks) -> None:
    """Add what the request was in this period to the groups that its cycles belong to. It is one that counts, and
    something of it falls into the period.

    A report calls it a hundred thousand times, so what every request has is counted here, and only what some have
    in a function of its own.
    """
    start, end = period.start, period.end
    cycles = story.cycles
    opening, last = cycles[0], cycles[-1]
    opened, ended = opening.began_at, last.ended_at
    answered = opening.first_reply_at if len(cycles) == 1 else story.answered_at
    first = group(story, opening)
    newest = first if last is opening else group(story, last)
    by_phone = opening.source == words.TECHNICIAN
    if opened >= start:
        first.requests += 1
        first.stated += story.minutes > 0
        if by_phone:
            first.phone += 1
        elif answered is not None:
            first.first.append(2 * clocks(opening.department).between(opened, answered))
        elif ended is None:
            first.first.append(2 * clocks(opening.department).between(opened, end) + 1)
            first.unanswered += 1
        else:  # done without a word from us: nobody will answer it any more
            first.answered_by_silence += 1
    due = opening.promised_by
    if due is not None and start <= due < end and not by_phone:
        _due_response(opening, answered, due, first)
    due = last.resolve_by
    if due is not None and start <= due < end:
        _due_resolution(story, last, end, newest)
    if ended is not None and start <= ended < end and last.ended_by in DONE:
        _resolution(story, ended, newest, clocks(last.department))
    for cycle in cycles:
        done, asked = cycle.ended_at, cycle.asked_at
        if done is not None and start <= done < end:
            _ended(story, cycle, done, end, newest if cycle is last else group(story, cycle))
        if asked is not None and start <= asked < end:
            _asked(cycle, newest if cycle is last else group(story, cycle), clocks(cycle.department))
    if opened < start and (running := story.cycle_at(start)) is not None:
        group(story, running).open_before += 1
    if (ended is None or ended >= end) and (running := story.cycle_at(end)) is not None:
        _open(story, running, answered, end, newest if running is last else group(story, running))


def _due_response(opening: Cycle, answered: datetime | None, due: datetime, tally: Tally) -> None:
    """By what the acknowledgement promised; what was done before it fell due without a word needed none."""
    if answered is None and opening.ended_at is not None and opening.ended_at <= due:
        return
    tally.kept_response[0] += answered is not None and answered <= due
    tally.kept_response[1] += 1


def _due_resolution(story: Story, last: Cycle, end: datetime, tally: Tally) -> None:
    """A request is kept when no cycle of it missed its target: a customer who comes back heals nothing."""
    if last.ended_by == words.NO_ANSWER:
        return
    lost = False
    for cycle in story.cycles:
        lost = lost or missed(cycle, end if cycle.ended_at is None else _NEVER)
    if last.ended_at is None and not lost:
        return  # the clock stood when it fell due, and the target moves on
    tally.kept_resolution[0] += not lost
    tally.kept_resolution[1] += 1


def _resolution(story: Story, ended: datetime, tally: Tally, clock: BusinessMinutes) -> None:
    opened, waited = story.opened_at, story.waited
    tally.elapsed.append((ended - opened) // _MINUTE)
    if waited is None:
        tally.unknown_waits += 1
    else:
        tally.resolution.append(max(0, clock.between(opened, ended) - waited))


def _ended(story: Story, cycle: Cycle, ended: datetime, end: datetime, tally: Tally) -> None:
    if cycle.ended_by == words.NO_ANSWER:
        tally.no_answer += 1
    if cycle.ended_by not in DONE:
        return
    owners, replies = cycle.owners, cycle.replies
    tally.resolved += 1
    if owners is not None:
        tally.handed_on[0] += owners >= MANY_HANDS
        tally.handed_on[1] += 1
    if end - ended < KNOWN_AFTER:
        tally.not_yet_known += 1
        return
    reopened = story.reopened_after(cycle) is not None
    tally.reopened[0] += reopened
    tally.reopened[1] += 1
    if replies is not None and owners is not None:
        tally.one_answer[0] += replies == 1 and owners <= 1 and not reopened
        tally.one_answer[1] += 1


def _asked(cycle: Cycle, tally: Tally, clock: BusinessMinutes) -> None:
    rating = cycle.rating
    tally.asked += 1
    if rating is None:
        return
    if 1 <= rating <= 5:
        tally.counts[rating - 1] += 1
    if rating <= LOW and cycle.recovered_at is not None:
        tally.recovered += 1
        if cycle.rating_at is not None:
            tally.recovery.append(clock.between(cycle.rating_at, cycle.recovered_at))


def _open(story: Story, cycle: Cycle, answered: datetime | None, end: datetime, tally: Tally) -> None:
    """What ran at the period's end."""
    promised = story.cycles[0].promised_by
    unanswered = promised is not None and promised < end and (answered is None or answered > end)
    tally.ages.append(((end - story.opened_at) // _MINUTE, story.number))
    tally.late += missed(cycle, end) or (unanswered and not story.by_phone)
    tally.without_owner += cycle.owner is None


def content(counts: list[int]) -> int:
    """How many gave a 4 or a 5."""
    return sum(counts[CONTENT - 1 :])
