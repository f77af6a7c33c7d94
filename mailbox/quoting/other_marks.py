"""Quotes that are marked otherwise than with ">": with the writer's initials (The Bat!) or a bar.

Only below an attribution: "SQL>" is a prompt and "|" draws a table. Every line is looked at twice at most.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from frontdesk.mailbox.quoting.attributions import LONGEST, attribution_start, may_end_attribution

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
