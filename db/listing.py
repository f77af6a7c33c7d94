"""Requests for `frontdesk list`: those that fit what is asked for, page by page. Reads only.

A page is a statement of its own that begins behind the last one, so a million requests take the memory of one page,
and a desk at work is never kept waiting by who reads them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from frontdesk.db.engine.fields import to_text
from frontdesk.db.engine.store import Store
from frontdesk.db.requests import SELECT, request_of
from frontdesk.db.schema.conditions import UNSETTLED
from frontdesk.rules.request import Request

PAGE = 500


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which requests are asked for; all that is given must hold.

    `words`: each stands in the subject, the resolution or a message, however it is written. `since`: opened then or
    later, UTC. `newest`: of those that fit only so many, the newest ones. `unsettled`: neither resolved nor closed.
    """

    status: str | None = None
    owner: str | None = None
    customer: str | None = None
    department: str | None = None
    since: datetime | None = None
    words: tuple[str, ...] = ()
    unsettled: bool = False
    newest: int | None = None


def listed(store: Store, wanted: Wanted) -> Iterator[Request]:
    """The requests by number, the oldest first, without their participants."""
    where, values = _where(store, wanted)
    least = _first_of_newest(store, where, values, wanted.newest) if wanted.newest is not None else 0
    while least is not None:
        rows = store.all(
            f"{SELECT} WHERE number >= ? AND {where} ORDER BY number LIMIT ?", least, *values, PAGE
        )
        for row in rows:
            yield request_of(row, frozenset())
        least = rows[-1][0] + 1 if len(rows) == PAGE else None


def counted(store: Store, wanted: Wanted) -> int:
    """How many requests fit, whatever `newest` says."""
    where, values = _where(store, wanted)
    row = store.one(f"SELECT count(*) FROM request WHERE {where}", *values)
    return int(row[0]) if row else 0


def highest(store: Store) -> int:
    """The highest number given out; 0 on an empty desk."""
    row = store.one("SELECT max(number) FROM request")
    return int(row[0] or 0) if row else 0


def _first_of_newest(store: Store, where: str, values: Sequence[Any], newest: int) -> int | None:
    """The number of the oldest among the newest that fit; None when none does."""
    row = store.one(
        f"SELECT min(number) FROM (SELECT number FROM request WHERE {where} ORDER BY number DESC LIMIT ?) AS newest",
        *(*values, newest),
    )
    return None if row is None or row[0] is None else int(row[0])


def _where(store: Store, wanted: Wanted) -> tuple[str, list[Any]]:
    asked: list[tuple[str, Sequence[Any]]] = [
        (f"{column} = ?", (value,))
        for column, value in (
            ("status", wanted.status),
            ("owner", wanted.owner),
            ("customer", wanted.customer),
            ("department", wanted.department),
        )
        if value is not None
    ]
    if wanted.unsettled:
        asked.append((UNSETTLED, ()))
    if wanted.since is not None:
        asked.append(("opened_at >= ?", (to_text(wanted.since),)))
    asked += [_with_word(store, word) for word in wanted.words]
    clauses = " AND ".join(clause for clause, _ in asked)
    return clauses or "1 = 1", [value for _, values in asked for value in values]


def _with_word(store: Store, word: str) -> tuple[str, Sequence[str]]:
    """A condition for one word. SQLite's LIKE knows capitals in ASCII only: other words are asked for as people
    write them."""
    like = "LIKE" if store.is_sqlite else "ILIKE"
    ways = (
        [word]
        if word.isascii()
        else list(dict.fromkeys((word, word.lower(), word.upper(), word.capitalize())))
    )
    patterns = [f"%{_escaped(way)}%" for way in ways]

    def any_of(column: str) -> str:
        return " OR ".join([f"{column} {like} ? ESCAPE '!'"] * len(patterns))

    sql = (
        f"({any_of('subject')} OR {any_of('resolution')}"
        f" OR EXISTS (SELECT 1 FROM message WHERE message.request = number AND ({any_of('message.text')})))"
    )
    return sql, patterns * 3


def _escaped(word: str) -> str:
    return word.replace("!", "!!").replace("%", "!%").replace("_", "!_")
