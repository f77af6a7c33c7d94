"""Tokens that only somebody who got our mail can know: in the Message-IDs and reply addresses of what we send.

Each is an HMAC-SHA256 (RFC 2104) cut to 80 bits (RFC 2104 section 5 allows half the hash and no less than 80),
in base32 without case, as mail systems fold the case of local parts. Pure: keys and time come in.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

_BYTES = 10  # 80 bits, 16 characters of base32
_CHARACTERS = 16
_WEEK = 7 * 86400
_WEEKS_VALID = 13  # about 90 days
_CLASSES = {"customer": "c", "technician": "t", "note": "n"}
_AUDIENCES = {letter: name for name, letter in _CLASSES.items()}
_DIGITS = frozenset("0123456789")
_WORD = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")
_LONGEST_LOCAL = 64  # RFC 5321 section 4.5.3.1.1


@dataclass(frozen=True)
class Keys:
    """The key that signs, and older ones that still verify. Never shown."""

    current: bytes = field(repr=False)
    previous: tuple[bytes, ...] = field(default=(), repr=False)

    @classmethod
    def from_setting(cls, text: str) -> Keys:
        """SECRET_KEY: one key, or "new,old" while a new one is being introduced."""
        parts = [part.strip() for part in text.split(",") if part.strip()]
        if not parts:
            raise ValueError("SECRET_KEY is empty: give a long random text")
        derived = [hashlib.sha256(b"frontdesk tokens\0" + part.encode()).digest() for part in parts]
        return cls(derived[0], tuple(derived[1:]))

    def all(self) -> Iterator[bytes]:
        yield self.current
        yield from self.previous


@dataclass(frozen=True, slots=True)
class Token:
    """From a reply address. `week` is when it was made, 0 for one that doesn't expire; `mac` proves who for."""

    audience: str
    request: int
    week: int
    mac: str


@dataclass(frozen=True, slots=True)
class OurMessageId:
    """From a Message-ID of ours, whose HMAC was right. `technician`: a fingerprint of the address, "" for none."""

    request: int
    audience: str
    serial: str
    technician: str


@lru_cache(maxsize=8)
def _keyed(key: bytes) -> hmac.HMAC:
    return hmac.new(key, digestmod=hashlib.sha256)


def _mac(key: bytes, *parts: object) -> str:
    """80 bits over the parts; a NUL between them, which none of them can hold."""
    made = _keyed(key).copy()
    made.update("\0".join(map(str, parts)).encode())
    return base64.b32encode(made.digest()[:_BYTES]).decode().lower()


def _week(now: datetime) -> int:
    return int(now.timestamp()) // _WEEK


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())


def thread_token(keys: Keys, request: int) -> str:
    """For a customer's reply address: who has it may write on this request. Doesn't expire."""
    return f"c{request}.{_mac(keys.current, 'address', 'customer', request)}"


def technician_token(keys: Keys, request: int, technician: str, now: datetime, *, note: bool = False) -> str:
    """For a technician's reply address: good for this request, this technician and about 90 days."""
    audience, week = ("note" if note else "technician"), _week(now)
    mac = _mac(keys.current, "address", audience, request, technician.lower(), week)
    return f"{_CLASSES[audience]}{request}.{_number_in_36(week)}.{mac}"


def survey_code(keys: Keys, request: int, customer: str) -> str:
    """What the survey's links carry: 40 bits are enough for something that works once and for one request."""
    return _mac(keys.current, "survey", request, customer.lower())[:8]


def is_survey_code(keys: Keys, code: str, request: int, customer: str) -> bool:
    wanted = (_mac(key, "survey", request, customer.lower())[:8] for key in keys.all())
    return any(_same(code.lower(), each) for each in wanted)


def plus_address(desk_address: str, token: str) -> str:
    local, _, domain = desk_address.partition("@")
    return f"{local}+{token}@{domain}"


def read_plus_address(keys: Keys, address: str, desk_address: str, now: datetime) -> Token | None:
    """The token in a reply address of ours; None for any other address, an expired or a guessed one.

    A technician's token is checked further by `token_is_for`, which knows whose it must be.
    """
    local, _, domain = address.lower().partition("@")
    own_local, _, own_domain = desk_address.lower().partition("@")
    head, plus, written = local.partition("+")
    if not plus or head != own_local or domain != own_domain or len(local) > _LONGEST_LOCAL:
        return None
    audience = _AUDIENCES.get(written[:1])
    parts = written[1:].split(".")
    if audience is None or not _is_number(parts[0]) or len(parts) != (2 if audience == "customer" else 3):
        return None
    request, mac = int(parts[0]), parts[-1]
    if audience == "customer":
        good = any(_same(mac, _mac(key, "address", "customer", request)) for key in keys.all())
        return Token(audience, request, 0, mac) if good else None
    week = _from_36(parts[1])
    if week is None or not 0 <= _week(now) - week <= _WEEKS_VALID:
        return None
    return Token(audience, request, week, mac)


def message_id(
    keys: Keys, *, request: int, audience: str, serial: str, technician: str = "", domain: str, now: datetime
) -> str:
    """A Message-ID that nobody can guess and that says what it is about. `serial`: unique, letters, digits, `.-`."""
    who = fingerprint(keys.current, technician) if technician else ""
    words = f"{_CLASSES[audience]}{request}.{serial.replace('.', '-')}" + (f".{who}" if who else "")
    mac = _mac(keys.current, "message-id", words)
    return f"<fd.{words}.{mac}@{domain}>"


def read_message_id(keys: Keys, text: str) -> OurMessageId | None:
    """What a Message-ID of ours says; None for any other and for a guessed one."""
    local = text.strip("<> \t").lower().partition("@")[0]
    if not local.startswith("fd.") or len(local) > 200:
        return None
    words, _, mac = local[3:].rpartition(".")
    if len(mac) != _CHARACTERS or not any(_same(mac, _mac(key, "message-id", words)) for key in keys.all()):
        return None
    parts = words.split(".")
    audience = _AUDIENCES.get(words[:1])
    if audience is None or not 2 <= len(parts) <= 3 or not _is_number(parts[0][1:]):
        return None
    return OurMessageId(int(parts[0][1:]), audience, parts[1], parts[2] if len(parts) == 3 else "")


def token_is_for(
    keys: Keys, found: Token | OurMessageId, request: int, technician: str, now: datetime
) -> bool:
    """Whether this is the token or Message-ID that this technician was given for this request."""
    if found.request != request or found.audience == "customer":
        return False
    if isinstance(found, OurMessageId):
        return bool(found.technician) and any(
            _same(found.technician, fingerprint(key, technician)) for key in keys.all()
        )
    email = technician.lower()
    return any(
        _same(found.mac, _mac(key, "address", found.audience, request, email, found.week))
        for key in keys.all()
    )


def fingerprint(key: bytes, technician: str) -> str:
    """Tells technicians apart without saying their address; the Message-ID's own HMAC keeps it from being made up."""
    return _mac(key, "technician", technician.lower())[:8]


def _is_number(text: str) -> bool:
    return 0 < len(text) <= 12 and _DIGITS.issuperset(text)


def _number_in_36(number: int) -> str:
    digits = ""
    while number:
        number, rest = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[rest] + digits
    return digits or "0"


def _from_36(text: str) -> int | None:
    if not 0 < len(text) <= 6 or not _WORD.issuperset(text):
        return None
    return int(text, 36)
