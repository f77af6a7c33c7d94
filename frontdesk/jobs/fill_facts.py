"""Writes down, between the mails, what figures need of requests from before cycles were written down.

A little at a time, so that no mail waits for it; killed or stopped, it goes on where it was.
"""

from __future__ import annotations

import time
from functools import partial

from frontdesk.db import facts
from frontdesk.decision.facts import hours_of, works_here
from frontdesk.desk import Desk
from frontdesk.rules.on_timer import DESK

AT_ONCE = 200  # requests in a transaction: a tenth of a second
SECONDS_BETWEEN_MAILS = 0.3
SECONDS_ONCE = 10.0  # of `run --once`, which a cron job starts every minute


class FactsFiller:
    """`done`: nothing is left. `some` goes on for so many seconds."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.done = False

    def some(self, seconds: float = SECONDS_BETWEEN_MAILS) -> None:
        end = time.monotonic() + seconds
        while not self.done and time.monotonic() < end:
            self.done = not facts.fill_some(
                self.desk.store, partial(hours_of, self.desk), works_here(self.desk), DESK, AT_ONCE
            )
