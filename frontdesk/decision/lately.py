"""Gathers what is going on around a new mail: who wrote about the same within the hour, what is usual, whether a
request open since yesterday is perhaps the same, and who of the team is away. Reads; decides nothing.

A mail costs one small query for each; the first asks nothing while all that it is about has had its alarm. What is
usual is counted once a day, and only when enough people wrote; the words of a day's requests are kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from weakref import WeakKeyDictionary

from frontdesk.db import foresight, people, requests
from frontdesk.db.engine.store import Store
from frontdesk.desk import Desk
from frontdesk.rules.clock.timing import BusinessHours
from frontdesk.rules.foresight.alarm import (
    LOOKED_BACK,
    PEOPLE_WITHOUT_TOPIC,
    Lately,
    Usual,
    Wrote,
)
from frontdesk.rules.foresight.topics import ALIKE, READ, About, Topics, about, alike, words_of
from frontdesk.rules.lifecycle import SETTLED
from frontdesk.rules.request import Request

_SHORTEST = 4  # letters of a word that nobody made a topic of


@dataclass(slots=True)
class _Day:
    """What was usual until this day began. `words`: of those that were asked for, in how many subjects each stood."""

    day: date
    of_all: int
    hours: float
    days: int
    counts: Counter[str] = field(default_factory=Counter)
    words: dict[str, int] = field(default_factory=dict)


_usual: WeakKeyDictionary[Store, _Day] = WeakKeyDictionary()


def lately_of(
    desk: Desk, subject: str, text: str, customer: str, at: datetime, alarmed: Collection[str]
) -> tuple[Lately, ...]:
    """For each topic of a new mail, or each word where it has none, about which enough people wrote; but for those
    `alarmed`, of which an alarm was raised just now or an outage goes on."""
    watch = desk.policy.outage_alarm
    if watch is None:
        return ()
    topics = desk.policy.topics.of(subject, text)
    asked = [one for one in topics or _telling(words_of(subject)) if one not in alarmed]
    if not asked:
        return ()
    rows = foresight.opened_since(desk.store, at - watch.within)
    of_all = len({row.customer for row in rows} | {customer})
    if of_all < watch.people:
        return ()
    is_word = not topics
    found = _with_words(asked, rows) if is_word else _with_topics(asked, rows)
    return tuple(
        Lately(
            topic,
            is_word,
            tuple(Wrote(row.number, row.customer, row.at) for row in wrote),
            people,
            of_all,
            _what_is_usual(desk, topic, is_word, at),
        )
        for topic, wrote in found
        if (people := len({row.customer for row in wrote} | {customer})) >= watch.people
    )


def _telling(words: Sequence[str]) -> list[str]:
    return [word for word in dict.fromkeys(words) if len(word) >= _SHORTEST and not word.isdigit()]


_Found = list[tuple[str, list[foresight.OpenedLately]]]


def _with_topics(topics: Sequence[str], rows: Sequence[foresight.OpenedLately]) -> _Found:
    return [(topic, [row for row in rows if row.parent is None and row.has(topic)]) for topic in topics]


def _with_words(words: Sequence[str], rows: Sequence[foresight.OpenedLately]) -> _Found:
    without = [row for row in rows if row.labels == "[]" and row.parent is None]
    if len(without) + 1 < PEOPLE_WITHOUT_TOPIC:
        return []
    said = [(row, words_of(row.subject)) for row in without]
    return [(word, [row for row, its_words in said if word in its_words]) for word in words]


def _what_is_usual(desk: Desk, topic: str, is_word: bool, at: datetime) -> Usual:
    today = at.astimezone(desk.policy.zone).date()
    known = _usual.get(desk.store)
    if known is None or known.day != today:
        known = _usual[desk.store] = _counted(desk, today)
    if not is_word:
        of_topic = known.counts[topic]
    elif topic in known.words:
        of_topic = known.words[topic]
    else:
        end = datetime.combine(today, time(), desk.policy.zone).astimezone(UTC)
        of_topic = known.words[topic] = foresight.with_word(desk.store, topic, end - LOOKED_BACK, end)
    return Usual(of_topic, known.of_all, known.hours, known.days)


def _counted(desk: Desk, today: date) -> _Day:
    end = datetime.combine(today, time(), desk.policy.zone).astimezone(UTC)
    start = end - LOOKED_BACK
    counts: Counter[str] = Counter()
    of_all = 0
    for labels, count in foresight.label_counts(desk.store, start, end):
        of_all += count
        for label in labels:
            counts[label] += count
    first = foresight.first_since(desk.store, start)
    begins = max(start, first) if first is not None else end
    hours = desk.policy.hours
    open_time = hours.between(begins, end) if begins < end else timedelta()
    return _Day(today, of_all, open_time.total_seconds() / 3600, _open_days(hours, begins, end), counts)


def _open_days(hours: BusinessHours, begins: datetime, end: datetime) -> int:
    """Days on which the desk was open, from the one of `begins` on."""
    days, at = 0, begins
    while at < end:
        after = min(at + timedelta(days=1), end)
        days += hours.between(at, after) > timedelta()
        at = after
    return days


def absent_staff(desk: Desk, now: datetime) -> frozenset[str]:
    """The members of the team who are away."""
    return frozenset(absences(desk, now))


def absences(desk: Desk, now: datetime) -> dict[str, datetime]:
    """Until when the members of the team are away who are."""
    return of_those(desk, people.all_of(desk.store, tuple(desk.policy.staff)), now)


def of_those(desk: Desk, known: Mapping[str, people.PersonRow], now: datetime) -> dict[str, datetime]:
    """The same, of the members of the team that are among these people."""
    team = (known[email] for email in desk.policy.staff if email in known)
    return {
        person.email: person.absent_until
        for person in team
        if person.absent_until is not None
        and person.absent_until > now
        and (person.absent_from is None or person.absent_from <= now)
    }


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
class _Worded:
    """The requests of the last day by their words."""

    topics: Topics
    last: int = 0
    seen: dict[int, _Seen] = field(default_factory=dict)  # oldest first
    having: dict[str, set[int]] = field(default_factory=dict)


_days: WeakKeyDictionary[Store, _Worded] = WeakKeyDictionary()


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


def _with(day: _Worded, word: str) -> set[int] | tuple[()]:
    found = day.having.get(word, ())
    return found if len(found) <= _STORM else ()


def _kept(desk: Desk, since: datetime, before: int) -> _Worded:
    day = _days.get(desk.store)
    if day is None or day.topics is not desk.policy.topics or day.last >= before:
        day = _days[desk.store] = _Worded(desk.policy.topics)
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
