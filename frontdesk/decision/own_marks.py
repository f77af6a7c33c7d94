"""What in a mail is our own: ids that we made, tokens that we gave; and which tokens prove nothing any more.

Each hangs on the opening of its request, not on the number alone: after a database was put back from a backup, a
number may have meant another request in between. Requests that were read again under a new number are still known by
the mails that went out about the old one. A technician who answers to all, or puts a customer in copy, hands the reply
address and its token to others: from then on it proves nothing. Reads the database; writes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import TypeVar

from frontdesk.db import people, requests, state
from frontdesk.desk import READ_AGAIN, Desk
from frontdesk.rules.effects import Audience
from frontdesk.rules.model import Message
from frontdesk.rules.proof.authority import has_outsiders
from frontdesk.rules.proof.tokens import (
    Keys,
    OurMessageId,
    Token,
    code_of,
    may_be_the_teams,
    number_named,
    read_our_message_id,
    read_plus_address,
    teams_marks_in,
    technician_token,
)

_READ_AGAIN_AT_MOST = 2000
_Mark = TypeVar("_Mark", OurMessageId, Token)


@dataclass(frozen=True, slots=True)
class Ours:
    """All with a good HMAC. `reported`: the mail of ours that a bounce or receipt speaks of. `openings`: of the
    requests that are named; `renumbered`: the numbers that some of them have now."""

    answered: tuple[OurMessageId, ...]
    chain: tuple[OurMessageId, ...]
    tokens: tuple[Token, ...]
    reported: tuple[OurMessageId, ...] = ()
    openings: Mapping[int, str] = field(default_factory=dict)
    renumbered: Mapping[int, int] = field(default_factory=dict)

    def of_customers(self) -> Ours:
        """Without what only the team was given: it dies with the role, and nobody else writes by it."""

        def is_theirs(one: OurMessageId | Token) -> bool:
            return one.audience is Audience.CUSTOMER

        return replace(
            self,
            answered=tuple(filter(is_theirs, self.answered)),
            chain=tuple(filter(is_theirs, self.chain)),
            tokens=tuple(filter(is_theirs, self.tokens)),
        )

    def numbers(self, ids: Iterable[OurMessageId]) -> tuple[int, ...]:
        return tuple(dict.fromkeys(each.request for each in ids if each.request))

    def keys_for(self, keys: Keys, request: int) -> Keys:
        """Those by which ids and tokens of this request are checked."""
        return keys.of(self.openings.get(request, ""))


def own_marks(desk: Desk, message: Message, now: datetime) -> Ours:
    """Our own ids in In-Reply-To and References (nearest first), and our tokens in the addresses it came to.

    What a bounce or receipt speaks of is no proof of who writes, so it leads to the request and to nothing else.
    """
    chain = tuple(reversed(message.references))
    reported = (message.report.original_message_id,) if message.report else ()
    addresses = tuple(
        address
        for address in dict.fromkeys(
            (*(person.email for person in (*message.to, *message.cc)), *message.delivered_to)
        )
        if "+" in address
    )
    check = _Check(desk, (*message.in_reply_to, *chain, *reported, *addresses), now)
    return Ours(
        tuple(one for one in check.ids(message.in_reply_to) if not one.is_root),
        check.ids(chain),
        check.tokens(addresses),
        check.ids(reported),
        check.openings,
        check.renumbered,
    )


def marks_in(
    desk: Desk, ids: Iterable[str], addresses: Iterable[str], now: datetime
) -> tuple[OurMessageId | Token, ...]:
    """Those of these Message-IDs and addresses that are ours."""
    ids, addresses = tuple(ids), tuple(addresses)
    check = _Check(desk, (*ids, *addresses), now)
    return (*check.ids(ids), *check.tokens(addresses))


class _Check:
    """Checks texts that may be ours. One question to the database for all of them, none when nothing looks like it."""

    def __init__(self, desk: Desk, texts: Iterable[str], now: datetime) -> None:
        self._desk, self._now = desk, now
        self._own = desk.policy.desk_addresses
        named = {text: self._number(text) for text in texts}
        self._named = {text: number for text, number in named.items() if number is not None}
        numbers = sorted({number for number in self._named.values() if number})
        self.renumbered: dict[int, int] = {}
        self.openings = requests.openings(desk.store, numbers) if numbers else {}

    def _number(self, text: str) -> int | None:
        numbers = (number_named(text, own) for own in self._own)
        return next((number for number in numbers if number is not None), None)

    def ids(self, texts: Iterable[str]) -> tuple[OurMessageId, ...]:
        found = (self._checked(text, read_our_message_id) for text in texts if text in self._named)
        return tuple(one for one in found if one)

    def tokens(self, texts: Iterable[str]) -> tuple[Token, ...]:
        def read(keys: Keys, text: str) -> Token | None:
            found = (read_plus_address(keys, text, own, self._now) for own in self._own)
            return next((token for token in found if token), None)

        found = (self._checked(text, read) for text in texts if text in self._named)
        return tuple(one for one in found if one)

    def _checked(self, text: str, read: Callable[[Keys, str], _Mark | None]) -> _Mark | None:
        keys, number = self._desk.keys, self._named[text]
        if number == 0:
            return read(keys, text)
        found = read(keys.of(self.openings[number]), text) if number in self.openings else None
        return found or self._under_its_old_number(text, read)

    def _under_its_old_number(self, text: str, read: Callable[[Keys, str], _Mark | None]) -> _Mark | None:
        """Of a request that has another number since it was read again (`jobs.behind`)."""
        for opening, number in self._read_again.items():
            if found := read(self._desk.keys.of(opening), text):
                self.openings[number] = opening
                self.renumbered[self._named[text]] = number
                return replace(found, request=number)
        return None

    @cached_property
    def _read_again(self) -> dict[str, int]:
        return requests_read_again(self._desk)


def requests_read_again(desk: Desk) -> dict[str, int]:
    """The requests that a database that had forgotten them opened a second time: their numbers by their openings."""
    return dict(json.loads(state.get(desk.store, READ_AGAIN) or "{}"))


def note_read_again(desk: Desk, number: int, opening: str) -> None:
    """Inside the caller's transaction."""
    known = requests_read_again(desk)
    if len(known) < _READ_AGAIN_AT_MOST:
        state.put(desk.store, READ_AGAIN, json.dumps(known | {opening: number}))


def worthless(desk: Desk, marks: Iterable[OurMessageId | Token]) -> frozenset[str]:
    """The codes of those marks that others have seen before."""
    codes = {mark.code for mark in marks if mark.audience is not Audience.CUSTOMER}
    return people.known(desk.store, codes)


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
        if fresh == _MOST or not people.known(desk.store, {code_of(token)}):
            return token
        fresh += 1


_MOST = 999  # in a week; who shows that many has to be asked each time
