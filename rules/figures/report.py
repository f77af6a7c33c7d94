"""The report: every request's story is read once, and adds to the whole, to its groups, to its weeks. Pure.

`Builder` takes the stories one by one, in any order, and gives the same report whatever the order.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from frontdesk.rules.clock.durations import parse_duration
from frontdesk.rules.clock.passed import midnight
from frontdesk.rules.clock.timing import BusinessHours
from frontdesk.rules.figures import statistics as st
from frontdesk.rules.figures.changes import Change, changes
from frontdesk.rules.figures.cycle import Cycle, Entry
from frontdesk.rules.figures.figures import Figures, figures
from frontdesk.rules.figures.periods import Period
from frontdesk.rules.figures.story import LOW, MANY_HANDS, Story
from frontdesk.rules.figures.tally import Clocks, Tally, count
from frontdesk.rules.figures.team import NOBODY_AWAY, Work, Workload

MOST_LABELS = 15
ASKED = frozenset(
    ("asked at most", "asked every")
)  # the notes that say how often a customer is asked for a rating
_A_MONTH = range(28, 32)
_MOST_NAMED = 5
_ANSWERED_BY = parse_duration("3d")

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Group:
    """A row of a table. `name`: "" for what has none. `groups`: of how many small groups this is the sum."""

    name: str
    figures: Figures
    before: Figures
    groups: int = 0

    @property
    def requests_changed(self) -> bool:
        return st.counts_differ(self.figures.requests, self.before.requests)


@dataclass(frozen=True, slots=True)
class Week:
    """A week, cut at the period's edges: what came in, what was done, what was open at its end."""

    monday: datetime
    came: int
    went: int
    open: int


@dataclass(frozen=True, slots=True)
class Comment:
    """A rating with its words, or a low one without."""

    number: int
    rating: int
    words: str
    recovered_at: datetime | None
    resolved_by: str | None
    rating_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class More:
    """A label that a department wrote about more than before."""

    department: str
    label: str
    now: int
    before: int


@dataclass(frozen=True, slots=True)
class ToldOutage:
    """An outage that began in the period. `people`: different customers who wrote about it. `over_after`: None while it
    goes on."""

    parent: int
    topic: str
    began_at: datetime
    confirmed_after: timedelta
    people: int
    over_after: timedelta | None


@dataclass(frozen=True, slots=True)
class Note:
    """Something that a reader has to know beside the figures; its sentence stands in a table of words."""

    key: str
    number: int = 0
    on: datetime | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """`children`: requests of the period for which an outage's parent stands. They are in `total` and the groups as
    requests, and in no time and no share there; `with_outages` has them in all of it (None without any)."""

    made_at: datetime
    period: Period
    previous: Period
    department: str | None
    total: Figures
    before: Figures
    changes: tuple[Change, ...]
    departments: tuple[Group, ...]
    labels: tuple[Group, ...]
    priorities: tuple[Group, ...]
    languages: tuple[Group, ...]
    weeks: tuple[Week, ...]
    work: tuple[Work, ...]
    comments: tuple[Comment, ...]
    more: tuple[More, ...]
    many_hands: tuple[int, ...]
    unrecovered: tuple[int, ...]
    notes: tuple[Note, ...]
    first_answers: tuple[int, ...] = ()  # business minutes, sorted; what is unanswered isn't among them
    arrivals: Mapping[tuple[int, int], int] = field(
        default_factory=dict
    )  # by weekday (0: Monday) and local hour
    outages: tuple[ToldOutage, ...] = ()
    children: int = 0
    with_outages: Figures | None = None


class _Books:
    """The tallies of one period. Each request is counted once, with those that are alike in everything that groups
    are made of; the whole and its groups are summed from these at the end.
    """

    def __init__(self) -> None:
        self.total = Tally()
        self.kinds: dict[str, dict[str, Tally]] = {
            kind: {} for kind in ("department", "label", "priority", "language")
        }
        self._alike: dict[tuple[str, str, str, tuple[str, ...], bool], Tally] = {}
        self.has_children = False
        self.of_children = Tally()  # times and shares, which are in no group
        self._minutes: Counter[str] = Counter()  # an entry is of the department of its day
        self._labelled: list[tuple[tuple[str, ...], Tally]] = []

    def group(self, story: Story, cycle: Cycle) -> Tally:
        key = (cycle.department, cycle.priority, story.language, story.labels, story.child)
        found = self._alike.get(key)
        if found is None:
            found = self._alike[key] = Tally()
        return found

    def state(self, story: Story, entry: Entry) -> None:
        self.group(story, story.last).minutes += entry.minutes
        self._minutes[entry.department] += entry.minutes

    def sum_up(self) -> None:
        for (department, priority, language, labels, child), tally in self._alike.items():
            if child:
                self.has_children = True
                tally, times = tally.parted()
                self.of_children.add(times)
            each_label = tuple(dict.fromkeys(labels or ("",)))
            self._labelled.append((each_label, tally))
            named = [("priority", priority), ("language", language)]
            named += [("label", label) for label in each_label]
            for kind, name in named:
                self._of(kind, name).add(tally)
            self.total.add(tally)
            own = self._of("department", department)
            own.add(tally)
            own.minutes -= tally.minutes
        for department, minutes in self._minutes.items():
            self._of("department", department).minutes += minutes

    def with_children(self) -> Tally:
        """The whole with the times and shares of an outage's children, too. Once it is summed up."""
        whole = Tally()
        whole.add(self.total)
        whole.add(self.of_children)
        return whole

    def together(self, kind: str, names: Sequence[str]) -> Tally:
        """Several groups as one. A request with two labels is in both of them, and once in their sum."""
        whole, chosen = Tally(), frozenset(names)
        if kind == "label":
            alike = [tally for labels, tally in self._labelled if not chosen.isdisjoint(labels)]
        else:
            alike = [_tally(self.kinds[kind], name) for name in names]
        for tally in alike:
            whole.add(tally)
        return whole

    def _of(self, kind: str, name: str) -> Tally:
        return self.kinds[kind].setdefault(name, Tally())


class Builder:
    """Counts stories into a report. `clocks`: business minutes by the hours of a department. `with_times`: how fast
    each of the `team` was, too. `comparable`: the whole of the period before had a desk. `asked_every`: days for
    which a customer isn't asked for a rating again; 0 when they are asked each time. `away`: business days on which
    each of the team was."""

    def __init__(
        self,
        period: Period,
        previous: Period,
        hours: BusinessHours,
        clocks: Clocks,
        *,
        department: str | None = None,
        team: Sequence[str] = (),
        with_times: bool = False,
        comparable: bool = True,
        asked_every: int = 30,
        away: Mapping[str, int] = NOBODY_AWAY,
    ) -> None:
        self.period, self.previous, self.department = period, previous, department
        self._hours, self._zone = hours, hours.zone
        self._comparable, self._asked_every = comparable, asked_every
        self._clocks = clocks
        self._now, self._before = _Books(), _Books()
        self._weeks = _Weeks(period, hours)
        self._work = Workload(team, period, clocks, with_times=with_times, away=away)
        self._pairs: tuple[Counter[Key], Counter[Key]] = (Counter(), Counter())
        self._arrivals: Counter[datetime] = (
            Counter()
        )  # by the quarter of an hour, which is whole in every zone
        self._left_out: Counter[str] = Counter()
        self._comments: list[Comment] = []
        self._many_hands: list[int] = []
        self._children = 0

    def add(self, story: Story, entries: Sequence[Entry] = ()) -> None:
        """Count one request, with what was stated on it in the two periods."""
        if self.department is not None and story.last.department != self.department:
            return
        period, opened = self.period, story.cycles[0].began_at
        opened_in = period.start <= opened < period.end
        if not story.is_counted:
            if opened_in:
                self._left_out["team" if story.is_the_teams else "spam" if story.is_spam else "merged"] += 1
            return
        before = self.previous
        if opened < before.end and not story.stays_done(before.start):
            count(story, before, self._before.group, self._clocks)
        if entries:
            self._stated(story, entries)
        if opened < period.end and not story.stays_done(period.start):
            count(story, period, self._now.group, self._clocks)
            self._weeks.add(story)
            self._work.add(story)
            self._noticed(story)
        if opened_in:
            self._children += story.child
            self._arrivals[opened.replace(minute=opened.minute // 15 * 15, second=0, microsecond=0)] += 1
            self._left_out["department"] += not story.cycles[0].department
            self._left_out["label"] += not story.labels
            self._left_out["time"] += not story.minutes
        elif not (before.start <= opened < before.end):
            return
        if not story.child and (department := story.cycles[0].department):
            pairs = self._pairs[not opened_in]
            for label in story.labels:
                pairs[department, label] += 1

    def _stated(self, story: Story, entries: Iterable[Entry]) -> None:
        for entry in entries:
            if self.period.holds(entry.at):
                self._now.state(story, entry)
                self._work.state(entry)
            elif self.previous.holds(entry.at):
                self._before.state(story, entry)

    def _noticed(self, story: Story) -> None:
        for cycle in story.cycles:
            rating = cycle.rating
            if rating is not None and self.period.holds(cycle.asked_at):
                words = cycle.rating_comment or ""
                if words or rating <= LOW:
                    found = Comment(
                        story.number, rating, words, cycle.recovered_at, cycle.resolved_by, cycle.rating_at
                    )
                    self._comments.append(found)
            if (cycle.owners or 0) >= MANY_HANDS and self.period.holds(cycle.ended_at):
                self._many_hands.append(story.number)

    def report(
        self, made_at: datetime, notes: Iterable[Note] = (), outages: Iterable[ToldOutage] = ()
    ) -> Report:
        now, before = self._now, self._before
        for books in (now, before):
            books.sum_up()
        total, total_before = figures(now.total), figures(before.total)
        comments = tuple(sorted(self._comments, key=lambda one: (one.rating, one.number)))
        return Report(
            made_at=made_at,
            period=self.period,
            previous=self.previous,
            department=self.department,
            total=total,
            before=total_before,
            changes=changes(total, total_before) if self._comparable else (),
            departments=self._groups("department"),
            labels=self._groups("label", MOST_LABELS),
            priorities=self._groups("priority"),
            languages=self._groups("language"),
            weeks=self._weeks.rows(),
            work=self._work.rows(),
            comments=comments,
            more=self._more(),
            many_hands=tuple(sorted(dict.fromkeys(self._many_hands))),
            unrecovered=tuple(
                one.number for one in comments if one.rating <= LOW and self._waited(one, made_at)
            ),
            notes=(*notes, *self._notes()),
            first_answers=tuple(sorted(each // 2 for each in now.total.first if not each & 1)),
            arrivals=self._by_hour(),
            outages=tuple(outages),
            children=self._children,
            with_outages=figures(now.with_children()) if now.has_children else None,
        )

    def _by_hour(self) -> dict[tuple[int, int], int]:
        found: Counter[tuple[int, int]] = Counter()
        for quarter, number in self._arrivals.items():
            local = quarter.astimezone(self._zone)
            found[local.weekday(), local.hour] += number
        return dict(sorted(found.items()))

    def _waited(self, one: Comment, made_at: datetime) -> bool:
        """Whether nobody has spoken to the customer for so long that managers hear of it."""
        since = one.rating_at
        return one.recovered_at is None and (since is None or self._hours.add(since, _ANSWERED_BY) <= made_at)

    def _groups(self, kind: str, most: int | None = None) -> tuple[Group, ...]:
        """The groups by their requests, most first; what is too small to be told apart is summed into one row."""
        now, before = self._now.kinds[kind], self._before.kinds[kind]
        names = sorted({*now, *before}, key=lambda name: (-_tally(now, name).requests, name))
        kept = [name for name in names if _tally(now, name).requests >= st.GROUP_FROM][:most]
        rows = [Group(name, figures(_tally(now, name)), figures(_tally(before, name))) for name in kept]
        rest = [name for name in names if name not in kept and _says_something(_tally(now, name))]
        if rest:
            ours, theirs = (books.together(kind, rest) for books in (self._now, self._before))
            rows.append(Group("", figures(ours), figures(theirs), len(rest)))
        return tuple(rows)

    def _more(self) -> tuple[More, ...]:
        now, before = self._pairs
        if not self._comparable:
            return ()
        found = [
            More(*key, number, before[key])
            for key, number in now.items()
            if number >= st.GROUP_FROM and number > before[key] and st.counts_differ(number, before[key])
        ]
        return tuple(sorted(found, key=lambda one: (one.before - one.now, one.department, one.label)))[
            :_MOST_NAMED
        ]

    def _notes(self) -> Iterator[Note]:
        total, left_out = self._now.total, self._left_out
        numbers = {
            "spam": left_out["spam"],
            "merged": left_out["merged"],
            "team": left_out["team"],
            "phone": total.phone,
            "silence": total.answered_by_silence,
            "no answer": total.no_answer,
            "waits": total.unknown_waits,
            "department": left_out["department"] if self.department is None else 0,
            "label": left_out["label"],
            "time": left_out["time"] if left_out["time"] < total.requests else 0,
        }
        yield from (Note(key, number) for key, number in numbers.items() if number)
        if total.asked and self._asked_every:
            key = "asked at most" if self._asked_every in _A_MONTH else "asked every"
            yield Note(key, self._asked_every)


def _tally(tallies: Mapping[str, Tally], name: str) -> Tally:
    return tallies.get(name) or Tally()


def _says_something(tally: Tally) -> bool:
    return bool(
        tally.requests or tally.resolved or tally.ages or tally.asked or tally.minutes or tally.no_answer
    )


class _Weeks:
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

    def add(self, story: Story) -> None:
        period = self.period
        start, end = period.start, period.end
        if start <= story.opened_at < end:
            self.came[bisect_right(self.begins, story.opened_at) - 1] += 1
        for cycle in story.cycles:
            began, ended = cycle.began_at, cycle.ended_at
            if began >= end or (ended is not None and ended < start):
                continue
            until = len(self.begins)
            if ended is not None and ended < end:
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
