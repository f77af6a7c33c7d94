"""The ticker: every job has its turn, whatever another does and whatever the clock does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from frontdesk.log import get_log
from frontdesk.ticker import Ticker

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def test_a_job_that_raises_keeps_no_other_from_its_turn() -> None:
    done: list[str] = []

    def broken() -> None:
        raise RuntimeError("broken")

    with time_machine.travel(NOON, tick=False) as clock:
        ticker = Ticker(get_log())
        ticker.beat(1, "broken", broken)
        ticker.beat(1, "sound", lambda: done.append("sound"))
        for _ in range(3):
            clock.shift(timedelta(seconds=1))
            ticker.run_pending()
    assert done == ["sound"] * 3


def test_an_error_that_is_the_caller_s_gets_out() -> None:
    def lost() -> None:
        raise LookupError("lost")

    with time_machine.travel(NOON, tick=False) as clock:
        ticker = Ticker(get_log(), passing=(LookupError,))
        ticker.beat(1, "lost", lost)
        clock.shift(timedelta(seconds=1))
        with pytest.raises(LookupError):
            ticker.run_pending()


@pytest.mark.parametrize("jump", [timedelta(hours=-2), timedelta(days=-400), timedelta(days=3)])
def test_a_clock_that_jumps_stops_nothing(jump: timedelta) -> None:
    done: list[str] = []
    steady = 0.0
    with time_machine.travel(NOON, tick=False) as clock:
        ticker = Ticker(get_log(), monotonic=lambda: steady)
        ticker.beat(60, "job", lambda: done.append("job"))
        clock.shift(jump)
        ticker.run_pending()
        before = len(done)
        for _ in range(2):
            clock.shift(timedelta(seconds=60))
            steady += 60
            ticker.run_pending()
    assert len(done) - before >= 1


def test_a_job_without_a_pause_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        Ticker(get_log()).beat(0, "busy", lambda: None)
