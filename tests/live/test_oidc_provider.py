"""A certified OpenID provider as the second witness: PKCE, loopback at any port, rotation, reuse, revocation."""

from __future__ import annotations

import contextlib
import http.cookiejar
import io
import os
import queue
import shutil
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import servers
from conftest import started
from oauth_server import CLIENT
from server_tools import LOOPBACK, Missing, free_port, program, running

from frontdesk.access.answers import Grant, GrantRefused
from frontdesk.access.browser_login import browser_login
from frontdesk.access.claims import who_signed_in
from frontdesk.access.endpoints import discovered
from frontdesk.access.grants import Client, Provider
from frontdesk.access.person import PersonSource
from frontdesk.access.words import explainer
from frontdesk.db import access
from frontdesk.db.engine.connect import open_store
from frontdesk.db.schema.migrate import migrate

pytestmark = [pytest.mark.live, pytest.mark.slow]
VERSION = "8.8.1"  # the last that runs on Debian's node 18
OURS = Path(__file__).parents[1] / "oidc" / "provider.mjs"
KEPT = (
    Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"))
    / "frontdesk-tests"
    / f"oidc-provider-{VERSION}"
)


def installed() -> Path:
    """A folder that has the package, kept for the next time."""
    if not (KEPT / "node_modules" / "oidc-provider").is_dir():
        npm = program("npm", "npm")
        KEPT.mkdir(parents=True, exist_ok=True)
        words = [
            "install",
            "--no-package-lock",
            "--no-audit",
            "--no-fund",
            "--silent",
            f"oidc-provider@{VERSION}",
        ]
        done = subprocess.run([npm, *words], cwd=KEPT, capture_output=True, text=True, timeout=240)
        if done.returncode:
            raise Missing(f"npm couldn't install oidc-provider {VERSION}: {done.stderr[-300:]}")
    shutil.copy(OURS, KEPT)
    return KEPT


@contextlib.contextmanager
def oidc_provider() -> Iterator[str]:
    folder, port = installed(), free_port()
    command = [program("node", "nodejs"), str(folder / "provider.mjs"), str(port)]
    with servers.server_folder("oidc") as logs, running(command, port, logs / "oidc"):
        yield f"http://{LOOPBACK}:{port}"


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with started(oidc_provider()) as url:
        yield url


def provider(issuer: str) -> Provider:
    client = Client(CLIENT, "openid email offline_access", "it@desk.example")
    return Provider(client, discovered(issuer), explainer("own", {}), {"prompt": "consent"})


class _WithinTheProvider(urllib.request.HTTPRedirectHandler):
    def __init__(self, issuer: str) -> None:
        self._issuer = issuer

    def redirect_request(self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Any:
        if newurl.startswith(self._issuer):
            return super().redirect_request(req, fp, code, msg, headers, newurl)
        raise urllib.error.HTTPError(newurl, code, msg, headers, fp)


def browsed(address: str, issuer: str) -> str:
    """Where a person's browser ends: at an address on this machine at which nobody listens."""
    cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
    opener = urllib.request.build_opener(_WithinTheProvider(issuer), cookies)
    with pytest.raises(urllib.error.HTTPError) as ended:
        opener.open(address, timeout=10)
    ended.value.close()
    return str(ended.value.filename)


def signed_in(issuer: str) -> Grant:
    said: queue.Queue[str] = queue.Queue()

    class Typist(io.StringIO):
        """Types the address that the browser ended at, once the first one was shown."""

        def __iter__(self) -> Iterator[str]:  # type: ignore[override]  # typeshed has bytes for every stream
            shown = said.get(timeout=10)
            address = next(word for word in shown.split() if word.startswith("http"))
            yield browsed(address, issuer) + "\n"

    return browser_login(
        provider(issuer), "own", listening=False, say=said.put, pasted=Typist(), environment={}
    )


def stored(tmp_path: Path, grant: Grant) -> str:
    url = f"sqlite:///{tmp_path / 'desk.db'}"
    store = open_store(url)
    now = datetime.now(UTC)
    migrate(store, now=now)
    access.sign_in(
        store,
        client_id=CLIENT,
        mailbox="it@desk.example",
        who=who_signed_in(grant),
        refresh_token=grant.refresh,
        access_token=grant.access,
        seconds=round(grant.seconds),
        expires_at=now + timedelta(seconds=grant.seconds),
        login_ends_at=None,
        now=now,
    )
    store.close()
    return url


def row(url: str) -> access.SignIn:
    store = open_store(url)
    found = access.read(store)
    store.close()
    assert found is not None
    return found


def test_a_person_signs_in_and_the_sign_in_is_renewed_with_rotation(issuer: str, tmp_path: Path) -> None:
    grant = signed_in(issuer)
    assert grant.seconds == 60
    assert who_signed_in(grant) == "it@desk.example"
    url = stored(tmp_path, grant)
    clock = [1000.0]
    tokens = PersonSource(url, CLIENT, "it@desk.example", lambda: provider(issuer), lambda: clock[0])
    seen = [tokens.token()]
    for _ in range(3):
        clock[0] += 400
        seen.append(tokens.token(seen[-1]))
    assert len(set(seen)) == 4
    assert row(url).refresh_token != grant.refresh


def test_an_old_refresh_token_ends_the_sign_in_and_the_remedy_is_to_sign_in_again(
    issuer: str, tmp_path: Path
) -> None:
    grant = signed_in(issuer)
    asked = provider(issuer)
    newer = asked.refreshed(grant.refresh)
    with pytest.raises(GrantRefused) as refused:
        asked.refreshed(grant.refresh)
    assert refused.value.error == "invalid_grant"
    url = stored(tmp_path, newer)
    tokens = PersonSource(url, CLIENT, "it@desk.example", lambda: provider(issuer))
    with pytest.raises(GrantRefused) as over:
        tokens.token(newer.access)
    assert "frontdesk login" in over.value.remedy
    assert row(url).dead_because


def test_what_is_revoked_is_over(issuer: str) -> None:
    grant, asked = signed_in(issuer), provider(issuer)
    assert asked.revoke(grant.refresh)
    with pytest.raises(GrantRefused):
        asked.refreshed(grant.refresh)


def test_a_code_is_good_for_one_verifier_and_once(issuer: str) -> None:
    asked = provider(issuer)
    address = asked.address("http://127.0.0.1:4711/", "state", "v" * 64)
    back = browsed(address, issuer)
    code = back.partition("code=")[2].partition("&")[0]
    with pytest.raises(GrantRefused):
        asked.by_code(code, "http://127.0.0.1:4711/", "w" * 64)
