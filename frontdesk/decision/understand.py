"""The second stage of a mail's way: its writer's own words, and the tags in them.

Reads the database for what we wrote; decides nothing and writes nothing. How words are told from quotes is
`reply_text`'s.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from frontdesk.decision.prepared import draft_answered
from frontdesk.decision.recognise import Recognised
from frontdesk.decision.reply_text import (
    in_own_words,
    tags_of,
    without_mere_signature,
    without_signature,
)
from frontdesk.desk import Desk
from frontdesk.rules.answers.answer import AnswerDraft
from frontdesk.rules.effects import Audience
from frontdesk.rules.model import Message
from frontdesk.rules.tags.read import TagReading


@dataclass(frozen=True, slots=True)
class Understood:
    """`message`: with its writer's own words. `reading`: its tags, when the sender works here. `draft`: that of a
    prepared answer to which it says something."""

    message: Message
    reading: TagReading | None
    draft: AnswerDraft | None = None


def understand(desk: Desk, mail: Recognised) -> Understood:
    """What a recognised mail says."""
    on_draft = mail.is_staff and mail.audience == Audience.NOTE
    draft = draft_answered(desk, mail.message) if on_draft else None
    message = mail.message
    answers_ours = mail.ours.answered or (mail.ours.chain and mail.request)
    if answers_ours and draft is None:  # a draft comes back corrected
        message = in_own_words(desk, message, mail.request, staff=mail.is_staff)
    if mail.first_reading is None:
        return Understood(without_mere_signature(message), None)
    reading = without_signature(desk, message, _tags(desk, mail, mail.first_reading, message))
    return Understood(message, reading, draft)


def _tags(desk: Desk, mail: Recognised, first: TagReading, message: Message) -> TagReading:
    """The tags that count: of an answer to the desk itself those in the subject alone, as its lines are orders of their
    own; and a request's subject isn't read as tags."""
    if mail.answers_desk:
        return tags_of(desk, replace(message, new_text=""))
    subject = mail.request.subject if mail.request and "[" in mail.request.subject else ""
    return tags_of(desk, message, subject) if subject or message is not mail.message else first
