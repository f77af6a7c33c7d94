"""Many seeds, on several processors, told of in their order.

A module of its own: what a new process is to call it must be able to import, and it can't import `__main__`.
"""

from __future__ import annotations

import signal
from collections.abc import Iterable, Iterator
from multiprocessing import get_context

from simulation.run import Outcome, Stage

_AT_ONCE = 10


def played(seeds: range, workers: int, trace: bool) -> Iterator[Outcome]:
    if trace or workers < 2 or len(seeds) < 2 * _AT_ONCE:
        yield from _some(seeds, trace)
        return
    parts = [seeds[at : at + _AT_ONCE] for at in range(0, len(seeds), _AT_ONCE)]
    with get_context("spawn").Pool(workers, signal.signal, (signal.SIGINT, signal.SIG_IGN)) as pool:
        for outcomes in pool.imap(_listed, parts):
            yield from outcomes


def _listed(seeds: range) -> list[Outcome]:
    return list(_some(seeds, trace=False))


def _some(seeds: Iterable[int], trace: bool) -> Iterator[Outcome]:
    stage = Stage()
    try:
        for seed in seeds:
            outcome = stage.play(seed, aloud=trace)
            if outcome.why and not trace:
                outcome = stage.play(seed, wanted=True)
            yield outcome
    finally:
        stage.close()
