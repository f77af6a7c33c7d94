"""Addresses by their form: which can stand in a mail's header and in SMTP's commands, and which only ever write.

Nobody reads what is sent to a no-reply address, so it is answered nothing and put nowhere. Asks no server.
"""

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


def never_reads(address: str) -> bool:
    """Whether this address only ever writes: RFC 5230 section 4.6 and its like."""
    local = address.partition("@")[0].partition("+")[0].lower()
    return local in _ROBOTS or local.startswith(_ROBOT_BEGINNINGS) or local.endswith(_ROBOT_ENDS)


def is_no_reply(address: str) -> bool:
    letters = "".join(filter(str.isalpha, address.partition("@")[0].lower()))
    return letters.startswith(_NO_REPLIES) or letters.endswith(_NO_REPLIES)


_ROBOTS = frozenset(
    {
        "mailer-daemon",
        "mailerdaemon",
        "mdaemon",
        "listserv",
        "majordomo",
        "autoresponder",
        "auto-responder",
        "uucp",
    }
)
_ROBOT_BEGINNINGS = ("owner-", "bounce-", "bounces-", "bounces+", "mailer-daemon")
_ROBOT_ENDS = ("-request", "-bounces", "-bounce")
_NO_REPLIES = (
    "noreply",
    "donotreply",
    "dontreply",
    "noreplay",
    "nichtantworten",
    "nepasrepondre",
    "noresponder",
)
