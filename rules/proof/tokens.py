"""Tokens that only somebody who got our mail can know: in the Message-IDs and reply addresses of what we send.

Each ends in an HMAC-SHA256 cut to 80 bits, the least that RFC 2104 section 5 allows of a 160-bit hash and far
beyond guessing by mail, in base32 without case, as mail systems fold the case of local parts. A customer's
token is good for writing on one request and for nothing else; a technician's is good for one technician and
about 90 days, and dies with the role, because who the sender is must be known to check it. Tokens for notes
are of their own kind, so that an answer to a note can't slip out.

Pure: keys and time come in. An 80-bit code is made or checked in a few microseconds.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from frontdesk.rules.effects import Audience
from frontdesk.rules.policy import ascii_lower

_WHO_LENGTH = 8  # 40 bits tell technicians apart; they prove nothing
_WEEK = 7 * 86400
WEEKS_VALID = 13  # 91 days: the week it was made in counts as the first
_LONGEST_LOCAL = 64  # RFC 5321 section 4.5.3.1.1
_LONGEST_ID = 320  # RFC 5321: a local part, "@" and a domain

_LETTERS = {Audience.CUSTOMER: "c", Audience.TECHNICIAN: "t", Audience.NOTE: "n"}
_AUDIENCES = {letter: audience for audience, letter in _LETTERS.items()}
_SHORT_SERIAL = re.compile(r"[a-z0-9]{1,16}")
_NUMBER = r"(0|[1-9][0-9]{0,8})"
_FOR_STAFF = r"\.([0-9]{1,5})(?:-[1-9][0-9]{0,2})?\.([a-z2-7]{8})"  # week, which one of the week's, and who
_CODE = r"\.([a-z2-7]{16})"
_TOKEN = re.compile(rf"([ctn]){_NUMBER}(?:{_FOR_STAFF})?{_CODE}")
_CONTACT = re.compile(rf"(?<![a-z0-9])k{_NUMBER}{_CODE}(?![a-z2-7])")
_STAFF_CODE = re.compile(rf"{_FOR_STAFF}{_CODE}(?![a-z2-7])", re.IGNORECASE)
_STAFF_MARK = re.compile(rf"[\w.+-]{{1,80}}{_FOR_STAFF}{_CODE}@[\w.-]{{1,200}}", re.IGNORECASE)
_MESSAGE_ID = re.compile(rf"fd\.([ctn]){_NUMBER}\.([a-z0-9]{{1,16}})(?:{_FOR_STAFF})?{_CODE}")


@dataclass(frozen=True)
class Keys:
    """The key that signs, and older ones that still verify. Never shown."""

    current: bytes = field(repr=False)
    previous: tuple[bytes, ...] = field(default=(), repr=False)

    @classmethod
    def from_setting(cls, text: str) -> Keys:
        """From SECRET_KEY: one key, or "new,old" while a new one is being introduced.

        Raises ValueError when it holds no key.
        """
        parts = [part.strip() for part in text.split(",") if part.strip()]
        if not parts:
            raise ValueError("SECRET_KEY is empty: give a long random text")
        derived = [hashlib.sha256(b"frontdesk tokens\0" + part.encode()).digest() for part in parts]
        return cls(derived[0], tuple(derived[1:]))

    def all(self) -> Iterator[bytes]:
        yield self.current
        yield from self.previous

    def of(self, opening: str) -> Keys:
        """The keys for one request's own ids and tokens. `opening`: what opened it (`rules.request.Request`), so that a
        number that was given out twice, by a database put back from a backup, never means two people; "" for mail
        about no request, and for a request from before its opening was noted.
        """
        if not opening:
            return self
        return Keys(_bound(self.current, opening), tuple(_bound(key, opening) for key in self.previous))


@dataclass(frozen=True, slots=True)
class Token:
    """From a reply address, with a good HMAC. `technician`: a fingerprint of the address it was made for, ""
    in a customer's; `week`: the week it was made in, 0 in a customer's, which doesn't expire. `code`: its HMAC, by
    which it is remembered when others have seen it.
    """

    audience: Audience
    request: int
    technician: str = ""
    week: int = 0
    code: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class OurMessageId:
    """From a Message-ID of ours, with a good HMAC. `request`: 0 for a mail about none; the rest as in `Token`."""

    request: int
    audience: Audience
    serial: str
    technician: str = ""
    week: int = 0
    code: str = field(default="", compare=False, repr=False)

    @property
    def is_root(self) -> bool:
        """Whether it is of no mail, but what a conversation hangs on (`thread_root`)."""
        return self.audience is not Audience.CUSTOMER and not self.technician


def thread_token(keys: Keys, request: int) -> str:
    """For a customer's reply address: who has it may write on this request. Doesn't expire."""
    return _signed(keys, "address", f"c{request}")


def technician_token(
    keys: Keys, request: int, technician: str, now: datetime, *, note: bool = False, fresh: int = 0
) -> str:
    """For a technician's reply address (`technician` is theirs): good for this request and about 90 days.

    `fresh`: how many of this week's were seen by others before; it is another one then.
    """
    letter = "n" if note else "t"
    return _signed(keys, "address", f"{letter}{request}{_staff_part(keys, technician, now, fresh)}")


def code_of(token: str) -> str:
    """What a token is remembered by."""
    return token.rpartition(".")[2]


def plus_address(desk_address: str, token: str) -> str:
    """The desk's address with the token (RFC 5233's detail); without it where there is no room for it."""
    local, _, domain = desk_address.rpartition("@")
    with_token = f"{local}+{token}"
    return f"{with_token}@{domain}" if len(with_token) <= _LONGEST_LOCAL else desk_address


def read_plus_address(keys: Keys, address: str, desk_address: str, now: datetime) -> Token | None:
    """The token in a reply address of ours; None for any other address, an expired and a guessed one.

    Whether it is the sender's own is then asked of `token_is_for`.
    """
    prefix, _, domain = ascii_lower(desk_address).rpartition("@")
    local, _, its_domain = ascii_lower(address[:_LONGEST_ID]).rpartition("@")
    if its_domain != domain or not local.startswith(f"{prefix}+"):
        return None
    text = local[len(prefix) + 1 :]
    found = _TOKEN.fullmatch(text)
    if found is None or not _is_signed(keys, "address", text):
        return None
    letter, request, week, who, code = found.groups()
    token = Token(_AUDIENCES[letter], int(request), who or "", int(week or 0), code)
    return token if token.audience is Audience.CUSTOMER or _is_fresh(token.week, now) else None


def message_id(
    keys: Keys, *, request: int, audience: str, serial: str, technician: str = "", domain: str, now: datetime
) -> str:
    """A Message-ID (RFC 5322 section 3.6.4) that nobody can guess and that says what the mail was about.

    `request`: 0 for none. `audience`: an `Audience`; a technician's and a note's name the `technician`.
    `serial`: any text that is this mail's alone. The part before the "@" has at most 61 characters.
    """
    letter = _LETTERS[Audience(audience)]
    own = serial if _SHORT_SERIAL.fullmatch(serial) else _base32(hashlib.sha256(serial.encode()).digest())
    staff_part = _staff_part(keys, technician, now) if technician else ""
    return f"<{_signed(keys, 'message-id', f'fd.{letter}{request}.{own}{staff_part}')}@{domain}>"


def thread_root(keys: Keys, request: int, domain: str) -> str:
    """What all mail to the team about a request refers to, so that a client shows it as one conversation whatever the
    subjects are. It proves nothing of anybody, and to a customer it is worth nothing."""
    return f"<{_signed(keys, 'message-id', f'fd.t{request}.thread')}@{domain}>"


def read_our_message_id(keys: Keys, text: str) -> OurMessageId | None:
    """What a Message-ID of ours says; None for any other and for a guessed one. The domain may be any."""
    if len(text) > _LONGEST_ID:
        return None
    local = ascii_lower(text.strip("<> \t")).partition("@")[0]
    found = _MESSAGE_ID.fullmatch(local)
    if found is None or not _is_signed(keys, "message-id", local):
        return None
    letter, request, serial, week, who, code = found.groups()
    return OurMessageId(int(request), _AUDIENCES[letter], serial, who or "", int(week or 0), code)


def token_is_for(
    keys: Keys, found: Token | OurMessageId, request: int, technician: str, now: datetime
) -> bool:
    """Whether this technician was given this for this request, in the last 90 days.

    That `technician` is one now is for the caller to know; a customer's token is never a technician's.
    """
    if found.audience is Audience.CUSTOMER or found.request != request or not _is_fresh(found.week, now):
        return False
    return any(hmac.compare_digest(found.technician, _who(key, technician)) for key in keys.all())


def number_named(text: str, desk_address: str = "") -> int | None:
    """The request that a Message-ID or a reply address names if it is ours, which only its keys can tell; None for
    what can't be ours."""
    local, _, domain = ascii_lower(text[:_LONGEST_ID].strip("<> \t")).rpartition("@")
    found = _MESSAGE_ID.fullmatch(local)
    if found is None and domain and domain == ascii_lower(desk_address).rpartition("@")[2]:
        found = _TOKEN.fullmatch(local.partition("+")[2])
    return int(found[2]) if found else None


def may_be_the_teams(text: str) -> bool:
    """Whether a Message-ID or an address looks like one that only somebody in the team was given."""
    return _STAFF_CODE.search(text[:_LONGEST_ID]) is not None


def teams_marks_in(text: str) -> tuple[str, ...]:
    """The Message-IDs and addresses in a text that look like those that only somebody in the team was given."""
    if _STAFF_CODE.search(text) is None:
        return ()
    return tuple(dict.fromkeys(found[0] for found in _STAFF_MARK.finditer(text)))


def contact_token(keys: Keys, contact: int) -> str:
    """For the reply address and the unsubscribing mail of a check-in or review: who has it answers that one."""
    return _signed(keys, "contact", f"k{contact}")


def read_contact_token(keys: Keys, text: str) -> int | None:
    """The contact whose token stands in this text; None when there is none with a good HMAC."""
    for found in _CONTACT.finditer(ascii_lower(text[:_LONGEST_ID])):
        if _is_signed(keys, "contact", found[0]):
            return int(found[1])
    return None


def without_staff_tokens(text: str) -> str:
    """`text` with what could be a technician's token in an address or a Message-ID made worthless."""
    return _STAFF_CODE.sub(lambda found: "x" * len(found[0]), text)


def survey_code(keys: Keys, request: int, customer: str) -> str:
    """What the survey's links carry: only the customer of the request is sent it. 80 bits, 16 characters."""
    return _code(keys.current, "survey", f"{request}\0{ascii_lower(customer)}")


def is_survey_code(keys: Keys, code: str, request: int, customer: str) -> bool:
    given = ascii_lower(code).encode()
    about = f"{request}\0{ascii_lower(customer)}"
    return any(hmac.compare_digest(given, _code(key, "survey", about).encode()) for key in keys.all())


def _staff_part(keys: Keys, technician: str, now: datetime, fresh: int = 0) -> str:
    which = f"-{fresh}" if fresh else ""
    return f".{_week(now)}{which}.{_who(keys.current, technician)}"


def _week(now: datetime) -> int:
    return int(now.timestamp()) // _WEEK


def _is_fresh(week: int, now: datetime) -> bool:
    return 0 <= _week(now) - week <= WEEKS_VALID


@lru_cache(maxsize=512)
def _who(key: bytes, technician: str) -> str:
    """Tells technicians apart without saying their address."""
    return _code(key, "technician", ascii_lower(technician))[:_WHO_LENGTH]


def _signed(keys: Keys, purpose: str, text: str) -> str:
    return f"{text}.{_code(keys.current, purpose, text)}"


def _is_signed(keys: Keys, purpose: str, text: str) -> bool:
    signed, _, code = text.rpartition(".")
    return any(hmac.compare_digest(code, _code(key, purpose, signed)) for key in keys.all())


def _code(key: bytes, purpose: str, text: str) -> str:
    """80 bits over the text; the purpose keeps a code for one use from being one for another."""
    made = _keyed(key).copy()
    made.update(f"{purpose}\0{text}".encode())
    return _base32(made.digest())


@lru_cache(maxsize=512)
def _bound(key: bytes, opening: str) -> bytes:
    return hashlib.sha256(b"frontdesk opening\0" + key + opening.encode()).digest()


@lru_cache(maxsize=64)
def _keyed(key: bytes) -> hmac.HMAC:
    """Copying a keyed HMAC costs half of making one."""
    return hmac.new(key, digestmod=hashlib.sha256)


_DIGITS = "abcdefghijklmnopqrstuvwxyz234567"
_PAIRS = [a + b for a in _DIGITS for b in _DIGITS]
_SHIFTS = range(70, -1, -10)


def _base32(digest: bytes) -> str:
    """The first 80 bits in RFC 4648's base32, in lower case; `base64.b32encode` takes five times as long."""
    bits = int.from_bytes(digest[:10], "big")
    return "".join([_PAIRS[bits >> shift & 1023] for shift in _SHIFTS])
