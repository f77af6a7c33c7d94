"""Gathers who wrote about the same as a new mail within the hour, what is usual, and who of the team is away. Reads;
decides nothing.

A mail costs one small query; what is usual is counted once a day, and only when enough people wrote.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from weakref import WeakKeyDictionary

from frontdesk.db import foresight, people
from frontdesk.db.engine.store import Store
from frontdesk.desk import Desk
from frontdesk.rules.clock.timing import BusinessHours
from frontdesk.rules.foresight.alarm import (
    LOOKED_BACK,
    PEOPLE_WITHOUT_TOPIC,
    QUIET,
    Lately,
    Usual,
    Wrote,
)
from frontdesk.rules.foresight.topics import words_of
from frontdesk.rules.notify import staff

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


def lately_of(desk: Desk, subject: str, text: str, customer: str, at: datetime) -> tuple[Lately, ...]:
    """For each topic of a new mail, or each word where it has none, about which enough people wrote."""
    watch = desk.policy.outage_alarm
    if watch is None:
        return ()
    rows = foresight.opened_since(desk.store, at - watch.within)
    of_all = len({row.customer for row in rows} | {customer})
    if of_all < watch.people:
        return ()
    topics = desk.policy.topics.of(subject, text)
    found = [
        (topic, False, [row for row in rows if row.parent is None and row.has(topic)]) for topic in topics
    ]
    if not topics:
        found += [(word, True, wrote) for word, wrote in _by_word(subject, rows)]
    enough = [
        (topic, is_word, wrote, people)
        for topic, is_word, wrote in found
        if (people := len({row.customer for row in wrote} | {customer})) >= watch.people
    ]
    if not enough:
        return ()
    alarmed = foresight.alarmed_since(desk.store, [topic for topic, *_ in enough], at - QUIET)
    return tuple(
        Lately(
            topic,
            is_word,
            tuple(Wrote(row.number, row.customer, row.at) for row in wrote),
            people,
            of_all,
            _what_is_usual(desk, topic, is_word, at),
        )
        for topic, is_word, wrote, people in enough
        if topic not in alarmed
    )


def _by_word(
    subject: str, rows: Iterable[foresight.OpenedLately]
) -> Iterable[tuple[str, list[foresight.OpenedLately]]]:
    without = [row for row in rows if row.labels == "[]" and row.parent is None]
    if len(without) + 1 < PEOPLE_WITHOUT_TOPIC:
        return
    said = [(row, words_of(row.subject)) for row in without]
    for word in dict.fromkeys(words_of(subject)):
        if len(word) >= _SHORTEST and not word.isdigit():
            yield word, [row for row, words in said if word in words]


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
    return of_those(desk, people.all_of(desk.store, tuple(staff(desk.policy))), now)


def of_those(desk: Desk, known: Mapping[str, people.PersonRow], now: datetime) -> dict[str, datetime]:
    """The same, of the members of the team that are among these people."""
    team = (known[email] for email in staff(desk.policy) if email in known)
    return {
        person.email: person.absent_until
        for person in team
        if person.absent_until is not None
        and person.absent_until > now
        and (person.absent_from is None or person.absent_from <= now)
    }
