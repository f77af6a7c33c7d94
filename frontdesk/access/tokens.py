"""Tokens in memory: how long each holds, by the monotonic clock, and when another is due. No I/O.

A clock that is set back or in a wrong time zone changes nothing here.
"""

from __future__ import annotations

import random
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from frontdesk.access.answers import Grant

MARGIN, JITTER = 300.0, 60.0
FORCED_EVERY = 300.0
KEPT = 8


def part_of(stated: float, life: float, part: float = 5.0) -> float:
    """A margin: as stated, but no more than a part of the token's life."""
    return min(stated, life / part)


@dataclass(frozen=True, slots=True)
class Held:
    """A token we have. `until` and `got_at` by the monotonic clock; `renew_at`: from then on another is asked for."""

    access: str = field(repr=False)
    got_at: float
    until: float
    renew_at: float

    @property
    def life(self) -> float:
        return self.until - self.got_at


def held(access: str, seconds: float, asked_at: float, life: float | None = None) -> Held:
    """`life`: the whole of it, where `seconds` are what is left."""
    life = seconds if life is None else life
    margin = part_of(MARGIN, life) + random.uniform(0, part_of(JITTER, life, 10.0))
    return Held(access, asked_at + seconds - life, asked_at + seconds, asked_at + seconds - margin)


def held_of(grant: Grant, asked_at: float) -> Held:
    return held(grant.access, grant.seconds, asked_at)


class Ends:
    """When the last tokens end, by the tokens: a session outlives the token that its process has by now."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, Held] = OrderedDict()

    def note(self, token: Held) -> None:
        self._known[token.access] = token
        while len(self._known) > KEPT:
            self._known.popitem(last=False)

    def of(self, access: str) -> Held | None:
        return self._known.get(access)
