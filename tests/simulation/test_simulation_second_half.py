"""The other half of the lives in `test_simulation`: a file of its own, so that another worker plays them."""

from __future__ import annotations

import pytest
from simulation.in_tests import broken, half
from simulation.run import Stage


@pytest.mark.slow
@pytest.mark.parametrize("seeds", half(1), ids=lambda seeds: f"{seeds[0]}-{seeds[-1]}")
def test_every_promise_is_kept_whatever_happens(stage: Stage, seeds: range) -> None:
    assert broken(stage, seeds) == {}
