"""What is remembered of a person, by address (ASCII-lowercased). Writes inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from frontdesk.db.engine.fields import from_nullable, to_text
from frontdesk.db.engine.store import Store


class PersonRow(NamedTuple):
    """Texts are "" and times None for what isn't known. Times are UTC.

    `unreachable_since`: mail to them comes back. `absent_from`, `absent_until`: from a note or [away=].
    """

    email: str
    name: str = ""
    department: str = ""
    language: str = ""
    unreachable_since: datetime | None = None
    unreachable_reason: str = ""
    absent_from: datetime | None = None
    absent_until: datetime | None = None
    surveyed_at: datetime | None = None
    checked_in_at: datetime | None = None
    no_check_ins: bool = False


_COLUMNS = PersonRow._fields
_SELECT = f"SELECT {', '.join(_COLUMNS)} FROM person"
_CHANGEABLE = frozenset(_COLUMNS) - {"email"}


def get(store: Store, email: str) -> PersonRow:
    """The person; one of whom nothing is remembered when there is no row."""
    row = store.one(f"{_SELECT} WHERE email = ?", email)
    return _person(row) if row else PersonRow(email)


def all_of(store: Store, emails: Sequence[str]) -> dict[str, PersonRow]:
    """Those of these people of whom something is remembered, by address."""
    wanted = [email for email in dict.fromkeys(emails) if email]
    if not wanted:
        return {}
    rows = store.all(f"{_SELECT} WHERE email IN ({', '.join('?' * len(wanted))})", *wanted)
    return {row[0]: _person(row) for row in rows}


def remember(store: Store, email: str, **fields: Any) -> None:
    """Set these columns and leave the others. Raises ValueError for a name that isn't a column."""
    if unknown := fields.keys() - _CHANGEABLE:
        raise ValueError(f"a person has no {', '.join(sorted(unknown))}")
    if not fields:
        return
    names = ", ".join(fields)
    marks = ", ".join("?" * len(fields))
    changes = ", ".join(f"{name} = excluded.{name}" for name in fields)
    values = [to_text(value) if isinstance(value, datetime) else value for value in fields.values()]
    store.later(
        f"INSERT INTO person (email, {names}) VALUES (?, {marks})"
        f" ON CONFLICT (email) DO UPDATE SET {changes}",
        email,
        *values,
    )


def remember_if_unknown(store: Store, email: str, **fields: str) -> None:
    """Set those of these texts that are still empty; a guess doesn't overwrite what is known."""
    person = get(store, email)
    remember(store, email, **{k: v for k, v in fields.items() if v and not getattr(person, k)})


def departments_said(store: Store) -> dict[str, str]:
    """What technicians said of people, by address."""
    return dict(store.all("SELECT email, department FROM person WHERE department <> ''"))


def of_department(store: Store, department: str) -> list[PersonRow]:
    return [_person(row) for row in store.all(f"{_SELECT} WHERE department = ? ORDER BY email", department)]


def _person(row: tuple[Any, ...]) -> PersonRow:
    known, since, reason, times, no_check_ins = row[:4], row[4], row[5], row[6:10], row[10]
    return PersonRow._make(
        (*known, from_nullable(since), reason, *map(from_nullable, times), bool(no_check_ins))
    )
