"""The files of answers as they last worked, kept in the database: a desk that starts anew with a broken one has it
still."""

from __future__ import annotations

import json

from frontdesk.accounts.followed import packed, unpacked
from frontdesk.db import state
from frontdesk.db.engine.store import Store
from frontdesk.mailbox.rendering.good_versions import GoodVersions

_NAME = "answers that worked"


def good_answers(store: Store) -> GoodVersions:
    """What an earlier process kept; nothing where that can't be read."""
    try:
        kept = json.loads(unpacked(state.get(store, _NAME)) or b"{}")
    except ValueError:
        kept = {}
    return GoodVersions(kept if isinstance(kept, dict) else {})


def keep_good_answers(store: Store, good: GoodVersions) -> None:
    """Write them down when one has changed."""
    changed = good.changes()
    if changed is not None:
        with store.transaction():
            state.put(store, _NAME, packed(json.dumps(changed).encode()))
