"""Answers that nobody sends any more: named once a quarter, so that somebody looks whether they are still right."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from answers_world import with_files
from desk_world import DeskWorld
from technicians_world import ANN, MIA, PROVEN, asked, does, told

from frontdesk.reports.mail import ends_a_quarter
from frontdesk.rules.figures.periods import Period


def report(world: DeskWorld, period: str) -> str:
    world.write(MIA, f"[report {period}]", "", Authentication_Results=PROVEN)
    world.work()
    return told(world, MIA, "report")


def test_the_report_that_ends_a_quarter_names_them(tmp_path: Path) -> None:
    files = {f"en/{name}": f"# {name.title()}\n\nDo this.\n" for name in ("used", "unused", "edited", "once")}
    with with_files(tmp_path, files) as world:
        start = world.clock.at
        old = (start - timedelta(days=400)).timestamp()
        for name in ("used", "unused", "once"):
            (path,) = tmp_path.rglob(f"en/{name}.md")
            os.utime(path, (old, old))
        asked(world)
        does(world, ANN, "[answer=once]")
        world.clock.at += timedelta(days=380)
        asked(world, "Dora <dora@sales.example.org>", "Another thing")
        does(world, ANN, "[answer=used]", number=2)
        text = " ".join(report(world, "last month").split())  # February
        assert "for a year" not in text
        text = " ".join(report(world, "last quarter").split())
        assert "that nobody has sent for a year: once (Once), unused (Unused)." in text


@pytest.mark.parametrize(
    ("first", "last", "ends"),
    [
        (date(2026, 3, 1), date(2026, 3, 31), True),
        (date(2026, 4, 1), date(2026, 4, 30), False),
        (date(2026, 10, 1), date(2026, 12, 31), True),
        (date(2026, 12, 28), date(2027, 1, 3), True),
        (date(2026, 6, 22), date(2026, 6, 28), False),
    ],
)
def test_what_ends_a_quarter(first: date, last: date, ends: bool) -> None:
    start, end = (datetime.combine(day, time(), UTC) for day in (first, last))
    assert ends_a_quarter(Period(first, last, start, end)) is ends
