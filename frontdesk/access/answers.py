"""What a token server answered, judged: a grant, a refusal with its remedy, or a server that is away. No I/O.

What is done hangs on RFC fields alone (status, `error`); a provider's own codes only choose the words.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from frontdesk.access.http import Reply
from frontdesk.access.words import Explain
from frontdesk.mailbox.errors import ConnectionLost, LoginRefused
from frontdesk.mailbox.sasl import LONGEST_TOKEN

USUAL_LIFE, LONGEST_LIFE = 300.0, 86_400.0
LONGEST_PATIENCE = 300.0
PASSING = frozenset(("temporarily_unavailable", "server_error"))  # RFC 6749 section 4.1.2.1
PENDING = frozenset(("authorization_pending", "slow_down"))  # RFC 8628 section 3.5
_TOKEN = re.compile(r"[!-~]+")
_CODE = re.compile(r"\bAADSTS(\d{4,8})\b")


@dataclass(frozen=True, slots=True)
class Grant:
    """An access token. `seconds`: how long it holds from the asking. `refresh`: "" for none. `login_seconds`: when the
    whole sign-in ends, where that is told. `skew`: how far the provider's clock is ahead of ours.
    """

    access: str = field(repr=False)
    seconds: float
    refresh: str = field(default="", repr=False)
    login_seconds: float | None = None
    id_token: str = field(default="", repr=False)
    skew: float | None = None


class GrantRefused(LoginRefused):
    """The provider gives no token. `trace`: what its support asks for, for the log alone."""

    def __init__(self, problem: str, *, remedy: str, error: str, trace: str = "") -> None:
        super().__init__(problem, remedy=remedy)
        self.error = error
        self.trace = trace


class ProviderAway(ConnectionLost):
    """It answers no token now. `wait`: seconds for which it asked not to be asked again."""

    remedy = "If it stays so, check this machine's way to the provider."

    def __init__(self, problem: str, wait: float = 0.0) -> None:
        super().__init__(problem)
        self.wait = wait


def judged(reply: Reply, url: str, explain: Explain, hidden: Iterable[str]) -> dict[str, Any]:
    """The JSON object of a good answer. Raises `GrantRefused`, `ProviderAway`. `hidden`: what isn't said again."""
    host = urlsplit(url).hostname or ""
    if reply.status == 429 or reply.status >= 500:
        raise ProviderAway(f"{host} gives no token now (HTTP {reply.status})", _wait(reply))
    told = json_object(reply)
    if told is not None and isinstance(error := told.get("error"), str) and error:
        if error in PASSING:
            raise ProviderAway(f"{host} gives no token now ({_shown(error)})", _wait(reply))
        raise refusal(error, told, explain, hidden, reply.skew)
    if 300 <= reply.status < 400:
        raise ProviderAway(
            f"{host} sends us elsewhere with a secret (HTTP {reply.status}), which isn't followed"
        )
    if told is None or reply.status >= 400:
        raise ProviderAway(f"{host} answers what is no token (HTTP {reply.status})")
    return {**told, "skew": reply.skew}


def refusal(
    error: str, told: Mapping[str, Any], explain: Explain, hidden: Iterable[str], skew: float | None
) -> GrantRefused:
    description = told.get("error_description")
    words = description if isinstance(description, str) else ""
    for secret in sorted(filter(None, hidden), key=len, reverse=True):
        words, error = words.replace(secret, "***"), error.replace(secret, "***")
    first, _, rest = words.strip().partition("\n")
    known = told.get("error_codes")
    codes = {str(code) for code in known if isinstance(code, int)} if isinstance(known, list) else set()
    codes |= set(_CODE.findall(words[:2000]))
    error = _shown(error)[:60]
    problem, remedy = explain(error, _shown(first)[:300], frozenset(codes), skew)
    return GrantRefused(problem, remedy=remedy, error=error, trace=_shown(rest)[:300])


def json_object(reply: Reply) -> dict[str, Any] | None:
    """None for all that isn't one object, each of its names once."""
    if reply.headers.get("content-encoding", "identity").lower() not in ("", "identity"):
        return None
    try:
        told = json.loads(reply.body, object_pairs_hook=_each_once, parse_constant=lambda name: None)
    except (ValueError, RecursionError):
        return None
    return told if isinstance(told, dict) else None


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a name stands twice")
    return made


def grant_in(told: Mapping[str, Any]) -> Grant:
    access, kind = told.get("access_token"), told.get("token_type", "Bearer")
    if not isinstance(access, str) or not _TOKEN.fullmatch(access):
        raise ProviderAway("the provider's answer has no token that can be used")
    if not isinstance(kind, str) or kind.lower() != "bearer":
        raise ProviderAway("the provider gives a token of a kind that mail servers don't take")
    if len(access) > LONGEST_TOKEN:
        problem = f"the provider's token has {len(access)} octets; mail servers take {LONGEST_TOKEN} at most"
        raise GrantRefused(
            problem,
            remedy="Give the application fewer roles and groups in its token.",
            error="token_too_long",
        )
    refresh, id_token = told.get("refresh_token"), told.get("id_token")
    left = _number(told.get("refresh_token_expires_in"))
    return Grant(
        access,
        life(told.get("expires_in")),
        refresh
        if isinstance(refresh, str) and len(refresh) <= LONGEST_TOKEN and _TOKEN.fullmatch(refresh)
        else "",
        left if left > 0 else None,
        id_token if isinstance(id_token, str) else "",
        _number(told.get("skew"), None),
    )


def life(told: object) -> float:
    """How long a token is taken to hold, in seconds."""
    seconds = _number(told)
    return min(seconds, LONGEST_LIFE) if seconds > 0 else USUAL_LIFE


def device_code_in(told: Mapping[str, Any]) -> dict[str, Any]:
    """What a person needs to sign in on another device (RFC 8628 section 3.2)."""
    code, user_code = told.get("device_code"), told.get("user_code")
    address = told.get("verification_uri") or told.get("verification_url")  # Google wrote the second
    if not all(isinstance(value, str) and 0 < len(value) <= 2000 for value in (code, user_code, address)):
        raise ProviderAway("the provider's answer has no code to sign in by")
    message = told.get("message")
    shown = isinstance(message, str) and message.isprintable() and len(message) < 300
    seconds = _number(told.get("expires_in"))
    return {
        "code": code,
        "user_code": _shown(str(user_code))[:60],
        "address": _escaped(str(address)),
        "message": message if shown else "",
        "interval": min(max(_number(told.get("interval"), 5.0) or 5.0, 1.0), 60.0),
        "seconds": min(seconds, 3600.0) if seconds > 0 else 900.0,
    }


def _escaped(address: str) -> str:
    if not address.lower().startswith(("https://", "http://")):
        raise ProviderAway("the provider's answer has no address to sign in at")
    return "".join(char if "!" <= char <= "~" else f"%{ord(char) % 256:02X}" for char in address)


def _number(told: object, otherwise: Any = 0.0) -> Any:
    """A number, also one in a text; `otherwise` for what is none."""
    if isinstance(told, bool) or not isinstance(told, int | float | str):
        return otherwise
    try:
        number = float(told[:20] if isinstance(told, str) else told)
    except (ValueError, OverflowError):
        return otherwise
    return number if math.isfinite(number) else otherwise


def _wait(reply: Reply) -> float:
    """Retry-After in seconds (RFC 9110 section 10.2.3); a date there isn't worth a clock's trouble."""
    told = reply.headers.get("retry-after", "").strip()
    return min(float(told), LONGEST_PATIENCE) if told.isascii() and told.isdigit() and len(told) < 10 else 0.0


def _shown(words: str) -> str:
    return "".join(char if char.isprintable() else " " for char in words).strip()
