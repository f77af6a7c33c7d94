"""Contacts with departments: rows, and where we stand with each account. Writes inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from datetime import datetime
from typing import Any

from frontdesk.db.engine.fields import from_column, from_nullable, to_text
from frontdesk.db.engine.store import Store
from frontdesk.db.schema.conditions import UNSETTLED
from frontdesk.db.schema.tables import ContactRow
from frontdesk.rules.contacts.contact import Contact, ContactKind, ContactState

_COLUMNS = tuple(one.name for one in fields(Contact))
_SELECT = "SELECT " + ", ".join(f'"{name}"' for name in _COLUMNS) + " FROM contact"
_TIMES = frozenset(("made_at", "due_at", "sent_at", "answered_at"))


def add(store: Store, **values: Any) -> int:
    return store.insert(ContactRow, values)


def change(store: Store, id: int, **values: Any) -> None:
    """Set these columns. Raises ValueError for a name that isn't one."""
    if unknown := values.keys() - set(_COLUMNS):
        raise ValueError(f"a contact has no {', '.join(sorted(unknown))}")
    names = ", ".join(f'"{name}" = ?' for name in values)
    given = [to_text(value) if isinstance(value, datetime) else value for value in values.values()]
    store.run(f"UPDATE contact SET {names} WHERE id = ?", *given, id)


def get(store: Store, id: int) -> Contact | None:
    row = store.one(f"{_SELECT} WHERE id = ?", id)
    return _contact(row) if row else None


def of_mail(store: Store, message_ids: Iterable[str]) -> Contact | None:
    """The contact whose mail one of these is."""
    for message_id in message_ids:
        row = store.one(f"{_SELECT} WHERE message_id = ? ORDER BY id DESC LIMIT 1", message_id)
        if row:
            return _contact(row)
    return None


def in_state(store: Store, state: ContactState, kind: ContactKind = ContactKind.CHECK_IN) -> list[Contact]:
    rows = store.all(f"{_SELECT} WHERE state = ? AND kind = ?", state.value, kind.value)
    return _by_id(rows)


def answered_since(store: Store, since: datetime) -> list[Contact]:
    """What was answered since then without becoming a request."""
    rows = store.all(
        f"{_SELECT} WHERE answered_at >= ? AND request IS NULL AND kind <> 'note' AND kind <> 'call'",
        to_text(since),
    )
    return _by_id(rows)


def with_whom(
    store: Store,
    person: str | None = None,
    department: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> list[Contact]:
    """Contacts of a person, of a department, or all, made from `since` to before `until`; the oldest first."""
    asked = (
        ("person = ?", person),
        ("department = ?", department),
        ("made_at >= ?", to_text(since) if since else None),
        ("made_at < ?", to_text(until) if until else None),
    )
    given = [(clause, value) for clause, value in asked if value is not None]
    where = " AND ".join(clause for clause, _ in given) or "1 = 1"
    return _by_id(store.all(f"{_SELECT} WHERE {where}", *(value for _, value in given)))


def of_accounts(store: Store) -> list[Contact]:
    """Every contact by account and time, oldest first."""
    return [_contact(row) for row in store.all(f"{_SELECT} ORDER BY department, id")]


def recovered(store: Store) -> dict[str, datetime]:
    """For each department when somebody last spoke to one of it after a low rating."""
    rows = store.all(
        "SELECT department, max(recovered_at) FROM cycle WHERE recovered_at IS NOT NULL GROUP BY department"
    )
    return {department: from_column(at) for department, at in rows}


def spoken(store: Store) -> dict[str, datetime | None]:
    """For each department when we last spoke; None: never."""
    last = {
        department: from_column(at)
        for department, at in store.all(
            "SELECT department, max(answered_at) FROM contact WHERE answered_at IS NOT NULL GROUP BY department"
        )
    }
    after_low = recovered(store)
    return {
        name: max(filter(None, (last.get(name), after_low.get(name))), default=None) for name in begins(store)
    }


def begins(store: Store) -> dict[str, datetime]:
    """For each department when its first request came."""
    rows = store.all(
        "SELECT department, min(began_at) FROM cycle WHERE department <> '' AND source <> 'team' GROUP BY department"
    )
    return {department: from_column(at) for department, at in rows}


def open_of(store: Store, department: str) -> list[tuple[int, str]]:
    """Number and status of what is open of a department."""
    rows = store.all(
        f"SELECT number, status FROM request WHERE department = ? AND {UNSETTLED}"
        " AND spam = ? AND merged_into IS NULL ORDER BY number",
        *(department, False),
    )
    return [(number, status) for number, status in rows]


def of_technician(store: Store, by: str) -> list[Contact]:
    """What one of the team was asked to say and hasn't said yet."""
    rows = store.all(f"{_SELECT} WHERE state = 'due' AND \"by\" = ? AND letter <> ''", by)
    return _by_id(rows)


def writers(store: Store, since: datetime) -> list[tuple[str, str, str, int]]:
    """Department, address, name and how many requests: who wrote since then, most first."""
    return [
        (department, customer, name, number)
        for department, customer, name, number in store.all(
            "SELECT department, customer, max(customer_name), count(*) FROM request"
            " WHERE opened_at >= ? AND department <> '' AND spam = ? AND merged_into IS NULL"
            " GROUP BY department, customer ORDER BY department, count(*) DESC, customer",
            *(to_text(since), False),
        )
    ]


def _by_id(rows: Iterable[tuple[Any, ...]]) -> list[Contact]:
    """Sorted here: for the order's sake SQLite would read the whole table."""
    return sorted(map(_contact, rows), key=lambda one: one.id)


def _contact(row: tuple[Any, ...]) -> Contact:
    values: dict[str, Any] = dict(zip(_COLUMNS, row, strict=True))
    for name in _TIMES:
        values[name] = from_nullable(values[name])
    values["kind"], values["state"] = ContactKind(values["kind"]), ContactState(values["state"])
    values["again"] = bool(values["again"])
    return Contact(**values)
