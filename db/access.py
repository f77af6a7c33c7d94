"""A person's sign-in: one row with the refresh token and the access token that came with it last.

Its tokens stand here as they are, as SECRET_KEY does (docs/security.md); no `repr` shows them. Asks no provider.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from frontdesk.db.engine.fields import from_column, to_text
from frontdesk.db.engine.store import Store

_COLUMNS = (
    "client_id, mailbox, who, refresh_token, access_token, seconds, expires_at, serial, dead_because, login_ends_at,"
    " logged_in_at"
)


@dataclass(frozen=True, slots=True)
class SignIn:
    """`dead_because`: the provider's sentence, when it takes the refresh token no more. `who`: whoever signed in."""

    client_id: str
    mailbox: str
    who: str
    refresh_token: str = field(repr=False)
    access_token: str = field(repr=False)
    seconds: int
    expires_at: datetime
    serial: int
    dead_because: str
    login_ends_at: datetime | None
    logged_in_at: datetime


def read(store: Store) -> SignIn | None:
    row = store.one(f"SELECT {_COLUMNS} FROM access WHERE number = 1")
    if row is None:
        return None
    client_id, mailbox, who, refresh, token, seconds, expires_at, serial, dead, ends, since = row
    login_ends_at = None if ends is None else from_column(ends)
    expiry = from_column(expires_at)
    return SignIn(
        *(client_id, mailbox, who, refresh, token, seconds, expiry, serial, dead, login_ends_at),
        from_column(since),
    )


def sign_in(
    store: Store,
    *,
    client_id: str,
    mailbox: str,
    who: str,
    refresh_token: str,
    access_token: str,
    seconds: int,
    expires_at: datetime,
    login_ends_at: datetime | None,
    now: datetime,
) -> None:
    """In place of any before. Its serial is higher, so that who renews the old one meanwhile notices."""
    with store.transaction(guarded=False, flushed=True):
        before = store.one("SELECT serial FROM access WHERE number = 1")
        store.run("DELETE FROM access")
        store.run(
            f"INSERT INTO access (number, {_COLUMNS}) VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, '', ?, ?)",
            *(client_id, mailbox, who, refresh_token, access_token, seconds, to_text(expires_at)),
            int(before[0]) + 1 if before else 1,
            None if login_ends_at is None else to_text(login_ends_at),
            to_text(now),
        )


def renew(
    store: Store,
    serial: int,
    *,
    refresh_token: str,
    access_token: str,
    seconds: int,
    expires_at: datetime,
    login_ends_at: datetime | None,
) -> bool:
    """Keep what the provider gave for the row of this serial, on the disk before anybody uses it. False: the row is
    another by now.
    """
    with store.transaction(guarded=False, flushed=True):
        cursor = store.run(
            "UPDATE access SET refresh_token = ?, access_token = ?, seconds = ?, expires_at = ?, serial = serial + 1,"
            " login_ends_at = ? WHERE number = 1 AND serial = ?",
            *(refresh_token, access_token, seconds, to_text(expires_at)),
            None if login_ends_at is None else to_text(login_ends_at),
            serial,
        )
        return bool(cursor.rowcount)


def mark_dead(store: Store, serial: int, why: str) -> bool:
    """The provider takes it no more. Nothing is deleted; a new sign-in heals it."""
    with store.transaction(guarded=False, flushed=True):
        cursor = store.run("UPDATE access SET dead_because = ? WHERE number = 1 AND serial = ?", why, serial)
        return bool(cursor.rowcount)


def forget(store: Store) -> bool:
    """Whether there was one."""
    with store.transaction(guarded=False, flushed=True):
        return bool(store.run("DELETE FROM access").rowcount)
