"""`frontdesk departments`: what there are, whether the files are right, departments for old requests."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from desk_world import SETTINGS, DeskWorld
from technicians_world import ANN, asked, does, team_world

from frontdesk.__main__ import main
from frontdesk.db.engine.fields import to_text

TWO = """[Sales]
head = "Hanna <hanna@elsewhere.example>"
technician = "zoe@example.org"
domains = ["sales.example.org"]
[Empty]
"""


@pytest.fixture
def world(tmp_path: Path) -> Iterator[DeskWorld]:
    with team_world(tmp_path / "desk.db") as world:
        asked(world)
        does(world, ANN, "[resolved]", "Done.")
        world.desk.store.run("UPDATE request SET status = 'closed'")
        asked(world, "Dora <dora@example.com>", "Screen")
        world.desk.store.run("UPDATE request SET opened_at = ?", to_text(datetime.now(UTC)))
        yield world


def typed(world: DeskWorld, tmp_path: Path, *words: str, text: str = TWO) -> tuple[int, str]:
    file = tmp_path / "departments.toml"
    file.write_text(text, "utf-8")
    file.chmod(0o640)
    settings = {**SETTINGS, "DATABASE_URL": world.settings.database_url, "DEPARTMENTS_FILE": str(file)}
    settings |= {"CUSTOMER_DOMAINS": "example.org", "TRUSTED_AUTHSERV_ID": "mx.example.org"}
    found = CliRunner().invoke(main, list(words), env=settings)
    return found.exit_code, found.output


def test_each_department_is_shown_with_its_requests(world: DeskWorld, tmp_path: Path) -> None:
    code, output = typed(world, tmp_path, "departments", "--json")
    rows = json.loads(output)
    assert (code, [row["name"] for row in rows]) == (0, ["Sales", "Empty"])
    fields = (
        "name head technician people open late requests_90d last_contact_at next_check_in_at next_review_at"
    )
    assert set(rows[0]) == {*fields.split(), "no_check_ins", "how"}
    code, output = typed(world, tmp_path, "departments")
    assert "hanna@elsewhere.example" in output


def test_the_check_names_what_is_wrong_and_whom_the_files_leave_out(world: DeskWorld, tmp_path: Path) -> None:
    code, output = typed(world, tmp_path, "departments", "check")
    assert code == 1
    said = " ".join(output.split())
    assert "hanna@elsewhere.example is outside CUSTOMER_DOMAINS (line 1)" in said
    assert "zoe@example.org isn't in the team" in said
    assert "Empty: nobody belongs to it (line 5)" in said
    assert "2 people of the last 90 days are of no department" in said
    assert "example.com (1)" in said


def test_a_file_that_cannot_be_used_is_exit_78(world: DeskWorld, tmp_path: Path) -> None:
    code, output = typed(world, tmp_path, "departments", "check", text="[Sales]\nlanguag = 'de'\n")
    assert code == 78
    assert "line 2" in output
    assert "language" in output


def test_closed_requests_get_a_department_when_it_is_said_twice(world: DeskWorld, tmp_path: Path) -> None:
    code, output = typed(world, tmp_path, "departments", "fill")
    assert code == 0
    assert "--yes" in output
    assert world.request(1).department == ""
    typed(world, tmp_path, "departments", "fill", "--yes")
    assert (world.request(1).department, world.request(1).department_how) == ("Sales", "domain")
    for day in ("2026-02-30", "", "31.2.2026", "gestern"):
        code, output = typed(world, tmp_path, "departments", "fill", "--yes", "--from", day)
        assert (code, "2026-01-31" in output) == (2, True)
    assert json.loads(typed(world, tmp_path, "list", "--department", "sales", "--json")[1])[0]["number"] == 1
    code, output = typed(world, tmp_path, "list", "--department", "Slaes")
    assert (code, "Did you mean Sales?" in output) == (2, True)
