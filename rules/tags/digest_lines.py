"""The answer to a digest, line by line: "12 resolved  changed the cable", "13 assign=bob", "14 snooze=3d".

Each line is a request's number, its tags, and perhaps a text, for the customer or for whom the tags say. The tags
are those of `rules.tags`; after the first one a word is a tag only with a value, a mark (#, [) or a comma before
it, because a text may begin with any word. Reads and checks; obeys nothing. Linear, never raises.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from frontdesk.rules import understood
from frontdesk.rules.tags.brackets import find_brackets
from frontdesk.rules.tags.contact_lines import ContactLine, read_contact_line
from frontdesk.rules.tags.look_lines import LookLine, read_look_line
from frontdesk.rules.tags.read import TagProblem, problem_from, without_repetition
from frontdesk.rules.tags.reasons import Trouble
from frontdesk.rules.tags.slips import near
from frontdesk.rules.tags.table import BY_WORD, ValueKind
from frontdesk.rules.tags.words import FREE_KINDS, Read, Tag, is_ours, read_item, read_items, split_item

MOST_LINES = 100
LONGEST_LINE = 4_000
_LINES_LOOKED_AT = 2_000
_WRAPPED_FROM = 55  # a mail client that breaks long lines leaves at least this much on the line before
_LONGEST_ITEM = 4  # words: "due in 2 days"

_NUMBERED = re.compile(
    r"(?:\[?[a-z]{1,10} ?[#-] ?|\[?#)?([1-9][0-9]{0,8})\]?[.:)]?(?:\s+(.*))?", re.IGNORECASE | re.DOTALL
)
_BULLET = re.compile(r"\A[-*•–·]\s+(?=[#\[]?[a-z0-9])", re.IGNORECASE)  # as editors begin the lines of a list
_NEXT_REQUEST = re.compile(r"\s+/\s+(?=#?[1-9][0-9]{0,8}[.:)]?\s+[#@\[]?([^\s=:,;\]]{1,30}))")
_DASH = re.compile(r"\A[-–—:]\s+")  # "resolved - changed the cable"
_PUNCTUATION = ",;:."
_PIECE = re.compile(r'(?:[^\s"]|"[^"]*")+|"')
_CLOSINGS = understood.words("digest.closings")


@dataclass(frozen=True, slots=True)
class DigestLine:
    """What one line asks for. `written`: the line as it stood, with its continuation."""

    number: int
    tags: tuple[Tag, ...]
    text: str
    written: str


@dataclass(frozen=True, slots=True)
class DigestReading:
    """With any problem no line may be obeyed. `unread`: lines taken for greetings and the like."""

    lines: tuple[DigestLine, ...]
    problems: tuple[TagProblem, ...]
    unread: tuple[str, ...] = ()
    contacts: tuple[ContactLine, ...] = ()
    looks: tuple[LookLine, ...] = ()


def read_digest_lines(text: str, language: str = "en") -> DigestReading:
    """Read the answer to a digest. `text`: the new text of the mail; quoted lines are ignored all the same."""
    lines: list[DigestLine] = []
    troubles: list[Trouble] = []
    unread: list[str] = []
    contacts: list[ContactLine] = []
    looks: list[LookLine] = []
    for kind, written in _sorted_lines(text):
        if kind == "unread":
            unread.append(written)
        elif kind == "contact" and (found := read_contact_line(written)):
            contacts.append(found)
        elif kind == "look" and (seen := read_look_line(written)):
            looks.append(seen)
        elif kind == "stray":
            troubles.append(_stray(written))
        elif len(lines) + len(troubles) >= MOST_LINES:
            troubles.append(Trouble("many", written, word=str(MOST_LINES)))
            break
        else:
            for one in _parts(written):
                line, wrong = _read_line(one)
                troubles += wrong
                lines += [line] if line else []
    problems = tuple(problem_from(trouble, language) for trouble in troubles[:MOST_LINES])
    said, muted = tuple(contacts[:MOST_LINES]), tuple(looks[:MOST_LINES])
    return DigestReading(tuple(lines), problems, tuple(unread), said, muted)


def _sorted_lines(text: str) -> Iterator[tuple[str, str]]:
    """The text's lines as ("numbered" or "contact", line and its continuation), ("look", ...), ("stray", ...) or
    ("unread", ...)."""
    current, last, is_near, kind = "", "", False, ""
    for line in text.split("\n", _LINES_LOOKED_AT)[:_LINES_LOOKED_AT]:
        stripped = _BULLET.sub("", line[:LONGEST_LINE].strip(), count=1)
        if stripped.casefold().rstrip(" ,.!") in _CLOSINGS():
            break
        if stripped.startswith(">"):
            continue
        if not stripped:
            is_near = False
        elif read_look_line(stripped):
            if current:
                yield kind, current
            current, is_near = "", True
            yield "look", stripped
        elif begins := _begins(stripped):
            if current:
                yield kind, current
            current, last, is_near, kind = stripped, line, True, begins
        elif current and is_near and (line[0] in " \t" or len(last.rstrip()) >= _WRAPPED_FROM):
            current, last = f"{current} {stripped}"[:LONGEST_LINE], line
        else:
            stray = is_near or _begins_with_tag(stripped) or _begins_with_numbers(stripped)
            yield ("stray" if stray else "unread"), stripped
    if current:
        yield kind, current


def _begins(line: str) -> str:
    """What a line with this beginning is: "numbered", "contact", or "" for none of them."""
    if _NUMBERED.fullmatch(line):
        return "numbered"
    return "contact" if read_contact_line(line) else ""


def _parts(line: str) -> list[str]:
    """ "1 solved / 2 snooze 3d" as two lines; a slash in a text ("5 / 6 tries") parts nothing."""
    parts, at = [], 0
    for found in _NEXT_REQUEST.finditer(line):
        if found[1].lower() in BY_WORD or line[found.start(1) - 1] == "@":
            parts.append(line[at : found.start()])
            at = found.end()
    return [*parts, line[at:]]


def _begins_with_numbers(line: str) -> bool:
    """ "12, 13 take" and "12-14 take": which of them would be a guess."""
    return bool(re.match(r"#?[1-9][0-9]{0,8}\s*[,;&+–-]", line))


def _begins_with_tag(line: str) -> bool:
    """ "resolved 12": the other way round, as debbugs has it."""
    word = split_item(line.lstrip("#[@/!")[:100])[0].rstrip("],;")
    return word in BY_WORD


def _stray(line: str) -> Trouble:
    word = split_item(line[:100])[0]
    name = BY_WORD[word].example[1:-1] if word in BY_WORD else "resolved"
    found = re.search(r"[1-9][0-9]{0,8}", line[:100])
    code = "one a line" if _begins_with_numbers(line) else "no number"
    return Trouble(code, line[:200], f"{found[0] if found else 12} {name}", word)


def _read_line(written: str) -> tuple[DigestLine | None, tuple[Trouble, ...]]:
    found = _NUMBERED.fullmatch(written)
    number, rest = (int(found[1]), found[2] or "") if found else (0, "")
    reads, text = _tags_and_text(rest)
    if not any(read is not None for read in reads):
        return None, (Trouble("no tag", written[:200], f"{number} resolved"),)
    tags, troubles = without_repetition(read for read in reads if read is not None)
    told = tuple(_told_in_full(trouble, number) for trouble in troubles)
    return (None if told else DigestLine(number, tags, text, written)), told


def _told_in_full(trouble: Trouble, number: int) -> Trouble:
    """With the number, so that what is suggested could be sent as it stands: "12 resolved"."""
    right = f"{number} {trouble.suggestion}" if trouble.suggestion else ""
    return replace(trouble, written=f"{number} {trouble.written}", suggestion=right)


class _Piece(NamedTuple):
    text: str
    end: int


def _tags_and_text(rest: str) -> tuple[list[Read], str]:
    """The tags at the start of a line, and the text after them."""
    reads: list[Read] = []
    at, goes_on = 0, True
    while at < len(rest):
        if rest[at] == "[" and (brackets := find_brackets(rest[at:])) and brackets[0].start == 0:
            inside = read_items(brackets[0].content, ("", ""), loose=True)
            if not all(map(is_ours, inside)):
                break
            reads += inside
            at, goes_on = at + brackets[0].end, False
        else:
            read, end = _next_item(rest, at, first=not reads, goes_on=goes_on)
            if read is None:
                break
            reads.append(read)
            goes_on = rest[end - 1] in ",;"
            at = end
        at += len(rest[at:]) - len(rest[at:].lstrip(" \t,;"))
    return reads, _DASH.sub("", rest[at:].strip(), count=1)


def _next_item(rest: str, at: int, first: bool, goes_on: bool) -> tuple[Read, int]:
    """The tag at `at`, in the longest reading that makes one, and where it ends; None when text begins there."""
    pieces = [
        _Piece(m[0], m.end()) for m, _ in zip(_PIECE.finditer(rest, at), range(_LONGEST_ITEM), strict=False)
    ]
    head = pieces[0].text
    if first and head[0] == "@" and len(head) > 1:  # "13 @anna"
        return read_item(f"assign={head.rstrip(',;')}", ("", "")), pieces[0].end
    word, sign, _ = split_item(head.lstrip("#/!").rstrip(",;"))
    is_marked = head[0] in "#/!" or sign == "="
    if not (first or goes_on or is_marked):
        return None, at
    spec = BY_WORD.get(word)
    if spec is not None and spec.value_kind is ValueKind.TEXT:
        return read_item(rest[at:].lstrip("#/!"), ("", ""), loose=True), len(rest)
    longest = _longest_tag(rest, at, pieces)
    if longest is not None:
        return longest
    bare = read_item(head.lstrip("#/!").rstrip(_PUNCTUATION), ("", ""))
    read = bare if isinstance(bare, Tag) else read_item(head.lstrip("#/!").rstrip(",;"), ("", ""))
    if read is None and first:
        return Trouble("unknown", head[:60], near(word) or "resolved", head[:60]), pieces[0].end
    return (read if first or is_marked or isinstance(read, Tag) else None), pieces[0].end


def _longest_tag(rest: str, at: int, pieces: list[_Piece]) -> tuple[Tag, int] | None:
    """Of "due fri 14:00 please" the first three words; a name or a label is one word, lest it eats the text."""
    for count in range(len(pieces), 0, -1):
        end = pieces[count - 1].end
        read = read_item(rest[at:end].lstrip("#/!").rstrip(",;"), ("", ""), loose=True)
        if isinstance(read, Tag):
            words = count - (1 if "=" not in pieces[0].text else 0)
            if words <= 1 or read.value_kind not in FREE_KINDS:
                return read, end
    return None
