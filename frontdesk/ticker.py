"""The ticker that the daemon's small jobs march to: `schedule`, with its traps closed.

A job that raises keeps no other from its turn, and a clock that is set back stops nothing: `schedule` counts in
the wall clock's time, so that it would rest until the old time comes again. Knows no due times: those stand in
the database.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import schedule

from frontdesk.log import Log

JUMP = 5.0  # seconds by which the wall clock may drift from the monotonic one before the ticker is set anew


class Ticker:
    """`beat` adds a job; `run_pending` does those whose turn it is. `passing`: errors that are the caller's."""

    def __init__(
        self,
        log: Log,
        passing: tuple[type[BaseException], ...] = (),
        wall: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._log, self._passing = log, passing
        self._wall, self._monotonic = wall, monotonic
        self._scheduler = schedule.Scheduler()
        self._jobs: list[tuple[int, Callable[[], None]]] = []
        self._offset = wall() - monotonic()

    def beat(self, seconds: int, name: str, job: Callable[[], object]) -> None:
        """Do `job` every so many seconds (at least 1: with 0, `schedule` never comes back)."""
        if seconds < 1:
            raise ValueError(f"{name} every {seconds} seconds: at least 1")

        def wrapped() -> None:
            try:
                job()
            except self._passing:
                raise
            except Exception as error:
                self._log.error("job.failed", error, job=name)

        self._jobs.append((seconds, wrapped))
        self._scheduler.every(seconds).seconds.do(wrapped)

    def run_pending(self) -> None:
        offset = self._wall() - self._monotonic()
        if abs(offset - self._offset) > JUMP:
            self._offset = offset
            self._set_anew()
        self._scheduler.run_pending()

    def _set_anew(self) -> None:
        self._log.warning("clock.jumped")
        self._scheduler.clear()
        for seconds, job in self._jobs:
            self._scheduler.every(seconds).seconds.do(job)
