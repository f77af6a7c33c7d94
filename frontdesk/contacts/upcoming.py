"""When we last spoke with each account, and when the next check-in and review are due. Reads alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from frontdesk.contacts.reviews import review_due
from frontdesk.contacts.standing import has_left, standings
from frontdesk.db import contacts, people
from frontdesk.db.engine.store import Store
from frontdesk.iso import iso
from frontdesk.rules.contacts.account import Account, account
from frontdesk.rules.contacts.contact import Contact, ContactKind, ContactState
from frontdesk.rules.policy import Policy

_UNDER_WAY = (ContactState.DUE, ContactState.WAITING)


@dataclass(frozen=True, slots=True)
class Upcoming:
    """`no_check_ins`: its head wants none, or has left."""

    last_contact_at: datetime | None = None
    next_check_in_at: datetime | None = None
    next_review_at: datetime | None = None
    no_check_ins: bool = False

    def as_json(self) -> dict[str, object]:
        times = ("last_contact_at", "next_check_in_at", "next_review_at")
        return {name: iso(getattr(self, name)) for name in times} | {"no_check_ins": self.no_check_ins}


def upcoming(store: Store, policy: Policy, names: list[str], now: datetime) -> dict[str, dict[str, object]]:
    """By the account's name."""
    spoken = contacts.spoken(store)
    standing = {one.account.name: one for one in standings(store, policy, now)}
    under_way = {
        (one.department, one.kind): one for one in contacts.of_accounts(store) if one.state in _UNDER_WAY
    }
    found: dict[str, dict[str, object]] = {}
    for name in names:
        own = account(policy, name)
        stopped = _wants_none(store, policy, own, now)
        where = standing.get(name)
        next_word = None
        if where is not None and not stopped:
            last = max(filter(None, (where.since, where.sought_at)))
            next_word = _due(under_way.get((name, ContactKind.CHECK_IN))) or own.next_word(
                last, where.unanswered
            )
        review = (
            None if stopped else _due(under_way.get((name, ContactKind.REVIEW))) or review_due(store, own)
        )
        found[name] = Upcoming(spoken.get(name), next_word, review, stopped).as_json()
    return found


def _due(contact: Contact | None) -> datetime | None:
    return contact.due_at if contact is not None else None


def _wants_none(store: Store, policy: Policy, own: Account, now: datetime) -> bool:
    if own.head is None:
        return False
    return people.get(store, own.head.email).no_check_ins or has_left(policy, own.head.email, now)
