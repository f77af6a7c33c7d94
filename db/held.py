"""Technicians' mails that wait for a word: a confirmation, or "send it all the same".

Kept as they came; the code that releases one is kept as its SHA-256 only, so the database gives nobody a
confirmation. Writes inside the caller's transaction.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from frontdesk.db.engine.fields import to_text
from frontdesk.db.engine.store import Store
from frontdesk.db.schema.tables import Held


class HeldMail(NamedTuple):
    id: int
    reason: str
    technician: str
    request: int | None
    mail: bytes


_COLUMNS = "id, reason, technician, request, mail"


def put(
    store: Store,
    *,
    code: str,
    reason: str,
    technician: str,
    request: int | None,
    mail: bytes,
    received_at: datetime,
    expires_at: datetime,
) -> int:
    """Hold a mail until its technician sends `code` back (a random one of 80 bits or more)."""
    return store.insert(
        Held,
        {
            "code": _digest(code),
            "reason": reason,
            "technician": technician,
            "request": request,
            "mail": mail,
            "received_at": received_at,
            "expires_at": expires_at,
        },
    )


def release(
    store: Store, code: str, technician: str, now: datetime, reason: str | None = None, but: str = ""
) -> HeldMail | None:
    """The mail that this code releases, once and for its own technician only; None otherwise.

    `reason`: only one that is held for it; `but`: none that is held for this one.
    """
    row = store.one(
        f"SELECT {_COLUMNS} FROM held WHERE code = ? AND technician = ? AND settled_at IS NULL"
        " AND expires_at > ?",
        *(_digest(code), technician, to_text(now)),
    )
    if row is None or reason not in (None, row[1]) or row[1] == but or not _mark_settled(store, row[0], now):
        return None
    return _held(row)


def expire(store: Store, now: datetime) -> list[HeldMail]:
    """Let go of what nobody released in time; gives it, so that its technicians can be told."""
    rows = store.all(
        f"SELECT {_COLUMNS} FROM held WHERE expires_at <= ? AND settled_at IS NULL ORDER BY expires_at, id",
        to_text(now),
    )
    return [_held(row) for row in rows if _mark_settled(store, row[0], now)]


def waiting(store: Store) -> int:
    row = store.one("SELECT count(*) FROM held WHERE settled_at IS NULL")
    return int(row[0]) if row else 0


def purge(store: Store, settled_before: datetime) -> None:
    store.run("DELETE FROM held WHERE settled_at < ?", to_text(settled_before))


def _mark_settled(store: Store, id: int, now: datetime) -> bool:
    """The bytes go at once: the original lies in the mailbox."""
    cursor = store.run(
        "UPDATE held SET settled_at = ?, mail = ? WHERE id = ? AND settled_at IS NULL",
        *(to_text(now), b"", id),
    )
    return bool(cursor.rowcount)


def _held(row: Sequence[Any]) -> HeldMail:
    return HeldMail(row[0], row[1], row[2], row[3], bytes(row[4]))


def _digest(code: str) -> str:
    return hashlib.sha256(code.encode("utf-8", "replace")).hexdigest()
