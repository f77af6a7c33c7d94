"""A mail costs no statement more where departments, people and their hours are given: all of it is in memory."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from technicians_world import ANN, CARL, CARL_AT, does, team_world

DEPARTMENTS = """
[Sales]
aliases = ["Vertrieb"]
addresses = ["carl@sales.example.org"]
domains = ["sales.example.org"]
hours = "Mon-Sat 08:00-20:00"
timezone = "America/New_York"
holidays = "2026-12-24"
first_response_within = "normal=2h"
resolve_within = "normal=9h"
priority = "normal"
language = "en"
["Müller & Söhne, \\"Lab\\""]
domains = ["lab.example.org"]
"""
PEOPLE = "email,name,department,language\ncarl@sales.example.org,Carl Cole,Sales,en\n" + "".join(
    f"p{number}@example.org,P {number},Sales,en\n" for number in range(2000)
)


def said_by(
    folder: Path, monkeypatch: pytest.MonkeyPatch, department: str, **settings: str
) -> list[list[str]]:
    """The statements of a mail, a technician's answer, the customer's answer to it and the resolution."""
    said: list[str] = []
    each: list[list[str]] = []
    folder.mkdir()
    with team_world(folder / "desk.db", **settings) as world, monkeypatch.context() as patch:
        real = world.desk.store._execute

        def execute(sql: str, values: Any) -> Any:
            said.append(sql)
            return real(sql, values)

        def done() -> None:
            each.append(list(said))
            said.clear()

        world.write(CARL, "One", "The first has the files read.")
        world.clock.at += timedelta(minutes=5)
        patch.setattr(world.desk.store, "_execute", execute)
        world.write(CARL, "Two", "The printer hums.")
        done()
        does(world, ANN, "", "Which one is it?", number=2)
        done()
        world.answer(CARL, world.last(CARL_AT, "reply"), "The one on the third floor.")
        done()
        does(world, ANN, "[resolved]", "It is mended.", number=2)
        done()
        assert world.request(2).department == department
    return each


def test_a_mail_costs_no_statement_more_for_departments(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "departments.toml").write_text(DEPARTMENTS, "utf-8")
    (tmp_path / "people.csv").write_text(PEOPLE, "utf-8")
    files = {
        "DEPARTMENTS_FILE": str(tmp_path / "departments.toml"),
        "PEOPLE_FILE": str(tmp_path / "people.csv"),
        "DEPARTMENT_HEADER": "X-Department",
    }
    without = said_by(tmp_path / "without", monkeypatch, "")
    with_them = said_by(tmp_path / "with", monkeypatch, "Sales", **files)
    for one, two in zip(without, with_them, strict=True):
        assert len(one) > 5
        assert len(two) <= len(one), [sql for sql in two if two.count(sql) > one.count(sql)]
