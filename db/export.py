"""What an export takes from the database: requests by number, people, and messages on others' requests. Reads only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from frontdesk.db.engine.fields import to_text
from frontdesk.db.engine.store import Store
from frontdesk.db.people import PersonRow, get
from frontdesk.db.requests import KeptMessage, messages

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose: one customer's, one department's, or (both None) everybody's; opened from `since` to before `until`."""

    customer: str | None = None
    department: str | None = None
    since: datetime | None = None
    until: datetime | None = None


def numbers(store: Store, wanted: Wanted) -> Iterator[int]:
    where, values = _where(wanted)
    last = 0
    while True:
        rows = store.all(
            f"SELECT number FROM request WHERE number > ? AND {where} ORDER BY number LIMIT ?",
            *(last, *values, _AT_ONCE),
        )
        for (last,) in rows:
            yield last
        if len(rows) < _AT_ONCE:
            return


def people(store: Store, wanted: Wanted) -> Iterator[PersonRow]:
    """Whoever is a customer of these requests, once; of one customer also what is remembered without a request."""
    if wanted.customer is not None:
        known = get(store, wanted.customer)
        if known != PersonRow(wanted.customer) or next(numbers(store, wanted), None) is not None:
            yield known  # of whom nothing is remembered there is no line
        return
    where, values = _where(wanted)
    last = ""
    while True:
        rows = store.all(
            f"SELECT DISTINCT customer FROM request WHERE customer > ? AND {where} ORDER BY customer LIMIT ?",
            *(last, *values, _AT_ONCE),
        )
        for (last,) in rows:
            yield get(store, last)
        if len(rows) < _AT_ONCE:
            return


def written_elsewhere(store: Store, wanted: Wanted) -> Iterator[tuple[int, KeptMessage]]:
    """What a customer wrote on others' requests."""
    if wanted.customer is None:
        return
    rows = store.all(
        "SELECT p.request FROM participant p JOIN request r ON r.number = p.request"
        " WHERE p.email = ? AND r.customer <> ? ORDER BY 1",
        *(wanted.customer, wanted.customer),
    )
    for (number,) in rows:
        for message in messages(store, number):
            if message.sender.email == wanted.customer and _falls_into(message.at, wanted):
                yield number, message


def mails(store: Store, wanted: Wanted, with_notes: bool) -> dict[str, int]:
    """Digest and size of the mails that came, on these requests and, of a customer, from them."""
    where, values = _where(wanted)
    which = f"request IN (SELECT number FROM request WHERE {where})"
    if wanted.customer is not None:
        which, values = f"({which} OR sender = ?)", [*values, wanted.customer]
    if wanted.since is not None:
        which, values = f"{which} AND received_at >= ?", [*values, to_text(wanted.since)]
    if wanted.until is not None:
        which, values = f"{which} AND received_at < ?", [*values, to_text(wanted.until)]
    if not with_notes:
        which += " AND NOT EXISTS (SELECT 1 FROM message m WHERE m.request = ledger.request AND m.ledger = ledger.id"
        which += " AND m.kind = 'note')"
    return dict(store.all(f"SELECT sha256, size FROM ledger WHERE {which} AND sha256 <> ''", *values))


def _falls_into(at: datetime, wanted: Wanted) -> bool:
    return (wanted.since is None or at >= wanted.since) and (wanted.until is None or at < wanted.until)


def _where(wanted: Wanted) -> tuple[str, list[Any]]:
    asked = (
        ("customer = ?", wanted.customer),
        ("department = ?", wanted.department),
        ("opened_at >= ?", to_text(wanted.since) if wanted.since else None),
        ("opened_at < ?", to_text(wanted.until) if wanted.until else None),
    )
    given = [(clause, value) for clause, value in asked if value is not None]
    return " AND ".join(clause for clause, _ in given) or "1 = 1", [value for _, value in given]
