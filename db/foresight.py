"""What topics, outages and the weekly look at the desk ask of the database. Reads, but where a function says so."""

from __future__ import annotations

from frontdesk.db.engine.fields import from_json
from frontdesk.db.engine.store import Store

_TEXT = 400  # characters of a first message: what it is about stands in its beginning


def newest(store: Store, last: int) -> list[tuple[int, str, tuple[str, ...], str]]:
    """The newest requests that are real: number, subject, labels, the beginning of their first message."""
    rows = store.all(
        "SELECT number, subject, labels, (SELECT substr(text, 1, ?) FROM message WHERE id = (SELECT min(id) FROM"
        " message WHERE request = number AND kind = 'customer')) FROM request"
        " WHERE merged_into IS NULL AND spam = ? ORDER BY number DESC LIMIT ?",
        *(_TEXT, False, last),
    )
    return [(row[0], row[1], tuple(from_json(row[2])), row[3] or "") for row in rows]
