"""What each mail asks of the last days: how much automatic mail went to an address and its domain (the figures for the
caps, rules.clock.rates), with what its requests were opened, and which of the team's tokens somebody off the team has
seen.

Counts no further than it must: whatever the database holds, a few rows of an index are read. Tokens are known by their
HMAC alone. Writes inside the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import NamedTuple

from frontdesk.db.engine.fields import from_column, to_text
from frontdesk.db.engine.store import Store
from frontdesk.rules.clock.rates import RateLimits, RecentMail

_ALL_THREE = "SELECT " + ", ".join(
    f"(SELECT count(*) FROM (SELECT 1 FROM recipient WHERE {column} = ? AND put_at >= ? AND automatic LIMIT ?)"
    " AS counted)"
    for column in ("email", "email", "domain")
)
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_ABOVE_ALL = 2**62


def recent_mail(
    store: Store, email: str, now: datetime, limits: RateLimits, *, with_domain: bool
) -> RecentMail:
    """The counts, each up to its limit. `with_domain`: False leaves the domain's out (0): it is trusted."""
    hour_ago, domain = to_text(now - _HOUR), email.rpartition("@")[2]
    row = store.one(
        _ALL_THREE,
        *(email, hour_ago, limits.to_address_an_hour),
        *(email, to_text(now - _DAY), limits.to_address_a_day),
        *(domain, hour_ago, limits.to_domain_an_hour if with_domain else 0),
    )
    hour, day, whole = row or (0, 0, 0)
    return RecentMail(int(hour), int(day), int(whole))


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


class Opened(NamedTuple):
    """The mail that opened a request."""

    number: int
    at: datetime
    subject: str
    text: str


def opened_by(
    store: Store, customer: str, since: datetime, read: int, most: int, below: int = _ABOVE_ALL
) -> list[Opened]:
    """What opened this customer's newest requests (those with the highest numbers `below`), as far back as `since`: of
    each text the beginning."""
    rows = store.all(
        "SELECT r.number, r.opened_at, m.subject, substr(m.text, 1, ?) FROM"
        " (SELECT number, opened_at FROM request WHERE customer = ? AND number < ? ORDER BY number DESC LIMIT ?) AS r"
        " JOIN message m ON m.id = (SELECT min(id) FROM message WHERE request = r.number AND kind = 'customer')"
        " WHERE r.opened_at >= ? ORDER BY r.number DESC",
        *(read, customer, below, most, to_text(since)),
    )
    return [Opened(number, from_column(at), subject, text) for number, at, subject, text in rows]
