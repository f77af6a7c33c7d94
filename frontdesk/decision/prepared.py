"""Prepared answers in a technician's mail: what their tags name, and the text that goes out with them in it.

Looked up for mail with such a tag alone. Decides nothing and writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from mimetypes import guess_type
from typing import Any

from frontdesk.db import answers, requests, search
from frontdesk.desk import Desk
from frontdesk.mailbox.rendering.filters import Block, Dressed
from frontdesk.mailbox.rendering.page import BrokenTemplate
from frontdesk.mailbox.writing.letter import OutgoingAttachment
from frontdesk.rules.answers.answer import Answer, AnswerDraft, Entry, Library, Piece, Unknown, Worded
from frontdesk.rules.answers.finding import nearest
from frontdesk.rules.effects import Send
from frontdesk.rules.model import Address, Message, Role
from frontdesk.rules.request import Request
from frontdesk.rules.situation import Known, Situation
from frontdesk.rules.tags.words import Tag
from frontdesk.rules.technicians.answer_tags import how_it_did
from frontdesk.rules.technicians.answering import PIECES

ANSWER, ANSWERS, KEEP = "answer", "answers", "keep"
_ALIKE, _ALIKE_AT_MOST, _WEEKS = 0.5, 10, timedelta(days=60)
_LOOKED_AT = 50  # of the newest messages
_NAMES = frozenset((ANSWER, ANSWERS, KEEP))


def with_answers(desk: Desk, situation: Situation, tags: Iterable[Tag]) -> Situation:
    """The situation with what these tags say of prepared answers."""
    about = [tag for tag in tags if tag.name in _NAMES]
    if not about:
        known = situation.draft is not None
        return replace(situation, involved=_involved(desk, situation)) if known else situation
    library = desk.answers.library(now=True)
    wanted = [tag.value for tag in about if tag.name == ANSWER]
    asked = next((tag.value for tag in about if tag.name == ANSWERS), None)
    return replace(
        situation,
        worded={value: _worded(desk, library, value, situation, tags) for value in wanted},
        entries=_entries(desk, library, asked, situation) if asked is not None else (),
        involved=_involved(desk, situation) if any(tag.name == KEEP for tag in about) else (),
        file_answers=frozenset(
            (one.name, one.language)
            for found in library.answers.values()
            for one in found.values()
            if not one.kept
        ),
    )


def draft_answered(desk: Desk, message: Message) -> AnswerDraft | None:
    """The draft of an answer to which a mail says something."""
    parents = dict.fromkeys((*message.in_reply_to[:3], *message.references[-1:]))
    return answers.of_mail(desk.store, parents)


def _involved(desk: Desk, situation: Situation) -> tuple[str, ...]:
    """The names of who wrote on the request and isn't in the team."""
    if situation.request is None:
        return ()
    said = requests.last_messages(desk.store, situation.request.number, _LOOKED_AT)
    names = (one.sender.name for one in said if desk.policy.role_of(one.sender.email) is Role.CUSTOMER)
    return tuple(dict.fromkeys(filter(None, names)))


def _worded(
    desk: Desk, library: Library, value: str, situation: Situation, tags: Iterable[Tag]
) -> Worded | Unknown:
    name, _, language = value.partition("/")
    request = _as_it_will_be(situation, tags)
    usual = _languages(desk, request)
    chosen = library.in_first(name, (language,) if language else usual)
    others = [one for one in library.languages(name) if one != language]
    if chosen is None and not others:
        return Unknown(value, nearest(value, library, usual))
    found = chosen or library.answers[name][others[0]]
    foreign = chosen is None
    values = _values(desk, request, situation)
    try:
        text, trouble = desk.answers.say(found, values).text, desk.answers.lacks(found)
    except BrokenTemplate as error:
        text, trouble = "", str(error)
    return Worded(
        value, name, found.language, found.title, text, found.version, found.attach, foreign, trouble
    )


def _as_it_will_be(situation: Situation, tags: Iterable[Tag]) -> Request | None:
    """The request with the customer whom the same mail gives it."""
    request = situation.request
    email = next((tag.value for tag in tags if tag.name == "customer"), "")
    if request is None or not email:
        return request
    return replace(request, customer=Address(situation.people.get(email, Known()).name, email))


def _languages(desk: Desk, request: Request | None) -> tuple[str, ...]:
    """The customer's, then the desk's."""
    policy = desk.policy
    own = request.language if request else ""
    departments = policy.for_department(request.department).customers_language if request else ""
    return tuple(dict.fromkeys(filter(None, (own or departments, policy.language))))


def _values(desk: Desk, request: Request | None, situation: Situation | None) -> dict[str, Any]:
    email = situation.sender.email if situation else ""
    person = desk.policy.staff.get(email)
    return {
        "customer": (request.customer.name or request.customer.email) if request else "",
        "number": request.number if request else 0,
        "subject": request.subject if request else "",
        "technician": person.name if person else "",
        "desk_name": desk.policy.desk_name,
    }


def solved_alike(desk: Desk, situation: Situation) -> int:
    """How many requests of the last weeks were solved in words like these, besides this one."""
    request = situation.request
    if request is None or not situation.message.new_text.strip():
        return 0
    text = f"{request.subject}\n{situation.message.new_text}"
    found = [one.number for one in search.similar(desk.store, text, _ALIKE_AT_MOST) if one.score >= _ALIKE]
    others = [number for number in found if number != request.number]
    return search.resolved_since(desk.store, others, situation.now - _WEEKS)


def _entries(desk: Desk, library: Library, words: str, situation: Situation) -> tuple[Entry, ...]:
    names = desk.answers.index().asked_for(words)
    titles = library.titles((desk.policy.language,))
    stand = answers.standings(desk.store, names, situation.now)
    return tuple(Entry(name, titles[name], library.languages(name), stand[name]) for name in names)


def said_to(
    desk: Desk, send: Send, request: Request | None, situation: Situation | None, values: Mapping[str, Any]
) -> tuple[dict[str, Any], tuple[OutgoingAttachment, ...]]:
    """A mail's values with the prepared answers in its text, in its reader's words; and the files that go along."""
    pieces: tuple[Piece, ...] = values.get(PIECES, ())
    if not pieces:
        return dict(values), ()
    library, usual = desk.answers.library(), _languages(desk, request)
    own = _values(desk, request, situation)
    parts: list[str | Block] = []
    files: dict[str, OutgoingAttachment] = {}
    for piece in pieces:
        answer = _answer(library, piece, usual)
        if answer is None:
            parts.append(piece.words)
            continue
        parts.append(desk.answers.say(answer, own))
        files |= {name: _file(desk, answer, name) for name in answer.attach}
    told = {name: value for name, value in values.items() if name != PIECES}
    return {**told, "text": Dressed(parts)}, tuple(files.values())


def _answer(library: Library, piece: Piece, usual: tuple[str, ...]) -> Answer | None:
    if not piece.name:
        return None
    languages = (piece.language,) if piece.chosen else (*usual, piece.language)
    found = library.in_first(piece.name, languages)
    if found is None:
        raise LookupError(f"the answer {piece.name} is gone")  # in the moment since it was decided
    return found


def suggested(
    desk: Desk, request: Request, situation: Situation | None, now: datetime
) -> list[dict[str, Any]]:
    """Answers that may fit a new request, with how they did; for the team's notification."""
    if situation is None or situation.request is not None:
        return []
    index = desk.answers.index()
    if not index.library.answers:
        return []
    topics = (desk.policy.topics.find(label) for label in request.labels)
    first = [topic.answer for topic in topics if topic is not None and topic.answer]
    names = index.fitting(request.subject, situation.message.new_text, request.labels, first)
    stand, usual = answers.standings(desk.store, names, now), _languages(desk, request)
    titles = index.library.titles((desk.policy.language,))
    return [
        {
            "tag": f"[answer={_as_it_is_asked(index.library, name, usual)}]",
            "title": titles[name],
            "stood": how_it_did(stand[name], desk.policy.language),
        }
        for name in names
    ]


def _as_it_is_asked(library: Library, name: str, usual: tuple[str, ...]) -> str:
    """With the language where it is one that neither the customer nor the desk speaks."""
    return name if library.in_first(name, usual) else f"{name}/{library.languages(name)[0]}"


def _file(desk: Desk, answer: Answer, name: str) -> OutgoingAttachment:
    media_type = guess_type(name)[0] or "application/octet-stream"
    return OutgoingAttachment(name, media_type, desk.answers.file(answer, name))
