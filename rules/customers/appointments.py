"""An invitation, its cancellation or an answer to one as words for whoever works on the request, the date among them.

Decides nothing. A calendar program writes for calendar programs: what it says stands in no text that a person could
read, or in one of the program's own.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from frontdesk.rules.languages import say, say_day, say_weekday
from frontdesk.rules.model import CalendarTime, Invitation
from frontdesk.rules.policy import Policy

_BY_METHOD = {
    "REQUEST": "invites",
    "ADD": "invites",
    "CANCEL": "cancels",
    "COUNTER": "proposes",
    "DECLINECOUNTER": "insists",
    "REFRESH": "asks again",
}
_BY_ANSWER = {
    "accepted": "accepts",
    "declined": "declines",
    "tentative": "may come",
    "delegated": "sends somebody",
}


def is_bare_acceptance(invitation: Invitation) -> bool:
    """Whether a program says yes for somebody, who adds nothing."""
    return invitation.method == "REPLY" and invitation.answer == "accepted" and not invitation.comment.strip()


def in_words(invitation: Invitation, policy: Policy, written: str) -> str:
    """What it says, when and where, above what its writer has written beside it."""
    said = (
        _BY_ANSWER.get(invitation.answer, "answers")
        if invitation.method == "REPLY"
        else _BY_METHOD.get(invitation.method, "invites")
    )
    lines = [
        say(policy.language, said, what=invitation.summary or say(policy.language, "an appointment")),
        when(invitation, policy),
        invitation.place,
    ]
    head = "\n".join(line for line in lines if line)
    words = invitation.comment.strip() or ("" if invitation.method == "REPLY" else written.strip())
    return f"{head}\n\n{words}" if words and words not in head else head


def when(invitation: Invitation, policy: Policy) -> str:
    """ "Thursday, 3 December 2026, 09:00 - 09:30": in the desk's zone; as it is written where nobody knows the zone."""
    starts, ends = invitation.starts, invitation.ends
    if starts is None:
        return ""
    if starts.at is None:
        return starts.written + (f" - {ends.written}" if ends else "")
    if starts.all_day:
        last = ends.at.date() if ends and ends.at else starts.at.date()
        days = [_day(policy, starts.at)]
        if last > starts.at.date() and ends and ends.at:
            days.append(_day(policy, ends.at))
        return " - ".join(days)
    return _span(policy, starts.at.astimezone(policy.zone), ends)


def _span(policy: Policy, begins: datetime, ends: CalendarTime | None) -> str:
    told = f"{_day(policy, begins)}, {begins:%H:%M}"
    if ends is None or ends.at is None:
        return told
    end = ends.at.astimezone(policy.zone)
    if end - begins < timedelta(days=1) and end.date() == begins.date():
        return f"{told} - {end:%H:%M}"
    return f"{told} - {_day(policy, end)}, {end:%H:%M}"


def _day(policy: Policy, at: datetime) -> str:
    return f"{say_weekday(policy.language, at)}, {say_day(policy.language, at)}"
