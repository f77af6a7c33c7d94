"""Moves a desk into another database: all its tables, and the key that signs its mail, which each engine keeps at a
place of its own. Decides nothing about mail.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from frontdesk.db import state
from frontdesk.db.engine.store import Store
from frontdesk.db.lease import MAILBOX_LEASE, database_now, holder_of, is_gone
from frontdesk.db.schema.copy import Progress, copy_database
from frontdesk.db.schema.migrate import migrate, require_current
from frontdesk.settings.secret import FILE_NAME, key_kept_in
from frontdesk.wiring import DATABASE_KEY, database_file


class NotMoved(Exception):
    """Nothing was copied. `remedy`: what a person can do about it."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what)
        self.remedy = remedy


def move(
    source: tuple[str, Store], target: tuple[str, Store], now: datetime, progress: Progress = lambda *_: None
) -> None:
    """Copy everything from one database (its URL, and open) to another, an empty one, which is migrated first.

    The key is carried along: without it every answer to older mail would be a stranger's. Raises NotMoved, and what
    `copy_database` raises; then the target is empty.
    """
    (source_url, old), (target_url, new) = source, target
    if _place(source_url) == _place(target_url):
        raise NotMoved("SOURCE and TARGET are the same database.", "Give an empty database as TARGET.")
    require_current(old)
    _refuse_at_work(old)
    key = _key_of(source_url, old)
    migrate(new, now=now)
    with new.transaction(guarded=False):
        copy_database(old, new, progress)
        if key:
            _keep(key, target_url, new)


def _place(url: str) -> str | Path:
    file = database_file(url)
    return url if file is None else file.resolve()


def _refuse_at_work(store: Store) -> None:
    held = holder_of(store, MAILBOX_LEASE)
    if held is not None and held[1] > database_now(store) and not is_gone(held[0]):
        raise NotMoved(
            f"A desk works on SOURCE ({held[0]}): what it does meanwhile would be missing.",
            "Stop it first; one that was killed is let go after half a minute.",
        )


def _key_of(url: str, store: Store) -> str:
    """The key that was made for the desk; "" when none was, as with a SECRET_KEY in the settings."""
    path = _key_file(url)
    if path is None:
        return state.get(store, DATABASE_KEY)
    return key_kept_in(path) if path.exists() else ""


def _keep(key: str, url: str, store: Store) -> None:
    path = _key_file(url)
    if path is None:
        state.put(store, DATABASE_KEY, key)
    elif key_kept_in(path, key) != key:
        raise NotMoved(
            f"{path} is another key than the one that signed this desk's mail.",
            "Move it away, or give TARGET a folder of its own.",
        )


def _key_file(url: str) -> Path | None:
    file = database_file(url)
    return file and file.absolute().parent / FILE_NAME
