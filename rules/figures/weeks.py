"""What came in, what was done and what stayed open in each week of a period. Counts. Pure."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import datetime, timedelta

from frontdesk.rules.clock.passed import midnight
from frontdesk.rules.clock.timing import BusinessHours
from frontdesk.rules.figures.columns import Columns
from frontdesk.rules.figures.periods import Period


@dataclass(frozen=True, slots=True)
class Week:
    """A week, cut at the period's edges: what came in, what was done, what was open at its end."""

    monday: datetime
    came: int
    went: int
    open: int


class Weeks:
    """What came, went and stayed in each week of the period."""

    def __init__(self, period: Period, hours: BusinessHours) -> None:
        self.period = period
        monday = period.first - timedelta(days=period.first.weekday())
        days = [
            monday + timedelta(days=7 * number) for number in range(((period.last - monday).days // 7) + 1)
        ]
        self.begins = [edge for day in days if (edge := midnight(hours, day)) < period.end]
        self.came, self.went = [0] * len(self.begins), [0] * len(self.begins)
        # by how much more are open at this week's end than at the last's
        self.steps = [0] * (len(self.begins) + 1)

    def add(self, its: Columns) -> None:
        start, end, weeks = self.period.start, self.period.end, len(self.begins)
        for row in [row for row in its.firsts if start <= its.began[row] < end]:
            self.came[bisect_right(self.begins, its.began[row]) - 1] += 1
        for began, ended, over in zip(its.began, its.ended, its.over, strict=True):
            if began >= end or ended < start or over < start:
                continue
            until = weeks
            if ended < end:
                until = bisect_right(self.begins, ended) - 1
                self.went[until] += 1
            first = max(0, bisect_right(self.begins, began) - 1)
            if first < until:
                self.steps[first] += 1
                self.steps[until] -= 1

    def rows(self) -> tuple[Week, ...]:
        is_open, rows = 0, []
        for at, begin in enumerate(self.begins):
            is_open += self.steps[at]
            rows.append(Week(begin, self.came[at], self.went[at], is_open))
        return tuple(rows)
