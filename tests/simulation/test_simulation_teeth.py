"""The promises have teeth: a fault that is planted in the desk is found within a few lives."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from simulation.planted import FAULTS, Fault, found
from simulation.run import Stage


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
    told = python("-c", code, PYTHONHASHSEED="4711").stdout
    stage.play(8)
    assert told.strip() == stage.play(7, wanted=True).story.digest()


def test_several_processes_play_many_seeds_as_one_does(stage: Stage) -> None:
    told = python("-m", "simulation", "--seeds", "1-20", "--workers", "2").stdout
    mails = sum(stage.play(seed).mails for seed in range(1, 21))
    assert told.startswith("20 runs")
    assert f" {mails} mails came" in told
    assert "0 failed" in told


def python(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1]), **environment},
        capture_output=True,
        text=True,
        check=True,
    )
