"""The line above quoted text that says who wrote it and when ("On Monday, Ann wrote:"), in any language.

A table of verbs and of opening words, and a judgement by evidence: an address, numbers, a verb, a colon at
the end. So a client or a language that the tables lack is mostly known all the same. Every line is looked at
once, with a cap on its length; no pattern here can go back over what it has read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import IntEnum

from frontdesk.mailbox.quoting.wrapped_attributions import (
    begins_with_writer,
    is_name,
    is_one_sentence,
    is_shortened,
    wrapped_start,
)
from frontdesk.rules.understood import phrases, table, words

LONGEST = 400  # characters of an attribution, over all its lines
MOST_LINES = 6


class Evidence(IntEnum):
    NONE = 0
    WEAK = 1  # an attribution if quoted lines follow
    HAND_MADE = 2  # "Bob wrote:", "Bob, 5.5.2020 10:10:", as people type them too; likewise
    SHORTENED = 3  # "On Monday Ann wrote:": likewise, where the mail ends with the quote
    STRONG = 4  # an attribution even if what follows isn't marked as quoted


_VERBS = words("attributions.verbs")
_VERB_PIECES = phrases("attributions.verb_pieces")  # languages that put no blanks between words
_AFTER_VERB = words("attributions.after_verb")


@table
def _opening() -> re.Pattern[str]:
    any_of = "|".join(re.escape(words) for words in phrases("attributions.openings")())
    return re.compile(rf"\W{{0,10}}(?:{any_of})\b[.,]?\s*(?=\S)", re.I)


# "2016-10-24 15:36", "ср, 30 апр.", "Thu, 26 Jun", "在 2016年": a date at the head of a line.
_DATE_FIRST = re.compile(r"\W{0,10}(?:[^\W\d]{1,14}[.,]\s?|[在於于]\s?)?\d{1,4}\s?[-./年년\s,]")
# "śr., 5 lut 2020", "Mnamo Jumatano, 5 Februari 2020", "Noong Miy, Peb 5, 2020": a few words of a language that
# `_opening` lacks, then a whole date. Only believed at the head of a paragraph.
_WORDS_THEN_DATE = re.compile(
    r"""(?:\S{1,24}\s{1,2}){0,3}(?:
    \d{1,2}[.,]?\s?(?:de\s)?\S{1,14}\s(?:de\s)?\d{4}(?!\d)
    |\d{1,4}[-./]\s?\d{1,2}[-./]\s?\d{1,4}(?!\d)
    |\d{4}\.\s\S{1,3}\s\d{1,2}\.
    |\S{2,14}\s\d{1,2},\s\d{4}(?!\d)
    )""",
    re.X,
)
# "John Smith <john@example.com> 于2016年...写道：": the writer at the head of a line.
_WRITER_FIRST = re.compile(r"(?:[^<>\n@]{0,60}[<(\[])?(?:mailto:)?[\w.+'%=&-]{1,80}@")
_NUMBERS = re.compile(r"\d{1,4}")
_CLOCK = re.compile(r"\d{1,2}\s?[:.hH時时시点]\s?\d{2}")
_WORDS = re.compile(r"[^\W\d_]+(?:\(-?\w{1,2}\)|/\w{1,2}(?!\w))?")
_BOTH = re.compile(r"[(/].*")  # "napisal(a)", "napisao/la": of either
_ADDRESS = re.compile(r"[\w.+'%=&-]{1,80}@[\w.-]{1,200}")
_IN_BRACKETS = re.compile(r"[<(\[]\s?(?:mailto:)?[\w.+'%=&-]{1,80}@[\w.-]{1,200}\s?[>)\]]")
# Yahoo on Android: the quote begins on the line of its attribution, behind some blanks.
_GLUED_QUOTE = re.compile(r"[:：][ \t\xa0]{2,}(?=[^\s\d])")
_SHARED_LINE = re.compile(r"(?<=[^-\s])-{2,}\s?(?=On\s)")
_ENDS = ":：-៖፦"
_CLOSERS = " \t\xa0*_"


def ends_of_attributions(lines: Sequence[str]) -> frozenset[int]:
    """Where an attribution may end."""
    return frozenset(
        at for at, line in enumerate(map(str.strip, lines)) if line and may_end_attribution(line)
    )


def may_end_attribution(line: str) -> bool:
    """A cheap look at a stripped, non-empty line: only these are worth `attribution_start`."""
    return line[-1] in ":：-*\xa0៖፦" and len(line) <= LONGEST


def attribution_start(lines: Sequence[str], end: int, *, quoted_below: bool) -> tuple[int, Evidence] | None:
    """Where the attribution begins that ends in `lines[end]`, and how sure that is; None when there is none.

    Clients break an attribution over up to four lines; the nearest line above that can open one is taken.
    `quoted_below`: marked quotes follow, so it need not end in a colon.
    """
    if whole := _whole(lines, end, quoted_below):
        return whole
    joined = ""
    blanks = 0
    fallback: tuple[int, Evidence] | None = None
    for at in range(end, max(-1, end - MOST_LINES), -1):
        line = lines[at].strip()
        if not line:
            blanks += 1
            if blanks > 1 or not joined.startswith("<"):
                break
            continue
        if (line.startswith(">") and at < end) or not line.strip("-_=*"):
            break
        joined = (line + joined) if line.endswith("<") else f"{line} {joined}".rstrip()
        if len(joined) > LONGEST:
            break
        found = _evidence(joined, quoted_below)
        if found is Evidence.NONE:
            continue
        if _can_open(line) or _opens_paragraph(lines, at, line):
            return _with_writer_above(lines, at), found
        if _goes_on(lines, at) if fallback else _writer_first(lines, at, joined, found):
            fallback = at, found
    return fallback


def _whole(lines: Sequence[str], end: int, quoted_below: bool) -> tuple[int, Evidence] | None:
    """The attribution that the broken lines above make together, when they do and its head shows it."""
    start = wrapped_start(lines, end)
    if lines[start].lstrip()[:1] == "<":  # its head stands above an empty line
        return None
    for at in range(start, end + 1):
        text = ""
        for line in lines[at : end + 1]:
            glue = "" if text[-1:] == "<" else " "
            text = f"{text}{glue}{line.strip()}" if text else line.strip()
        if len(text) > LONGEST or not is_one_sentence(text):
            continue
        found = _evidence(text, quoted_below)
        strong = found is Evidence.STRONG or (found is Evidence.WEAK and quoted_below)
        if strong and _has_head(text):
            return _with_writer_above(lines, at), found
    return None


def _has_head(text: str) -> bool:
    """Whether a joined text begins as attributions do: with the writer, a date, or a word before one."""
    if begins_with_writer(text) or _can_open(text) or _WORDS_THEN_DATE.match(text):
        return True
    number = _NUMBERS.search(text)
    verb = next((found.start() for found in _WORDS.finditer(text) if _has_verb(found[0])), len(text))
    before = text[: min(verb, number.start() if number else len(text))]
    return verb < len(text) and bool(before.strip()) and is_name(before)


def _with_writer_above(lines: Sequence[str], at: int) -> int:
    """The line above, where it holds nothing but a name and an address: broken off before the date."""
    above = lines[at - 1].strip() if at > 0 else ""
    is_writer = above[-1:] == ">" and _WRITER_FIRST.match(above) and _IN_BRACKETS.search(above)
    return at - 1 if is_writer and (at == 1 or not lines[at - 2].strip()) else at


def _opens_paragraph(lines: Sequence[str], at: int, line: str) -> bool:
    if at > 0 and lines[at - 1].strip()[:1] not in ("", ">"):
        return False
    return line[-1] not in "!?." and _WORDS_THEN_DATE.match(line) is not None


def _goes_on(lines: Sequence[str], at: int) -> bool:
    """Whether the line below goes on with what `lines[at]` says: the break stands beside the address."""
    line, below = lines[at].strip(), lines[at + 1].strip()
    return below[:1] in ("<", "(<") or line[-1] == "<" or (line[-1] in ">)" and not below[:1].isupper())


def _can_open(line: str) -> bool:
    if line.startswith("--") and line.endswith("--"):
        return True
    opening = _opening().match(line)
    if opening is not None:
        return bool(_NUMBERS.search(line, opening.end()))
    return _DATE_FIRST.match(line) is not None


def _writer_first(lines: Sequence[str], at: int, joined: str, found: Evidence) -> bool:
    """Whether the line opens with the writer, not with a date, and nothing above belongs to it."""
    if found is not Evidence.STRONG:
        return True
    alone = at == 0 or not lines[at - 1].strip()
    return alone and _WRITER_FIRST.match(joined) is not None


def _evidence(text: str, quoted_below: bool) -> Evidence:
    ends = text.rstrip(_CLOSERS)[-1:] in _ENDS
    verb = _has_verb(text)
    address = "@" in text and _ADDRESS.search(text) is not None
    numbers = len(_NUMBERS.findall(text))
    clock = _CLOCK.search(text) is not None
    dated = numbers >= 3 and clock
    opens = _can_open(text)
    for applies, evidence in (
        (ends and verb and address and numbers >= 2, Evidence.STRONG),
        (ends and opens and dated and _verb_closes(text), Evidence.STRONG),
        (ends and address and dated and opens and not text.endswith("-"), Evidence.STRONG),
        (ends and verb and text.startswith("--") and text.endswith("--"), Evidence.STRONG),
        (ends and address and dated and _is_dated_and_addressed(text), Evidence.STRONG),
        (not quoted_below, Evidence.NONE),
        (ends and verb and (address or (opens and numbers >= 2)), Evidence.WEAK),
        (address and numbers >= 3 and (opens or (dated and _WRITER_FIRST.match(text))), Evidence.WEAK),
        (verb and opens and numbers >= 2, Evidence.WEAK),
        (ends and verb and dated, Evidence.WEAK),
        (ends and verb and len(text) < 80 and is_shortened(text, _has_verb), Evidence.SHORTENED),
        (ends and len(text) < 80 and (verb or dated), Evidence.HAND_MADE),
    ):
        if applies:
            return evidence
    return Evidence.NONE


def _is_dated_and_addressed(text: str) -> bool:
    """Whether a text in any language opens with a date and has an address in brackets, as clients write it."""
    return _WORDS_THEN_DATE.match(text) is not None and _IN_BRACKETS.search(text) is not None


def _has_verb(text: str) -> bool:
    folded = text.casefold()
    found = _WORDS.findall(folded)
    if not _VERBS().isdisjoint(found) or not _VERBS().isdisjoint(_BOTH.sub("", word) for word in found):
        return True
    return any(piece in folded for piece in _VERB_PIECES())


def _verb_closes(text: str) -> bool:
    """Whether behind the verb stands at most a name ("wrote:", "schrieb Ann Lee:", not "wrote me this:")."""
    rest: list[str] = []
    for word in reversed(_WORDS.findall(text)):
        if _has_verb(word):
            return True
        if len(rest) >= 5 or (word.islower() and word not in _AFTER_VERB()):
            return False
        rest.append(word)
    return False


def is_between_arrows(line: str) -> bool:
    """Whether a stripped line is GroupWise's ">>> Ann Lee <ann@example.com> 05.02.20 10:12 >>>"."""
    if not (line.startswith(">>>") and line.endswith(">>>") and len(line) <= LONGEST):
        return False
    inside = line.strip("> \t\xa0")
    return len(_NUMBERS.findall(inside)) >= 3 and _CLOCK.search(inside) is not None


def shared_lines_apart(lines: Sequence[str]) -> list[str]:
    """The lines, with "yes--- On Monday ... wrote:" made two, as webmailers without a line break write it."""
    apart: list[str] = []
    for line in lines:
        match = _SHARED_LINE.search(line[:LONGEST]) if line[-1:] == ":" else None
        apart.extend((line[: match.start()], line[match.start() :]) if match else (line,))
    return apart


def glued_quotes_apart(lines: Sequence[str]) -> list[str]:
    """The lines, with an attribution and the quote that begins behind it each on a line of its own."""
    apart: list[str] = []
    for line in lines:
        match = _GLUED_QUOTE.search(line[:LONGEST]) if "@" in line[:LONGEST] else None
        before = line[: match.start() + 1].strip() if match else ""
        glued = before and _evidence(before, quoted_below=False) is Evidence.STRONG and _can_open(before)
        apart.extend((before, line[match.end() :]) if match and glued else (line,))
    return apart
