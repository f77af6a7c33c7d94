"""The seeds that every test run plays, in two halves: each is a file of its own, so that two workers share them.

`FRONTDESK_SEEDS` says how many; CI plays more than people wait for.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from simulation.run import Stage

COUNT = int(os.environ.get("FRONTDESK_SEEDS", "200"))
PART = 25
_PARTS = [range(first, min(first + PART, COUNT + 1)) for first in range(1, COUNT + 1, PART)]


def half(number: int) -> Sequence[range]:
    """Every other part of the seeds; 0 or 1."""
    return _PARTS[number::2]


def broken(stage: Stage, seeds: range) -> dict[int, str]:
    """The promises that were broken, by seed."""
    return {seed: why for seed in seeds if (why := stage.play(seed).why)}
