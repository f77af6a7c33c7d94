"""Takes every word that stands beside a request's messages; times, numbers and the team's names stay, for the figures.

Writes inside the caller's transaction; who is named by address is the caller's.
"""

from __future__ import annotations

import json
from typing import Any

from frontdesk.db import search, timers
from frontdesk.db.engine.store import Store
from frontdesk.rules.forgetting import blank_detail


def blank_request(store: Store, number: int) -> None:
    """Nothing waits for it any more, either; it is found by no word and by no Message-ID."""
    blank_events(store, number)
    store.run("DELETE FROM reference WHERE request = ?", number)
    store.run("DELETE FROM gathered WHERE request = ?", number)
    store.run("DELETE FROM answer WHERE request = ? AND kept_at IS NULL", number)
    store.run("UPDATE collected SET line = '' WHERE request = ?", number)
    store.run("UPDATE cycle SET rating_comment = '' WHERE request = ? AND rating_comment IS NOT NULL", number)
    search.forget(store, number, for_good=True)
    timers.stop(store, number)  # no follow-up, no survey: there is nobody to ask any more
    store.run(
        "UPDATE request SET subject = '', customer_name = '', last_message_id = '',"
        " resolution = CASE WHEN resolution IS NULL THEN NULL ELSE '' END,"
        " rating_comment = CASE WHEN rating_comment IS NULL THEN NULL ELSE '' END WHERE number = ?",
        number,
    )
    store.run(
        "UPDATE held SET mail = ?, settled_at = coalesce(settled_at, received_at) WHERE request = ?",
        b"",
        number,
    )
    blank_sent(store, number)


def blank_sent(store: Store, number: int) -> None:
    """The bytes of mails that went out about it."""
    store.run(
        "UPDATE finished SET mail = ?, enclosed = NULL WHERE outbox IN"
        " (SELECT id FROM outbox WHERE request = ? AND state IN ('sent', 'failed'))",
        *(b"", number),
    )


def blank_events(store: Store, number: int, which: str = "1 = 1", *values: Any) -> None:
    """`which`: a condition on the events, with its values."""
    for id, detail in store.all(
        f"SELECT id, detail FROM event WHERE request = ? AND detail <> '{{}}' AND {which}", number, *values
    ):
        blank = json.dumps(blank_detail(json.loads(detail)), ensure_ascii=False, separators=(",", ":"))
        if blank != detail:
            store.run("UPDATE event SET detail = ? WHERE id = ?", blank, id)
