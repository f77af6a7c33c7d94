"""`frontdesk topics try`, and the file of topics in `check` and at the first start."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from desk_world import SETTINGS, DeskWorld
from technicians_world import ANN, DORA, asked, does, team_world

from frontdesk.__main__ import main

BROKEN = "[vpn]\nwords = ['vpn']\nownr = 'x'\n"


def typed(world: DeskWorld, *words: str, **settings: str) -> tuple[int, str]:
    found = CliRunner().invoke(
        main,
        list(words),
        env={**SETTINGS, "DATABASE_URL": world.settings.database_url, "TOPICS_FILE": ""} | settings,
    )
    return found.exit_code, found.output


def test_the_last_requests_are_tried_on_the_topics(tmp_path: Path) -> None:
    file = tmp_path / "topics.toml"
    file.write_text("[beer]\nwords = ['beer']\n", "utf-8")
    with team_world(tmp_path / "desk.db", TOPICS_FILE="") as world:
        for subject in ("VPN", "Beer is warm", "The coffee is cold", "No coffee"):
            asked(world, DORA, subject)
        does(world, ANN, "[merge=#3]", number=4)
        code, output = typed(world, "topics", "try", "--json", TOPICS_FILE=str(file))
        found = json.loads(output)
        assert code == 0
        assert [(row["number"], row["labels"], row["topics"]) for row in found["requests"]] == [
            (3, [], []),
            (2, [], ["beer"]),
            (1, ["vpn"], []),
        ]
        assert found["topics"] == [{"topic": "beer", "requests": 1}]
        assert found["without"] == 2
        code, output = typed(world, "topics", "try", TOPICS_FILE=str(file))
        assert code == 0
        assert "1 of 3  beer" in output
        assert world.request(2).labels == ()


def test_frequent_words_without_a_topic_are_shown(tmp_path: Path) -> None:
    with team_world(tmp_path / "desk.db", TOPICS_FILE="") as world:
        for subject in ("Coffee is cold", "No coffee", "Coffee, please"):
            asked(world, DORA, subject)
        code, output = typed(world, "topics", "try")
        assert (code, "coffee (3)" in output) == (0, True)


def test_a_desk_without_requests_says_so(tmp_path: Path) -> None:
    with team_world(tmp_path / "desk.db", TOPICS_FILE="") as world:
        code, output = typed(world, "topics", "try")
        assert (code, "no requests yet" in output) == (0, True)


@pytest.mark.parametrize("command", [("topics", "try"), ("check",)])
def test_a_broken_file_is_exit_78_and_named_with_its_line(tmp_path: Path, command: tuple[str, ...]) -> None:
    file = tmp_path / "topics.toml"
    file.write_text(BROKEN, "utf-8")
    with team_world(tmp_path / "desk.db", TOPICS_FILE="") as world:
        asked(world)
        code, output = typed(world, *command, TOPICS_FILE=str(file))
        said = " ".join(output.split())
        assert code == 78
        assert "line 3" in said
        assert "did you mean owner" in said.lower()


def test_a_desk_that_never_had_a_good_file_does_not_start_with_a_broken_one(tmp_path: Path) -> None:
    file = tmp_path / "topics.toml"
    file.write_text(BROKEN, "utf-8")
    settings = {**SETTINGS, "DATABASE_URL": f"sqlite:///{tmp_path / 'new.db'}", "TOPICS_FILE": str(file)}
    found = CliRunner().invoke(main, ["run", "--once"], env=settings)
    assert found.exit_code == 78
    assert "line 3" in found.output
