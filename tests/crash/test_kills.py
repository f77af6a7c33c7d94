"""Killed at any moment, the desk loses nothing and does nothing twice; `make crash` kills longer."""

from __future__ import annotations

from pathlib import Path

import pytest
from crash.kills import kill_often
from crash.stage import stage
from crash.writes import kill_at_some
from servers import Dovecot, Missing

pytestmark = pytest.mark.live

KILLS = 50
# One of each kind of work: opening the database, entering mail, filing it, sending it, letting the lease go.
SOME = (
    *(("pwrite64", number) for number in (2, 30, 90, 150)),
    *(("fdatasync", number) for number in (1, 2, 4)),
    *(("write", number) for number in (2, 6)),
    *(("sendto", number) for number in (3, 12, 18, 24)),
)


@pytest.mark.slow
def test_fifty_kills_under_load_lose_nothing_and_double_nothing(tmp_path: Path, dovecot: Dovecot) -> None:
    with stage(tmp_path, dovecot) as play:
        found = kill_often(play, KILLS, at_work=0.8)
    assert found.reckoning.faults == []
    assert found.reckoning.requests > KILLS
    assert found.share <= 30, found  # on a quiet machine under 2: docs/reliability.md; a busy one has more
    assert found.reckoning.most_copies <= 3


@pytest.mark.slow
def test_with_a_slow_relay_that_keeps_what_it_sent_a_kill_sends_nothing_again(
    tmp_path: Path, dovecot: Dovecot
) -> None:
    with stage(tmp_path, dovecot, delay=0.05, sent_folder=True) as play:
        found = kill_often(play, 6, rate=2)
    assert found.reckoning.faults == []
    assert found.reckoning.copies == 0, found


@pytest.mark.slow
def test_killed_at_a_system_call_that_writes_it_goes_on_where_it_was(
    tmp_path: Path, dovecot: Dovecot
) -> None:
    with stage(tmp_path, dovecot) as play:
        try:
            killed = kill_at_some(play, SOME)
        except Missing as missing:
            pytest.skip(str(missing))
    assert killed.reckoning.faults == []
    assert all(killed.points[call] for call in ("pwrite64", "fdatasync", "write", "sendto")), killed
