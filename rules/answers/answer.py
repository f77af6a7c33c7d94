"""Prepared answers as every room sees them: what there is, one of them said for a request, and how often each stayed
solved. Frozen, no behaviour.

What counts is the report's rule: what the customer opened again within 14 days wasn't solved, and before these are over
nobody knows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from frontdesk.rules.figures.cycle import KNOWN_AFTER, RESOLVED, SETTLED, TECHNICIAN


@dataclass(frozen=True, slots=True)
class Answer:
    """A prepared answer in one language. `words`, `labels`: what it is found by. `attach`: files beside it. `body`: its
    Markdown. `version` names its content. `kept`: technicians keep it in the database; else it is a file.
    """

    name: str
    language: str
    title: str
    body: str
    words: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    attach: tuple[str, ...] = ()
    version: str = ""
    kept: bool = False


@dataclass(frozen=True, slots=True)
class Worded:
    """An answer in the words that go out. `asked`: as the tag names it. `foreign`: its language is neither the
    customer's nor the desk's, and the tag doesn't say that it may be. `trouble`: why it can't go out as it stands, ""
    when it can.
    """

    asked: str
    name: str
    language: str
    title: str
    text: str
    version: str = ""
    attach: tuple[str, ...] = ()
    foreign: bool = False
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class AnswerDraft:
    """An answer in the making, as a technician was shown it. `by`: whose."""

    id: int
    name: str
    language: str
    title: str
    words: tuple[str, ...]
    text: str
    by: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """No answer of that name: the names nearest to it, each with its title."""

    asked: str
    nearest: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """How an answer did: how often it went out in the year before `at`, and of those whose request was resolved, and is
    resolved for 14 days, how many were not opened again. `last`: when it went out last.
    """

    sent: int = 0
    stayed: int = 0
    known: int = 0
    last: datetime | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a mail's text: `words` as they are typed, or the answer of this name. `language`: of the answer, where
    the reader's own can't be had; always, where it is `chosen`.
    """

    words: str = ""
    name: str = ""
    language: str = ""
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """An answer in a list. `languages`: those that it has."""

    name: str
    title: str
    languages: tuple[str, ...]
    standing: Standing = field(default_factory=Standing)


@dataclass(frozen=True, slots=True)
class Library:
    """The answers by name and language."""

    answers: Mapping[str, Mapping[str, Answer]] = field(default_factory=dict)

    def languages(self, name: str) -> tuple[str, ...]:
        return tuple(sorted(self.answers.get(name, ())))

    def in_first(self, name: str, languages: Sequence[str]) -> Answer | None:
        """The answer in the first of these languages that it has."""
        found = self.answers.get(name, {})
        return next((found[language] for language in languages if language in found), None)

    def titles(self, languages: Sequence[str] = ()) -> dict[str, str]:
        """Each name with its title, in the first of these languages that it has, else in any."""
        return {
            name: (self.in_first(name, languages) or next(iter(found.values()))).title
            for name, found in self.answers.items()
        }


class Use(NamedTuple):
    """An answer went out `at`, in a cycle that ended so; `again_at`, `again_by`: when, and by whom, the request was
    opened again after it.
    """

    at: datetime
    ended_at: datetime | None = None
    ended_by: str = ""
    again_at: datetime | None = None
    again_by: str = ""


def standing(uses: Iterable[Use], now: datetime) -> Standing:
    sent = stayed = known = 0
    last: datetime | None = None
    for use in uses:
        sent += 1
        last = use.at if last is None else max(last, use.at)
        if (
            use.ended_at is None
            or use.ended_by not in (RESOLVED, SETTLED)
            or use.ended_at + KNOWN_AFTER > now
        ):
            continue
        known += 1
        stayed += not _came_back(use, use.ended_at)
    return Standing(sent, stayed, known, last)


def _came_back(use: Use, ended_at: datetime) -> bool:
    return use.again_at is not None and use.again_by != TECHNICIAN and use.again_at - ended_at <= KNOWN_AFTER
