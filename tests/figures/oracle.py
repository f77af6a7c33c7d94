"""The oracle: every figure of a period from the list of what people did, by another way than the desk's.

It counts minutes one by one, knows no table of the desk, and shares no code with it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from figures.made_up_desk import ZONE, Case, Deed

MINUTE, FORTNIGHT = timedelta(minutes=1), timedelta(days=14)
PROMISED = 4 * 60
RESOLVE = {"low": 40 * 60, "normal": 16 * 60, "high": 6 * 60, "urgent": 2 * 60}


@cache
def is_open(at: datetime) -> bool:
    local = at.astimezone(ZONE)
    return local.weekday() < 5 and 9 <= local.hour < 17


def minutes(earlier: datetime, later: datetime) -> int:
    found, at = 0, earlier
    while at < later:
        found += is_open(at)
        at += MINUTE
    return found


def after(start: datetime, wanted: int) -> datetime:
    at = start
    while wanted:
        wanted -= is_open(at)
        at += MINUTE
    return at


@dataclass
class Round:
    began: datetime
    by_customer: bool
    owners: set[str] = field(default_factory=set)
    replies: list[datetime] = field(default_factory=list)
    waited: int = 0
    missed: bool = False
    due: datetime | None = None
    ended: datetime | None = None
    how: str = ""
    asked: datetime | None = None
    rating: int | None = None
    department: str = ""
    owner: str = ""
    standing: bool = False


class Life:
    """A case told again, round by round."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.rounds: list[Round] = []
        self.priority, self.department, self.owner = "normal", "", ""
        self._left = 0
        self._stood: datetime | None = None
        self._why = ""
        for deed in case.deeds:
            self._pass(deed)
            getattr(self, f"_{deed.what.replace(' ', '_')}")(deed)

    @property
    def opened(self) -> datetime:
        return self.rounds[0].began

    @property
    def answered(self) -> datetime | None:
        return next((at for one in self.rounds for at in one.replies[:1]), None)

    def gone(self) -> bool:
        return any(one.how in ("spam", "merged") for one in self.rounds)

    def _pass(self, deed: Deed) -> None:
        """Time went by until this deed: a target may have passed."""
        if self.rounds and self.rounds[-1].ended is None and self._stood is None:
            last = self.rounds[-1]
            last.missed |= (
                last.due is not None and last.due <= deed.at
            )  # its minute is over when mail is read

    def _begin(self, at: datetime, *, by_customer: bool) -> None:
        self.rounds.append(Round(at, by_customer, department=self.department, owner=self.owner))
        if self.owner:
            self.rounds[-1].owners.add(self.owner)
        self.rounds[-1].due = after(at, RESOLVE[self.priority])

    def _end(self, at: datetime, how: str) -> None:
        last = self.rounds[-1]
        if last.ended is None:
            if self._stood is not None and self._why == "waiting":
                last.waited += minutes(self._stood, at)
            last.ended, last.how = at, how
        elif how in ("spam", "merged"):
            last.how = how
        self._stood = None

    def _stop(self, at: datetime, why: str) -> None:
        if self._stood is None:
            due = self.rounds[-1].due
            assert due
            self._left = max(1, minutes(at, due))
            self._stood, self._why = at, why
        elif why != self._why:
            self._count(at)
            self._stood, self._why = at, why

    def _count(self, at: datetime) -> None:
        if self._stood is not None and self._why == "waiting":
            self.rounds[-1].waited += minutes(self._stood, at)

    def _opened(self, deed: Deed) -> None:
        self._begin(deed.at, by_customer=True)

    def _phoned(self, deed: Deed) -> None:
        self._begin(deed.at, by_customer=False)

    def _replied(self, deed: Deed) -> None:
        self.rounds[-1].replies.append(deed.at)

    def _owned(self, deed: Deed) -> None:
        self.owner = self.rounds[-1].owner = deed.who
        self.rounds[-1].owners.add(deed.who)

    def _department(self, deed: Deed) -> None:
        self.department = self.rounds[-1].department = deed.value

    def _priority(self, deed: Deed) -> None:
        self.priority = deed.value
        last = self.rounds[-1]
        if last.ended is None and self._stood is None:
            last.due = after(last.began, RESOLVE[self.priority])

    def _waiting(self, deed: Deed) -> None:
        self._stop(deed.at, "waiting")

    def _held(self, deed: Deed) -> None:
        self._stop(deed.at, "held")

    def _wrote(self, deed: Deed) -> None:
        if self._stood is not None and self._why == "waiting":
            self._count(deed.at)
            self._stood = None
            self.rounds[-1].due = after(deed.at, self._left)

    def _resolved(self, deed: Deed) -> None:
        self._end(deed.at, "resolved")

    def _no_answer(self, deed: Deed) -> None:
        self._end(deed.at, "no answer")

    def _spam(self, deed: Deed) -> None:
        self._end(deed.at, "spam")

    def _merged(self, deed: Deed) -> None:
        self._end(deed.at, "merged")

    def _reopened(self, deed: Deed) -> None:
        if self.rounds[-1].ended is not None:
            self._begin(deed.at, by_customer=True)

    def _asked(self, deed: Deed) -> None:
        self.rounds[-1].asked = deed.at

    def _rated(self, deed: Deed) -> None:
        self.rounds[-1].rating = int(deed.value)

    def _stated(self, deed: Deed) -> None:
        pass


def rank(values: list[tuple[int, bool]], percent: int) -> tuple[int | None, bool]:
    """None where there are too few to say it."""
    if len(values) < {50: 6, 90: 20}[percent]:
        return None, False
    return sorted(values)[math.ceil(len(values) * percent / 100) - 1]


def figures(cases: list[Case], start: datetime, end: datetime, made: datetime) -> dict[str, Any]:
    """The figures of what fell into the time from `start` to before `end`, as known when the report was made."""
    lives = [Life(case) for case in cases if case.deeds and case.deeds[0].at < end]
    lives = [life for life in lives if not life.gone()]

    def within(at: datetime | None) -> bool:
        return at is not None and start <= at < end

    opened = [life for life in lives if within(life.opened)]
    phone = [life for life in opened if not life.rounds[0].by_customer]
    first: list[tuple[int, bool]] = []
    for life in opened:
        if life in phone:
            continue
        if life.answered is not None:
            first.append((minutes(life.opened, life.answered), False))
        elif life.rounds[-1].ended is None:
            first.append((minutes(life.opened, end), True))
    ended = [(life, at, one) for life in lives for at, one in enumerate(life.rounds) if within(one.ended)]
    resolved = [each for each in ended if each[2].how == "resolved"]
    settled = [life for life in lives if within(life.rounds[-1].ended) and life.rounds[-1].how == "resolved"]
    took = [
        minutes(life.opened, life.rounds[-1].ended) - sum(one.waited for one in life.rounds)  # type: ignore[arg-type]
        for life in settled
    ]
    kept_response = [0, 0]
    kept_resolution = [0, 0]
    for life in lives:
        promised = after(life.opened, PROMISED)
        if life.rounds[0].by_customer and within(promised):
            done = life.rounds[0].ended
            if life.answered is not None or done is None or done > promised:
                kept_response[1] += 1
                kept_response[0] += life.answered is not None and life.answered <= promised
        last = life.rounds[-1]
        if within(last.due) and last.how != "no answer":
            running = last.ended is None
            late = running and life._stood is None and last.due < end  # type: ignore[operator]
            lost = late or any(one.missed for one in life.rounds)
            if not running or lost:
                kept_resolution[1] += 1
                kept_resolution[0] += not lost
    old = [(life, at, one) for life, at, one in resolved if end - one.ended >= FORTNIGHT]  # type: ignore[operator]

    def came_back(life: Life, at: int) -> bool:
        after_it = life.rounds[at + 1 : at + 2]
        return bool(after_it) and after_it[0].began - life.rounds[at].ended <= FORTNIGHT  # type: ignore[operator]

    backlog = [
        (life, one)
        for life in lives
        for one in life.rounds
        if one.began < end and (one.ended is None or one.ended >= end)
    ]
    before = [
        1
        for life in lives
        for one in life.rounds
        if one.began < start and (one.ended is None or one.ended >= start)
    ]
    asked = [one for life in lives for one in life.rounds if within(one.asked)]
    ratings = [one.rating for one in asked if one.rating]
    departments: dict[str, int] = {}
    for life in opened:
        name = life.rounds[0].department
        departments[name] = departments.get(name, 0) + 1
    stated = [
        int(deed.value)
        for life in lives
        for deed in life.case.deeds
        if deed.what == "stated" and within(deed.at)
    ]
    ages = [(end - life.opened) // MINUTE for life, _ in backlog]
    return {
        "requests": len(opened),
        "resolved": len(resolved),
        "no_answer": sum(one.how == "no answer" for _, _, one in ended),
        "not_yet_known": len(resolved) - len(old),
        "first": (len(first), *rank(first, 50), rank(first, 90)[0], sum(waiting for _, waiting in first)),
        "resolution": (len(took), rank([(each, False) for each in took], 50)[0]),
        "elapsed": rank(
            [((life.rounds[-1].ended - life.opened) // MINUTE, False) for life in settled],  # type: ignore[operator]
            50,
        )[0],
        "kept_response": tuple(kept_response),
        "kept_resolution": tuple(kept_resolution),
        "reopened": (sum(came_back(life, at) for life, at, _ in old), len(old)),
        "one_answer": (
            sum(
                len(one.replies) == 1 and len(one.owners) < 2 and not came_back(life, at)
                for life, at, one in old
            ),
            len(old),
        ),
        "handed_on": (sum(len(one.owners) >= 3 for _, _, one in resolved), len(resolved)),
        "backlog": (len(backlog), max(ages, default=None), len(backlog) - len(before)),
        "without_owner": sum(not one.owner for _, one in backlog),
        "ratings": (len(asked), [ratings.count(stars) for stars in range(1, 6)]),
        "departments": departments,
        "minutes": sum(stated),
    }
