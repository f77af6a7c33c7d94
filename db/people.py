"""What is remembered of people, by address (ASCII-lowercased): who they are, how much automatic mail went to them and
their domain lately (the figures for the caps, rules.clock.rates), and which of the team's tokens others have seen.

Counts no further than it must: whatever the database holds, a few rows of an index are read. Tokens are known by their
HMAC alone. Writes inside the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from frontdesk.db.engine.fields import from_column, from_nullable, to_text
from frontdesk.db.engine.store import Store
from frontdesk.rules.clock.rates import RateLimits, RecentMail


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
    """Those of these people of whom something is remembered, by address. In a transaction each is asked for once, until
    something else is remembered of them."""
    known: dict[str, PersonRow | None] = store.known.setdefault(all_of, {})
    wanted = [email for email in dict.fromkeys(emails) if email]
    if missing := [email for email in wanted if email not in known]:
        rows = store.all(f"{_SELECT} WHERE email IN ({', '.join('?' * len(missing))})", *missing)
        known |= dict.fromkeys(missing)
        known |= {row[0]: _person(row) for row in rows}
    return {email: person for email in wanted if (person := known[email]) is not None}


def remember(store: Store, email: str, **fields: Any) -> None:
    """Set these columns and leave the others. Raises ValueError for a name that isn't a column."""
    if unknown := fields.keys() - _CHANGEABLE:
        raise ValueError(f"a person has no {', '.join(sorted(unknown))}")
    if not fields:
        return
    store.known.get(all_of, {}).pop(email, None)
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


_ALL_THREE = "SELECT " + ", ".join(
    f"(SELECT count(*) FROM (SELECT 1 FROM recipient WHERE {column} = ? AND put_at >= ? AND automatic LIMIT ?)"
    " AS counted)"
    for column in ("email", "email", "domain")
)
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_ABOVE_ALL = 2**62
_NEWEST = 2_000  # requests, among which those of kindred addresses are looked for


def recent_mail(
    store: Store, email: str, now: datetime, limits: RateLimits, *, with_domain: bool
) -> RecentMail:
    """The counts, each up to its limit. `with_domain`: False leaves the domain's out (0): it is trusted."""
    hour_ago, domain = to_text(now - _HOUR), email.rpartition("@")[2]
    row = store.one(
        _ALL_THREE,
        *(email, hour_ago, limits.to_address_an_hour),
        *(email, to_text(now - _DAY), limits.to_address_a_day),
        *(domain, hour_ago, limits.to_domain_an_hour if with_domain else 0),
    )
    hour, day, whole = row or (0, 0, 0)
    return RecentMail(int(hour), int(day), int(whole))


def put(store: Store, codes: Collection[str], now: datetime) -> None:
    for code in codes:
        store.run(
            "INSERT INTO seen_token (code, seen_at) VALUES (?, ?) ON CONFLICT DO NOTHING", code, to_text(now)
        )


def known(store: Store, codes: Collection[str]) -> frozenset[str]:
    """Those of `codes` that were seen."""
    if not codes:
        return frozenset()
    marks = ", ".join("?" * len(codes))
    return frozenset(
        row[0] for row in store.all(f"SELECT code FROM seen_token WHERE code IN ({marks})", *codes)
    )


def purge(store: Store, seen_before: datetime) -> None:
    """Forget those that have expired by themselves."""
    store.run("DELETE FROM seen_token WHERE seen_at < ?", to_text(seen_before))


class Opened(NamedTuple):
    """The mail that opened a request."""

    number: int
    at: datetime
    customer: str
    subject: str
    text: str


def opened_by(
    store: Store, customer: str, since: datetime, read: int, most: int, below: int = _ABOVE_ALL
) -> list[Opened]:
    """What opened this customer's newest requests (those with the highest numbers `below`), as far back as `since`: of
    each text the beginning."""
    whose = (
        "SELECT number, opened_at, customer FROM request WHERE customer = ? AND number < ?"
        " ORDER BY number DESC LIMIT ?"
    )
    return _opened(store, whose, (customer, below, most), since, read)


def opened_by_like(
    store: Store, begins: str, ends: str, since: datetime, read: int, most: int, below: int = _ABOVE_ALL
) -> list[Opened]:
    """The same for all customers whose addresses begin and end so, among the desk's newest requests."""
    whose = (
        "SELECT number, opened_at, customer FROM (SELECT number, opened_at, customer FROM request WHERE number < ?"
        " ORDER BY number DESC LIMIT ?) AS newest"
        " WHERE substr(customer, 1, ?) = ? AND substr(customer, length(customer) + 1 - ?) = ?"
        " ORDER BY number DESC LIMIT ?"
    )
    values = (below, _NEWEST, len(begins), begins, len(ends), ends, most)
    return _opened(store, whose, values, since, read)


def _opened(
    store: Store, whose: str, values: tuple[str | int, ...], since: datetime, read: int
) -> list[Opened]:
    rows = store.all(
        f"SELECT r.number, r.opened_at, r.customer, m.subject, substr(m.text, 1, ?) FROM ({whose}) AS r"
        " JOIN message m ON m.id = (SELECT min(id) FROM message WHERE request = r.number AND kind = 'customer')"
        " WHERE r.opened_at >= ? ORDER BY r.number DESC",
        *(read, *values, to_text(since)),
    )
    return [Opened(number, from_column(at), by, subject, text) for number, at, by, subject, text in rows]
