"""Fixtures for all tests: real servers for a session, fresh users and databases for each test.

A server that isn't installed makes its tests skip, with words that say what to install; in CI (CI=true) it is
a failure, because there nothing may be skipped.
"""

from __future__ import annotations

import contextlib
import itertools
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TypeVar

import psycopg
import pytest
import servers
from oauth_server import OAuthServer, oauth_server

Server = TypeVar("Server")
ROOT = Path(__file__).parents[1]
ROOMS = ("mailbox", "rules", "db", "templates")
_users = itertools.count(1)


def pytest_configure() -> None:
    """Without the links into the package hundreds of tests would fail, none of them with the reason."""
    for room in ROOMS:
        if not (ROOT / "frontdesk" / room).is_dir():
            raise pytest.UsageError(
                f"frontdesk/{room} should be a link to ../{room}, and this copy has none: take a clone on"
                " a system that keeps links (on Windows: git config --global core.symlinks true, in developer mode)"
            )


@contextlib.contextmanager
def started(server: AbstractContextManager[Server]) -> Iterator[Server]:
    """A server for the length of the block; without it the test is skipped, or in CI failed."""
    with contextlib.ExitStack() as stack:
        try:
            running = stack.enter_context(server)
        except servers.Missing as missing:
            if os.environ.get("CI") == "true":
                pytest.fail(f"in CI nothing may be skipped: {missing}")
            pytest.skip(str(missing))
        yield running


@pytest.fixture(scope="session")
def dovecot() -> Iterator[servers.Dovecot]:
    """A Dovecot with every capability; any user name with `servers.PASSWORD` is a mailbox of its own."""
    with servers.server_folder("dovecot") as folder, started(servers.dovecot(folder)) as server:
        yield server


@pytest.fixture(scope="session")
def dovecot_offering() -> Iterator[Callable[[str], servers.Dovecot]]:
    """Dovecots that claim only some capabilities: `dovecot_offering("IMAP4rev1 UIDPLUS")`."""
    with contextlib.ExitStack() as stack:
        known: dict[str, servers.Dovecot] = {}

        def offering(capability: str) -> servers.Dovecot:
            if capability not in known:
                folder = stack.enter_context(servers.server_folder("dovecot"))
                known[capability] = stack.enter_context(started(servers.dovecot(folder, capability)))
            return known[capability]

        yield offering


@pytest.fixture(scope="session")
def postfix(dovecot: servers.Dovecot) -> Iterator[servers.Postfix]:
    """A Postfix that delivers to `dovecot`."""
    with servers.server_folder("postfix") as folder, started(servers.postfix(folder, dovecot)) as server:
        yield server


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """A PostgreSQL's URL without a database's name."""
    with servers.server_folder("postgres") as folder, started(servers.postgres(folder)) as url:
        yield url


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """A new, empty PostgreSQL database; dropped after the test."""
    name = f"test_{next(_users)}"
    with psycopg.connect(f"{postgres_server}/postgres", autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        yield f"{postgres_server}/{name}"
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def provider() -> Iterator[OAuthServer]:
    """Whoever gives the tokens that the next two take."""
    with oauth_server() as server:
        yield server


@pytest.fixture(scope="session")
def token_dovecot(provider: OAuthServer) -> Iterator[servers.Dovecot]:
    with (
        servers.server_folder("token-dovecot") as folder,
        started(servers.dovecot(folder, provider=provider.url)) as server,
    ):
        yield server


@pytest.fixture(scope="session")
def token_postfix(token_dovecot: servers.Dovecot) -> Iterator[servers.Postfix]:
    with (
        servers.server_folder("token-postfix") as folder,
        started(servers.postfix(folder, token_dovecot)) as server,
    ):
        yield server


@pytest.fixture
def smtp_sink() -> Iterator[servers.SmtpSink]:
    """An SMTP server that keeps what it takes, in the test's own process."""
    with servers.smtp_sink() as sink:
        yield sink


@pytest.fixture
def fresh_user() -> str:
    """The name of a mail user that no test has used before."""
    return f"user{next(_users)}"


def pytest_sessionfinish(session: pytest.Session) -> None:
    """In CI a skipped test is a failed run; only the corpus of real mails may be missing there."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") != "true" or reporter is None:
        return
    skipped = [
        report
        for report in reporter.stats.get("skipped", [])
        if "corpus" not in getattr(report, "keywords", ())
    ]
    if skipped:
        names = ", ".join(report.nodeid for report in skipped[:10])
        reporter.write_line(f"\nIn CI nothing may be skipped, but {len(skipped)} were: {names}", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
