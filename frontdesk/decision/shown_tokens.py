"""The team's tokens that a mail shows: which of them prove nothing any more, and which don't from this mail on.

A technician who answers to all, or puts a customer in copy, hands the reply address and the ids of our mail to
everybody who gets it. Reads the database; writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from frontdesk.db import seen_tokens
from frontdesk.decision.own_marks import marks_in
from frontdesk.desk import Desk
from frontdesk.rules.effects import Audience
from frontdesk.rules.model import Message
from frontdesk.rules.proof.seen_by import has_outsiders
from frontdesk.rules.proof.tokens import (
    Keys,
    OurMessageId,
    Token,
    code_of,
    may_be_the_teams,
    teams_marks_in,
    technician_token,
)


def worthless(desk: Desk, marks: Iterable[OurMessageId | Token]) -> frozenset[str]:
    """The codes of those marks that others have seen before."""
    codes = {mark.code for mark in marks if mark.audience is not Audience.CUSTOMER}
    return seen_tokens.known(desk.store, codes)


def shown_to_others(desk: Desk, message: Message, now: datetime) -> tuple[str, ...]:
    """The codes of the team's tokens that this mail shows to somebody off the team."""
    people = (*message.to, *message.cc, *message.reply_to)
    named = [*message.in_reply_to, *message.references, message.message_id]
    named += [person.email for person in people if "+" in person.email]
    if message.forwarded:  # as an attachment: its own headers go along
        named += message.forwarded.names
    # Some mail programs repeat a mail's headers in what they quote or send on.
    shown = [*filter(may_be_the_teams, named), *teams_marks_in(message.text)]
    if not shown or not has_outsiders(message, desk.policy):  # mostly so, and no question to the database
        return ()
    marks = marks_in(desk, shown, shown, now)
    return tuple(dict.fromkeys(mark.code for mark in marks if mark.audience is not Audience.CUSTOMER))


def fresh_token(desk: Desk, keys: Keys, number: int, technician: str, now: datetime, *, note: bool) -> str:
    """A token for this technician and request, by its keys, that nobody else has seen."""
    fresh = 0
    while True:
        token = technician_token(keys, number, technician, now, note=note, fresh=fresh)
        if fresh == _MOST or not seen_tokens.known(desk.store, {code_of(token)}):
            return token
        fresh += 1


_MOST = 999  # in a week; who shows that many has to be asked each time
