"""What members of the team are told in one list instead of a mail each, and how much they got lately.

Writes inside the caller's transaction. Counts read a few rows of an index, whatever the database holds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from frontdesk.db.engine.fields import from_column, to_text
from frontdesk.db.engine.store import Store
from frontdesk.db.schema.conditions import UNSETTLED, WAITS
from frontdesk.db.schema.tables import Collected
from frontdesk.rules.clock.rates import (
    ABOUT_ONE_REQUEST_AN_HOUR,
    BURST,
    KINDS,
    NEW_OF_ONE_SENDER_AN_HOUR,
    STAFF_LIMITS,
    Category,
    Flood,
    StaffMail,
    has_the_most,
)

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_BUSY_HOUR = 6  # mails; of what people write, who got fewer in an hour can't be near the most of a day
_FEW_A_DAY = frozenset((Category.LATE, Category.NOTICES))
_AT_ONCE = 500
_OF_FLOOD = "person = ? AND category = ? AND flood = ? AND at >= ?"
_OF_REQUEST = "person = ? AND request = ? AND at >= ? AND category = ?"
_COUNTED = "(SELECT count(*) FROM (SELECT 1 FROM collected WHERE {} LIMIT ?) AS counted)".format
_KEPT = (
    f"SELECT 0, CAST(? AS TEXT), {', '.join(map(_COUNTED, (_OF_FLOOD, _OF_FLOOD, _OF_REQUEST, _OF_FLOOD)))}"
)
_KEPT_ABOUT = f"SELECT CAST(? AS TEXT), {_COUNTED(_OF_REQUEST)}"
# Of the customer's newest requests, however many there are behind them.
_OF_SENDER = (
    "(SELECT count(*) FROM (SELECT opened_at FROM request WHERE customer = ? ORDER BY number DESC LIMIT ?) AS newest"
    " WHERE opened_at >= ?)"
)


class Kept(NamedTuple):
    """Something that a person is to be told in a list. `request`: 0 for none; `line`: a notice's title."""

    id: int
    request: int
    event: str
    line: str
    at: datetime


class Piled(NamedTuple):
    """A mail to a member of the team that has waited in the outbox for long."""

    id: int
    person: str
    request: int
    kind: str


def put(
    store: Store,
    *,
    people: Iterable[tuple[str, Flood]],
    request: int,
    event: str,
    category: Category,
    line: str,
    now: datetime,
) -> None:
    """Keep it for the list of each of `people`, each for a reason."""
    values = {"request": request, "event": event, "category": category.value, "line": line[:300], "at": now}
    store.insert_later(
        Collected, *({**values, "person": person, "flood": flood.value} for person, flood in people)
    )


def waiting(store: Store, person: str) -> list[Kept]:
    rows = store.all(
        "SELECT id, request, event, line, at FROM collected WHERE person = ? AND listed_at IS NULL ORDER BY id",
        person,
    )
    return [Kept(id, request, event, line, from_column(at)) for id, request, event, line, at in rows]


def listed(store: Store, person: str, now: datetime) -> None:
    """All that waits for this person stands in a list now."""
    store.run(
        "UPDATE collected SET listed_at = ? WHERE person = ? AND listed_at IS NULL", to_text(now), person
    )


def lists_since(store: Store, person: str, since: datetime) -> int:
    row = store.one(
        "SELECT count(DISTINCT listed_at) FROM collected WHERE person = ? AND at >= ? AND listed_at >= ?",
        *(person, to_text(since - _DAY), to_text(since)),  # what is listed waited for hours at most
    )
    return int(row[0]) if row else 0


def purge(store: Store, listed_before: datetime) -> None:
    store.run("DELETE FROM collected WHERE listed_at IS NOT NULL AND listed_at < ?", to_text(listed_before))
    store.run("DELETE FROM gathered WHERE at < ?", to_text(listed_before))


def staff_mail(
    store: Store,
    people: Sequence[str],
    category: Category,
    request: int,
    now: datetime,
    sender: str = "",
) -> dict[str, StaffMail]:
    """What each of these people got of this category lately; all but `opened_together`. `sender`: the customer of a new
    request.

    Who has got the most of a category has it for the rest of the transaction: what is written there only adds to it,
    and in a backlog's batch that is nearly every mail.
    """
    kinds = [kind.value for kind, each in KINDS.items() if each is category]
    full: dict[str, StaffMail] = store.known.setdefault((staff_mail, category, now), {})
    if full.keys() >= set(people):
        about, of_sender = _about(store, people, category, kinds, request, now, sender)
        return {
            person: full[person]._replace(about_request=about[person], of_sender=of_sender)
            for person in people
        }
    sent, kept, of_sender = _lately(store, people, category, kinds, request, now, sender)
    found = {}
    for person in people:
        burst, hour, about_it, _ = sent.get(person, _NONE)
        more = kept.get(person, _NONE)
        about_it = about_it + more[2] if request else 0
        got = (burst + more[0], hour + more[1], hour, about_it, of_sender)
        found[person] = StaffMail(*got, flooded=bool(more[3]))
    near = [
        person
        for person in people
        if (category in _FEW_A_DAY or sent.get(person, _NONE)[1] >= _BUSY_HOUR)
        and not has_the_most(category, found[person])  # then it goes into a list, whatever the day was
    ]
    for person, day in in_day(store, near, kinds, now).items():
        found[person] = found[person]._replace(in_day=day)
    full |= {person: got for person, got in found.items() if has_the_most(category, got)}
    return found


_Counts = dict[str, tuple[int, int, int, int]]
"""For each person: within `BURST`, within an hour, about one request within an hour, and whether a flood came today."""
_NONE = (0, 0, 0, 0)


def _lately(
    store: Store,
    people: Sequence[str],
    category: Category,
    kinds: Sequence[str],
    request: int,
    now: datetime,
    sender: str,
) -> tuple[_Counts, _Counts, int]:
    """What was sent, what is kept for a list, and how many requests the sender has opened: counted as far as the limits
    reach, as in a storm thousands wait."""
    limit, burst = STAFF_LIMITS[category], (category.value, Flood.BURST.value)
    hour, just_now = to_text(now - _HOUR), to_text(now - BURST)
    values: list[object] = [just_now, request, *people, hour, *kinds]
    for person in people:
        values += (person, *(person, *burst, just_now, limit.in_ten_minutes))
        values += (*(person, *burst, hour, limit.an_hour),)
        values += (person, request, hour, category.value, ABOUT_ONE_REQUEST_AN_HOUR)
        values += (*(person, *burst, to_text(now - _DAY), 1),)
    rows = store.all(
        "SELECT 1, r.email, sum(CASE WHEN r.put_at >= ? THEN 1 ELSE 0 END), count(*),"
        " sum(CASE WHEN o.request = ? THEN 1 ELSE 0 END), 0"
        " FROM recipient r JOIN outbox o ON o.id = r.outbox"
        f" WHERE r.email IN ({_marks(people)}) AND r.put_at >= ? AND r.automatic AND o.kind IN ({_marks(kinds)})"
        f" GROUP BY r.email UNION ALL {' UNION ALL '.join([_KEPT] * len(people))}"
        f" UNION ALL SELECT 2, '', {_OF_SENDER}, 0, 0, 0",
        *(*values, *_of_sender(sender, now)),
    )
    found: tuple[_Counts, _Counts, _Counts] = ({}, {}, {})
    for which, person, *counts in rows:
        lately, within_hour, about, flooded = map(int, counts)
        found[which][person] = lately, within_hour, about, flooded
    kept, sent, of_sender = found
    return sent, kept, of_sender[""][0]


def _about(
    store: Store,
    people: Sequence[str],
    category: Category,
    kinds: Sequence[str],
    request: int,
    now: datetime,
    sender: str,
) -> tuple[Counter[str], int]:
    """For each of these people how much they got about one request within an hour, sent or kept; and how many requests
    the sender has opened."""
    hour = to_text(now - _HOUR)
    kept = (hour, category.value, ABOUT_ONE_REQUEST_AN_HOUR)
    rows = store.all(
        "SELECT r.email, count(*) FROM recipient r JOIN outbox o ON o.id = r.outbox"
        f" WHERE r.email IN ({_marks(people)}) AND r.put_at >= ? AND r.automatic AND o.kind IN ({_marks(kinds)})"
        f" AND o.request = ? GROUP BY r.email UNION ALL {' UNION ALL '.join([_KEPT_ABOUT] * len(people))}"
        f" UNION ALL SELECT '', {_OF_SENDER}",
        *(*people, hour, *kinds, request),
        *(value for person in people for value in (person, person, request, *kept)),
        *_of_sender(sender, now),
    )
    counted: Counter[str] = Counter()
    for person, count in rows:
        if request or not person:
            counted[person] += int(count)
    return counted, counted[""]


def _of_sender(sender: str, now: datetime) -> tuple[object, ...]:
    return sender, NEW_OF_ONE_SENDER_AN_HOUR + 1, to_text(now - _HOUR)


def opened_together(store: Store, people: Sequence[str], opened_at: datetime) -> dict[str, int]:
    """Of how many new requests, of those opened shortly before this one, each of these people got a mail."""
    window = (to_text(opened_at - BURST), to_text(opened_at))
    rows = store.all(
        "SELECT r.email, count(DISTINCT q.number) FROM recipient r JOIN outbox o ON o.id = r.outbox"
        " JOIN request q ON q.number = o.request"
        f" WHERE r.email IN ({_marks(people)}) AND r.put_at >= ? AND o.kind = 'notification'"
        " AND q.opened_at BETWEEN ? AND ? GROUP BY r.email",
        *(*people, window[0], *window),
    )
    return {person: int(count) for person, count in rows}


def in_day(store: Store, people: Sequence[str], kinds: Sequence[str], now: datetime) -> dict[str, int]:
    """How many mails of these kinds went to each of these people within a day."""
    if not people:
        return {}
    rows = store.all(
        "SELECT r.email, count(*) FROM recipient r JOIN outbox o ON o.id = r.outbox WHERE r.email IN"
        f" ({_marks(people)}) AND r.put_at >= ? AND r.automatic AND o.kind IN ({_marks(kinds)}) GROUP BY r.email",
        *(*people, to_text(now - _DAY), *kinds),
    )
    return {row[0]: int(row[1]) for row in rows}


def piled_up(store: Store, people: Collection[str], before: datetime) -> list[Piled]:
    """Mails that could stand in a list, to these people alone, put into the outbox before then and not gone out yet;
    not those that may have gone out."""
    kinds = [kind.value for kind, category in KINDS.items() if category is not Category.ANSWERS]
    rows = store.all(
        f"SELECT o.id, r.email, o.request, o.kind FROM (SELECT id, request, kind FROM outbox WHERE {WAITS}"
        f" AND created_at <= ? AND next_at >= created_at AND NOT uncertain AND automatic AND kind IN ({_marks(kinds)}))"
        f" AS o JOIN recipient r ON r.outbox = o.id WHERE r.email IN ({_marks(list(people))})"
        " AND NOT EXISTS (SELECT 1 FROM recipient other WHERE other.outbox = o.id AND other.email <> r.email)"
        " ORDER BY o.id",
        *(to_text(before), *kinds, *people),
    )
    return [Piled(id, email, request or 0, kind) for id, email, request, kind in rows]


def has_old_mail(store: Store, person: str, before: datetime) -> bool:
    """Whether a mail to this person has waited since before then: the way to them is closed."""
    row = store.one(
        "SELECT 1 FROM recipient r JOIN outbox o ON o.id = r.outbox"
        f" WHERE r.email = ? AND r.put_at >= ? AND r.put_at <= ? AND r.{WAITS} LIMIT 1",
        *(person, to_text(before - 6 * _DAY), to_text(before)),
    )
    return row is not None


def heard_in_list(store: Store, people: Sequence[str], request: int) -> bool:
    """Whether one of these people heard of the request, when it was new, in a list."""
    row = store.one(
        f"SELECT 1 FROM collected WHERE person IN ({_marks(people)}) AND request = ? AND event = 'new' LIMIT 1",
        *(*people, request),
    )
    return row is not None


# --- strangers' answers to one mail -----------------------------------------------------------------------------


def gather(store: Store, message_ids: Sequence[str], request: int, now: datetime) -> None:
    """Further answers of strangers to these mails go to this request."""
    for message_id in message_ids:
        store.run(
            "INSERT INTO gathered (message_id, request, at) VALUES (?, ?, ?)"
            " ON CONFLICT (message_id) DO UPDATE SET request = excluded.request, at = excluded.at",
            *(message_id, request, to_text(now)),
        )


def gathered(store: Store, message_ids: Sequence[str], since: datetime) -> int | None:
    """The request where strangers' answers to one of these mails lie, if it isn't settled."""
    if not message_ids:
        return None
    row = store.one(
        "SELECT q.number FROM gathered g JOIN request q ON q.number = g.request"
        f" WHERE g.message_id IN ({_marks(message_ids)}) AND g.at >= ?"
        f" AND q.{UNSETTLED} AND NOT q.spam ORDER BY q.number LIMIT 1",
        *(*message_ids, to_text(since)),
    )
    return int(row[0]) if row else None


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))
