"""Whether a new request is perhaps the same as one that is open since yesterday. Reads; decides nothing.

A mail costs one small query for what came since the last one: the words of a day's requests are kept in memory, and
only those that share several with it are compared. What is found is read as it is now before it is named.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple
from weakref import WeakKeyDictionary

from frontdesk.db import foresight, requests
from frontdesk.db.engine.store import Store
from frontdesk.desk import Desk
from frontdesk.rules.foresight.topics import ALIKE, READ, About, Topics, about, alike
from frontdesk.rules.lifecycle import SETTLED
from frontdesk.rules.request import Request

WITHIN = timedelta(hours=24)
_FEWEST = 2  # words that they share
_COMPARED = 10  # of those that share the most
_LOOKED_UP = 3  # of those that are alike
_STORM = 400  # requests with a word: it tells nothing of any one of them


class _Seen(NamedTuple):
    number: int
    opened_at: datetime
    about: About


@dataclass(slots=True)
class _Day:
    """The requests of the last day by their words."""

    topics: Topics
    last: int = 0
    seen: dict[int, _Seen] = field(default_factory=dict)  # oldest first
    having: dict[str, set[int]] = field(default_factory=dict)


_days: WeakKeyDictionary[Store, _Day] = WeakKeyDictionary()


def perhaps_the_same(desk: Desk, request: Request, text: str) -> Request | None:
    """The open request that a new one is most alike, or the parent that stands for it."""
    of_topic = desk.policy.topics.has_word
    own = about(request.subject, text, of_topic)
    since = request.opened_at - WITHIN
    day = _kept(desk, since, request.number)
    shared = Counter(number for word in own.words for number in _with(day, word))
    likely = [number for number, words in shared.most_common(_COMPARED) if words >= _FEWEST]
    scored = ((alike(own, day.seen[number].about), -number) for number in likely)
    for _, number in sorted((one for one in scored if one[0] >= ALIKE), reverse=True)[:_LOOKED_UP]:
        found = _as_it_is(desk, day.seen[-number])
        if found is not None and found.number != request.number:
            return found
    return None


def _as_it_is(desk: Desk, seen: _Seen) -> Request | None:
    """The request that stands for it now, unless that is settled. A number that was given anew is another one's."""
    found = requests.snapshot(desk.store, seen.number)
    if found is None or found.opened_at != seen.opened_at:
        return None
    for other in (found.merged_into, found.parent):
        if other is not None:
            found = requests.snapshot(desk.store, requests.survivor(desk.store, other))
            break
    return None if found is None or found.spam or found.status in SETTLED else found


def _with(day: _Day, word: str) -> set[int] | tuple[()]:
    found = day.having.get(word, ())
    return found if len(found) <= _STORM else ()


def _kept(desk: Desk, since: datetime, before: int) -> _Day:
    day = _days.get(desk.store)
    if day is None or day.topics is not desk.policy.topics or day.last >= before:
        day = _days[desk.store] = _Day(desk.policy.topics)
    for row in foresight.opened_between(desk.store, day.last, before, since, READ):
        found = about(row.subject, row.text, desk.policy.topics.has_word)
        day.seen[row.number] = _Seen(row.number, row.opened_at, found)
        for word in found.words:
            day.having.setdefault(word, set()).add(row.number)
        day.last = row.number
    while day.seen and (gone := next(iter(day.seen.values()))).opened_at < since:
        del day.seen[gone.number]
        for word in gone.about.words:
            having = day.having[word]
            having.discard(gone.number)
            if not having:
                del day.having[word]
    return day
