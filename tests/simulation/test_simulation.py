"""Lives of bad luck, the same ones every time; `make simulate SEEDS=1-10000` plays more of them."""

from __future__ import annotations

import pytest
from simulation.in_tests import broken, half
from simulation.run import Stage


@pytest.mark.slow
@pytest.mark.parametrize("seeds", half(0), ids=lambda seeds: f"{seeds[0]}-{seeds[-1]}")
def test_every_promise_is_kept_whatever_happens(stage: Stage, seeds: range) -> None:
    assert broken(stage, seeds) == {}
