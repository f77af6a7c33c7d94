"""CONTRIBUTING.md: whoever follows a recipe finds the places that it names."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "CONTRIBUTING.md").read_text("utf-8")


def test_every_place_that_a_recipe_names_is_there() -> None:
    named = set(re.findall(r"`((?:rules|mailbox|db|frontdesk|tests|docs)/[a-z_/.]*)`", PAGE))
    assert len(named) > 20
    assert sorted(name for name in named if not (ROOT / name).exists()) == []


def test_every_file_named_beside_a_place_stands_there() -> None:
    """`branches.py` beside `mailbox/rendering/samples.py`, and such."""
    places = {
        path.name
        for room in ("rules", "mailbox", "db", "frontdesk", "tests")
        for path in (ROOT / room).rglob("*.py")
    }
    alone = set(re.findall(r"`([a-z_]+\.py)`", PAGE))
    assert alone
    assert alone <= places


def test_the_ten_usual_changes_have_their_recipe() -> None:
    table = PAGE.partition("| to add | do |")[2].partition("\n\n")[0]
    assert len(re.findall(r"^\| a ", table, re.MULTILINE)) == 10


def test_the_commands_on_the_page_are_make_s() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for name in re.findall(r"make (demo|quick|test|check|docs)\b", PAGE):
        assert re.search(rf"^{name}:", makefile, re.MULTILINE)
