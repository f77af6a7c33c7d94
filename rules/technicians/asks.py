"""Tags that change no request: where does it stand, a list, help, an absence. Each is answered by a mail."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from frontdesk.rules import digest
from frontdesk.rules.clock.mornings import evening_before
from frontdesk.rules.effects import Audience, Effect, Send
from frontdesk.rules.model import MailKind
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
from frontdesk.rules.technicians.answer_list import list_of_answers
from frontdesk.rules.technicians.asked_report import ask_report, ask_review, wrong_report, wrong_review
from frontdesk.rules.technicians.away import AWAY, on_away
from frontdesk.rules.technicians.to_writer import Row, registered, to_writer
from frontdesk.rules.wording import say


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
_CHECKS: Mapping[str, Callable[[Situation, Tag], Row | None]] = {
    "report": wrong_report,
    "review": wrong_review,
    "contact": wrong_contact,
}


def wrongly_asked(situation: Situation, tags: Iterable[Tag]) -> list[Row]:
    """What is wrong with those of `tags` that ask, as rows of the refusal."""
    rows = (_CHECKS[tag.name](situation, tag) for tag in tags if tag.name in _CHECKS)
    return [row for row in rows if row is not None]
