"""The settings that the pages for administrators tell people to copy can be used as they stand."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from key_files import google_json

from frontdesk.settings.load import load_settings

DOCS = Path(__file__).parents[2] / "docs"
PAGES = ("running", "microsoft365", "google", "own-openid")
ENOUGH = {
    "DESK_ADDRESS": "it@example.org",
    "TECHNICIANS": "ann@example.org",
    "IMAP_HOST": "imap.example.org",
    "IMAP_PASSWORD": "secret",
    "SMTP_HOST": "smtp.example.org",
}


def blocks(page: str) -> list[str]:
    """Indented blocks that hold settings and nothing else."""
    lines = (DOCS / f"{page}.md").read_text("utf-8").splitlines()
    found, block = [], []
    for line in [*lines, ""]:
        if re.match(r"\s{4,}[A-Z][A-Z_]+=", line):
            block.append(line.strip())
        elif block:
            found.append("\n".join(block))
            block = []
    return found


@pytest.mark.parametrize(
    "page, block",
    [
        pytest.param(page, block, id=f"{page}-{block.splitlines()[0]}")
        for page in PAGES
        for block in blocks(page)
    ],
)
def test_a_block_of_settings_can_be_copied_into_config_env(
    page: str, block: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    google_json(tmp_path / "google.json")
    (tmp_path / "client-secret").write_text("s3cret")
    (tmp_path / "client-secret").chmod(0o600)
    here = block.replace("/etc/frontdesk", str(tmp_path)).replace("/var/lib/frontdesk", str(tmp_path))
    (tmp_path / "config.env").write_text(f"{here}\n")
    (tmp_path / "config.env").chmod(0o600)
    names = {line.partition("=")[0] for line in block.splitlines()}
    enough = ENOUGH if page == "running" else {"TECHNICIANS": "ann@example.org"}
    settings = load_settings(
        {name: text for name, text in enough.items() if name not in names}, tmp_path / "config.env"
    )
    assert settings.warnings == ()


def test_the_command_for_root_hands_every_word_on_as_it_was_typed(tmp_path: Path) -> None:
    """In the place of systemd stands what runs the words behind its options."""
    (tmp_path / "bin").mkdir()
    for name, script in (
        ("systemd-run", 'while [ "${1#/}" = "$1" ]; do shift; done\nexec "$@"\n'),
        ("frontdesk", 'printf "%s|" "$@"\n'),
    ):
        (tmp_path / "bin" / name).write_text(f"#!/bin/sh\n{script}")
        (tmp_path / "bin" / name).chmod(0o755)
    wrapper = (DOCS.parent / "packaging" / "frontdesk-command").read_text("utf-8")
    (tmp_path / "wrapper").write_text(wrapper.replace("/opt/frontdesk/bin", f"{tmp_path}/bin"))
    words = ["list", "--search", 'it\'s a "test" of $HOME', "*"]
    typed = subprocess.run(
        ["sh", tmp_path / "wrapper", *words],
        env={"PATH": f"{tmp_path}/bin:/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert typed.stdout.split("|") == ["--config", "/etc/frontdesk/config.env", *words, ""]


def test_there_are_blocks_for_postfix_microsoft_and_google() -> None:
    hosts = re.findall(r"IMAP_HOST=(\S+)", "\n".join(blocks("running")))
    assert hosts == ["imap.example.org", "mail.example.org"]
    assert [len(blocks(page)) for page in PAGES[1:]] == [1, 3, 1]
