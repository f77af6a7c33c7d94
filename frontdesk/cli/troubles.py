"""What befell the desk as a whole, as it was noted, in sentences for `frontdesk status`. Looks, and changes nothing."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from frontdesk.db import state
from frontdesk.db.engine.fields import from_column
from frontdesk.db.engine.store import Store
from frontdesk.desk import BEHIND, CLOCK, SETTINGS_TROUBLE
from frontdesk.iso import iso
from frontdesk.jobs.account import refused
from frontdesk.jobs.mind_clock import clock_behind

# Managers are told at once and nothing is left to do: for so long it is a problem that monitoring sees.
TOLD_FOR = timedelta(days=1)


def troubles(store: Store, now: datetime) -> list[str]:
    return [
        said
        for said in (
            _account(store),
            state.get(store, SETTINGS_TROUBLE),
            _clock(store, now),
            _behind(store, now),
        )
        if said
    ]


def _account(store: Store) -> str:
    known = refused(store)
    if known is None:
        return ""
    return (
        f"No mail goes out since {iso(from_column(known.since))}, as the relay refuses the desk's account"
        f' ("{known.answer}"). {known.remedy} All mail waits, none is given up for it; after that,'
        " `frontdesk outbox retry` tries it at once."
    )


def _clock(store: Store, now: datetime) -> str:
    remedy = "Let the machine set its clock by the network (timedatectl set-ntp true)."
    if arrived := clock_behind(store, now):
        return f"This machine's clock is behind: it shows {iso(now)}, and mail came in at {iso(arrived)}. {remedy}"
    found = json.loads(state.get(store, CLOCK) or "null")
    if found is None or not timedelta() <= now - from_column(found["at"]) <= TOLD_FOR:
        return ""
    return (
        f"This machine's clock was ahead: it showed {iso(from_column(found['showed']))}. {found['timers']} timers"
        f" that waited for that time were computed anew. {remedy}"
    )


def _behind(store: Store, now: datetime) -> str:
    found = json.loads(state.get(store, BEHIND) or "null")
    if found is None or now - from_column(found["at"]) > TOLD_FOR:
        return ""
    return (
        f"The database was behind its mailbox, as after a backup was put back: {found['mails']} forgotten mails were"
        f" read again without a word to anybody, and new requests begin at #{found['number']}."
    )
