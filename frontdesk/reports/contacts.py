"""How we keep in touch with departments, as the report and `status` tell it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from frontdesk.db.engine.store import Store
from frontdesk.rules.policy import Policy


def contacts_of(store: Store, policy: Policy, now: datetime) -> dict[str, Any] | None:
    """None on a desk that keeps no contact."""
    return None
