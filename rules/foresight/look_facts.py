"""What is known of the last weeks before it is chosen what of it is worth a manager's look. Holds; decides nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from frontdesk.rules.foresight.topics import About
from frontdesk.rules.model import Address


class Counted(NamedTuple):
    """How often in the last four weeks, how often in the time before, which is so many times as long, and how many of
    the department's or the desk's requests there were in the four weeks. `person`: None for a topic of a department."""

    now: int
    before: int
    times: float
    of: int
    label: str = ""
    department: str = ""
    person: Address | None = None


class Solved(NamedTuple):
    """A request of somebody's, with what it was about and how it was solved."""

    number: int
    opened_at: datetime
    resolved_at: datetime | None
    resolution: str
    about: About


class Round(NamedTuple):
    """A request that may go in circles. `letters`: people's messages since the last resolution."""

    number: int
    subject: str
    customer: str
    owners: int
    reopened: int
    letters: int


class Low(NamedTuple):
    """A low rating that nobody has answered."""

    number: int
    rating: int


@dataclass(slots=True)
class Standing:
    """How it went for a customer lately. `reopened`, `waits`: the requests; `missed`: targets of theirs."""

    person: Address
    department: str = ""
    low: tuple[Low, ...] = ()
    reopened: tuple[int, ...] = ()
    missed: int = 0
    waits: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """`open_before`: how many were open three weeks ago, two, one, and now."""

    counted: tuple[Counted, ...] = ()
    solved: tuple[tuple[Address, tuple[Solved, ...]], ...] = ()
    rounds: tuple[Round, ...] = ()
    standings: tuple[Standing, ...] = ()
    open_before: tuple[int, ...] = ()
