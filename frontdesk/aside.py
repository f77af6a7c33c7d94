"""Work that takes a while, done in a thread of its own so that the daemon reads on. One piece at a time.

A piece that is given while another is in hand is left out: whoever gives it comes again, and what is still to be
done stands in the database.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from frontdesk.log import Log


class Aside:
    """`close` gives up the thread's own database connection; `done` is called after each piece."""

    def __init__(self, log: Log, close: Callable[[], None], done: Callable[[], object]) -> None:
        self._log, self._close, self._done = log, close, done
        self._thread: threading.Thread | None = None

    def __call__(self, job: Callable[[], object]) -> None:
        if self._thread is not None and self._thread.is_alive():
            return
        self._thread = threading.Thread(target=self._work, args=(job,), name="aside", daemon=True)
        self._thread.start()

    def wait(self, seconds: float) -> None:
        if self._thread is not None:
            self._thread.join(seconds)

    def _work(self, job: Callable[[], object]) -> None:
        try:
            job()
        except Exception as error:
            self._log.error("aside.failed", error)
        finally:
            self._close()
        self._done()
