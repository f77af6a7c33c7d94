"""Marked quotes: where one ends, whose words it says it is, whether a mail program made it.

Marks are ">", and below an attribution also the writer's initials (The Bat!) or a bar; elsewhere "SQL>" is a prompt and
"|" draws a table. Every line is looked at a fixed number of times.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from frontdesk.mailbox.quoting.attributions import LONGEST, attribution_start, may_end_attribution
from frontdesk.mailbox.quoting.header_blocks import label_and_value, read_block
from frontdesk.mailbox.quoting.quote_markers import marker_of, may_be_marker

_NARROWEST_WRAP = 60
_WIDEST_LINE = 76  # at which gateways break lines
_ONLY_MARKS = re.compile(r"[>\s]*$")


def unquoted(line: str) -> str:
    """A quoted line without one level of its marks."""
    text = line.lstrip()
    return text[2:] if text.startswith("> ") else text[1:] if text.startswith(">") else line


def is_quoted_at(lines: Sequence[str], at: int) -> bool:
    return at < len(lines) and lines[at].lstrip()[:1] == ">"


def end_of_quote(lines: Sequence[str], at: int, *, forwarded: bool) -> int:
    """The line behind the quote that begins at `at`: blank lines and lines that a gateway broke belong to it.

    `forwarded`: nobody answers between the lines of what he forwards, so there every line between two does.
    """
    end = at
    wrapped = False
    while at < len(lines):
        line = lines[at].strip()
        if line[:1] == ">":
            end = at + 1
        elif line and _is_between(lines, at) and (forwarded or _is_broken_off(lines, at, wrapped)):
            wrapped = True
        elif line:
            break
        at += 1
    return end


def _is_between(lines: Sequence[str], at: int) -> bool:
    return at > 0 and is_quoted_at(lines, at + 1) and is_quoted_at(lines, at - 1)


def _is_broken_off(lines: Sequence[str], at: int, wrapped: bool) -> bool:
    """Whether an unmarked line between two quoted ones is the end of the line above.

    It is when the line above ends within a link or a bracket, or when its first word would not have fitted
    there. Once one line of a quote was broken, others that go on in lower case were too.
    """
    above, line = lines[at - 1].rstrip(), lines[at].strip()
    if above.rfind("(") > above.rfind(")") or above.rfind("<") > above.rfind(">", 1):
        return True
    if len(above) < _NARROWEST_WRAP or not (line[0].islower() or line[0].isdigit()):
        return False
    return wrapped or len(above) + len(line.split()[0]) >= _WIDEST_LINE


def says_whose(lines: Sequence[str], start: int, end: int) -> bool:
    """Whether within its marks the quote opens with an attribution, a marker or header fields."""
    inner = [unquoted(line) for line in lines[start : min(end, start + 12)]]
    first = next((at for at, line in enumerate(inner) if line.strip()), -1)
    if first < 0:
        return False
    for at in range(first, min(first + 5, len(inner))):
        line = inner[at].strip()
        if not line:
            break
        if may_be_marker(line) and marker_of(line) is not None:
            return True
        if may_end_attribution(line) and attribution_start(inner, at, quoted_below=True):
            return True
    return label_and_value(inner[first]) is not None and read_block(inner, first) is not None


def is_made_by_program(lines: Sequence[str]) -> bool:
    """Whether quoted lines are a whole mail's, as programs quote it: blank or nested ones among them."""
    return any(
        _ONLY_MARKS.match(line) or unquoted(line).lstrip()[:1] == ">"
        for line in lines
        if line.lstrip().startswith(">")
    )


def is_own_quote(lines: Sequence[str], start: int, end: int) -> bool:
    """Whether a quote below all text, of which nobody says whose it is, belongs to what the writer says.

    It does where the text leads up to it: with a colon, or in the middle of a sentence. A prompt (">>>") and
    a quote without any text above are the writer's as well. What looks like a mail program's work never is.
    """
    marks = [line.strip() for line in lines[start:end] if line.strip().startswith(">")]
    if not marks:
        return False
    if unquoted(marks[0]).lstrip()[:1] == ">":
        return True
    if is_made_by_program(marks):
        return False
    above = start - 1
    while above >= 0 and not lines[above].strip():
        above -= 1
    return above < 0 or above == start - 1 or lines[above].rstrip()[-1] in ":："


_MARK = re.compile(r"\s?(?P<mark>[^\W\d_]{1,4}(?=>)|\|(?=\s))")
_LOOK_AHEAD = 3
_MOST_LOOKS = 50


def with_usual_marks(lines: Sequence[str]) -> list[str]:
    """As many lines, with ">" where another mark stands for it."""
    usual = list(lines)
    if not any(map(_begins_with_mark, usual)):
        return usual
    looks = 0
    for at, line in enumerate(usual):
        stripped = line.rstrip()
        if looks >= _MOST_LOOKS or not stripped or not _may_be_attribution(stripped):
            continue
        mark = _mark_below(usual, at + 1)
        if mark:
            looks += 1
            if attribution_start(usual, at, quoted_below=True):
                _change(usual, at + 1, mark)
    return usual


def _begins_with_mark(line: str) -> bool:
    return _MARK.match(line[:12]) is not None


def _may_be_attribution(line: str) -> bool:
    return len(line) <= LONGEST and (may_end_attribution(line) or "@" in line)


def _mark_below(lines: Sequence[str], start: int) -> str:
    for line in lines[start : start + _LOOK_AHEAD]:
        if line.strip():
            found = _MARK.match(line[:12])
            return found["mark"] if found else ""
    return ""


def _change(lines: list[str], start: int, mark: str) -> None:
    """Initials all the way down, bars up to the first line without one."""
    for at in range(start, len(lines)):
        found = _MARK.match(lines[at][:12])
        if found and found["mark"] == mark:
            lines[at] = ">" + lines[at][found.end() :].removeprefix(">")
        elif mark == "|" and lines[at].strip():
            return
