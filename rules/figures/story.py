"""A request with all its cycles: what a report is counted from. Holds facts and says simple things about them. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from frontdesk.rules.figures import cycle as words
from frontdesk.rules.figures.cycle import Cycle

KNOWN_AFTER = timedelta(days=14)  # by then a customer has said whether a resolution holds
DONE = frozenset((words.RESOLVED, words.SETTLED))
MANY_HANDS = 3
LOW, CONTENT = 2, 4


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
    def last(self) -> Cycle:
        return self.cycles[-1]

    @property
    def is_the_teams(self) -> bool:
        return self.cycles[0].source == words.TEAM

    @property
    def is_spam(self) -> bool:
        return self.spam or self.last.ended_by == words.SPAM

    @property
    def is_merged(self) -> bool:
        return self.merged or self.last.ended_by == words.MERGED

    @property
    def is_counted(self) -> bool:
        cycles = self.cycles
        return not (
            self.spam
            or self.merged
            or cycles[-1].ended_by in words.NO_REQUESTS
            or cycles[0].source == words.TEAM
        )

    @property
    def by_phone(self) -> bool:
        """A technician opened it: what the customer waited before isn't known."""
        return self.cycles[0].source == words.TECHNICIAN

    @property
    def answered_at(self) -> datetime | None:
        """A person's first mail to the customer."""
        for one in self.cycles:
            if one.first_reply_at is not None:
                return one.first_reply_at
        return None

    @property
    def waited(self) -> int | None:
        """The business minutes for which we waited for the customer; None when a part of them isn't known."""
        total = 0
        for one in self.cycles:
            if one.wait_minutes is None:
                return None
            total += one.wait_minutes
        return total

    def cycle_at(self, moment: datetime) -> Cycle | None:
        """The cycle that ran at this moment; None when the request wasn't open."""
        for one in self.cycles:
            if one.began_at < moment and (one.ended_at is None or one.ended_at >= moment):
                return one
        return None

    def reopened_after(self, cycle: Cycle) -> datetime | None:
        """When the customer opened it again after this cycle; None when that didn't happen within 14 days."""
        following = self.cycles[cycle.n : cycle.n + 1]
        if not following or cycle.ended_at is None or following[0].source == words.TECHNICIAN:
            return None
        began = following[0].began_at
        return began if began - cycle.ended_at <= KNOWN_AFTER else None

    def stays_done(self, moment: datetime) -> bool:
        """Whether it was done before this moment and nothing of it falls into the time after."""
        cycles = self.cycles
        last = cycles[-1]
        ended, due, promised = last.ended_at, last.resolve_by, cycles[0].promised_by
        if ended is None or ended >= moment or (due is not None and due >= moment):
            return False
        if promised is not None and promised >= moment:
            return False
        return not any(one.asked_at is not None and one.asked_at >= moment for one in cycles)


def stands_still(cycle: Cycle, moment: datetime) -> bool:
    """Whether the clock of the resolution stood at this moment."""
    return any(one.since <= moment and (one.until is None or one.until > moment) for one in cycle.stood)


def missed(cycle: Cycle, moment: datetime) -> bool:
    """Whether the target for the resolution had passed by this moment. What healed it afterwards doesn't count."""
    if cycle.missed_at is not None and cycle.missed_at < moment:
        return True
    due, ended = cycle.resolve_by, cycle.ended_at
    if due is None or due >= moment:
        return False
    return (ended is None or ended > due) and not stands_still(cycle, due)
