"""The manual page: groff, which `man` runs, reads it without a complaint, and every command and option is in it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import click
import pytest

from frontdesk.__main__ import main
from frontdesk.cli.man_page import commands, man_page

PACKAGING = Path(__file__).parents[2] / "packaging"


def test_every_command_and_option_is_on_the_page() -> None:
    page = (PACKAGING / "frontdesk.1").read_text("utf-8").replace("\\-", "-")
    for path, command in commands(main):
        assert f".SS {path.removeprefix('frontdesk ')}" in page
        for option in command.params:
            if isinstance(option, click.Option):
                assert all(f"\\fB{name}\\fR" in page for name in option.opts)


def test_what_a_command_says_is_never_taken_for_a_request_to_groff() -> None:
    command = click.Command("x", help=".so /etc/passwd\n\n'br and \\\\fBthis\\\\fR -- --no")
    page = man_page(iter([("frontdesk x", command)]))
    assert "\n.so" not in page
    assert "\n'br" not in page
    assert "\\efBthis" in page


@pytest.mark.live
def test_groff_has_nothing_to_complain_of() -> None:
    done = subprocess.run(
        ["groff", "-man", "-Tutf8", "-ww", PACKAGING / "frontdesk.1"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
