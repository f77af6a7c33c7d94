"""Where a provider gives tokens: as MAIL_PROVIDER says, or as the issuer itself tells (OpenID Connect Discovery 1.0).

What an issuer tells is hostile until shown otherwise: its own name, and addresses to which secrets may go.
"""

from __future__ import annotations

from typing import Any

from frontdesk.access import http
from frontdesk.access.answers import ProviderAway, json_object
from frontdesk.access.places import Endpoints

PATHS = ("/.well-known/openid-configuration", "/.well-known/oauth-authorization-server")
REMEDY = (
    "Compare OAUTH_ISSUER with what stands as issuer in the provider's own /.well-known/openid-configuration."
)


def endpoints_of(known: Endpoints | None, issuer: str, tenant: str) -> Endpoints:
    """Raises `ConnectionLost` where the issuer is away or tells what can't be used."""
    if issuer:
        return discovered(issuer)
    assert known is not None
    texts = (known.token, known.authorize, known.device, known.revoke)
    token, authorize, device, revoke = (text.replace("{tenant}", tenant) for text in texts)
    return Endpoints(token, authorize, device, revoke)


def discovered(issuer: str) -> Endpoints:
    why: Exception | None = None
    for path in PATHS:
        reply = http.ask(issuer + path)
        told = json_object(reply) if reply.status == 200 else None
        if told is not None:
            try:
                return _endpoints(issuer, told)
            except ProviderAway as error:
                why = error
    raise why or _unfit(f"{issuer} says at no usual address where it gives tokens")


def _endpoints(issuer: str, told: dict[str, Any]) -> Endpoints:
    own = told.get("issuer")
    if not isinstance(own, str) or own.rstrip("/") != issuer:
        raise _unfit(f"{issuer} calls itself {str(own)[:200]!r}")
    token = _address(told, "token_endpoint", issuer)
    if not token:
        raise _unfit(f"{issuer} names no token_endpoint")
    methods = told.get("token_endpoint_auth_methods_supported")
    return Endpoints(
        token,
        _address(told, "authorization_endpoint", issuer),
        _address(told, "device_authorization_endpoint", issuer),
        _address(told, "revocation_endpoint", issuer),
        basic=isinstance(methods, list)
        and "client_secret_post" not in methods
        and "client_secret_basic" in methods,
    )


def _address(told: dict[str, Any], name: str, issuer: str) -> str:
    address = told.get(name, "")
    if not isinstance(address, str) or (address and not http.is_safe(address)):
        raise _unfit(f"{issuer} names an address for {name} to which no secret may go")
    return address


def _unfit(problem: str) -> ProviderAway:
    error = ProviderAway(problem)
    error.remedy = REMEDY
    return error
