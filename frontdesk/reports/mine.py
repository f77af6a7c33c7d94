"""A technician's own figures, beside the team's: sent to nobody else. Ratings come with the words that were said."""

from __future__ import annotations

from frontdesk.db.apply import Target
from frontdesk.decision.execute import execute
from frontdesk.decision.queue_mail import Occasion
from frontdesk.desk import Desk
from frontdesk.reports.say import Say
from frontdesk.rules.effects import Audience, Send
from frontdesk.rules.figures.report import Report
from frontdesk.rules.figures.team import RATINGS_FROM
from frontdesk.rules.model import Address, MailKind

_MOST_WORDS = 20


def put_own(desk: Desk, report: Report, person: Address, serial: str, *, in_reply_to: str = "") -> None:
    """Queue the figures of one of the team for that one."""
    policy, now = desk.policy, desk.now()
    say = Say(policy.language, policy.zone)
    values = {
        "title": say.word("mine", period=say.period(report.period)),
        "lines": [say.word("mine about")],
        "rows": [{"name": name, "text": text} for name, text in _rows(report, person.email, say)],
    }
    send = Send(MailKind.NOTICE, (person,), Audience.NOTE, values, in_reply_to=in_reply_to)
    execute(desk, [send], Target(0, now), Occasion(serial, now))


def _rows(report: Report, email: str, say: Say) -> list[tuple[str, str]]:
    work = next((one for one in report.work if one.email == email), None)
    if work is None:
        return [(say.word("none"), "")]
    total, (well, answered) = report.total, work.content
    content = (
        say.word("share", k=well, n=answered)
        if answered >= RATINGS_FROM
        else say.word("too few", n=answered)
        if answered
        else say.word("none")
    )
    beside = (
        ("first_response", say.time(work.first_answer), say.time(total.first_response)),
        ("resolution", say.time(work.resolution), say.time(total.resolution)),
        ("kept_resolution", say.share(work.kept), say.share(total.kept_resolution)),
        ("content", content, say.content(total)),
    )
    rows = [
        (say.word("owned"), str(work.open)),
        (say.word("taken"), str(work.taken)),
        (say.word("done"), str(work.resolved)),
        (say.word("time"), say.word("hours", value=say.hours(work.minutes))),
        (say.word("away"), str(work.away)),
    ]
    rows += [(say.word(key), say.word("beside", own=own, team=team)) for key, own, team in beside]
    said = [one for one in report.comments if one.resolved_by == email]
    rows += [(f"#{one.number}: {one.rating}", one.words or "-") for one in said[:_MOST_WORDS]]
    return rows
