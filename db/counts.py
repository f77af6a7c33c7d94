"""How many there are of what `status` and the metrics tell."""

from __future__ import annotations

from frontdesk.db.engine.store import Store
from frontdesk.db.schema.conditions import UNSETTLED


def requests(store: Store) -> dict[str, int]:
    """Requests by status; a status that none has isn't there."""
    return dict(store.all("SELECT status, count(*) FROM request GROUP BY status"))


def unowned(store: Store) -> int:
    return _count(store, f"request WHERE owner IS NULL AND {UNSETTLED}")


def timers(store: Store) -> int:
    return _count(store, "timer")


def quarantined(store: Store) -> int:
    return _count(store, "ledger WHERE outcome = 'quarantine'")


def mails_seen(store: Store) -> int:
    row = store.one("SELECT max(id) FROM ledger")
    return int(row[0] or 0) if row else 0


def _count(store: Store, what: str) -> int:
    row = store.one(f"SELECT count(*) FROM {what}")
    return int(row[0]) if row else 0
