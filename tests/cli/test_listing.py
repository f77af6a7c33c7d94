"""`frontdesk list` with the amounts, names and terminals that people have."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from desk_world import SETTINGS, DeskWorld, desk_world
from rich.cells import cell_len

from frontdesk.cli.listing import csv_lines, json_lines, lines
from frontdesk.db.listing import PAGE, Wanted, counted, listed
from frontdesk.rules.model import Address, Priority, Status
from frontdesk.rules.request import Request

BERLIN = ZoneInfo("Europe/Berlin")
CARL = "Carl Carter <carl@sales.example.org>"
DORA = "Dora Dünn <dora@sales.example.org>"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[DeskWorld]:
    with desk_world(tmp_path / "desk.db") as here:
        yield here


def numbers(world: DeskWorld, wanted: Wanted) -> list[int]:
    return [request.number for request in listed(world.desk.store, wanted)]


def many(world: DeskWorld, count: int) -> None:
    """Requests as rows, without the mails that would take a minute to write."""
    with world.desk.store.transaction():
        world.desk.store.many(
            "INSERT INTO request (subject, status, priority, customer, opened_at, last_customer_at)"
            " VALUES (?, ?, 'normal', 'carl@sales.example.org', ?, ?)",
            [
                (f"Printer {n}", "closed" if n % 3 else "open", "2026-03-02 12:00:00.000000+00:00", None)
                for n in range(count)
            ],
        )


def request(number: int = 12, **changes: Any) -> Request:
    opened = datetime(2026, 3, 2, 12, tzinfo=UTC)
    made = Request(
        number=number,
        subject="Printer",
        status=Status.OPEN,
        priority=Priority.NORMAL,
        customer=Address("", "carl@x.org"),
        opened_at=opened,
    )
    return replace(made, **changes)


def test_more_requests_than_a_page_are_listed_whole_and_in_order(world: DeskWorld) -> None:
    many(world, 2 * PAGE + 7)
    assert numbers(world, Wanted()) == list(range(1, 2 * PAGE + 8))
    assert numbers(world, Wanted(newest=3)) == [2 * PAGE + 5, 2 * PAGE + 6, 2 * PAGE + 7]
    assert numbers(world, Wanted(newest=PAGE + 1))[0] == PAGE + 7
    assert len(numbers(world, Wanted(unsettled=True))) == counted(world.desk.store, Wanted(unsettled=True))
    assert numbers(world, Wanted(unsettled=True, newest=2, status="closed")) == []


def test_words_are_found_in_subject_text_and_resolution_however_they_are_written(world: DeskWorld) -> None:
    world.write(CARL, "Drucker kaputt", "Er steht in der Küche, 100% leer.")
    world.write(DORA, "Password", "I lost my_key.")
    world.answer("ann@example.org", world.last("ann@example.org"), "Set anew.", subject="[resolved]")
    assert numbers(world, Wanted(words=("drucker",))) == [1]
    assert numbers(world, Wanted(words=("KÜCHE",))) == [1]
    assert numbers(world, Wanted(words=("100%", "leer"))) == [1]
    assert numbers(world, Wanted(words=("my_key",))) == [2]
    assert numbers(world, Wanted(words=("myxkey",))) == []
    assert numbers(world, Wanted(words=("anew",))) == [2]
    assert numbers(world, Wanted(words=("drucker", "password"))) == []


def test_since_counts_from_a_day(world: DeskWorld) -> None:
    world.write(CARL, "Old", "text")
    world.clock.at += timedelta(days=2)
    world.write(CARL, "New", "text")
    assert numbers(world, Wanted(since=world.clock.at - timedelta(hours=1))) == [2]


@pytest.mark.parametrize("width", [40, 60, 80, 120, 200])
def test_a_narrow_terminal_keeps_number_and_subject(width: int) -> None:
    long = request(
        123456,
        subject="Der Drucker im zweiten Stock druckt alles doppelt und 印刷できない seit gestern",
        customer=Address("", "friederike.von.und.zu.wolkenstein@purchasing.department.example.org"),
        owner="bartholomew.longname@example.org",
    )
    head, line = lines([long], BERLIN, width, False)
    assert "123456" in line
    assert "Der Dru" in line
    assert cell_len(line) <= width
    assert head.split()[0] == "#"
    assert "subject" in head


def test_in_a_pipe_nothing_is_cut_also_when_a_long_name_comes_late() -> None:
    short = [request(number) for number in range(1, 400)]
    long = request(400, customer=Address("", f"{'x' * 80}@example.org"), subject="y" * 300)
    *_, last = lines([*short, long], BERLIN, None, False)
    assert f"{'x' * 80}@example.org" in last
    assert "y" * 300 in last


def test_colours_stand_around_the_status_alone() -> None:
    _, line = lines([request(7)], BERLIN, 80, True)
    assert line.count("\x1b[") == 2
    assert "\x1b[36mopen\x1b[0m" in line


def test_what_strangers_wrote_can_do_nothing_on_a_terminal() -> None:
    _, line = lines([request(subject="a\x1b[2Jb\nc\u202ed")], BERLIN, 80, False)
    assert "\x1b" not in line
    assert "\n" not in line
    assert "\u202e" not in line


def test_json_is_one_array_with_a_request_a_line() -> None:
    written = list(json_lines([request(1), request(12), request(123)]))
    assert [one["number"] for one in json.loads("\n".join(written))] == [1, 12, 123]
    assert len(written) == 4
    assert json.loads("\n".join(json_lines([]))) == []


def test_csv_can_be_opened_by_a_spreadsheet_without_running_anything() -> None:
    evil = request(3, subject='=HYPERLINK("http://x","y")', resolution="two\nlines, and a comma")
    rows = list(
        csv.DictReader(io.StringIO("\n".join(csv_lines([replace(evil, resolved_at=evil.opened_at)]))))
    )
    assert rows[0]["subject"] == '\'=HYPERLINK("http://x","y")'
    assert rows[0]["resolution"] == "two\nlines, and a comma"
    assert rows[0]["opened_at"] == "2026-03-02T12:00:00Z"


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    settings = {**SETTINGS, "DATABASE_URL": f"sqlite:///{folder / 'desk.db'}", "PATH": "/usr/bin:/bin"}
    return subprocess.run(
        [sys.executable, "-m", "frontdesk", "list", *words], env=settings, capture_output=True, text=True
    )


def test_people_see_what_is_not_settled_and_programs_see_all(world: DeskWorld, tmp_path: Path) -> None:
    many(world, 30)
    world.desk.store.close()
    assert len(run(tmp_path).stdout.splitlines()) == 11
    assert len(run(tmp_path, "--all").stdout.splitlines()) == 31
    assert len(run(tmp_path, "--status", "closed").stdout.splitlines()) == 21
    assert len(json.loads(run(tmp_path, "--json").stdout)) == 30
    assert len(json.loads(run(tmp_path, "--json", "--search", "printer 12").stdout)) == 1
    assert run(tmp_path, "--limit", "2").stdout.splitlines()[-1].split()[0] == "28"
    assert run(tmp_path, "--since", "2026-03-03").stderr.strip() == "No requests like that."


@pytest.mark.parametrize(
    "words, said",
    [
        (["--since", "yesterday"], "'yesterday' is no day, as in 2026-03-02"),
        (["--limit", "0"], "0 is not in the range x>=1"),
        (["--json", "--csv"], "Choose one of --json and --csv"),
        (["--status", "opne"], "is none of"),
    ],
)
def test_a_wrong_call_says_what_is_wrong(tmp_path: Path, words: list[str], said: str) -> None:
    ended = run(tmp_path, *words)
    assert ended.returncode == 2
    assert said in ended.stderr


def test_who_reads_no_further_ends_it_quietly(world: DeskWorld, tmp_path: Path) -> None:
    many(world, 5000)
    world.desk.store.close()
    settings = {**SETTINGS, "DATABASE_URL": f"sqlite:///{tmp_path / 'desk.db'}", "PATH": "/usr/bin:/bin"}
    ended = subprocess.run(
        ["sh", "-c", f"{sys.executable} -m frontdesk list --all | head -n 2"],
        env=settings,
        capture_output=True,
        text=True,
    )
    assert len(ended.stdout.splitlines()) == 2
    assert ended.stderr == ""
