"""What our own mail server writes into the mail that lies in the mailbox, and which TRUSTED_AUTHSERV_ID fits it.

For people who set the desk up: a guess from what is there, never used to judge a mail. Whoever sends much mail to a
server that adds nothing could lead the guess, so it wants most of the mail, of more than one sender's domain.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from frontdesk.rules.proof.authentication_results import (
    Unreadable,
    read_authserv_id,
    read_microsoft_results,
)
from frontdesk.rules.proof.origin import MICROSOFT, ONE_HEADER_A_METHOD, is_by

_MOST_OF_THEM = 0.8
_FEWEST_DOMAINS = 2
_NOBODY = "?"
_COUNTRY = 2  # letters: below a country's own, a name like "co.uk" is nobody's


@dataclass(frozen=True, slots=True)
class SeenMail:
    """`sender_domain`: of the From address. `results`: its Authentication-Results, topmost first."""

    sender_domain: str
    results: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """`mails` were looked at; `trusted` of them bear the trusted server's header on top, `others` somebody else's.

    `suggestion`: a TRUSTED_AUTHSERV_ID that fits most of them, "" when none does.
    """

    mails: int
    trusted: int
    others: int
    suggestion: str = ""


def seen_results(mails: Sequence[SeenMail], trusted: str) -> Seen:
    """What the mails show. `trusted`: the setting, "" while it is empty."""
    tops = [_top(mail) for mail in mails]
    wanted = trusted.lower().rstrip(".")
    by_ours = sum(1 for top in tops if top and wanted and (top == wanted or is_by(wanted, top)))
    there = sum(1 for top in tops if top)
    return Seen(len(mails), by_ours, there - by_ours, _suggestion(mails, tops))


def _top(mail: SeenMail) -> str:
    """Who wrote the topmost header: a name, `MICROSOFT` for the form that has none, "" for no header."""
    if not mail.results:
        return ""
    name = read_authserv_id(mail.results[0]).rstrip(".")
    return name or (MICROSOFT if _is_microsofts(mail.results[0]) else _NOBODY)


def _is_microsofts(header: str) -> bool:
    try:
        return bool(read_microsoft_results(header).results)
    except Unreadable:
        return False


def _suggestion(mails: Sequence[SeenMail], tops: Sequence[str]) -> str:
    for candidate in _candidates(tops):
        senders = {
            mail.sender_domain
            for mail, top in zip(mails, tops, strict=True)
            if top == candidate or is_by(candidate, top)
        }
        hits = sum(1 for top in tops if top == candidate or is_by(candidate, top))
        if hits >= _MOST_OF_THEM * len(mails) and len(senders) >= _FEWEST_DOMAINS:
            return candidate
    return ""


def _candidates(tops: Sequence[str]) -> list[str]:
    """The providers that we know, then each name, then each domain that hosts lie below; the most frequent first."""
    counted = [name for name, _ in Counter(top for top in tops if top not in ("", _NOBODY)).most_common()]
    above = Counter(suffix for top in tops for suffix in {f".{'.'.join(labels)}" for labels in _parents(top)})
    known = sorted(
        provider for provider in ONE_HEADER_A_METHOD if any(is_by(provider, top) for top in counted)
    )
    # The longest first: what is nearest to the hosts lets in the fewest others.
    below = sorted(above, key=lambda suffix: (-suffix.count("."), suffix))
    return [*known, *counted, *below]


def _parents(name: str) -> list[list[str]]:
    labels = name.split(".")
    parents = [labels[start:] for start in range(1, len(labels) - 1)]
    return [
        parent for parent in parents if len(parent) > 2 or len(parent[-1]) > _COUNTRY or len(parent[0]) > 3
    ]
