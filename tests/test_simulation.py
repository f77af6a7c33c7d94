"""Lives of bad luck, the same ones every time; `make simulate SEEDS=1-10000` plays more of them."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from simulation.run import Stage

COUNT = int(os.environ.get("FRONTDESK_SEEDS", "200"))
PART = 50


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    stage = Stage()
    yield stage
    stage.close()


@pytest.mark.slow
@pytest.mark.parametrize("first", range(1, COUNT + 1, PART))
def test_every_promise_is_kept_whatever_happens(stage: Stage, first: int) -> None:
    broken = {seed: stage.play(seed).why for seed in range(first, first + PART)}
    assert {seed: why for seed, why in broken.items() if why} == {}
