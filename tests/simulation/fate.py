"""What happens to a desk at its every step, by chance alone: the chance that a seed gives.

Each run has its own mixture: some accidents often, some never, so that rare ones are not drowned by the others.
Only draws; what an accident does is done elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

MAIL_ACCIDENTS = {"crash": 3, "cut": 5, "refused": 1, "pause": 2, "give way": 4, "meddle": 4, "jump": 1}
DATABASE_ACCIDENTS = {"crash": 4, "full": 2, "answer lost": 1, "pause": 1, "give way": 5}
_LEFT_OUT = 0.4  # the chance of an accident to be no part of a run's mixture
_NO_ACCIDENTS = 0.05  # of runs


@dataclass(slots=True)
class Luck:
    """When the next accident comes, in steps of one sort, and which."""

    chance: Random
    weights: dict[str, int]
    every: float
    left: float = field(init=False)

    def __post_init__(self) -> None:
        self.left = self._gap()

    def _gap(self) -> float:
        return self.chance.expovariate(1 / self.every) if self.weights else float("inf")

    def accident(self) -> str:
        """Asked at every step; "" mostly."""
        self.left -= 1
        if self.left > 0:
            return ""
        self.every *= 1.1  # else a desk that dies every moment would never get to anything
        self.left = self._gap()
        return self.chance.choices(list(self.weights), list(self.weights.values()))[0]


@dataclass(slots=True)
class Fate:
    """One run's accidents. `often`: those that it is about. `calm`: nothing happens any more."""

    chance: Random
    often: tuple[str, ...] = ()
    mail: Luck = field(init=False)
    database: Luck = field(init=False)
    calm: bool = False

    def __post_init__(self) -> None:
        peaceful = self.chance.random() < _NO_ACCIDENTS
        self.mail = self._luck(MAIL_ACCIDENTS, (8, 20, 60, 200), peaceful)
        self.database = self._luck(DATABASE_ACCIDENTS, (40, 150, 600, 3000), peaceful)

    def _luck(self, accidents: dict[str, int], gaps: tuple[int, ...], peaceful: bool) -> Luck:
        weights = {name: often for name, often in accidents.items() if self.chance.random() >= _LEFT_OUT}
        weights |= {name: 5 for name in self.often if name in accidents}
        return Luck(self.chance, {} if peaceful else weights, self.chance.choice(gaps))

    def pause(self) -> timedelta:
        """How long a process stands still: seconds mostly, now and then longer than any claim lasts."""
        return timedelta(seconds=self.chance.choice((1, 5, 20, 60, 600, 3600, 6 * 3600)))

    def jump(self) -> timedelta:
        return timedelta(minutes=self.chance.choice((-1440, -120, -61, -5, 5, 61, 120, 1440, 4320)))
