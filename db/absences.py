"""When each of the team was away, for reports. Who is away now stands with the person (`frontdesk.db.people`).

Writes inside the caller's transaction. Of customers nothing is kept here.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from frontdesk.db.engine.fields import from_column, to_text
from frontdesk.db.engine.store import Store
from frontdesk.db.schema.tables import AbsenceRow

_KEPT = timedelta(days=800)  # a year's report is compared with the year before

Spans = list[tuple[datetime, datetime]]


def note(store: Store, person: str, since: datetime | None, until: datetime | None, now: datetime) -> None:
    """They are away from then to then; None: they are here. The newest word on what runs or is to come counts."""
    store.run(
        "DELETE FROM absence WHERE person = ? AND (since > ? OR until < ?)",
        *(person, to_text(now), to_text(now - _KEPT)),
    )
    running = store.one("SELECT id FROM absence WHERE person = ? AND until > ?", person, to_text(now))
    goes_on = since is not None and until is not None and since <= now
    if running is not None:
        end = until if goes_on and until is not None else now
        store.run("UPDATE absence SET until = ? WHERE id = ?", to_text(end), running[0])
    if since is not None and until is not None and not (goes_on and running is not None):
        store.insert(AbsenceRow, {"person": person, "since": since, "until": until})


def within(store: Store, people: Sequence[str], start: datetime, end: datetime) -> dict[str, Spans]:
    """The absences of these people that touch a time, by person."""
    found: dict[str, Spans] = {person: [] for person in people}
    if not found:
        return found
    marks = ", ".join("?" * len(found))
    rows = store.all(
        f"SELECT person, since, until FROM absence WHERE person IN ({marks}) AND until > ? AND since < ? ORDER BY id",
        *(*found, to_text(start), to_text(end)),
    )
    for person, since, until in rows:
        found[person].append((from_column(since), from_column(until)))
    return found
