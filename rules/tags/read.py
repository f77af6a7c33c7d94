"""The tag language: what a technician's mail asks for, from its subject and the first lines of its text, and who may
use which tag (the table's roles, and stricter ones by TAG_PERMISSIONS).

Reads and checks; whether it may be obeyed is said by `rules.proof.authority`, and what it does by the decision. One
trouble means that nothing of the mail may be obeyed or passed on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from frontdesk.rules.model import Role
from frontdesk.rules.tags.body import read_body
from frontdesk.rules.tags.reasons import Trouble, reason_for, say_reason
from frontdesk.rules.tags.slips import near
from frontdesk.rules.tags.subject import bare_subject, defused, read_number, read_subject
from frontdesk.rules.tags.table import BY_NAME, BY_WORD
from frontdesk.rules.tags.words import Tag, read_item

__all__ = ["Tag", "TagProblem", "TagReading", "bare_subject", "defused", "read_number", "read_tags"]

MOST_TAGS = 20
_QUESTIONS, _LONGEST_QUESTION = ("help", "status", "list"), 40


@dataclass(frozen=True, slots=True)
class TagProblem:
    """What can't be obeyed: as written, why (a sentence in the desk's language), and what would be right."""

    written: str
    reason: str
    suggestion: str = ""


@dataclass(frozen=True, slots=True)
class TagReading:
    """All that a mail's tags say. With any problem, no tag may be obeyed.

    `subject`: bare, without number, tags, Re: and Fwd:. `body`: without the leading tag lines.
    `number`: of the request that the subject names, None when it names none (or two: a problem).
    """

    tags: tuple[Tag, ...]
    problems: tuple[TagProblem, ...]
    subject: str
    body: str
    number: int | None

    def has(self, name: str) -> bool:
        return any(tag.name == name for tag in self.tags)

    def value(self, name: str) -> str:
        """The value of the tag, "" when it is absent or has none."""
        return next((tag.value for tag in self.tags if tag.name == name), "")


def read_tags(
    subject: str, body: str, desk_tag: str = "IT", language: str = "en", customer_subject: str = ""
) -> TagReading:
    """Read a technician's tags. Never raises; linear in the length of the subject and of the tag lines.

    `subject`: decoded. `body`: the new text only, without quoted text and signature. `desk_tag`: "IT" in
    `[IT #123]`. `language`: of the problems' reasons. `customer_subject`: the request's, as the customer wrote
    it, so that a tag in it isn't taken for the technician's where a reply repeats it.
    """
    head, text = read_subject(subject, desk_tag, customer_subject), read_body(body)
    reads = [*head.reads, *text.reads]
    if head.number is None and not reads and not body.strip():
        reads = _bare_question(head.bare)
    tags, troubles = without_repetition(reads)
    problems = tuple(problem_from(trouble, language) for trouble in troubles)
    return TagReading(tags, problems, head.bare, text.text, head.number)


def _bare_question(subject: str) -> list[Tag | Trouble]:
    """A mail with nothing but the subject "help", as Roundup has it, "status" or "list mine"."""
    read = read_item(subject[:_LONGEST_QUESTION])
    return [read] if isinstance(read, Tag) and read.name in _QUESTIONS else []


def without_repetition(reads: Iterable[Tag | Trouble]) -> tuple[tuple[Tag, ...], tuple[Trouble, ...]]:
    """The tags without repetition, and all troubles: those read, contradictions, and too many tags."""
    tags: dict[tuple[str, str], Tag] = {}
    troubles: list[Trouble] = []
    for read in reads:
        if isinstance(read, Tag):
            tags.setdefault((read.name, read.value), read)
        else:
            troubles.append(read)
    found = tuple(tags.values())
    if len(found) > MOST_TAGS:
        troubles.append(Trouble("many", f"{found[0].written} …", word=str(MOST_TAGS)))
    return found[:MOST_TAGS], (*troubles[:MOST_TAGS], *_contradictions(found[:MOST_TAGS]))


def problem_from(trouble: Trouble, language: str) -> TagProblem:
    return TagProblem(trouble.written, reason_for(trouble, language), trouble.suggestion)


def _contradictions(tags: Sequence[Tag]) -> list[Trouble]:
    """Two tags of one group, as `[open] [waiting]` or `[priority=low] [priority=high]`."""
    first: dict[str, Tag] = {}
    troubles = []
    for tag in tags:
        group = tag.spec.group
        other = first.setdefault(group, tag) if group else tag
        if other is not tag:
            written = f"{other.written} {tag.written}"
            troubles.append(Trouble("contradiction", written, other.written, other.written, tag.written))
    return troubles


HOW_TO = "write tag=manager or tag=technician, as in merge=manager; spam=manager"
_RANK = {Role.CUSTOMER: 0, Role.TECHNICIAN: 1, Role.MANAGER: 2}


def may(tag: str, role: Role, permissions: Mapping[str, Role], language: str = "en") -> str | None:
    """None when this role may use the tag, else the reason, a sentence.

    `tag`: its name in the table. `permissions`: the least role for a tag; what isn't named is as in the table.
    """
    if role not in BY_NAME[tag].who:
        return say_reason(language, "not technicians")
    if _RANK[role] >= _RANK[permissions.get(tag, Role.TECHNICIAN)]:
        return None
    return say_reason(language, "only managers", tag=tag)


def read_permissions(text: str) -> dict[str, Role]:
    """TAG_PERMISSIONS, as in "merge=manager; spam=technician": the least role for a tag, by the tag's name.

    Entries are separated by ";", "," or white space. Raises ValueError that names every wrong entry.
    """
    found: dict[str, Role] = {}
    wrong: list[str] = []
    for entry in re.split(r"[;,\s]+", text.lower()):
        tag, _, role = entry.partition("=")
        if entry and tag in BY_WORD and role in ("technician", "manager"):
            found[BY_WORD[tag].name] = Role(role)
        elif entry:
            wrong.append(_what_is_wrong(entry, tag, role))
    if wrong:
        raise ValueError("; ".join(wrong[:10]))
    return found


def _what_is_wrong(entry: str, tag: str, role: str) -> str:
    if tag not in BY_WORD:
        guess = near(tag)
        return f"{tag[:40]!r} is no tag" + (f" ({guess}?)" if guess else "")
    return f"{entry[:60]!r} must end in =technician or =manager" + (f", not {role[:40]!r}" if role else "")
