"""The ledger: every mail ever seen, by its place in the mailbox, with what became of it.

Writes inside the caller's transaction. Decides nothing and never speaks to the mailbox.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from frontdesk.db.engine.fields import from_column, in_utc, to_text
from frontdesk.db.engine.store import Store
from frontdesk.db.schema.tables import Ledger

_LAST_DAY = date.max.toordinal()
_AT_ONCE = 500  # values in one statement
_UNFILED = "filed_at IS NULL AND file_to <> ''"  # word for word the condition of the index ledger_unfiled


class FolderPlace(NamedTuple):
    """How far a folder was read. UIDs from `first_uid` to `last_uid` are accounted for. `read_at`: UTC."""

    name: str
    uidvalidity: int
    first_uid: int
    last_uid: int
    read_at: datetime


class LedgerRow(NamedTuple):
    id: int
    folder: str
    uidvalidity: int
    uid: int
    sha256: str
    fingerprint: str
    message_id: str
    sender: str
    outcome: str
    reason: str
    request: int | None
    size: int
    filed: bool
    silenced: bool
    subject: str
    received_at: datetime


class ToFile(NamedTuple):
    """A mail whose consequences are committed, that still lies where it was read."""

    id: int
    uidvalidity: int
    uid: int
    file_to: str
    reason: str


@dataclass(frozen=True, slots=True)
class Balance:
    """`seen` mails in all, how many ended as what, and how many wait to be filed."""

    seen: int
    outcomes: Mapping[str, int]
    unfiled: int


_ROW = ", ".join(name if name != "filed" else "filed_at IS NOT NULL" for name in LedgerRow._fields)


def folder(store: Store, name: str) -> FolderPlace | None:
    """Where reading of this folder stands; None when it was never read."""
    row = store.one("SELECT name, uidvalidity, first_uid, last_uid, read_at FROM folder WHERE name = ?", name)
    return FolderPlace._make((*row[:4], from_column(row[4]))) if row else None


def folders(store: Store) -> list[FolderPlace]:
    rows = store.all("SELECT name, uidvalidity, first_uid, last_uid, read_at FROM folder ORDER BY name")
    return [FolderPlace._make((*row[:4], from_column(row[4]))) for row in rows]


def set_folder(
    store: Store, name: str, uidvalidity: int, last_uid: int, now: datetime, *, first_uid: int | None = None
) -> None:
    """Note that the folder was read up to `last_uid`.

    `first_uid`: from where on every UID is accounted for; needed when a folder is read for the first time
    and when its UIDVALIDITY has changed, otherwise it stays as it is.
    """
    store.run(
        "INSERT INTO folder (name, uidvalidity, first_uid, last_uid, read_at) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (name) DO UPDATE SET uidvalidity = excluded.uidvalidity, last_uid = excluded.last_uid,"
        " read_at = excluded.read_at, first_uid = CASE WHEN ? THEN excluded.first_uid"
        " ELSE folder.first_uid END",
        name,
        uidvalidity,
        1 if first_uid is None else first_uid,
        last_uid,
        to_text(now),
        first_uid is not None,
    )


def reached(store: Store, name: str, uidvalidity: int, last_uid: int, now: datetime) -> None:
    """Note that all up to `last_uid` in this folder, where mail is filed to, is known to us."""
    store.run(
        "INSERT INTO folder (name, uidvalidity, first_uid, last_uid, read_at) VALUES (?, ?, 1, ?, ?)"
        " ON CONFLICT (name) DO UPDATE SET uidvalidity = excluded.uidvalidity, read_at = excluded.read_at,"
        " last_uid = CASE WHEN folder.uidvalidity = excluded.uidvalidity AND folder.last_uid > excluded.last_uid"
        " THEN folder.last_uid ELSE excluded.last_uid END",
        *(name, uidvalidity, last_uid, to_text(now)),
    )


def known_bytes(store: Store, hashes: Collection[str]) -> set[str]:
    """Those of these SHA-256 that stand in the ledger. Walks all of it: for rare occasions."""
    return {
        row[0]
        for row in store.all(f"SELECT sha256 FROM ledger WHERE sha256 IN ({_marks(list(hashes))})", *hashes)
    }


def known_uids(store: Store, folder: str, uidvalidity: int, uids: Collection[int]) -> set[int]:
    """Those of `uids` that were read already. One that was taken for vanished and is there again isn't."""
    return _uids_where(store, "outcome <> 'vanished'", folder, uidvalidity, uids)


def filed_uids(store: Store, folder: str, uidvalidity: int, uids: Collection[int]) -> set[int]:
    """Those of `uids` that were moved away."""
    return _uids_where(store, "filed_at IS NOT NULL AND file_to <> ''", folder, uidvalidity, uids)


def rows_between(store: Store, place: FolderPlace) -> int:
    """How many UIDs from the place's first to its last have a row."""
    row = store.one(
        "SELECT count(*) FROM ledger WHERE folder = ? AND uidvalidity = ? AND uid BETWEEN ? AND ?",
        *(place.name, place.uidvalidity, place.first_uid, place.last_uid),
    )
    return int(row[0]) if row else 0


def day(sent_at: datetime | None) -> str:
    """The `sent_on` of a mail with this Date header, aware; "" for none."""
    return in_utc(sent_at).date().isoformat() if sent_at else ""


def seen_before(store: Store, sha256: str, sent_at: datetime | None = None) -> LedgerRow | None:
    """The first mail with these bytes that was dealt with; None for a new one. `sent_at`: its Date header."""
    return _first(store, "sha256 = ?", sha256, sent_at) if sha256 else None


def same_letter(store: Store, fingerprint: str, sent_at: datetime | None = None) -> LedgerRow | None:
    """The first mail that is the same letter by another way (two of our addresses): same fingerprint."""
    return (
        _first(store, "fingerprint = ? AND fingerprint <> ''", fingerprint, sent_at) if fingerprint else None
    )


def perhaps_seen(store: Store, mails: Iterable[tuple[str, str, datetime | None]]) -> set[str]:
    """Of a batch's hashes and fingerprints (each mail's with its Date header) those that the ledger has, or that
    stand in the batch twice: only for them `seen_before` and `same_letter` have an answer."""
    counted: Counter[str] = Counter()
    asked: dict[tuple[str, str], set[str]] = {}
    for sha256, fingerprint, sent_at in mails:
        for column, value in (("sha256", sha256), ("fingerprint", fingerprint)):
            if value:
                counted[value] += 1
                for on in _days_around(sent_at):
                    asked.setdefault((column, on), set()).add(value)
    found = {value for value, times in counted.items() if times > 1}
    for (column, on), values in asked.items():
        where = f"sent_on = ? AND {column} IN ({_marks(tuple(values))}) AND {column} <> ''"
        found.update(row[0] for row in store.all(f"SELECT {column} FROM ledger WHERE {where}", on, *values))
    return found


def record(store: Store, **columns: Any) -> int:
    """Enter a mail with its outcome (columns of `tables.Ledger`); gives the row's id.

    Raises IntegrityError when its place is taken, unless that row only said that the mail had vanished.
    """
    row = store.insert(Ledger, columns, unless_there=True)
    if not row:
        _forget_vanished(store, columns)
        row = store.insert(Ledger, columns)
    return row


def amend(store: Store, id: int, **columns: Any) -> None:
    """Change what became of a mail (a person released it from quarantine)."""
    names = ", ".join(f"{name} = ?" for name in columns)
    values = [to_text(value) if isinstance(value, datetime) else value for value in columns.values()]
    store.later(f"UPDATE ledger SET {names} WHERE id = ?", *values, id)


def vanished(store: Store, folder: str, uidvalidity: int, uids: Iterable[int], now: datetime) -> int:
    """Enter UIDs that were given out and are gone before we read them; gives how many were new to us."""
    at = to_text(now)
    return store.many(
        "INSERT INTO ledger"
        " (folder, uidvalidity, uid, sha256, message_id, size, received_at, read_at, outcome)"
        " VALUES (?, ?, ?, '', '', 0, ?, ?, 'vanished') ON CONFLICT DO NOTHING",
        [(folder, uidvalidity, uid, at, at) for uid in uids],
    )


def to_file(store: Store, folder: str, limit: int) -> list[ToFile]:
    """Mails of this folder to be moved away, oldest first."""
    rows = store.all(
        f"SELECT id, uidvalidity, uid, file_to, reason FROM ledger WHERE folder = ? AND {_UNFILED} ORDER BY id"
        " LIMIT ?",
        folder,
        limit,
    )
    return [ToFile(*row) for row in rows]


def unfiled_since(store: Store) -> datetime | None:
    """When the first of those that wait to be moved away was read; None when none waits."""
    row = store.one(f"SELECT min(read_at) FROM ledger WHERE {_UNFILED}")
    return from_column(row[0]) if row and row[0] else None


def filed(store: Store, ids: Sequence[int], at: datetime) -> None:
    """Note that these mails were moved, or that a person has moved them."""
    for some in _slices(ids):
        store.run(f"UPDATE ledger SET filed_at = ? WHERE id IN ({_marks(some)})", to_text(at), *some)


def stays(store: Store, ids: Sequence[int]) -> None:
    """Note that these mails are moved nowhere: their UIDs mean other mails now."""
    for some in _slices(ids):
        store.run(f"UPDATE ledger SET file_to = '' WHERE id IN ({_marks(some)})", *some)


def entry(store: Store, id: int) -> LedgerRow | None:
    row = store.one(f"SELECT {_ROW} FROM ledger WHERE id = ?", id)
    return _row(row) if row else None


def is_filed(store: Store, id: int) -> bool:
    """Whether this mail was moved to its folder."""
    return store.one("SELECT 1 FROM ledger WHERE id = ? AND filed_at IS NOT NULL", id) is not None


def quarantined(store: Store) -> list[LedgerRow]:
    return [
        _row(row) for row in store.all(f"SELECT {_ROW} FROM ledger WHERE outcome = 'quarantine' ORDER BY id")
    ]


def silenced(store: Store, limit: int, after: int = 0) -> list[LedgerRow]:
    """Mail that got no answer, newest first. `after`: only rows behind this one."""
    rows = store.all(
        f"SELECT {_ROW} FROM ledger WHERE silenced = ? AND id > ? ORDER BY id DESC LIMIT ?",
        True,
        after,
        limit,
    )
    return [_row(row) for row in rows]


def silenced_row(store: Store, id: int) -> LedgerRow | None:
    row = store.one(f"SELECT {_ROW} FROM ledger WHERE silenced = ? AND id = ?", True, id)
    return _row(row) if row else None


def silenced_count(store: Store, after: int = 0) -> int:
    row = store.one("SELECT count(*) FROM ledger WHERE silenced = ? AND id > ?", True, after)
    return int(row[0]) if row else 0


def last_silenced_before(store: Store, at: datetime) -> int:
    """The last row that was read before; 0 when there is none."""
    row = store.one("SELECT max(id) FROM ledger WHERE silenced = ? AND read_at < ?", True, to_text(at))
    return int(row[0] or 0) if row else 0


def balance(store: Store) -> Balance:
    outcomes = dict(store.all("SELECT outcome, count(*) FROM ledger GROUP BY outcome"))
    return Balance(sum(outcomes.values()), outcomes, _count(store, _UNFILED))


def _uids_where(store: Store, where: str, folder: str, uidvalidity: int, uids: Collection[int]) -> set[int]:
    return {
        row[0]
        for some in _slices(sorted(uids))
        for row in store.all(
            f"SELECT uid FROM ledger WHERE folder = ? AND uidvalidity = ? AND {where}"
            f" AND uid IN ({_marks(some)})",
            *(folder, uidvalidity, *some),
        )
    }


def _forget_vanished(store: Store, columns: Mapping[str, Any]) -> None:
    store.run(
        "DELETE FROM ledger WHERE folder = ? AND uidvalidity = ? AND uid = ? AND outcome = 'vanished'",
        *(columns[name] for name in ("folder", "uidvalidity", "uid")),
    )


def _first(store: Store, where: str, value: str, sent_at: datetime | None) -> LedgerRow | None:
    days = _days_around(sent_at)
    row = store.one(
        f"SELECT {_ROW} FROM ledger WHERE sent_on IN ({_marks(days)}) AND {where} ORDER BY id LIMIT 1",
        *(*days, value),
    )
    return _row(row) if row else None


def _days_around(sent_at: datetime | None) -> tuple[str, ...]:
    """Another version of the parser may have read a strange date otherwise, or not at all."""
    if sent_at is None:
        return ("",)
    here = in_utc(sent_at).toordinal()
    near = (here - 1, here, here + 1)
    return ("", *(date.fromordinal(n).isoformat() for n in near if 1 <= n <= _LAST_DAY))


def _row(row: Sequence[Any]) -> LedgerRow:
    return LedgerRow._make((*row[:-1], from_column(row[-1])))


def _count(store: Store, where: str) -> int:
    row = store.one(f"SELECT count(*) FROM ledger WHERE {where}")
    return int(row[0]) if row else 0


def _marks(values: Sequence[Any]) -> str:
    return ", ".join("?" * len(values))


def _slices(values: Sequence[int]) -> Iterable[Sequence[int]]:
    return (values[start : start + _AT_ONCE] for start in range(0, len(values), _AT_ONCE))
