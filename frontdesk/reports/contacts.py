"""How we keep in touch with departments, as the report and `status` tell it. Reads only."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from frontdesk.db import contacts
from frontdesk.db.engine.store import Store
from frontdesk.rules.contacts.account import account
from frontdesk.rules.contacts.contact import ContactKind, ContactState
from frontdesk.rules.policy import Policy

_UNHEARD = 5
_OURS = frozenset((ContactKind.CHECK_IN, ContactKind.REVIEW))


def contacts_of(store: Store, policy: Policy, now: datetime) -> dict[str, Any] | None:
    """None on a desk that seeks no contact.

    `in_contact`: of the `accounts`, those with whom we spoke within their period. `sent`, `answered`, `stopped`: of
    check-ins and reviews that went out in the last year.
    """
    spoken = contacts.spoken(store)
    accounts = [own for own in (account(policy, name) for name in spoken) if own.every is not None]
    if not accounts:
        return None
    recent = 0
    for own in accounts:
        last = spoken[own.name]
        until = own.next_word(last) if last is not None else None
        recent += until is not None and until > now
    year = [
        one
        for one in contacts.of_accounts(store)
        if one.kind in _OURS and one.sent_at is not None and now - one.sent_at < timedelta(days=365)
    ]
    silent = sorted(
        ((name, None if last is None else (now - last).days) for name, last in spoken.items()),
        key=lambda one: (one[1] is not None, -(one[1] or 0), one[0]),
    )
    return {
        "accounts": len(accounts),
        "in_contact": recent,
        "sent": len(year),
        "answered": sum(
            one.answered_at is not None and one.state is not ContactState.STOPPED for one in year
        ),
        "stopped": sum(one.state is ContactState.STOPPED for one in year),
        "not_heard_from": [{"name": name, "days": days} for name, days in silent[:_UNHEARD]],
    }
