"""Column types that mean the same on SQLite and on PostgreSQL. Holds no tables and no queries."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from frontdesk.db.engine.orm import BooleanField, Field, TextField

Converter = Callable[[Any], Any]


class UTCDateTimeField(Field):  # type: ignore[misc, unused-ignore]
    """An aware time in UTC.

    SQLite keeps it as ISO 8601 text of fixed width, so that text order is time order; PostgreSQL as
    timestamptz. A naive time is refused: on PostgreSQL its offset would be guessed, silently.
    """

    field_type = "TIMESTAMPTZ"

    def db_value(self, value: datetime | None) -> str | None:
        return None if value is None else to_text(value)

    def python_value(self, value: Any) -> datetime | None:
        return None if value is None else from_column(value)


class JSONTextField(TextField):  # type: ignore[misc, unused-ignore]
    """A small list or object as JSON text; the same bytes on both engines, never queried into."""

    def db_value(self, value: Any) -> str | None:
        return None if value is None else _encode(value)

    def python_value(self, value: Any) -> Any:
        return None if value is None else json.loads(value)


_encode = json.JSONEncoder(
    ensure_ascii=False, separators=(",", ":")
).encode  # dumps() makes one for each value


def to_text(value: datetime) -> str:
    """An aware time as the text both engines take; raises ValueError for a naive one."""
    if value.tzinfo is None:
        raise ValueError(f"{value!r} has no time zone")
    return _utc_text(value if value.tzinfo is UTC else in_utc(value))


@lru_cache(maxsize=64)
def _utc_text(value: datetime) -> str:
    """Kept for a while: one unit of work writes its `now` a dozen times."""
    return value.isoformat(timespec="microseconds")


def in_utc(value: datetime) -> datetime:
    """The same time in UTC; at the very ends of the calendar (a hostile Date header) off by its offset."""
    try:
        return value.astimezone(UTC)
    except OverflowError:
        return value.replace(tzinfo=UTC)


def from_column(value: str | datetime) -> datetime:
    """What either engine gives back, as an aware time in UTC."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    return value if value.tzinfo is UTC else value.astimezone(UTC)


def from_json(text: str) -> tuple[Any, ...]:
    """A list in a JSONTextField; most are empty."""
    return () if text == "[]" else tuple(json.loads(text))


def from_nullable(value: str | datetime | None) -> datetime | None:
    return None if value is None else from_column(value)


def converter(field: Any) -> Converter | None:
    """How a value of this column becomes what the driver takes; None: as it is."""
    if isinstance(field, UTCDateTimeField):
        return to_text
    if isinstance(field, JSONTextField):
        return field.db_value
    return bool if isinstance(field, BooleanField) else None


def as_columns(values: Iterable[Any], converters: Sequence[Converter | None]) -> list[Any]:
    """A row's values as the driver takes them."""
    return [
        value if convert is None or value is None else convert(value)
        for value, convert in zip(values, converters, strict=True)
    ]


def storable(value: Any) -> Any:
    """Text without what no column takes: NUL (PostgreSQL) and halves of surrogate pairs (neither engine)."""
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-8", "replace").decode()
    return value
