"""Cycles and stated time of a request from before they were written down, told again from its events. Pure.

What its events don't tell stays None: it isn't known, and figures say so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from itertools import groupby
from typing import Any, NamedTuple

from frontdesk.rules.clock.timing import BusinessHours
from frontdesk.rules.figures.cycle import CUSTOMER, LOW, REOPENED, TEAM, TECHNICIAN, Cycle, Entry
from frontdesk.rules.figures.facts import Now, Told, follow, opened, reopened
from frontdesk.rules.lifecycle import CLOCK_STOPPED, SETTLED
from frontdesk.rules.model import Status

_CHANGES = frozenset(("changed", "merged", "split", "moved"))
_TIMES = frozenset(("respond_by", "resolve_by", "resolved_at", "closed_at"))
_KEPT = frozenset((*(one.name for one in fields(Now)), "minutes")) - {"merged"}
_BY_TAG = frozenset((Status.OPEN.value, Status.WAITING.value, Status.ON_HOLD.value))


class Happened(NamedTuple):
    """An event as it is kept. `at`: UTC."""

    at: datetime
    kind: str
    by: str
    detail: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Past:
    """A request as it stands. `minutes`: the sum of stated time. `works_here`: its customer is one of the team."""

    number: int
    opened_at: datetime
    now: Now
    minutes: int = 0
    rating_comment: str | None = None
    works_here: bool = False


@dataclass(slots=True)
class _Replay:
    past: Past
    hours: BusinessHours
    source: str
    state: dict[str, Any]
    cycles: list[Cycle] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    done: dict[datetime, Mapping[str, Any]] = field(default_factory=dict)  # changes, by when they were made
    mailed: set[datetime] = field(default_factory=set)


def replay(
    past: Past, events: Sequence[Happened], hours: BusinessHours, desk: str
) -> tuple[list[Cycle], list[Entry]]:
    """`events` in the order of their time, `hours`: those in force. `desk`: who did it when nobody did."""
    if not events or events[0].kind != "opened":
        return _unknown(past)
    one = _Replay(past, hours, _source(past, events), _beginning(past, events))
    telling = [events[0], *(event for event in events[1:] if event.kind in _TELLS)]
    for (at, by), together in groupby(telling, key=lambda event: (event.at, event.by)):
        _decision(one, at, by, tuple(together), desk)
    _as_it_stands(one)
    if rest := past.minutes - sum(entry.minutes for entry in one.entries):
        one.entries.insert(0, Entry(past.number, 1, past.opened_at, "", rest, past.now.department))
    return one.cycles, one.entries


def _source(past: Past, events: Sequence[Happened]) -> str:
    """Who began it: a technician who forwards a mail or splits one off says so in the same moment."""
    if past.works_here:
        return TEAM
    first = events[0]
    passed_on = any(event.kind == "forwarded" for event in events[:6] if event.at == first.at)
    by_the_team = "split from" in first.detail or "opened for" in first.detail
    return TECHNICIAN if passed_on or by_the_team else CUSTOMER


def _beginning(past: Past, events: Sequence[Happened]) -> dict[str, Any]:
    """The request as it was opened: what no change names is as it stands."""
    state: dict[str, Any] = {name: getattr(past.now, name) for name in _KEPT if name != "minutes"}
    if past.now.reopened or any(event.kind == "customer wrote" for event in events):
        state["resolve_by"] = None
    for event in reversed(events):
        if event.kind in _CHANGES:
            before = event.detail.get("before", {})
            state |= {name: _read(name, value) for name, value in before.items() if name in _KEPT}
    return state | {
        "status": Status.NEW.value,
        "reopened": 0,
        "resolved_at": None,
        "closed_at": None,
        "spam": False,
        "minutes": 0,
        "merged": False,
    }


def _decision(one: _Replay, at: datetime, by: str, events: tuple[Happened, ...], desk: str) -> None:
    """What was done at one moment by one person."""
    told, stated = Told(), len(one.entries)
    for event in events:
        if event.kind in _TELLS:
            _TELLS[event.kind](one, event, told)
        if event.kind == "resolved" and by == desk:
            told.no_answer, told.resolved_by = True, None
    now = _now(one)
    if not one.cycles:
        one.cycles.append(opened(one.past.number, one.past.opened_at, now, told, one.source, one.hours))
        return
    last = one.cycles[-1]
    if now.reopened + 1 > last.n:
        one.cycles[-1:] = reopened(last, now, told, at, one.hours)
    else:
        del one.cycles[now.reopened + 1 :]
        one.cycles[-1] = follow(one.cycles[-1], now, told, at, one.hours)
    _in_their_cycle(one.entries, stated, one.cycles[-1].n)
    if told.missed and (ran := one.cycles[-1]).missed_at is None:
        one.cycles[-1] = ran._replace(missed_at=at)


def _in_their_cycle(entries: list[Entry], stated: int, n: int) -> None:
    """What was stated just now is the newest cycle's, and so is what was stated in one that was taken back."""
    for place, entry in enumerate(entries):
        if place >= stated or entry.cycle > n:
            entries[place] = entry._replace(cycle=n)


def _now(one: _Replay) -> Now:
    return Now(**{name: value for name, value in one.state.items() if name != "minutes"})


def _wrote(one: _Replay, event: Happened, told: Told) -> None:
    if one.state["status"] == Status.WAITING:
        one.state |= {"status": Status.OPEN.value, "resolve_by": None}  # moved, and not noted whereto


def _reopened(one: _Replay, event: Happened, told: Told) -> None:
    told.by_customer = True
    one.state |= {
        "status": Status.OPEN.value,
        "reopened": one.state["reopened"] + 1,
        "resolved_at": None,
        "closed_at": None,
        "resolve_by": None,
    }


def _resolved(one: _Replay, event: Happened, told: Told) -> None:
    told.resolved_by = event.by
    one.state |= {"status": Status.RESOLVED.value, "resolved_at": event.at, "closed_at": None}


def _closed(one: _Replay, event: Happened, told: Told) -> None:
    one.state |= {"status": Status.CLOSED.value, "closed_at": event.at}


def _moved(one: _Replay, event: Happened, told: Told) -> None:
    """By a tag; taking a settled request up again is a reopening."""
    if one.state["status"] in SETTLED:
        one.state |= {"reopened": one.state["reopened"] + 1, "resolved_at": None, "closed_at": None}
    elif one.state["status"] in CLOCK_STOPPED and event.kind == Status.OPEN:
        one.state["resolve_by"] = None
    one.state["status"] = event.kind


def _changed(one: _Replay, event: Happened, told: Told) -> None:
    after, before = event.detail.get("after", {}), event.detail.get("before", {})
    one.done[event.at] = event.detail
    if event.detail.get("mailed"):
        one.mailed.add(event.at)
    _set(one, event, after)
    told.moved = told.moved or "department" in after
    if "merged_into" in after:
        one.state["merged"] = after["merged_into"] is not None
    if "minutes" in after:
        _state_time(one, event, int(after["minutes"]) - int(before.get("minutes") or 0))


def _undone(one: _Replay, event: Happened, told: Told) -> None:
    """Takes back what still was as the change had left it."""
    of = datetime.fromisoformat(str(event.detail.get("of")))
    change = one.done.get(of, {})
    before, after = change.get("before", {}), change.get("after", {})
    told.undone = of
    told.replies -= of in one.mailed
    if "minutes" in before and one.state["minutes"] == after.get("minutes"):
        _state_time(one, event, int(before["minutes"] or 0) - int(after["minutes"]))
    still = {
        name: value
        for name, value in before.items()
        if name in _KEPT and name in after and one.state[name] == _read(name, after[name])
    }
    _set(one, event, still)


def _set(one: _Replay, event: Happened, values: Mapping[str, Any]) -> None:
    one.state |= {name: _read(name, value) for name, value in values.items() if name in _KEPT}


def _state_time(one: _Replay, event: Happened, minutes: int) -> None:
    one.entries.append(Entry(one.past.number, 1, event.at, event.by, minutes, one.state["department"]))


def _answered(one: _Replay, event: Happened, told: Told) -> None:
    told.replies += 1


def _asked(one: _Replay, event: Happened, told: Told) -> None:
    told.asked_at = event.at


def _rated(one: _Replay, event: Happened, told: Told) -> None:
    told.rating, told.rating_comment = event.detail.get("rating"), one.past.rating_comment


def _recovered(one: _Replay, event: Happened, told: Told) -> None:
    """Of whichever cycles had a low rating until now."""
    one.cycles[:] = [
        cycle._replace(recovered_at=event.at)
        if (cycle.rating or 5) <= LOW and not cycle.recovered_at
        else cycle
        for cycle in one.cycles
    ]


def _settled(one: _Replay, event: Happened, told: Told) -> None:
    told.settled = True


def _missed(one: _Replay, event: Happened, told: Told) -> None:
    told.missed = event.detail.get("target") == "resolution"


_TELLS = {
    "customer wrote": _wrote,
    "reopened": _reopened,
    "resolved": _resolved,
    "closed": _closed,
    **dict.fromkeys(_BY_TAG, _moved),
    **dict.fromkeys(_CHANGES, _changed),
    "undone": _undone,
    "answered": _answered,
    "surveyed": _asked,
    "rated": _rated,
    "recovered": _recovered,
    "called": _recovered,
    "settled": _settled,
    "target missed": _missed,
}


def _as_it_stands(one: _Replay) -> None:
    """The row has the last word on the newest cycle, and on how many there are."""
    now, past = one.past.now, one.past
    del one.cycles[now.reopened + 1 :]
    while len(one.cycles) <= now.reopened:  # reopened, and no event says when
        last = one.cycles[-1]
        at = last.ended_at or last.began_at
        one.cycles[-1] = last._replace(ended_at=at)
        one.cycles.append(
            Cycle(past.number, last.n + 1, at, REOPENED, last.source, replies=None, owners=None)
        )
    last = one.cycles[-1]
    at = now.resolved_at or now.closed_at or last.began_at
    one.cycles[-1] = follow(last, now, Told(moved=True), max(at, last.began_at), one.hours)
    if one.cycles[-1].missed_at != last.missed_at:  # the events know better than the target as it stands now
        one.cycles[-1] = one.cycles[-1]._replace(missed_at=last.missed_at)


def _unknown(past: Past) -> tuple[list[Cycle], list[Entry]]:
    """A request without a history: its row alone."""
    source = TEAM if past.works_here else CUSTOMER
    cycles = [Cycle(past.number, 1, past.opened_at, source=source, replies=None, owners=None)]
    while len(cycles) <= past.now.reopened:
        cycles.append(
            Cycle(past.number, len(cycles) + 1, past.opened_at, REOPENED, source, replies=None, owners=None)
        )
    now = past.now
    cycles[-1] = cycles[-1]._replace(
        department=now.department,
        priority=now.priority,
        owner=now.owner,
        resolve_by=now.resolve_by,
        ended_at=(now.resolved_at or now.closed_at) if now.status in SETTLED else None,
    )
    entries = (
        [Entry(past.number, 1, past.opened_at, "", past.minutes, now.department)] if past.minutes else []
    )
    return cycles, entries


def _read(name: str, value: Any) -> Any:
    return datetime.fromisoformat(value) if value is not None and name in _TIMES else value
