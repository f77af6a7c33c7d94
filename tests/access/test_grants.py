"""Getting tokens: each grant at a real HTTP server, and every answer that a hostile or broken one may give."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from key_files import google_json, pem, public_pem
from oauth_server import CLIENT, SECRET, OAuthServer, oauth_server

from frontdesk.access import http
from frontdesk.access.answers import GrantRefused, ProviderAway
from frontdesk.access.endpoints import discovered
from frontdesk.access.grants import Client, Provider
from frontdesk.access.keys import read_key
from frontdesk.access.words import explainer
from frontdesk.mailbox.errors import ConnectionLost


@pytest.fixture
def oauth() -> Iterator[OAuthServer]:
    with oauth_server() as server:
        yield server


def provider(oauth: OAuthServer, family: str = "own", **client: Any) -> Provider:
    known = Client(
        **{"id": CLIENT, "scope": "mail", "mailbox": "it@desk.example", "secret": SECRET, **client}
    )
    return Provider(
        known, discovered(oauth.url), explainer(family, {"client_id": CLIENT, "mailbox": "it", "desk": ""})
    )


def test_an_application_gets_a_token_by_its_secret_whatever_characters_are_in_it(oauth: OAuthServer) -> None:
    grant = provider(oauth).client_credentials()
    assert oauth.who(grant.access) == "it"
    assert grant.seconds == 3600
    assert oauth.asked[-1] == {
        "grant_type": "client_credentials",
        "scope": "mail",
        "client_id": CLIENT,
        "client_secret": SECRET,
    }


def test_the_secret_goes_into_the_header_where_the_server_takes_it_nowhere_else(oauth: OAuthServer) -> None:
    oauth.discovery = {"token_endpoint_auth_methods_supported": ["client_secret_basic"]}
    assert oauth.who(provider(oauth).client_credentials().access) == "it"
    assert "client_secret" not in oauth.asked[-1]


def test_a_certificate_stands_in_the_secrets_place(oauth: OAuthServer, tmp_path: Path) -> None:
    oauth.public_key = public_pem()
    asked = provider(oauth, secret="", key=read_key(pem(tmp_path / "desk.pem")))
    assert oauth.who(asked.client_credentials().access) == "it"
    claims = oauth._claims(oauth.asked[-1]["client_assertion"])
    assert claims["header"]["alg"] == "PS256"
    assert len(base64.urlsafe_b64decode(claims["header"]["x5t#S256"] + "=")) == 32
    assert (claims["iss"], claims["sub"], claims["aud"]) == (CLIENT, CLIENT, f"{oauth.url}/token")
    assert claims["exp"] - time.time() <= 600


def test_a_service_account_speaks_for_the_mailbox(oauth: OAuthServer, tmp_path: Path) -> None:
    oauth.public_key = public_pem()
    asked = provider(oauth, "google", secret="", key=read_key(google_json(tmp_path / "google.json")))
    assert oauth.who(asked.service_account().access) == "it"
    claims = oauth._claims(oauth.asked[-1]["assertion"])
    assert claims["header"] == {"alg": "RS256", "typ": "JWT", "kid": "k1"}
    assert (claims["iss"], claims["sub"]) == ("desk@project.iam.gserviceaccount.com", "it@desk.example")
    assert claims["aud"] == f"{oauth.url}/token"  # never the address in the file
    assert claims["exp"] - claims["iat"] <= 3600


def test_a_person_signs_in_by_the_browser_with_pkce(oauth: OAuthServer) -> None:
    asked = provider(oauth)
    verifier, redirect = "v" * 64, "http://127.0.0.1:4711/"
    address = asked.address(redirect, "the state", verifier)
    assert parse_qs(urlsplit(address).query)["scope"] == ["mail"]
    back = parse_qs(urlsplit(oauth.browse(address)).query)
    assert back["state"] == ["the state"]
    grant = asked.by_code(back["code"][0], redirect, verifier)
    assert oauth.who(grant.access) == "it"
    again = asked.refreshed(grant.refresh)
    assert again.refresh != grant.refresh
    assert oauth.who(again.access) == "it"


def test_a_code_is_worth_nothing_without_the_verifier_that_belongs_to_it(oauth: OAuthServer) -> None:
    asked = provider(oauth)
    back = parse_qs(urlsplit(oauth.browse(asked.address("http://127.0.0.1:1/", "s", "v" * 64))).query)
    with pytest.raises(GrantRefused):
        asked.by_code(back["code"][0], "http://127.0.0.1:1/", "w" * 64)


def test_a_provider_that_gives_no_new_refresh_token_leaves_the_old_one(oauth: OAuthServer) -> None:
    oauth.rotates = False
    asked = provider(oauth)
    back = parse_qs(urlsplit(oauth.browse(asked.address("http://127.0.0.1:1/", "s", "v" * 64))).query)
    grant = asked.by_code(back["code"][0], "http://127.0.0.1:1/", "v" * 64)
    assert asked.refreshed(grant.refresh).refresh in ("", grant.refresh)


def test_a_device_code_waits_for_whoever_types_it_in(oauth: OAuthServer) -> None:
    asked = provider(oauth)
    code = asked.begin_device()
    assert code.address == f"{oauth.url}/activate"
    with pytest.raises(GrantRefused) as pending:
        asked.by_device(code.code)
    assert pending.value.error == "authorization_pending"
    with pytest.raises(GrantRefused) as hasty:
        asked.by_device(code.code)
    assert hasty.value.error == "slow_down"
    oauth.approve()
    time.sleep(1)
    assert oauth.who(asked.by_device(code.code).access) == "it"


# --- answers that are none

GOOD = {"access_token": "at-1", "token_type": "Bearer", "expires_in": 60}
DEEP = b'{"a":' * 1000 + b"1" + b"}" * 1000
AWAY: dict[str, tuple[int, dict[str, str], bytes]] = {
    "HTML with 200": (200, {"Content-Type": "text/html"}, b"<html>welcome to the hotel</html>"),
    "nothing": (200, {}, b""),
    "10 MB": (200, {}, b'{"access_token":"' + b"a" * 10_000_000 + b'"}'),
    "a list": (200, {}, b"[1]"),
    "deep": (200, {}, DEEP),
    "a name twice": (200, {}, b'{"access_token":"a","access_token":"b","token_type":"Bearer"}'),
    "gzip unasked": (200, {"Content-Encoding": "gzip"}, b"\x1f\x8b\x08\x00"),
    "a redirect to another host": (302, {"Location": "http://evil.example/"}, b""),
    "a redirect to itself": (307, {"Location": "/token"}, b""),
    "no token": (200, {}, b'{"token_type":"Bearer"}'),
    "a token with blanks": (200, {}, b'{"access_token":"a b","token_type":"Bearer"}'),
    "a token with a line break": (200, {}, b'{"access_token":"a\\r\\nb","token_type":"Bearer"}'),
    "a token with ^A": (200, {}, b'{"access_token":"a\\u0001b","token_type":"Bearer"}'),
    "a token that isn't ASCII": (200, {}, '{"access_token":"ä","token_type":"Bearer"}'.encode()),
    "a number for a token": (200, {}, b'{"access_token":7,"token_type":"Bearer"}'),
    "another kind of token": (200, {}, b'{"access_token":"a","token_type":"mac"}'),
    "429": (429, {"Retry-After": "2"}, b'{"error":"temporarily_unavailable"}'),
    "503": (503, {}, b"<html>"),
    "400 without a reason": (400, {}, b"<html>"),
    "a passing fault with 400": (400, {}, b'{"error":"temporarily_unavailable"}'),
}


@pytest.mark.parametrize("answer", AWAY.values(), ids=AWAY)
def test_an_answer_that_is_no_token_is_a_provider_that_is_away(
    oauth: OAuthServer, answer: tuple[int, dict[str, str], bytes]
) -> None:
    asked = provider(oauth)
    oauth.raw = answer
    with pytest.raises(ConnectionLost) as away:
        asked.client_credentials()
    assert not away.value.permanent
    assert SECRET not in str(away.value)
    assert len(oauth.asked) == 1


@pytest.mark.parametrize(
    "told, seconds",
    [
        (60, 60),
        ("3600", 3600),
        (None, 300),
        (0, 300),
        (-1, 300),
        (1e9, 86400),
        (True, 300),
        ("soon", 300),
        ([], 300),
        (float("nan"), 300),
        (8, 8),
    ],
)
def test_how_long_a_token_holds_is_taken_with_care(oauth: OAuthServer, told: object, seconds: float) -> None:
    asked = provider(oauth)
    oauth.raw = (200, {}, json.dumps({**GOOD, "expires_in": told}).encode())
    assert asked.client_credentials().seconds == seconds


@pytest.mark.parametrize("refresh", [7, "", "a b", None, ["x"]])
def test_a_refresh_token_that_is_none_is_left_alone(oauth: OAuthServer, refresh: object) -> None:
    asked = provider(oauth)
    oauth.raw = (200, {}, json.dumps({**GOOD, "refresh_token": refresh}).encode())
    assert asked.refreshed("old").refresh in ("", "old")


def test_a_token_that_no_mail_server_takes_is_told_as_that(oauth: OAuthServer) -> None:
    oauth.pad = 13_000
    with pytest.raises(GrantRefused, match="octets"):
        provider(oauth).client_credentials()


def test_a_server_that_drips_is_left_in_time(oauth: OAuthServer) -> None:
    oauth.drip = 0.2
    began = time.monotonic()
    with pytest.raises(ConnectionLost, match="doesn't answer within 1 s"):
        http.ask(f"{oauth.url}/token", b"grant_type=client_credentials", seconds=1)
    assert time.monotonic() - began < 2


def test_how_long_to_wait_is_heeded_but_not_for_ever(oauth: OAuthServer) -> None:
    asked = provider(oauth)
    oauth.raw = (429, {"Retry-After": "86400"}, b"")
    with pytest.raises(ProviderAway) as away:
        asked.client_credentials()
    assert away.value.wait == 300


@pytest.mark.parametrize(
    "url, safe",
    [
        ("https://login.example.org/x", True),
        ("http://login.example.org/x", False),
        ("http://127.0.0.1:8/x", True),
        ("http://localhost/x", True),
        ("http://[::1]:8/x", True),
        ("http://127.0.0.1.evil.example/", False),
        ("https://user:word@login.example.org/", False),
        ("ftp://127.0.0.1/", False),
        ("https://login.example.org:99999999/", False),
        ("https://a b/", False),
        ("https:///x", False),
        ("file:///etc/passwd", False),
    ],
)
def test_secrets_go_by_https_alone_but_for_this_machine(url: str, safe: bool) -> None:
    assert http.is_safe(url) is safe


@pytest.mark.parametrize(
    "told",
    [
        {"issuer": "https://evil.example"},
        {"token_endpoint": "http://evil.example/token"},
        {"token_endpoint": None},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"token_endpoint": 7},
    ],
)
def test_an_issuer_that_tells_what_it_should_not_is_not_used(
    oauth: OAuthServer, told: dict[str, object]
) -> None:
    oauth.discovery = told
    with pytest.raises(ConnectionLost) as away:
        discovered(oauth.url)
    assert "OAUTH_ISSUER" in away.value.remedy


@pytest.mark.parametrize(
    "told, interval",
    [
        ({}, 1.0),
        ({"interval": 0}, 5.0),
        ({"interval": 1e6}, 60.0),
        ({"interval": "7"}, 7.0),
        ({"interval": None}, 5.0),
    ],
)
def test_how_often_to_ask_for_a_device_stays_within_reason(
    oauth: OAuthServer, told: dict[str, object], interval: float
) -> None:
    asked = provider(oauth)
    oauth.more = told
    assert asked.begin_device().interval == interval


def test_what_a_provider_has_a_person_read_does_nothing_to_the_terminal(oauth: OAuthServer) -> None:
    asked = provider(oauth)
    oauth.more = {
        "message": "go\x1b[2J",
        "verification_uri": "https://a.example/\x1b]0;x\x07",
        "user_code": "A\x1b[1mB",
    }
    code = asked.begin_device()
    assert code.message == ""
    assert code.address.isprintable()
    assert code.user_code.isprintable()
    oauth.more = {"verification_uri": "javascript:alert(1)"}
    with pytest.raises(ConnectionLost):
        asked.begin_device()


def test_what_we_said_is_not_said_again_by_an_exception(oauth: OAuthServer) -> None:
    asked = provider(oauth)
    oauth.raw = (
        400,
        {},
        json.dumps({"error": "invalid_client", "error_description": f"no {SECRET} here"}).encode(),
    )
    with pytest.raises(GrantRefused) as refused:
        asked.client_credentials()
    assert SECRET not in f"{refused.value!r} {refused.value} {refused.value.remedy}"
    assert SECRET not in repr(asked)
