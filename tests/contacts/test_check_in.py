"""Who is due for a word and who may hear from us: tables, and two years of a company of 500 people."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from desk_world import SETTINGS

from frontdesk.rules.clock.durations import parse_duration
from frontdesk.rules.clock.timing import parse_hours
from frontdesk.rules.contacts.account import Account, account
from frontdesk.rules.contacts.check_in import Person, Standing, due, letters, refusal, send_at
from frontdesk.rules.model import Address
from frontdesk.settings.load import load_settings

NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)  # a Monday
LONG_AGO = NOW - timedelta(days=400)
POLICY = load_settings(SETTINGS | {"CHECK_IN_EVERY": "90 days", "CUSTOMER_DOMAINS": "example.com"}).policy()
HANNA = Address("Hanna Head", "hanna@example.com")


def person(name: str = "hanna", **more: Any) -> Person:
    return Person(Address(name.title(), f"{name}@example.com"), **more)


def standing(name: str = "Sales", *, head: Person | None = None, **more: Any) -> Standing:
    own = replace(account(POLICY, name), head=head.who if head else None)
    return Standing(own, LONG_AGO, head=head, **more)


def names(*standings: Standing, most: int = 5, now: datetime = NOW) -> list[str]:
    return [wish.person.who.email.partition("@")[0] for wish in due(standings, POLICY, now, LONG_AGO, most)]


def test_the_head_is_due_when_the_last_contact_is_longer_ago_than_the_period() -> None:
    assert names(standing(head=person())) == ["hanna"]
    assert names(standing(head=person(), spoken_at=NOW - timedelta(days=91))) == ["hanna"]
    assert names(standing(head=person(), spoken_at=NOW - timedelta(days=89))) == []


def test_without_a_head_who_wrote_most_and_not_the_same_twice_running() -> None:
    writers = (person("mia", requests=9), person("ned", requests=4))
    assert names(standing(writers=writers)) == ["mia"]
    assert names(standing(writers=writers, last_person="mia@example.com")) == ["ned"]
    assert names(standing(writers=writers[:1], last_person="mia@example.com")) == ["mia"]


def test_heads_come_first_and_who_was_heard_from_longest_ago() -> None:
    found = names(
        standing("A", writers=(person("ann", requests=3),)),
        standing("B", head=person("ben"), spoken_at=NOW - timedelta(days=100)),
        standing("C", head=person("cid"), spoken_at=NOW - timedelta(days=300)),
        most=2,
    )
    assert found == ["cid", "ben"]


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"stopped": True}, "said stop"),
        ({"unreachable": True}, "mail comes back"),
        ({"absent_until": NOW + timedelta(days=1)}, "away"),
        ({"absent_until": NOW - timedelta(days=1)}, "away"),  # back since yesterday: two days of peace
        ({"asked_at": NOW - timedelta(days=6)}, "asked lately"),
        ({"heard_at": NOW - timedelta(days=60)}, "heard lately"),
        ({"heard_at": NOW - timedelta(days=120), "unanswered": 2}, "heard lately"),
    ],
)
def test_never_to_whom_it_would_be_a_nuisance(more: dict[str, Any], why: str) -> None:
    one = person(**more)
    assert refusal(one, account(POLICY, "Sales"), POLICY, NOW) == why
    assert names(standing(head=one)) == []


@pytest.mark.parametrize("email", ["ann@example.org", "mia@example.org"])
def test_never_to_the_team(email: str) -> None:
    policy = replace(POLICY, customer_domains=frozenset())
    assert refusal(Person(Address("", email)), account(policy, "Sales"), policy, NOW) == "works here"


def test_never_outside_of_the_customers_domains() -> None:
    stranger = Person(Address("", "hanna@elsewhere.example"))
    assert refusal(stranger, account(POLICY, "Sales"), POLICY, NOW) == "outside of CUSTOMER_DOMAINS"


def test_while_we_are_late_the_technician_is_told_to_answer_first() -> None:
    (wish,) = due([standing(head=person(late=12))], POLICY, NOW, LONG_AGO, 5)
    assert wish.first == 12


def test_an_absent_heads_deputy_is_asked() -> None:
    head = person(absent_until=NOW + timedelta(days=9))
    assert names(standing(head=head, deputies=(person("dan"),))) == ["dan"]


def test_a_desks_first_thirty_days_are_quiet() -> None:
    assert due([standing(head=person())], POLICY, NOW, NOW - timedelta(days=29), 5) == []


def test_two_unanswered_double_the_time_up_to_a_year() -> None:
    own = account(POLICY, "Sales")
    days = [(own.next_word(NOW, n) or NOW) - NOW for n in (0, 1, 2, 3, 4, 8)]
    assert [each.days for each in days] == [90, 90, 180, 180, 360, 365]


def test_off_means_off() -> None:
    off = replace(account(POLICY, "Sales"), every=None)
    assert due([Standing(off, LONG_AGO, writers=(person(),))], POLICY, NOW, LONG_AGO, 5) == []


@pytest.mark.parametrize(
    ("day", "hour", "minute", "goes"),
    [
        (1, 10, 0, "2 09:00"),  # Monday: tomorrow morning
        (2, 8, 0, "2 09:00"),
        (2, 10, 30, "2 10:30"),
        (2, 11, 0, "3 09:00"),
        (4, 12, 0, "9 09:00"),  # Thursday noon: Tuesday
        (6, 12, 0, "9 09:00"),
    ],
)
def test_it_goes_out_tuesday_to_thursday_in_the_first_two_hours(
    day: int, hour: int, minute: int, goes: str
) -> None:
    at = send_at(account(POLICY, "Sales"), datetime(2026, 6, day, hour, minute, tzinfo=UTC))
    assert f"{at.day} {at:%H:%M}" == goes


def test_their_day_is_their_own() -> None:
    new_york = parse_hours("Mon-Fri 08:00-17:00", ZoneInfo("America/New_York"))
    own = Account("Sales", new_york, every=parse_duration("90 days"))
    assert send_at(own, NOW) == datetime(2026, 6, 2, 12, 0, tzinfo=UTC)


def test_letters_go_on_after_z() -> None:
    assert [*letters(28)][24:] == ["y", "z", "aa", "ab"]


@pytest.mark.parametrize("seed", range(3))
def test_two_years_and_nobody_hears_more_than_once_in_their_period(seed: int) -> None:
    """12 departments, 500 people; they answer, stop, go away, are surveyed, change their address."""
    chance = random.Random(seed)
    own = account(POLICY, "D")
    people = {
        f"p{n}": Person(Address(f"P{n}", f"p{n}@example.com"), requests=chance.randrange(12))
        for n in range(500)
    }
    of_department = {d: [f"p{n}" for n in range(500) if n % 12 == d] for d in range(12)}
    spoken: dict[int, datetime | None] = dict.fromkeys(range(12))
    sought: dict[int, datetime | None] = dict.fromkeys(range(12))
    last: dict[int, str] = dict.fromkeys(range(12), "")
    unanswered: dict[int, int] = dict.fromkeys(range(12), 0)
    heard: dict[str, list[datetime]] = {}
    stopped_at: dict[str, datetime] = {}
    policy = replace(POLICY, check_ins_with=chance.choice(("departments", "people")))
    for week in range(104):
        now = NOW + timedelta(weeks=week)
        for name in chance.sample(sorted(people), 25):
            people[name] = replace(
                people[name],
                absent_until=chance.choice((None, now + timedelta(days=chance.randrange(20)))),
                asked_at=chance.choice((None, now - timedelta(days=chance.randrange(30)))),
                late=chance.choice((None, None, 12)),
                unreachable=chance.random() < 0.02,
            )
        standings = []
        for number, members in of_department.items():
            writers = tuple(sorted((people[name] for name in members), key=lambda one: -one.requests)[:20])
            has_head = number % 2 == 0
            head = people[members[0]] if has_head else None
            standings.append(
                Standing(
                    replace(own, name=f"D{number}", head=head.who if head else None),
                    NOW - timedelta(days=200),
                    spoken_at=spoken[number],
                    sought_at=sought[number],
                    last_person=last[number],
                    unanswered=unanswered[number],
                    head=head,
                    deputies=(people[members[1]],),
                    writers=writers,
                )
            )
        wishes = due(standings, policy, now, LONG_AGO, policy.check_ins_a_week)
        assert len(wishes) <= 5
        for wish in wishes:
            if wish.first is not None:
                continue
            name, number = wish.person.who.name.lower(), int(wish.account.name[1:])
            one = people[name]
            assert not one.stopped
            assert not one.unreachable
            assert one.absent_until is None or one.absent_until < now
            assert one.late is None
            before = heard.setdefault(name, [])
            assert not before or now - before[-1] >= timedelta(days=90)
            assert name not in stopped_at
            before.append(now)
            sought[number], last[number] = now, one.who.email
            answered = chance.random() < 0.4
            people[name] = replace(
                one, heard_at=now, unanswered=0 if answered else one.unanswered + 1,
                spoken_at=now if answered else one.spoken_at,
            )  # fmt: skip
            unanswered[number] = 0 if answered else unanswered[number] + 1
            if answered:
                spoken[number] = now
            if chance.random() < 0.03:
                stopped_at[name] = now
                people[name] = replace(people[name], stopped=True)
    assert sum(map(len, heard.values())) > 30
