"""From a group's numbers to figures that may be shown: each with its n, none where there are too few. Pure.

The rules of honesty stand here and nowhere else: no percentage under 20, no median under 6, no nine of ten under 20,
no rating under 5. What is too few is None; its n stays.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from frontdesk.rules.figures import statistics as st
from frontdesk.rules.figures.cycle import LOW
from frontdesk.rules.figures.tally import Tally, content

_DAY = 24 * 60
BANDS = (("day", _DAY), ("week", 7 * _DAY), ("month", 30 * _DAY))
OLDER = "older"


@dataclass(frozen=True, slots=True)
class Time:
    """How long it took, in minutes: half within `median`, nine of ten within `p90`, times that really happened.

    `at_least`, `p90_at_least`: it falls on one that isn't finished, so the true one is more. `low`, `high`: between
    these the median lies at 95 %. `open`: how many aren't finished and count with their age.
    """

    n: int
    median: int | None = None
    p90: int | None = None
    low: int | None = None
    high: int | None = None
    at_least: bool = False
    p90_at_least: bool = False
    open: int = 0


@dataclass(frozen=True, slots=True)
class Share:
    """`k` of `n`. `share`, and the 95 % interval from `low` to `high`, are from 0 to 1."""

    k: int
    n: int
    share: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Backlog:
    """What was open at the end. Ages are minutes of the calendar, which is what the customer waits. `by`: how much
    it grew, what came in minus what went out. `oldest`: that request's number."""

    count: int
    median_age: int | None
    oldest_age: int | None
    oldest: int | None
    bands: dict[str, int]
    without_owner: int
    late: int
    by: int


@dataclass(frozen=True, slots=True)
class Ratings:
    """`counts`: from 1 to 5. `content`: the share of 4 and 5 of those who answered, from `low` to `high` at 95 %.
    `worst`, `best`: what it could be if all others had answered. `recovery`: business minutes until somebody spoke
    to who gave a low one."""

    asked: int
    answered: int
    counts: list[int]
    content: float | None
    low: float | None
    high: float | None
    worst: float | None
    best: float | None
    low_ratings: int
    recovered: int
    recovery: Time


@dataclass(frozen=True, slots=True)
class Minutes:
    """Working time that was stated: on `k` of `n` requests, never reckoned up to the others."""

    sum: int
    k: int
    n: int


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of one group. Times are business minutes, but for `resolution_elapsed`: the calendar's."""

    requests: int
    resolved: int
    no_answer: int
    not_yet_known: int
    first_response: Time
    resolution: Time
    resolution_elapsed: Time
    kept_response: Share
    kept_resolution: Share
    reopened: Share
    one_answer: Share
    handed_on: Share
    backlog: Backlog
    ratings: Ratings
    minutes: Minutes


def figures(tally: Tally) -> Figures:
    return Figures(
        requests=tally.requests,
        resolved=tally.resolved,
        no_answer=tally.no_answer,
        not_yet_known=tally.not_yet_known,
        first_response=_first_response(tally),
        resolution=times(tally.resolution),
        resolution_elapsed=times(tally.elapsed),
        kept_response=share(*tally.kept_response),
        kept_resolution=share(*tally.kept_resolution),
        reopened=share(*tally.reopened),
        one_answer=share(*tally.one_answer),
        handed_on=share(*tally.handed_on),
        backlog=_backlog(tally),
        ratings=_ratings(tally),
        minutes=Minutes(tally.minutes, tally.stated, tally.requests),
    )


def times(minutes: Sequence[int]) -> Time:
    """The figure of times that are all finished."""
    return _time(minutes, lambda minutes: (minutes, False))


def _first_response(tally: Tally) -> Time:
    """One that is unfinished counts with its age."""
    return _time(tally.first, lambda twice: (twice // 2, bool(twice & 1)), tally.unanswered)


def _time(values: Sequence[int], said: Callable[[int], tuple[int, bool]], waiting: int = 0) -> Time:
    """`said`: what one of the values means: its minutes, and whether the true ones are more."""
    n = len(values)
    ranks = st.median_ranks(n)
    if n < st.MEDIAN_FROM or ranks is None:
        return Time(n, open=waiting)
    at_rank = _by_rank(values)
    (median, at_least), (p90, p90_at_least) = (
        said(at_rank(st.nearest_rank(n, percent))) for percent in (50, 90)
    )
    enough = n >= st.P90_FROM
    return Time(
        n,
        median=median,
        p90=p90 if enough else None,
        low=said(at_rank(ranks[0]))[0],
        high=said(at_rank(ranks[1]))[0],
        at_least=at_least,
        p90_at_least=enough and p90_at_least,
        open=waiting,
    )


def _by_rank(values: Iterable[int]) -> Callable[[int], int]:
    """Gives the smallest for 1, the next for 2. Of a hundred thousand minutes most are there several times: these are
    counted, which is quicker than sorting all, and takes less memory."""
    often = sorted(Counter(values).items())
    up_to = list(accumulate(number for _, number in often))
    return lambda rank: often[bisect_left(up_to, rank)][0]


def share(k: int, n: int) -> Share:
    if n < st.PERCENT_FROM:
        return Share(k, n)
    low, high = st.wilson(k, n)
    return Share(k, n, _part(k / n), _part(low), _part(high))


def _part(value: float) -> float:
    return round(value, 4)


def _backlog(tally: Tally) -> Backlog:
    ages = sorted(tally.ages)
    bands, younger = {}, 0
    for name, most in BANDS:
        up_to = bisect_right(ages, most)
        bands[name], younger = up_to - younger, up_to
    bands[OLDER] = len(ages) - younger
    oldest = tally.oldest
    return Backlog(
        count=len(ages),
        median_age=ages[st.nearest_rank(len(ages), 50) - 1] if len(ages) >= st.MEDIAN_FROM else None,
        oldest_age=oldest[0] if oldest else None,
        oldest=oldest[1] if oldest else None,
        bands=bands,
        without_owner=tally.without_owner,
        late=tally.late,
        by=len(ages) - tally.open_before,
    )


def _ratings(tally: Tally) -> Ratings:
    counts, asked = list(tally.counts), tally.asked
    answered, well = sum(counts), content(counts)
    enough = answered >= st.RATING_FROM
    low, high = st.wilson(well, answered)
    return Ratings(
        asked=asked,
        answered=answered,
        counts=counts,
        content=_part(well / answered) if enough else None,
        low=_part(low) if enough else None,
        high=_part(high) if enough else None,
        worst=_part(well / asked) if enough else None,
        best=_part((well + asked - answered) / asked) if enough else None,
        low_ratings=sum(counts[:LOW]),
        recovered=tally.recovered,
        recovery=times(tally.recovery),
    )
