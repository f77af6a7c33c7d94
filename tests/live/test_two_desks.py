"""Two desks on one database, as processes: the one that comes too late says so, and says nothing else."""

from __future__ import annotations

import os
import signal
import sqlite3
import time
from pathlib import Path

import psycopg
import pytest
from live_desk import LiveDesk, desk_on
from servers import Dovecot, SmtpSink

from frontdesk.daemon import STOPPED_WITHIN

pytestmark = pytest.mark.live

OURS = """
    SELECT pid FROM pg_stat_activity WHERE application_name = 'frontdesk' AND datname = current_database()
"""

TAKEN_OVER = """
    CREATE TRIGGER taken_over AFTER INSERT ON ledger BEGIN
        UPDATE lease SET fence = fence + 1, holder = 'another';
    END
"""


@pytest.fixture
def desk(tmp_path: Path, dovecot: Dovecot, smtp_sink: SmtpSink) -> LiveDesk:
    return desk_on(tmp_path, dovecot, smtp_sink)


def test_a_daemon_that_its_database_does_not_answer_ends_when_it_is_told_to(
    tmp_path: Path, dovecot: Dovecot, smtp_sink: SmtpSink, postgres_url: str
) -> None:
    desk = desk_on(tmp_path, dovecot, smtp_sink, DATABASE_URL=postgres_url)
    with psycopg.connect(postgres_url, autocommit=True) as admin, desk.running() as daemon:
        desk.await_log("mailbox.open")
        backends = [row[0] for row in admin.execute(OURS).fetchall()]
        _to_all(backends, signal.SIGSTOP)
        try:
            time.sleep(6)  # it asks every five seconds at least
            daemon.send_signal(signal.SIGTERM)
            assert daemon.wait(STOPPED_WITHIN + 5) == 0
        finally:
            _to_all(backends, signal.SIGCONT)
    assert "stop.cut_short" in desk.log()


def _to_all(processes: list[int], signum: int) -> None:
    for process in processes:
        os.kill(process, signum)


def test_a_run_once_that_slept_until_another_took_over_ends_with_try_again(desk: LiveDesk) -> None:
    desk.command("migrate")
    with sqlite3.connect(desk.folder / "desk.db") as database:
        database.execute(TAKEN_OVER)
    database.close()
    desk.write(desk.carl, "No sound", "My headset is silent.")
    done = desk.command("run", "--once", check=False)
    assert done.returncode == 75
    assert "another holds the lease" in done.stderr
    assert "Traceback" not in done.stderr
