"""Makes a report of what the database holds: read in one moment's state, outside the write lock, request by request."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cache

from frontdesk.db import absences, facts, outages, stories
from frontdesk.db.engine.store import Store
from frontdesk.rules.clock.durations import DAY
from frontdesk.rules.clock.passed import BusinessMinutes
from frontdesk.rules.figures import periods
from frontdesk.rules.figures.periods import Period
from frontdesk.rules.figures.report import Builder, Note, Report, ToldOutage
from frontdesk.rules.figures.story import Story
from frontdesk.rules.figures.team import days_away
from frontdesk.rules.policy import Policy


def make_report(
    store: Store,
    policy: Policy,
    period: Period,
    now: datetime,
    *,
    department: str | None = None,
    with_times: bool = False,
) -> Report:
    """The report of this period, and of the one before it. `with_times`: for each of the team, too."""
    with store.reading():
        begin = stories.begin(store)
        shown, notes = _shown(period, begin, policy, now)
        before = periods.previous(period, policy.hours, now)
        team = tuple(policy.staff)
        absent = absences.within(store, team, shown.start, shown.end)
        builder = Builder(
            shown,
            before,
            policy.hours,
            clocks_of(policy),
            department=department,
            team=team,
            away={email: days_away(spans, shown, policy.hours) for email, spans in absent.items()},
            with_times=with_times,
            comparable=begin is not None and begin <= before.start,
            asked_every=_asked_every(policy),
        )
        for columns, entries in stories.in_columns(store, before.start, shown.end, department):
            builder.add(columns, entries)
        if not_yet := facts.left(store):
            notes.append(Note("not yet added", not_yet))
        told = _outages(store, shown, department)
        if department is None and (wrong := outages.false_alarms(store, shown.start, shown.end)):
            notes.append(Note("false alarms", wrong))
    if begin is not None and begin > before.start:
        notes.append(Note("no comparison", on=begin))
    return builder.report(now, notes, told)


def _asked_every(policy: Policy) -> int:
    """Days between two questions for a rating, at least one; 0 when a customer is asked each time."""
    every = policy.survey_at_most_every
    return max(1, every.days + round(every.seconds / DAY)) if every is not None else 0


def of_department(store: Store, period: Period, department: str) -> tuple[list[Story], list[Story]]:
    """A department's requests: those that came in the period, and those from before its end that are open now."""
    came, pending = [], []
    with store.reading():
        for story, _ in stories.touching(store, period.start, period.end, department):
            if not story.is_counted or story.last.department != department:
                continue
            if period.holds(story.opened_at):
                came.append(story)
            if story.last.ended_at is None and story.opened_at < period.end:
                pending.append(story)
    return came, pending


def _outages(store: Store, period: Period, department: str | None) -> list[ToldOutage]:
    return [
        ToldOutage(
            parent=one.parent,
            topic=one.topic,
            began_at=one.began_at,
            confirmed_after=one.confirmed_at - one.began_at,
            people=people,
            over_after=one.ended_at - one.began_at if one.ended_at is not None else None,
        )
        for one, people in outages.begun(store, period.start, period.end, department)
        if one.parent is not None and one.confirmed_at is not None
    ]


def _shown(
    period: Period, begin: datetime | None, policy: Policy, now: datetime
) -> tuple[Period, list[Note]]:
    notes = [] if period.complete else [Note("running", on=now)]
    shown = periods.since(period, begin, policy.hours) if begin is not None else period
    if shown is not period and begin is not None:
        notes.append(Note("begins", on=begin))
    return shown, notes


def clocks_of(policy: Policy) -> Callable[[str], BusinessMinutes]:
    """Business minutes by the hours of a department, each reckoned once."""
    of_the_desk = BusinessMinutes(policy.hours)

    @cache
    def clock(department: str) -> BusinessMinutes:
        own = policy.for_department(department).hours
        return of_the_desk if own is policy.hours else BusinessMinutes(own)

    return clock
