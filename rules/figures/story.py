"""A request with all its cycles: what stands in the report's files, and what a review
tells one by one. Holds facts. Pure."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from frontdesk.rules.figures import cycle as words
from frontdesk.rules.figures.cycle import Cycle


class Story(NamedTuple):
    """`cycles`: in order, at least one. `minutes`: stated on it so far. `child`: another request stands for it, so that
    one mail answered it together with others."""

    number: int
    cycles: tuple[Cycle, ...]
    language: str = ""
    labels: tuple[str, ...] = ()
    minutes: int = 0
    spam: bool = False
    merged: bool = False
    child: bool = False

    @property
    def opened_at(self) -> datetime:
        return self.cycles[0].began_at

    @property
    def is_counted(self) -> bool:
        """Whether it is in any figure: no spam, merged into no other, not the team's own."""
        no_request = self.spam or self.merged or self.last.ended_by in words.NO_REQUESTS
        return not (no_request or self.cycles[0].source == words.TEAM)

    @property
    def last(self) -> Cycle:
        return self.cycles[-1]
