"""Outages: many requests with one cause. What is known of one, and of the requests that belong to it. Decides nothing.

The request that stands for all is the parent; the others are its children, one level deep. Customers never hear of each
other: each has a thread of their own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from frontdesk.rules.model import Address

OVER = "over"  # as the value of [outage=...]
ENDS_AFTER = timedelta(hours=4)
NEWS_EVERY = timedelta(hours=1)
LOOKED_BACK = timedelta(hours=1)  # before the request that [outage] stands on
AN_ALARM_HOLDS = timedelta(hours=24)  # that nobody has confirmed
AT_MOST_UNASKED = 5  # people who get a word by [all] before its writer is asked whether so many are meant
SURVEYED_EVERY = 3  # of an outage's people


@dataclass(frozen=True, slots=True)
class Outage:
    """`parent`: None while nobody has confirmed the alarm. `is_word`: `topic` is a word that no topic has. `text`: the
    team's words to who writes from now on. `next_word_at`: by when they said they would say more."""

    id: int
    topic: str
    began_at: datetime
    is_word: bool = False
    parent: int | None = None
    alarmed_at: datetime | None = None
    confirmed_at: datetime | None = None
    by: str = ""
    next_word_at: datetime | None = None
    text: str = ""
    ended_at: datetime | None = None
    false_alarm: bool = False


class Kin(NamedTuple):
    """A request that belongs to an outage, or would."""

    number: int
    customer: Address
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class Family:
    """What a request is to others. `outage`: the one whose parent it is, or whose alarm it raised. `children`: the
    parent's that aren't settled. `taken`: what [outage] would take in, the request itself among them, oldest first;
    `topic`: what they have in common."""

    outage: Outage | None = None
    children: tuple[Kin, ...] = ()
    taken: tuple[Kin, ...] = ()
    topic: str = ""
    is_word: bool = False


def people(kin: Iterable[Kin]) -> int:
    """How many different customers these are."""
    return len({one.customer.email for one in kin})


def without_mail(kin: Iterable[Kin]) -> frozenset[int]:
    """The older requests of people who have several: they get one mail, in the newest."""
    newest: dict[str, int] = {}
    kin = tuple(kin)
    for one in sorted(kin, key=lambda one: (one.opened_at, one.number)):
        newest[one.customer.email] = one.number
    return frozenset(one.number for one in kin) - frozenset(newest.values())
