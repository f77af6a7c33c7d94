"""Addresses that only ever write: nobody reads what is sent there, so they are answered nothing and put nowhere."""

from __future__ import annotations


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
