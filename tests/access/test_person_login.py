"""A person signs in: browser and pasted address at once, device codes, and what may come in between."""

from __future__ import annotations

import http.client
import io
import os
import queue
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

import pytest
from oauth_server import CLIENT, OAuthServer, oauth_server

from frontdesk.access.answers import Grant, GrantRefused
from frontdesk.access.browser_login import browser_login, has_browser
from frontdesk.access.device_login import device_login
from frontdesk.access.endpoints import discovered
from frontdesk.access.grants import Client, Provider
from frontdesk.access.words import explainer
from frontdesk.mailbox.errors import ConnectionLost, LoginRefused, MailboxError

NOBODY_THERE = {"SSH_CONNECTION": "1.2.3.4"}


@pytest.fixture
def oauth() -> Iterator[OAuthServer]:
    with oauth_server() as server:
        yield server


def provider(oauth: OAuthServer) -> Provider:
    return Provider(Client(CLIENT, "mail", "it@desk.example"), discovered(oauth.url), explainer("own", {}))


@dataclass
class Signing:
    """A sign-in that is under way: what was said so far, and what came of it."""

    said: queue.Queue[str] = field(default_factory=queue.Queue)
    words: list[str] = field(default_factory=list)
    result: queue.Queue[Grant | MailboxError] = field(default_factory=queue.Queue)

    def address(self) -> str:
        while True:
            self.words.append(self.said.get(timeout=5))
            for word in self.words[-1].split():
                if word.startswith("http"):
                    return word

    def outcome(self) -> Grant:
        found = self.result.get(timeout=5)
        if isinstance(found, MailboxError):
            raise found
        return found


@contextmanager
def signing(
    oauth: OAuthServer, *, listening: bool = True, family: str = "own", patience: float = 20
) -> Iterator[tuple[Signing, Callable[[str], object]]]:
    """And a way to paste a line into it."""
    reading, writing = os.pipe()
    under_way = Signing()

    def run() -> None:
        with os.fdopen(reading) as pasted:
            try:
                under_way.result.put(
                    browser_login(
                        provider(oauth),
                        family,
                        listening=listening,
                        say=under_way.said.put,
                        pasted=pasted,
                        environment=NOBODY_THERE,
                        patience=patience,
                    )
                )
            except MailboxError as error:
                under_way.result.put(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    out = os.fdopen(writing, "w", buffering=1)
    yield under_way, out.write
    out.close()
    thread.join(5)


def fetch(address: str) -> int:
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def test_the_browser_that_comes_back_ends_it(oauth: OAuthServer) -> None:
    with signing(oauth) as (under_way, _):
        assert fetch(oauth.browse(under_way.address())) == 200
        assert oauth.who(under_way.outcome().access) == "it"


@pytest.mark.parametrize("listening", [True, False], ids=["listening", "--paste"])
@pytest.mark.parametrize(
    "written",
    ["{}\n", '"{}"\n', "  <{}>  \n", "{}\r\n", "\n\n{}\n", "'{}'\n"],
    ids=["plain", "quoted", "in brackets", "from Windows", "after empty lines", "single quotes"],
)
def test_an_address_is_pasted_in_whatever_dress(oauth: OAuthServer, written: str, listening: bool) -> None:
    with signing(oauth, listening=listening) as (under_way, paste):
        paste(written.format(oauth.browse(under_way.address())))
        assert oauth.who(under_way.outcome().access) == "it"


def test_an_address_that_came_in_two_lines_is_one(oauth: OAuthServer) -> None:
    with signing(oauth) as (under_way, paste):
        back = oauth.browse(under_way.address())
        paste(back[:60] + "\n" + back[60:] + "\n")
        assert oauth.who(under_way.outcome().access) == "it"


def test_the_code_alone_is_enough(oauth: OAuthServer) -> None:
    with signing(oauth) as (under_way, paste):
        paste(parse_qs(urlsplit(oauth.browse(under_way.address())).query)["code"][0] + "\n")
        assert oauth.who(under_way.outcome().access) == "it"


def test_nonsense_and_the_address_of_another_sign_in_are_told_and_waited_out(oauth: OAuthServer) -> None:
    with signing(oauth) as (under_way, paste):
        address = under_way.address()
        under_way.said.get(timeout=5)
        paste("what?\n")
        assert "no code" in under_way.said.get(timeout=5)
        back = oauth.browse(address)
        paste(back.replace("state=", "state=x") + "\n")
        assert "another sign-in" in under_way.said.get(timeout=5)
        paste(back + "\n")
        assert oauth.who(under_way.outcome().access) == "it"


def test_who_says_no_is_told_in_the_providers_words(oauth: OAuthServer) -> None:
    with signing(oauth) as (under_way, _):
        assert fetch(oauth.browse(under_way.address(), deny=True)) == 200
        with pytest.raises(GrantRefused, match="the user said no"):
            under_way.outcome()


def test_the_listener_takes_nothing_but_its_answer(oauth: OAuthServer) -> None:
    with signing(oauth) as (under_way, _):
        address = under_way.address()
        back = oauth.browse(address)
        parts = urlsplit(back)
        root = f"http://{parts.netloc}"
        assert fetch(f"{root}/favicon.ico") == 404
        assert fetch(f"{root}/") == 404
        assert fetch(back.replace("state=", "state=x")) == 404
        assert fetch(f"{root}/?code=abc") == 404
        assert fetch(f"{root}/?{'x' * 1_000_000}") == 414
        for method in ("HEAD", "POST", "PUT"):
            connection = http.client.HTTPConnection(parts.netloc, timeout=5)
            connection.request(method, f"/?{parts.query}")
            assert connection.getresponse().status == 501
            connection.close()
        assert parts.hostname == "127.0.0.1"
        assert fetch(back) == 200
        assert oauth.who(under_way.outcome().access) == "it"
        with pytest.raises(OSError):
            fetch(back)


def test_microsoft_is_told_localhost_which_is_what_is_registered_there(oauth: OAuthServer) -> None:
    with signing(oauth, family="microsoft", listening=False) as (under_way, paste):
        address = under_way.address()
        redirect = parse_qs(urlsplit(address).query)["redirect_uri"][0]
        assert redirect.startswith("http://localhost:")
        paste(oauth.browse(address) + "\n")
        under_way.outcome()


def test_with_nothing_left_to_read_and_nobody_listening_it_is_given_up(oauth: OAuthServer) -> None:
    with pytest.raises(GrantRefused, match="nobody signed in"):
        browser_login(
            provider(oauth), "own", listening=False, say=print, pasted=io.StringIO(""), environment={}
        )


def test_nobody_waits_for_ever(oauth: OAuthServer) -> None:
    with signing(oauth, patience=0.2) as (under_way, _), pytest.raises(GrantRefused) as refused:
        under_way.outcome()
    assert "frontdesk login" in refused.value.remedy


@pytest.mark.parametrize(
    "environment, there",
    [
        ({"DISPLAY": ":0"}, True),
        ({"WAYLAND_DISPLAY": "w"}, True),
        ({}, False),
        ({"DISPLAY": ":0", "SSH_CONNECTION": "x"}, False),
    ],
)
def test_a_browser_is_opened_only_where_somebody_sits(environment: dict[str, str], there: bool) -> None:
    assert has_browser(environment) is there


# --- device codes


@dataclass
class Waiting:
    """Time that passes only while somebody waits for it."""

    now: float = 0.0
    pauses: list[float] = field(default_factory=list)
    meanwhile: Callable[[int], object] = lambda count: None

    def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.now += seconds
        self.meanwhile(len(self.pauses))

    def clock(self) -> float:
        return self.now


def by_device(oauth: OAuthServer, waiting: Waiting) -> tuple[Grant, list[str]]:
    said: list[str] = []
    oauth.interval = 0
    return device_login(provider(oauth), said.append, waiting.sleep, waiting.clock), said


def test_a_code_is_shown_and_waited_for(oauth: OAuthServer) -> None:
    waiting = Waiting(meanwhile=lambda count: oauth.approve() if count == 3 else None)
    grant, said = by_device(oauth, waiting)
    assert oauth.who(grant.access) == "it"
    shown = "\n".join(said)
    assert f"{oauth.url}/activate" in shown
    assert next(iter(oauth.devices.values())).user_code in shown


def test_who_is_told_to_slow_down_does(oauth: OAuthServer) -> None:
    states = iter(["slow_down", "slow_down", "authorization_pending", "approved"])
    waiting = Waiting(meanwhile=lambda count: oauth.approve(next(states)))
    by_device(oauth, waiting)
    assert waiting.pauses == [5, 10, 15, 15]


@pytest.mark.parametrize(
    "state, words", [("access_denied", "said no"), ("expired_token", "in time"), ("odd", "odd")]
)
def test_a_refused_code_ends_it(oauth: OAuthServer, state: str, words: str) -> None:
    with pytest.raises(GrantRefused, match=words):
        by_device(oauth, Waiting(meanwhile=lambda count: oauth.approve(state)))


def test_a_code_that_nobody_types_in_is_given_up_at_its_end(oauth: OAuthServer) -> None:
    waiting = Waiting()
    with pytest.raises(GrantRefused) as refused:
        by_device(oauth, waiting)
    assert refused.value.error == "expired_token"
    assert waiting.now == 60


def test_a_provider_that_is_away_for_a_moment_is_asked_again(oauth: OAuthServer) -> None:
    def meanwhile(count: int) -> None:
        oauth.says = [(503, {})] if count == 1 else []
        oauth.approve()

    grant, _ = by_device(oauth, Waiting(meanwhile=meanwhile))
    assert oauth.who(grant.access) == "it"


def test_a_provider_without_device_codes_is_no_place_for_them(oauth: OAuthServer) -> None:
    oauth.discovery = {"device_authorization_endpoint": ""}
    with pytest.raises(LoginRefused, match="no device codes"):
        by_device(oauth, Waiting())


def test_a_provider_that_is_away_from_the_start_is_told(oauth: OAuthServer) -> None:
    asked = provider(oauth)
    with pytest.raises(ConnectionLost):
        device_login(
            Provider(
                asked.client,
                type(asked.endpoints)("http://127.0.0.1:1/", device="http://127.0.0.1:1/"),
                asked.explain,
            ),
            print,
        )
