"""What departments' requests come to, by department, for people to look at; and departments given to old requests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from frontdesk.db.engine.fields import to_text
from frontdesk.db.engine.store import Store


class Customers(NamedTuple):
    """How many requests and different customers a department had, by how it was found ("" for none)."""

    department: str
    how: str
    requests: int
    customers: int


def customers_since(store: Store, since: datetime) -> list[Customers]:
    rows = store.all(
        "SELECT department, coalesce(department_how, ''), count(*), count(DISTINCT customer) FROM request"
        " WHERE opened_at >= ? GROUP BY department, department_how ORDER BY department, department_how",
        to_text(since),
    )
    return [Customers(*row) for row in rows]


def people_of(store: Store) -> dict[str, set[str]]:
    """Everybody who ever asked, by department."""
    found: dict[str, set[str]] = {}
    for department, customer in store.all("SELECT DISTINCT department, customer FROM request"):
        found.setdefault(department, set()).add(customer)
    return found


def customers_without(store: Store, since: datetime) -> list[tuple[str, int]]:
    """Who asked since then and is of no department, and how often."""
    return store.all(
        "SELECT customer, count(*) FROM request WHERE department = '' AND opened_at >= ?"
        " AND merged_into IS NULL AND NOT spam GROUP BY customer ORDER BY count(*) DESC, customer",
        to_text(since),
    )


def closed_without(store: Store, since: datetime | None, after: int, limit: int) -> list[tuple[int, str]]:
    """The next closed requests of no department: number and customer. What a technician said so stays."""
    return store.all(
        "SELECT number, customer FROM request WHERE status = 'closed' AND department = '' AND number > ?"
        " AND coalesce(department_how, '') <> 'tag' AND opened_at >= ? ORDER BY number LIMIT ?",
        *(after, to_text(since) if since else "0001-01-01T00:00:00.000000+00:00", limit),
    )


def give(store: Store, rows: Sequence[tuple[str, str, int]]) -> None:
    """Give requests (name, how, number) a department, with what was written down of them without one."""
    store.many("UPDATE request SET department = ?, department_how = ? WHERE number = ?", rows)
    named = [(name, number) for name, _, number in rows]
    store.many("UPDATE cycle SET department = ? WHERE request = ? AND department = ''", named)
    store.many("UPDATE entry SET department = ? WHERE request = ? AND department = ''", named)
