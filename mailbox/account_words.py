"""Whether a relay's refusal speaks of the mail, or of our account there: one table. Pure; knows no connection.

What speaks of the account is no mail's end: all mail waits until somebody has put it right. Enhanced status codes are
RFC 3463's; class and subject alone say too little, as every provider has its own use for them. `remedy` is for
administrators and stands in `frontdesk status`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class Phase(StrEnum):
    """What the relay was answering."""

    SENDER = "MAIL"
    RECIPIENT = "RCPT"
    DATA = "DATA"


class AccountTrouble(StrEnum):
    """What is wrong with our account."""

    LIMIT = "limit"
    FULL = "full"
    BLOCKED = "blocked"
    LOGIN = "login"
    SENDER = "sender"
    RELAYING = "relaying"
    UNKNOWN = "unknown"  # one code for everybody, which no table knows


_ANYWHERE = frozenset(Phase)
_OF_THE_MAIL = frozenset(
    (Phase.SENDER, Phase.DATA)
)  # at RCPT the same words are about the recipient's mailbox


@dataclass(frozen=True, slots=True)
class _Row:
    """`codes`: enhanced codes without their class. `words`: parts of the answer, in lower case, blanks as they are.
    `logged_in`: only of a relay that we log in to.
    """

    trouble: AccountTrouble
    codes: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    phases: frozenset[Phase] = _ANYWHERE
    logged_in: bool = False


_TABLE = (
    # Gmail 550 5.4.5; Exchange Online 550 5.1.90, 554 5.2.0 STOREDRV...SubmissionQuotaExceeded
    _Row(
        AccountTrouble.LIMIT,
        ("4.5", "1.90"),
        (
            "submissionquotaexceeded",
            "sending limit",
            "sending quota",
            "send quota",
            "daily limit",
            "daily user sending",
            "daily sending",
            "hourly limit",
            "message rate exceeded",
            "too many messages sent",
        ),
    ),
    _Row(AccountTrouble.LIMIT, (), ("quota exceeded", "exceeded the limit", "rate limit"), _OF_THE_MAIL),
    # Exchange Online 554 5.2.2: it keeps a copy of what we send, and has no room for it
    _Row(AccountTrouble.FULL, ("2.2",), ("mailbox full", "mailbox is full"), _OF_THE_MAIL, logged_in=True),
    _Row(
        AccountTrouble.BLOCKED,
        ("7.708", "7.705", "7.501", "7.502"),
        ("outboundspam", "sender blocked"),
    ),
    _Row(
        AccountTrouble.BLOCKED,
        (),
        (
            "account is blocked",
            "account has been",
            "account suspended",
            "account disabled",
            "account is disabled",
        ),
        _OF_THE_MAIL,
    ),
    _Row(
        AccountTrouble.LOGIN,
        ("7.30", "7.57", "7.139", "7.3"),
        ("authentication required", "must be authenticated", "authenticate first", "not authenticated"),
    ),
    _Row(
        AccountTrouble.SENDER,
        ("7.60", "2.252", "1.7", "1.8"),
        (
            "sendasdenied",
            "send as this sender",
            "not owned by user",
            "sender address rejected",
            "sender not owned",
            "not allowed to send as",
            "not allowed to send from",
            "not authorized to send",
        ),
    ),
    _Row(
        AccountTrouble.RELAYING,
        (),
        (
            "relay access denied",
            "relaying denied",
            "relay not permitted",
            "relaying not allowed",
            "relay denied",
            "unable to relay",
            "not permitted to relay",
            "we do not relay",
        ),
        frozenset((Phase.RECIPIENT,)),
    ),
)
_LOGIN_CODES = frozenset((530, 534, 535, 538))  # RFC 4954: wherever they come
# At MAIL nothing but the sender has been said yet, unless the answer speaks of what MAIL says beside it: the size
# (RFC 1870), letters beyond ASCII (RFC 6531), a parameter.
_BESIDE_THE_SENDER = re.compile(
    r"^(?:552|555|503|501)|[45]\.3\.4\b|[45]\.6\.\d|[45]\.2\.3\b|\bsize\b|too large", re.IGNORECASE
)
_ENHANCED = re.compile(r"^[45]\d\d[ -](?:[45])\.(\d{1,3}\.\d{1,3})\b")

REMEDIES = {
    AccountTrouble.LIMIT: "Wait until the provider's limit is over, raise it there, or set SMTP_PER_MINUTE lower.",
    AccountTrouble.FULL: "The mailbox of the account is full: empty its sent mail, or give it more room.",
    AccountTrouble.BLOCKED: "The provider has blocked the account for sending: have it released there.",
    AccountTrouble.LOGIN: (
        "The provider doesn't take this login any more: check SMTP_USER and SMTP_PASSWORD, and whether it still takes"
        " passwords at all."
    ),
    AccountTrouble.SENDER: "Let the account send as DESK_ADDRESS, or set DESK_ADDRESS to an address of its own.",
    AccountTrouble.RELAYING: (
        "The relay takes no mail from here: log in to it (SMTP_USER), or let it know this machine."
    ),
    AccountTrouble.UNKNOWN: "The relay refuses everybody alike: ask whoever runs it what its answer means.",
}


def enhanced_code(answer: str) -> str:
    """Subject and detail of the enhanced status code, "7.60" for 5.7.60; "" where there is none."""
    found = _ENHANCED.match(answer)
    return found[1] if found else ""


@dataclass(frozen=True, slots=True)
class AboutUs:
    """`sure`: it can be about nobody else. Words at a recipient may be about that one: then it is about us only if
    everybody is refused.
    """

    trouble: AccountTrouble
    sure: bool = True


def about_us(answer: str, phase: Phase, *, sender: bool, logged_in: bool) -> AboutUs | None:
    """What the relay's refusal says of our account; None when it is about the mail or its recipient.

    `answer`: "550 5.7.60 words". `sender`: whether the mail names a sender (not the null return path).
    """
    code, words = enhanced_code(answer), answer.casefold()
    if answer[:3].isdigit() and int(answer[:3]) in _LOGIN_CODES:
        return AboutUs(AccountTrouble.LOGIN)
    for row in _TABLE:
        if phase in row.phases and (logged_in or not row.logged_in):
            if code and code in row.codes:
                return AboutUs(row.trouble)
            if any(part in words for part in row.words):
                return AboutUs(row.trouble, sure=phase is not Phase.RECIPIENT)
    if phase is Phase.SENDER and sender and answer.startswith("5") and not _BESIDE_THE_SENDER.search(answer):
        return AboutUs(AccountTrouble.SENDER)
    return None
