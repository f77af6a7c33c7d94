"""Mail that ends the whole daemon whenever it is handled (the kernel's out-of-memory killer, a crash in a library).

What fails with an error is set aside at once elsewhere; a process that is gone can note nothing. So a daemon whose
predecessor died handles the first mails one by one, each noted before; a mail in which many lives ended in a row is
set aside, and the next mail is read. Costs nothing after a clean stop.
"""

from __future__ import annotations

from datetime import timedelta

from frontdesk.db import state
from frontdesk.db.engine.fields import from_column, to_text
from frontdesk.desk import SUSPECT, Desk

DEATHS = 12
# A machine that goes down again and again for another reason isn't the mail's fault.
OVER = timedelta(minutes=10)


def suspect(desk: Desk, uidvalidity: int, uid: int) -> str:
    """Note that this mail is about to be handled, alone. Gives the reason to set it aside, or ""."""
    now, mail = desk.now(), f"{uidvalidity}.{uid}"
    known, _, rest = state.get(desk.store, SUSPECT).partition(" ")
    deaths, since = 0, now
    if known == mail:
        count, _, first = rest.partition(" ")
        deaths, since = int(count), from_column(first)
    if deaths >= DEATHS and abs(now - since) >= OVER:
        return f"frontdesk's process ended {deaths} times while it handled this mail"
    with desk.store.transaction():
        state.put(desk.store, SUSPECT, f"{mail} {deaths + 1} {to_text(since)}")
    return ""


def acquit(desk: Desk) -> None:
    """It was an error that we lived through, such as a database that went away: no death."""
    with desk.store.transaction():
        state.delete(desk.store, SUSPECT)
