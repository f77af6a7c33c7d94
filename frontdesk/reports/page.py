"""The report as one HTML page: no script, nothing from outside, two printed pages, readable on a phone, light and dark.

Beside every drawing its numbers stand as a table, for who can't see it or wants to check it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from frontdesk.mailbox.rendering.wording import wording
from frontdesk.reports import svg
from frontdesk.reports.page_style import STYLE
from frontdesk.reports.say import Say
from frontdesk.rules.figures import statistics as st
from frontdesk.rules.figures.cycle import LOW
from frontdesk.rules.figures.periods import business_days
from frontdesk.rules.figures.report import Comment, Group, Report
from frontdesk.rules.figures.team import RATINGS_FROM, Work
from frontdesk.rules.languages import shortened
from frontdesk.rules.policy import Policy

MARK = "<!-- a report of frontdesk -->"  # how a file of ours is known again
_MARKS = (15, 30, 60, 120, 240, 480)  # minutes between two marks of an axis; from there on whole hours
_MOST_DEPARTMENTS, _MOST_LABELS, _MOST_POINTS, _MOST_COMMENTS = 12, 8, 60, 12

Cells = Sequence[object]


def page(
    report: Report,
    policy: Policy,
    *,
    technicians: str = "load",
    target: int | None = None,
    contacts: Mapping[str, Any] | None = None,
) -> str:
    """The whole page. `technicians`: REPORT_TECHNICIANS. `target`: minutes that an acknowledgement promises."""
    say = Say(policy.language, policy.zone)
    period = say.period(report.period)
    title = say.word("title", desk=policy.desk_name, period=period)
    if report.department is not None:
        title = f"{title} - {report.department}"
    total = report.total
    previous = say.word("business days", n=business_days(report.previous, policy.hours))
    own_days = say.word("business days", n=business_days(report.period, policy.hours))
    compared = f"{say.period(report.previous)} ({previous}; {say.word('named', name=period, value=own_days)})"
    made = say.word("made", at=say.moment(report.made_at), previous=compared)
    lead = say.word("lead", requests=total.requests, resolved=total.resolved, open=total.backlog.count)
    if not _has_any(report):
        lead = say.word("no requests")
    parts = [
        f"<h1>{escape(title)}</h1>",
        f'<p class="lead">{escape(lead)}</p>',
        f'<p class="made">{escape(made)}</p>',
    ]
    if _has_any(report):
        parts += [
            _figures(report, say),
            f'<div class="drawings">{"".join(_drawings(report, say, target))}</div>',
        ]
        parts += _tables(report, say)
    parts.append(_outages(report, say))
    if contacts and contacts["accounts"]:
        parts.append(_contacts(say, contacts))
    if technicians != "off" and report.work:
        parts.append(_load(report.work, policy, say, full=technicians == "full"))
    parts.append(_comments(report, say))
    parts.append(_list(say.word("notes"), say.notes(report)))
    language = escape(policy.language)
    return (
        f'<!DOCTYPE html>\n{MARK}\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{escape(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"{''.join(part for part in parts if part)}</main>\n</body>\n</html>\n"
    )


def is_ours(beginning: str) -> bool:
    """Whether a file that begins like this is a page of ours, which a new one may replace."""
    return MARK in beginning[:300]


def _has_any(report: Report) -> bool:
    total = report.total
    return bool(
        total.requests or total.resolved or total.backlog.count or total.ratings.asked or total.no_answer
    )


def _figures(report: Report, say: Say) -> str:
    changed = {change.figure: say.change(change) for change in report.changes}
    rows = [
        (row.name, row.now, row.before, changed.get(row.key, ""))
        for row in say.rows(report.total, report.before)
    ]
    head = (say.word("figure"), say.period(report.period), say.period(report.previous), "")
    return f"<section>{_heading(say.word('figures'))}{_table(head, rows, stacks=True)}</section>"


def _drawings(report: Report, say: Say, target: int | None) -> Iterable[str]:
    yield _drawing(say, "weeks", _weeks(report, say))
    if report.total.first_response.n >= st.PERCENT_FROM:
        yield _drawing(say, "answers", _answers(report, say, target), say.word("answers about"))
    if report.total.backlog.count:
        yield _drawing(say, "ages", _ages(report, say))
    if report.total.ratings.asked:
        sentence = _could_be(report, say)
        yield _drawing(say, "ratings", _ratings(report, say), say.word("ratings about", sentence=sentence))
    departments = [group for group in report.departments if group.figures.kept_response.n]
    if any(group.figures.kept_response.low is not None for group in departments):
        yield _drawing(say, "kept", _kept(departments, say), say.word("kept about"))
    if any(group.name or group.groups for group in report.labels):
        yield _drawing(say, "paired", _paired(report, say))
    if report.arrivals:
        yield _drawing(say, "arrivals", _arrivals(report, say), say.word("arrivals about"))


def _drawing(say: Say, key: str, drawn: tuple[str, str], about: str = "") -> str:
    drawing, table = drawn
    said = f"<p>{escape(about)}</p>" if about else ""
    numbers = f"<details><summary>{escape(say.word('numbers'))}</summary>{table}</details>"
    return f"<figure><figcaption>{escape(say.word(key))}</figcaption>{said}{drawing}{numbers}</figure>"


def _weeks(report: Report, say: Say) -> tuple[str, str]:
    legend = (say.word("in"), say.word("out"), say.word("open"))
    rows = []
    for week in report.weeks:
        day = week.monday.astimezone(say.zone).date()
        month = wording(say.language).months_short[day.month - 1]
        rows.append((f"{day.day} {month}", week.came, week.went, week.open))
    return svg.in_and_out(say.word("weeks"), rows, legend), _table((say.word("week"), *legend), rows)


def _answers(report: Report, say: Say, target: int | None) -> tuple[str, str]:
    """The curve ends where nine in ten are; who waited a week would press all others into the corner."""
    times, n = report.first_answers, report.total.first_response.n
    shown = times[: max(1, st.nearest_rank(len(times), 95))] if times else ()
    longest = max(float(shown[-1] if shown else 60), 1.25 * (target or 0), 60.0)
    step = max(1, len(times) // _MOST_POINTS)
    points = [(float(each), at / n) for at, each in enumerate(times, 1) if at % step == 0 or at == len(times)]
    step_of_marks = next((each for each in _MARKS if 4 * each >= longest), 60 * math.ceil(longest / 240))
    marks = {float(at): say.hours(at) for at in range(step_of_marks, round(longest), step_of_marks)}
    name = say.word("target", value=say.hours(target)) if target is not None else ""
    limits = sorted({30, 60, 120, 240, 480, *((target,) if target is not None else ())})
    rows: list[Cells] = [
        (say.hours(limit), say.word("share", k=sum(each <= limit for each in times), n=n)) for limit in limits
    ]
    rows.append((say.word("not answered"), report.total.first_response.open))
    drawing = svg.curve(
        say.word("answers"), [point for point in points if point[0] <= longest], longest, marks, target, name
    )
    return drawing, _table((say.word("by then"), say.word("answered")), rows)


def _ages(report: Report, say: Say) -> tuple[str, str]:
    names = {"day": "day or less", "week": "week or less", "month": "month or less", "older": "older"}
    rows = [(say.word(names[band]), number) for band, number in report.total.backlog.bands.items()]
    return svg.bars(say.word("ages"), rows), _table((say.word("age"), say.word("open")), rows)


def _ratings(report: Report, say: Say) -> tuple[str, str]:
    ratings = report.total.ratings
    silent = ratings.asked - ratings.answered
    parts = [(str(stars), ratings.counts[stars - 1], f"r{stars}") for stars in (5, 4, 3, 2, 1)]
    parts.append((say.word("silent"), silent, "empty"))
    rows = [(name, number) for name, number, _ in parts]
    return svg.one_bar(say.word("ratings"), parts), _table(
        (say.word("rating"), say.word("now", period="n")), rows
    )


def _could_be(report: Report, say: Say) -> str:
    """Who was content, how far that can be trusted, and what it could be had everybody answered."""
    ratings = report.total.ratings
    said = say.word("named", name=say.word("content"), value=say.content(report.total))
    if ratings.low is None or ratings.high is None or ratings.worst is None or ratings.best is None:
        return f"{said}."
    answered = say.word("share", k=ratings.answered, n=ratings.asked)
    could_be = say.word("could be", answered=answered, range=say.between(ratings.worst, ratings.best))
    return f"{said} ({say.between(ratings.low, ratings.high)}). {could_be}"


def _kept(groups: Sequence[Group], say: Say) -> tuple[str, str]:
    shown, rows = [], []
    for group in groups[:_MOST_DEPARTMENTS]:
        kept, name = group.figures.kept_response, say.group("departments", group)
        written = say.word("share", k=kept.k, n=kept.n)
        shown.append((name, written, kept.share, kept.low, kept.high))
        rows.append((name, say.share(kept)))
    return svg.intervals(say.word("kept"), shown), _table((say.word("name"), say.word("kept_response")), rows)


def _paired(report: Report, say: Say) -> tuple[str, str]:
    rows = [
        (say.group("labels", group), group.figures.requests, group.before.requests)
        for group in report.labels[:_MOST_LABELS]
    ]
    legend = (say.period(report.period), say.period(report.previous))
    return svg.paired(say.word("paired"), rows, legend), _table((say.word("name"), *legend), rows)


def _arrivals(report: Report, say: Say) -> tuple[str, str]:
    days = [name[:2] for name in wording(say.language).weekdays]
    used = sorted(hour for _, hour in report.arrivals)
    hours = range(min(used[0], 7), max(used[-1], 18) + 1)
    rows = [(f"{hour}:00", *(report.arrivals.get((day, hour), "") for day in range(7))) for hour in hours]
    drawing = svg.grid(say.word("arrivals"), days, report.arrivals, hours)
    return drawing, _table((say.word("hour"), *days), rows)


def _tables(report: Report, say: Say) -> Iterable[str]:
    for kind, groups in (
        ("departments", report.departments),
        ("labels", report.labels),
        ("priorities", report.priorities),
        ("languages", report.languages),
    ):
        if len(groups) > 1 or any(group.name for group in groups):
            head = [
                say.word(key) for key in ("name", "head requests", "head first", "head kept", "head content")
            ]
            rows = [
                (
                    say.group(kind, group),
                    group.figures.requests,
                    say.time(group.figures.first_response),
                    say.share(group.figures.kept_response),
                    say.content(group.figures),
                )
                for group in groups
            ]
            yield f"<section>{_heading(say.word(kind))}{_table(head, rows, stacks=True)}</section>"


def _outages(report: Report, say: Say) -> str:
    """Those of the period, and what the figures would be with all who hung on them."""
    if not report.outages and report.with_outages is None:
        return ""
    head = [say.word(key) for key in ("outage", "began", "confirmed", "people", "over")]
    rows = [
        (row.about, row.began, row.confirmed, row.people, row.over or say.word("goes on"))
        for row in map(say.outage, report.outages)
    ]
    found = _table(head, rows, stacks=True) if rows else ""
    if beside := say.beside(report):
        about = say.word("outages about", n=report.children)
        compared = [(row.name, row.now, row.before) for row in beside]
        names = (say.word("figure"), say.word("without outages"), say.word("with outages"))
        found += f"<p>{escape(about)}</p>{_table(names, compared, stacks=True)}"
    return f"<section>{_heading(say.word('outages'))}{found}</section>"


def _contacts(say: Say, contacts: Mapping[str, Any]) -> str:
    about = say.word("contacts about", k=contacts["in_contact"], n=contacts["accounts"])
    rows = [
        (row["name"], say.word("never") if row["days"] is None else say.word("days", value=row["days"]))
        for row in contacts["not_heard_from"]
    ]
    table = _table((say.word("unheard"), ""), rows) if rows else ""
    return f"<section>{_heading(say.word('contacts'))}<p>{escape(about)}</p>{table}</section>"


def _load(work: Sequence[Work], policy: Policy, say: Say, *, full: bool) -> str:
    head = [say.word(key) for key in ("name", "owned", "taken", "done", "time", "away")]
    if full:
        head += [say.word(key) for key in ("head first", "head resolution", "head kept", "head content")]
    rows = [_worked(one, policy, say, full=full) for one in work]
    about = "".join(
        f"<p>{escape(say.word(key))}</p>"
        for key in (["load about", "full about"] if full else ["load about"])
    )
    return f"<section>{_heading(say.word('load'))}{about}{_table(head, rows, stacks=True)}</section>"


def _worked(one: Work, policy: Policy, say: Say, *, full: bool) -> Cells:
    person = policy.member(one.email)
    name = person.name if person else one.email
    load = (name, one.open, one.taken, one.resolved, say.hours(one.minutes), one.away)
    if not full:
        return load
    well, answered = one.content
    content = (
        say.word("share", k=well, n=answered) if answered >= RATINGS_FROM else say.word("too few", n=answered)
    )
    return (*load, say.time(one.first_answer), say.time(one.resolution), say.share(one.kept), content)


def _comments(report: Report, say: Say) -> str:
    rows = [_comment(one, say) for one in report.comments[:_MOST_COMMENTS]]
    return _list(say.word("comments"), rows) if rows else ""


def _comment(one: Comment, say: Say) -> str:
    rated = say.word("named", name=f"#{one.number}", value=say.word("share", k=one.rating, n=5))
    said = f"{rated} - {shortened(one.words, 300)}" if one.words else rated
    if one.rating > LOW:
        return said
    return f"{said} ({say.word('recovered' if one.recovered_at else 'nobody spoke')})"


def _list(heading: str, lines: Sequence[str]) -> str:
    if not lines:
        return ""
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return f"<section>{_heading(heading)}<ul>{items}</ul></section>"


def _heading(words: str) -> str:
    return f"<h2>{escape(words)}</h2>"


def _table(head: Sequence[str], rows: Iterable[Cells], *, stacks: bool = False) -> str:
    """`stacks`: on a phone each row stands on lines of its own, and each cell says which column it is."""
    cells = "".join(f'<th scope="col">{escape(name)}</th>' for name in head)
    named = [f' data-of="{escape(name)}"' if stacks and name else "" for name in head]
    body = "".join(
        f'<tr><th scope="row">{escape(str(row[0]))}</th>'
        + "".join(f"<td{of}>{escape(str(cell))}</td>" for of, cell in zip(named[1:], row[1:], strict=True))
        + "</tr>"
        for row in rows
    )
    kind = ' class="stacks"' if stacks else ""
    return (
        f'<div class="table"><table{kind}><thead><tr>{cells}</tr></thead><tbody>{body}</tbody></table></div>'
    )
