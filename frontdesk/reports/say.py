"""Figures in words: "0:52 (of 148)", "more than 6:10", "too few (3)", "October". For the mail, the page, the terminal.

A figure is never said without its n. Computes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal

from frontdesk.mailbox.rendering.wording import say_hours, say_time, wording
from frontdesk.rules.figures.changes import Change
from frontdesk.rules.figures.figures import Figures, Share, Time
from frontdesk.rules.figures.periods import Period
from frontdesk.rules.figures.report import Group, Note, Report, ToldOutage
from frontdesk.rules.languages import filled, rows
from frontdesk.rules.policy import Policy

_DAY = 24 * 60
_A_DAY = date(2026, 1, 1)
_KINDS_WITHOUT = {
    "departments": "no department", "labels": "no label", "priorities": "no name", "languages": "no language"
}  # fmt: skip

_BESIDE = frozenset(("first_response", "kept_response", "resolution", "kept_resolution", "one_answer"))


def _longest_day(policy: Policy) -> float:
    """Minutes of a whole business day."""
    spans = (
        sum(
            (datetime.combine(_A_DAY, end) - datetime.combine(_A_DAY, start)).seconds / 60
            for start, end in day
        )
        for day in policy.hours.week.values()
    )
    return max(spans, default=0) or _DAY


@dataclass(frozen=True, slots=True)
class Row:
    """A figure as a row of a table: its key, its name, and how it is said."""

    key: str
    name: str
    now: str
    before: str


@dataclass(frozen=True, slots=True)
class OutageRow:
    """`over`: "" while it goes on."""

    about: str
    began: str
    confirmed: str
    people: int
    over: str


@dataclass(frozen=True, slots=True)
class Say:
    """How one language, in one time zone, says figures."""

    language: str
    zone: tzinfo

    def word(self, key: str, **values: object) -> str:
        return filled(self.language, rows(self.language, "report")[key], values)

    def hours(self, minutes: int) -> str:
        return say_hours(timedelta(minutes=minutes))

    def money(self, amount: Decimal) -> str:
        """An amount to the cent with the language's decimal sign; without its currency."""
        return f"{amount:.2f}".replace(".", wording(self.language).decimal)

    def age(self, minutes: int) -> str:
        """A time of the calendar: in days from two days on."""
        if minutes < 2 * _DAY:
            return self.word("hours", value=self.hours(minutes))
        return self.word("days", value=minutes // _DAY)

    def time(self, figure: Time, *, p90: bool = False, calendar: bool = False) -> str:
        value = figure.p90 if p90 else figure.median
        if not figure.n:
            return self.word("none")
        if value is None:
            return self.word("too few", n=figure.n)
        said = self.age(value) if calendar else self.hours(value)
        if figure.p90_at_least if p90 else figure.at_least:
            said = self.word("more than", value=said)
        return self.word("of", value=said, n=figure.n)

    def share(self, figure: Share) -> str:
        if not figure.n:
            return self.word("none")
        said = self.word("share", k=figure.k, n=figure.n)
        if figure.low is None or figure.high is None:
            return said
        return f"{said} ({self.between(figure.low, figure.high)})"

    def between(self, low: float, high: float) -> str:
        return self.word("between", low=round(100 * low), high=round(100 * high))

    def content(self, figures: Figures) -> str:
        ratings = figures.ratings
        if not ratings.asked:
            return self.word("none")
        if ratings.content is None:
            return self.word("too few", n=ratings.answered)
        return self.word("share", k=sum(ratings.counts[3:]), n=ratings.answered)

    def business(self, figure: Time, policy: Policy, *, p90: bool = False) -> str:
        """A time for people outside: "44 minutes", "3 hours", "half a working day"; "" where there are too few."""
        value = figure.p90 if p90 else figure.median
        if value is None or (figure.p90_at_least if p90 else figure.at_least):
            return ""
        day = _longest_day(policy)
        if value < 90:
            return self.word("minutes long", n=max(value, 1))
        if value < day * 0.4:
            return self.word("hours long", n=round(value / 60))
        if value <= day * 0.6:
            return self.word("half a day")
        if value <= day * 1.2:
            return self.word("one day long")
        return self.word("days long", n=round(value / day))

    def change(self, change: Change) -> str:
        """Which way it went; a change that may be chance is none, and of too few nothing is said."""
        if change.now is None or change.before is None:
            return ""
        if not change.clear:
            return self.word("no clear change")
        return self.word("rose" if change.now > change.before else "fell")

    def minutes(self, figures: Figures) -> str:
        stated = figures.minutes
        share = self.word("share", k=stated.k, n=stated.n)
        return (
            f"{self.word('hours', value=self.hours(stated.sum))} ({share})"
            if stated.sum
            else self.word("none")
        )

    def period(self, period: Period) -> str:
        """ "October 2026", "July to September 2026", "2 November 2026 - 8 November 2026"."""
        months = wording(self.language).months
        if period.kind == "month":
            return f"{months[period.first.month - 1]} {period.first.year}"
        if period.kind == "quarter":
            return f"{months[period.first.month - 1]} - {months[period.last.month - 1]} {period.last.year}"
        if period.kind == "year":
            return str(period.first.year)
        return f"{self.day(period.first)} - {self.day(period.last)}"

    def day(self, day: date) -> str:
        return say_time(wording(self.language), "date", day, self.zone)

    def moment(self, at: datetime) -> str:
        return say_time(wording(self.language), "short", at, self.zone)

    def rows(self, now: Figures, before: Figures) -> list[Row]:
        """Every figure of the table, each with its n."""
        return [
            Row(key, self.word(key), one, two)
            for (key, one), (_, two) in zip(self._said(now), self._said(before), strict=True)
        ]

    def _said(self, figures: Figures) -> Iterator[tuple[str, str]]:
        yield "requests", str(figures.requests)
        yield "resolved", str(figures.resolved)
        yield "no_answer", str(figures.no_answer)
        yield "first_response", self.time(figures.first_response)
        yield "first_response_p90", self.time(figures.first_response, p90=True)
        yield "kept_response", self.share(figures.kept_response)
        yield "resolution", self.time(figures.resolution)
        yield "resolution_p90", self.time(figures.resolution, p90=True)
        yield "resolution_elapsed", self.time(figures.resolution_elapsed, calendar=True)
        yield "kept_resolution", self.share(figures.kept_resolution)
        yield "reopened", self.share(figures.reopened)
        yield "not_yet_known", str(figures.not_yet_known)
        yield "one_answer", self.share(figures.one_answer)
        yield "handed_on", self.share(figures.handed_on)
        yield "backlog", str(figures.backlog.count)
        yield "content", self.content(figures)
        yield "minutes", self.minutes(figures)

    def group(self, kind: str, group: Group) -> str:
        """A row's name. `kind`: departments, labels, priorities or languages."""
        if group.groups:
            many = "group" if group.groups == 1 else "groups"
            groups = self.word(many, n=group.groups)
            return self.word("others", groups=groups, requests=group.figures.requests)
        if kind == "priorities":
            return wording(self.language).words.get(group.name, group.name)
        return group.name or self.word(_KINDS_WITHOUT[kind])

    def outage(self, one: ToldOutage) -> OutageRow:
        return OutageRow(
            f"{one.topic} (#{one.parent})" if one.topic else f"#{one.parent}",
            self.moment(one.began_at),
            self._lasted(one.confirmed_after),
            one.people,
            self._lasted(one.over_after) if one.over_after is not None else "",
        )

    def _lasted(self, length: timedelta) -> str:
        return self.age(length // timedelta(minutes=1))

    def beside(self, report: Report) -> list[Row]:
        """The times and shares without an outage's children, and with them."""
        if report.with_outages is None:
            return []
        rows = self.rows(report.total, report.with_outages)
        return [row for row in rows if row.key in _BESIDE]

    def note(self, note: Note) -> str:
        on = self.day(note.on.astimezone(self.zone).date()) if note.on else ""
        return self.word(f"note {note.key}", n=note.number, on=on, at=self.moment(note.on) if note.on else "")

    def notes(self, report: Report) -> list[str]:
        return [self.note(note) for note in report.notes]
