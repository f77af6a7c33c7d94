"""What a mail's `[report ...]` asks for: a period, a department, both, or one's own figures. Reads; makes no report."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches

from frontdesk.rules.clock.timing import BusinessHours
from frontdesk.rules.figures.periods import NoPeriod, from_words

MINE = frozenset(("mine", "my", "me", "meine", "meiner"))
USUAL, OF_A_REVIEW = "last-month", "last-quarter"


@dataclass(frozen=True, slots=True)
class Asked:
    """`period`: its name as it was written. `department`: None for all. `mine`: the writer's own figures."""

    period: str = USUAL
    department: str | None = None
    mine: bool = False


class NotUnderstood(ValueError):
    """No period and no department of these. `nearest`: the department that is most like it, "" for none."""

    def __init__(self, words: str, nearest: str) -> None:
        super().__init__(words)
        self.nearest = nearest


def read_asked(
    words: str, departments: Sequence[str], hours: BusinessHours, now: datetime, usual: str = USUAL
) -> Asked:
    """`last quarter`, `Sales`, `Sales last quarter`, `mine 2026-10`. `usual`: the period where none is named.
    Raises NotUnderstood."""
    parts = words.split()
    mine = any(part.lower() in MINE for part in parts[:1] + parts[-1:])
    if mine:
        parts = [part for part in parts if part.lower() not in MINE]
    for named, rest in _splits(parts):
        department = None if mine and not rest else _department(rest, departments)
        if (rest and department is None) or not _is_period(named, hours, now):
            continue
        return Asked(named or usual, department, mine)
    raise NotUnderstood(words, nearest(words, departments))


def like(written: str, known: Iterable[str]) -> str | None:
    """The department of this name, whatever its case, accents and spaces; None when there is none."""
    wanted = folded(written)
    return next((name for name in known if folded(name) == wanted), None)


def nearest(written: str, known: Sequence[str]) -> str:
    """The department most like this name, "" when there is none at all."""
    by_folded = {folded(name): name for name in known}
    near = get_close_matches(folded(written)[:100], list(by_folded), n=1, cutoff=0.0)
    return by_folded[near[0]] if near else ""


def listed(names: Iterable[str]) -> str:
    """Names in a sentence; those with a comma of their own in quotes, so that nobody takes one for two."""
    return ", ".join(f'"{name}"' if "," in name else name for name in names)


def folded(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).casefold()
    return "".join(letter for letter in plain if not unicodedata.combining(letter) and not letter.isspace())


def _splits(parts: Sequence[str]) -> Iterable[tuple[str, str]]:
    """Every way to take the words for a period and a department, in either order."""
    for at in range(len(parts) + 1):
        yield " ".join(parts[:at]), " ".join(parts[at:])
        yield " ".join(parts[at:]), " ".join(parts[:at])


def _department(name: str, known: Sequence[str]) -> str | None:
    return like(name, known) if name else None


def _is_period(name: str, hours: BusinessHours, now: datetime) -> bool:
    if not name:
        return True
    try:
        from_words(name, hours, now)
    except NoPeriod:
        return False
    return True
