"""Who is due for a word, and who may hear from us at all. Pure: facts and a time in, wishes out.

Never a nuisance: nobody hears more than once in their period, none who said stop, none while we are late with what
they asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from frontdesk.rules.clock.mornings import next_morning
from frontdesk.rules.contacts.account import Account
from frontdesk.rules.model import Address, Role
from frontdesk.rules.policy import Policy, ascii_lower

LEFT_ALONE_AFTER = timedelta(days=7)  # a survey or a review
BACK_FOR = timedelta(days=2)  # after an absence
FIRST_DAYS = timedelta(days=30)  # of a desk: nobody knows us yet
WRITES_OFTEN = 3  # requests in the period
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody we may write to. `requests`: theirs in the period. `late`: a request of theirs that is late on our side.

    `heard_at`: when we last wrote to them between requests; `unanswered`: how many of those in a row they didn't
    answer. `spoken_at`: when they last answered or were called. `asked_at`: their last survey or review.
    """

    who: Address
    requests: int = 0
    heard_at: datetime | None = None
    spoken_at: datetime | None = None
    unanswered: int = 0
    stopped: bool = False
    unreachable: bool = False
    absent_until: datetime | None = None
    asked_at: datetime | None = None
    late: int | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where we stand with an account. `begin`: its first request; `spoken_at`: the last contact; `last_person`: with
    whom we sought it last. `writers`: who wrote in the period, most requests first. `busy`: one is under way.
    """

    account: Account
    begin: datetime
    spoken_at: datetime | None = None
    sought_at: datetime | None = None
    last_person: str = ""
    unanswered: int = 0
    head: Person | None = None
    deputies: tuple[Person, ...] = ()
    writers: tuple[Person, ...] = ()
    busy: bool = False

    @property
    def since(self) -> datetime:
        return self.spoken_at or self.begin


@dataclass(frozen=True, slots=True)
class Wish:
    """A word that is due. `first`: the request that we must answer before; nothing is sent until then."""

    account: Account
    person: Person
    since: datetime
    first: int | None = None


def due(
    standings: Iterable[Standing], policy: Policy, now: datetime, opened_since: datetime, most: int
) -> list[Wish]:
    """At most `most` words for this week: heads first, then who writes, whom we spoke with longest ago first."""
    if now - opened_since < FIRST_DAYS:
        return []
    found: list[tuple[int, datetime, Wish]] = []
    taken: set[str] = set()
    for standing in standings:
        account = standing.account
        if account.every is None or standing.busy:
            continue
        if _is_time(standing, now):
            chosen = _whom(standing, policy, now)
            if chosen is not None:
                first = chosen.late
                rank = 0 if account.head is not None else 1
                found.append((rank, standing.since, Wish(account, chosen, standing.since, first)))
                taken.add(chosen.who.email)
        if policy.check_ins_with == "people":
            found += [
                (2, datetime.max.replace(tzinfo=now.tzinfo) - timedelta(days=person.requests), wish)
                for person, wish in _people(standing, policy, now)
            ]
    found.sort(key=lambda one: (one[0], one[1], one[2].account.name, one[2].person.who.email))
    wishes: list[Wish] = []
    seen: set[str] = set()
    for _, _, wish in found:
        if wish.person.who.email not in seen and len(wishes) < most:
            seen.add(wish.person.who.email)
            wishes.append(wish)
    return wishes


def _is_time(standing: Standing, now: datetime) -> bool:
    """Its period has gone by since we last spoke, and since we last sought a word."""
    latest = max(filter(None, (standing.since, standing.sought_at)))
    at = standing.account.next_word(latest, standing.unanswered)
    return at is not None and at <= now


def _whom(standing: Standing, policy: Policy, now: datetime) -> Person | None:
    account = standing.account
    if account.head is not None:
        people: tuple[Person, ...] = (standing.head,) if standing.head else ()
        away = standing.head is not None and _is_away(standing.head, now)
        people = standing.deputies if away else people
    else:
        # not the same one twice running, unless nobody else wrote
        people = (
            tuple(one for one in standing.writers if one.who.email != standing.last_person)
            or standing.writers
        )
    return next((one for one in people if refusal(one, account, policy, now) is None), None)


def _people(standing: Standing, policy: Policy, now: datetime) -> list[tuple[Person, Wish]]:
    account = standing.account
    return [
        (person, Wish(account, person, person.spoken_at or standing.begin, person.late))
        for person in standing.writers
        if person.requests >= WRITES_OFTEN
        and (person.spoken_at is None or _over(account, person.spoken_at, 0, now))
        and refusal(person, account, policy, now) is None
    ]


def _over(account: Account, since: datetime, unanswered: int, now: datetime) -> bool:
    at = account.next_word(since, unanswered)
    return at is not None and at <= now


def _is_away(person: Person, now: datetime) -> bool:
    return person.absent_until is not None and person.absent_until + BACK_FOR > now


def refusal(person: Person, account: Account, policy: Policy, now: datetime) -> str | None:
    """Why this person may not be written to now; None when they may. That we are late is for the caller to see."""
    email = person.who.email
    checks = (
        (person.stopped, "said stop"),
        (policy.role_of(email) is not Role.CUSTOMER, "works here"),
        (person.unreachable, "mail comes back"),
        (_is_away(person, now), "away"),
        (person.asked_at is not None and now - person.asked_at < LEFT_ALONE_AFTER, "asked lately"),
        (not _is_ours(email, policy), "outside of CUSTOMER_DOMAINS"),
        (
            person.heard_at is not None and not _over(account, person.heard_at, person.unanswered, now),
            "heard lately",
        ),
    )
    return next((why for holds, why in checks if holds), None)


def _is_ours(email: str, policy: Policy) -> bool:
    labels = ascii_lower(email).rpartition("@")[2].split(".")
    domains = policy.customer_domains
    return not domains or any(".".join(labels[at:]) in domains for at in range(len(labels)))


def send_at(account: Account, now: datetime) -> datetime:
    """The next good time: Tuesday to Thursday, in the first two hours of their day."""
    hours, at = account.hours, now
    for _ in range(60):
        day = at.astimezone(hours.zone).date()
        morning = next_morning(hours, at - timedelta(days=1))
        while morning.astimezone(hours.zone).date() < day:
            morning = next_morning(hours, morning)
        if morning.astimezone(hours.zone).weekday() in (1, 2, 3) and at < morning + timedelta(hours=2):
            return max(at, morning)
        at = _start_of(day + timedelta(days=1), hours.zone, now)
    return at


def _start_of(day: date, zone: object, now: datetime) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(now.tzinfo)  # type: ignore[arg-type]


def letters(count: int) -> Sequence[str]:
    """Names for the lines of a digest: a, b ... z, aa, ab ..."""
    names = [*_LETTERS, *(one + two for one in _LETTERS for two in _LETTERS)]
    return names[:count]
