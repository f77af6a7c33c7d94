"""The settings that docs/running.md tells people to copy can be used as they stand."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from frontdesk.settings.load import load_settings

PAGE = Path(__file__).parents[2] / "docs/running.md"
ENOUGH = {
    "DESK_ADDRESS": "it@example.org",
    "TECHNICIANS": "ann@example.org",
    "IMAP_HOST": "imap.example.org",
    "IMAP_PASSWORD": "secret",
    "SMTP_HOST": "smtp.example.org",
}


def blocks() -> list[str]:
    """Indented blocks that hold settings and nothing else."""
    lines = PAGE.read_text("utf-8").splitlines()
    found, block = [], []
    for line in [*lines, ""]:
        if re.match(r"\s{4,}[A-Z_]+=", line):
            block.append(line.strip())
        elif block:
            found.append("\n".join(block))
            block = []
    return found


@pytest.mark.parametrize("block", blocks(), ids=lambda block: block.splitlines()[0])
def test_a_block_of_settings_can_be_copied_into_config_env(
    block: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    names = {line.partition("=")[0] for line in block.splitlines()}
    (tmp_path / "config.env").write_text(block + "\n")
    (tmp_path / "config.env").chmod(0o600)
    others = {name: text for name, text in ENOUGH.items() if name not in names}
    settings = load_settings(others, tmp_path / "config.env")
    assert settings.warnings == ()


def test_there_are_blocks_for_postfix_microsoft_and_google() -> None:
    hosts = re.findall(r"IMAP_HOST=(\S+)", "\n".join(blocks()))
    assert hosts == ["imap.example.org", "mail.example.org", "127.0.0.1", "imap.gmail.com"]
