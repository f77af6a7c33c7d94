"""The same desk inside this process, with a clock that the test turns: for hundreds of runs in a minute."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from crash.stage import Stage

from frontdesk import log
from frontdesk.desk import Desk
from frontdesk.once import run_once
from frontdesk.settings.load import Settings, load_settings
from frontdesk.wiring import open_desk


@dataclass
class Clock:
    """The machine's clock, set wrong by `wrong`."""

    wrong: timedelta = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.wrong


@dataclass
class Here:
    """`run` is `frontdesk run --once`, without the time that a process takes to start; gives its exit code."""

    desk: Desk
    settings: Settings
    clock: Clock
    said: io.StringIO

    def run(self) -> int:
        return run_once(self.desk, self.settings)

    def all_read(self, delivered: int) -> bool:
        """Whether so many mails stand in the ledger."""
        row = self.desk.store.one("SELECT count(*) FROM ledger WHERE outcome <> 'vanished'")
        return row is not None and row[0] >= delivered

    def settle(self, tries: int = 60) -> None:
        """Run, and let hours go by, until nothing waits to be sent."""
        for _ in range(tries):
            code = self.run()
            row = self.desk.store.one("SELECT count(*) FROM outbox WHERE state NOT IN ('sent', 'failed')")
            if code == 0 and row == (0,):
                return
            self.clock.wrong += timedelta(hours=1)
        raise AssertionError(f"no rest after {tries} runs")


@contextlib.contextmanager
def here(stage: Stage) -> Iterator[Here]:
    settings = load_settings({}, stage.desk.config)
    clock, said = Clock(), io.StringIO()
    log.set_up("json", settings.secrets(), said)
    try:
        with open_desk(settings, now=clock, inline=True) as desk:
            yield Here(desk, settings, clock, said)
    finally:
        log.set_up("json")
