"""A migrated database of each engine, and a clock that stands still. Every test of a room runs on both."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from frontdesk.db.engine.connect import open_store
from frontdesk.db.engine.store import Store
from frontdesk.db.schema.migrate import migrate

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
ENGINES = ["sqlite", pytest.param("postgres", marks=pytest.mark.live)]


@pytest.fixture
def now() -> datetime:
    return NOON


@pytest.fixture(params=ENGINES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of either engine."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/frontdesk.db"
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def another_postgres_url(postgres_server: str) -> Iterator[str]:
    """A second empty PostgreSQL database, for tests that have one of either engine already."""
    with psycopg.connect(f"{postgres_server}/postgres", autocommit=True) as connection:
        connection.execute("CREATE DATABASE another")
        yield f"{postgres_server}/another"
        connection.execute("DROP DATABASE another WITH (FORCE)")


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    """A migrated database of either engine."""
    opened = open_store(url)
    migrate(opened, now=NOON)
    yield opened
    opened.close()


@pytest.fixture
def second(store: Store, url: str) -> Iterator[Store]:
    """The same database, opened by another process."""
    opened = open_store(url)
    yield opened
    opened.close()
