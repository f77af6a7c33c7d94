"""What is worth a manager's look: the facts of the last weeks, and what they were told of them. Decides nothing.

Asked once a week. Writes inside the caller's transaction.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from frontdesk.db.engine.fields import from_column, from_json, from_nullable, to_text
from frontdesk.db.engine.store import Store
from frontdesk.db.schema.conditions import UNSETTLED
from frontdesk.db.schema.tables import LookRow
from frontdesk.rules.figures.cycle import LOW
from frontdesk.rules.foresight.look import Known, Line, Listed

_AT_ONCE = 500
_REAL = (
    "merged_into IS NULL AND parent IS NULL AND spam = ?"
    " AND number NOT IN (SELECT parent FROM outage WHERE parent IS NOT NULL)"
)
# No column as such: else SQLite reads all requests in the customers' order, to group them, instead of the last weeks'.
_WHO = "customer || ''"
_LONG_AGO = "0001-01-01T00:00:00+00:00"


def labels_by_department(
    store: Store, start: datetime, end: datetime
) -> list[tuple[str, tuple[str, ...], int]]:
    """How many requests of this time were of which department and had which labels; without those of outages."""
    rows = store.all(
        "SELECT department, labels, count(*) FROM request WHERE opened_at >= ? AND opened_at < ?"
        f" AND {_REAL} AND department <> '' GROUP BY department, labels",
        *(to_text(start), to_text(end), False),
    )
    return [(department, tuple(from_json(labels)), int(count)) for department, labels, count in rows]


def by_customer(store: Store, start: datetime, end: datetime, least: int) -> dict[str, tuple[str, int]]:
    """Who wrote so often in this time: by address the name and how often."""
    rows = store.all(
        f"SELECT {_WHO} AS who, max(customer_name), count(*) FROM request WHERE opened_at >= ? AND opened_at < ?"
        f" AND {_REAL} GROUP BY who HAVING count(*) >= ?",
        *(to_text(start), to_text(end), False, least),
    )
    return {email: (name, int(count)) for email, name, count in rows}


def opened(store: Store, start: datetime, end: datetime) -> int:
    row = store.one(
        f"SELECT count(*) FROM request WHERE opened_at >= ? AND opened_at < ? AND {_REAL}",
        *(to_text(start), to_text(end), False),
    )
    return int(row[0]) if row else 0


class Asked(NamedTuple):
    """A request with what it was about. `text`: the beginning of its first message."""

    number: int
    customer: str
    name: str
    subject: str
    text: str
    resolution: str
    opened_at: datetime
    resolved_at: datetime | None


def asked_often(
    store: Store, since: datetime, lately: datetime, least: int, most: int, read: int
) -> list[Asked]:
    """The requests since then of customers who wrote so often, and lately, too; of each in order."""
    who = [
        row[0]
        for row in store.all(
            f"SELECT {_WHO} AS who FROM request WHERE opened_at >= ? AND {_REAL} GROUP BY who"
            " HAVING count(*) >= ? AND max(opened_at) >= ? ORDER BY count(*) DESC, who LIMIT ?",
            *(to_text(since), False, least, to_text(lately), most),
        )
    ]
    found: list[Asked] = []
    for at in range(0, len(who), _AT_ONCE):
        some = who[at : at + _AT_ONCE]
        rows = store.all(
            "SELECT number, customer, customer_name, subject, (SELECT substr(text, 1, ?) FROM message WHERE id ="
            " (SELECT min(id) FROM message WHERE request = number)), coalesce(resolution, ''), opened_at, resolved_at"
            f" FROM request WHERE customer IN ({', '.join('?' * len(some))}) AND opened_at >= ? AND {_REAL}"
            " ORDER BY customer, number",
            *(read, *some, to_text(since), False),
        )
        found += [
            Asked(
                row[0],
                row[1],
                row[2],
                row[3],
                row[4] or "",
                row[5],
                from_column(row[6]),
                from_nullable(row[7]),
            )
            for row in rows
        ]
    return found


class Going(NamedTuple):
    """A request that may go in circles. `letters`: people's messages since the last resolution."""

    number: int
    subject: str
    customer: str
    reopened: int
    letters: int
    owners: int


def going_round(
    store: Store, ended_since: datetime, hands: int, returns: int, letters: int, most: int
) -> list[Going]:
    """What isn't settled, or was resolved since then, and had so many owners, returns or messages; newest first."""
    rows = store.all(
        "SELECT * FROM (SELECT number, subject, customer, reopened,"
        f" CASE WHEN {UNSETTLED} THEN (SELECT count(*) FROM message WHERE request = number"
        " AND kind IN ('customer', 'reply') AND at >"
        " coalesce((SELECT max(ended_at) FROM cycle WHERE request = number), ?)) ELSE 0 END AS letters,"
        " coalesce((SELECT sum(owners) FROM cycle WHERE request = number), 0) AS hands FROM request WHERE number IN"
        # The number, too, so that SQLite looks into the index of what isn't settled.
        f" (SELECT number FROM request WHERE number > 0 AND {UNSETTLED}"
        " UNION SELECT request FROM cycle WHERE ended_at >= ?)"
        f" AND {_REAL}) AS found WHERE reopened >= ? OR letters >= ? OR hands >= ? ORDER BY number DESC LIMIT ?",
        *(_LONG_AGO, to_text(ended_since), False, returns, letters, hands, most),
    )
    owners = _owners(store, [row[0] for row in rows])
    return [Going(row[0], row[1], row[2], row[3], row[4], owners.get(row[0], 0)) for row in rows]


def _owners(store: Store, numbers: Sequence[int]) -> dict[int, int]:
    """By how many different people each was ever owned."""
    found: dict[int, set[str]] = {}
    for at in range(0, len(numbers), _AT_ONCE):
        some = numbers[at : at + _AT_ONCE]
        marks = ", ".join("?" * len(some))
        for number, owned in store.all(f"SELECT request, owned FROM cycle WHERE request IN ({marks})", *some):
            found.setdefault(number, set()).update(by for by, _ in json.loads(owned))
    return {number: len(people) for number, people in found.items()}


def low_ratings(store: Store, since: datetime) -> list[tuple[str, str, str, int, int]]:
    """Customer, name, department, request and rating of the low ratings since then that nobody has answered."""
    return store.all(
        "SELECT r.customer, r.customer_name, r.department, c.request, c.rating FROM cycle c JOIN request r"
        " ON r.number = c.request WHERE c.rating_at >= ? AND c.rating <= ? AND c.recovered_at IS NULL"
        " AND r.merged_into IS NULL AND r.spam = ? ORDER BY c.rating_at, c.request",
        *(to_text(since), LOW, False),
    )


def came_back(store: Store, since: datetime) -> list[tuple[str, str, str, int]]:
    """Customer, name, department and request of what customers opened again since then, once for each time."""
    return store.all(
        "SELECT r.customer, r.customer_name, r.department, c.request FROM cycle c JOIN request r"
        " ON r.number = c.request WHERE c.began_at >= ? AND c.began_by = 'reopened' AND c.source = 'customer'"
        " AND r.merged_into IS NULL AND r.spam = ? ORDER BY c.began_at, c.request",
        *(to_text(since), False),
    )


def missed_targets(store: Store, began_since: datetime, since: datetime, now: datetime) -> dict[str, int]:
    """In how many cycles of a customer's requests a target was missed since then, a first answer or a resolution: one
    that is forgotten misses both, and counts once."""
    answers = (
        "SELECT r.customer AS who, c.request, c.n FROM cycle c JOIN request r ON r.number = c.request"
        " WHERE c.began_at >= ? AND c.promised_by >= ? AND c.promised_by < ? AND c.source = 'customer'"
        " AND (c.first_reply_at > c.promised_by OR (c.first_reply_at IS NULL AND c.ended_at IS NULL))"
        " AND r.merged_into IS NULL AND r.parent IS NULL AND r.spam = ?"
    )
    resolutions = (
        "SELECT r.customer AS who, c.request, c.n FROM cycle c JOIN request r ON r.number = c.request"
        " WHERE c.began_at >= ? AND c.missed_at >= ? AND r.merged_into IS NULL AND r.parent IS NULL AND r.spam = ?"
    )
    rows = store.all(
        f"SELECT who, count(*) FROM ({answers} UNION {resolutions}) AS found GROUP BY who",
        *(to_text(began_since), to_text(since), to_text(now), False),
        *(to_text(began_since), to_text(since), False),
    )
    return {who: int(count) for who, count in rows}


class Waits(NamedTuple):
    """A request that isn't settled and whose target has passed; `resolve_by` None while its clock stands."""

    number: int
    customer: str
    name: str
    department: str
    opened_at: datetime
    began_at: datetime
    respond_by: datetime | None
    resolve_by: datetime | None


def overdue(store: Store, now: datetime) -> list[Waits]:
    rows = store.all(
        "SELECT number, customer, customer_name, department, opened_at, coalesce(began_at, opened_at),"
        " CASE WHEN first_response_at IS NULL THEN respond_by END,"
        " CASE WHEN clock_stopped_at IS NULL THEN resolve_by END"
        f" FROM request WHERE {UNSETTLED} AND {_REAL} AND ((first_response_at IS NULL AND respond_by < ?)"
        " OR (clock_stopped_at IS NULL AND resolve_by < ?)) ORDER BY number",
        *(False, to_text(now), to_text(now)),
    )
    return [
        Waits(
            row[0],
            row[1],
            row[2],
            row[3],
            from_column(row[4]),
            from_column(row[5]),
            from_nullable(row[6]),
            from_nullable(row[7]),
        )
        for row in rows
    ]


def open_at(store: Store, at: datetime) -> int:
    """How many requests were open at this moment."""
    row = store.one(
        "SELECT count(*) FROM cycle WHERE began_at < ? AND (ended_at IS NULL OR ended_at >= ?) AND source <> 'team'"
        " AND (ended_by IS NULL OR ended_by NOT IN ('merged', 'spam'))",
        *(to_text(at), to_text(at)),
    )
    return int(row[0]) if row else 0


def first_opened(store: Store) -> datetime | None:
    row = store.one("SELECT min(opened_at) FROM request")
    return from_nullable(row[0]) if row else None


# --- what managers were told ------------------------------------------------------------------------------------------


def known(store: Store) -> dict[tuple[str, str], Known]:
    rows = store.all("SELECT kind, about, told_at, size, muted_until FROM look")
    return {
        (kind, about): Known(from_column(told_at), int(size), from_nullable(muted_until))
        for kind, about, told_at, size, muted_until in rows
    }


def tell(store: Store, lines: Iterable[Line], at: datetime) -> None:
    """These stand in the list of this moment, in this order."""
    for place, line in enumerate(lines, 1):
        store.run("DELETE FROM look WHERE kind = ? AND about = ?", line.kind.value, line.about)
        store.insert(
            LookRow,
            {
                "kind": line.kind.value,
                "about": line.about,
                "size": line.size,
                "text": line.text,
                "person": line.person,
                "request": line.request,
                "told_at": at,
                "place": place,
            },
        )


def told_at(store: Store, at: datetime) -> list[Listed]:
    """The list of this moment, without what was muted since."""
    rows = store.all(
        "SELECT id, place, text FROM look WHERE told_at = ? AND muted_until IS NULL ORDER BY place",
        to_text(at),
    )
    return [Listed(*row) for row in rows]


def last_list(store: Store, until: datetime | None, *, in_report: bool = False) -> dict[int, Listed]:
    """The newest list that was told by then, what was muted since among it: a line of it by its place."""
    when, place = ("report_at", "report_place") if in_report else ("told_at", "place")
    bound, values = (f" WHERE {when} <= ?", [to_text(until)]) if until is not None else ("", [])
    row = store.one(f"SELECT max({when}) FROM look{bound}", *values)
    newest = from_nullable(row[0]) if row else None
    if newest is None:
        return {}
    rows = store.all(f"SELECT id, {place}, text FROM look WHERE {when} = ?", to_text(newest))
    return {row[1]: Listed(*row) for row in rows}


def told_between(store: Store, start: datetime, end: datetime) -> list[Listed]:
    """What managers were told in this time and didn't mute, newest first."""
    rows = store.all(
        "SELECT id, place, text FROM look WHERE told_at >= ? AND told_at < ? AND muted_until IS NULL"
        " ORDER BY told_at DESC, place",
        *(to_text(start), to_text(end)),
    )
    return [Listed(*row) for row in rows]


def in_report(store: Store, lines: Iterable[Listed], at: datetime) -> None:
    """These stand in a report of this moment, at these places."""
    for one in lines:
        store.run(
            "UPDATE look SET report_at = ?, report_place = ? WHERE id = ?", to_text(at), one.place, one.id
        )


def mute(store: Store, id: int, until: datetime | None) -> None:
    store.run(
        "UPDATE look SET muted_until = ? WHERE id = ?", to_text(until) if until is not None else None, id
    )


def let_go(store: Store, before: datetime, now: datetime) -> None:
    """Of what was told before then nothing is known any more, but what is muted still."""
    store.run(
        "DELETE FROM look WHERE told_at < ? AND (muted_until IS NULL OR muted_until < ?)",
        *(to_text(before), to_text(now)),
    )


def values_of(row: Listed) -> dict[str, Any]:
    return {"number": row.place, "text": row.text}
