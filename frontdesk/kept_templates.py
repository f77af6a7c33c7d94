"""Keeps the admin's templates as they last worked in the database: a desk that starts anew still has them."""

from __future__ import annotations

import json

from frontdesk.db import state
from frontdesk.db.engine.store import Store
from frontdesk.mailbox.rendering.good_versions import GoodVersions

_NAME = "templates that worked"


def good_versions(store: Store) -> GoodVersions:
    """What an earlier process kept; nothing where that can't be read."""
    try:
        kept = json.loads(state.get(store, _NAME, "{}"))
    except ValueError:
        kept = {}
    return GoodVersions(kept if isinstance(kept, dict) else {})


def keep_good_versions(store: Store, good: GoodVersions) -> None:
    """Write them down when one has changed."""
    changed = good.changes()
    if changed is not None:
        with store.transaction():
            state.put(store, _NAME, json.dumps(changed))
