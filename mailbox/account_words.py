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
    """`codes`: enhanced codes without their class. `words`: what the answer says, each a pattern in lower case.
    `logged_in`: only of a relay that we log in to. `sure`: these words can be about nobody else, unless they are said
    of a recipient.
    """

    trouble: AccountTrouble
    codes: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    phases: frozenset[Phase] = _ANYWHERE
    logged_in: bool = False
    sure: bool = True

    def says(self, words: str) -> bool:
        return bool(self.words) and re.search("|".join(self.words), words) is not None


_SENDING = "(?:send(?:ing|er)?|sent|outgoing|relay|daily|hourly|monthly|smtp|message|mail|email)"
_TABLE = (
    # Gmail 550 5.4.5; Exchange Online 550 5.1.90, 5.7.232, .233 and .236 (its tenants' limits),
    # 554 5.2.0 STOREDRV...SubmissionQuotaExceeded. Zoho, SES, SendGrid, cPanel and others by words alone.
    _Row(
        AccountTrouble.LIMIT,
        ("4.5", "1.90", "7.232", "7.233", "7.236", "7.28"),
        (
            "submissionquotaexceeded",
            rf"\b{_SENDING} (?:\w+ )?(?:limit|quota|allowance)\b(?!.*\b(?:size|receiv))",
            "daily user sending",
            "message rate exceeded",
            "ratelimit",
            "throttling failure",
            "credits exceeded",
            "too many (?:messages|mails|emails) (?:sent|from)",
            "unusual (?:sending|rate)",
            "frequency limited",
            r"max(?:imum)? (?:\w+ ){0,3}(?:emails|messages|mails|defers) (?:\w+ ){0,3}(?:per|an?) (?:hour|day)",
        ),
    ),
    _Row(AccountTrouble.LIMIT, (), ("quota exceeded", "exceeded the limit", "rate limit"), _OF_THE_MAIL),
    # Exchange Online 554 5.2.2: it keeps a copy of what we send, and has no room for it
    _Row(AccountTrouble.FULL, ("2.2",), ("mailbox (?:is )?full",), _OF_THE_MAIL, logged_in=True),
    _Row(
        AccountTrouble.BLOCKED,
        ("7.708", "7.705", "7.501", "7.502", "7.503", "7.511", "7.750"),
        ("outboundspam", "wascl useraction", "sender (?:is )?blocked", "banned send", "outgoing blocked"),
    ),
    _Row(
        AccountTrouble.BLOCKED,
        (),
        (
            r"account (?:is|has been) (?:\w+ )?(?:blocked|suspended|disabled|locked|deactivated|paused|restricted)",
            "account (?:suspended|disabled)",
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
            "not owned by",
            "sender address rejected",
            "sender not owned",
            "not allowed to send (?:as|from)",
            "not authorized to send",
            "verified sender",
            "sender signature",
            "not belong to (?:the )?(?:logged|authenticated)",
        ),
    ),
    _Row(
        AccountTrouble.RELAYING,
        (),
        (
            "relay(?:ing)? (?:access )?(?:denied|disallowed|not (?:permitted|allowed))",
            "unable to relay",
            "not (?:permitted|allowed) to relay",
            "we do not relay",
        ),
        frozenset((Phase.RECIPIENT,)),
    ),
    # What follows is about us where nobody gets anything, and else about this mail.
    _Row(
        AccountTrouble.BLOCKED,
        (),
        (
            r"(?:sending|outgoing|smtp)\b.{0,60}\b(?:suspen|disabled|paused|blocked|activat)",
            "mail suspension",
            "user (?:is )?suspended",
            "blocked using",
            "client (?:host )?(?:rejected|blocked)|client host .{0,60} (?:rejected|blocked)",
            "your ip|the ip you",
            "banned",
            "sign in to your account",
            "your account .{0,40}(?:pending|blocked|suspended|disabled|locked|restricted|exceeded|reached)",
            "this account .{0,40}(?:pending|blocked)|for this account|(?:free|trial) account",
            "your (?:plan|subscription)|activate your|test purposes only",
            r"from \d+\.\d+\.\d+\.\d+ will be",
            r"\bhelo\b",
        ),
        sure=False,
    ),
    _Row(
        AccountTrouble.LOGIN,
        (),
        (
            "invalid credentials",
            "unauthorized ip",
            "smtp auth",
            "authentication (?:failed|unsuccessful|is required)",
            "unauthenticated sender",
            "permission to submit",
            "not authori[sz]ed to perform",
        ),
        sure=False,
    ),
    _Row(
        AccountTrouble.SENDER,
        (),
        (
            "not verified|unverified|unconfigured sending",
            "not allowed to send",
            "sender verify",
            "not local sender",
            "(?:unauthori[sz]ed|invalid) sender",
            "sender (?:.{0,60} )?not (?:allowed|authori[sz]ed|valid|permitted)",
            "not (?:authori[sz]ed|permitted|allowed) to (?:send|use) .{0,20}(?:from|sender|address)",
            "not one of your",
            r"from address\b.{0,20} not|from (?:address )?must",
            "spf fail|dmarc|sender is unauthenticated",
            "relay(?:ing)? disallowed|to relay emails",
        ),
        sure=False,
    ),
)
# Said of somebody whom the mail was for, whatever else stands in the answer.
_OF_A_RECIPIENT = re.compile(
    r"the recipient|recipient's|recipient (?:address rejected|not|over|no )|recipient\(s\)|more recipients|resolver\."
    r"|tried to reach|trying to contact|delivery error|(?:for|to) (?:this )?(?:group|mailbox)$|by organization"
    r"|user's (?:account|mailbox)|allowed-senders|suppression list|no such user|discontinued"
    r"|(?<!sender address rejected: )user unknown|receive limit|can receive|mailbox (?:is )?disabled|invalid mailbox"
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
    """`sure`: it can be about nobody else. Other words, and most of them at a recipient, may be about this one mail:
    then it is about us only if everybody is refused.
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
    if phase is not Phase.SENDER and _OF_A_RECIPIENT.search(words):
        return None
    for row in _TABLE:
        if phase in row.phases and (logged_in or not row.logged_in) and (row.sure or answer.startswith("5")):
            if code and code in row.codes:
                return AboutUs(row.trouble)
            if row.says(words):
                return AboutUs(row.trouble, sure=row.sure and phase is not Phase.RECIPIENT)
    if phase is Phase.SENDER and sender and answer.startswith("5") and not _BESIDE_THE_SENDER.search(answer):
        return AboutUs(AccountTrouble.SENDER)
    return None
