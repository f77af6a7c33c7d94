"""What topics, outages and the weekly look at the desk ask of the database. Reads, but where a function says so."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from frontdesk.db.engine.fields import from_column, from_json, to_text
from frontdesk.db.engine.store import Store
from frontdesk.rules.foresight.topics import words_of

_TEXT = 400  # characters of a first message: what it is about stands in its beginning
_MOST_LATELY = 60
_MOST_OF_A_DAY = 500
_USUAL = (
    "opened_at >= ? AND opened_at < ? AND merged_into IS NULL AND parent IS NULL AND spam = ?"
    " AND number NOT IN (SELECT parent FROM outage WHERE parent IS NOT NULL)"
)


_labels = lru_cache(maxsize=256)(from_json)  # the same few lists in every busy hour


def newest(store: Store, last: int) -> list[tuple[int, str, tuple[str, ...], str]]:
    """The newest requests that are real: number, subject, labels, the beginning of their first message."""
    rows = store.all(
        "SELECT number, subject, labels, (SELECT substr(text, 1, ?) FROM message WHERE id = (SELECT min(id) FROM"
        " message WHERE request = number AND kind = 'customer')) FROM request"
        " WHERE merged_into IS NULL AND spam = ? ORDER BY number DESC LIMIT ?",
        *(_TEXT, False, last),
    )
    return [(row[0], row[1], tuple(from_json(row[2])), row[3] or "") for row in rows]


class OpenedLately(NamedTuple):
    """As the row has it: most are only counted, and every mail pays for what is read of them."""

    number: int
    customer: str
    opened_at: str | datetime
    labels: str
    subject: str
    parent: int | None

    def has(self, label: str) -> bool:
        return label in self.labels and label in _labels(self.labels)

    @property
    def at(self) -> datetime:
        return from_column(self.opened_at)


def opened_since(store: Store, at: datetime) -> list[OpenedLately]:
    """The newest requests opened since then, oldest first: as many as a busy hour has, however many a storm has."""
    rows = store.all(
        "SELECT number, customer, opened_at, labels, subject, parent FROM request WHERE opened_at > ?"
        " AND merged_into IS NULL AND spam = ? ORDER BY opened_at DESC, number DESC LIMIT ?",
        *(to_text(at), False, _MOST_LATELY),
    )
    return [OpenedLately(*row) for row in reversed(rows)]


class Worded(NamedTuple):
    """A request with what it is about. `text`: the beginning of its first message."""

    number: int
    opened_at: datetime
    subject: str
    text: str


_WORDED = (
    "SELECT number, opened_at, subject, (SELECT substr(text, 1, ?) FROM message WHERE id = (SELECT min(id) FROM message"
    " WHERE request = number)) FROM request"
)


def opened_between(store: Store, after: int, before: int, since: datetime, read: int) -> list[Worded]:
    """The requests with numbers between these that were opened since then, in order; of a storm its newest.

    `after` is 0 when none is known yet: all that were ever opened lie behind it, and aren't looked through.
    """
    if not after:
        first = store.one(
            "SELECT number FROM request WHERE opened_at >= ? ORDER BY opened_at LIMIT 1", to_text(since)
        )
        after = first[0] - 1 if first is not None else before
    rows = store.all(
        f"{_WORDED} WHERE number > ? AND number < ? AND opened_at >= ? AND merged_into IS NULL AND spam = ?"
        " ORDER BY number DESC LIMIT ?",
        *(read, after, before, to_text(since), False, _MOST_OF_A_DAY),
    )
    return [_worded(row) for row in reversed(rows)]


def _worded(row: Sequence[Any]) -> Worded:
    return Worded(row[0], from_column(row[1]), row[2], row[3] or "")


def label_counts(store: Store, start: datetime, end: datetime) -> list[tuple[tuple[str, ...], int]]:
    """How many requests of this time have which labels; without those of outages."""
    rows = store.all(
        f"SELECT labels, count(*) FROM request WHERE {_USUAL} GROUP BY labels",
        *(to_text(start), to_text(end), False),
    )
    return [(from_json(labels), int(count)) for labels, count in rows]


def first_since(store: Store, start: datetime) -> datetime | None:
    row = store.one("SELECT min(opened_at) FROM request WHERE opened_at >= ?", to_text(start))
    return from_column(row[0]) if row and row[0] is not None else None


def with_word(store: Store, word: str, start: datetime, end: datetime) -> int:
    """In how many subjects of this time a word stands."""
    rows = store.all(f"SELECT subject FROM request WHERE {_USUAL}", *(to_text(start), to_text(end), False))
    return sum(word in words_of(subject) for (subject,) in rows)
