"""Gathers how often the writer of a mail has said the same. Reads; decides nothing.

Costs nothing for who wrote seldom, or about other things: the requests that are known anyway show it. Only an address
that may be one ticket's makes a look at the desk's newest requests.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from frontdesk.db.people import Opened, opened_by, opened_by_like
from frontdesk.db.requests import Newest, newest_of
from frontdesk.desk import Desk
from frontdesk.rules.request import Request
from frontdesk.rules.saying_the_same import (
    NONE,
    READ,
    WITHIN,
    Repeats,
    kindred,
    repeats,
    said,
    subject_words,
)
from frontdesk.rules.tags.read import bare_subject

_NEWEST = 8  # as many as `requests.newest_of` gives of who opened enough
_SAME_SUBJECT = 2  # of those
_ANSWERED = 2  # of those, by a technician: then somebody talks with a person
_LOOKED_AT = 40  # requests: some programs answer in several ways


def repeats_of(
    desk: Desk, customer: str, subject: str, text: str, at: datetime, newest: Sequence[Newest]
) -> Repeats:
    """`newest`: the customer's, as `requests.newest_of` gives them."""
    tag, since = desk.policy.desk_tag, at - WITHIN
    kin = kindred(customer)
    if kin is None and not _is_worth_a_look(subject, since, tag, newest):
        return NONE
    earlier = _earlier(desk, customer, kin, since)
    return repeats(
        said(subject, text, at, tag), (said(one.subject, one.text, one.at, tag) for one in earlier)
    )


def opens_the_same(desk: Desk, request: Request) -> bool:
    """Whether what opened this request is what its customer, a program, says each time."""
    who, number, tag = request.customer.email, request.number, desk.policy.desk_tag
    since = request.opened_at - WITHIN
    kin = kindred(who)
    if kin is None and len(newest_of(desk.store, who)) < _NEWEST:
        return False
    own = opened_by(desk.store, who, since, READ, 1, number + 1)
    if not own or own[0].number != number:
        return False
    others = (one for one in _earlier(desk, who, kin, since) if one.number != number)
    new = said(own[0].subject, own[0].text, own[0].at, tag)
    return repeats(new, (said(one.subject, one.text, one.at, tag) for one in others)).is_program


def _is_worth_a_look(subject: str, since: datetime, tag: str, newest: Sequence[Newest]) -> bool:
    if len(newest) < _NEWEST or newest[-1].opened_at < since:
        return False
    if sum(one.answered for one in newest) >= _ANSWERED:
        return False
    new = subject_words(bare_subject(subject, tag))
    return (
        not new
        or sum(subject_words(bare_subject(one.subject, tag)) == new for one in newest) >= _SAME_SUBJECT
    )


def _earlier(desk: Desk, customer: str, kin: tuple[str, str] | None, since: datetime) -> list[Opened]:
    if kin is None:
        return opened_by(desk.store, customer, since, READ, _LOOKED_AT)
    rows = opened_by_like(desk.store, *kin, since, READ, _LOOKED_AT)
    return [one for one in rows if one.customer == customer or kindred(one.customer) == kin]
