"""Where we stand with each account, gathered for the rules. Reads only; a few statements for the whole desk."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from frontdesk.db import contacts, people, requests
from frontdesk.db.engine.store import Store
from frontdesk.rules.contacts.account import Account, account
from frontdesk.rules.contacts.check_in import Person, Standing
from frontdesk.rules.contacts.contact import Contact, ContactKind, ContactState
from frontdesk.rules.digest import late_since
from frontdesk.rules.model import Address
from frontdesk.rules.policy import Policy

_MOST_WRITERS = 20  # of a department, that are looked at more closely
_UNDER_WAY = frozenset((ContactState.DUE, ContactState.WAITING))
_SPOKEN = frozenset((ContactKind.CALL, ContactKind.NOTE))


def standings(store: Store, policy: Policy, now: datetime) -> list[Standing]:
    """Of every account that we keep contact with."""
    begins = contacts.begins(store)
    recovered = contacts.recovered(store)
    of_account: dict[str, list[Contact]] = defaultdict(list)
    of_person: dict[str, list[Contact]] = defaultdict(list)
    for one in contacts.of_accounts(store):
        of_account[one.department].append(one)
        of_person[one.person].append(one)
    every = [account(policy, name) for name in begins]
    looked = _Looked(store, policy, now, of_person)
    writers = _writers(store, every, now)
    return [
        _standing(
            each, begins[each.name], recovered, of_account[each.name], writers.get(each.name, ()), looked
        )
        for each in every
        if each.every is not None
    ]


def _writers(store: Store, every: Sequence[Account], now: datetime) -> dict[str, list[tuple[Address, int]]]:
    """Who wrote in the longest of the periods; a department's own period is seldom another."""
    lengths = [now - _before(one, now) for one in every if one.every is not None]
    found: dict[str, list[tuple[Address, int]]] = defaultdict(list)
    if lengths:
        for department, email, name, number in contacts.writers(store, now - max(lengths)):
            if len(found[department]) < _MOST_WRITERS:
                found[department].append((Address(name, email), number))
    return found


def _before(one: Account, now: datetime) -> datetime:
    """When the account's period that ends now began, roughly: by as long as it would take from now on."""
    ahead = one.next_word(now)
    return now - (ahead - now) if ahead is not None else now


class _Looked:
    """What is known of people, each looked up once."""

    def __init__(
        self, store: Store, policy: Policy, now: datetime, of_person: dict[str, list[Contact]]
    ) -> None:
        self._store, self._policy, self._now, self._of_person = store, policy, now, of_person
        self._found: dict[str, Person] = {}

    def at(self, who: Address, number: int = 0) -> Person:
        if who.email not in self._found:
            self._found[who.email] = self._person(who, number)
        return self._found[who.email]

    def _person(self, who: Address, number: int) -> Person:
        known = people.get(self._store, who.email)
        own = self._of_person.get(who.email, [])
        reviews = [one.sent_at for one in own if one.kind is ContactKind.REVIEW]
        sent = [one for one in own if one.sent_at is not None]
        late = (
            request.number
            for request in requests.listed(self._store, customer=who.email, unsettled=True)
            if late_since(request, self._now) is not None
        )
        return Person(
            who=Address(who.name or known.name, who.email),
            requests=number,
            heard_at=max((one.sent_at for one in sent if one.sent_at), default=None),
            spoken_at=max((one.answered_at for one in own if one.answered_at), default=None),
            unanswered=unanswered(sent),
            stopped=known.no_check_ins or has_left(self._policy, who.email, self._now),
            unreachable=known.unreachable_since is not None,
            absent_until=known.absent_until,
            asked_at=max(filter(None, (known.surveyed_at, *reviews)), default=None),
            late=next(late, None),
        )


def has_left(policy: Policy, email: str, now: datetime) -> bool:
    """Whether the people's file says that they don't work here any more."""
    return policy.directory.has_left(email, now.astimezone(policy.zone).date())


def unanswered(sent: Iterable[Contact]) -> int:
    """How many of the newest in a row nobody answered."""
    number = 0
    for one in reversed(list(sent)):
        if one.answered_at is not None:
            break
        number += 1
    return number


def name_of(store: Store, policy: Policy, email: str) -> str:
    """By their own mails, or else by the files: a head may never have written to the desk. "" where nobody says."""
    directory = policy.directory
    named = (
        one.name
        for of in directory.departments
        for one in (*((of.head,) if of.head else ()), *of.deputies)
        if one.email == email
    )
    listed = directory.people.get(email)
    return people.get(store, email).name or next(named, "") or (listed.name if listed else "")


def spoken_at(own: Iterable[Contact], recovered: datetime | None) -> datetime | None:
    """The last contact: a check-in or review that was answered, a call, a note, a word after a low rating."""
    return max(
        filter(None, (recovered, *(one.answered_at for one in own))),
        default=None,
    )


def _standing(
    one: Account,
    begin: datetime,
    recovered: dict[str, datetime],
    own: Sequence[Contact],
    writers: Sequence[tuple[Address, int]],
    looked: _Looked,
) -> Standing:
    check_ins = [each for each in own if each.kind is ContactKind.CHECK_IN]
    sought = [each for each in check_ins if each.state not in _UNDER_WAY]
    return Standing(
        account=one,
        begin=begin,
        spoken_at=spoken_at(own, recovered.get(one.name)),
        sought_at=max((each.sent_at or each.due_at for each in sought), default=None),
        last_person=sought[-1].person if sought else "",
        unanswered=unanswered(each for each in check_ins if each.sent_at is not None),
        head=looked.at(one.head) if one.head else None,
        deputies=tuple(looked.at(each) for each in one.deputies),
        writers=tuple(looked.at(who, number) for who, number in writers) if one.head is None else (),
        busy=any(each.state in _UNDER_WAY for each in check_ins),
    )


def coverage_window(one: Account, now: datetime) -> timedelta:
    return now - _before(one, now)
