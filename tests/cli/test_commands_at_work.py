"""Commands on a desk with as many requests, and with people's names, as real ones have."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from desk_world import SETTINGS, DeskWorld, desk_world

from frontdesk.__main__ import main

REQUESTS = 112
BIG = 90_417  # the number that a desk has after years

Typed = Callable[..., Result]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk with 112 requests, each of another customer, and one whose number is that of a desk in use for years."""
    folder = tmp_path_factory.mktemp("busy")
    with desk_world(folder / "desk.db") as world:
        for number in range(1, REQUESTS):
            world.write(f"Customer {number} <c{number}@example.com>", f"Subject {number}", f"Words {number}.")
        world.write('"Núñez-Öz, José" <Jose.Nunez+it@Example.com>', f"Subject {REQUESTS}", "Still dark.")
        _years_later(world)
        world.write("Dora <dora@example.com>", f"Subject {BIG}", f"Words {BIG}.")
    return folder


def _years_later(world: DeskWorld) -> None:
    store = world.desk.store
    with store.transaction():
        store.run("UPDATE sqlite_sequence SET seq = ? WHERE name = 'request'", BIG - 1)


@pytest.fixture
def typed(desk: Path, monkeypatch: pytest.MonkeyPatch) -> Typed:
    monkeypatch.chdir(desk)
    database = {"DATABASE_URL": f"sqlite:///{desk / 'desk.db'}"}
    return lambda *words, **settings: CliRunner().invoke(main, words, env=SETTINGS | database | settings)


SPELLINGS = ["{}", "#{}", "IT-{}", "IT{}", "it-{}", "IT #{}", "IT {}", "[IT #{}]", "[IT-{}]", "[#{}]", " {} "]


@pytest.mark.parametrize("spelled", SPELLINGS)
@pytest.mark.parametrize("number", [1, 9, 10, 12, 21, 99, 100, 101, 110, 111, BIG])
def test_a_request_of_any_number_is_shown_however_it_is_typed(
    typed: Typed, number: int, spelled: str
) -> None:
    shown = typed("show", "--json", "--", spelled.format(number))
    assert (shown.exit_code, json.loads(shown.stdout)["number"]) == (0, number)
    assert json.loads(shown.stdout)["subject"] == f"Subject {number}"


@pytest.mark.parametrize("spelled", ["IT2-{}", "IT2 #{}", "[IT2 #{}]", "24H-{}", "IT_2#{}", "A.B-{}"])
@pytest.mark.parametrize("number", [2, 12, 104])
def test_digits_in_the_desk_s_tag_are_no_part_of_the_number(typed: Typed, number: int, spelled: str) -> None:
    assert json.loads(typed("show", "--json", spelled.format(number)).stdout)["number"] == number


@pytest.mark.parametrize("spelled", ["1-2", "12 13", "1e3", "twelve", "12.5", "", "#", "1234567890", "1٣"])
def test_what_is_no_request_s_number_is_said_so_and_nothing_else_shown(typed: Typed, spelled: str) -> None:
    refused = typed("show", "--json", "--", spelled)
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "no request's number" in refused.stderr


def test_a_number_that_is_not_there_is_told_whole(typed: Typed) -> None:
    missing = typed("show", "1120")
    assert missing.exit_code == 1
    assert "no request #1120" in missing.stderr


def test_what_people_see_of_a_large_number_is_the_request_of_that_number(typed: Typed) -> None:
    assert typed("show", "100").stdout.startswith("#100\n")
    assert f"Words {BIG}." in typed("show", str(BIG)).stdout


@pytest.mark.parametrize(
    "written",
    [
        "jose.nunez+it@example.com",
        "JOSE.NUNEZ+IT@EXAMPLE.COM",
        "José Núñez-Öz <jose.nunez+it@example.com>",
        "Núñez-Öz, José <jose.nunez+it@example.com>",
        '"Núñez-Öz, José" <Jose.Nunez+it@Example.com>',
        "<jose.nunez+it@example.com>",
        " jose.nunez+it@example.com ",
    ],
)
def test_a_customer_is_found_by_the_address_however_the_name_is_written(typed: Typed, written: str) -> None:
    found = json.loads(typed("list", "--json", "--customer", written).stdout)
    assert [request["number"] for request in found] == [REQUESTS]


def test_a_list_of_many_requests_has_each_of_them_once(typed: Typed) -> None:
    numbers = [request["number"] for request in json.loads(typed("list", "--json").stdout)]
    assert numbers == [*range(1, REQUESTS + 1), BIG]
