"""Counts what a report says, for one group of requests in one period. Adds up; judges nothing. Pure.

Every rule of what counts stands here, once: for the whole, for a department, for a label alike. A rule is a function
that picks its rows from the columns and adds each to the numbers of its group.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from operator import attrgetter

from frontdesk.rules.figures import cycle as words
from frontdesk.rules.figures.columns import NEVER, Clocks, Columns
from frontdesk.rules.figures.cycle import CONTENT, DONE, KNOWN_AFTER, LOW, MANY_HANDS
from frontdesk.rules.figures.periods import Period

_MINUTE = timedelta(minutes=1)
_minutes = partial(array, "q")  # a hundred thousand of them take 0.8 MB, as a list five times as much


class Tally:
    """The numbers of one group. A share is kept as [k, n]; times are minutes.

    `first` has for each request twice its minutes, and one more when it isn't answered yet: so they sort by time, the
    answered first. `ages`: of what was open at the end; `oldest`: the greatest of them with its number.
    `unknown_waits`: requests that are left out of `resolution`.
    """

    __slots__ = (
        "ages", "answered_by_silence", "asked", "counts", "elapsed", "first", "handed_on", "kept_resolution",
        "kept_response", "late", "minutes", "no_answer", "not_yet_known", "oldest", "one_answer", "open_before",
        "phone", "recovered", "recovery", "reopened", "requests", "resolution", "resolved", "stated", "unanswered",
        "unknown_waits", "without_owner",
    )  # fmt: skip

    def __init__(self) -> None:
        self.requests = self.resolved = self.no_answer = self.phone = self.not_yet_known = 0
        self.unanswered = self.unknown_waits = self.answered_by_silence = 0
        self.without_owner = self.late = self.open_before = 0
        self.asked = self.recovered = self.minutes = self.stated = 0
        self.first, self.resolution, self.elapsed = _minutes(), _minutes(), _minutes()
        self.recovery, self.ages = _minutes(), _minutes()
        self.oldest: tuple[int, int] | None = None
        self.counts = [0, 0, 0, 0, 0]
        self.kept_response, self.kept_resolution = [0, 0], [0, 0]
        self.reopened, self.one_answer, self.handed_on = [0, 0], [0, 0], [0, 0]

    def add(self, other: Tally) -> None:
        """Take another group's numbers in."""
        for name, number in zip(_NUMBERS, _numbers(other), strict=True):
            if number:
                setattr(self, name, getattr(self, name) + number)
        for mine, theirs in zip(_lists(self), _lists(other), strict=True):
            mine.extend(theirs)
        for mine, theirs in zip(_pairs(self), _pairs(other), strict=True):
            for at, number in enumerate(theirs):
                mine[at] += number
        if other.oldest is not None:
            self.is_open(*other.oldest)

    @property
    def is_empty(self) -> bool:
        return not (any(_numbers(self)) or any(_lists(self)) or any(map(any, _pairs(self))))

    def is_open(self, age: int, number: int) -> None:
        """A request of this age is open; of several that are the oldest it is the first that is named."""
        if self.oldest is None or (-age, number) < (-self.oldest[0], self.oldest[1]):
            self.oldest = age, number

    def parted(self) -> tuple[Tally, Tally]:
        """What it counts apart from its times and shares, which say nothing of how a team works where one mail answered
        many requests together. Both share this one's lists: for adding to others only."""
        counts, times = Tally(), Tally()
        for name in Tally.__slots__:
            setattr(times if name in _TIMES else counts, name, getattr(self, name))
        return counts, times


_LISTS = ("first", "resolution", "elapsed", "recovery", "ages")
_PAIRS = ("counts", "kept_response", "kept_resolution", "reopened", "one_answer", "handed_on")
_NUMBERS = tuple(name for name in Tally.__slots__ if name not in (*_LISTS, *_PAIRS, "oldest"))
_lists, _pairs, _numbers = attrgetter(*_LISTS), attrgetter(*_PAIRS), attrgetter(*_NUMBERS)
_TIMES = frozenset((
    "first", "unanswered", "resolution", "elapsed", "unknown_waits", "kept_response", "kept_resolution", "late",
    "reopened", "not_yet_known", "one_answer", "handed_on",
))  # fmt: skip
Groups = Sequence[Tally]  # that of each row


def count(columns: Columns, period: Period, groups: Groups, clocks: Clocks) -> None:
    """Add what the requests, reckoned, were in this period to the groups that their cycles belong to."""
    _came(columns, period, groups, clocks)
    _promised(columns, period, groups)
    _fell_due(columns, period, groups)
    _done(columns, period, groups)
    _ended(columns, period, groups)
    _asked(columns, period, groups, clocks)
    for row in columns.running(period.start):
        groups[row].open_before += 1
    _open(columns, period.end, groups)


def _came(its: Columns, period: Period, groups: Groups, clocks: Clocks) -> None:
    """What was opened, and how long it took us to say a first word."""
    start, end, began = period.start, period.end, its.began
    for row in [row for row in its.firsts if start <= began[row] < end]:
        group = groups[row]
        group.requests += 1
        group.stated += its.minutes[row] > 0
        if its.by_phone[row]:
            group.phone += 1
        elif its.answered[row] is not NEVER:
            group.first.append(2 * its.until_answered[row])
        elif its.over[row] is NEVER:
            group.first.append(2 * clocks(its.department[row]).between(began[row], end) + 1)
            group.unanswered += 1
        else:  # done without a word from us: nobody will answer it any more
            group.answered_by_silence += 1


def _promised(its: Columns, period: Period, groups: Groups) -> None:
    """By what the acknowledgement promised; what was done before it fell due without a word needed none."""
    start, end, promised = period.start, period.end, its.promised
    for row in [row for row in its.firsts if start <= promised[row] < end]:
        due, answered = promised[row], its.answered[row]
        if its.by_phone[row] or (answered is NEVER and its.ended[row] <= due):
            continue
        kept = groups[row].kept_response
        kept[0] += answered <= due
        kept[1] += 1


def _fell_due(its: Columns, period: Period, groups: Groups) -> None:
    """A request is kept when no cycle of it missed its target: a customer who comes back heals nothing."""
    start, end, due = period.start, period.end, its.due
    for row in [row for row in its.lasts if start <= due[row] < end]:
        if its.ended_by[row] == words.NO_ANSWER:
            continue
        running = its.ended[row] is NEVER
        lost = its.is_missed(row, end if running else NEVER)
        for before in range(its.begins[row], row):
            lost = lost or its.is_missed(before, end if its.ended[before] is NEVER else NEVER)
        if running and not lost:
            continue  # the clock stood when it fell due, and the target moves on
        kept = groups[row].kept_resolution
        kept[0] += not lost
        kept[1] += 1


def _done(its: Columns, period: Period, groups: Groups) -> None:
    """How long requests took from their opening to their last resolution."""
    start, end, ended = period.start, period.end, its.ended
    for row in [row for row in its.lasts if start <= ended[row] < end]:
        if its.ended_by[row] not in DONE:
            continue
        group, waited = groups[row], its.waits[row]
        group.elapsed.append((ended[row] - its.opened[row]) // _MINUTE)
        if waited is None:
            group.unknown_waits += 1
        else:
            group.resolution.append(max(0, its.took[row] - waited))


def _ended(its: Columns, period: Period, groups: Groups) -> None:
    """What was resolved, by how many hands, with how many answers, and whether it lasted."""
    start, end = period.start, period.end
    known = end - KNOWN_AFTER
    for row in [row for row, ended in enumerate(its.ended) if start <= ended < end]:
        group, how = groups[row], its.ended_by[row]
        if how not in DONE:
            group.no_answer += how == words.NO_ANSWER
            continue
        owners, replies, again = its.owners[row], its.replies[row], its.came_back[row]
        group.resolved += 1
        if owners is not None:
            group.handed_on[0] += owners >= MANY_HANDS
            group.handed_on[1] += 1
        if its.ended[row] > known:
            group.not_yet_known += 1
            continue
        group.reopened[0] += again
        group.reopened[1] += 1
        if replies is not None and owners is not None:
            group.one_answer[0] += replies == 1 and owners <= 1 and not again
            group.one_answer[1] += 1


def _asked(its: Columns, period: Period, groups: Groups, clocks: Clocks) -> None:
    """What customers said when they were asked, and how soon somebody spoke to who wasn't content."""
    start, end = period.start, period.end
    for row in [row for row, asked in enumerate(its.asked) if start <= asked < end]:
        group, rating, rated = groups[row], its.rating[row], its.rated[row]
        group.asked += 1
        if rating is None:
            continue
        if 1 <= rating <= 5:
            group.counts[rating - 1] += 1
        if rating <= LOW and its.recovered[row] is not NEVER:
            group.recovered += 1
            if rated is not NEVER:
                group.recovery.append(clocks(its.department[row]).between(rated, its.recovered[row]))


def _open(its: Columns, end: datetime, groups: Groups) -> None:
    """What ran at the period's end."""
    for row in its.running(end):
        group, age = groups[row], (end - its.opened[row]) // _MINUTE
        unanswered = its.promise[row] < end < its.answered[row] and not its.by_phone[row]
        group.ages.append(age)
        group.is_open(age, its.number[row])
        group.late += unanswered or its.is_missed(row, end)
        group.without_owner += its.owner[row] is None


def content(counts: list[int]) -> int:
    """How many gave a 4 or a 5."""
    return sum(counts[CONTENT - 1 :])
