"""A request with all its cycles: what stands in the report's files, a line for each cycle. Holds facts. Pure."""

from __future__ import annotations

from typing import NamedTuple

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
    def last(self) -> Cycle:
        return self.cycles[-1]
