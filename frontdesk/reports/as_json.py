"""A report as the object behind `report --json`.

A promise to others (docs/commands.md): fields are added, never renamed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from frontdesk.iso import iso
from frontdesk.reports.say import Say
from frontdesk.rules.figures.figures import Figures
from frontdesk.rules.figures.periods import Period, business_days
from frontdesk.rules.figures.report import Group, Report, ToldOutage
from frontdesk.rules.figures.team import RATINGS_FROM, Work
from frontdesk.rules.foresight.look import Listed
from frontdesk.rules.policy import Policy

_MINUTE = timedelta(minutes=1)


def as_object(
    report: Report,
    policy: Policy,
    *,
    technicians: str = "load",
    contacts: Mapping[str, Any] | None = None,
    looks: Iterable[Listed] = (),
) -> dict[str, Any]:
    """`technicians`: REPORT_TECHNICIANS. `contacts`: how we keep in touch with departments. `looks`: what managers were
    told is worth a look."""
    say = Say(policy.language, policy.zone)
    total = _figures(report.total)
    return {
        "made_at": iso(report.made_at),
        "period": _period(report.period, policy),
        "previous": _period(report.previous, policy),
        "desk": {"name": policy.desk_name, "timezone": str(policy.zone)},
        "department": report.department,
        "total": total,
        "before": _figures(report.before),
        "changes": [asdict(change) for change in report.changes],
        "departments": [_group(group) for group in report.departments],
        "labels": [_group(group) for group in report.labels],
        "priorities": [_group(group) for group in report.priorities],
        "languages": [_group(group) for group in report.languages],
        "weeks": [
            {
                "monday": week.monday.astimezone(policy.zone).date().isoformat(),
                "in": week.came,
                "out": week.went,
                "open": week.open,
            }
            for week in report.weeks
        ],
        "technicians": None if technicians == "off" else [worker(one, technicians) for one in report.work],
        "backlog": total["backlog"],
        "ratings": {
            **total["ratings"],
            "comments": [
                {
                    "number": one.number,
                    "rating": one.rating,
                    "words": one.words or None,
                    "recovered_at": iso(one.recovered_at),
                }
                for one in report.comments
            ],
        },
        "outages": [_outage(one) for one in report.outages],
        "outage_children": report.children,
        "with_outages": _figures(report.with_outages) if report.with_outages is not None else None,
        "worth_a_look": [one.text for one in looks],
        "contacts": contacts,
        "minutes": total["minutes"],
        "notes": say.notes(report),
    }


def _outage(one: ToldOutage) -> dict[str, Any]:
    """Times in minutes of the calendar: an outage knows no business hours."""
    return {
        "parent": one.parent,
        "topic": one.topic,
        "began_at": iso(one.began_at),
        "confirmed_after": one.confirmed_after // _MINUTE,
        "people": one.people,
        "over_after": one.over_after // _MINUTE if one.over_after is not None else None,
    }


def worker(work: Work, technicians: str) -> dict[str, Any]:
    """Load; with `full` times, kept targets and ratings, too."""
    found: dict[str, Any] = {
        "technician": work.email,
        "open": work.open,
        "taken": work.taken,
        "resolved": work.resolved,
        "minutes": work.minutes,
        "away_days": work.away,
    }
    if technicians == "full":
        well, answered = work.content
        found |= {
            "first_response": asdict(work.first_answer),
            "resolution": asdict(work.resolution),
            "kept_resolution": asdict(work.kept),
            "ratings": {"answered": answered, "content": well if answered >= RATINGS_FROM else None},
        }
    return found


def _period(period: Period, policy: Policy) -> dict[str, Any]:
    return {
        "from": period.first.isoformat(),
        "to": period.last.isoformat(),
        "business_days": business_days(period, policy.hours),
        "complete": period.complete,
    }


def _group(group: Group) -> dict[str, Any]:
    row: dict[str, Any] = {"name": group.name or None}
    if group.groups:
        row = {"name": "others", "groups": group.groups}
    return row | _figures(group.figures)


def _figures(figures: Figures) -> dict[str, Any]:
    return asdict(figures)
