"""Who may do the work that only one may do: a lease with a fencing token that every transaction checks.

A holder that was paused and wakes finds a higher fence and writes nothing more. On several machines `now`
should come from one clock: `database_now`. Taking part in a lease never decides what is done under it.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from frontdesk.db.engine.fields import from_column, to_text
from frontdesk.db.engine.store import LeaseLost, Store

MAILBOX_LEASE = "mailbox"  # whoever holds it reads the mailbox
LONGEST = timedelta(minutes=5)  # no lease is taken for longer at a time


def take(
    store: Store,
    name: str,
    holder: str,
    now: datetime,
    seconds: float,
    gone: Callable[[str], bool] = lambda holder: False,
) -> int | None:
    """Become the holder for `seconds`; gives the fence, a number larger than any before, or None.

    None while somebody else holds it, unless it has run out or `gone(their name)` knows that they died.
    Holding it already, a new fence replaces the old one.
    """
    held = store.one("SELECT holder, expires_at FROM lease WHERE name = ?", name)
    if held is not None and not _free(held, holder, now, gone):
        return None  # without the write lock: standing by costs nothing
    with store.transaction(guarded=False):
        start = to_text(now)
        store.run(
            "INSERT INTO lease (name, holder, fence, expires_at) VALUES (?, '', 0, ?) ON CONFLICT DO NOTHING",
            *(name, start),
        )
        row = store.one(
            "SELECT holder, expires_at, fence FROM lease WHERE name = ?"
            + ("" if store.is_sqlite else " FOR UPDATE SKIP LOCKED"),  # locked: its holder is at work
            name,
        )
        if row is None or not _free(row, holder, now, gone):
            return None
        fence = int(row[2]) + 1
        store.run(
            "UPDATE lease SET holder = ?, fence = ?, expires_at = ? WHERE name = ?",
            *(holder, fence, to_text(now + timedelta(seconds=seconds)), name),
        )
        return fence


def renew(store: Store, name: str, fence: int, now: datetime, seconds: float) -> bool:
    """Hold it for `seconds` from now. False: somebody else has it."""
    with store.transaction(guarded=False):
        cursor = store.run(
            "UPDATE lease SET expires_at = ? WHERE name = ? AND fence = ? AND holder <> ''",
            *(to_text(now + timedelta(seconds=seconds)), name, fence),
        )
        return bool(cursor.rowcount)


def release(store: Store, name: str, fence: int, now: datetime) -> None:
    """Give it up, so that the next one needn't wait. Does nothing when it is another's by now."""
    with store.transaction(guarded=False):
        store.run(
            "UPDATE lease SET holder = '', expires_at = ? WHERE name = ? AND fence = ?",
            *(to_text(now), name, fence),
        )


def holder_of(store: Store, name: str) -> tuple[str, datetime] | None:
    """Who holds it, and until when; None when it was never taken or was given up."""
    row = store.one("SELECT holder, expires_at FROM lease WHERE name = ? AND holder <> ''", name)
    return (row[0], from_column(row[1])) if row else None


class Lease:
    """One daemon's part in a lease. While it is held, every transaction of the store checks the fence.

    `inherited`: whoever held it before never gave it up: they died, or sleep.
    """

    def __init__(self, store: Store, name: str, holder: str, seconds: float = 15) -> None:
        self.fence: int | None = None
        self.inherited = False
        self._store = store
        self._name = name
        self._holder = holder
        self._seconds = seconds
        self._renewed_at: datetime | None = None

    def take(self, now: datetime) -> bool:
        """Whether it is ours now."""
        before = holder_of(self._store, self._name)
        self.fence = take(self._store, self._name, self._holder, now, self._seconds, is_gone)
        self._store.guard = None if self.fence is None else self._check
        self._renewed_at = now if self.fence is not None else None
        self.inherited = before is not None and before[0] != self._holder
        return self.fence is not None

    def renew(self, now: datetime) -> None:
        """Call it often: it writes once in a third of the lease's time. Raises LeaseLost."""
        if self.fence is None:
            raise LeaseLost(f"the lease {self._name} isn't held")
        last = self._renewed_at
        if last is not None and timedelta() <= now - last < timedelta(seconds=self._seconds / 3):
            return
        if not renew(self._store, self._name, self.fence, now, self._seconds):
            raise LeaseLost(f"another holds the lease {self._name} now")
        self._renewed_at = now

    def release(self, now: datetime) -> None:
        if self.fence is not None:
            release(self._store, self._name, self.fence, now)
        self.forget()

    def forget(self) -> None:
        """It is another's now: there is nothing to write."""
        self.fence, self._store.guard = None, None

    def _check(self, store: Store) -> None:
        """The guard. On PostgreSQL the row stays locked against another's taking until this commits."""
        row = store.one(
            "SELECT fence FROM lease WHERE name = ?" + ("" if store.is_sqlite else " FOR SHARE"), self._name
        )
        if row is None or row[0] != self.fence:
            raise LeaseLost(f"another holds the lease {self._name} now")


def database_now(store: Store) -> datetime:
    """The time that all daemons on one database agree on: the server's; on SQLite this machine's."""
    if store.is_sqlite:
        return datetime.now(UTC)
    row = store.one("SELECT clock_timestamp()")
    assert row is not None
    return from_column(row[0])


def this_process() -> str:
    """A holder's name by which others on this machine can tell whether it still runs."""
    pid = os.getpid()
    return f"{socket.gethostname()}/{_machine()}/{pid}/{_started(pid)}"


def is_gone(holder: str) -> bool:
    """Whether the holder was a process of this machine that runs no more. False when in doubt."""
    host, _, rest = holder.partition("/")
    machine, _, process = rest.partition("/")
    pid, _, started = process.partition("/")
    if (host, machine) != (socket.gethostname(), _machine()) or not machine or not pid.isdigit():
        return False
    return _started(int(pid)) != started


def _free(row: tuple[object, ...], holder: str, now: datetime, gone: Callable[[str], bool]) -> bool:
    other, expires_at = str(row[0]), row[1]
    assert isinstance(expires_at, str | datetime)
    left = from_column(expires_at) - now
    # A lease that lasts for longer than any is from before the clock was set back; who lives has renewed it since.
    return other in ("", holder) or not timedelta() < left <= LONGEST or gone(other)


def _machine() -> str:
    """This boot and these process ids: a container shares the one, and not the other. "" where unknown."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
        return f"{boot[:8]}-{os.stat('/proc/self/ns/pid').st_ino}"
    except OSError:
        return ""


def _started(pid: int) -> str:
    """When the process began, in ticks since boot (proc(5), field 22); "" when there is none, or a zombie."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    except OSError:
        return ""
    return "" if fields[0] in "ZX" else fields[19]
