"""The departments that there are, by name."""

from __future__ import annotations

from frontdesk.db import stories
from frontdesk.db.engine.store import Store
from frontdesk.rules.policy import Policy


def known_departments(store: Store, policy: Policy) -> list[str]:
    """Every department that a request was from."""
    return stories.departments(store)
