"""What a mail looks like that arrived, beside the one that was sent: a line for each difference, with what it means.

Pure: bytes in, findings out. Nothing that arrives makes it raise.
"""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage

from frontdesk.cli.checks.finding import GOOD, WARNING, Finding
from frontdesk.rules.proof.authentication_results import Unreadable, read_authentication_results
from frontdesk.settings.load import Settings

PART = "mail"
TEXT = "Grüße vom Tresen: naïve façade, 20 €, ✓ und русский текст."
ORIGINAL_IDS = ("X-Microsoft-Original-Message-ID", "X-Google-Original-Message-ID")
_MEANS = {
    "Auto-Submitted": (
        "other machines can't tell that the desk's mail is automatic, and may answer it",
        "Watch for answers of machines in Automatic, and ask the provider to leave the header alone.",
    ),
    "X-Frontdesk-Kind": ("people's own filters for the desk's mail won't work", "Nothing needs doing."),
    "From": ("customers see another sender than the desk", "Let the mailbox send as DESK_ADDRESS."),
    "Reply-To": (
        "answers go elsewhere than they should",
        "Set PLUS_ADDRESSING=no if technicians' answers get lost.",
    ),
    "References": (
        "mail clients may not keep a request's mails together",
        "Nothing needs doing: the desk knows them.",
    ),
}


@dataclass(frozen=True, slots=True)
class Probe:
    """A mail that was sent: `token` stands in a header and in its text, so that it is known by either."""

    token: str
    message_id: str
    to: str
    raw: bytes


def compared(sent: Probe, raw: bytes, answer: str, settings: Settings) -> Iterator[Finding]:
    """What arrived beside what was sent: a line for each difference, with what it means."""
    before, after = read(sent.raw), read(raw)
    yield _message_id(sent, after, answer, settings)
    for name, (means, remedy) in _MEANS.items():
        ours, theirs = _plain(before.get(name)), _plain(after.get(name))
        if ours != theirs:
            how = f"arrives as {theirs[:120]!r}" if theirs else "is taken away"
            yield Finding(PART, WARNING, f"{name} {how}: {means}", remedy)
    if all(_plain(before.get(name)) == _plain(after.get(name)) for name in _MEANS):
        yield Finding(PART, GOOD, f"{', '.join(_MEANS)} arrive as they were sent")
    if TEXT in text_of(after):
        yield Finding(PART, GOOD, "the text arrives with every letter")
    else:
        yield Finding(PART, WARNING, "letters beyond ASCII are changed on the way", "Ask the provider.")
    yield from _vouched(after, settings)


def _message_id(sent: Probe, after: EmailMessage, answer: str, settings: Settings) -> Finding:
    theirs = _plain(after.get("Message-ID"))
    if theirs == sent.message_id:
        return Finding(PART, GOOD, "the Message-ID is kept")
    kept = next((name for name in ORIGINAL_IDS if sent.message_id in _plain(after.get(name))), "")
    told = "; the relay's answer names the new one" if theirs and theirs in answer else ""
    where = f"; ours stands in {kept}" if kept else ""
    what = f"the provider writes another Message-ID, {theirs[:120]}{where}{told}"
    if settings.plus_addressing or settings.trusted_authserv_id:
        return Finding(PART, WARNING, what, "Nothing needs doing: answers are known by other signs, too.")
    return Finding(
        PART, WARNING, what, "Set PLUS_ADDRESSING or TRUSTED_AUTHSERV_ID: answers need one of them."
    )


def _vouched(after: EmailMessage, settings: Settings) -> Iterator[Finding]:
    headers = [str(value) for value in after.get_all("Authentication-Results", [])]
    inside = _plain(after.get("X-MS-Exchange-Organization-AuthAs"))
    if inside:
        yield Finding(PART, GOOD, f"the server says of its own organisation's mail: AuthAs {inside}")
    if not headers:
        if settings.trusted_authserv_id and not inside:
            what = "no Authentication-Results on the desk's own mail; TRUSTED_AUTHSERV_ID may be right for others'"
            yield Finding(PART, GOOD, what)
        return
    name = _who_vouches(headers[0])
    more = f" (of {len(headers)})" if len(headers) > 1 else ""
    what = f"the topmost Authentication-Results{more} is by {name}"
    trusted = settings.trusted_authserv_id.lower()
    if trusted == name or (trusted.startswith(".") and name.endswith(trusted)):
        yield Finding(PART, GOOD, f"{what}, as TRUSTED_AUTHSERV_ID says")
    else:
        remedy = f"TRUSTED_AUTHSERV_ID={name}, if that is your own mail server."
        yield Finding(PART, WARNING, what, remedy)


def _who_vouches(header: str) -> str:
    """As TRUSTED_AUTHSERV_ID has it; Microsoft's header names nobody."""
    try:
        return read_authentication_results(" ".join(header.split())).authserv_id
    except Unreadable:
        return "microsoft"


def read(raw: bytes) -> EmailMessage:
    return email.message_from_bytes(raw, policy=email.policy.default)


def text_of(message: EmailMessage) -> str:
    try:
        part = message.get_body(("plain",))
        return str(part.get_content()) if part is not None else ""
    except (LookupError, ValueError, AttributeError, TypeError):  # a part of no charset that there is
        return ""


def _plain(value: object) -> str:
    return " ".join(str(value).split()) if value is not None else ""
