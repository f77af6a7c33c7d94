"""A provider of tokens for tests, in the test's own process: every grant the desk knows, and misbehaviour on demand.

Keeps all tokens that it ever gave out, so that a test can look for them where they must not be.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote_plus, urlencode, urlsplit

from server_tools import LOOPBACK

Form = dict[str, str]
Answer = tuple[int, dict[str, Any]]
CLIENT, SECRET = "desk-client", "s~cr&t=+% 1"
USER = "it"
DEVICE = "urn:ietf:params:oauth:grant-type:device_code"
JWT = "urn:ietf:params:oauth:grant-type:jwt-bearer"


class No(Exception):
    """A refusal in the words of RFC 6749 section 5.2."""

    def __init__(self, error: str, words: str = "", status: int = 400) -> None:
        self.answer: Answer = (status, {"error": error, "error_description": words})


@dataclass
class Session:
    """What one sign-in has come to: all of it dies together."""

    user: str
    alive: bool = True


@dataclass
class Device:
    user_code: str
    state: str = "authorization_pending"
    asked_at: float = 0.0


@dataclass
class OAuthServer:
    """`says`: answers in place of the token endpoint's own, one by one; the last stays when `says_on` is set.

    `raw`: an answer as bytes with its headers. `reuse_kills`: a refresh token that comes a second time ends the
    sign-in. `pad`: makes tokens longer. `before_answer`: called before each token is answered.
    """

    url: str = ""
    seconds: float | None = 3600
    rotates: bool = True
    reuse_kills: bool = True
    pad: int = 0
    secret: str = SECRET
    user: str = USER
    says: list[Answer] = field(default_factory=list)
    says_on: bool = False
    raw: tuple[int, dict[str, str], bytes] | None = None
    drip: float = 0.0
    interval: int = 1
    approves: bool = False  # device codes, as soon as they are asked for
    more: dict[str, Any] = field(default_factory=dict)
    discovery: dict[str, Any] = field(default_factory=dict)
    public_key: Any = None
    before_answer: Callable[[], object] = lambda: None
    asked: list[Form] = field(default_factory=list)
    given: list[str] = field(default_factory=list)
    access: dict[str, tuple[Session, float]] = field(default_factory=dict)
    refresh: dict[str, tuple[Session, bool]] = field(default_factory=dict)
    codes: dict[str, Form] = field(default_factory=dict)
    devices: dict[str, Device] = field(default_factory=dict)
    revoked: list[str] = field(default_factory=list)
    lock: Any = field(default_factory=threading.RLock)

    # --- what tests ask

    def grants(self, kind: str = "") -> list[Form]:
        return [form for form in self.asked if not kind or form.get("grant_type") == kind]

    def browse(self, address: str, deny: bool = False) -> str:
        """What the browser of a person who signs in ends at."""
        parts = urlsplit(address)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        assert query["code_challenge_method"] == "S256"
        back = {"state": query["state"]}
        if deny:
            back |= {"error": "access_denied", "error_description": "the user said no"}
        else:
            code = self._made("code")
            self.codes[code] = query
            back["code"] = code
        return f"{query['redirect_uri']}?{urlencode(back)}"

    def approve(self, state: str = "approved") -> None:
        for device in self.devices.values():
            device.state = state

    def revoke_all(self) -> None:
        for session, _ in (*self.access.values(), *self.refresh.values()):
            session.alive = False

    def token_for(self, user: str) -> str:
        """An access token out of turn."""
        return str(self._grant(Session(user), with_refresh=False)[1]["access_token"])

    def forget_access(self) -> None:
        """Every access token is taken no more; what renews them still is."""
        self.access.clear()

    def who(self, token: str) -> str:
        session, until = self.access.get(token, (Session("", False), 0.0))
        return session.user if session.alive and time.time() < until else ""

    # --- how it answers

    def answer(self, method: str, path: str, form: Form, header: str) -> tuple[int, dict[str, Any]]:
        if path == "/introspect":
            who = self.who(form.get("token", ""))
            return 200, {"active": bool(who), "username": who, "scope": "mail"}
        if path.startswith("/.well-known/"):
            return 200, self._discovery()
        if path == "/revoke":
            self.revoked.append(form["token"])
            self._end(self.refresh.get(form["token"]))
            return 200, {}
        if path == "/device":
            code, user_code = self._made("dc"), secrets.token_hex(4).upper()
            self.devices[code] = Device(user_code, "approved" if self.approves else "authorization_pending")
            address = f"{self.url}/activate"
            told = {
                "device_code": code,
                "user_code": user_code,
                "verification_uri": address,
                "expires_in": 60,
            }
            return 200, {**told, "interval": self.interval, **self.more}
        self.asked.append(form)
        self.before_answer()
        if self.says:
            return self.says[0] if self.says_on and len(self.says) == 1 else self.says.pop(0)
        ways = {
            "client_credentials": self._for_client,
            "authorization_code": self._for_code,
            "refresh_token": self._for_refresh,
            DEVICE: self._for_device,
            JWT: self._for_assertion,
        }
        return ways[form["grant_type"]](form, header)

    def _discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.url,
            "token_endpoint": f"{self.url}/token",
            "authorization_endpoint": f"{self.url}/authorize",
            "device_authorization_endpoint": f"{self.url}/device",
            "revocation_endpoint": f"{self.url}/revoke",
            **self.discovery,
        }

    def _client(self, form: Form, header: str, public: bool = True) -> None:
        name, secret = form.get("client_id", ""), form.get("client_secret")
        if header.startswith("Basic "):
            name, _, secret = map(unquote_plus, base64.b64decode(header[6:]).decode().partition(":"))
        if "client_assertion" in form:
            self._claims(form["client_assertion"])
        elif secret != self.secret and not (public and secret is None):
            raise No("invalid_client", "the secret is wrong", 401)
        if name != CLIENT:
            raise No("invalid_client", "no such client", 401)

    def _claims(self, assertion: str) -> dict[str, Any]:
        from joserfc import jwt
        from joserfc.jwk import RSAKey

        try:
            token = jwt.decode(assertion, RSAKey.import_key(self.public_key), algorithms=["RS256", "PS256"])
        except Exception as error:
            raise No("invalid_grant", "Invalid JWT Signature.") from error
        return dict(token.claims) | {"header": dict(token.header)}

    def _for_client(self, form: Form, header: str) -> Answer:
        self._client(form, header, public=False)
        return self._grant(Session(self.user), with_refresh=False)

    def _for_assertion(self, form: Form, header: str) -> Answer:
        claims = self._claims(form["assertion"])
        if abs(claims["iat"] - time.time()) > 300 or claims["exp"] - claims["iat"] > 3600:
            raise No(
                "invalid_grant",
                "Invalid JWT: Token must be in a reasonable timeframe. Check your iat and exp values",
            )
        return self._grant(Session(claims["sub"].partition("@")[0]), with_refresh=False)

    def _for_code(self, form: Form, header: str) -> Answer:
        self._client(form, header)
        query = self.codes.pop(form["code"], None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if (
            query is None
            or query["redirect_uri"] != form["redirect_uri"]
            or query["code_challenge"] != challenge
        ):
            raise No("invalid_grant", "the code isn't known, or isn't yours")
        return self._grant(Session(self.user))

    def _for_device(self, form: Form, header: str) -> Answer:
        self._client(form, header)
        device = self.devices[form["device_code"]]
        now, last = time.monotonic(), device.asked_at
        device.asked_at = now
        if now - last < self.interval * 0.8:
            raise No("slow_down")
        if device.state != "approved":
            raise No(device.state)
        return self._grant(Session(self.user))

    def _for_refresh(self, form: Form, header: str) -> Answer:
        self._client(form, header)
        session, spent = self.refresh.get(form["refresh_token"], (Session("", False), False))
        if spent and self.rotates and self.reuse_kills:
            session.alive = False
        if not session.alive or (spent and self.rotates):
            raise No("invalid_grant", "the refresh token isn't taken any more")
        self.refresh[form["refresh_token"]] = (session, True)
        return self._grant(session, with_refresh=self.rotates)

    def _grant(self, session: Session, with_refresh: bool = True) -> Answer:
        token = self._made("at", self.pad)
        self.access[token] = (session, time.time() + (self.seconds or 300))
        told: dict[str, Any] = {"token_type": "Bearer", "access_token": token, "scope": "mail"}
        if self.seconds is not None:
            told["expires_in"] = self.seconds
        if with_refresh:
            told["refresh_token"] = self._made("rt")
            self.refresh[told["refresh_token"]] = (session, False)
        return 200, {**told, **self.more}

    def _made(self, kind: str, pad: int = 0) -> str:
        made = f"{kind}-{secrets.token_urlsafe(18)}{'x' * pad}"
        self.given.append(made)
        return made

    def _end(self, found: tuple[Session, bool] | None) -> None:
        if found:
            found[0].alive = False


class _Handler(BaseHTTPRequestHandler):
    server: _Http

    def do_GET(self) -> None:
        self._serve("GET")

    def do_POST(self) -> None:
        self._serve("POST")

    def _serve(self, method: str) -> None:
        oauth = self.server.oauth
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        form = {name: values[0] for name, values in parse_qs(body, keep_blank_values=True).items()}
        path = urlsplit(self.path).path
        headers, raw = {"Content-Type": "application/json"}, None
        if oauth.raw is not None and path == "/token":
            oauth.asked.append(form)
            status, headers, raw = oauth.raw
        else:
            with oauth.lock:
                try:
                    status, told = oauth.answer(method, path, form, self.headers.get("Authorization", ""))
                except No as no:
                    status, told = no.answer
            headers |= told.pop("HEADERS", {})
            raw = json.dumps(told).encode()
        with contextlib.suppress(OSError):
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            for piece in [raw[i : i + 1] for i in range(len(raw))] if oauth.drip else [raw]:
                self.wfile.write(piece)
                self.wfile.flush()
                time.sleep(oauth.drip)

    def log_message(self, *words: object) -> None:
        pass


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    oauth: OAuthServer


@contextlib.contextmanager
def oauth_server(**settings: Any) -> Iterator[OAuthServer]:
    with _Http((LOOPBACK, 0), _Handler) as http:
        http.oauth = OAuthServer(url=f"http://{LOOPBACK}:{http.server_address[1]}", **settings)
        thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield http.oauth
        finally:
            http.shutdown()
            thread.join(5)
