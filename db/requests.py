"""Finding requests and taking snapshots of them. Reads only.

Every query here runs for each mail or each command: each one uses an index, whatever the database's size.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from frontdesk.db.engine.fields import from_column, from_json
from frontdesk.db.engine.store import Store
from frontdesk.db.schema.conditions import UNSETTLED
from frontdesk.rules.model import Address, Priority, Status
from frontdesk.rules.request import Joined, Request

_COLUMNS = [
    "number",
    "subject",
    "status",
    "priority",
    "customer",
    "customer_name",
    "owner",
    "department",
    "department_how",
    "language",
    "opened_at",
    "first_response_at",
    "resolved_at",
    "closed_at",
    "resolution",
    "rating",
    "rating_comment",
    "surveyed_at",
    "followed_up_at",
    "respond_by",
    "resolve_by",
    "clock_stopped_at",
    "last_customer_at",
    "last_reply_at",
    "last_reply_by",
    "last_message_id",
    "reopened",
    "chased",
    "minutes",
    "due_at",
    "snoozed_until",
    "cc",
    "labels",
    "linked",
    "merged_into",
    "spam",
    "began_at",
    "watchers",
    "opening",
    "kept_out",
    "written_to",
    "parent",
]
_TIMES = frozenset(
    [
        "opened_at",
        "first_response_at",
        "resolved_at",
        "closed_at",
        "surveyed_at",
        "followed_up_at",
        "respond_by",
        "resolve_by",
        "clock_stopped_at",
        "last_customer_at",
        "last_reply_at",
        "due_at",
        "snoozed_until",
        "began_at",
    ]
)
_LISTS = frozenset(("cc", "labels", "linked", "watchers", "kept_out"))
SELECT = f"SELECT {', '.join(_COLUMNS)} FROM request"
_WITH_PARTICIPANTS = {
    is_sqlite: f"SELECT {', '.join(_COLUMNS)}, (SELECT {joined} FROM participant WHERE participant.request = number),"
    " EXISTS (SELECT 1 FROM request AS other WHERE other.merged_into = request.number"
    " AND other.merged_into IS NOT NULL) FROM request WHERE number = ?"
    for is_sqlite, joined in ((True, "group_concat(email, char(10))"), (False, "string_agg(email, chr(10))"))
}
_MERGES_FOLLOWED = 20
_LOOKED_AT = 200  # of a customer's requests and a request's messages, the newest: a robot has many thousands
_AT_ONCE, _MOST_OPEN = 8, 20
_ABOVE_ALL = (1 << 63) - 1
_NEWEST = "(SELECT id FROM message WHERE request = ? ORDER BY id DESC LIMIT ?)"


@dataclass(frozen=True, slots=True)
class KeptMessage:
    """A message on a request as it was kept. `at`: UTC. `original`: the ledger's row of the mail it came by."""

    message_id: str
    kind: str
    sender: Address
    at: datetime
    subject: str
    text: str
    attachments: tuple[dict[str, Any], ...]
    original: int | None = None


class Recent(NamedTuple):
    """What a notification says of the customer's other requests. `opened_at`: UTC."""

    number: int
    subject: str
    status: Status
    opened_at: datetime


class Newest(NamedTuple):
    """One of a customer's newest requests. `opened_at`: UTC. `answered`: by a technician."""

    number: int
    subject: str
    opened_at: datetime
    closed: bool
    answered: bool
    spam: bool


@dataclass(frozen=True, slots=True)
class KeptEvent:
    at: datetime
    kind: str
    by: str
    detail: dict[str, Any]


def snapshot(store: Store, number: int) -> Request | None:
    """The request as it stands, None when there is none with this number."""
    row = store.one(_WITH_PARTICIPANTS[store.is_sqlite], number)
    if row is None:
        return None
    *columns, emails, has_joined = row
    joined = _joined(store, number) if has_joined else ()
    return request_of(tuple(columns), frozenset(filter(None, (emails or "").split("\n"))), joined)


def survivor(store: Store, number: int) -> int:
    """The request that `number` was merged into, or itself; ends on a circle too."""
    for _ in range(_MERGES_FOLLOWED):
        row = store.one("SELECT merged_into FROM request WHERE number = ?", number)
        if not row or row[0] is None:
            break
        number = row[0]
    return number


def survivors(store: Store, numbers: Sequence[int]) -> dict[int, int]:
    """For each of `numbers` that there is, the request that it was merged into, or itself."""
    rows = _where_in(store, "SELECT number, merged_into FROM request WHERE number IN", numbers)
    return {number: number if into is None else survivor(store, into) for number, into in rows}


def customer_of(store: Store, number: int) -> str | None:
    row = store.one("SELECT customer FROM request WHERE number = ?", number)
    return row[0] if row else None


def openings(store: Store, numbers: Sequence[int]) -> dict[int, str]:
    """What opened each of these requests, of those that there are."""
    return dict(_where_in(store, "SELECT number, opening FROM request WHERE number IN", numbers))


def jump_past(store: Store, number: int) -> None:
    """Give out no number up to this one any more; those after it come next. Inside the caller's transaction."""
    if store.is_sqlite:
        store.run(
            "INSERT INTO sqlite_sequence (name, seq) SELECT 'request', 0 WHERE NOT EXISTS"
            " (SELECT 1 FROM sqlite_sequence WHERE name = 'request')"
        )
        store.run("UPDATE sqlite_sequence SET seq = ? WHERE name = 'request' AND seq < ?", number, number)
    elif last_number(store) < number:
        store.run("SELECT setval(pg_get_serial_sequence('request', 'number'), ?)", number)


def last_number(store: Store) -> int:
    """The last number that was given out, 0 before the first."""
    if store.is_sqlite:
        row = store.one("SELECT seq FROM sqlite_sequence WHERE name = 'request'")
    else:
        row = store.one("SELECT pg_sequence_last_value(pg_get_serial_sequence('request', 'number'))")
    return int(row[0] or 0) if row else 0


def by_references(store: Store, message_ids: Sequence[str]) -> dict[str, tuple[int, bool]]:
    """For each known Message-ID its request and whether it is a ghost."""
    rows = _where_in(
        store, "SELECT message_id, request, ghost FROM reference WHERE message_id IN", message_ids
    )
    return {row[0]: (row[1], bool(row[2])) for row in rows}


def written_by(store: Store, email: str, numbers: Sequence[int]) -> set[int]:
    """Those of `numbers` on which this person may write."""
    if not numbers:
        return set()
    marks = ", ".join("?" * len(numbers))
    sql = f"SELECT request FROM participant WHERE request IN ({marks}) AND email = ?"
    return {row[0] for row in store.all(sql, *numbers, email)}


# When the customer was first answered: of what was merged into another request, in that one.
_ANSWERED = (
    "coalesce(first_response_at,"
    " (SELECT taken_in.first_response_at FROM request taken_in WHERE taken_in.number = request.merged_into))"
)


def newest_of(store: Store, customer: str, below: int = _ABOVE_ALL) -> list[Newest]:
    """A few of the customer's requests, those with the highest numbers `below`: most questions end with them."""
    rows = store.all(
        f"SELECT number, subject, opened_at, status, {_ANSWERED}, spam FROM request"
        " WHERE customer = ? AND number < ? ORDER BY number DESC LIMIT ?",
        *(customer, below, _AT_ONCE),
    )
    return [
        Newest(number, subject, from_column(at), status == "closed", answered is not None, bool(spam))
        for number, subject, at, status, answered, spam in rows
    ]


def open_since(
    store: Store, customer: str, since: datetime, newest: Sequence[Newest] | None = None
) -> list[tuple[int, str]]:
    """Number and subject of the customer's newest requests opened since then that aren't closed, newest first.

    `newest`: as `newest_of` gave them just now, here and below.
    """
    rows = newest_of(store, customer) if newest is None else newest
    found: list[tuple[int, str]] = []
    looked_at = 0
    while True:
        recent = [row for row in rows if row.opened_at >= since]
        found += [(row.number, row.subject) for row in recent if not row.closed]
        looked_at += len(rows)
        # the older ones were opened before, and there may be hundreds of them
        if len(recent) < _AT_ONCE or looked_at >= _LOOKED_AT or len(found) >= _MOST_OPEN:
            return found[:_MOST_OPEN]
        rows = newest_of(store, customer, rows[-1].number)


def spam_of(store: Store, customer: str, newest: Sequence[Newest] | None = None) -> int | None:
    """The newest request of somebody who wrote nothing but spam; None for everybody else."""
    rows = list(newest_of(store, customer) if newest is None else newest)
    if not rows or not all(row.spam for row in rows):
        return None
    more = newest_of(store, customer, rows[-1].number) if len(rows) == _AT_ONCE else []
    return rows[0].number if all(row.spam for row in more) else None


def was_answered(store: Store, customer: str, newest: Sequence[Newest] | None = None) -> bool:
    """Whether a technician has answered this customer."""
    rows = newest_of(store, customer) if newest is None else newest
    if len(rows) < _AT_ONCE or any(row.answered for row in rows):
        return any(row.answered for row in rows)
    sql = f"SELECT 1 FROM request WHERE customer = ? AND {_ANSWERED} IS NOT NULL LIMIT 1"
    return store.one(sql, customer) is not None


def recent_of(store: Store, customer: str, limit: int, besides: int = 0) -> list[Recent]:
    """The customer's newest requests, without those merged into others."""
    rows = store.all(
        "SELECT number, subject, status, opened_at FROM request"
        " WHERE customer = ? AND number <> ? AND merged_into IS NULL ORDER BY number DESC LIMIT ?",
        *(customer, besides, limit),
    )
    return [Recent(number, subject, Status(status), from_column(at)) for number, subject, status, at in rows]


def departments(store: Store) -> tuple[str, ...]:
    """The departments that requests have, found by jumps through the index however many requests there are."""
    rows = store.all(
        "WITH RECURSIVE known (name) AS (SELECT min(department) FROM request UNION ALL"
        " SELECT (SELECT min(department) FROM request WHERE department > name) FROM known WHERE name IS NOT NULL)"
        " SELECT name FROM known WHERE name <> ''"
    )
    return tuple(row[0] for row in rows)


def listed(
    store: Store,
    *,
    status: str | None = None,
    owner: str | None = None,
    customer: str | None = None,
    department: str | None = None,
    unowned: bool = False,
    unsettled: bool = False,
) -> Iterator[Request]:
    """Requests by number, those that fit all that is asked for, without their participants."""
    asked = (
        ("status = ?", status),
        ("owner = ?", owner),
        ("customer = ?", customer),
        ("department = ?", department),
    )
    where = [(clause, value) for clause, value in asked if value is not None]
    clauses = [clause for clause, _ in where]
    clauses += ["owner IS NULL"] * unowned + [UNSETTLED] * unsettled
    sql = SELECT + (f" WHERE {' AND '.join(clauses)}" if clauses else "") + " ORDER BY number"
    for row in store.all(sql, *(value for _, value in where)):
        yield request_of(row, frozenset())


def of_numbers(store: Store, numbers: Sequence[int]) -> dict[int, Request]:
    """These requests by number, without their participants."""
    wanted = list(dict.fromkeys(numbers))
    found: dict[int, Request] = {}
    for start in range(0, len(wanted), _LOOKED_AT):
        rows = _where_in(store, f"{SELECT} WHERE number IN", wanted[start : start + _LOOKED_AT])
        found |= {row[0]: request_of(row, frozenset()) for row in rows}
    return found


def messages(store: Store, number: int) -> list[KeptMessage]:
    rows = store.all(
        "SELECT message_id, kind, sender, sender_name, at, subject, text, attachments, ledger FROM message"
        " WHERE request = ? ORDER BY at, id",
        number,
    )
    return [_message(row) for row in rows]


def last_messages(store: Store, number: int, limit: int) -> list[KeptMessage]:
    """The newest messages, newest first: as they came to the desk. A clock that was wrong, and a mail that was read
    late, put no older words in the place of those that somebody is told of."""
    rows = store.all(
        "SELECT message_id, kind, sender, sender_name, at, subject, text, attachments, ledger FROM message"
        f" WHERE id IN {_NEWEST} ORDER BY id DESC LIMIT ?",
        *(number, _LOOKED_AT, limit),
    )
    return [_message(row) for row in rows]


def count_of(store: Store, number: int, kind: str) -> int:
    """How many messages of this kind the request has."""
    row = store.one("SELECT count(*) FROM message WHERE request = ? AND kind = ?", number, kind)
    return int(row[0]) if row else 0


def was_told(store: Store, number: int, text: str) -> bool:
    """Whether a technician wrote exactly this to the customer."""
    sql = "SELECT 1 FROM message WHERE request = ? AND kind = 'reply' AND text = ? LIMIT 1"
    return store.one(sql, number, text) is not None


def events(store: Store, number: int) -> list[KeptEvent]:
    rows = store.all('SELECT at, kind, "by", detail FROM event WHERE request = ? ORDER BY at, id', number)
    return [KeptEvent(from_column(at), kind, by, json.loads(detail)) for at, kind, by, detail in rows]


def reply_ids(
    store: Store, number: int, limit: int = 20, *, not_of: Collection[str] = (), only_of: Collection[str] = ()
) -> tuple[str, tuple[str, ...]]:
    """The Message-ID of the customer's last mail ("" when there is none), and those of the conversation as
    the customer has it, oldest first: In-Reply-To and References of our next mail.

    A technician's own mail is in nobody's mailbox but the desk's: its id would tell of the inside of a network.
    `not_of`, `only_of`: senders, where two customers are on one request: neither sees the other's ids.
    """
    rows = store.all(
        "SELECT message_id, kind, sender FROM message"
        f" WHERE id IN {_NEWEST} AND kind IN ('customer', 'automatic') AND message_id <> ''"
        " ORDER BY at DESC, id DESC LIMIT ?",
        *(number, _LOOKED_AT, limit),
    )
    apart = bool(not_of or only_of)
    shown = [
        (message_id, kind)
        for message_id, kind, sender in rows
        if not apart or (kind == "customer" and sender not in not_of and (not only_of or sender in only_of))
    ]
    last = next((message_id for message_id, kind in shown if kind == "customer"), "")
    return last, tuple(message_id for message_id, _ in reversed(shown))


def _where_in(store: Store, select: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    if not values:
        return []
    return store.all(f"{select} ({', '.join('?' * len(values))})", *values)


def _joined(store: Store, number: int) -> tuple[Joined, ...]:
    rows = store.all(
        "SELECT number, customer, customer_name, cc, subject FROM request"
        " WHERE merged_into = ? AND merged_into IS NOT NULL AND NOT spam ORDER BY number",
        number,
    )
    return tuple(Joined(row[0], Address(row[2], row[1]), tuple(from_json(row[3])), row[4]) for row in rows)


def _message(row: tuple[Any, ...]) -> KeptMessage:
    message_id, kind, sender, name, at, subject, text, attachments, original = row
    return KeptMessage(
        message_id,
        kind,
        Address(name, sender),
        from_column(at),
        subject,
        text,
        from_json(attachments),
        original,
    )


def request_of(
    row: tuple[Any, ...], participants: frozenset[str], joined: tuple[Joined, ...] = ()
) -> Request:
    values: dict[str, Any] = dict(zip(_COLUMNS, row, strict=True))
    for name in _TIMES:
        if values[name] is not None:
            values[name] = from_column(values[name])
    for name in _LISTS:
        values[name] = from_json(values[name])
    values["customer"] = Address(values.pop("customer_name"), values["customer"])
    values["status"], values["priority"] = Status(values["status"]), Priority(values["priority"])
    values["spam"] = bool(values["spam"])
    return Request(participants=participants, joined=joined, **values)
