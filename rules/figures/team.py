"""What each technician had to do: load, and where a desk wants it more. Counts; ranks nobody. Pure.

The rows stand in the order of the settings. Who works hard questions or part time looks slow in any of these
numbers, which is why only load is shown unless the admin decides otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from types import MappingProxyType

from frontdesk.rules.clock.timing import BusinessHours
from frontdesk.rules.figures.columns import NEVER, Columns
from frontdesk.rules.figures.cycle import CONTENT, DONE, Entry
from frontdesk.rules.figures.figures import Share, Time, share, times
from frontdesk.rules.figures.periods import Period

NOBODY_AWAY: Mapping[str, int] = MappingProxyType({})
RATINGS_FROM = 10  # below that a person's ratings are those of a few customers


@dataclass(frozen=True, slots=True)
class Work:
    """`open`: owned and open at the end; `taken`: came into their hands in the period; `resolved`: cycles; `minutes`:
    stated; `away`: business days. `first_answer`: of the requests they answered first. `kept`: of the cycles they
    resolved, those within their target. `counts`: ratings from 1 to 5 of what they resolved.
    """

    email: str
    open: int
    taken: int
    resolved: int
    minutes: int
    away: int
    first_answer: Time
    resolution: Time
    kept: Share
    counts: tuple[int, ...]

    @property
    def content(self) -> tuple[int, int]:
        """How many were content, of how many who answered."""
        return sum(self.counts[CONTENT - 1 :]), sum(self.counts)


def days_away(spans: Iterable[tuple[datetime, datetime]], period: Period, hours: BusinessHours) -> int:
    """On how many of the period's business days somebody was away: whose noon lies in an absence."""
    found = set()
    for since, until in spans:
        begin, end = (min(max(at, period.start), period.end).astimezone(hours.zone) for at in (since, until))
        for day in range(begin.toordinal(), end.toordinal() + 1):
            noon = datetime.combine(date.fromordinal(day), time(12), hours.zone)
            if begin <= noon < end and hours.spans(day):
                found.add(day)
    return len(found)


class _Person:
    def __init__(self) -> None:
        self.open = self.taken = self.resolved = self.minutes = self.kept = self.due = 0
        self.first: list[int] = []
        self.resolution: list[int] = []
        self.counts = [0] * 5


class Workload:
    def __init__(
        self,
        team: Sequence[str],
        period: Period,
        *,
        with_times: bool,
        away: Mapping[str, int] = NOBODY_AWAY,
    ) -> None:
        self._with_times = with_times
        self._people = {email: _Person() for email in dict.fromkeys(team)}
        self._period, self._away = period, away

    def state(self, entry: Entry) -> None:
        """What somebody stated in the period."""
        if entry.by in self._people:
            self._people[entry.by].minutes += entry.minutes

    def add(self, its: Columns) -> None:
        """Requests, reckoned. A child's parent stands for the work on it."""
        if not self._people:
            return
        people, start, end = self._people, self._period.start, self._period.end
        for row in [row for row, asked in enumerate(its.asked) if start <= asked < end]:
            resolver, rating = people.get(its.resolved_by[row] or ""), its.rating[row]
            if rating and resolver is not None:
                resolver.counts[rating - 1] += 1
        for row in its.running(end):
            owner = people.get(its.owner[row] or "")
            if owner is not None and not its.child[row]:
                owner.open += 1
        taken = {  # whoever got it several times in a cycle has taken it once
            (row, by)
            for row, owned in enumerate(its.owned)
            if not its.child[row]
            for by, since in owned
            if start <= since < end and by in people
        }
        for _, by in taken:
            people[by].taken += 1
        for row in [row for row, ended in enumerate(its.ended) if start <= ended < end]:
            resolver = people.get(its.resolved_by[row] or "")
            if resolver is not None and its.ended_by[row] in DONE and not its.child[row]:
                self._resolved(resolver, its, row)
        if self._with_times:
            self._first_answers(its, start, end)

    def _resolved(self, person: _Person, its: Columns, row: int) -> None:
        waited = its.waited[row]
        person.resolved += 1
        if its.due[row] is not NEVER:
            person.due += 1
            person.kept += not its.is_missed(row, self._period.end)
        if self._with_times and waited is not None:
            person.resolution.append(max(0, its.lasted[row] - waited))

    def _first_answers(self, its: Columns, start: datetime, end: datetime) -> None:
        """Who answered first isn't written down; who owned it then is, and answering makes the owner."""
        for row in [row for row in its.firsts if start <= its.began[row] < end]:
            answered = its.answered[row]
            if answered is NEVER or its.by_phone[row] or its.child[row]:
                continue
            owner = ""
            for by, since in its.owned[row]:
                owner = by if since <= answered else owner
            if owner in self._people:
                self._people[owner].first.append(its.until_answered[row])

    def rows(self) -> tuple[Work, ...]:
        return tuple(
            Work(
                email,
                one.open,
                one.taken,
                one.resolved,
                one.minutes,
                self._away.get(email, 0),
                times(one.first),
                times(one.resolution),
                share(one.kept, one.due),
                tuple(one.counts),
            )
            for email, one in self._people.items()
        )
