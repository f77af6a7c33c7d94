"""`[answer=vpn-reset]`: a prepared answer in a technician's mail to the customer, below their words or amid them; and
`[answers vpn]`: the answers that there are, each with how it did.

What the answers say was found before (`frontdesk.decision.prepared`); here it is put into the mail, or refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from frontdesk.rules.answers.answer import Entry, Piece, Standing, Unknown, Worded
from frontdesk.rules.effects import Audience, Effect, Send, UseAnswer
from frontdesk.rules.languages import say, shortened
from frontdesk.rules.model import MailKind
from frontdesk.rules.situation import Situation
from frontdesk.rules.technicians.draft import Draft, problem
from frontdesk.rules.technicians.to_writer import to_writer

HERE = "{answer}"  # alone in a line: the answer stands there
_SHOWN = 200  # characters of what went out


def add_answer(draft: Draft, value: str) -> None:
    found = draft.worded.get(value)
    policy, written = draft.policy, f"[answer={value}]"
    if found is None or isinstance(found, Unknown):
        draft.problems.append(_unknown(draft, value, found))
    elif found.foreign:
        row = problem(
            policy, "answer in another language", "", written, name=found.name, other=found.language
        )
        draft.problems.append({**row, "example": f"[answer={found.name}/{found.language}]"})
    elif found.trouble:
        draft.problems.append(problem(policy, "answer broken", "", written, why=found.trouble))
    else:
        draft.answers.append(found)


def _unknown(draft: Draft, value: str, found: Unknown | None) -> dict[str, Any]:
    policy = draft.policy
    nearest = found.nearest if found else ()
    told = ", ".join(f"{name} ({title})" for name, title in nearest)
    sentence = "no such answer" if nearest else "no such answer at all"
    row = problem(policy, sentence, "", f"[answer={value}]", name=value, nearest=told)
    return {**row, "example": f"[answer={nearest[0][0]}]" if nearest else "[answers]"}


def with_answers(draft: Draft, text: str) -> str:
    """The whole text of the mail, as it is kept; its pieces are put into the draft."""
    if not draft.answers:
        return text
    before, after = text, ""
    lines = text.split("\n")
    places = _places(text)
    if places:
        before, after = "\n".join(lines[: places[0]]), "\n".join(lines[places[0] + 1 :])
    said = [Piece(name=one.name, language=one.language, chosen="/" in one.asked) for one in draft.answers]
    pieces = [Piece(before.strip("\n")), *said, Piece(after.strip("\n"))]
    draft.pieces = tuple(piece for piece in pieces if piece.words or piece.name)
    parts = (before.strip("\n"), *(one.text for one in draft.answers), after.strip("\n"))
    return "\n\n".join(part for part in parts if part)


def wrong_answers(draft: Draft, text: str, *, goes_out: bool, has_it: bool) -> list[dict[str, Any]]:
    """Why the answers of a mail can't go out with it, as rows of the refusal."""
    policy, places = draft.policy, _places(text)
    written = _written(draft.answers)
    if not draft.answers:
        asked_for = any(one for one in draft.problems)  # what is wrong with the tag is told already
        return [problem(policy, "which answer", "answer", HERE)] if places and not asked_for else []
    if not goes_out:
        return [problem(policy, "answer inside", "", written)]
    if has_it:
        return [problem(policy, "answer to who has the mail", "", written)]
    return [problem(policy, "answer twice", "", HERE)] if len(places) > 1 else []


def used(draft: Draft) -> list[Effect]:
    by = draft.writer.email
    return [UseAnswer(one.name, one.language, one.version, by) for one in draft.answers]


def told_of_answers(draft: Draft, text: str) -> None:
    """What went out, by its beginning; of an answer in another language than the desk's also which."""
    if not draft.answers:
        return
    shown = shortened(" ".join(text.split()), _SHOWN)
    names = ", ".join(f"{one.name} ({one.language})" for one in draft.answers)
    draft.tell("answer", say(draft.policy.language, "answer said", names=names, text=shown))
    files = [name for one in draft.answers for name in one.attach]
    if files:
        draft.tell("attached", ", ".join(files))


def _written(answers: Sequence[Worded]) -> str:
    return " ".join(f"[answer={one.asked}]" for one in answers)


def _places(text: str) -> list[int]:
    """The lines in which nothing but the place of the answer stands."""
    if HERE not in text.lower():
        return []
    return [number for number, line in enumerate(text.split("\n")) if line.strip().lower() == HERE]


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
