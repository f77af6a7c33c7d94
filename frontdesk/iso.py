"""A time as every program is told it: ISO 8601 in UTC, to the second."""

from __future__ import annotations

from datetime import datetime


def iso(at: datetime | None) -> str | None:
    return at.isoformat(timespec="seconds").replace("+00:00", "Z") if at else None
