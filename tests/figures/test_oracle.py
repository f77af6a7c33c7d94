"""Every figure against the oracle, to the minute: made-up people on a real desk, over the autumn's change of clocks."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from figures import oracle
from figures.made_up_desk import SETTINGS, MadeUpDesk
from technicians_world import team_world

from frontdesk.reports.make import make_report
from frontdesk.rules.figures import periods
from frontdesk.rules.figures.figures import Figures
from frontdesk.rules.figures.report import Report

BEGIN = datetime(2026, 9, 21, 6, 0, tzinfo=UTC)
MADE = datetime(2026, 11, 11, 8, 0, tzinfo=UTC)


def said(report: Report) -> dict[str, Any]:
    """The report in the oracle's words."""
    total: Figures = report.total
    first = total.first_response
    return {
        "requests": total.requests,
        "resolved": total.resolved,
        "no_answer": total.no_answer,
        "not_yet_known": total.not_yet_known,
        "first": (first.n, first.median, first.at_least, first.p90, first.open),
        "resolution": (total.resolution.n, total.resolution.median),
        "elapsed": total.resolution_elapsed.median,
        "kept_response": (total.kept_response.k, total.kept_response.n),
        "kept_resolution": (total.kept_resolution.k, total.kept_resolution.n),
        "reopened": (total.reopened.k, total.reopened.n),
        "one_answer": (total.one_answer.k, total.one_answer.n),
        "handed_on": (total.handed_on.k, total.handed_on.n),
        "backlog": (total.backlog.count, total.backlog.oldest_age, total.backlog.by),
        "without_owner": total.backlog.without_owner,
        "ratings": (total.ratings.asked, total.ratings.counts),
        "departments": {
            group.name: group.figures.requests for group in report.departments if not group.groups
        },
        "minutes": total.minutes.sum,
    }


def compared(folder: Path, seed: int, cases: int) -> Counter[str]:
    """Plays a desk; gives how often each thing was done on it."""
    with team_world(folder / "desk.db", **SETTINGS) as world:
        world.clock.at = BEGIN
        desk = MadeUpDesk(world, seed, cases, BEGIN, 40)
        desk.run(MADE)
        policy, store = world.desk.policy, world.desk.store
        for period in (
            periods.from_words("2026-10", policy.hours, MADE),
            periods.from_days(date(2026, 10, 19), date(2026, 11, 1), policy.hours, MADE),
        ):
            report = make_report(store, policy, period, MADE)
            expected = oracle.figures(desk.cases, report.period.start, report.period.end, MADE)
            told = {name for name, _ in expected["departments"].items()}
            found = said(report)
            found["departments"] |= {
                name: expected["departments"][name] for name in told - found["departments"].keys()
            }
            assert found == expected
            adds_up(report)
    return desk.happened()


def adds_up(report: Report) -> None:
    """What is in the groups is in the whole."""
    for groups in (report.departments, report.priorities, report.languages):
        for name in ("requests", "resolved", "no_answer", "not_yet_known"):
            total = getattr(report.total, name)
            assert sum(getattr(group.figures, name) for group in groups) == total, name
        assert sum(group.figures.first_response.n for group in groups) == report.total.first_response.n
        assert sum(group.figures.backlog.count for group in groups) == report.total.backlog.count
        assert sum(group.figures.minutes.sum for group in groups) == report.total.minutes.sum
    assert sum(week.came for week in report.weeks) == report.total.requests
    assert report.weeks[-1].open == report.total.backlog.count


def test_the_figures_are_what_people_did(tmp_path: Path) -> None:
    happened = compared(tmp_path, 1, 60)
    kinds = ("reopened", "merged", "spam", "priority", "rated", "no answer", "team away", "customer away")
    assert [kind for kind in kinds if not happened[kind]] == []


@pytest.mark.slow
@pytest.mark.parametrize(("seed", "cases"), [(2, 110), (11, 150)])
def test_the_figures_are_what_people_did_on_a_busy_desk(tmp_path: Path, seed: int, cases: int) -> None:
    compared(tmp_path, seed, cases)


def test_the_clock_changes_within_the_period() -> None:
    """25 October 2026 has 25 hours in Berlin; a business day has eight all the same."""
    friday, monday = datetime(2026, 10, 23, 13, 0, tzinfo=UTC), datetime(2026, 10, 26, 9, 0, tzinfo=UTC)
    assert oracle.minutes(friday, monday) == 2 * 60 + 60
    assert monday - friday == timedelta(hours=68)
