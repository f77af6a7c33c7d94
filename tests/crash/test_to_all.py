"""Many people of an outage and a daemon that is killed in the middle: nobody is answered twice, nobody never."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg
import pytest
from crash.stage import stage
from crash.to_all import answer_all
from servers import Dovecot

pytestmark = [pytest.mark.live, pytest.mark.slow]

PEOPLE, KILLS = 60, 5


@pytest.mark.parametrize("engine", ["sqlite", "postgres"])
def test_each_has_every_answer_once(
    tmp_path: Path, dovecot: Dovecot, request: pytest.FixtureRequest, engine: str
) -> None:
    settings: dict[str, Any] = {}
    if engine == "postgres":
        server = request.getfixturevalue("postgres_server")
        with psycopg.connect(f"{server}/postgres", autocommit=True) as admin:
            admin.execute("DROP DATABASE IF EXISTS to_all")
            admin.execute("CREATE DATABASE to_all")
        settings["DATABASE_URL"] = f"{server}/to_all"
    with stage(tmp_path, dovecot, **settings) as play:
        found = answer_all(play, PEOPLE, KILLS)
    assert found.faults == []
    assert found.kills > 1
    assert found.reckoning
    assert found.reckoning.faults == []
