"""What changed from one period to the next, and whether that is more than chance. Pure.

A change is called one only at 99 %: with twenty figures in a report, 95 % would cry wolf in every one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from frontdesk.rules.figures import statistics as st
from frontdesk.rules.figures.figures import Figures, Share, Time


@dataclass(frozen=True, slots=True)
class Change:
    """`now`, `before`: a count, a median or a share, None where there were too few. `clear`: more than chance."""

    figure: str
    now: float | None
    before: float | None
    clear: bool


def changes(now: Figures, before: Figures) -> tuple[Change, ...]:
    """Every figure that can be compared, in the report's order."""
    return tuple(compare(name, now, before) for name, compare in _COMPARED.items())


def _count(name: str, now: Figures, before: Figures) -> Change:
    one, two = getattr(now, name), getattr(before, name)
    return Change(name, one, two, st.counts_differ(one, two))


def _open(name: str, now: Figures, before: Figures) -> Change:
    one, two = now.backlog.count, before.backlog.count
    return Change(name, one, two, st.counts_differ(one, two))


def _time(name: str, now: Figures, before: Figures) -> Change:
    one: Time = getattr(now, name)
    two: Time = getattr(before, name)
    return Change(name, one.median, two.median, st.intervals_apart((one.low, one.high), (two.low, two.high)))


def _share(name: str, now: Figures, before: Figures) -> Change:
    one: Share = getattr(now, name)
    two: Share = getattr(before, name)
    enough = min(one.n, two.n) >= st.PERCENT_FROM
    return Change(name, one.share, two.share, enough and st.shares_differ((one.k, one.n), (two.k, two.n)))


def _content(name: str, now: Figures, before: Figures) -> Change:
    one, two = ((sum(each.ratings.counts[3:]), each.ratings.answered) for each in (now, before))
    enough = min(one[1], two[1]) >= st.RATING_FROM
    return Change(name, now.ratings.content, before.ratings.content, enough and st.shares_differ(one, two))


_COMPARED: dict[str, Callable[[str, Figures, Figures], Change]] = {
    "requests": _count,
    "resolved": _count,
    "first_response": _time,
    "kept_response": _share,
    "resolution": _time,
    "kept_resolution": _share,
    "reopened": _share,
    "one_answer": _share,
    "handed_on": _share,
    "backlog": _open,
    "content": _content,
}
