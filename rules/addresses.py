"""Whether an address can stand in a mail's header and in SMTP's commands. Looks at its form; asks no server."""

from __future__ import annotations

import re
from functools import lru_cache

# Dots in a row or at the end, and "_" in a domain, are against the rules, and people with such addresses write to us
# (Japanese mobile networks gave them out).
_LOCAL = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-][A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]*|\"(?:[ !#-\[\]-~]|\\[ -~])*\""
)
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?")
_LITERAL = re.compile(r"\[[!-Z^-~]+\]")
_SPECIAL = re.compile(r"[\s<>()\[\]:;@\\,\"]")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_LONGEST_LOCAL = 128
_LONGEST_DOMAIN = 255


class NoAddress(ValueError):
    """No mail can go there, and why. Trying again won't help."""


def ascii_address(email: str, *, utf8: bool = False) -> str:
    """An address as it stands in a header and in SMTP's commands: the domain in its ASCII form (RFC 5890).

    Raises NoAddress, which says what is wrong with it. `utf8`: letters that only SMTPUTF8 can carry are allowed.
    """
    local, _, domain = email.rpartition("@")
    if not domain.isascii():
        try:
            domain = domain.encode("idna").decode()
        except UnicodeError:
            raise NoAddress(f"{email!r}: this domain can't be written in ASCII") from None
    if not _is_domain(domain.lower()) or len(local) > _LONGEST_LOCAL:
        raise NoAddress(f"{email[:300]!r} is not a mail address")
    if not local.isascii():
        if not utf8 or _CONTROL.search(local) or _SPECIAL.search(local):
            raise NoAddress(
                f"{email!r}: letters outside ASCII before the @ need a relay that speaks SMTPUTF8"
            )
    elif not _LOCAL.fullmatch(local):
        raise NoAddress(f"{email!r} is not a mail address")
    return f"{local}@{domain}"


@lru_cache(maxsize=1024)
def can_be_written_to(email: str) -> bool:
    """Whether a mail to it can be made at all; what the relay says is another matter."""
    try:
        ascii_address(email, utf8=True)
    except NoAddress:
        return False
    return True


def _is_domain(domain: str) -> bool:
    if not domain or len(domain) > _LONGEST_DOMAIN:
        return False
    return all(map(_LABEL.fullmatch, domain.split("."))) or _LITERAL.fullmatch(domain) is not None
