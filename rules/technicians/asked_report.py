"""`[report]` and `[review]` in a mail of the team: who may have which figures. Figures go to managers, one's own to
oneself, and a department's review also to who looks after it, to read it before its head does."""

from __future__ import annotations

from frontdesk.rules.contacts.account import account
from frontdesk.rules.effects import AskReport
from frontdesk.rules.figures.asked import OF_A_REVIEW, NotUnderstood, listed, nearest, read_asked
from frontdesk.rules.model import Role
from frontdesk.rules.situation import Situation
from frontdesk.rules.tags.words import Tag
from frontdesk.rules.technicians.draft import problem
from frontdesk.rules.technicians.to_writer import Row, registered

_MOST_NAMED = 20


def ask_report(situation: Situation, value: str) -> AskReport:
    return AskReport((registered(situation).email,), value, situation.message.message_id)


def wrong_report(situation: Situation, tag: Tag) -> Row | None:
    """What is wrong with a `[report ...]`, as a row of the refusal; None when it can be made."""
    policy = situation.policy
    try:
        asked = read_asked(tag.value, situation.departments, policy.hours, situation.now)
    except NotUnderstood as error:
        named = listed(situation.departments[:_MOST_NAMED]) or "-"
        row = problem(policy, "no such report", "report", tag.written, word=tag.value, departments=named)
        right = f"[report {error.nearest}]" if error.nearest else "[report last-month]"
        return {**row, "example": right if situation.role is Role.MANAGER else "[report mine]"}
    if situation.role is not Role.MANAGER and not asked.mine:
        return {**problem(policy, "figures are managers'", "report", tag.written), "example": "[report mine]"}
    return None


def ask_review(situation: Situation, value: str) -> AskReport:
    to = (registered(situation).email,)
    return AskReport(to, value, situation.message.message_id, review=True)


def wrong_review(situation: Situation, tag: Tag) -> Row | None:
    """What is wrong with a `[review=...]`, as a row of the refusal; None when it can be made."""
    policy, departments = situation.policy, situation.departments
    writer, is_manager = registered(situation).email, situation.role is Role.MANAGER
    may = [name for name in departments if is_manager or account(policy, name).technician == writer]
    if not may:
        return {**problem(policy, "reviews are managers'", "review", tag.written), "example": "[report mine]"}
    try:
        asked = read_asked(tag.value, departments, policy.hours, situation.now, OF_A_REVIEW).department
    except NotUnderstood:
        asked = None
    if asked is None:
        named = listed(may[:_MOST_NAMED])
        row = problem(policy, "no such report", "review", tag.written, word=tag.value, departments=named)
        return {**row, "example": f"[review={nearest(tag.value, may)}]"}
    if asked not in may:
        return {
            **problem(policy, "reviews are managers'", "review", tag.written),
            "example": f"[review={may[0]}]",
        }
    return None
