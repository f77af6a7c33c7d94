"""The files of departments and people as admins write them: with every slip, named with its line and a remedy."""

from __future__ import annotations

import time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from frontdesk.accounts.departments_file import read_departments
from frontdesk.accounts.people_file import read_people
from frontdesk.accounts.problem import FileProblem
from frontdesk.rules.accounts.departments import Department, Directory, Listed
from frontdesk.settings.readers import holidays

HERE = Path("departments.toml")


def departments(text: str | bytes) -> tuple[tuple[Department, ...], list[FileProblem]]:
    raw = text if isinstance(text, bytes) else text.encode()
    return read_departments(raw, HERE, ZoneInfo("UTC"), "Mon-Fri 09:00-17:00", frozenset(), holidays)


def people(raw: bytes, *names: str) -> tuple[dict[str, Listed], list[FileProblem]]:
    known = tuple(Department(name=name) for name in names)
    return read_people(raw, Path("people.csv"), Directory(known, given=bool(names)))


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("[Sales]\nlanguag = 'de'", 2, "did you mean language"),
        ("[Works Council]\n", 1, '["Works Council"]'),
        ("[Büro]\n", 1, "in quotes"),
        ("[a.b]\nlanguage = 'de'", 1, "in quotes"),
        ("language = 'de'\n[Sales]", 1, "below a line with the department's name"),
        ("[Sales]\n\n[sales]\n", 3, "names of its own"),
        ("[None]\n", 1, "says that there is none"),
        ("[Keine]\n", 1, "says that there is none"),
        ("[Sales]\ndomains = ['*']\n", 2, "domain"),
        ("[Sales]\ndomains = ['sales']\n", 2, "domain"),
        ("[Sales]\n[Sales]\n", 2, "Sales"),
        ("[Sales]\naliases=['Legal']\n[Légal]\n", 3, "in quotes"),
        ("[Sales]\naliases=['Legal']\n['Légal']\n", 3, "'Légal' names 'Sales' (line 1) too"),
        ("[Sales]\nlanguage = de\n", 2, "texts in quotes"),
        ("[Sales]\nlanguage = 7\n", 2, "is no text"),
        ("[Sales]\nhours = 'Mon-Fri 9'\n", 2, "Mon-Fri 09:00-17:00"),
        ("[Sales]\ntimezone = 'Europe/Berln'\n", 2, "Europe/Berlin"),
        ("[Sales]\npriority = 'huge'\n", 2, "low, normal, high or urgent"),
        ("[Sales]\n# people\ndomains = ['gmail.com']\n", 3, "anybody has an address"),
        ("[Sales]\naddresses = ['*@example.org']\n", 2, "domains"),
        ("[Sales]\naddresses = ['a*b*c*d*@example.org']\n", 2, "can't be used"),
        ("[Sales]\nhead = 'hanna'\n", 2, "ann@example.org"),
        ("[Sales]\nhead = 'a@example.org, b@example.org'\n", 2, "name one"),
        ("[Sales]\nfirst_response_within = 'fast=2h'\n", 2, "low=2d"),
        ("[Sales]\npeople = -3\n", 2, "as in 42"),
        ("[Sales]\nrate = true\n", 2, "as in 80"),
        ("[Sales]\ntemplates = '../etc'\n", 2, "as in sales"),
        ("[Sales]\nsurvey = 'perhaps'\n", 2, "yes or no"),
        ("[Sales]\nreview_every = 'week'\n", 2, "quarter"),
        ("[" + "x" * 70 + "]\n", 1, "at most 60"),
    ],
)
def test_each_slip_is_named_with_its_line_and_a_remedy(text: str, line: int, said: str) -> None:
    _, problems = departments(text)
    assert any(problem.line == line and said.lower() in str(problem).lower() for problem in problems), list(
        map(str, problems)
    )


@pytest.mark.parametrize(
    "raw", [b"\xff\xfe\x00", b"\x00\x01\x02" * 50, b"[" * 5000, b"a=" + b"[" * 5000, b"\xc3("]
)
def test_rubbish_is_a_problem_and_no_traceback(raw: bytes) -> None:
    assert departments(raw)[1]
    assert people(raw)[1]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_files_are_read_as_editors_and_spreadsheets_save_them(encoding: str, end: str) -> None:
    text = end.join(('["Büro"]', 'aliases = ["Straße"]', ""))
    found, problems = departments(text.encode(encoding))
    assert (found[0].name, found[0].aliases, problems) == ("Büro", ("Straße",), [])
    for mark in ";,\t":
        lines = (f"E-Mail{mark}Anzeigename{mark}Abteilung", f"carl@example.org{mark}Jürgen{mark}strasse", "")
        known, wrong = read_people(
            end.join(lines).encode(encoding), Path("people.csv"), Directory(found, given=True)
        )
        assert known["carl@example.org"] == Listed("carl@example.org", "Jürgen", "Büro")
        assert not wrong


def test_a_line_that_cannot_be_used_is_passed_over_and_named() -> None:
    raw = b"mail,displayName,department,left\ncarl,Carl,Sales,\ndora@example.org,Dora,Sals,\n"
    raw += b"emil@example.org,Emil,Sales,soon\n"
    found, problems = people(raw + b'gus@example.org,"=cmd|x",Sales,2026-12-31T00:00:00Z\n\n', "Sales")
    assert [(problem.line, problem.serious) for problem in problems] == [(2, False), (3, False), (4, False)]
    assert list(found) == ["gus@example.org"]
    assert found["gus@example.org"].name == "=cmd|x"


def test_an_open_quote_is_named_and_takes_no_lines_with_it() -> None:
    _, wrong = people(b'email,name\ncarl@example.org,"Carl\ndora@example.org,Dora\n')
    assert [(one.serious, one.remedy) for one in wrong] == [(True, "close each quote on its line")]


def test_a_person_in_two_departments_is_in_the_first_and_named() -> None:
    known, wrong = people(
        b"email,department\ncarl@example.org,Sales\nCarl@example.org,Legal\n", "Sales", "Legal"
    )
    assert known["carl@example.org"].department == "Sales"
    assert [(one.line, one.serious) for one in wrong] == [(3, False)]
    assert people(b"email,department\ncarl@example.org,Sales\ncarl@example.org,Sales\n", "Sales")[1] == []


def test_a_list_without_a_column_of_addresses_is_no_list() -> None:
    (problem,) = people(b"Name;Abteilung\nCarl;Sales\n")[1]
    assert (problem.line, problem.serious) == (1, True)
    assert "email;name;department" in str(problem)


def test_a_list_of_a_hundred_thousand_is_read_in_a_second_and_a_longer_one_is_refused() -> None:
    lines = [f"person{n}@example.org;Person {n};Sales" for n in range(100_000)]
    raw = "\n".join(("email;name;department", *lines)).encode()
    began = time.process_time()
    found, problems = people(raw, "Sales")
    assert time.process_time() - began < 3  # one second where nothing else runs
    assert (len(found), problems) == (100_000, [])
    assert "100,000" in str(people(raw + b"\none@example.org;One;Sales", "Sales")[1][0])
