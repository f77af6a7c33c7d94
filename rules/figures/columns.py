"""Requests with all their cycles, column by column: what a report is counted from. Holds facts; counts nothing. Pure.

A report is counted from a hundred thousand cycles. An object for each, asked by every rule in turn, costs more than all
that the rules find out; so a rule picks its rows from lists. A row is a cycle. The rows of a request stand together, in
their order, and what is of the whole request stands in each of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from itertools import compress, pairwise
from operator import ne

from frontdesk.rules.clock.passed import BusinessMinutes, minutes
from frontdesk.rules.figures import cycle as words
from frontdesk.rules.figures.cycle import KNOWN_AFTER

NEVER = datetime.max.replace(tzinfo=UTC)  # when something happens that hasn't: later than every moment

Clocks = Callable[[str], BusinessMinutes]  # by the hours of a department
Times = Sequence[datetime]
Stretches = Sequence[tuple[str, datetime, datetime]]  # the clock stood for what, since when, until when
Hands = Sequence[tuple[str, datetime]]  # who owned it since when


@dataclass(slots=True, eq=False)
class Columns:
    """What `Cycle` says, a list for each of its facts; a time that hasn't come is NEVER. `child`: another request
    stands for it, so that one mail answered it together with others. `minutes`: stated on the request so far.

    Of the whole request, in each of its rows: `opened`; `over`, when its last cycle ended; `answered`, a person's first
    mail to the customer; `promise`; `by_phone`, a technician opened it, so what the customer waited before isn't known;
    `waits`, the business minutes for which we waited for the customer, None when a part of them isn't known.
    `begins`: the row of its first cycle. `came_back`: the customer opened it again within 14 days after this cycle.
    `firsts`, `lasts`: the rows in which requests begin and end.

    Business minutes, once they are `reckon`ed: `until_answered`, in a request's first row; `took`, from the opening of
    the request to the end of the cycle; `lasted`, from the beginning of the cycle to its end. 0 where that hasn't come.
    """

    number: Sequence[int]
    began: Times
    source: Sequence[str]
    department: Sequence[str]
    priority: Sequence[str]
    owner: Sequence[str | None]
    promised: Times
    replied: Times
    replies: Sequence[int | None]
    due: Times
    missed: Times
    ended: Times
    ended_by: Sequence[str | None]
    resolved_by: Sequence[str | None]
    waited: Sequence[int | None]
    owners: Sequence[int | None]
    rating: Sequence[int | None]
    rated: Times
    comment: Sequence[str | None]
    asked: Times
    recovered: Times
    stood: Sequence[Stretches]
    owned: Sequence[Hands]
    language: Sequence[str]
    labels: Sequence[tuple[str, ...]]
    minutes: Sequence[int]
    spam: Sequence[bool]
    merged: Sequence[bool]
    child: Sequence[bool]

    firsts: list[int] = field(init=False)
    lasts: list[int] = field(init=False)
    begins: list[int] = field(init=False)
    opened: list[datetime] = field(init=False)
    over: list[datetime] = field(init=False)
    answered: list[datetime] = field(init=False)
    promise: list[datetime] = field(init=False)
    by_phone: list[bool] = field(init=False)
    waits: list[int | None] = field(init=False)
    came_back: list[bool] = field(init=False)
    until_answered: list[int] = field(init=False)
    took: list[int] = field(init=False)
    lasted: list[int] = field(init=False)
    _ran: dict[datetime, list[int]] = field(init=False)

    def __post_init__(self) -> None:
        rows = len(self.number)
        others = compress(range(1, rows), map(ne, self.number[1:], self.number))
        self.firsts = [0, *others] if rows else []
        self.lasts = [first - 1 for first in self.firsts[1:]] + [rows - 1] * bool(rows)
        self.begins, self.opened, self.over = list(range(rows)), list(self.began), list(self.ended)
        self.answered, self.promise, self.waits = list(self.replied), list(self.promised), list(self.waited)
        self.by_phone = [source == words.TECHNICIAN for source in self.source]
        self.came_back = [False] * rows
        self._ran = {}
        if rows > len(self.firsts):  # else each row is a request, and says all of it
            for first, last in zip(self.firsts, self.lasts, strict=True):
                if last > first:
                    self._of_the_whole(first, last)

    def _of_the_whole(self, first: int, last: int) -> None:
        its = range(first, last + 1)
        number = len(its)
        waited = self.waited[first : last + 1]
        answers = (self.replied[row] for row in its if self.replied[row] is not NEVER)
        here = slice(first, last + 1)
        self.begins[here] = [first] * number
        self.opened[here] = [self.began[first]] * number
        self.over[here] = [self.ended[last]] * number
        self.answered[here] = [next(answers, NEVER)] * number
        self.promise[here] = [self.promised[first]] * number
        self.by_phone[here] = [self.by_phone[first]] * number
        self.waits[here] = [None if None in waited else sum(filter(None, waited))] * number
        for row, following in pairwise(its):
            ended, again = self.ended[row], self.began[following]
            by_the_customer = self.source[following] != words.TECHNICIAN
            self.came_back[row] = ended is not NEVER and by_the_customer and again - ended <= KNOWN_AFTER

    def reckon(self, clocks: Clocks) -> None:
        """Count the business minutes, each by the hours of the department that the cycle had."""
        by = [clocks(department) for department in self.department]
        began, ended, answered = (_passed(by, times) for times in (self.began, self.ended, self.answered))
        self.until_answered = list(map(minutes, began, answered))
        self.lasted = list(map(minutes, began, ended))
        self.took = list(self.lasted)
        for row, first in enumerate(self.begins):
            if first < row and self.ended[row] is not NEVER:
                self.took[row] = by[row].between(self.opened[row], self.ended[row])

    def without(self, left_out: set[int]) -> Columns:
        """All but the requests with these numbers."""
        if not left_out:
            return self
        kept = [number not in left_out for number in self.number]
        return Columns(**{name: list(compress(getattr(self, name), kept)) for name in FACTS})

    def running(self, moment: datetime) -> list[int]:
        """The rows that ran at this moment, one of each request that was open then."""
        if moment not in self._ran:  # the end of one period is the beginning of another
            ran = [
                row
                for row, (began, ended) in enumerate(zip(self.began, self.ended, strict=True))
                if began < moment <= ended and self.over[row] >= moment
            ]
            # Two ran at once where no event tells when the first one ended.
            before = zip(ran, [-1, *ran], strict=False)
            self._ran[moment] = [row for row, other in before if other < self.begins[row]]
        return self._ran[moment]

    def is_missed(self, row: int, moment: datetime) -> bool:
        """Whether the target for the resolution had passed by this moment. What healed it afterwards doesn't count."""
        if self.missed[row] < moment:
            return True
        due = self.due[row]
        if due >= moment or self.ended[row] <= due:
            return False
        return not any(since <= due < until for _, since, until in self.stood[row])


def _passed(by: Sequence[BusinessMinutes], times: Times) -> list[int]:
    """What had passed at these times by their clocks; 0 at what hasn't come."""
    found = [0] * len(times)
    for clock in set(by):
        rows = [row for row, each in enumerate(by) if each is clock and times[row] is not NEVER]
        for row, passed in zip(rows, clock.passed([times[row] for row in rows]), strict=True):
            found[row] = passed
    return found


FACTS = tuple(one.name for one in fields(Columns) if one.init)
