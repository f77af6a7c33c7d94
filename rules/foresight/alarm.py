"""The outage alarm: whether so many people writing about one topic within the hour is more than chance. Pure.

Two questions, and both must say yes: is the topic's share among what came in too large for what it was in the last four
weeks (else every busy morning is an alarm), and is the number itself (else two mails on a quiet evening are one)?
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

LOOKED_BACK = timedelta(days=28)
QUIET = timedelta(hours=4)  # for a topic after its alarm
ENOUGH_DAYS = 5  # open days of history, before the usual is known
# By chance at most so often: the share, the number. Where little else comes in the share says little, and the number
# must say more. There are many words that no topic has, so both must be rarer there.
OF_A_TOPIC = ((1e-4, 1e-3), (1e-2, 1e-6))
OF_A_WORD = ((1e-6, 1e-6),)
PEOPLE_WITHOUT_TOPIC = 6
PEOPLE_WITHOUT_HISTORY = 5
_PROBABLY, _SURELY = 1e-7, 1e-12


class Watch(NamedTuple):
    """OUTAGE_ALARM: how many people at least, and in what time."""

    people: int = 4
    within: timedelta = timedelta(minutes=60)


class Usual(NamedTuple):
    """The last four weeks, without what was of an outage. `hours`, `days`: that the desk was open."""

    of_topic: int
    of_all: int
    hours: float
    days: int


class Wrote(NamedTuple):
    """A request of the last hour."""

    number: int
    customer: str
    opened_at: datetime


class Lately(NamedTuple):
    """Who wrote about a topic in the last hour, oldest first, the new mail not among them, and how many wrote at all.
    `people`, `of_all`: different customers, the new mail's among them."""

    topic: str
    is_word: bool
    wrote: Sequence[Wrote]
    people: int
    of_all: int
    usual: Usual


class Sureness(StrEnum):
    PERHAPS = "perhaps"
    PROBABLY = "probably"
    SURELY = "surely"


def alarm(lately: Lately, watch: Watch) -> Sureness | None:
    """How sure it is that something is wrong; None for what may well be chance."""
    people, usual = lately.people, lately.usual
    least = max(watch.people, PEOPLE_WITHOUT_TOPIC) if lately.is_word else watch.people
    if people < least:
        return None
    if usual.days < ENOUGH_DAYS:
        enough = people >= max(least, PEOPLE_WITHOUT_HISTORY) and 2 * people >= lately.of_all
        return Sureness.PERHAPS if enough else None
    of_share = at_least(people, lately.of_all, share(usual))
    of_number = poisson_at_least(people, expected(usual, watch))
    limits = OF_A_WORD if lately.is_word else OF_A_TOPIC
    if not any(of_share < share_limit and of_number < number_limit for share_limit, number_limit in limits):
        return None
    chance = of_share * of_number
    return (
        Sureness.SURELY if chance < _SURELY else Sureness.PROBABLY if chance < _PROBABLY else Sureness.PERHAPS
    )


def share(usual: Usual) -> float:
    """The topic's usual part of all; never none, for what never came can come."""
    return (usual.of_topic + 0.5) / (usual.of_all + 1)


def expected(usual: Usual, watch: Watch) -> float:
    """How many are usual in the watched time."""
    return (usual.of_topic + 0.5) / max(usual.hours, 1.0) * (watch.within.total_seconds() / 3600)


def at_least(k: int, n: int, p: float) -> float:
    """P(Bin(n, p) >= k)."""
    if k <= 0 or p >= 1:
        return 1.0
    return min(1.0, sum(math.comb(n, i) * p**i * (1 - p) ** (n - i) for i in range(k, n + 1)))


def poisson_at_least(k: int, mean: float) -> float:
    """P(Poisson(mean) >= k), summed from the tail: 1 - P(< k) would lose what is small."""
    term = math.exp(-mean + k * math.log(mean) - math.lgamma(k + 1)) if mean > 0 else 0.0
    total, i = 0.0, k
    while term > total * 1e-12 and i < k + 1000:
        total += term
        i += 1
        term *= mean / i
    return min(1.0, total)
