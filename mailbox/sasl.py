"""SASL for OAuth 2.0: XOAUTH2 (Google's and Microsoft's) and OAUTHBEARER (RFC 7628). Bytes in, bytes out; no I/O.

A server that refuses a token says why in a challenge that must be answered before it says NO: XOAUTH2 with
nothing, OAUTHBEARER with a lone ^A. The reason is kept here; imapclient and smtplib lose it.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Collection

from frontdesk.mailbox.errors import ConnectionLost, LoginRefused

Token = Callable[[str], str]
"""Gives an access token. Its argument is the one that the server has just refused, "" at first: the same again
means that there is no other."""

Remedy = Callable[[str], str]
"""What to do about a server's words, "" where the usual advice is right."""

MECHANISMS = ("XOAUTH2", "OAUTHBEARER")  # in this order: Microsoft offers the first alone, Google both
LONGEST_TOKEN = 12_000
CHALLENGES_AT_MOST = 3


def no_remedy(words: str) -> str:
    return ""


class BearerLogin:
    """One login. Called with each challenge of the server (as it stands on the wire), it gives the answer's bytes."""

    def __init__(self, mechanism: str, user: str, token: str) -> None:
        if len(token) > LONGEST_TOKEN:
            problem = f"the token has {len(token)} octets, and mail servers take no more than {LONGEST_TOKEN}"
            raise LoginRefused(problem, remedy="Give the application fewer roles and groups in its token.")
        first = f"user={user}" if mechanism == "XOAUTH2" else f"n,a={_gs2(user)},"
        self._first = f"{first}\1auth=Bearer {token}\1\1".encode()
        self._goodbye = b"" if mechanism == "XOAUTH2" else b"\1"
        self._secrets = (base64.b64encode(self._first).decode(), token)
        self._challenges = 0
        self.reason = ""

    def __call__(self, challenge: bytes) -> bytes:
        self._challenges += 1
        if self._challenges == 1:
            return base64.b64encode(self._first)
        if self._challenges > CHALLENGES_AT_MOST:
            raise ConnectionLost("the server asks without end in a login")
        self.reason = self.reason or self.without_secrets(reason_in(decoded(challenge)))
        return base64.b64encode(self._goodbye)

    def without_secrets(self, words: str) -> str:
        """A server's words, should it say back to us what we said."""
        for secret in self._secrets:
            words = words.replace(secret, "***")
        return words

    def explained(self, words: str) -> str:
        words = self.without_secrets(words)
        return f"{words} ({self.reason})" if self.reason else words


def choose(offered: Collection[str], host: str) -> str:
    """The mechanism to log in by. Raises `LoginRefused`: a token goes by no other way."""
    for name in MECHANISMS:
        if name in offered:
            return name
    raise LoginRefused(
        f"{host} offers no login by token (XOAUTH2, OAUTHBEARER)",
        remedy="Check the host; a server of your own must be told to take tokens (docs/own-openid.md).",
    )


def decoded(challenge: bytes) -> bytes:
    try:
        return base64.b64decode(challenge.strip(), validate=True)
    except (binascii.Error, ValueError):
        return b""


def reason_in(challenge: bytes) -> str:
    """What a refusal says, as one short line: 'status 401, scope mail'. "" for what isn't a JSON object."""
    try:
        told = json.loads(challenge[:4096])
    except (ValueError, RecursionError):
        return ""
    if not isinstance(told, dict):
        return ""
    named = ((name, told.get(name)) for name in ("status", "error", "scope"))
    words = ", ".join(f"{name} {value}" for name, value in named if isinstance(value, str))
    return "".join(char if char.isprintable() else " " for char in words)[:200]


def _gs2(user: str) -> str:
    """RFC 5801 section 4: what would end the name is written otherwise."""
    return user.replace("=", "=3D").replace(",", "=2C")
