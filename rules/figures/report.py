"""The report: every request is read once, and adds to the whole, to its groups, to its weeks. Pure.

`Builder` takes requests as columns, some at a time and in any order, and gives the same report whatever the order.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from frontdesk.rules.clock.durations import parse_duration
from frontdesk.rules.clock.timing import BusinessHours
from frontdesk.rules.figures import cycle as words
from frontdesk.rules.figures import statistics as st
from frontdesk.rules.figures.books import Alike, Books
from frontdesk.rules.figures.changes import Change, changes
from frontdesk.rules.figures.columns import NEVER, Clocks, Columns
from frontdesk.rules.figures.cycle import LOW, MANY_HANDS, Entry
from frontdesk.rules.figures.figures import Figures, figures
from frontdesk.rules.figures.periods import Period
from frontdesk.rules.figures.tally import Groups, Tally, count
from frontdesk.rules.figures.team import NOBODY_AWAY, Work, Workload
from frontdesk.rules.figures.weeks import Week, Weeks

MOST_LABELS = 15
ASKED = frozenset(
    ("asked at most", "asked every")
)  # the notes that say how often a customer is asked for a rating
_A_MONTH = range(28, 32)
_MOST_NAMED = 5
_ANSWERED_BY = parse_duration("3d")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_QUARTER = timedelta(minutes=15)  # whole in every zone


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
    first_answers: Sequence[int] = ()  # business minutes, sorted; what is unanswered isn't among them
    arrivals: Mapping[tuple[int, int], int] = field(
        default_factory=dict
    )  # by weekday (0: Monday) and local hour
    outages: tuple[ToldOutage, ...] = ()
    children: int = 0
    with_outages: Figures | None = None


class Builder:
    """Counts requests into a report. `clocks`: business minutes by the hours of a department. `with_times`: how fast
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
        self._alike = Alike()
        self._now, self._before = Books(self._alike), Books(self._alike)
        self._weeks = Weeks(period, hours)
        self._work = Workload(team, period, with_times=with_times, away=away)
        self._arrivals: Counter[int] = Counter()  # by the quarter of an hour since 1970
        self._left_out: Counter[str] = Counter()
        self._comments: list[Comment] = []
        self._many_hands: list[int] = []

    def add(self, columns: Columns, entries: Sequence[Entry] = ()) -> None:
        """Count these requests, with what was stated on them."""
        its, elsewhere = self._counted(columns)
        its.reckon(self._clocks)
        alike = [
            self._alike[key]
            for key in zip(its.department, its.priority, its.language, its.labels, its.child, strict=True)
        ]
        now, before = self._now.of_rows(alike), self._before.of_rows(alike)
        count(its, self.previous, before, self._clocks)
        count(its, self.period, now, self._clocks)
        self._stated(its, entries, elsewhere, now, before)
        self._weeks.add(its)
        self._work.add(its)
        self._noticed(its)

    def _counted(self, its: Columns) -> tuple[Columns, set[int]]:
        """Without what isn't asked for and what is in no figure; how much came in of the latter is noted. And which
        requests are of another department now: what was stated on them before stays with the one of its day."""
        left_out, elsewhere = set[int](), set[int]()
        for first, last in zip(its.firsts, its.lasts, strict=True):
            if self.department is not None and its.department[last] != self.department:
                left_out.add(its.number[first])
                if _in_no_figure(its, first, last) is None:
                    elsewhere.add(its.number[first])
            elif (reason := _in_no_figure(its, first, last)) is not None:
                left_out.add(its.number[first])
                self._left_out[reason] += self.period.holds(its.began[first])
        return its.without(left_out), elsewhere

    def _stated(
        self, its: Columns, entries: Iterable[Entry], elsewhere: Container[int], now: Groups, before: Groups
    ) -> None:
        lasts = {its.number[row]: row for row in its.lasts}
        for entry in entries:
            row = lasts.get(entry.request)
            if self.department not in (None, entry.department):
                continue
            if row is None and entry.request not in elsewhere:
                continue
            if self.period.holds(entry.at):
                self._now.state(now[row] if row is not None else self._now.total, entry)
                self._work.state(entry)
            elif self.previous.holds(entry.at):
                self._before.state(before[row] if row is not None else self._before.total, entry)

    def _noticed(self, its: Columns) -> None:
        """When requests came in, and what a manager reads one by one."""
        start, end = self.period.start, self.period.end
        came = [began for began in (its.began[row] for row in its.firsts) if start <= began < end]
        self._arrivals.update([(began - _EPOCH) // _QUARTER for began in came])
        for row in [row for row, asked in enumerate(its.asked) if start <= asked < end]:
            rating, said = its.rating[row], its.comment[row] or ""
            if rating is not None and (said or rating <= LOW):
                by = its.resolved_by[row]
                recovered, rated = (
                    None if at is NEVER else at for at in (its.recovered[row], its.rated[row])
                )
                self._comments.append(Comment(its.number[row], rating, said, recovered, by, rated))
        self._many_hands += [
            its.number[row]
            for row, owners in enumerate(its.owners)
            if owners and owners >= MANY_HANDS and start <= its.ended[row] < end
        ]

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
            first_answers=array("q", sorted(each // 2 for each in now.total.first if not each & 1)),
            arrivals=self._by_hour(),
            outages=tuple(outages),
            children=sum(number for _, _, child, number in now.came() if child),
            with_outages=figures(now.with_children()) if now.has_children else None,
        )

    def _by_hour(self) -> dict[tuple[int, int], int]:
        found: Counter[tuple[int, int]] = Counter()
        for quarter, number in self._arrivals.items():
            local = (_EPOCH + quarter * _QUARTER).astimezone(self._zone)
            found[local.weekday(), local.hour] += number
        return dict(sorted(found.items()))

    def _waited(self, one: Comment, made_at: datetime) -> bool:
        """Whether nobody has spoken to the customer for so long that managers hear of it."""
        since = one.rating_at
        return one.recovered_at is None and (since is None or self._hours.add(since, _ANSWERED_BY) <= made_at)

    def _groups(self, kind: str, most: int | None = None) -> tuple[Group, ...]:
        """The groups by their requests, most first; what is too small to be told apart is summed into one row."""
        now, before = self._now.groups(kind), self._before.groups(kind)
        names = sorted({*now, *before}, key=lambda name: (-_tally(now, name).requests, name))
        kept = [name for name in names if _tally(now, name).requests >= st.GROUP_FROM][:most]
        rows = [Group(name, figures(_tally(now, name)), figures(_tally(before, name))) for name in kept]
        rest = [name for name in names if name not in kept and _says_something(_tally(now, name))]
        if rest:
            ours, theirs = (books.together(kind, rest) for books in (self._now, self._before))
            rows.append(Group("", figures(ours), figures(theirs), len(rest)))
        return tuple(rows)

    def _more(self) -> tuple[More, ...]:
        if not self._comparable:
            return ()
        now, before = self._now.topics(), self._before.topics()
        found = [
            More(*key, number, before[key])
            for key, number in now.items()
            if number >= st.GROUP_FROM and number > before[key] and st.counts_differ(number, before[key])
        ]
        return tuple(sorted(found, key=lambda one: (one.before - one.now, one.department, one.label)))[
            :_MOST_NAMED
        ]

    def _notes(self) -> Iterator[Note]:
        total, left_out, came = self._now.total, self._left_out, tuple(self._now.came())
        numbers = {
            "spam": left_out["spam"],
            "merged": left_out["merged"],
            "team": left_out["team"],
            "phone": total.phone,
            "silence": total.answered_by_silence,
            "no answer": total.no_answer,
            "waits": total.unknown_waits,
            "department": sum(number for name, _, _, number in came if not name) * (self.department is None),
            "label": sum(number for _, labels, _, number in came if not labels),
            "time": total.requests - total.stated if total.stated else 0,
        }
        yield from (Note(key, number) for key, number in numbers.items() if number)
        if total.asked and self._asked_every:
            key = "asked at most" if self._asked_every in _A_MONTH else "asked every"
            yield Note(key, self._asked_every)


def _in_no_figure(its: Columns, first: int, last: int) -> str | None:
    """Why this request isn't one that counts; None when it is."""
    if its.source[first] == words.TEAM:
        return "team"
    how = its.ended_by[last]
    if its.spam[first] or how == words.SPAM:
        return "spam"
    return "merged" if its.merged[first] or how == words.MERGED else None


def _tally(tallies: Mapping[str, Tally], name: str) -> Tally:
    return tallies.get(name) or Tally()


def _says_something(tally: Tally) -> bool:
    return bool(
        tally.requests or tally.resolved or tally.ages or tally.asked or tally.minutes or tally.no_answer
    )
