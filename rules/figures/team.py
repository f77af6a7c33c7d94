"""What each technician had to do: load, and where a desk wants it more. Counts; ranks nobody. Pure.

The rows stand in the order of the settings. Who works hard questions or part time looks slow in any of these
numbers, which is why only load is shown unless the admin decides otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from types import MappingProxyType

from frontdesk.rules.clock.passed import BusinessMinutes
from frontdesk.rules.clock.timing import BusinessHours
from frontdesk.rules.figures.cycle import Cycle, Entry, Owned
from frontdesk.rules.figures.figures import Share, Time, share, times
from frontdesk.rules.figures.periods import Period
from frontdesk.rules.figures.story import CONTENT, DONE, Story, missed
from frontdesk.rules.figures.tally import Clocks

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
        clocks: Clocks,
        *,
        with_times: bool,
        away: Mapping[str, int] = NOBODY_AWAY,
    ) -> None:
        self._with_times = with_times
        self._people = {email: _Person() for email in dict.fromkeys(team)}
        self._period, self._clocks, self._away = period, clocks, away

    def state(self, entry: Entry) -> None:
        """What somebody stated in the period."""
        if entry.by in self._people:
            self._people[entry.by].minutes += entry.minutes

    def add(self, story: Story) -> None:
        """A request of which something falls into the period."""
        if self._people:
            self._rated(story)
            if not story.child:  # its parent stands for the work
                self._worked(story)

    def _worked(self, story: Story) -> None:
        people = self._people
        start, end = self._period.start, self._period.end
        cycles = story.cycles
        ended = cycles[-1].ended_at
        if ended is None or ended >= end:
            running = story.cycle_at(end)
            if running is not None and running.owner in people:
                people[running.owner].open += 1
        for cycle in cycles:
            self._taken(cycle.owned, start, end)
            ended = cycle.ended_at
            if ended is not None and start <= ended < end and cycle.ended_by in DONE:
                resolver = people.get(cycle.resolved_by or "")
                if resolver is not None:
                    self._resolved(resolver, cycle, ended)
        if self._with_times:
            self._first_answer(story)

    def _rated(self, story: Story) -> None:
        for cycle in story.cycles:
            if cycle.rating and cycle.resolved_by in self._people and self._period.holds(cycle.asked_at):
                self._people[cycle.resolved_by].counts[cycle.rating - 1] += 1

    def _taken(self, owned: Sequence[Owned], start: datetime, end: datetime) -> None:
        """Whoever got it several times in a cycle has taken it once."""
        seen: list[str] = []
        for by, since in owned:
            if start <= since < end and by not in seen:
                seen.append(by)
                if by in self._people:
                    self._people[by].taken += 1

    def _resolved(self, person: _Person, cycle: Cycle, ended: datetime) -> None:
        person.resolved += 1
        if cycle.resolve_by is not None:
            person.due += 1
            person.kept += not missed(cycle, self._period.end)
        if self._with_times and cycle.wait_minutes is not None:
            took = self._clock(cycle.department).between(cycle.began_at, ended)
            person.resolution.append(max(0, took - cycle.wait_minutes))

    def _first_answer(self, story: Story) -> None:
        """Who answered first isn't written down; who owned it then is, and answering makes the owner."""
        answered, opening = story.answered_at, story.cycles[0]
        if answered is None or story.by_phone or not self._period.holds(story.opened_at):
            return
        owners = [one.by for one in opening.owned if one.since <= answered]
        if owners and owners[-1] in self._people:
            took = self._clock(opening.department).between(story.opened_at, answered)
            self._people[owners[-1]].first.append(took)

    def _clock(self, department: str) -> BusinessMinutes:
        return self._clocks(department)

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
