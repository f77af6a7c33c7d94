"""The source of tokens: when it asks, when it doesn't, and that nothing is lost among several processes."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from oauth_server import CLIENT, OAuthServer, Session, oauth_server

from frontdesk.access.answers import Grant, GrantRefused, ProviderAway
from frontdesk.access.endpoints import discovered
from frontdesk.access.grants import Client, Provider
from frontdesk.access.person import PersonSource
from frontdesk.access.session import TokenSession
from frontdesk.access.source import ApplicationSource
from frontdesk.access.words import explainer
from frontdesk.db import access, lease
from frontdesk.db.engine.connect import open_store
from frontdesk.db.schema.migrate import migrate
from frontdesk.mailbox.errors import ConnectionLost, LoginRefused, MailboxError

MAILBOX = "it@desk.example"


@dataclass
class Clock:
    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Asked:
    """A provider's part in an application's source: what it gives next, and how often it was asked."""

    seconds: float = 3600.0
    errors: list[MailboxError | None] = field(default_factory=list)
    count: int = 0
    client: Client = field(default_factory=lambda: Client(CLIENT, "mail", MAILBOX, "secret"))

    def __call__(self, _: object) -> Grant:
        self.count += 1
        if self.errors and (error := self.errors.pop(0)) is not None:
            raise error
        return Grant(f"token-{self.count}", self.seconds)


def source(asked: Asked, clock: Clock) -> ApplicationSource:
    return ApplicationSource(lambda: asked, asked, clock)  # type: ignore[arg-type,return-value]


def refusal(error: str = "invalid_client") -> GrantRefused:
    return GrantRefused("no", remedy="ask Ann", error=error)


# --- an application


def test_a_token_is_kept_until_shortly_before_its_end() -> None:
    asked, clock = Asked(), Clock()
    tokens = source(asked, clock)
    for minute in range(54):
        clock.now = 1000 + 60 * minute
        assert tokens.token() == "token-1"
    clock.now = 1000 + 3301
    assert tokens.token() == "token-2"


@pytest.mark.parametrize("seconds", [1.0, 4.0, 8.0, 60.0, 300.0])
def test_a_token_of_seconds_is_of_use_for_most_of_them(seconds: float) -> None:
    asked, clock = Asked(seconds), Clock()
    tokens = source(asked, clock)
    assert tokens.token() == "token-1"
    clock.now += seconds * 0.69
    assert tokens.token() == "token-1"
    clock.now += seconds * 0.12
    assert tokens.token() == "token-2"


def test_the_machines_clock_changes_nothing() -> None:
    asked, clock = Asked(), Clock()
    tokens = source(asked, clock)
    for moved in (timedelta(days=1), timedelta(days=-1)):
        with time_machine.travel(datetime.now(UTC) + moved):
            clock.now += 60
            assert tokens.token() == "token-1"


def test_a_refused_token_is_changed_once_in_a_while_only() -> None:
    asked, clock = Asked(), Clock()
    tokens = source(asked, clock)
    assert tokens.token(tokens.token()) == "token-2"
    for _ in range(10):
        clock.now += 25
        assert tokens.token("token-2") == "token-2"
    clock.now += 60
    assert tokens.token("token-2") == "token-3"


def test_a_token_that_another_thread_has_changed_already_is_not_changed_again() -> None:
    asked = Asked()
    tokens = source(asked, Clock())
    old = tokens.token()
    assert tokens.token(old) == "token-2"
    assert tokens.token(old) == "token-2"
    assert asked.count == 2


def test_a_provider_that_refuses_is_asked_again_after_a_quarter_of_an_hour() -> None:
    asked, clock = Asked(errors=[refusal()] * 3), Clock()
    tokens = source(asked, clock)
    for _ in range(5):
        clock.now += 60
        with pytest.raises(GrantRefused, match="no"):
            tokens.token()
    assert asked.count == 1
    clock.now += 900
    with pytest.raises(GrantRefused):
        tokens.token()
    assert asked.count == 2


def test_a_new_secret_is_tried_at_once() -> None:
    asked, clock = Asked(errors=[refusal()]), Clock()
    tokens = source(asked, clock)
    with pytest.raises(GrantRefused):
        tokens.token()
    asked.client = Client(CLIENT, "mail", MAILBOX, "another")
    assert tokens.token() == "token-2"


def test_a_provider_that_is_away_is_asked_when_it_said() -> None:
    asked, clock = Asked(errors=[ProviderAway("later", wait=120)]), Clock()
    tokens = source(asked, clock)
    for _ in range(3):
        with pytest.raises(ConnectionLost, match="later"):
            tokens.token()
        clock.now += 30
    assert asked.count == 1
    clock.now += 60
    assert tokens.token() == "token-2"


def test_while_the_provider_is_away_the_token_in_hand_is_used_to_its_end() -> None:
    asked, clock = Asked(errors=[None, *[ProviderAway("away")] * 9]), Clock()
    tokens = source(asked, clock)
    tokens.token()
    clock.now += 3500
    assert tokens.token() == "token-1"
    clock.now += 101
    with pytest.raises(ConnectionLost):
        tokens.token()


def test_many_threads_ask_for_one_token() -> None:
    asked = Asked()
    tokens = source(asked, Clock())
    threads = [threading.Thread(target=tokens.token) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert asked.count == 1


# --- a session


def test_a_session_is_left_before_its_token_ends_and_a_cut_then_is_no_trouble() -> None:
    asked, clock = Asked(), Clock()
    session = TokenSession(source(asked, clock), clock)
    session.token()
    assert session.renewal_in() == pytest.approx(3510)
    assert not session.ended_with_its_token(ConnectionLost("cut"))
    clock.now += 3545
    assert session.ended_with_its_token(ConnectionLost("cut"))
    assert not session.ended_with_its_token(ConnectionLost("cut again at once"))
    session.token()
    clock.now += 3545
    assert session.ended_with_its_token(ConnectionLost("cut"))


@pytest.mark.parametrize(
    "words", ["Session invalidated - AccessTokenExpired", "Session expired, please login again"]
)
def test_a_server_may_say_itself_that_the_token_is_over(words: str) -> None:
    clock = Clock()
    session = TokenSession(source(Asked(), clock), clock)
    session.token()
    clock.now += 600
    assert session.ended_with_its_token(ConnectionLost(f"the server ends the session: {words}"))
    assert not session.ended_with_its_token(LoginRefused(words))


def test_a_session_is_kept_while_its_provider_is_away_and_there_is_no_other_token() -> None:
    asked, clock = Asked(errors=[None, *[ProviderAway("away")] * 99]), Clock()
    session = TokenSession(source(asked, clock), clock)
    session.token()
    clock.now += 3550
    assert not session.is_to_be_renewed()
    assert session.renewal_in() == 10
    assert asked.count == 2
    clock.now += 11
    asked.errors.clear()
    assert session.is_to_be_renewed()


def test_a_provider_that_is_away_is_trouble_however_often_it_is_asked() -> None:
    """Its own absence must not pass for the end of a session, which is none."""
    asked, clock = Asked(errors=[None, *[ProviderAway("away")] * 99]), Clock()
    session = TokenSession(source(asked, clock), clock)
    session.token()
    clock.now += 3601
    assert session.ended_with_its_token(ConnectionLost("cut"))
    for _ in range(5):
        with pytest.raises(ProviderAway) as away:
            session.token()
        assert not session.ended_with_its_token(away.value)
        clock.now += 100


def test_a_token_that_the_server_calls_over_is_changed_at_the_next_login() -> None:
    asked, clock = Asked(), Clock()
    session = TokenSession(source(asked, clock), clock)
    assert session.token() == "token-1"
    clock.now += 600
    assert session.ended_with_its_token(ConnectionLost("the server ends the session: AccessTokenExpired"))
    assert session.token() == "token-2"


# --- a person's sign-in


@pytest.fixture
def oauth() -> Iterator[OAuthServer]:
    with oauth_server() as server:
        yield server


def sqlite(folder: Path) -> str:
    url = f"sqlite:///{folder / 'desk.db'}"
    ready(url)
    return url


def ready(url: str) -> None:
    store = open_store(url)
    migrate(store, now=datetime.now(UTC))
    store.close()


def provider(url: str) -> Provider:
    return Provider(Client(CLIENT, "mail", MAILBOX), discovered(url), explainer("own", {}))


def sign_in(url: str, oauth: OAuthServer, seconds: float | None = None) -> None:
    _, told = oauth._grant(Session("it"))
    store = open_store(url)
    now = lease.database_now(store)
    life = seconds if seconds is not None else told["expires_in"]
    access.sign_in(
        store,
        client_id=CLIENT,
        mailbox=MAILBOX,
        who="ann@desk.example",
        refresh_token=told["refresh_token"],
        access_token=told["access_token"],
        seconds=round(life),
        expires_at=now + timedelta(seconds=life),
        login_ends_at=None,
        now=now,
    )
    store.close()


def person(
    url: str, oauth: OAuthServer, clock: Callable[[], float] = time.monotonic, holder: str = ""
) -> PersonSource:
    return PersonSource(url, CLIENT, MAILBOX, lambda: provider(oauth.url), clock, holder)


def row(url: str) -> access.SignIn:
    store = open_store(url)
    found = access.read(store)
    store.close()
    assert found is not None
    return found


def test_without_a_sign_in_the_remedy_is_the_command(tmp_path: Path, oauth: OAuthServer) -> None:
    with pytest.raises(LoginRefused, match="nobody has signed") as refused:
        person(sqlite(tmp_path), oauth).token()
    assert "frontdesk login" in refused.value.remedy


def test_the_token_in_the_database_is_used_while_it_holds(tmp_path: Path, oauth: OAuthServer) -> None:
    url = sqlite(tmp_path)
    sign_in(url, oauth)
    assert person(url, oauth).token() == row(url).access_token
    assert oauth.grants() == []


def test_one_that_is_over_is_renewed_and_the_new_refresh_token_kept(
    tmp_path: Path, oauth: OAuthServer
) -> None:
    url = sqlite(tmp_path)
    sign_in(url, oauth, seconds=1)
    before = row(url)
    time.sleep(1)
    token = person(url, oauth).token()
    after = row(url)
    assert oauth.who(token) == "it"
    assert (after.access_token, after.serial) == (token, before.serial + 1)
    assert after.refresh_token != before.refresh_token
    assert after.refresh_token in oauth.refresh


def test_the_refresh_token_is_kept_before_the_access_token_is_used(
    tmp_path: Path, oauth: OAuthServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = sqlite(tmp_path)
    sign_in(url, oauth)
    tokens = person(url, oauth)
    first = tokens.token()

    def full_disk(*_: object, **__: object) -> bool:
        raise ConnectionLost("the disk is full")

    with monkeypatch.context() as full:
        full.setattr(access, "renew", full_disk)
        for _ in range(3):
            with pytest.raises(ConnectionLost, match="disk"):
                tokens.token(first)
    assert row(url).access_token == first
    second = tokens.token(first)
    assert second == row(url).access_token != first
    assert oauth.who(second) == "it"
    assert len(oauth.grants()) == 1  # what the provider gave was kept in the end, not asked for again


def test_a_provider_without_rotation_leaves_the_refresh_token(tmp_path: Path, oauth: OAuthServer) -> None:
    oauth.rotates = False
    url = sqlite(tmp_path)
    sign_in(url, oauth)
    before = row(url)
    tokens = person(url, oauth)
    assert tokens.token(tokens.token()) != before.access_token
    assert row(url).refresh_token == before.refresh_token


def test_a_sign_in_that_is_over_is_not_asked_for_again_until_somebody_signs_in(
    tmp_path: Path, oauth: OAuthServer
) -> None:
    url = sqlite(tmp_path)
    sign_in(url, oauth)
    tokens = person(url, oauth)
    old = tokens.token()
    oauth.revoke_all()
    for _ in range(4):
        with pytest.raises(LoginRefused, match="isn't taken any more") as refused:
            tokens.token(old)
        assert "frontdesk login" in refused.value.remedy
    assert len(oauth.grants()) == 1
    assert row(url).refresh_token  # nothing is deleted
    sign_in(url, oauth)
    assert oauth.who(tokens.token(old)) == "it"


@pytest.mark.parametrize(
    "error", ["interaction_required", "consent_required", "invalid_client", "weird_thing"]
)
def test_what_an_admin_may_mend_leaves_the_sign_in_alive(
    tmp_path: Path, oauth: OAuthServer, error: str
) -> None:
    url = sqlite(tmp_path)
    sign_in(url, oauth, seconds=1)
    clock = Clock()
    tokens = person(url, oauth, clock)
    tokens.token()
    clock.now += 1
    oauth.says = [(400, {"error": error, "error_description": "not now"})]
    for _ in range(3):
        with pytest.raises(LoginRefused, match="not now"):
            tokens.token()
        clock.now += 280
    assert len(oauth.grants()) == 1
    assert row(url).dead_because == ""
    clock.now += 300
    assert oauth.who(tokens.token()) == "it"


def test_a_sign_in_that_was_quicker_than_a_refusal_is_used(tmp_path: Path, oauth: OAuthServer) -> None:
    url = sqlite(tmp_path)
    sign_in(url, oauth)
    tokens = person(url, oauth)
    old = tokens.token()
    oauth.revoke_all()

    def while_it_answers() -> None:
        oauth.before_answer = lambda: None
        sign_in(url, oauth)

    oauth.before_answer = while_it_answers
    token = tokens.token(old)
    assert oauth.who(token) == "it"
    assert row(url).dead_because == ""


def test_a_sign_in_for_another_mailbox_is_not_used(tmp_path: Path, oauth: OAuthServer) -> None:
    url = sqlite(tmp_path)
    sign_in(url, oauth)
    with pytest.raises(LoginRefused, match=MAILBOX):
        PersonSource(url, CLIENT, "hr@desk.example", lambda: provider(oauth.url)).token()


def test_a_clock_that_jumps_changes_nothing(tmp_path: Path, oauth: OAuthServer) -> None:
    url = sqlite(tmp_path)
    sign_in(url, oauth)
    tokens = person(url, oauth)
    token = tokens.token()
    for moved in (timedelta(days=1), timedelta(days=-1)):
        with time_machine.travel(datetime.now(UTC) + moved):
            assert tokens.token() == token
    assert oauth.grants() == []


def test_a_process_whose_clock_is_behind_believes_no_token_for_longer_than_it_lives(
    tmp_path: Path, oauth: OAuthServer
) -> None:
    url = sqlite(tmp_path)
    sign_in(url, oauth)
    with time_machine.travel(datetime.now(UTC) - timedelta(days=1)):
        tokens = person(url, oauth)
        token = tokens.token()
        known = tokens.held(token)
    assert known is not None
    assert known.until - time.monotonic() <= 3600


def test_what_is_shown_of_a_sign_in_has_no_token_in_it(tmp_path: Path, oauth: OAuthServer) -> None:
    url = sqlite(tmp_path)
    sign_in(url, oauth)
    tokens = person(url, oauth)
    tokens.token()
    shown = f"{row(url)!r} {tokens!r} {tokens.held(row(url).access_token)!r}"
    assert not [token for token in oauth.given if token in shown]


# --- several processes


REFRESHER = Path(__file__).with_name("refresher.py")


def refresher(url: str, oauth: OAuthServer, count: int, dies_at: str = "") -> subprocess.Popen[str]:
    words = [sys.executable, str(REFRESHER), url, oauth.url, CLIENT, MAILBOX, str(count), dies_at]
    return subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def _four_at_once(url: str, oauth: OAuthServer, count: int) -> None:
    workers = [refresher(url, oauth, count) for _ in range(4)]
    assert [worker.communicate(timeout=120)[0].strip() for worker in workers] == [str(count)] * 4
    assert oauth.who(row(url).access_token) == "it"
    refreshed = [form["refresh_token"] for form in oauth.grants("refresh_token")]
    assert len(refreshed) == len(set(refreshed)) >= count - 1  # no refresh token was ever shown twice


@pytest.mark.slow
def test_four_processes_lose_nothing_on_sqlite(tmp_path: Path, oauth: OAuthServer) -> None:
    url = sqlite(tmp_path)
    sign_in(url, oauth)
    _four_at_once(url, oauth, 25)


@pytest.mark.slow
@pytest.mark.live
def test_four_processes_lose_nothing_on_postgresql(postgres_url: str, oauth: OAuthServer) -> None:
    ready(postgres_url)
    sign_in(postgres_url, oauth)
    _four_at_once(postgres_url, oauth, 25)


DIES_AT = {
    "before it asked": "refreshed",
    "before it kept the answer": "renew",
    "before it gave the lease back": "release",
}


@pytest.mark.parametrize(
    "where, rotates",
    [
        ("before it asked", True),
        ("before it kept the answer", False),
        ("before it gave the lease back", True),
    ],
)
def test_a_refresher_that_was_killed_loses_nothing_and_keeps_nobody_waiting(
    where: str, rotates: bool, tmp_path: Path, oauth: OAuthServer
) -> None:
    """Only between answer and commit, at a provider that rotates, is a sign-in lost: no design closes that."""
    oauth.rotates = rotates
    url = sqlite(tmp_path)
    sign_in(url, oauth)
    old = row(url).access_token
    killed = refresher(url, oauth, 1, DIES_AT[where])
    killed.communicate(timeout=60)
    assert killed.returncode == 9
    began = time.monotonic()
    assert oauth.who(person(url, oauth).token(old)) == "it"
    assert time.monotonic() - began < 5


def test_who_waits_for_another_that_takes_too_long_says_so(
    tmp_path: Path, oauth: OAuthServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("frontdesk.access.person.WAIT_AT_MOST", 0.3)
    url = sqlite(tmp_path)
    sign_in(url, oauth)
    store = open_store(url)
    assert lease.take(store, "token", "another", lease.database_now(store), 30)
    with pytest.raises(ConnectionLost, match="another frontdesk"):
        person(url, oauth).token(row(url).access_token)
    store.close()
