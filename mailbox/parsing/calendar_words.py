"""What somebody says with an answer to an invitation, apart from what calendar programs write into such a mail.

Only for answers: an invitation reaches a person anyhow. In doubt the words are the person's. Never raises, linear.
"""

from __future__ import annotations

import re
from dataclasses import replace

from frontdesk.mailbox.parsing.calendar import calendar_text
from frontdesk.rules import understood
from frontdesk.rules.model import Invitation, Message

_ANSWERS = frozenset({"REPLY", "COUNTER", "DECLINECOUNTER", "REFRESH"})
_LONGEST = 20_000
_SHORT = 14  # words of a program's sentence that names the event or who answers
_GOOGLE = "calendar.google.com"
_NOTE = re.compile(r"[:：]\s*[\"“„«「]([^\"”“»」]{1,2000})[\"”“»」]")
_RULE = re.compile(r"[\W_]+$")
_FIELDS = re.compile(r"\s*[^\W\d_][\w ]{1,24}[:：]\s")  # "When: ...", "Où : ..."
# What programs write all the same where nobody wrote anything.
_ANSWERED = understood.words("invitations.answers")


def with_words(invitation: Invitation, message: Message) -> Invitation:
    """The invitation with what its sender wrote beside it as the comment, where the calendar itself has none."""
    if invitation.method not in _ANSWERS or invitation.comment:
        return invitation
    if (
        message.new_text.strip() == calendar_text(invitation).strip()
    ):  # there is no text but what we made of it
        return invitation
    return replace(invitation, comment=_own_words(invitation, message))


def _own_words(invitation: Invitation, message: Message) -> str:
    text = message.new_text[:_LONGEST]
    if not text.strip():
        return ""
    if _GOOGLE in message.text:
        note = _NOTE.search(text)
        return note[1].strip() if note else ""
    named = _names(invitation, message)
    lines = [line for line in text.split("\n") if not _is_programs(line, named)]
    fields = [line for line in lines if _FIELDS.match(line)]
    if len(fields) > 1:  # one alone may be "Tel: 4711"
        lines = [line for line in lines if line not in fields]
    words = "\n".join(lines).strip()
    return words if any(map(str.isalnum, words)) else ""


def _names(invitation: Invitation, message: Message) -> tuple[str, ...]:
    people = (invitation.attendee, message.sender)
    names = [
        invitation.summary,
        *(name for person in people if person for name in (person.name, person.email)),
    ]
    names += [invitation.place]
    return tuple(name.casefold() for name in names if len(name) >= 3)


def _is_programs(line: str, named: tuple[str, ...]) -> bool:
    folded = line.casefold().strip()
    if not folded or _RULE.match(folded) or folded in _ANSWERED():
        return True
    return len(folded.split()) <= _SHORT and any(name in folded for name in named)
