"""The promises have teeth: a fault that is planted in the desk is found within a few lives."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from simulation.planted import FAULTS, Fault, found
from simulation.run import Stage


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    stage = Stage()
    yield stage
    stage.close()


@pytest.mark.slow
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_planted_fault_is_found(stage: Stage, fault: Fault) -> None:
    assert found(stage, fault) is not None


def test_a_seed_is_the_same_story_every_time(stage: Stage) -> None:
    stories = [stage.play(seed, wanted=True).story.digest() for seed in (7, 8, 7)]
    assert stories[0] == stories[2] != stories[1]


def test_a_seed_is_the_same_story_in_every_process(stage: Stage) -> None:
    """Whatever the order of its sets, and whatever was played before."""
    code = "from simulation.run import Stage; print(Stage().play(7, wanted=True).story.digest())"
    told = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONHASHSEED": "4711", "PYTHONPATH": str(Path(__file__).parent)},
        capture_output=True,
        text=True,
        check=True,
    )
    stage.play(8)
    assert told.stdout.strip() == stage.play(7, wanted=True).story.digest()
