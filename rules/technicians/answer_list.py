"""`[answers vpn]`: the prepared answers that there are, each with how it did."""

from __future__ import annotations

from frontdesk.rules.answers.answer import Entry, Standing
from frontdesk.rules.effects import Audience, Send
from frontdesk.rules.model import MailKind
from frontdesk.rules.situation import Situation
from frontdesk.rules.technicians.to_writer import to_writer
from frontdesk.rules.wording import say

_MOST = 40  # in one mail


def list_of_answers(situation: Situation, value: str) -> Send:
    language, entries = situation.policy.language, situation.entries
    lines = [say(language, "answers: how")]
    if not entries:
        lines = [say(language, "no answers with" if value else "no answers", words=value)]
    if len(entries) > _MOST:
        lines.append(say(language, "more answers", count=len(entries) - _MOST))
    values = {
        "title": say(language, "list answers"),
        "lines": lines,
        "rows": [{"name": f"[answer={one.name}]", "text": _told(one, language)} for one in entries[:_MOST]],
    }
    return to_writer(situation, MailKind.NOTICE, values, Audience.NOTE)


def _told(entry: Entry, language: str) -> str:
    return f"{entry.title} ({', '.join(entry.languages)}): {how_it_did(entry.standing, language)}"


def how_it_did(standing: Standing, language: str) -> str:
    """How often an answer went out, and of how many of the requests it is known that they stayed solved."""
    if not standing.sent:
        return say(language, "answer never sent")
    sent = say(language, "answer sent", sent=standing.sent)
    if not standing.known:
        return f"{sent}, {say(language, 'answer too soon')}"
    stayed = say(language, "answer stayed", stayed=standing.stayed, known=standing.known)
    return f"{sent}, {stayed}"
