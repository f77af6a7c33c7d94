"""What people wait for before anything happens: `frontdesk --help` and a mistyped command load no heavy library."""

from __future__ import annotations

import subprocess
import sys

HEAVY = {
    "imapclient",
    "jinja2",
    "markdown_it",
    "peewee",
    "prometheus_client",
    "psycopg",
    "schedule",
    "smtplib",
}


def test_help_loads_no_library_that_it_does_not_need() -> None:
    words = "import sys, frontdesk.__main__; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=True)
    assert not HEAVY & set(loaded.stdout.split())
