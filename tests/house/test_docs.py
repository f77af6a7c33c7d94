"""What is told is true: settings, commands, made pages and links."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from dotenv import dotenv_values

from frontdesk.__main__ import main
from frontdesk.settings.load import BadSettings, load_settings
from frontdesk.settings.table import SETTINGS

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "config.example.env"
PAGES = sorted(path for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")))


def commands(group: click.Command = main, path: str = "frontdesk") -> Iterator[str]:
    """Every command that does something, as it is typed."""
    if isinstance(group, click.Group):
        for name, command in group.commands.items():
            yield from commands(command, f"{path} {name}")
    elif not group.hidden:
        yield path


def test_every_page_made_from_the_code_is_current() -> None:
    run = subprocess.run(
        [sys.executable, str(ROOT / "scripts/make_docs.py"), "--check"], capture_output=True, text=True
    )
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize("name", SETTINGS)
def test_a_setting_is_explained_in_the_example_and_on_its_page(name: str) -> None:
    example = EXAMPLE.read_text("utf-8")
    assert re.search(rf"^# .+\n#?{name}=", example, re.MULTILINE)
    assert f"| `{name}`" in (ROOT / "docs/settings.md").read_text("utf-8")


def test_the_example_with_its_gaps_filled_in_is_a_good_configuration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(BadSettings) as bad:
        load_settings({}, EXAMPLE)
    missing = {problem.setting for problem in bad.value.problems}
    assert missing == {name for name, text in dotenv_values(EXAMPLE, interpolate=False).items() if not text}
    filled = {name: SETTINGS[name].example or "a password" for name in missing}
    assert load_settings(filled, EXAMPLE).desk_address == SETTINGS["DESK_ADDRESS"].example


def test_every_line_of_the_example_may_be_switched_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "templates").mkdir()
    text = re.sub(r"^#([A-Z_]+=)", r"\1", EXAMPLE.read_text("utf-8"), flags=re.MULTILINE)
    text = re.sub(r"^OAUTH_KEY_FILE=.*\n", "", text, flags=re.MULTILINE)  # which is instead of a secret
    (tmp_path / "config.env").write_text(text.replace("/etc/frontdesk/ca.pem", "config.env"), "utf-8")
    filled = {
        name: setting.example or "x" * 20 for name, setting in SETTINGS.items() if setting.default is None
    }
    assert (
        load_settings(
            filled | {"SMTP_PASSWORD": "x", "OAUTH_CLIENT_SECRET": "x"}, tmp_path / "config.env"
        ).metrics_port
        == 9725
    )


@pytest.mark.parametrize("command", list(commands()))
def test_a_command_is_in_the_readme(command: str) -> None:
    assert re.search(rf"\b{command}\b", (ROOT / "README.md").read_text("utf-8"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_link_leads_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", page.read_text("utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []


@pytest.mark.parametrize(
    "target", sorted(set(re.findall(r"\bmake ([a-z]+)\b", (ROOT / "README.md").read_text("utf-8"))))
)
def test_a_make_target_that_the_readme_names_exists(target: str) -> None:
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
