"""`[keep=vpn-reset]`: a request's resolution becomes a prepared answer, once its writer has looked at it.

First the resolution comes back as a draft without the customer's data; what the writer replies (ok, or the text as it
shall be) is kept. Nothing is kept unseen.
"""

from __future__ import annotations

import re
from typing import Any

from frontdesk.rules.answers.answer import AnswerDraft
from frontdesk.rules.answers.finding import NAME
from frontdesk.rules.answers.scrub import still_in, without_their_data
from frontdesk.rules.effects import (
    Audience,
    Decision,
    DraftAnswer,
    DropDraft,
    Effect,
    KeepAnswer,
    Outcome,
    Record,
    Send,
)
from frontdesk.rules.languages import ENGLISH, rows, say
from frontdesk.rules.lifecycle import Happening
from frontdesk.rules.model import MailKind
from frontdesk.rules.request import Request
from frontdesk.rules.situation import Situation
from frontdesk.rules.tags.read import TagReading
from frontdesk.rules.tags.table import Needs
from frontdesk.rules.technicians.draft import Draft, problem
from frontdesk.rules.technicians.to_writer import confirmation, misread, refuse, registered, to_writer
from frontdesk.rules.technicians.unproven import unless_proven

_LONGEST, _LONGEST_TITLE = 20_000, 150  # characters
_MOST_WORDS = 20
_BEFORE = 2  # of the same, so that this is the third
_HEAD = re.compile(r"#\s+(\S.*)")
_PUNCTUATION = " .,!;:\n\"'"


def wrong_keep(situation: Situation, draft: Draft, typed: str) -> list[dict[str, Any]]:
    """Why no answer can be made of this request's resolution, as rows of the refusal."""
    if not draft.keep:
        return []
    policy, request = situation.policy, draft.request
    name, language = _name_of(situation, draft)
    written = f"[keep={draft.keep}]"
    resolves = draft.happening is Happening.TAGGED_RESOLVED
    if not NAME.fullmatch(name):
        return [problem(policy, "no answer's name", "keep", written)]
    if (name, language) in situation.file_answers:
        row = problem(policy, "answer is a file", "", written, name=name)
        return [{**row, "example": f"[keep={name[:38]}-2]"}]
    if typed and not resolves:
        return [problem(policy, "keep with words", "", written)]
    last = situation.last_reply.text if situation.last_reply else ""
    if not request.resolution and not (resolves and (typed or last)):
        return [problem(policy, "nothing to keep", "", written, number=request.number)]
    return []


def _name_of(situation: Situation, draft: Draft) -> tuple[str, str]:
    name, _, language = draft.keep.partition("/")
    return name, language or draft.request.language or situation.policy.language


def told_of_a_third_time(situation: Situation, draft: Draft, typed: str) -> None:
    """Who solves the same a third time hears that an answer can be made of it."""
    resolves = draft.happening is Happening.TAGGED_RESOLVED
    if resolves and typed and not draft.keep and not draft.answers and situation.solved_alike >= _BEFORE:
        count = situation.solved_alike + 1
        draft.tell("answer", say(situation.policy.language, "solved again", count=count))


def drafted(situation: Situation, draft: Draft, resolution: str) -> list[Effect]:
    """The draft, and the mail that shows it to its writer."""
    if not draft.keep or not resolution:
        return []
    request = draft.request
    name, language = _name_of(situation, draft)
    emails = (request.customer.email, *request.cc)
    people = (request.customer.name, *situation.involved)
    text = without_their_data(resolution, people, emails)
    title = without_their_data(request.subject, people, emails) or name
    title = " ".join(title.split())[:_LONGEST_TITLE]
    draft.tell("answer", say(situation.policy.language, "draft comes", name=name))
    by = registered(situation).email
    made = DraftAnswer(name, language, title, tuple(request.labels), text, by)
    return [made, _shown(situation, made)]


def _shown(situation: Situation, made: DraftAnswer) -> Send:
    speaks = situation.policy.language
    values = {
        "title": say(speaks, "draft", name=f"{made.name} ({made.language})"),
        "lines": [say(speaks, "draft: how"), f"# {made.title}", *filter(None, made.text.split("\n\n"))],
        "rows": (),
    }
    mail = to_writer(situation, MailKind.NOTICE, values, Audience.NOTE)
    return Send(
        mail.kind,
        mail.to,
        mail.audience,
        mail.values,
        in_reply_to=mail.in_reply_to,
        draft=(made.name, made.language),
    )


def on_draft(situation: Situation, request: Request | None, reading: TagReading) -> Decision | None:
    """What the writer of a draft says to it; None when the mail is no such word."""
    draft, policy = situation.draft, situation.policy
    words = reading.body.strip()
    if draft is None or draft.by != situation.sender.email or reading.tags or not words:
        return None
    denied = unless_proven(situation, Needs.PROOF)
    if denied is not None:
        return denied
    if reading.problems:
        return refuse(situation, misread(reading.problems))
    said = " ".join(words.casefold().strip(_PUNCTUATION).split())
    if said in _words_of(policy.language, "drop"):
        return _done(situation, [DropDraft(draft.id)], say(policy.language, "draft dropped", name=draft.name))
    agreed = said in _words_of(policy.language, "ok")
    title, keys, text = (
        (draft.title, draft.words, draft.text) if agreed else _read(draft, words, policy.language)
    )
    if not text or len(text) > _LONGEST:
        return refuse(situation, [problem(policy, "draft empty" if not text else "draft long", "")])
    told = say(policy.language, "answer kept", name=f"{draft.name} ({draft.language})", text=text)
    left = still_in(text, (request.customer.name, *situation.involved) if request else (), _emails(request))
    effects: list[Effect] = [
        KeepAnswer(draft.id, title, keys, text),
        *([Record("answer kept", situation.sender.email, {"name": draft.name})] if request else []),
    ]
    return _done(situation, effects, told, left)


def _emails(request: Request | None) -> tuple[str, ...]:
    return (request.customer.email, *request.cc) if request else ()


def _read(draft: AnswerDraft, words: str, language: str) -> tuple[str, tuple[str, ...], str]:
    """The writer's own text; a first line with # is its title, and one with words what it is found by."""
    title, keys = draft.title, draft.words
    lines = words.split("\n")
    found = _HEAD.fullmatch(lines[0].strip())
    if found is None:
        return title, keys, words
    title, lines = found[1].strip()[:_LONGEST_TITLE], lines[1:]
    name, colon, values = (lines[0] if lines else "").partition(":")
    if colon and name.strip().casefold() in _words_of(language, "words"):
        keys = tuple(part.strip() for part in values.split(",") if part.strip())[:_MOST_WORDS]
        lines = lines[1:]
    return title, keys, "\n".join(lines).strip()


def _done(situation: Situation, effects: list[Effect], told: str, left: list[str] | None = None) -> Decision:
    shown = [{"number": None, "what": "answer", "value": told}]
    if left:
        again = say(situation.policy.language, "still in it", found=", ".join(left))
        shown.append({"number": None, "what": "note", "value": again})
    return Decision(Outcome.MESSAGE, (*effects, confirmation(situation, shown)), "about a prepared answer")


def _words_of(language: str, meaning: str) -> frozenset[str]:
    """What people write for it, in the desk's language and in English."""
    said = (str(rows(one, "draft").get(meaning, "")) for one in dict.fromkeys((language, ENGLISH)))
    return frozenset(word.strip() for words in said for word in words.split("|"))
