"""What people wait for before anything happens: `frontdesk --help` and a mistyped command load no heavy library."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

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


FOR_MAIL = {"imapclient", "jinja2", "markdown_it", "frontdesk.mailbox.parse"}
FOR_READING = {"frontdesk.mailbox.parse", "frontdesk.mailbox.formats.html_tokens", "imagesize"}
FOR_TOKENS = {"authlib", "cryptography", "joserfc", "http.client", "urllib.request", "webbrowser"}


def test_help_loads_no_library_that_it_does_not_need() -> None:
    words = "import sys, frontdesk.__main__; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=True)
    assert not HEAVY & set(loaded.stdout.split())


def test_a_desk_with_passwords_loads_nothing_that_only_tokens_need() -> None:
    words = (
        "import sys, frontdesk.__main__, frontdesk.daemon, frontdesk.once\n"
        "from frontdesk.settings.load import load_settings\n"
        "given = {'DESK_ADDRESS': 'it@example.org', 'TECHNICIANS': 'ann@example.org', 'SECRET_KEY': 'x' * 20}\n"
        "hosts = {'IMAP_HOST': 'h', 'IMAP_PASSWORD': 'p', 'SMTP_HOST': 'h'}\n"
        "settings = load_settings(given | hosts)\n"
        "settings.imap_account(), settings.smtp_account()\n"
        "print(*sys.modules)"
    )
    loaded = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=True)
    assert not FOR_TOKENS & set(loaded.stdout.split())


def test_the_desk_s_own_process_loads_nothing_that_only_the_reading_one_needs() -> None:
    words = "import sys, frontdesk.daemon, frontdesk.once; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=True)
    assert not ({"psycopg"} | FOR_READING) & set(loaded.stdout.split())


def test_a_list_loads_nothing_that_reads_or_writes_mail(tmp_path: Path) -> None:
    words = (
        "import sys, frontdesk.__main__\n"
        "from frontdesk.cli.main import main\n"
        "main(['list'], standalone_mode=False)\n"
        "print(*sys.modules)"
    )
    settings = {
        "DESK_ADDRESS": "it@example.org",
        "TECHNICIANS": "ann@example.org",
        "SECRET_KEY": "x" * 20,
        "IMAP_HOST": "h",
        "IMAP_PASSWORD": "p",
        "SMTP_HOST": "h",
        "DATABASE_URL": f"sqlite:///{tmp_path}/desk.db",
    }
    command = [sys.executable, "-c", words]
    loaded = subprocess.run(
        command, env=os.environ | settings, cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert "peewee" in loaded.stdout.split()
    assert not FOR_MAIL & set(loaded.stdout.split())
    assert "psycopg" not in loaded.stdout.split()  # the desk is on SQLite
