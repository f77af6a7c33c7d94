"""A desk on a Monday at nine to which wrong and forged mails are written: what they could change stands there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from desk_world import DeskWorld, Letter
from technicians_world import ANN, CARL, CARL_AT, PROVEN, notified, team_world

HANNA, HANNA_AT = "Hanna Head <hanna@sales.example.org>", "hanna@sales.example.org"
EVE = "Eve <eve@evil.example>"
FORGED_CUSTOMER = "mx.example.org; dmarc=fail header.from=sales.example.org"
SETTINGS = {"CHECK_IN_EVERY": "30 days", "REPORT_EVERY": "off", "FOLLOW_UP_AFTER": "1d", "CLOSE_AFTER": "2d"}
MONDAY = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)


@contextmanager
def sales_world(folder: Path, **settings: str) -> Iterator[DeskWorld]:
    """Carl was asked about #1 and didn't say; #2 is open; Hanna is due for a word from Ann, who has her digest."""
    file = folder / "departments.toml"
    file.write_text(
        f'[Sales]\nhead = "{HANNA}"\ntechnician = "{ANN}"\ndomains = ["sales.example.org"]\n[Finance]\n'
    )
    with team_world(folder / "desk.db", **SETTINGS | settings, DEPARTMENTS_FILE=str(file)) as world:
        world.clock.at = datetime(2026, 4, 27, 10, tzinfo=UTC)
        world.write(CARL, "Printer", "It jams.")
        says(world, ANN, notified(world, ANN), "Done.", "[resolved]")
        world.pass_time(timedelta(days=10))
        assert "survey" in world.kinds(CARL_AT)
        world.clock.at = MONDAY - timedelta(hours=1)
        world.pass_time(timedelta(hours=1, minutes=5))
        world.write(CARL, "Scanner", "It squeaks.")
        assert "a Hanna Head" in world.last(ANN, "digest").text
        yield world


def says(world: DeskWorld, who: str, letter: Letter, text: str, tags: str) -> None:
    world.answer(who, letter, text, subject=tags, Authentication_Results=PROVEN)
