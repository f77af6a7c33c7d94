"""TOPICS_FILE: a TOML table for each topic becomes topics, or problems with line and remedy.

Reads text; opens no file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from frontdesk.accounts.departments_file import line_of_key, line_of_table, priority_of, tables_of, texts
from frontdesk.accounts.problem import FileProblem
from frontdesk.rules.foresight.topics import SHORTEST_BEGINNING, Topic, words_of
from frontdesk.settings import readers as read

LARGEST = 1_000_000  # bytes
MOST_WORDS = 500  # of one topic
_NAME = re.compile(r"[a-z0-9äöüß][a-z0-9äöüß._-]{0,39}")
_ANSWER = re.compile(r"[a-z0-9-]{2,40}")
NAMED = "write its name between [ and ]: small letters, digits, - and _, as in [vpn] or [home-office]"


def read_topics(raw: bytes, path: Path, team: Collection[str]) -> tuple[tuple[Topic, ...], list[FileProblem]]:
    """The topics of a file and what is wrong with it. `team`: the addresses that may be an owner."""
    tables, lines, problems = tables_of(raw, path, LARGEST, "topic", NAMED)
    found: list[Topic] = []
    for name, table in tables.items():
        line = line_of_table(lines, name) or line_of_key(lines, 0, name)
        if not isinstance(table, dict):
            what, remedy = (
                f"{name!r} stands in no topic",
                "put it below a line with the topic's name, as in [vpn]",
            )
            problems.append(FileProblem(path, line, what, remedy))
        elif not _NAME.fullmatch(name):
            problems.append(FileProblem(path, line, f"{name[:60]!r} is no topic's name", NAMED))
        else:
            topic, wrong = _topic(name, table, line, lines, path, team)
            found.append(topic)
            problems += wrong
    return tuple(found), problems


def _topic(
    name: str, table: Mapping[str, Any], line: int, lines: list[str], path: Path, team: Collection[str]
) -> tuple[Topic, list[FileProblem]]:
    problems: list[FileProblem] = []
    values: dict[str, Any] = {"words": ()}

    def wrong(key: str, what: str, remedy: str, serious: bool = True) -> None:
        at = line_of_key(lines, line, key)
        problems.append(FileProblem(path, at, f"{key} of {name}: {what}", remedy, serious))

    for key, value in table.items():
        reader = _KEYS.get(key)
        if reader is None:
            near = get_close_matches(key, _KEYS, 1, 0.6)
            wrong(
                key,
                "there is no such key",
                f"did you mean {near[0]}" if near else f"keys are {', '.join(_KEYS)}",
            )
            continue
        try:
            values[key] = reader(value)
        except read.Wrong as error:
            wrong(key, str(error), error.remedy)
    if not values["words"] and not problems:
        wrong("words", "a topic has words", 'write words = ["vpn", "tunnel"]')
    if values.get("owner") and values["owner"] not in team:
        wrong(
            "owner", f"{values['owner']} isn't in the team", "name somebody of TECHNICIANS or MANAGERS", False
        )
    return Topic(name=name, line=line, **values), problems


def _words(value: Any) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(texts(value)))
    if len(found) > MOST_WORDS:
        raise read.Wrong(f"{len(found)} words are too many", f"at most {MOST_WORDS} in one topic")
    for word in found:
        bare = word.removesuffix("*")
        parts = words_of(bare)
        if "*" in bare or not parts:
            raise read.Wrong(
                f"{word[:60]!r} can't be used", 'write a word, several, or a beginning as "druck*"'
            )
        if word.endswith("*") and (len(parts) > 1 or len(parts[0]) < SHORTEST_BEGINNING):
            raise read.Wrong(
                f"{word[:60]!r} would stand for too much",
                f"write at least {SHORTEST_BEGINNING} letters of one word before the *",
            )
    return found


def _answer(value: Any) -> str:
    if not isinstance(value, str) or not _ANSWER.fullmatch(value.strip()):
        raise read.Wrong(f"{value!r} is no answer's name", "small letters, digits and -, as in vpn-reset")
    return value.strip()


def _owner(value: Any) -> str:
    people = read.people(", ".join(texts(value)))
    if len(people) != 1:
        raise read.Wrong(f"{value!r} is not one person", "name one address of the team")
    return read.address(people[0].email)


_KEYS: dict[str, Callable[[Any], Any]] = {
    "words": _words,
    "answer": _answer,
    "owner": _owner,
    "priority": priority_of,
}
