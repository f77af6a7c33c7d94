"""Lives of bad luck, the same ones every time; `make simulate SEEDS=1-10000` plays more of them, as CI does."""

from __future__ import annotations

import pytest
from simulation.run import Stage

PARTS = [range(first, first + 25) for first in range(1, 200, 25)]


@pytest.mark.slow
@pytest.mark.parametrize("seeds", PARTS, ids=lambda seeds: f"{seeds[0]}-{seeds[-1]}")
def test_every_promise_is_kept_whatever_happens(stage: Stage, seeds: range) -> None:
    broken = {seed: why for seed in seeds if (why := stage.play(seed).why)}
    assert broken == {}
