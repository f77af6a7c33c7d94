"""Delivery failures told in plain words: whom they are about, and what they say of each.

Knows no mail server by name. A notice names its recipients alone on a line, at a line's start, or after a
word like "recipient:"; the returned mail below it is not looked at. Linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum

from frontdesk.mailbox.bounces.reasons import ADDRESS_IS_DEAD, ADDRESS_MAY_BE_FINE
from frontdesk.rules.understood import phrases

_RETURNED_BEGINS = phrases("bounces.returned_begins")
_RECIPIENT_LABELS = phrases("bounces.recipient_labels")
_OTHER_LABELS = phrases("bounces.other_labels")

_LINES = 400
_LINE = 1_000
_DIAGNOSTIC_LINES = 14
_ADDRESSES = 50
_HEADERS_BEGIN = re.compile(r"(?:>|\s)?(?:Received|Return-Path|X-Received|DKIM-Signature):\s", re.I)
_LOCAL_END = frozenset(" \t<>()[],;:\"'`|{}=「」【】，、。：；（）“”„»«*\\")
_DOMAIN = re.compile(
    r"[A-Za-z0-9\u00a1-\uffff](?:[A-Za-z0-9\u00a1-\uffff.-]{0,252}[A-Za-z0-9\u00a1-\uffff])?"
)
_WRAPPING = " \t<>()[]*-–•>|\"'`:;,.「」【】“”„»«="
_AFTER_ALONE = re.compile(r"[>\"'\]) ]{0,4}(?:$|[:;,]|\s(?:on|at|-|–|\()|\s{0,4}\.\.\.|\s{0,4}<|\s?\.?$)")
_REPLY_CODE = re.compile(r"[45]\d\d(?:[ -]|$)(?:[45]\.\d{1,3}\.\d{1,3})?")
_SCHEMES = ("smtp", "mailto", "rfc822", "x400", "notes")
_NOBODY = ("postmaster@", "mailer-daemon@", "abuse@", "hostmaster@")  # whom a notice tells us to ask


class Place(IntEnum):
    """How surely an address stands where a notice names its recipient; higher is surer."""

    MENTIONED = 1
    WITH_REASON = 2
    LABELLED = 3
    ALONE = 4


@dataclass
class Named:
    """An address in a notice: lower case, how surely it is a recipient, and the lines that speak of it."""

    email: str
    place: Place
    lines: list[str] = field(default_factory=list)

    @property
    def diagnostic(self) -> str:
        return " ".join(self.lines)[:2_000]


def notice(text: str) -> str:
    """The report's own words: what stands above the returned mail."""
    kept = []
    for line in text.split("\n")[:_LINES]:
        if _begins_returned_mail(line):
            break
        kept.append(line[:_LINE].rstrip("\r"))
    return "\n".join(kept)


def _begins_returned_mail(line: str) -> bool:
    if _HEADERS_BEGIN.match(line):
        return True
    words = line.strip(" \t-=*|_+~#>:.").casefold()
    return len(words) < 90 and words.startswith(_RETURNED_BEGINS())


def recipients(notice_text: str, not_these: frozenset[str]) -> list[Named]:
    """The recipients that a notice names, in its order, without the addresses `not_these` (lower case)."""
    found: dict[str, Named] = {}
    current: Named | None = None
    for line in notice_text.split("\n"):
        for email, place in _addresses(line):
            if email in not_these or len(found) >= _ADDRESSES:
                continue
            named = found.setdefault(email, Named(email, place))
            if place > named.place:
                named.place = place
            if place >= Place.WITH_REASON:
                current = named
        if current is not None and line.strip() and len(current.lines) < _DIAGNOSTIC_LINES:
            current.lines.append(line.strip())
    return _surest(list(found.values()))


def _surest(named: list[Named]) -> list[Named]:
    """Those that are surely recipients; when there are none, those that most likely are."""
    for least in (Place.LABELLED, Place.WITH_REASON, Place.MENTIONED):
        sure = [one for one in named if one.place >= least]
        if sure:
            return sure if least > Place.MENTIONED else sure[:1]
    return []


def _addresses(line: str) -> Iterator[tuple[str, Place]]:
    """The addresses of a line and how each stands in it."""
    if "@" not in line:
        return
    for start, end in spans(line):
        email = line[start:end].lower()
        if (place := _place(line, start, end)) is not None:
            yield email, place


def spans(line: str) -> Iterator[tuple[int, int]]:
    """Where the addresses of a line stand, of the first so many."""
    floor, at = 0, line.find("@")
    for _ in range(_ADDRESSES):
        if at < 0:
            return
        start = at
        while start > max(floor, at - 65) and line[start - 1] not in _LOCAL_END:
            start -= 1
        if line[start : start + 5].lower() == "smtp=":  # X.400: "c=us;a= ;p=x;dda:SMTP=ann@example.org"
            start += 5
        domain = _DOMAIN.match(line, at + 1)
        if domain and start < at and "." in domain[0]:
            yield start, domain.end()
            floor = domain.end()
        at = line.find("@", max(at + 1, floor))


def _place(line: str, start: int, end: int) -> Place | None:
    """How the address stands in its line; None when the line says it isn't a recipient."""
    email = line[start:end].lower()
    before = _label(line[:start])
    label = max(_ending(before, _RECIPIENT_LABELS()), _ending(before, _OTHER_LABELS()), key=len)
    if email.startswith(_NOBODY) or label in _OTHER_LABELS():
        return None
    if not before and _AFTER_ALONE.match(line, end):
        return Place.ALONE
    if line[:start].lower().endswith("smtp=") or label:
        return Place.LABELLED
    rest = line.casefold()
    if not before or any(reason in rest for reason in (*ADDRESS_IS_DEAD(), *ADDRESS_MAY_BE_FINE())):
        return Place.WITH_REASON
    return Place.MENTIONED


def _label(before: str) -> str:
    """The words before an address, without what wraps it. "To:" is a header of the mail, not a label."""
    label = _REPLY_CODE.sub("", before.strip(_WRAPPING).casefold()).strip(_WRAPPING)
    for scheme in _SCHEMES:
        label = label.removesuffix(scheme).rstrip(_WRAPPING)
    return "header to" if label in ("to", "cc", "bcc") and ":" in before else label


def _ending(text: str, endings: tuple[str, ...]) -> str:
    """The longest of these that the text ends with as whole words, "" when none."""
    if not text.endswith(endings):
        return ""
    found = [one for one in endings if text.endswith(one) and not text[: -len(one)][-1:].isalnum()]
    return max(found, key=len, default="")
