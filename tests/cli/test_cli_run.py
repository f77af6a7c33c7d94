"""`frontdesk run` as an admin meets it, before any server has answered."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
from server_tools import free_port

from frontdesk.cli.main import config_first


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["run", "--once", "--config", "a.env"], ["--config", "a.env", "run", "--once"]),
        (["--config", "a.env", "run"], ["--config", "a.env", "run"]),
        (["quarantine", "--config=a.env", "list"], ["--config=a.env", "quarantine", "list"]),
        (["forget", "--", "--config", "a.env"], ["forget", "--", "--config", "a.env"]),
        (["run", "--config"], ["run", "--config"]),
    ],
)
def test_config_may_stand_before_the_command_or_behind_it(words: list[str], expected: list[str]) -> None:
    assert config_first(words) == expected


def test_what_is_odd_about_the_settings_is_in_the_log_and_stops_nothing(tmp_path: Path) -> None:
    port = str(free_port())
    settings = {
        "DESK_ADDRESS": "it@example.org",
        "TECHNICIANS": "ann@example.org",
        "IMAP_HOST": "127.0.0.1",
        "IMAP_PORT": port,
        "IMAP_SECURITY": "none",
        "IMAP_PASSWORD": "secret",
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": port,
        "SMTP_SECURITY": "none",
        "DATABASE_URL": f"sqlite:///{tmp_path / 'desk.db'}",
        "SECRET_KEY": "guessable",
        "LOG_FORMAT": "text",
    }
    run = subprocess.run(
        [sys.executable, "-m", "frontdesk", "run", "--once"],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "PYTHONSAFEPATH": "1", **settings},
        capture_output=True,
        text=True,
    )
    assert run.returncode == 75, run.stderr
    assert "WARNING setting name=SECRET_KEY" in run.stderr
    (started,) = (line for line in run.stderr.splitlines() if " started " in line)
    assert f'reads="INBOX of it@example.org at 127.0.0.1:{port}" sends_by=127.0.0.1:{port}' in started
    assert f"database={tmp_path / 'desk.db'}" in started
    assert f" version={version('frontdesk')} " in started
    assert "guessable" not in run.stderr


def test_check_tells_programs_of_wrong_settings_too(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "frontdesk", "check", "--json"],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "PYTHONSAFEPATH": "1"},
        capture_output=True,
        text=True,
    )
    assert run.returncode == 78
    found = json.loads(run.stdout)
    assert {finding["grade"] for finding in found} == {"bad"}
    assert any(finding["what"] == "DESK_ADDRESS is missing" for finding in found)


_STOPPED_WHILE_IT_STARTS = """
import os, signal, sys

class Stopped:
    def find_spec(self, name, path=None, target=None):
        if name == "frontdesk.daemon":
            os.kill(os.getpid(), signal.SIGTERM)

sys.meta_path.insert(0, Stopped())
from frontdesk.__main__ import main
main(["run"])
"""


def test_a_desk_that_is_stopped_while_it_starts_ends_well(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-c", _STOPPED_WHILE_IT_STARTS],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "PYTHONSAFEPATH": "1"},
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr
