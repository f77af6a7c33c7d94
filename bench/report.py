"""What a report costs: python bench/report.py [--cycles 100000] [--database URL]

Writes a desk of two months down that has nothing but requests, cycles and stated times, then makes the report of the
second month with all its tables, in a process of its own, three times: so many seconds of CPU, so many megabytes.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from frontdesk.db import cycles, state
from frontdesk.db.engine.connect import open_store
from frontdesk.db.engine.store import Store
from frontdesk.db.facts import ALL, READ_TO
from frontdesk.db.schema.migrate import migrate
from frontdesk.db.schema.tables import Request
from frontdesk.reports.make import make_report
from frontdesk.rules.figures import periods
from frontdesk.rules.figures.cycle import Cycle, Entry, Owned, Stood
from frontdesk.settings.load import load_settings

BEGIN, NOW = datetime(2026, 9, 1, 6, tzinfo=UTC), datetime(2026, 11, 2, 8, tzinfo=UTC)
_SETTINGS = {
    "DESK_ADDRESS": "it@example.org",
    "DESK_TIMEZONE": "Europe/Berlin",
    "TECHNICIANS": ", ".join(f"t{number}@example.org" for number in range(12)),
    "IMAP_HOST": "localhost", "IMAP_USER": "it", "IMAP_PASSWORD": "x", "SMTP_HOST": "localhost",
    "SECRET_KEY": "x" * 40,
}  # fmt: skip
_AT_ONCE = 5000


def fill(store: Store, wanted: int) -> None:
    """So many cycles, a twelfth of them after a reopening, over the two months; a third waited and were handed on."""
    chance = random.Random(11)
    number = made = 0
    while made < wanted:
        with store.transaction():
            found: list[Cycle] = []
            entries: list[Entry] = []
            while made + len(found) < wanted and len(found) < _AT_ONCE:
                number += 1
                found += one_request(store, number, chance, entries)
            cycles.add_all(store, found, entries)
            made += len(found)
    with store.transaction():
        state.put(store, READ_TO, ALL)
    store.run("ANALYZE")


def one_request(store: Store, number: int, chance: random.Random, entries: list[Entry]) -> list[Cycle]:
    began = BEGIN + timedelta(minutes=chance.randrange(60 * 24 * 60))
    department, label = f"Department {chance.randrange(40)}", f"label{chance.randrange(25)}"
    owner = f"t{chance.randrange(12)}@example.org"
    found: list[Cycle] = []
    for n in range(1, 3 if chance.random() < 0.083 else 2):
        answered = began + timedelta(minutes=chance.randrange(3, 900))
        ended = answered + timedelta(minutes=chance.randrange(10, 9000))
        running = ended >= NOW
        stood: tuple[Stood, ...] = ()
        owned = [Owned(owner, answered)]
        if chance.random() < 0.33:
            stood = (Stood("waiting", answered, min(ended, answered + timedelta(hours=3))),)
            owned.append(Owned(f"t{chance.randrange(12)}@example.org", answered + timedelta(hours=1)))
        asked = ended + timedelta(days=3) if chance.random() < 0.4 and not running else None
        due = began + timedelta(days=3)
        found.append(
            Cycle(
                number,
                n,
                began,
                "opened" if n == 1 else "reopened",
                "customer",
                department,
                "normal",
                owner,
                promised_by=began + timedelta(hours=4) if n == 1 else None,
                first_reply_at=answered,
                replies=chance.randrange(1, 4),
                resolve_by=due,
                missed_at=due if due < min(ended, NOW) else None,
                ended_at=None if running else ended,
                ended_by=None if running else "resolved",
                resolved_by=None if running else owner,
                wait_minutes=None if running else 30 * len(stood),
                hold_minutes=None if running else 0,
                owners=len(owned),
                asked_at=asked,
                rating=chance.choice((5, 5, 4, 3, 1, None, None, None)) if asked else None,
                stood=stood,
                owned=tuple(owned),
            )
        )
        began = ended + timedelta(days=1)
        if running:
            break
    minutes = 15 * chance.randrange(0, 3)
    if minutes:
        entries.append(Entry(number, 1, found[0].began_at, owner, minutes, department))
    last = found[-1]
    store.insert(
        Request,
        {
            "number": number, "subject": f"Matter {number}", "customer": f"c{number % 900}@example.com",
            "status": "open" if last.ended_at is None else "closed", "opened_at": found[0].began_at,
            "department": department, "labels": [label], "owner": owner, "minutes": minutes, "language": "en",
        },
    )  # fmt: skip
    return found


def measure(url: str) -> None:
    """In a process that does nothing else: what a report costs beyond having loaded everything."""
    settings = load_settings(_SETTINGS | {"DATABASE_URL": url})
    store = open_store(url)
    store.one("SELECT 1")
    policy = settings.policy()
    period = periods.from_words("2026-10", policy.hours, NOW)
    at_rest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun = time.process_time()
    report = make_report(store, policy, period, NOW, with_times=True)
    took = time.process_time() - begun
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps({
        "cpu_s": round(took, 2), "mb": most // 1024, "mb_at_rest": at_rest // 1024,
        "requests": report.total.requests, "before": report.before.requests, "resolved": report.total.resolved,
    }))  # fmt: skip


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--cycles", type=int, default=100_000)
    words.add_argument("--database", help="an empty database; without it an SQLite file of its own")
    words.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    given = words.parse_args()
    if given.measure:
        measure(given.database)
        return
    with tempfile.TemporaryDirectory() as folder:
        url = given.database or f"sqlite:///{Path(folder) / 'desk.db'}"
        store = open_store(url)
        migrate(store, now=BEGIN)
        if store.one("SELECT 1 FROM cycle LIMIT 1") is None:
            fill(store, given.cycles)
        store.close()
        for _ in range(3):
            subprocess.run([sys.executable, __file__, "--measure", "--database", url], check=True)


if __name__ == "__main__":
    main()
