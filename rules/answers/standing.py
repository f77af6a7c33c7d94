"""How often an answer stayed solved: what is counted, and what isn't known yet. Pure.

The rules are the report's: what the customer opened again within 14 days wasn't solved, and before these are over
nobody knows.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from frontdesk.rules.answers.answer import Standing
from frontdesk.rules.figures.cycle import RESOLVED, SETTLED, TECHNICIAN
from frontdesk.rules.figures.story import KNOWN_AFTER


class Use(NamedTuple):
    """An answer went out `at`, in a cycle that ended so; `again_at`, `again_by`: when, and by whom, the request was
    opened again after it.
    """

    at: datetime
    ended_at: datetime | None = None
    ended_by: str = ""
    again_at: datetime | None = None
    again_by: str = ""


def standing(uses: Iterable[Use], now: datetime) -> Standing:
    sent = stayed = known = 0
    last: datetime | None = None
    for use in uses:
        sent += 1
        last = use.at if last is None else max(last, use.at)
        if (
            use.ended_at is None
            or use.ended_by not in (RESOLVED, SETTLED)
            or use.ended_at + KNOWN_AFTER > now
        ):
            continue
        known += 1
        stayed += not _came_back(use, use.ended_at)
    return Standing(sent, stayed, known, last)


def _came_back(use: Use, ended_at: datetime) -> bool:
    return use.again_at is not None and use.again_by != TECHNICIAN and use.again_at - ended_at <= KNOWN_AFTER
