"""Tags that only ask: where does it stand, a list, help. Each is answered by a mail to the writer; nothing changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from frontdesk.rules import digest
from frontdesk.rules.clock.mornings import evening_before
from frontdesk.rules.effects import Audience, Send
from frontdesk.rules.model import MailKind
from frontdesk.rules.notify import notification
from frontdesk.rules.situation import Situation
from frontdesk.rules.tags.help import help_parts
from frontdesk.rules.tags.words import Tag
from frontdesk.rules.technicians.to_writer import registered, to_writer
from frontdesk.rules.wording import say


def answers(situation: Situation, tags: Iterable[Tag]) -> list[Send]:
    """The mails that answer those of `tags` that ask."""
    return [ASKS[tag.name](situation, tag.value) for tag in tags if tag.name in ASKS]


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


ASKS: dict[str, Callable[[Situation, str], Send]] = {"help": _help, "list": _list, "status": _status}
