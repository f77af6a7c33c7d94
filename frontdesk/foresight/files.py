"""TOPICS_FILE as it is now, as it last worked, and the topics that come with the desk. An edit that breaks the file
changes nothing; what worked is kept in the database, so that a desk that starts anew has it still.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, field
from pathlib import Path

from frontdesk.accounts.followed import Seen, packed, seen, unpacked, versions
from frontdesk.accounts.problem import FileProblem
from frontdesk.db import state
from frontdesk.db.engine.store import Store
from frontdesk.foresight.topics_file import read_topics
from frontdesk.rules.foresight.topics import Topics
from frontdesk.settings.load import BadSettings, Settings
from frontdesk.settings.problem import Problem

PACKAGED = Path(__file__).with_name("topics.toml")
_KEPT = "topics that worked"
_REMEDY = "name a file that frontdesk may read, off, or leave the setting out"


@dataclass(frozen=True, slots=True)
class TopicsFile:
    """Where the topics come from. `path`: None for those that come with the desk. `off`: there are none."""

    path: Path | None
    off: bool
    team: frozenset[str]

    def seen(self) -> Seen:
        """What tells whether the file was changed."""
        return seen(self.path)


@dataclass(slots=True)
class ReadTopics:
    """Topics, the bytes of the file that they were made of (None: of none), and what is wrong with the one that is
    there now."""

    topics: Topics
    raw: bytes | None = None
    problems: list[FileProblem] = field(default_factory=list)

    @property
    def serious(self) -> list[FileProblem]:
        return [problem for problem in self.problems if problem.serious]


def topics_file(settings: Settings) -> TopicsFile:
    team = frozenset(person.email for person in (*settings.technicians, *settings.managers))
    return TopicsFile(settings.topics_file.path, settings.topics_file.off, team)


def read_the_topics(file: TopicsFile, kept: bytes | None = None) -> ReadTopics:
    """The file's topics; those of what is kept, where it doesn't work."""
    if file.off:
        return ReadTopics(Topics())
    if file.path is None:
        return ReadTopics(packaged())
    problems: list[FileProblem] = []
    for raw, is_kept in versions(file.path, kept, problems, _REMEDY):
        found, wrong = read_topics(raw, file.path, file.team)
        if not is_kept:
            problems += wrong
        if not any(problem.serious for problem in wrong):
            return ReadTopics(Topics(found), raw, problems)
    return ReadTopics(Topics(), None, problems)


@functools.cache
def packaged() -> Topics:
    """Those that come with the desk; raises ValueError if somebody broke them."""
    found, wrong = read_topics(PACKAGED.read_bytes(), PACKAGED, ())
    if wrong:
        raise ValueError("; ".join(map(str, wrong)))
    return Topics(found)


def first_topics(file: TopicsFile, store: Store) -> ReadTopics:
    """The topics to begin with; raises BadSettings where the file doesn't work and none is kept that did."""
    found = read_the_topics(file, kept_topics(store))
    if file.path is not None and found.raw is None:
        raise BadSettings([_as_setting(problem) for problem in found.serious])
    return found


def _as_setting(problem: FileProblem) -> Problem:
    where = f"{problem.path}{f', line {problem.line}' if problem.line else ''}"
    return Problem("TOPICS_FILE", f"{where}: {problem.what}", problem.remedy)


def keep_topics(store: Store, found: ReadTopics) -> None:
    """Write the file down that works, when it isn't the one that is kept."""
    if found.raw is not None and found.raw != kept_topics(store):
        with store.transaction():
            state.put(store, _KEPT, packed(found.raw))


def kept_topics(store: Store) -> bytes | None:
    """The file as it last worked."""
    return unpacked(state.get(store, _KEPT))
