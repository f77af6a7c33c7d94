"""Who of the team is away. Reads the database; decides nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from frontdesk.db import people
from frontdesk.desk import Desk
from frontdesk.rules.notify import staff


def absent_staff(desk: Desk, now: datetime) -> frozenset[str]:
    """The members of the team who are away."""
    return frozenset(absences(desk, now))


def absences(desk: Desk, now: datetime) -> dict[str, datetime]:
    """Until when the members of the team are away who are."""
    return of_those(desk, people.all_of(desk.store, tuple(staff(desk.policy))), now)


def of_those(desk: Desk, known: Mapping[str, people.PersonRow], now: datetime) -> dict[str, datetime]:
    """The same, of the members of the team that are among these people."""
    team = (known[email] for email in staff(desk.policy) if email in known)
    return {
        person.email: person.absent_until
        for person in team
        if person.absent_until is not None
        and person.absent_until > now
        and (person.absent_from is None or person.absent_from <= now)
    }
