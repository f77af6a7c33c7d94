"""One thing that `frontdesk check` found, and how good it is. Decides nothing."""

from __future__ import annotations

from dataclasses import dataclass

GOOD, WARNING, BAD = "good", "warning", "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """`part`: what was looked at. `remedy`: what to do, "" for a good one."""

    part: str
    grade: str
    what: str
    remedy: str = ""
