"""Lets go of what nobody needs any more: bytes of mail sent long ago, answers never given. Nothing in the mailbox."""

from __future__ import annotations

from datetime import timedelta

from frontdesk.db import held, outbox_view
from frontdesk.desk import Desk

KEPT_IN_OUTBOX = timedelta(days=30)  # longer than a delivery report or an answer to it takes
KEPT_SETTLED = timedelta(days=30)


def clear_away(desk: Desk) -> None:
    """Called now and then; does little each time."""
    now = desk.now()
    outbox_view.purge(desk.store, now - KEPT_IN_OUTBOX)
    with desk.store.transaction():
        held.expire(desk.store, now)
        held.purge(desk.store, now - KEPT_SETTLED)
