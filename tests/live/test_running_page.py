"""docs/running.md followed word by word: installed from a copy of the project, set up, tried, run, backed up, restored.

The commands are the page's own, in a folder that stands for `/`. In the places of systemd and of the new user stand a
few lines of shell and `nobody`; mail servers, database, installation are real.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import servers
from live_desk import desk_on

pytestmark = [pytest.mark.live, pytest.mark.slow]
ROOT = Path(__file__).parents[2]
PLACES = (
    "/opt/frontdesk",
    "/etc/frontdesk",
    "/etc/systemd",
    "/etc/bash_completion.d",
    "/var/lib/frontdesk",
    "/usr/local",
)

STAND_INS = {
    "adduser": "exit 0\n",
    "journalctl": "exit 0\n",
    # behind its options stands the command, which begins with a slash
    "systemd-run": 'while [ "${1#/}" = "$1" ]; do shift; done\ncd "$DESK_HOME"\nexec runuser -u nobody -- "$@"\n',
    "systemctl": """case "$1" in
stop) kill "$(cat "$DESK_HOME.pid")"; while kill -0 "$(cat "$DESK_HOME.pid")" 2>/dev/null; do sleep 0.1; done;;
start|enable) cd "$DESK_HOME"
    command="$(sed -n 's/^ExecStart=//p' "$UNIT")"
    setsid runuser -u nobody -- $command >>"$DESK_HOME.log" 2>&1 &
    echo $! >"$DESK_HOME.pid";;
esac
""",
}


@dataclass
class Machine:
    """Runs the page's commands; `root` stands for the machine's own `/`."""

    root: Path
    project: Path

    def here(self, text: str) -> str:
        for place in PLACES:
            text = text.replace(place, f"{self.root}{place}")
        return re.sub(r"-g frontdesk\\b", "-g nogroup", text).replace(
            "-o root -g frontdesk", "-o root -g nogroup"
        )

    def type(self, command: str, folder: Path | None = None) -> str:
        own = f"{self.root}/stand-ins:{self.root}/usr/local/sbin"
        done = subprocess.run(
            ["sh", "-ec", self.here(command)],
            cwd=folder or self.project,
            env={
                "PATH": f"{own}:/usr/sbin:/usr/bin:/sbin:/bin:{os.environ['PATH']}",
                "HOME": str(self.root / "root"),
                "DESK_HOME": f"{self.root}/var/lib/frontdesk",
                "UNIT": f"{self.root}/etc/systemd/system/frontdesk.service",
                **{name: value for name, value in os.environ.items() if name.startswith("PIP_")},
            },
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
        return done.stdout


@pytest.fixture
def machine() -> Iterator[Machine]:
    root = Path(tempfile.mkdtemp(prefix="frontdesk-page-"))
    root.chmod(0o755)
    project = root / "root" / "frontdesk"
    shutil.copytree(
        ROOT,
        project,
        symlinks=True,
        ignore=lambda folder, names: [
            n for n in names if n.startswith(".") or n.endswith(".egg-info") or n == "tests"
        ],
    )
    (root / "stand-ins").mkdir()
    for name, script in STAND_INS.items():
        (root / "stand-ins" / name).write_text(f"#!/bin/sh\n{script}")
        (root / "stand-ins" / name).chmod(0o755)
    for place in ("etc/systemd/system", "etc/bash_completion.d", "usr/local/sbin", "var/lib/frontdesk"):
        (root / place).mkdir(parents=True)
    shutil.chown(root / "var/lib/frontdesk", "nobody", "nogroup")
    here = Machine(root, project)
    for file in ("frontdesk.service", "frontdesk-command"):  # with this machine's places and user
        path = project / "packaging" / file
        path.write_text(here.here(path.read_text("utf-8")), "utf-8")
    yield here
    pid = root / "var/lib/frontdesk.pid"
    if pid.exists():
        subprocess.run(["kill", pid.read_text().strip()], check=False)
    shutil.rmtree(root, ignore_errors=True)


def commands(section: str) -> list[str]:
    """The commands of a section of the page, in its order."""
    page = (ROOT / "docs/running.md").read_text("utf-8")
    part = page.partition(f"\n## {section}\n")[2].partition("\n## ")[0]
    lines = [line.strip() for line in part.splitlines() if line.startswith("    ")]
    others = re.compile(r"[A-Z][A-Z_]*=|create(user|db) |pg_")  # settings, and PostgreSQL
    return [line for line in lines if not others.match(line)]


def test_who_follows_the_page_has_a_desk_that_works_and_comes_back_from_its_backup(
    machine: Machine, dovecot: servers.Dovecot, postfix: servers.Postfix, tmp_path: Path
) -> None:
    desk = desk_on(tmp_path, dovecot, postfix)
    for command in (*commands("2. Install it"), *commands("3. Settings")):
        machine.type(command)
    config = machine.root / "etc/frontdesk/config.env"
    assert config.stat().st_mode & 0o777 == 0o640
    filled = {**desk.chosen, "DATABASE_URL": f"sqlite:///{machine.root}/var/lib/frontdesk/frontdesk.db"}
    lines = [line for line in config.read_text("utf-8").splitlines() if line.partition("=")[0] not in filled]
    config.write_text("\n".join([*lines, *(f"{name}='{value}'" for name, value in filled.items())]), "utf-8")
    told = "".join(machine.type(command) for command in commands("4. Try it"))
    assert "ok" in told
    assert (machine.root / "etc/bash_completion.d/frontdesk").stat().st_size > 100
    for command in commands("5. Start it"):
        machine.type(command)

    desk.write(desk.carl, "Printer", "It smokes.")
    servers.await_that(lambda: desk.inbox(desk.carl), "the acknowledgement", seconds=60)
    assert "Printer" in machine.type("frontdesk list")
    assert "Printer" in machine.type("frontdesk show 1")

    backup, *restore = commands("Back up and restore")
    machine.type(backup)
    made = machine.root / "var/lib/frontdesk" / backup.split()[-1]
    elsewhere = Path(shutil.copytree(made.parent, machine.root / "path" / "to"))
    script = "\n".join(restore).replace("/path/to", str(elsewhere))
    machine.type(script[: script.index("pg_dump")] if "pg_dump" in script else script)
    desk.write(desk.carl, "Screen", "It flickers.")
    servers.await_that(lambda: len(desk.inbox(desk.carl)) > 1, "another", seconds=60)
    assert "Screen" in machine.type("frontdesk list")
    assert "Printer" in machine.type("frontdesk list --all")
