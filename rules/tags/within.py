"""Tags that aren't obeyed though they are there. Among words ("new toner [resolved]"; "press [Open]" may be the name
of a button) the writer is asked, for a customer never reads one unasked. In a subject what would be overlooked is
refused, for an overlooked [note] goes to the customer. Finds; linear in the text.
"""

from __future__ import annotations

import base64
import binascii
import quopri
import re
from collections.abc import Iterator, Sequence

from frontdesk.rules.tags.body import LONGEST_LINE, MOST_LINES_BELOW, is_slip, read_line
from frontdesk.rules.tags.brackets import (
    LONGEST_SUBJECT,
    MOST_BRACKETS,
    OPENING,
    Bracket,
    find_brackets,
    without,
)
from frontdesk.rules.tags.reasons import Trouble
from frontdesk.rules.tags.table import BY_WORD
from frontdesk.rules.tags.words import (
    LONGEST_ITEMS,
    Read,
    Tag,
    cleaned,
    is_ours,
    read_item,
    read_items,
    split_item,
)

_OPENING = "[【「［"
_MOST_SHOWN = 5
# Tags whose words are also buttons and menus of many programs: with a capital, within a sentence, that is meant.
_BUTTONS = frozenset(
    (
        *(
            "open",
            "send",
            "help",
            "status",
            "link",
            "title",
            "label",
            "time",
            "list",
            "all",
            "report",
            "contact",
        ),
        *(
            "answer",
            "answers",
            "keep",
            "split",
            "customer",
            "department",
            "undo",
            "watch",
            "away",
            "cc",
            "parent",
        ),
    )
)
_INSIDE = ("note", "called")  # overlooked, the customer would read what was to stay inside
_SENTENCE_ENDS = ".!?:;,…)"
_AROUND = "*_`~-–—•·>()\"'“”„ \t[]"  # what may stand around a tag that is all of a line
_AT_THE_END = re.compile(r"(?<=\s)([#!])([^\W\d_][\w-]{1,20}(?:[=:]\S{1,80})?)(?:\s+(\w{1,20}))?[.!]*$")
_RESOLUTIONS = frozenset(
    {"fixed", "implemented", "wont_fix", "by_design", "invalid", "duplicate", "not_our_bug", "closed"}
)


def tags_within(text: str) -> tuple[str, ...]:
    """What in words that a customer would read is written as a tag, each once, in order."""
    if not any(sign in text for sign in "#![【「［"):
        return ()
    found: dict[str, None] = {}
    for line in map(str.strip, text.splitlines()[:MOST_LINES_BELOW]):
        if not line.startswith(">") and len(line) <= LONGEST_LINE:
            found |= dict.fromkeys((*_in_brackets(line), *_marked(line)))
    return tuple(found)[:_MOST_SHOWN]


def _in_brackets(line: str) -> Iterator[str]:
    for bracket in find_brackets(line):
        if line[bracket.start] in _OPENING:
            content = bracket.content if bracket.square else cleaned(bracket.content)
            reads = [read for read in read_items(content) if read is not None]
            if reads and _is_meant(content.strip(), reads, line[: bracket.start], line[bracket.end :]):
                yield line[bracket.start : bracket.end]


def _is_meant(content: str, reads: Sequence[Read], before: str, after: str) -> bool:
    """Whether it is a tag and no button: it names what is to stay inside, has a value, or stands where no sentence goes
    on, before or behind one."""
    before, after = before.rstrip(), after.lstrip()
    behind = before[-1:] in tuple(_SENTENCE_ENDS) or not before.strip(_AROUND) or before[-1:] == "]"
    ends = not after.strip(_AROUND + _SENTENCE_ENDS) or after[0] in _OPENING
    names = [read.name for read in reads if isinstance(read, Tag)]
    if not names:
        words = [read.word for read in reads if isinstance(read, Trouble)]
        valued = split_item(content)[1] == "="
        slip = ends and content.isalpha() and content.lower() not in BY_WORD
        return any((valued and word in BY_WORD) or (slip and is_slip(word)) for word in words)
    if "=" in content or any(name in _INSIDE for name in names):
        return True
    is_button = content[:1].isupper() and _BUTTONS.issuperset(names) and not behind
    return (behind or ends) and not is_button


def _marked(line: str) -> Iterator[str]:
    """`#resolved` at a line's end, `!resolve fixed` there, and `#resolved thanks` as a line."""
    if line[:1] in ("#", "!"):
        found = read_line(line)
        if found is not None and found.text and any(isinstance(read, Tag) for read in found.reads):
            yield line.split()[0]
        return
    at_the_end = _AT_THE_END.search(line)
    if at_the_end is None:
        return
    marker, item, word = at_the_end.groups()
    reads = read_items(item, (marker, ""), loose=True)
    follows = word is None or (marker == "!" and word.lower() in _RESOLUTIONS)
    if reads and follows and all(isinstance(read, Tag) for read in reads):
        yield f"{marker}{item}"


ENCODED_WORD = re.compile(r"=\?[\w.*-]{1,40}\?([bq])\?([^?]{0,500})\?=", re.IGNORECASE)


def too_much(subject: str, brackets: Sequence[Bracket]) -> list[Trouble]:
    """Tags beyond the budgets would be overlooked and a note go to the customer: so they are refused."""
    cut = len(subject) > LONGEST_SUBJECT and any(c in subject[LONGEST_SUBJECT:] for c in OPENING)
    troubles = [Trouble("long", subject[:60] + "…")] if cut else []
    if len(brackets) > MOST_BRACKETS:
        troubles.append(Trouble("many", subject[:60] + "…", word=str(MOST_BRACKETS)))
    return troubles


def unclosed(brackets: Sequence[Bracket]) -> list[Trouble]:
    """`[note` without its end: an overlooked tag would do harm."""
    troubles = []
    for bracket in [bracket for bracket in brackets if not bracket.closed][:MOST_BRACKETS]:
        word, sign, _ = split_item(bracket.content[:LONGEST_ITEMS])
        if word in BY_WORD and sign != " ":
            troubles.append(
                Trouble("unclosed", f"[{bracket.content}", f"[{word}{sign and sign + '…'}]", word)
            )
    return troubles


def unopened(subject: str, brackets: Sequence[Bracket]) -> list[Trouble]:
    """`note]` without its beginning, the same."""
    troubles = []
    outside = without(subject, brackets)
    for piece in outside.split("]")[:-1][:MOST_BRACKETS]:
        word = piece[-LONGEST_ITEMS:].split()[-1:]
        read = read_item(word[0]) if word and not piece[-1].isspace() else None
        if isinstance(read, Tag):
            troubles.append(Trouble("unopened", f"{word[0]}]", read.written, read.name))
    return troubles


def garbled(subject: str) -> list[Trouble]:
    """Encoded words (RFC 2047) that nobody could decode, with a tag inside: neither obeyed nor overlooked."""
    troubles = []
    for found in ENCODED_WORD.finditer(subject):
        inside = _decoded(found[1].lower(), found[2])
        if any(is_ours(read) for b in find_brackets(inside) for read in read_items(b.content)):
            troubles.append(Trouble("encoded", found[0][:80]))
    return troubles


def _decoded(encoding: str, text: str) -> str:
    raw = text.encode("ascii", "replace")
    try:
        plain = quopri.decodestring(raw, header=True) if encoding == "q" else base64.b64decode(raw + b"==")
    except (binascii.Error, ValueError):
        return text
    return plain.decode("latin-1")
