"""How much automatic mail went to an address and to its domain lately: the figures for the caps (rules.rates).

Counts no further than it must: whatever the database holds, a few rows of an index are read.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from frontdesk.db.engine.fields import to_text
from frontdesk.db.engine.store import Store
from frontdesk.rules.clock.rates import RateLimits, RecentMail

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


def recent_mail(
    store: Store, email: str, now: datetime, limits: RateLimits, *, with_domain: bool
) -> RecentMail:
    """The counts, each up to its limit. `with_domain`: False leaves the domain's out (0): it is trusted."""
    day = _since(store, "email", email, now - _DAY, limits.to_address_a_day)
    hour = _since(store, "email", email, now - _HOUR, limits.to_address_an_hour) if day else 0
    domain = email.rpartition("@")[2]
    whole = _since(store, "domain", domain, now - _HOUR, limits.to_domain_an_hour) if with_domain else 0
    return RecentMail(hour, day, whole)


def _since(store: Store, column: str, value: str, since: datetime, most: int) -> int:
    row = store.one(
        f"SELECT count(*) FROM (SELECT 1 FROM recipient WHERE {column} = ? AND put_at >= ? AND automatic"
        " LIMIT ?) AS counted",
        value,
        to_text(since),
        most,
    )
    return int(row[0]) if row else 0
