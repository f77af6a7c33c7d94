"""A report says the same on PostgreSQL as on SQLite: the same desk's weeks, copied, and every form of the report."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from desk_world import SETTINGS
from figures.made_up_desk import SETTINGS as OF_THE_DESK
from figures.made_up_desk import MadeUpDesk
from figures.test_oracle import BEGIN
from technicians_world import team_world

from frontdesk import wiring
from frontdesk.__main__ import main
from frontdesk.db.engine.connect import open_store
from frontdesk.db.schema.copy import copy_database
from frontdesk.db.schema.migrate import migrate

pytestmark = pytest.mark.live
CALLS = (
    ("--period", "2026-10"),
    ("--period", "2026-10", "--department", "Sales"),
    ("--from", "2026-10-05", "--to", "2026-10-11"),
)


def test_every_form_of_a_report_is_the_same_on_both(
    tmp_path: Path, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "desk.db"
    made_at = BEGIN + timedelta(days=45)
    with team_world(file, **OF_THE_DESK) as world:
        world.clock.at = BEGIN
        desk = MadeUpDesk(world, 4, 40, BEGIN, 30)
        desk.run(made_at)
        assert desk.happened()["reopened"] > 1
    old, new = open_store(f"sqlite:///{file}"), open_store(postgres_url)
    migrate(new, now=made_at)
    copy_database(old, new)
    old.close()
    new.close()
    monkeypatch.setattr(wiring, "utc_now", lambda: made_at)

    def said(url: str, folder: Path) -> dict[str, str]:
        folder.mkdir()
        found = {}
        for at, call in enumerate(CALLS):
            forms = ("--json", "--html", str(folder / f"{at}.html"), "--csv", str(folder / f"csv{at}"))
            env = {**SETTINGS, **OF_THE_DESK, "DATABASE_URL": url, "REPORT_TECHNICIANS": "full"}
            result = CliRunner().invoke(main, ("report", *call, *forms), env=env)
            assert result.exit_code == 0, result.output
            found[f"json {at}"] = result.stdout
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        return found | {str(path.relative_to(folder)): path.read_text("utf-8") for path in files}

    lite, postgres = said(f"sqlite:///{file}", tmp_path / "one"), said(postgres_url, tmp_path / "two")
    assert json.loads(lite["json 0"])["total"]["requests"] > 20
    assert len(lite) == len(CALLS) * 5
    assert postgres == lite
