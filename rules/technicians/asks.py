"""Tags that change no request: where does it stand, a list, help, an absence, a report. Each is answered by a mail.

Who may have which figures is said here, too: managers all, everybody their own, and who looks after a department its
review, to read it before its head does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from frontdesk.rules import digest
from frontdesk.rules.clock.mornings import evening_before
from frontdesk.rules.contacts.account import account
from frontdesk.rules.effects import AskReport, Audience, Effect, Send
from frontdesk.rules.figures.asked import OF_A_REVIEW, NotUnderstood, listed, nearest, read_asked
from frontdesk.rules.languages import say
from frontdesk.rules.model import MailKind, Role
from frontdesk.rules.notify import notification
from frontdesk.rules.situation import Situation
from frontdesk.rules.tags.help import help_parts
from frontdesk.rules.tags.words import Tag
from frontdesk.rules.technicians.account_tags import (
    list_of_contacts,
    told_of_contact,
    write_down,
    wrong_contact,
)
from frontdesk.rules.technicians.answer_tags import list_of_answers
from frontdesk.rules.technicians.away import on_away
from frontdesk.rules.technicians.draft import problem
from frontdesk.rules.technicians.to_writer import Row, registered, to_writer
from frontdesk.rules.timers import AWAY


def answers(situation: Situation, tags: Iterable[Tag]) -> list[Effect]:
    """What those of `tags` lead to that ask, or that are about the writer: mails to them, and what is remembered."""
    return [effect for tag in tags if tag.name in ASKS for effect in ASKS[tag.name](situation, tag.value)]


def _help(situation: Situation, value: str) -> Send:
    language = situation.policy.language
    lines, rows = help_parts(language)
    values = {
        "title": say(language, "help"),
        "lines": lines,
        "rows": [{"name": name, "text": text} for name, text in rows],
    }
    return to_writer(situation, MailKind.NOTICE, values, Audience.NOTE)


def _list(situation: Situation, value: str) -> Send:
    if value == "contacts":
        return list_of_contacts(situation)
    policy, now, unsettled = situation.policy, situation.now, situation.unsettled
    values = digest.listing(value or "mine", registered(situation), unsettled, policy, now)
    return to_writer(situation, MailKind.DIGEST, values)


def _status(situation: Situation, value: str) -> Send:
    """Of the request; without one, the digest as it would be now."""
    person, now = registered(situation), situation.now
    if situation.request is not None:
        return notification((person,), "status")
    evening = evening_before(situation.policy.hours, now)
    values = digest.overview(person, situation.unsettled, situation.policy, now, evening)
    return to_writer(situation, MailKind.DIGEST, values)


def _mail(ask: Callable[[Situation, str], Send]) -> Callable[[Situation, str], list[Effect]]:
    return lambda situation, value: [ask(situation, value)]


ASKS: dict[str, Callable[[Situation, str], list[Effect]]] = {
    "help": _mail(_help),
    "list": _mail(_list),
    "answers": _mail(list_of_answers),
    "status": _mail(_status),
    AWAY: on_away,
    "report": lambda situation, value: [ask_report(situation, value)],
    "review": lambda situation, value: [ask_review(situation, value)],
    "contact": lambda situation, value: [write_down(situation, value), told_of_contact(situation, value)],
}


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


_CHECKS: Mapping[str, Callable[[Situation, Tag], Row | None]] = {
    "report": wrong_report,
    "review": wrong_review,
    "contact": wrong_contact,
}


def wrongly_asked(situation: Situation, tags: Iterable[Tag]) -> list[Row]:
    """What is wrong with those of `tags` that ask, as rows of the refusal."""
    rows = (_CHECKS[tag.name](situation, tag) for tag in tags if tag.name in _CHECKS)
    return [row for row in rows if row is not None]


_MOST_NAMED = 20
