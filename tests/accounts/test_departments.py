"""Departments as accounts: who belongs to which, what is different for them, files that change under a running desk."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from desk_world import DeskWorld, Headers
from technicians_world import ANN, FORGED, PROVEN, asked, does, notified, team_world, told

from frontdesk.accounts.files import files_of
from frontdesk.db import cycles, people
from frontdesk.jobs.keep_accounts import LiveAccounts
from frontdesk.rules.model import Priority
from frontdesk.settings.load import BadSettings
from frontdesk.wiring import open_desk

DEPARTMENTS = """
[Sales]
head = "Hanna Head <hanna@example.org>"
aliases = ["Vertrieb"]
addresses = ["boss@example.net", "sales-*@example.net"]
domains = ["sales.example.org"]
language = "de"
timezone = "America/New_York"
hours = "Mon-Sat 08:00-20:00"
first_response_within = "normal=2h"
priority = "high"

["Works Council"]
domains = ["example.org", "betriebsrat.example"]
survey = false

[Legal]
addresses = ["boss@example.net", "sales-law-*@example.net"]
"""
PEOPLE = "﻿E-Mail;Anzeigename;Abteilung\r\nmüller@firma.example;Jürgen Müller;Vertrieb\r\nlee@gmail.com;Lee;Legal\r\n"


@contextmanager
def accounts_world(
    folder: Path, departments: str = DEPARTMENTS, csv: bytes | None = None, **settings: str
) -> Iterator[DeskWorld]:
    (folder / "departments.toml").write_text(departments, "utf-8")
    if csv is not None:
        (folder / "people.csv").write_bytes(csv)
        settings["PEOPLE_FILE"] = str(folder / "people.csv")
    with team_world(
        folder / "desk.db", DEPARTMENTS_FILE=str(folder / "departments.toml"), **settings
    ) as world:
        yield world


def look_again(world: DeskWorld) -> None:
    live = LiveAccounts(world.desk, files_of(world.settings))
    live.refresh()
    world.work()


def edit(folder: Path, text: str, name: str = "departments.toml") -> None:
    (folder / name).write_text(text, "utf-8")


@pytest.mark.parametrize(
    ("writer", "name", "how"),
    [
        ("carl@sales.example.org", "Sales", "domain"),
        ("Carl@Deep.SALES.example.org", "Sales", "domain"),
        ("carl@example.org", "Works Council", "domain"),
        ("carl+phone@betriebsrat.example", "Works Council", "domain"),
        ("carl@notexample.org", "", None),
        ("boss@example.net", "Sales", "address"),
        ("sales-3@example.net", "Sales", "address"),
        ("sales-law-3@example.net", "Legal", "address"),
        ("lee@gmail.com", "Legal", "people"),
        ("lee+x@gmail.com", "Legal", "people"),
        ("nobody@gmail.com", "", None),
    ],
)
def test_a_new_request_gets_the_department_of_its_customer(
    tmp_path: Path, writer: str, name: str, how: str | None
) -> None:
    with accounts_world(tmp_path, csv=PEOPLE.encode()) as world:
        world.write(writer, "Printer", "It is broken.")
        assert (world.request(1).department, world.request(1).department_how) == (name, how)
        assert cycles.of_request(world.desk.store, 1)[0].department == name


def test_a_department_has_hours_targets_priority_language_and_zone_of_its_own(tmp_path: Path) -> None:
    with accounts_world(tmp_path) as world:
        world.clock.at = datetime(2026, 3, 7, 14, 0, tzinfo=UTC)  # Saturday, 9 in New York
        asked(world)
        request = world.request(1)
        assert request.priority is Priority.HIGH
        assert request.respond_by == datetime(2026, 3, 7, 15, 0, tzinfo=UTC)  # high: an hour, by the desk
        letter = world.last("carl@sales.example.org", "acknowledgement")
        assert request.language == "de"
        assert "10:00 EST" in letter.text
        assert "Sales" in notified(world, ANN).text
        asked(world, "Wim <wim@betriebsrat.example>", "Screen")
        assert world.request(2).priority is Priority.NORMAL
        assert "UTC" not in world.last("wim@betriebsrat.example", "acknowledgement").text


def test_a_department_that_wants_no_survey_gets_none(tmp_path: Path) -> None:
    with accounts_world(tmp_path) as world:
        asked(world, "Wim <wim@betriebsrat.example>")
        asked(world, "Carl <carl@sales.example.org>")
        for number in (1, 2):
            does(world, ANN, "[resolved]", "Done.", number=number)
        world.pass_time(timedelta(days=21))
        assert "survey" not in world.kinds("wim@betriebsrat.example")
        assert "survey" in world.kinds("carl@sales.example.org")


@pytest.mark.parametrize(("proof", "name"), [(PROVEN, "Legal"), (FORGED, ""), ("", "")])
def test_the_header_counts_only_with_a_proven_origin(tmp_path: Path, proof: str, name: str) -> None:
    with accounts_world(tmp_path, DEPARTMENT_HEADER="X-Department") as world:
        vouched = proof.replace("header.from=example.org", "header.from=example.com")
        headers: Headers = {"X_Department": "legal"} | ({"Authentication_Results": vouched} if proof else {})
        world.write("carl@example.com", "Printer", "It is broken.", **headers)
        assert world.request(1).department == name


def test_what_a_technician_says_wins_and_takes_the_other_requests_along(tmp_path: Path) -> None:
    with accounts_world(tmp_path) as world:
        for subject in ("Printer", "Screen", "Chair", "Lamp"):
            asked(world, "Carl <carl@sales.example.org>", subject)
        does(world, ANN, "[resolved]", "Done.", number=2)
        does(world, ANN, "[department=works council]", number=3)
        does(world, ANN, "[department=Légal]", number=1)
        found = [(world.request(n).department, world.request(n).department_how) for n in (1, 2, 3, 4)]
        assert found == [("Legal", "tag"), ("Sales", "domain"), ("Works Council", "tag"), ("Legal", "said")]
        asked(world, "Carl <carl@sales.example.org>", "Desk")
        assert (world.request(5).department, world.request(5).department_how) == ("Legal", "said")
        does(world, ANN, "[undo]", number=1)
        found = [(world.request(n).department, world.request(n).department_how) for n in (1, 2, 3, 4)]
        assert found == [
            ("Works Council", "said"),
            ("Sales", "domain"),
            ("Works Council", "tag"),
            ("Works Council", "said"),
        ]


@pytest.mark.parametrize("word", ["none", "-", "keine", "nobody"])
def test_a_department_can_be_taken_away(tmp_path: Path, word: str) -> None:
    with accounts_world(tmp_path) as world:
        asked(world)
        does(world, ANN, f"[department={word}]")
        assert world.request(1).department == ""
        assert people.get(world.desk.store, "carl@sales.example.org").department == ""
        look_again(world)
        assert world.request(1).department == ""


def test_an_unknown_name_is_refused_with_the_nearest_and_the_list(tmp_path: Path) -> None:
    with accounts_world(tmp_path) as world:
        asked(world)
        does(world, ANN, "[department=Lagal]")
        refusal = told(world, ANN, "refusal")
        assert "[department=Legal]" in refusal
        assert "Sales, Works Council, Legal" in refusal
        assert world.request(1).department == "Sales"


def test_without_a_file_a_slip_is_taken_and_told(tmp_path: Path) -> None:
    with team_world(tmp_path / "desk.db") as world:
        asked(world)
        asked(world, "Dora <dora@example.com>", "Screen")
        does(world, ANN, "[department=Sales]", number=1)
        does(world, ANN, "[department=sa les]", number=2)
        assert world.request(2).department == "Sales"
        does(world, ANN, "[department=Slaes]", number=2)
        assert world.request(2).department == "Slaes"
        assert 'New department "Slaes". If you meant Sales: [department=Sales]' in told(
            world, ANN, "confirmation"
        )
        does(world, ANN, "[department=Human Resources]", number=2)
        assert "New department" not in told(world, ANN, "confirmation")


def test_a_renamed_department_moves_what_is_not_settled_only(tmp_path: Path) -> None:
    with accounts_world(tmp_path) as world:
        for subject in ("Printer", "Screen", "Chair"):
            asked(world, "Carl <carl@sales.example.org>", subject)
        does(world, ANN, "[resolved]", "Done.", number=2)
        does(world, ANN, "[department=Legal]", number=3)
        does(world, ANN, "[undo]", number=3)
        does(world, ANN, "[department=Sales]", number=3)
        edit(tmp_path, DEPARTMENTS.replace("[Sales]", "[Trade]").replace('["Vertrieb"]', '["Sales"]'))
        look_again(world)
        found = [(world.request(n).department, world.request(n).department_how) for n in (1, 2, 3)]
        assert found == [("Trade", "said"), ("Sales", "domain"), ("Trade", "tag")]
        assert cycles.of_request(world.desk.store, 1)[0].department == "Trade"


def test_a_broken_file_changes_nothing_and_managers_are_told_once(tmp_path: Path) -> None:
    with accounts_world(tmp_path) as world:
        edit(tmp_path, DEPARTMENTS + '\n[Broken\nlanguage = de"')
        for _ in range(3):
            look_again(world)
        asked(world)
        assert world.request(1).department == "Sales"
        notices = [letter for letter in world.inbox("mia@example.org") if letter.kind == "notice"]
        assert len(notices) == 1
        assert "departments.toml, line 20" in notices[0].text, notices[0].text
        settings = world.settings
    with open_desk(settings, inline=True) as again:  # after a restart, too
        assert again.policy.directory.place("carl@sales.example.org").name == "Sales"


def test_a_broken_file_at_the_very_first_start_stops_the_desk(tmp_path: Path) -> None:
    with (
        pytest.raises(BadSettings, match=r"line 2.*hours") as error,
        accounts_world(tmp_path, '[Sales]\nhours = "Mon-Fri 25:00-17:00"\nlanguag = "de"'),
    ):
        pass
    assert len(error.value.problems) == 2


def test_a_list_of_a_department_by_mail(tmp_path: Path) -> None:
    with accounts_world(tmp_path) as world:
        asked(world, "Carl <carl@sales.example.org>", "Printer")
        asked(world, "Wim <wim@betriebsrat.example>", "Screen")
        for word in ("[list Sales]", "[list vertrieb]", "[list department=Sales]", "[list=sales]"):
            world.write("Ann Lee <ann@example.org>", word, "", Authentication_Results=PROVEN)
            digest = world.last(ANN, "digest")
            assert "Printer" in digest.text, word
            assert "Screen" not in digest.text
        world.write("Ann Lee <ann@example.org>", "[list Salad]", "", Authentication_Results=PROVEN)
        assert world.last(ANN).kind == "refusal"


def test_a_request_that_is_moved_is_measured_by_its_new_department(tmp_path: Path) -> None:
    with accounts_world(tmp_path, FIRST_RESPONSE_WITHIN="normal=4h", RESOLVE_WITHIN="normal=1d") as world:
        asked(world, "Wim <wim@betriebsrat.example>")
        before = world.request(1).respond_by
        does(world, ANN, "[department=Sales]")
        assert world.request(1).respond_by != before
        assert cycles.of_request(world.desk.store, 1)[0].promised_by == before
        does(world, ANN, "[undo]")
        assert world.request(1).respond_by == before


def test_a_departments_own_templates_come_first(tmp_path: Path) -> None:
    own = tmp_path / "templates" / "sales" / "de"
    own.mkdir(parents=True)
    (own / "acknowledgement.md").write_text(
        "Subject: {{ tag }} Vertrieb\n\nHallo Vertrieb, #{{ number }}.\n", "utf-8"
    )
    text = DEPARTMENTS.replace('language = "de"', 'language = "de"\ntemplates = "sales"')
    with accounts_world(tmp_path, text, TEMPLATES_FOLDER=str(tmp_path / "templates")) as world:
        asked(world)
        assert "Hallo Vertrieb, #1." in world.last("carl@sales.example.org", "acknowledgement").text
        asked(world, "Wim <wim@betriebsrat.example>")
        assert "Vertrieb" not in world.last("wim@betriebsrat.example", "acknowledgement").text


def test_a_forwarded_mail_is_of_its_customers_department_and_not_the_technicians(tmp_path: Path) -> None:
    with accounts_world(tmp_path) as world:
        body = "---------- Forwarded message ---------\nFrom: Carl <carl@sales.example.org>\n\nIt is dark."
        world.write("Ann Lee <ann@example.org>", "Fwd: Dark", body, Authentication_Results=PROVEN)
        assert (world.request(1).department, world.request(1).priority) == ("Sales", Priority.HIGH)
