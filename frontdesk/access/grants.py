"""The ways to a token (RFC 6749, 7523, 7636, 8628, 7009), each one question to the provider.

Authlib writes the questions: the forms, PKCE, the signed assertions. The answers are judged here, as everything from
outside is hostile; nothing of a secret gets into an exception. Keeps no token.
"""

from __future__ import annotations

import base64
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, quote_plus, urlencode

from frontdesk.access import http
from frontdesk.access.answers import Grant, device_code_in, grant_in, judged, life
from frontdesk.access.keys import KeyFile
from frontdesk.access.places import Endpoints
from frontdesk.access.words import Explain

DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"
JWT_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
ASSERTED_EARLIER = 30  # seconds; the provider's clock may be behind
ASSERTED_FOR = 600
HIDDEN = (
    "client_secret",
    "refresh_token",
    "code",
    "code_verifier",
    "assertion",
    "client_assertion",
    "device_code",
    "token",
)


@dataclass(frozen=True, slots=True)
class Client:
    """Who the desk is to its provider. `secret` and `key` as they stand now in their files."""

    id: str
    scope: str
    mailbox: str
    secret: str = field(default="", repr=False)
    key: KeyFile | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class DeviceCode:
    """What `frontdesk login --device-code` shows. `code` is secret, `user_code` is what a person types."""

    code: str = field(repr=False)
    user_code: str
    address: str
    message: str
    interval: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Provider:
    """One provider, for one client. `extra` goes into the address that a person is sent to."""

    client: Client
    endpoints: Endpoints
    explain: Explain
    extra: Mapping[str, str] = field(default_factory=dict)

    # --- the desk as an application

    def client_credentials(self) -> Grant:
        return self._fetched("client_credentials", scope=self.client.scope)

    def service_account(self) -> Grant:
        """Google's: a token for the mailbox, asserted by the key of an account that may act for it."""
        from authlib.oauth2.rfc7523.assertion import sign_jwt_bearer_assertion
        from joserfc.jwk import RSAKey

        key = self.client.key
        assert key is not None
        now = int(time.time())
        assertion = sign_jwt_bearer_assertion(
            RSAKey.import_key(key.private_key),
            issuer=key.issuer,
            audience=self.endpoints.token,
            subject=self.client.mailbox,
            issued_at=now - ASSERTED_EARLIER,
            expires_at=now + ASSERTED_FOR,
            claims={"scope": self.client.scope},
            header={"alg": "RS256", "typ": "JWT", **({"kid": key.key_id} if key.key_id else {})},
        )
        return self._asked({"grant_type": JWT_GRANT, "assertion": assertion})

    # --- a person

    def address(self, redirect: str, state: str, verifier: str) -> str:
        """Where the browser goes (RFC 6749 section 4.1.1) with PKCE (RFC 7636)."""
        client = self._authlib()
        client.redirect_uri = redirect
        client.code_challenge_method = "S256"
        url, _ = client.create_authorization_url(
            self.endpoints.authorize, state=state, code_verifier=verifier, **self.extra
        )
        return str(url)

    def by_code(self, code: str, redirect: str, verifier: str) -> Grant:
        return self._fetched("authorization_code", code=code, redirect_uri=redirect, code_verifier=verifier)

    def begin_device(self) -> DeviceCode:
        form = {"client_id": self.client.id, "scope": self.client.scope}
        return DeviceCode(**device_code_in(self._post(self.endpoints.device, form)))

    def by_device(self, code: str) -> Grant:
        return self._fetched(DEVICE_GRANT, device_code=code)

    def refreshed(self, refresh_token: str) -> Grant:
        client = self._authlib()
        return self._granted(
            lambda: client.refresh_token(self.endpoints.token, refresh_token, **self._assertion())
        )

    def revoke(self, token: str) -> bool:
        """RFC 7009; whether the provider has an address for it, and took it."""
        if not self.endpoints.revoke:
            return False
        form = {"token": token, "token_type_hint": "refresh_token"}
        body, more = urlencode(form), dict[str, str]()
        client = self._authlib()
        _, more, body = client.client_auth(client.revocation_endpoint_auth_method).prepare(
            "POST", self.endpoints.revoke, more, body
        )
        return http.ask(self.endpoints.revoke, body.encode(), more | FORM).status < 400

    # --- how it is asked

    def _authlib(self) -> Any:
        from authlib.oauth2.client import OAuth2Client

        method: object = "none"
        if self.client.secret:
            method = _in_the_header if self.endpoints.basic else "client_secret_post"
        client = OAuth2Client(
            _Session(self),
            self.client.id,
            self.client.secret or None,
            token_endpoint_auth_method=method,
            revocation_endpoint_auth_method=method,
            scope=self.client.scope,
        )
        return client

    def _fetched(self, grant_type: str, **form: str) -> Grant:
        client = self._authlib()
        form |= self._assertion()
        return self._granted(lambda: client.fetch_token(self.endpoints.token, grant_type=grant_type, **form))

    def _assertion(self) -> dict[str, str]:
        """A certificate in the secret's place (RFC 7523 section 2.2), as Microsoft wants it."""
        key = self.client.key
        if key is None or not key.thumbprint:
            return {}
        from authlib.oauth2.rfc7523 import private_key_jwt_sign
        from joserfc.jwk import RSAKey

        now = int(time.time())
        signed = private_key_jwt_sign(
            RSAKey.import_key(key.private_key),
            self.client.id,
            self.endpoints.token,
            alg="PS256",
            claims={"nbf": now - ASSERTED_EARLIER, "jti": secrets.token_hex(16)},
            header={"typ": "JWT", "x5t#S256": key.thumbprint},
            issued_at=now - ASSERTED_EARLIER,
            expires_at=now + ASSERTED_FOR,
        )
        return {"client_assertion_type": ASSERTION, "client_assertion": signed}

    def _asked(self, form: dict[str, str]) -> Grant:
        return grant_in(self._post(self.endpoints.token, form))

    def _granted(self, asking: Any) -> Grant:
        return grant_in(dict(asking()))

    def _post(
        self, url: str, form: Mapping[str, str], headers: Mapping[str, str] | None = None
    ) -> dict[str, Any]:
        body = urlencode(form).encode()
        reply = http.ask(url, body, {**FORM, **(headers or {})})
        hidden = [text for name in HIDDEN if (text := form.get(name))] + [self.client.secret]
        return judged(reply, url, self.explain, hidden)


class _Session:
    """What Authlib asks through: our own limits in place of requests or httpx."""

    def __init__(self, provider: Provider) -> None:
        self._provider = provider

    def post(
        self,
        url: str,
        data: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        auth: Any = None,
    ) -> _Answer:
        body = urlencode(data or {})
        more: dict[str, str] = {}
        if auth is not None:
            _, more, body = auth.prepare("POST", url, more, body)
        return _Answer(_plain(self._provider._post(url, dict(parse_qsl(body, keep_blank_values=True)), more)))


def _plain(told: dict[str, Any]) -> dict[str, Any]:
    """Without what Authlib would take for a number, and trip over."""
    return {name: value for name, value in told.items() if name != "expires_at"} | {
        "expires_in": life(told.get("expires_in"))
    }


@dataclass(frozen=True, slots=True)
class _Answer:
    told: dict[str, Any]
    status_code: int = 200

    def json(self) -> dict[str, Any]:
        return self.told

    def raise_for_status(self) -> None:
        """What was refused was raised already."""


def _in_the_header(client: Any, method: str, uri: str, headers: Any, body: str) -> tuple[str, Any, str]:
    """RFC 6749 section 2.3.1: both are quoted as in a form first, which Authlib's own leaves out."""
    pair = f"{quote_plus(client.client_id)}:{quote_plus(client.client_secret)}"
    headers["Authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()
    return uri, headers, body
