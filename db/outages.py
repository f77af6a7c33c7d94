"""Outages, their parents and children, and words on their way to all. Writes inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any, NamedTuple

from frontdesk.db.engine.fields import from_column, from_json, from_nullable, to_text
from frontdesk.db.engine.store import Store
from frontdesk.db.schema.conditions import UNSETTLED
from frontdesk.db.schema.tables import MassAnswer, MassRecipient, OutageRow
from frontdesk.rules.foresight.outage import Kin, Outage
from frontdesk.rules.model import Address

_COLUMNS = tuple(one.name for one in fields(Outage))
_SELECT = "SELECT " + ", ".join(f'"{name}"' for name in _COLUMNS) + " FROM outage"
_TIMES = frozenset(name for name in _COLUMNS if name.endswith("_at"))
_KIN = "SELECT number, customer_name, customer, opened_at FROM request"
_MOST_TAKEN = 2000


def add(store: Store, **values: Any) -> int:
    return store.insert(OutageRow, values)


def change(store: Store, id: int, **values: Any) -> None:
    """Set these columns. Raises ValueError for a name that isn't one."""
    if unknown := values.keys() - set(_COLUMNS):
        raise ValueError(f"an outage has no {', '.join(sorted(unknown))}")
    names = ", ".join(f'"{name}" = ?' for name in values)
    given = [to_text(value) if isinstance(value, datetime) else value for value in values.values()]
    store.run(f"UPDATE outage SET {names} WHERE id = ?", *given, id)


def going_on(store: Store, alarmed_since: datetime) -> list[Outage]:
    """Those that haven't ended, oldest first; of alarms that nobody confirmed those raised since then."""
    rows = store.all(
        f"{_SELECT} WHERE ended_at IS NULL AND (parent IS NOT NULL OR alarmed_at > ?) ORDER BY id",
        to_text(alarmed_since),
    )
    return [_outage(row) for row in rows]


def known_now(store: Store, began_since: datetime) -> list[Outage]:
    """The confirmed ones that go on, and all that began since then, oldest first."""
    rows = store.all(
        f"{_SELECT} WHERE id IN (SELECT id FROM outage WHERE ended_at IS NULL AND parent IS NOT NULL"
        " UNION ALL SELECT id FROM outage WHERE began_at > ?) ORDER BY id",
        to_text(began_since),
    )
    return [_outage(row) for row in rows]


def alarm_of(store: Store, at: datetime) -> Outage | None:
    """The alarm that was raised at this moment."""
    row = store.one(f"{_SELECT} WHERE alarmed_at = ? ORDER BY id DESC LIMIT 1", to_text(at))
    return _outage(row) if row else None


def of_parent(store: Store, number: int) -> Outage | None:
    """The newest outage for which this request stands."""
    row = store.one(f"{_SELECT} WHERE parent = ? AND parent IS NOT NULL ORDER BY id DESC LIMIT 1", number)
    return _outage(row) if row else None


def children(store: Store, parent: int, *, unsettled: bool = True) -> list[Kin]:
    """A parent's children, oldest first."""
    only = f" AND {UNSETTLED}" if unsettled else ""
    rows = store.all(f"{_KIN} WHERE parent = ? AND parent IS NOT NULL{only} ORDER BY number", parent)
    return [_kin(row) for row in rows]


def since(store: Store, at: datetime) -> list[tuple[Kin, tuple[str, ...], str]]:
    """What was opened since then, isn't settled and stands for itself: with labels and subject, oldest first."""
    rows = store.all(
        "SELECT number, customer_name, customer, opened_at, labels, subject FROM request"
        f" WHERE opened_at >= ? AND {UNSETTLED} AND merged_into IS NULL AND parent IS NULL AND spam = ?"
        " ORDER BY opened_at, number LIMIT ?",
        *(to_text(at), False, _MOST_TAKEN),
    )
    return [(_kin(row), from_json(row[4]), row[5]) for row in rows]


def begun(
    store: Store, start: datetime, end: datetime, department: str | None = None
) -> list[tuple[Outage, int]]:
    """The outages that began in this time and were confirmed, oldest first, each with how many customers wrote;
    of a department those about which somebody of it wrote."""
    rows = store.all(
        f"{_SELECT} WHERE began_at >= ? AND began_at < ? AND parent IS NOT NULL AND confirmed_at IS NOT NULL"
        " AND false_alarm = ? ORDER BY began_at, id",
        *(to_text(start), to_text(end), False),
    )
    found = [_outage(row) for row in rows]
    counted = [(one, _people(store, one.parent, department)) for one in found if one.parent is not None]
    return [(one, people) for one, people in counted if people]


def false_alarms(store: Store, start: datetime, end: datetime) -> int:
    """How many alarms of this time were none, as somebody said."""
    row = store.one(
        "SELECT count(*) FROM outage WHERE began_at >= ? AND began_at < ? AND alarmed_at IS NOT NULL"
        " AND false_alarm = ?",
        *(to_text(start), to_text(end), True),
    )
    return int(row[0]) if row else 0


def _people(store: Store, parent: int, department: str | None) -> int:
    of_one, named = (" AND department = ?", [department]) if department is not None else ("", [])
    row = store.one(
        "SELECT count(DISTINCT customer) FROM request WHERE (number = ? OR (parent = ? AND parent IS NOT NULL))"
        f"{of_one}",
        *(parent, parent, *named),
    )
    return int(row[0]) if row else 0


def parent_of(store: Store, number: int) -> int | None:
    row = store.one("SELECT parent FROM request WHERE number = ?", number)
    return row[0] if row else None


def place_among(store: Store, parent: int, number: int) -> int:
    """How many of the parent's people came before this request, the parent itself counted."""
    row = store.one(
        "SELECT count(*) FROM request WHERE parent = ? AND parent IS NOT NULL AND number < ?", parent, number
    )
    return (int(row[0]) if row else 0) + (parent < number)


def joined(store: Store, parent: int) -> int:
    """How many joined the parent since the team was last told of such."""
    row = store.one(
        "SELECT count(*) FROM event WHERE request = ? AND kind = 'joined' AND id >"
        " (SELECT coalesce(max(id), 0) FROM event WHERE request = ? AND kind = 'told of more')",
        *(parent, parent),
    )
    return int(row[0]) if row else 0


def follow_merge(store: Store, gone: int, to: int) -> None:
    """A parent was merged into `to`: its children are that one's now, and so is the outage."""
    store.run(
        "UPDATE request SET parent = ? WHERE parent = ? AND parent IS NOT NULL AND number <> ?", to, gone, to
    )
    store.run("UPDATE request SET parent = NULL WHERE number = ? AND parent = ?", to, gone)
    store.run("UPDATE outage SET parent = ? WHERE parent = ? AND parent IS NOT NULL", to, gone)


# --- words on their way to all of them ----------------------------------------------------------------------------


class Mass(NamedTuple):
    """A technician's mail of which some children haven't had theirs yet."""

    id: int
    parent: int
    technician: str
    ledger: int | None
    mail: bytes
    at: datetime


def begin_mass(
    store: Store,
    *,
    parent: int,
    technician: str,
    ledger: int | None,
    mail: bytes,
    at: datetime,
    to: Iterable[int],
    silent: Collection[int],
) -> None:
    """From now on each of `to` is to get the mail; `silent` of them without one."""
    row = {"parent": parent, "technician": technician, "ledger": ledger, "mail": mail, "at": at}
    number = store.insert(MassAnswer, row)
    for request in to:
        store.insert(MassRecipient, {"answer": number, "request": request, "silent": request in silent})


def masses(store: Store) -> list[Mass]:
    rows = store.all("SELECT id, parent, technician, ledger, mail, at FROM mass_answer ORDER BY id")
    return [Mass(row[0], row[1], row[2], row[3], bytes(row[4]), from_column(row[5])) for row in rows]


def recipients(store: Store, mass: int, at_most: int) -> list[tuple[int, bool]]:
    """Those that haven't had theirs: the request, and whether without a mail."""
    rows = store.all(
        "SELECT request, silent FROM mass_recipient WHERE answer = ? ORDER BY request LIMIT ?", mass, at_most
    )
    return [(row[0], bool(row[1])) for row in rows]


def had_theirs(store: Store, mass: int, request: int) -> None:
    store.run("DELETE FROM mass_recipient WHERE answer = ? AND request = ?", mass, request)


def drop_masses(store: Store, parent: int, at: datetime) -> None:
    for mass in masses(store):
        if mass.parent == parent and mass.at == at:
            end_mass(store, mass.id)


def end_mass(store: Store, mass: int) -> None:
    store.run("DELETE FROM mass_recipient WHERE answer = ?", mass)
    store.run("DELETE FROM mass_answer WHERE id = ?", mass)


def _outage(row: Sequence[Any]) -> Outage:
    values = dict(zip(_COLUMNS, row, strict=True))
    values |= {name: from_nullable(values[name]) for name in _TIMES}
    values |= {name: bool(values[name]) for name in ("is_word", "false_alarm")}
    return Outage(**values)


def _kin(row: Sequence[Any]) -> Kin:
    return Kin(row[0], Address(row[1], row[2]), from_column(row[3]))
