"""Gathers how often the writer of a mail has said the same. Reads; decides nothing.

Costs nothing for who wrote seldom, or about other things: the requests that are known anyway show it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from frontdesk.db.people import opened_by
from frontdesk.db.requests import Newest, newest_of
from frontdesk.desk import Desk
from frontdesk.rules.request import Request
from frontdesk.rules.saying_the_same import NONE, READ, WITHIN, Repeats, repeats, said, words

_NEWEST = 8  # as many as `requests.newest_of` gives of who opened enough
_SAME_SUBJECT = 3  # of those
_LOOKED_AT = 40  # requests: some programs answer in several ways


def repeats_of(
    desk: Desk, customer: str, subject: str, text: str, at: datetime, newest: Sequence[Newest]
) -> Repeats:
    """`newest`: the customer's, as `requests.newest_of` gives them."""
    tag, since = desk.policy.desk_tag, at - WITHIN
    if len(newest) < _NEWEST or newest[-1].opened_at < since:
        return NONE
    new = said(subject, text, at, tag)
    if new.subject and sum(words(one.subject) == new.subject for one in newest) < _SAME_SUBJECT:
        return NONE
    earlier = opened_by(desk.store, customer, since, READ, _LOOKED_AT)
    return repeats(new, (said(one.subject, one.text, one.at, tag) for one in earlier))


def opens_the_same(desk: Desk, request: Request) -> bool:
    """Whether what opened this request is what its customer, a program, says each time."""
    who, number, tag = request.customer.email, request.number, desk.policy.desk_tag
    if len(newest_of(desk.store, who)) < _NEWEST:
        return False
    since = request.opened_at - WITHIN
    rows = opened_by(desk.store, who, since, READ, _LOOKED_AT)
    own = opened_by(desk.store, who, since, READ, 1, number + 1)
    if not own or own[0].number != number:
        return False
    others = (said(one.subject, one.text, one.at, tag) for one in rows if one.number != number)
    return repeats(said(own[0].subject, own[0].text, own[0].at, tag), others).is_program
