"""Worth a look: what managers read about on Mondays. At most five lines, each once in four weeks unless
it grew by half.

Facts without a score: what comes again and again, what goes in circles, who is about to give up on us, what piles up.
Which facts there are is the database's to say; here is decided which of them are worth a manager's minute.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import chain, islice, pairwise
from typing import NamedTuple

from frontdesk.rules.foresight.alarm import poisson_at_least
from frontdesk.rules.foresight.look_facts import Counted, Facts, Round, Solved, Standing
from frontdesk.rules.foresight.topics import ALIKE, alike
from frontdesk.rules.languages import say, shortened
from frontdesk.rules.model import Address

LINES = 5
LOOKED_BACK = timedelta(days=28)
COMPARED_WITH = 5  # as many times that long, before it
ASKED_WITHIN = timedelta(days=90)  # the same again
AT_RISK_WITHIN = timedelta(days=60)
TOLD_AGAIN = timedelta(days=28)
MUTED_FOR = timedelta(days=90)
LEAST = 5  # requests of a topic or a person
CHANCE = 0.01
THE_SAME = 3  # times, of them
SOLVED = 2  # before the last
MANY_HANDS, RETURNS, LETTERS = 3, 2, 8
MISSED, SIGNS, UNHAPPY_PEOPLE = 2, 2, 2
TOO_LONG = 2  # times what was promised
LEAST_OPEN = 5  # where more is open every week
_A_MOMENT = timedelta(hours=12)  # one Monday's digest goes out a minute earlier than the last one's
_OF_A_KIND = 2  # lines, before other kinds had theirs
_NAMED, _SHOWN, _SUBJECT = 5, 120, 80


class Kind(StrEnum):
    RISK = "risk"
    AGAIN = "again"
    UNHAPPY = "unhappy"
    CIRCLE = "circle"
    TOPIC = "topic"
    PERSON = "person"
    RISING = "rising"


@dataclass(frozen=True, slots=True)
class Line:
    """`about`: what it is about, by which it is known again; `size`: of what may grow. `person`, `request`: whose it
    is, so that it goes with them. `numbers`: requests that it is about."""

    kind: Kind
    about: str
    size: int
    text: str
    person: str = ""
    request: int | None = None
    numbers: tuple[int, ...] = ()


class Known(NamedTuple):
    """What managers were told of it, and whether they want to hear of it."""

    told_at: datetime
    size: int
    muted_until: datetime | None = None


class Listed(NamedTuple):
    """A line as it stands in a mail."""

    id: int
    place: int
    text: str


def lines(
    facts: Facts, known: Mapping[tuple[str, str], Known], language: str, now: datetime
) -> tuple[Line, ...]:
    """What is worth a look and may be told now, the most urgent kind first."""
    found = [line for line in _all(facts, language, now) if _may_be_told(line, known, now)]
    at_risk = {number for line in found if line.kind is Kind.RISK for number in line.numbers}
    named = {line.person for line in found if line.kind in (Kind.RISK, Kind.AGAIN)}
    found = [
        line
        for line in found
        if not (line.kind is Kind.CIRCLE and line.request in at_risk)
        and not (line.kind is Kind.PERSON and line.person in named)
    ]
    by_kind = [
        sorted((line for line in found if line.kind is kind), key=lambda line: (-line.size, line.about))
        for kind in Kind
    ]
    ordered = chain(
        chain.from_iterable(each[:_OF_A_KIND] for each in by_kind),
        chain.from_iterable(each[_OF_A_KIND:] for each in by_kind),
    )
    chosen = tuple(islice(ordered, LINES))
    return tuple(line for kind in Kind for line in chosen if line.kind is kind)


def _may_be_told(line: Line, known: Mapping[tuple[str, str], Known], now: datetime) -> bool:
    before = known.get((line.kind.value, line.about))
    if before is None:
        return True
    if before.muted_until is not None and before.muted_until > now:
        return False
    grew = 2 * line.size >= 3 * before.size
    return grew or now - before.told_at >= TOLD_AGAIN - _A_MOMENT


def _all(facts: Facts, language: str, now: datetime) -> Iterator[Line]:
    for standing in facts.standings:
        yield from _at_risk(standing, language)
    for person, requests in facts.solved:
        yield from _again(person, requests, language, now)
    yield from _unhappy(facts.standings, language)
    for one in facts.rounds:
        yield from _circle(one, language)
    for counted in facts.counted:
        yield from _recurring(counted, language)
    yield from _rising(facts.open_before, language)


def _name(person: Address) -> str:
    return person.name or person.email


def _numbers(found: Iterable[int]) -> str:
    numbers = sorted(set(found))
    more = " ..." if len(numbers) > _NAMED else ""
    return ", ".join(f"#{number}" for number in numbers[-_NAMED:]) + more


def _cut(text: str, most: int) -> str:
    return shortened(" ".join(text.split()), most)


def _recurring(counted: Counted, language: str) -> Iterator[Line]:
    """More than what is usual; where nothing is, only what makes most of what came in."""
    if counted.now < LEAST:
        return
    before = ""
    if counted.times >= 1:
        usual = (counted.before + 0.5) / counted.times
        if poisson_at_least(counted.now, usual) >= CHANCE:
            return
        before = say(language, "look before", count=round(counted.before / counted.times))
    elif (4 if counted.person else 2) * counted.now < counted.of:
        return
    person = counted.person
    if person is not None:
        text = say(language, "look person", name=_name(person), count=counted.now, before=before)
        yield Line(Kind.PERSON, person.email, counted.now, text, person=person.email)
    else:
        text = say(
            language,
            "look topic",
            department=counted.department,
            count=counted.now,
            label=counted.label,
            before=before,
        )
        yield Line(Kind.TOPIC, f"{counted.label}\t{counted.department}", counted.now, text)


def _again(person: Address, requests: tuple[Solved, ...], language: str, now: datetime) -> Iterator[Line]:
    """The same for the third time, after it was solved twice."""
    best: list[Solved] = []
    for newest in requests:
        if now - newest.opened_at > LOOKED_BACK:
            continue
        same = [
            one
            for one in requests
            if one.opened_at <= newest.opened_at and alike(one.about, newest.about) >= ALIKE
        ]
        if len(same) > len(best):
            best = same
    solved = [one for one in best if one.resolved_at is not None and one.resolution.strip()]
    last = max((one.opened_at for one in best), default=now)
    before = [one for one in solved if one.resolved_at is not None and one.resolved_at <= last]
    if len(best) < THE_SAME or len(before) < SOLVED:
        return
    told = "; ".join(f"#{one.number} {_cut(one.resolution, _SHOWN)}" for one in solved[-THE_SAME:])
    text = say(
        language,
        "look again",
        name=_name(person),
        count=len(best),
        numbers=_numbers(one.number for one in best),
        solved=len(solved),
        resolutions=told,
    )
    numbers = tuple(one.number for one in best)
    yield Line(
        Kind.AGAIN, f"{person.email} {numbers[0]}", len(best), text, person.email, numbers[-1], numbers
    )


def _circle(one: Round, language: str) -> Iterator[Line]:
    facts = []
    if one.owners >= MANY_HANDS:
        facts.append(say(language, "look hands", count=one.owners))
    if one.reopened >= RETURNS:
        facts.append(say(language, "look returns", count=one.reopened))
    if one.letters >= LETTERS:
        facts.append(say(language, "look letters", count=one.letters))
    if facts:
        subject = _cut(one.subject, _SUBJECT)
        text = say(language, "look circle", number=one.number, subject=subject, facts=", ".join(facts))
        size = one.owners + one.reopened + one.letters
        yield Line(Kind.CIRCLE, str(one.number), size, text, one.customer, one.number, (one.number,))


def _at_risk(one: Standing, language: str) -> Iterator[Line]:
    """Two signs at least: one alone happens to everybody."""
    facts = [say(language, "look low", number=low.number, rating=low.rating) for low in one.low[-1:]]
    if len(one.reopened) >= RETURNS:
        came_back = say(language, "look came back", count=len(one.reopened), numbers=_numbers(one.reopened))
        facts.append(came_back)
    if one.missed >= MISSED:
        facts.append(say(language, "look missed", count=one.missed))
    if one.waits:
        facts.append(say(language, "look waits", numbers=_numbers(one.waits)))
    if len(facts) < SIGNS:
        return
    numbers: tuple[int, ...] = (*(low.number for low in one.low), *one.reopened, *one.waits)
    called = max(numbers, default=0)
    who = f"{_name(one.person)} ({one.department})" if one.department else _name(one.person)
    text = say(language, "look risk", name=who, facts="; ".join(facts), number=called)
    size = len(one.low) + len(one.reopened) + one.missed + len(one.waits)
    yield Line(Kind.RISK, one.person.email, size, text, one.person.email, called or None, numbers)


def _unhappy(standings: Iterable[Standing], language: str) -> Iterator[Line]:
    """A department of which several people were discontent, and nobody has spoken to them."""
    found: dict[str, list[Standing]] = {}
    for one in standings:
        if one.low and one.department:
            found.setdefault(one.department, []).append(one)
    for department, people in sorted(found.items()):
        if len(people) >= UNHAPPY_PEOPLE:
            low = [each.number for one in people for each in one.low]
            text = say(language, "look unhappy", department=department, count=len(low), numbers=_numbers(low))
            yield Line(Kind.UNHAPPY, department, len(low), text, numbers=tuple(low))


def _rising(open_before: tuple[int, ...], language: str) -> Iterator[Line]:
    grows = all(one < two for one, two in pairwise(open_before))
    if len(open_before) > 1 and grows and open_before[-1] >= LEAST_OPEN:
        counts = ", ".join(str(count) for count in open_before)
        yield Line(Kind.RISING, "", open_before[-1], say(language, "look rising", counts=counts))
