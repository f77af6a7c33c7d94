"""Prepared answers that nobody has sent for a year, for the report on a quarter."""

from __future__ import annotations

from datetime import datetime, timedelta

from frontdesk.answers.library import Answers
from frontdesk.db import answers
from frontdesk.db.engine.store import Store

A_YEAR = timedelta(days=365)


def unused_for_a_year(store: Store, library: Answers, now: datetime, language: str) -> list[tuple[str, str]]:
    """Name and title. One that was kept or edited within the year is too new to say."""
    used, kept = answers.last_uses(store), answers.kept_at(store)
    found = []
    for name, title in sorted(library.library().titles((language,)).items()):
        times = [at for at in (used.get(name), kept.get(name), library.edited_at(name)) if at is not None]
        if times and max(times) <= now - A_YEAR:
            found.append((name, title))
    return found
