"""Where a template's `{% if %}` and `{% for %}` go in the Markdown around them.

A statement on a line of its own is taken out of the text before Markdown reads it and comes back as a mark
between two paragraphs, list items or table rows, or between two lines of one paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from markdown_it.token import Token

from frontdesk.mailbox.rendering.placeholders import Placeholders

_ITEM = re.compile(r"[ \t]*(?:[-+*]|\d{1,9}[.)])[ \t]|[ \t]{2,}\S")
_HOLDERS = frozenset(
    {"bullet_list_open", "ordered_list_open", "list_item_open", "blockquote_open", "tbody_open"}
)
_ROWS = frozenset({"bullet_list_open", "ordered_list_open", "tbody_open"})
_CLOSING = {"endif": "if", "endfor": "for"}
_BETWEEN = frozenset({"elif", "else"})


class MisplacedStatement(ValueError):
    """A statement that has no good place; `line` is its line in the template."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True, slots=True)
class Gap:
    """A statement between the lines `before - 1` and `before` of what is left of the text. `tight`: no empty
    line parts it from what it governs."""

    mark: str
    keyword: str
    line: int
    before: int
    tight: bool


@dataclass(slots=True)
class Group:
    """An `if` or `for` with what belongs to it, up to its end."""

    gaps: list[Gap] = field(default_factory=list)


def lift(text: str, placeholders: Placeholders) -> tuple[str, list[Gap]]:
    """The text without the lines that hold statements only, and where those stood.

    Neighbours that would grow together without them (an item and the plain line after it) stay apart.
    """
    kept: list[str] = []
    gaps: list[Gap] = []
    lines = text.split("\n")
    waiting: list[int] = []
    for index, line in enumerate(lines):
        found = [int(number) for number in placeholders.statement.findall(line)]
        if found and not placeholders.statement.sub("", line).strip():
            waiting += found
            following = lines[index + 1] if index + 1 < len(lines) else ""
            if not _only_statements(following, placeholders):
                _place(waiting, kept, following, gaps, placeholders)
                waiting = []
            continue
        kept.append(line)
    return "\n".join(kept), gaps


def _only_statements(line: str, placeholders: Placeholders) -> bool:
    return bool(placeholders.statement.search(line)) and not placeholders.statement.sub("", line).strip()


def _place(
    waiting: Sequence[int], kept: list[str], following: str, gaps: list[Gap], placeholders: Placeholders
) -> None:
    previous = kept[-1] if kept else ""
    if previous.strip() and following.strip() and _sort(previous) != _sort(following):
        kept.append("")
    for number in waiting:
        placeholder = placeholders.pieces[number]
        tight = placeholder.keyword not in _CLOSING and bool(following.strip())
        tight |= placeholder.keyword in (*_CLOSING, *_BETWEEN) and bool(previous.strip())
        gaps.append(
            Gap(placeholders.statement_word(number), placeholder.keyword, placeholder.line, len(kept), tight)
        )


def _sort(line: str) -> str:
    """What a line is to Markdown, as far as growing together goes."""
    start = line.lstrip()[:1]
    return "row" if start == "|" else "quote" if start == ">" else "item" if _ITEM.match(line) else "text"


def grouped(gaps: Sequence[Gap]) -> list[Group]:
    """The gaps by the `if` or `for` they belong to. One whose partner stands inside a line is alone."""
    groups: list[Group] = []
    stack: list[tuple[str, Group]] = []
    for gap in gaps:
        if gap.keyword not in _CLOSING and gap.keyword not in _BETWEEN:
            groups.append(Group([gap]))
            stack.append((gap.keyword, groups[-1]))
            continue
        if not stack or _CLOSING.get(gap.keyword, stack[-1][0]) != stack[-1][0]:
            raise MisplacedStatement(_APART, gap.line)
        stack[-1][1].gaps.append(gap)
        if gap.keyword in _CLOSING:
            stack.pop()
    if stack:
        raise MisplacedStatement(_APART, stack[-1][1].gaps[0].line)
    return groups


_APART = "its beginning and its end must both stand on lines of their own, or both in one line"
_NO_PLACE = (
    "its beginning and its end stand at different depths: put both around whole paragraphs, items or rows"
)


def put_between(tokens: list[Token], gaps: Sequence[Gap]) -> list[Token]:
    """Markdown's blocks with the statements among them, as tokens of type "statement" or as marks at the
    edges of a paragraph's lines. Raises MisplacedStatement."""
    parents = _parents(tokens)
    at: dict[int, list[tuple[int, str]]] = {}
    lines: dict[int, list[tuple[int, str]]] = {}
    order = {id(gap): number for number, gap in enumerate(gaps)}
    for group in grouped(gaps):
        places = [_places(tokens, parents, gap) for gap in group.gaps]
        holder = _best(tokens, places, tight=any(gap.tight for gap in group.gaps), line=group.gaps[0].line)
        for gap, place in zip(group.gaps, places, strict=True):
            inside = holder >= 0 and tokens[holder].type == "inline"
            target = lines.setdefault(holder, []) if inside else at.setdefault(place[holder], [])
            target.append((order[id(gap)], f"{gap.before}:{gap.mark}" if inside else gap.mark))
    for index, marks in lines.items():
        _mark_lines(tokens[index], sorted(marks))
    return _inserted(tokens, at)


def _parents(tokens: Sequence[Token]) -> list[int]:
    """For every place between two tokens the index of the block that is open there, -1 outside of all."""
    stack, parents = [-1], []
    for index, token in enumerate(tokens):
        if token.nesting < 0:
            parents.append(stack.pop())
            continue
        parents.append(stack[-1])
        if token.nesting > 0:
            stack.append(index)
    return [*parents, -1]


def _places(tokens: Sequence[Token], parents: Sequence[int], gap: Gap) -> Mapping[int, int]:
    """Where a statement may stand: {the block that holds it: the index of the token it goes before}. An
    inline token as the block means a place inside that paragraph."""
    low, high = 0, len(tokens)
    for index, token in enumerate(tokens):
        if token.nesting or not token.map:
            continue
        begin, end = token.map
        if begin < gap.before < end:
            return {index: index} if _is_paragraph(tokens, index) else {}
        if begin >= gap.before:
            high = index
            break
        low = index + 1
    places = {index: index for index in (low - 1, high) if _is_paragraph(tokens, index)}
    for place in range(low, high + 1):
        holder = parents[place]
        if holder == -1 or tokens[holder].type in _HOLDERS:
            places.setdefault(holder, place)
    return places


def _is_paragraph(tokens: Sequence[Token], index: int) -> bool:
    """Whether the token is the inside of a paragraph, so that a statement may stand between its lines."""
    return 0 < index < len(tokens) and tokens[index - 1].type == "paragraph_open"


def _best(tokens: Sequence[Token], places: Sequence[Mapping[int, int]], *, tight: bool, line: int) -> int:
    """The block that can hold all of a group: among rows or items if it stands right beside them, otherwise
    the outermost; inside a paragraph only when nothing else is left."""
    common = set(places[0]).intersection(*places[1:])
    blocks = sorted(holder for holder in common if holder < 0 or tokens[holder].type != "inline")
    rows = [holder for holder in blocks if holder >= 0 and tokens[holder].type in _ROWS]
    if tight and rows:
        return rows[-1]
    if blocks:
        return blocks[0]
    if common:
        return min(common)
    raise MisplacedStatement(_NO_PLACE, line)


def _mark_lines(token: Token, marks: Sequence[tuple[int, str]]) -> None:
    assert token.map
    lines = [*token.content.split("\n"), ""]
    added = [""] * len(lines)
    for _, mark in marks:
        before, _, word = mark.partition(":")
        added[min(max(int(before) - token.map[0], 0), len(lines) - 1)] += word
    *marked, last = (extra + line for extra, line in zip(added, lines, strict=True))
    token.content = "\n".join(marked) + last


def _inserted(tokens: Sequence[Token], at: Mapping[int, list[tuple[int, str]]]) -> list[Token]:
    result: list[Token] = []
    for index in range(len(tokens) + 1):
        for _, mark in sorted(at.get(index, ())):
            result.append(Token("statement", "", 0, content=mark, block=True))
        if index < len(tokens):
            result.append(tokens[index])
    return result
