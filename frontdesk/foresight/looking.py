"""Worth a look: gathers once a week what `rules.foresight.look` chooses from, and keeps what managers were told.

Inside the transaction of the first digest that a manager gets in the week.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from itertools import groupby

from frontdesk.db import look, state
from frontdesk.db.engine.store import Store
from frontdesk.desk import LOOKED, Desk
from frontdesk.rules.digest import Row
from frontdesk.rules.figures.periods import Period
from frontdesk.rules.foresight import look as rules
from frontdesk.rules.foresight.look import Listed
from frontdesk.rules.foresight.look_facts import Counted, Facts, Low, Round, Solved, Standing
from frontdesk.rules.foresight.topics import READ, about
from frontdesk.rules.model import Address, Role
from frontdesk.rules.policy import Policy

_MOST_PEOPLE, _MOST_ROUNDS, _MOST_OF_ONE = 1000, 200, 30
_KEPT = timedelta(days=120)
_WEEK = timedelta(days=7)
_BEGAN_WITHIN = timedelta(days=180)  # requests of which a target may have been missed lately


def rows_for_digest(desk: Desk) -> list[Row]:
    """What this morning's digest of a manager says, on the first open morning of a week; on a later one where a
    desk was off then, or no manager was here."""
    now, zone = desk.now(), desk.policy.zone
    today = now.astimezone(zone).date()
    monday = today - timedelta(days=today.weekday())
    week, _, at = state.get(desk.store, LOOKED).partition(" ")
    if week != monday.isoformat():
        first = desk.policy.hours.next_open(datetime.combine(monday, time(), zone)).astimezone(zone).date()
        if first != today and not week:  # who begins on a Wednesday waits until Monday
            return []
        at = now.isoformat()
        state.put(desk.store, LOOKED, f"{monday.isoformat()} {at}")
        _tell(desk, now)
    told_at = datetime.fromisoformat(at)
    if told_at.astimezone(zone).date() != today:
        return []
    return [look.values_of(one) for one in look.told_at(desk.store, told_at)]


def _tell(desk: Desk, now: datetime) -> None:
    store, policy = desk.store, desk.policy
    found = rules.lines(facts(store, policy, now), look.known(store), policy.language, now)
    look.tell(store, found, now)
    look.let_go(store, now - _KEPT, now)


def rows_for_report(store: Store, period: Period, most: int) -> list[Listed]:
    """What managers were told in this period, numbered anew."""
    found = look.told_between(store, period.start, period.end)[:most]
    return [one._replace(place=place) for place, one in enumerate(found, 1)]


def facts(store: Store, policy: Policy, now: datetime) -> Facts:
    return Facts(
        counted=tuple(_counted(store, policy, now)),
        solved=tuple(_solved(store, policy, now)),
        rounds=tuple(_rounds(store, now)),
        standings=tuple(_standings(store, policy, now)),
        open_before=tuple(look.open_at(store, now - weeks * _WEEK) for weeks in (3, 2, 1, 0)),
    )


def _counted(store: Store, policy: Policy, now: datetime) -> Iterator[Counted]:
    lately, long_ago = now - rules.LOOKED_BACK, now - (rules.COMPARED_WITH + 1) * rules.LOOKED_BACK
    first = look.first_opened(store)
    begin = max(long_ago, first) if first is not None else lately
    times = max((lately - begin) / rules.LOOKED_BACK, 0.0)
    recent, whole = _cells(look.labels_by_department(store, lately, now))
    if any(count >= rules.LEAST for count in recent.values()):
        earlier, _ = _cells(look.labels_by_department(store, long_ago, lately))
        for (label, department), count in recent.items():
            yield Counted(
                count,
                earlier[label, department],
                times,
                whole[department],
                label=label,
                department=department,
            )
    people = look.by_customer(store, lately, now, rules.LEAST)
    people = {email: found for email, found in people.items() if _is_customer(policy, email)}
    if people:
        of, before = look.opened(store, lately, now), look.by_customer(store, long_ago, lately, 1)
        for email, (name, count) in people.items():
            yield Counted(count, before.get(email, ("", 0))[1], times, of, person=Address(name, email))


def _cells(
    rows: list[tuple[str, tuple[str, ...], int]],
) -> tuple[Counter[tuple[str, str]], Counter[str]]:
    """By label and department, and by department alone."""
    cells: Counter[tuple[str, str]] = Counter()
    whole: Counter[str] = Counter()
    for department, labels, count in rows:
        whole[department] += count
        for label in labels:
            cells[label, department] += count
    return cells, whole


def _solved(store: Store, policy: Policy, now: datetime) -> Iterator[tuple[Address, tuple[Solved, ...]]]:
    of_topic = policy.topics.has_word
    rows = look.asked_often(
        store, now - rules.ASKED_WITHIN, now - rules.LOOKED_BACK, rules.THE_SAME, _MOST_PEOPLE, READ
    )
    for email, own in groupby(rows, key=lambda row: row.customer):
        if not _is_customer(policy, email):
            continue
        asked = list(own)[-_MOST_OF_ONE:]
        if sum(row.resolved_at is not None for row in asked) >= rules.SOLVED:
            yield (
                Address(asked[-1].name, email),
                tuple(
                    Solved(
                        row.number,
                        row.opened_at,
                        row.resolved_at,
                        row.resolution,
                        about(row.subject, row.text, of_topic),
                    )
                    for row in asked
                ),
            )


def _rounds(store: Store, now: datetime) -> Iterator[Round]:
    found = look.going_round(
        store,
        now - rules.LOOKED_BACK,
        rules.MANY_HANDS,
        rules.RETURNS,
        rules.LETTERS,
        _MOST_ROUNDS,
    )
    for one in found:
        yield Round(one.number, one.subject, one.customer, one.owners, one.reopened, one.letters)


def _standings(store: Store, policy: Policy, now: datetime) -> list[Standing]:
    """How it went for each customer of whom there is anything to say."""
    since = now - rules.AT_RISK_WITHIN
    found: dict[str, Standing] = {}

    def of(email: str, name: str, department: str) -> Standing:
        one = found.setdefault(email, Standing(Address(name, email)))
        one.department = department or one.department
        return one

    for email, name, department, number, rating in look.low_ratings(store, since):
        one = of(email, name, department)
        one.low = (*one.low, Low(number, rating))
    for email, name, department, number in look.came_back(store, since):
        one = of(email, name, department)
        one.reopened = (*one.reopened, number)
    for wait in look.overdue(store, now):
        if _waits_too_long(wait, policy, now):
            one = of(wait.customer, wait.name, wait.department)
            one.waits = (*one.waits, wait.number)
    missed = look.missed_targets(store, now - _BEGAN_WITHIN, since, now)
    for email, one in found.items():
        one.missed = missed.get(email, 0)
    return [one for email, one in sorted(found.items()) if _is_customer(policy, email)]


def _waits_too_long(wait: look.Waits, policy: Policy, now: datetime) -> bool:
    hours = policy.for_department(wait.department).hours
    promises = ((wait.opened_at, wait.respond_by), (wait.began_at, wait.resolve_by))
    return any(
        by is not None and hours.between(since, now) > rules.TOO_LONG * hours.between(since, by)
        for since, by in promises
    )


def _is_customer(policy: Policy, email: str) -> bool:
    return policy.role_of(email) is Role.CUSTOMER
