"""Interim reading of tags."""

from __future__ import annotations

import re
from dataclasses import dataclass

from frontdesk.rules.tag_reasons import Trouble
from frontdesk.rules.tag_words import Tag, is_ours, read_items

__all__ = ["Tag", "TagProblem", "TagReading", "read_tags"]


@dataclass(frozen=True, slots=True)
class TagProblem:
    written: str
    reason: str
    suggestion: str


@dataclass(frozen=True, slots=True)
class TagReading:
    tags: tuple[Tag, ...]
    problems: tuple[TagProblem, ...]
    subject: str
    body: str
    number: int | None


_BRACKETS = re.compile(r"\[([^\[\]]{1,500})\]")


def read_tags(subject: str, body: str, desk_tag: str = "IT") -> TagReading:
    """Interim."""
    number: int | None = None
    tags: list[Tag] = []
    problems: list[TagProblem] = []
    bare = subject
    for found in _BRACKETS.finditer(subject):
        designator = re.fullmatch(rf"(?:{re.escape(desk_tag)}[ -]?)?#?(\d{{1,9}})", found[1].strip(), re.I)
        if designator:
            number = number or int(designator[1])
            bare = bare.replace(found[0], "")
            continue
        reads = read_items(found[1])
        if any(is_ours(read) for read in reads):
            bare = bare.replace(found[0], "")
            for read in reads:
                if isinstance(read, Tag):
                    tags.append(read)
                elif isinstance(read, Trouble):
                    problems.append(TagProblem(read.written, read.code, read.suggestion))
    lines = body.splitlines()
    while lines and lines[0].startswith("#"):
        read = read_items(lines[0][1:], loose=True)
        if not any(isinstance(each, Tag) for each in read):
            break
        tags += [each for each in read if isinstance(each, Tag)]
        lines.pop(0)
    return TagReading(tuple(tags), tuple(problems), bare.strip(), "\n".join(lines).strip(), number)
