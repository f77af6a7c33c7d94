"""A real PostgreSQL for tests, as an unprivileged user also when the tests run as root."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
from server_tools import LOOPBACK, await_that, free_port, program, running


def _postgres_program(name: str) -> str:
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda p: int(p.parts[4]))
    return str(found[-1]) if found else program(name, "postgresql")


def _as_unprivileged(folder: Path) -> list[str]:
    """PostgreSQL refuses root. Its package's user runs it then, else `nobody`."""
    if os.geteuid() != 0:
        return []
    names = {entry.pw_name for entry in pwd.getpwall()}
    user = "postgres" if "postgres" in names else "nobody"
    shutil.chown(folder, user)
    return [program("setpriv", "util-linux"), f"--reuid={user}", "--regid=nogroup", "--clear-groups"]


@contextlib.contextmanager
def postgres(folder: Path, **chosen: str | int) -> Iterator[str]:
    """PostgreSQL on a loopback port. Yields its URL without a database's name ("/postgres" is there).

    `chosen`: settings of postgresql.conf.
    """
    initdb, server = _postgres_program("initdb"), _postgres_program("postgres")
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)
    home = folder / "postgres"
    home.mkdir()
    user, port = _as_unprivileged(home), free_port()
    data = home / "data"
    subprocess.run(
        [*user, initdb, "-D", str(data), "-U", "frontdesk", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"],
        check=True,
        capture_output=True,
        cwd="/",
    )
    settings: dict[str, str | int] = {
        "listen_addresses": LOOPBACK,
        "port": port,
        "unix_socket_directories": "",
        "fsync": "off",  # tests end before the power does; the crash tests set it
        "max_connections": 200,
        **chosen,
    }
    options = [word for key, value in settings.items() for word in ("-c", f"{key}={value}")]
    with running([*user, server, "-D", str(data), *options], port, folder / "postgres-log", patience=3):
        url = f"postgresql://frontdesk@{LOOPBACK}:{port}"
        # It listens before it takes anybody in.
        await_that(lambda: postgres_answers(f"{url}/postgres"), "PostgreSQL taking connections")
        yield url


def postgres_answers(url: str) -> bool:
    try:
        psycopg.connect(url).close()
    except psycopg.OperationalError:
        return False
    return True
