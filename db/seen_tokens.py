"""The team's tokens that somebody off the team has seen: they prove nothing any more. Known by their HMAC alone.

Writes inside the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from frontdesk.db.engine.fields import to_text
from frontdesk.db.engine.store import Store


def put(store: Store, codes: Collection[str], now: datetime) -> None:
    for code in codes:
        store.run(
            "INSERT INTO seen_token (code, seen_at) VALUES (?, ?) ON CONFLICT DO NOTHING", code, to_text(now)
        )


def known(store: Store, codes: Collection[str]) -> frozenset[str]:
    """Those of `codes` that were seen."""
    if not codes:
        return frozenset()
    marks = ", ".join("?" * len(codes))
    return frozenset(
        row[0] for row in store.all(f"SELECT code FROM seen_token WHERE code IN ({marks})", *codes)
    )


def purge(store: Store, seen_before: datetime) -> None:
    """Forget those that have expired by themselves."""
    store.run("DELETE FROM seen_token WHERE seen_at < ?", to_text(seen_before))
