"""[away=...]: an absence known beforehand; from its first day on it is as if an out-of-office note had come."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from frontdesk.rules import digest
from frontdesk.rules.effects import Effect, NoteAbsence, RememberPerson, Send, StartTimer
from frontdesk.rules.languages import say, say_day
from frontdesk.rules.model import Address, Role
from frontdesk.rules.policy import Policy
from frontdesk.rules.request import Request
from frontdesk.rules.situation import Situation
from frontdesk.rules.tags.days import day_from
from frontdesk.rules.tags.values import OFF
from frontdesk.rules.tags.words import Tag
from frontdesk.rules.technicians.addressed import find_technician, nearest
from frontdesk.rules.technicians.draft import problem
from frontdesk.rules.technicians.to_writer import Row, confirmation, name_of, refusal
from frontdesk.rules.timers import AWAY

LONGEST = timedelta(days=366)


class Absence(NamedTuple):
    """`first`, `last`: local days, both included; None: they are here."""

    person: Address
    first: date | None
    last: date | None


def on_away(situation: Situation, value: str) -> list[Effect]:
    """What the tag does, with its confirmation; a refusal alone where it can't be done."""
    found = _absence(situation, value)
    if not isinstance(found, Absence):
        return [refusal(situation, [found])]
    policy, language, who = situation.policy, situation.policy.language, found.person
    row = {"number": 0, "what": "away"}
    if found.first is None or found.last is None:
        here = RememberPerson(who.email, {"absent_from": None, "absent_until": None})
        told = say(language, "here again", name=name_of(who))
        return [here, NoteAbsence(who.email), confirmation(situation, [{**row, "value": told}])]
    begins = datetime.combine(found.first, time(), policy.zone)
    until = datetime.combine(found.last + timedelta(days=1), time(), policy.zone)
    effects: list[Effect] = [
        RememberPerson(who.email, {"absent_from": begins, "absent_until": until}),
        NoteAbsence(who.email, begins, until),
    ]
    if begins > situation.now:
        effects.append(StartTimer(AWAY, begins, person=who.email))
    elif who.email not in situation.absent:
        effects += handed_over(policy, who, situation.owned, situation.absent, situation.now, until)
    first, last = (
        say_day(language, datetime.combine(day, time(12), policy.zone)) for day in (found.first, found.last)
    )
    told = say(language, "away from", name=name_of(who), first=first, last=last)
    return [*effects, confirmation(situation, [{**row, "value": told}])]


def problems(situation: Situation, tags: Iterable[Tag]) -> list[Row]:
    """What is wrong with the absences that a mail speaks of."""
    found = (_absence(situation, tag.value) for tag in tags if tag.name == AWAY)
    return [row for row in found if not isinstance(row, Absence)]


def whose(policy: Policy, value: str, writer: Address) -> tuple[Address, ...]:
    """Whose absence the tag speaks of: the writer's own, or somebody's by name."""
    word = value.split(";")[0]
    return find_technician(policy, word, writer) if word else (policy.staff.get(writer.email, writer),)


def handed_over(
    policy: Policy,
    owner: Address,
    owned: Iterable[Request],
    absent: frozenset[str],
    now: datetime,
    until: datetime,
) -> list[Send]:
    """The owner stays the owner: the next technician who is here and the managers are told, once, and decide."""
    theirs = tuple(owned)
    if not theirs:
        return []
    team = policy.technicians
    place = next((place for place, person in enumerate(team) if person.email == owner.email), -1)
    after = (*team[place + 1 :], *team[: max(place, 0)])
    here = tuple(person for person in after if person.email not in absent)[:1]
    people = dict.fromkeys((*here, *policy.managers))
    return [
        digest.away(person, owner, theirs, policy, now, until)
        for person in people
        if person.email != owner.email
    ]


def _absence(situation: Situation, value: str) -> Absence | Row:
    policy, writer = situation.policy, situation.sender
    word, first_word, last_word = value.split(";")
    people = whose(policy, value, writer)
    if len(people) != 1:
        team = people or tuple(policy.staff.values())
        named = ", ".join(map(str, team))
        row = problem(policy, "which" if people else "who", AWAY, word=word, team=named)
        return {**row, "example": f"[away={nearest(word, team)} {first_word}]"}
    (person,) = people
    if person.email != writer.email and policy.role_of(writer.email) is not Role.MANAGER:
        return problem(policy, "others away", AWAY)
    if first_word == OFF:
        return Absence(person, None, None)
    today = situation.now.astimezone(policy.zone).date()
    first = day_from(first_word, today)
    last = day_from(last_word, first) if first is not None else None
    if first is None or last is None or last < first or last < today or last - first > LONGEST:
        return problem(policy, "no absence", AWAY)
    return Absence(person, first, last)
