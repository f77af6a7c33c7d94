"""Tags among words: "new toner [resolved]". They are not obeyed, for "press [Open]" may be the name of a button; but a
customer never reads one unasked, so the writer is asked. Finds; linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from frontdesk.rules.tags.body import LONGEST_LINE, MOST_LINES_BELOW, is_slip, read_line
from frontdesk.rules.tags.brackets import find_brackets
from frontdesk.rules.tags.reasons import Trouble
from frontdesk.rules.tags.table import BY_WORD
from frontdesk.rules.tags.words import Read, Tag, cleaned, read_items, split_item

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
