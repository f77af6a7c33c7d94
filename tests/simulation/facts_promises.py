"""The promises about what figures are made of: cycles and stated time add up to the requests, whatever happened."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from simulation.disasters import YEAR
from simulation.failed import Failed

from frontdesk.db import cycles, requests
from frontdesk.rules.figures.cycle import Cycle
from frontdesk.rules.lifecycle import SETTLED
from frontdesk.rules.request import Request

if TYPE_CHECKING:
    from simulation.people import People
    from simulation.world import World


def cycles_add_up(world: World, people: People) -> None:
    """One cycle more than reopenings, the last as its request; the minutes are the sum of what was stated."""
    for request in requests.listed(world.store):
        found = cycles.of_request(world.store, request.number)
        why = _wrong(request, found, in_order=not (world.accidents["jump"] or world.accidents[YEAR]))
        stated = sum(entry.minutes for entry in cycles.entries_of(world.store, request.number))
        if stated != request.minutes:
            why = f"{stated} minutes are written down of {request.minutes}"
        if why:
            raise Failed(
                f"the cycles of #{request.number}: {why}: {[one._replace(owned=()) for one in found]}"
            )


def _wrong(request: Request, found: list[Cycle], *, in_order: bool) -> str:
    """`in_order`: no clock went back, so that what came later has the later time."""
    if [one.n for one in found] != list(range(1, request.reopened + 2)):
        return f"{len(found)} of them after {request.reopened} reopenings"
    pairs = list(itertools.pairwise(found))
    if any(one.ended_at is None or (in_order and one.ended_at > after.began_at) for one, after in pairs):
        return "one goes on beside the next"
    last = found[-1]
    ended = (request.resolved_at or request.closed_at) if request.status in SETTLED else None
    if last.ended_at != ended:
        return f"the last ended at {last.ended_at}, the request at {ended}"
    if (last.wait_minutes is None) != (ended is None):
        return "the minutes of waiting are counted when it ends"
    if ended is None and (last.owner, last.priority) != (request.owner, request.priority.value):
        return "it isn't as the request is"
    return ""
