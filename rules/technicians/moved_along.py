"""A customer's other requests go along when a technician says which department the customer is of."""

from __future__ import annotations

from collections.abc import Iterable

from frontdesk.rules.accounts.departments import TAG, Directory, Placed
from frontdesk.rules.effects import About, Change, Effect, Record
from frontdesk.rules.on_timer import DESK
from frontdesk.rules.request import Request


def moved_along(directory: Directory, others: Iterable[Request], said: str) -> list[Effect]:
    """`said`: the department, "" when what was said is taken back. What was said of a request itself stays."""
    effects: list[Effect] = []
    for other in others:
        placed = directory.place(other.customer.email, said=said)
        if other.department_how != TAG and placed != Placed(other.department, other.department_how):
            fields = {"department": placed.name, "department_how": placed.how}
            moved = {"before": {"department": other.department}, "after": {"department": placed.name}}
            effects.append(About(other.number, (Change(fields), Record("moved", DESK, moved))))
    return effects
