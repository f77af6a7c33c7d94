"""Two desks on one database, as processes: the one that comes too late says so, and says nothing else."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from live_desk import LiveDesk, desk_on
from servers import Dovecot, SmtpSink

pytestmark = pytest.mark.live

TAKEN_OVER = """
    CREATE TRIGGER taken_over AFTER INSERT ON ledger BEGIN
        UPDATE lease SET fence = fence + 1, holder = 'another';
    END
"""


@pytest.fixture
def desk(tmp_path: Path, dovecot: Dovecot, smtp_sink: SmtpSink) -> LiveDesk:
    return desk_on(tmp_path, dovecot, smtp_sink)


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
