"""The table of timers is the only one: whatever is started, acted on or let go of has its row."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from frontdesk.jobs import remind
from frontdesk.rules import anew, on_timer, timers
from frontdesk.rules.timers import TIMERS, About, Ends, ended_by, outlive

ROOT = Path(__file__).parents[2]
OF_REQUESTS = {timer.kind for timer in TIMERS if timer.about is About.REQUEST}
OF_PEOPLE = {timer.kind for timer in TIMERS if timer.about is About.PERSON}
NAMES = {name for name, kind in vars(timers).items() if isinstance(kind, str) and name.isupper()}


def test_each_kind_has_one_row() -> None:
    assert len({timer.kind for timer in TIMERS}) == len(TIMERS)
    assert {vars(timers)[name] for name in NAMES} == {timer.kind for timer in TIMERS}


def test_each_kind_leads_to_something() -> None:
    assert on_timer._TIMERS.keys() == OF_REQUESTS
    assert remind._PERSONAL.keys() == OF_PEOPLE - {timers.ASKED}
    assert on_timer._LET_GO.keys() | anew._KINDS.keys() <= OF_REQUESTS


def test_a_request_that_is_over_keeps_nothing_but_its_low_rating() -> None:
    assert outlive(Ends.SETTLED) == (timers.RECOVER,)


@pytest.mark.parametrize("end", Ends)
def test_each_end_ends_something_of_a_request(end: Ends) -> None:
    assert ended_by(end)
    assert set(ended_by(end)) | set(outlive(end)) == OF_REQUESTS
    assert not set(ended_by(end)) & set(outlive(end))


def test_nothing_else_is_started_or_stopped_by_name() -> None:
    """In code a kind is one of the table's names: `StartTimer(SNOOZE, ...)`, never `StartTimer("snooze", ...)`."""
    for room in ("rules", "frontdesk"):
        for path in (ROOT / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") in (
                    "StartTimer",
                    "StopTimers",
                ):
                    written = [part.value for part in ast.walk(node) if isinstance(part, ast.Constant)]
                    assert not OF_REQUESTS & {word for word in written if isinstance(word, str)}, path


def test_what_runs_is_left_alone_where_the_table_says_so() -> None:
    once = {timer.kind for timer in TIMERS if timer.once}
    started = set()
    for path in (ROOT / "rules").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or getattr(node.func, "id", "") != "StartTimer":
                continue
            if any(keyword.arg == "once" for keyword in node.keywords):
                started.add(vars(timers)[ast.unparse(node.args[0])])
    assert started == once
