"""One world for all runs of a file: what is the same in each of them is made once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from simulation.run import Stage


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    stage = Stage()
    yield stage
    stage.close()
