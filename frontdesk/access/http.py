"""One question to a token server over HTTP: the only module that may import `urllib.request`.

HTTPS alone, but for this machine; certificates verified; no redirect followed; bounded in size and in time altogether,
which neither requests nor httpx can be (theirs are limits for each read). Reads no meaning into an answer.
"""

from __future__ import annotations

import contextlib
import http.client
import socket
import ssl
import threading
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from frontdesk.mailbox.errors import CertificateRefused, ConnectionLost

SECONDS = 20.0  # for all of it
LARGEST = 65_536
HEADERS = {"Accept": "application/json", "User-Agent": "frontdesk", "Accept-Encoding": "identity"}


@dataclass(frozen=True, slots=True)
class Reply:
    """`headers`: by their names in small letters. `skew`: seconds that the server's clock is ahead of ours, if told."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    skew: float | None = None


def is_loopback(host: str) -> bool:
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def is_safe(url: str) -> bool:
    """Whether secrets may go to this address."""
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - raises when it is none
    except ValueError:
        return False
    if not url.isascii() or not url.isprintable() or " " in url or not parts.hostname or parts.username:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname))


def ask(
    url: str, body: bytes | None = None, headers: Mapping[str, str] | None = None, seconds: float = SECONDS
) -> Reply:
    """GET, or POST with a body. Raises `ConnectionLost` and `CertificateRefused`."""
    where = urlsplit(url).hostname or url[:80]
    if not is_safe(url):
        raise ConnectionLost(f"{where} is asked by https only", remedy="Check OAUTH_ISSUER.")
    exchange = _Exchange(url, body, {**HEADERS, **(headers or {})}, seconds)
    exchange.start()
    exchange.join(seconds)
    if exchange.reply is not None:
        return exchange.reply
    exchange.break_off()
    if exchange.error is None:
        raise ConnectionLost(f"{where} doesn't answer within {seconds:g} s")
    raise _in_our_words(where, exchange.error) from None


def _in_our_words(where: str, error: Exception) -> Exception:
    reason = getattr(error, "reason", error)
    if isinstance(reason, ssl.SSLCertVerificationError):
        remedy = "An issuer of the house is named by the environment's SSL_CERT_FILE."
        return CertificateRefused(
            f"the certificate of {where} is refused: {reason.verify_message}", remedy=remedy
        )
    return ConnectionLost(f"cannot ask {where} for a token: {reason}"[:300])


class _TooLarge(Exception):
    def __str__(self) -> str:
        return f"it answers more than {LARGEST} octets"


class _Exchange(threading.Thread):
    """One request in a thread of its own, so that its end doesn't hang on a server that drips."""

    def __init__(self, url: str, body: bytes | None, headers: Mapping[str, str], seconds: float) -> None:
        super().__init__(name="token request", daemon=True)
        self._request = urllib.request.Request(url, body, dict(headers))
        self._seconds = seconds
        self._connection: http.client.HTTPConnection | None = None
        self.reply: Reply | None = None
        self.error: Exception | None = None

    def run(self) -> None:
        try:
            self.reply = self._exchanged()
        except Exception as error:
            self.error = error

    def _exchanged(self) -> Reply:
        opener = urllib.request.OpenerDirector()  # without what follows redirects and raises for a status
        if not is_loopback(urlsplit(self._request.full_url).hostname or ""):
            opener.add_handler(urllib.request.ProxyHandler())
        opener.add_handler(_Http(self))
        opener.add_handler(_Https(self))
        answer = opener.open(self._request, timeout=self._seconds)
        assert answer is not None
        with answer:
            body = answer.read(LARGEST + 1)
            if len(body) > LARGEST:
                raise _TooLarge
            headers = {name.lower(): str(value) for name, value in answer.headers.items()}
            return Reply(int(answer.status), headers, body, _skew(headers.get("date", "")))

    def connected(
        self, kind: type[http.client.HTTPConnection], host: str, **more: Any
    ) -> http.client.HTTPConnection:
        self._connection = kind(host, **more)
        return self._connection

    def break_off(self) -> None:
        sock = getattr(self._connection, "sock", None)
        if sock is not None:
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)


class _Http(urllib.request.HTTPHandler):
    def __init__(self, exchange: _Exchange) -> None:
        super().__init__()
        self._exchange = exchange

    def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(
            lambda host, **more: self._exchange.connected(http.client.HTTPConnection, host, **more), req
        )


class _Https(urllib.request.HTTPSHandler):
    def __init__(self, exchange: _Exchange) -> None:
        super().__init__()
        self._exchange = exchange

    def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        context = ssl.create_default_context()
        return self.do_open(
            lambda host, **more: self._exchange.connected(
                http.client.HTTPSConnection, host, context=context, **more
            ),
            req,
        )


def _skew(date: str) -> float | None:
    try:
        told = parsedate_to_datetime(date)
    except (ValueError, TypeError):
        return None
    return (told.replace(tzinfo=told.tzinfo or UTC) - datetime.now(UTC)).total_seconds()
