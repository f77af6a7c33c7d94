"""The report's drawings: a name that the desk itself says is whole in every language."""

from __future__ import annotations

import re

import pytest

from frontdesk.reports import svg
from frontdesk.rules.languages import rows

AGES = ("day or less", "week or less", "month or less", "older")


@pytest.mark.parametrize("language", ["de", "en", "es", "fr", "it", "nl", "pl", "pt"])
def test_how_old_it_is_stands_beside_its_bar_uncut(language: str) -> None:
    names = [rows(language, "report")[key] for key in AGES]
    drawn = svg.bars("Ages", [(name, number) for number, name in enumerate(names)])
    assert re.findall(r'class="" text-anchor="start">([^<]*)<', drawn) == [
        name.replace("'", "&#x27;") for name in names
    ]
    lefts = {float(left) for left in re.findall(r'<rect x="([\d.]+)"', drawn)}
    assert len(lefts) == 1
    assert lefts.pop() >= 6.5 * max(map(len, names))


def test_a_name_without_end_leaves_room_for_its_bar() -> None:
    drawn = svg.bars("Names", [("x" * 300, 5), ("y", 1)])
    assert "x" * 30 not in drawn
    assert 'width="' in drawn
