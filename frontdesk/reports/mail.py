"""The report as a mail to managers: the values of its template, the page and the CSV beside it.

Writes into the outbox, inside the caller's transaction; sends nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from frontdesk.answers.unused import unused_for_a_year
from frontdesk.db import look
from frontdesk.db.apply import Target
from frontdesk.db.engine.store import Store
from frontdesk.decision.execute import execute
from frontdesk.decision.queue_mail import Occasion
from frontdesk.desk import Desk
from frontdesk.foresight.looking import rows_for_report
from frontdesk.mailbox.rendering.wording import wording
from frontdesk.mailbox.writing.letter import OutgoingAttachment
from frontdesk.reports import as_csv
from frontdesk.reports.page import page
from frontdesk.reports.say import Say
from frontdesk.rules.clock.passed import BusinessMinutes
from frontdesk.rules.effects import Audience, Send
from frontdesk.rules.figures.figures import Figures
from frontdesk.rules.figures.periods import Period
from frontdesk.rules.figures.report import ASKED, Report
from frontdesk.rules.foresight.look import Listed
from frontdesk.rules.model import Address, MailKind, Priority
from frontdesk.rules.policy import Policy

_MOST_DEPARTMENTS, _MOST_NAMED, _WORTH_A_LOOK, _MOST_UNUSED = 5, 5, 5, 20
_SOME_DAY = datetime(2026, 3, 2, tzinfo=UTC)
_IN_MAIL = (
    "first_response", "first_response_p90", "kept_response", "resolution", "resolution_elapsed", "kept_resolution",
    "reopened", "content",
)  # fmt: skip


def put_report(
    desk: Desk,
    report: Report,
    to: Iterable[Address],
    serial: str,
    *,
    contacts: Mapping[str, Any] | None = None,
    in_reply_to: str = "",
) -> None:
    """Queue the report for each of `to`. `serial`: of their Message-IDs."""
    policy, now = desk.policy, desk.now()
    looks = looks_of(desk.store, report)
    values = values_of(report, policy, contacts, looks) | {"attached": True}
    if ends_a_quarter(report.period) and report.department is None:
        unused = unused_for_a_year(desk.store, desk.answers, now, policy.language)
        values["unused"] = [f"{name} ({title})" for name, title in unused[:_MOST_UNUSED]]
    look.in_report(desk.store, looks, now)
    send = Send(MailKind.REPORT, tuple(to), Audience.TECHNICIAN, values, in_reply_to=in_reply_to)
    occasion = Occasion(serial, now, files=files_of(report, policy, contacts))
    execute(desk, [send], Target(0, now), occasion)


def files_of(
    report: Report, policy: Policy, contacts: Mapping[str, Any] | None
) -> tuple[OutgoingAttachment, ...]:
    html = page(
        report, policy, technicians=policy.report_technicians, target=promised(policy), contacts=contacts
    )
    figures = as_csv.text_of(as_csv.FIGURES, as_csv.figures(report))
    name = f"report-{report.period.first}-{report.period.last}"
    return (
        OutgoingAttachment(f"{name}.html", "text/html", html.encode("utf-8")),
        OutgoingAttachment(f"{name}.csv", "text/csv", figures.encode("utf-8")),
    )


def promised(policy: Policy) -> int | None:
    """The business minutes within which an acknowledgement promises a first answer, at the usual priority."""
    within = policy.first_response_within[Priority.NORMAL]
    start = policy.hours.next_open(_SOME_DAY)
    minutes = BusinessMinutes(policy.hours).between(start, policy.hours.add(start, within))
    return minutes if within.business and minutes else None


def ends_a_quarter(period: Period) -> bool:
    """Whether a quarter's last day is one of the period's."""
    month = period.first.month + (-period.first.month) % 3
    following = date(period.first.year + month // 12, month % 12 + 1, 1)
    return following - timedelta(days=1) <= period.last


def looks_of(store: Store, report: Report) -> list[Listed]:
    """What managers were told in the report's period, as many lines as are left for it."""
    left = _WORTH_A_LOOK - len(report.more) - bool(report.many_hands) - bool(report.unrecovered)
    return rows_for_report(store, report.period, max(left, 0)) if report.department is None else []


def values_of(
    report: Report, policy: Policy, contacts: Mapping[str, Any] | None, looks: Iterable[Listed] = ()
) -> dict[str, Any]:
    """The values of the template, but for `attached`."""
    say = Say(policy.language, policy.zone)
    total, before, backlog = report.total, report.before, report.total.backlog
    rows = {row.key: row for row in say.rows(total, before)}
    changes = {change.figure: change for change in report.changes}
    changed = [
        {
            "name": rows[key].name,
            "now": rows[key].now,
            "before": rows[key].before,
            "rose": change.now > change.before,
        }
        for key, change in changes.items()
        if change.clear and change.now is not None and change.before is not None
    ]
    ratings = total.ratings
    could_be = {
        "asked": ratings.asked,
        "answered": ratings.answered,
        "worst": round(100 * (ratings.worst or 0)),
        "best": round(100 * (ratings.best or 0)),
        "often": " ".join(say.note(note) for note in report.notes if note.key in ASKED),
    }
    return {
        "period": _short(report.period, say),
        "previous": _short(report.previous, say),
        "complete": report.period.complete,
        "made_at": report.made_at,
        "department": report.department or "",
        "anything": bool(
            total.requests or total.resolved or total.no_answer or backlog.count or ratings.asked
        ),
        "requests": total.requests,
        "requests_before": before.requests,
        "comparable": bool(changes),
        "requests_changed": "requests" in changes and changes["requests"].clear,
        "resolved": total.resolved,
        "open": backlog.count,
        "oldest": backlog.oldest,
        "oldest_age": timedelta(minutes=backlog.oldest_age or 0).days,
        "changed": changed,
        "rows": [
            {"name": row.name, "now": row.now, "before": row.before}
            for key, row in rows.items()
            if key in _IN_MAIL
        ],
        "could_be": could_be if ratings.worst is not None else None,
        "departments": _departments(report, say),
        "more": [
            {"department": one.department, "label": one.label, "now": one.now, "before": one.before}
            for one in report.more[: _WORTH_A_LOOK - bool(report.many_hands) - bool(report.unrecovered)]
        ],
        "unused": [],
        "look": [look.values_of(one) for one in looks],
        "many_hands": [f"#{number}" for number in report.many_hands[:_MOST_NAMED]],
        "unrecovered": [f"#{number}" for number in report.unrecovered[:_MOST_NAMED]],
        "outages": [
            {
                "about": row.about,
                "began": row.began,
                "confirmed": row.confirmed,
                "people": row.people,
                "over": row.over,
            }
            for row in map(say.outage, report.outages[:_MOST_NAMED])
        ],
        "outage_children": report.children,
        "with_outages": _first_answer(report.with_outages, say),
        "accounts": contacts["accounts"] if contacts else 0,
        "in_contact": contacts["in_contact"] if contacts else 0,
        "unheard": list(contacts["not_heard_from"]) if contacts else [],
    }


def _first_answer(figures: Figures | None, say: Say) -> str:
    """ "" where there are too few."""
    if figures is None or figures.first_response.median is None:
        return ""
    return say.time(figures.first_response)


def _departments(report: Report, say: Say) -> list[dict[str, Any]]:
    """Five at most: those with the most requests, and any that changed clearly."""
    if report.department is not None:
        return []
    named = [group for group in report.departments if group.name]
    chosen = named[:_MOST_DEPARTMENTS] + [
        group for group in named[_MOST_DEPARTMENTS:] if group.requests_changed
    ]
    return [
        {
            "name": group.name,
            "requests": group.figures.requests,
            "first_response": say.time(group.figures.first_response),
            "kept": say.share(group.figures.kept_response),
        }
        for group in chosen
    ]


def _short(period: Period, say: Say) -> str:
    """ "October", without the year that everybody knows."""
    if period.kind == "month":
        return wording(say.language).months[period.first.month - 1]
    return say.period(period)
