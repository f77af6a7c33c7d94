"""A copy of an SQLite database while it is in use. PostgreSQL has its own tools for that (pg_dump)."""

from __future__ import annotations

import glob
import os
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from frontdesk.db.engine.errors import DatabaseUnavailable
from frontdesk.db.engine.failures import understood
from frontdesk.db.engine.store import Store

_PAGES_AT_ONCE = 2_000  # other writers get in between
_PART = ".part"
_BROKEN_OFF = 3600.0  # seconds without a write


def back_up(store: Store, target: Path, progress: Callable[[int, int], None] | None = None) -> None:
    """Copy the database to `target`, a new file that only its owner may read, whole or not at all.

    `progress(pages done, pages in all)`. Raises FileExistsError, ValueError on PostgreSQL,
    DatabaseUnavailable (a full disk).
    """
    if not store.is_sqlite:
        raise ValueError("back up PostgreSQL with pg_dump")
    if target.exists():
        raise FileExistsError(f"{target} is there already; a backup never overwrites")
    part = None
    try:
        _clear_away_what_was_broken_off(target)
        handle, name = tempfile.mkstemp(_PART, f"{target.name}.", target.parent)  # its owner's only
        part = Path(name)
        os.close(handle)
        _copy(store.engine.ready(), part, progress)
        os.link(part, target)  # of two that copy at once, the first wins
        _sync(target.parent)
    except FileExistsError:
        raise
    except (sqlite3.Error, OSError) as error:
        raise _failure(error, target) from error
    finally:
        if part is not None:
            _remove(part)


def _clear_away_what_was_broken_off(target: Path) -> None:
    """By a kill; what was written to just now is another's, who is at it."""
    for part in target.parent.glob(f"{glob.escape(target.name.partition('.schema')[0])}.*{_PART}"):
        if time.time() - part.stat().st_mtime > _BROKEN_OFF:
            _remove(part)


def _remove(part: Path) -> None:
    for path in (part, part.with_name(f"{part.name}-journal")):
        path.unlink(missing_ok=True)


def _copy(source: sqlite3.Connection, part: Path, progress: Callable[[int, int], None] | None) -> None:
    copy = sqlite3.connect(part)
    try:
        with _one_state_of(source):
            source.backup(
                copy,
                pages=_PAGES_AT_ONCE,
                progress=lambda _status, left, total: progress(total - left, total) if progress else None,
            )
        _doubt_unsent(copy)
        copy.execute("PRAGMA journal_mode = delete")  # one file, nothing beside it
        problem = copy.execute("PRAGMA quick_check").fetchone()[0]
        if problem != "ok":
            raise sqlite3.DatabaseError(f"the copy is damaged: {problem}")
    finally:
        copy.close()
    with part.open("rb+") as file:
        os.fsync(file.fileno())


@contextmanager
def _one_state_of(source: sqlite3.Connection) -> Iterator[None]:
    """The database as it is now, whoever writes to it meanwhile. Without this, SQLite begins again with each write of
    another connection, and never ends beside a busy desk.
    """
    reading = not source.in_transaction
    if reading:
        source.execute("BEGIN")
        source.execute("SELECT 1 FROM sqlite_master").fetchone()
    try:
        yield
    finally:
        if reading:
            source.rollback()


def _doubt_unsent(copy: sqlite3.Connection) -> None:
    """When this is put back one day, what waits in it may long be out: the Sent folder is to be looked at first."""
    if copy.execute("SELECT 1 FROM sqlite_master WHERE name = 'outbox'").fetchone():
        copy.execute(
            "UPDATE outbox SET uncertain = 1, state = CASE state WHEN 'sending' THEN 'waiting' ELSE state END"
            " WHERE state IN ('waiting', 'sending', 'deferred')"
        )
        copy.commit()


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _failure(error: Exception, target: Path) -> BaseException:
    if isinstance(error, OSError):
        return DatabaseUnavailable(
            f"the backup to {target} failed ({error.strerror})",
            permanent=True,
            remedy="name a folder that the desk's user may write and that has room",
        )
    return understood(error)
