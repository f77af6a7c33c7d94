"""Prepared answers as every room sees them: what there is, and one of them said for a request. Frozen, no behaviour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime


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
