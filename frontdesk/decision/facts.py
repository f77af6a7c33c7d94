"""Writes down, in the transaction of a decision, what its effects mean for the request's cycle and stated time.

Which effects count is said here; how a cycle goes on is `rules.figures.facts`' to say.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from frontdesk.db import cycles
from frontdesk.db import facts as facts_of_the_past
from frontdesk.db.apply import Target
from frontdesk.desk import Desk
from frontdesk.rules import effects as fx
from frontdesk.rules.clock.timing import BusinessHours
from frontdesk.rules.figures import facts
from frontdesk.rules.figures.cycle import CUSTOMER, TEAM, TECHNICIAN, Cycle, Entry
from frontdesk.rules.model import MessageKind, Role
from frontdesk.rules.on_timer import DESK
from frontdesk.rules.technicians.undo import UNDONE

# Of a request's fields, those that its cycle has too or that end it.
_COUNT = frozenset(
    (
        *("priority", "department", "owner", "reopened", "resolve_by", "resolved_at", "closed_at", "spam"),
        *("merged_into", "minutes", "rating", "surveyed_at"),
    )
)


_BY_THE_TEAM = frozenset(("split from", "opened for"))  # in the event of its opening


@dataclass(slots=True)
class Happened:
    """What a decision did to one request. `counts`: whether anything of it can change a cycle."""

    opened: fx.OpenRequest | None = None
    counts: bool = False
    minutes: bool = False
    by: str = DESK
    source: str = CUSTOMER
    changed: dict[str, object] = field(default_factory=dict)
    told: facts.Told = field(default_factory=facts.Told)

    def note(self, effect: fx.Effect) -> None:
        if isinstance(effect, fx.Change):
            self._changed(effect)
        elif isinstance(effect, fx.Record):
            self._recorded(effect)
        elif isinstance(effect, fx.SetStatus):
            self.counts = True
            self.changed["status"] = effect.status.value
        elif isinstance(effect, fx.KeepMessage) and effect.kind is MessageKind.REPLY:
            self._replied(1)
        elif isinstance(effect, fx.MakeNote):
            self._replied(-1)
        elif isinstance(effect, fx.OpenRequest):
            self.opened, self.counts = effect, True

    def _replied(self, one: int) -> None:
        self.told.replies += one
        self.counts = True

    def _changed(self, effect: fx.Change) -> None:
        self.changed |= effect.fields
        self.counts = self.counts or not _COUNT.isdisjoint(effect.fields)
        self.minutes = self.minutes or "minutes" in effect.fields
        self.told.moved = self.told.moved or "department" in effect.fields
        self.told.asked_at = effect.fields.get("surveyed_at") or self.told.asked_at
        if effect.fields.get("rating") is not None:
            self.told.rating = effect.fields["rating"]
            self.told.rating_comment = effect.fields.get("rating_comment")

    def _recorded(self, effect: fx.Record) -> None:
        told = self.told
        if effect.by != DESK:
            self.by = effect.by
        if effect.kind == "resolved":
            told.no_answer = effect.by == DESK
            told.resolved_by = effect.by if effect.by != DESK else None
        elif effect.kind == "recovered":
            self.counts = told.recovered = True
        elif effect.kind == "settled":
            told.settled = True
        elif effect.kind == "reopened":
            told.by_customer = True
        elif effect.kind == UNDONE:
            told.undone = datetime.fromisoformat(str(effect.detail["of"]))
        elif effect.kind == "target missed" and effect.detail["target"] == "resolution":
            self.counts = told.missed = True
        elif effect.kind == "forwarded" or not _BY_THE_TEAM.isdisjoint(effect.detail):
            self.source = TECHNICIAN


def works_here(desk: Desk) -> Callable[[str], bool]:
    """Whether an address is one of the team's: what they ask of their own desk is in no figure."""
    return lambda email: desk.policy.role_of(email) is not Role.CUSTOMER


def hours_of(desk: Desk, department: str) -> BusinessHours:
    return desk.policy.for_department(department).hours


def write_down(desk: Desk, happened: Happened, target: Target) -> None:
    """The cycle and the stated time after all that happened to the target's request."""
    if not happened.counts or not target.number:
        return
    if happened.opened is not None:
        _begin(desk, happened, happened.opened, target)
    else:
        _go_on(desk, happened, target)


def _begin(desk: Desk, happened: Happened, opened: fx.OpenRequest, target: Target) -> None:
    """The first cycle, from the effects alone: a new request's mail costs one statement."""
    values: dict[str, object] = {
        "status": "new",
        "priority": opened.priority.value,
        "department": opened.department,
        "respond_by": opened.respond_by,
        "resolve_by": opened.resolve_by,
    } | happened.changed
    names = facts.Now.__dataclass_fields__
    now = facts.Now(**{name: value for name, value in values.items() if name in names})  # type: ignore[arg-type]
    source = TEAM if works_here(desk)(opened.customer.email) else happened.source
    cycle = facts.opened(
        target.number, opened.opened_at, now, happened.told, source, hours_of(desk, now.department)
    )
    cycles.add(desk.store, cycle)
    minutes = happened.changed.get("minutes")
    if isinstance(minutes, int) and minutes:
        _state(desk, happened, target, 1, minutes, now.department)


def _go_on(desk: Desk, happened: Happened, target: Target) -> None:
    store, at = desk.store, target.now
    found = cycles.newest(store, target.number)
    if found is None:
        return
    now, minutes, cycle = found
    if cycle is None:  # from before cycles were written down: its events tell of all, this decision's too
        facts_of_the_past.fill(store, [target.number], partial(hours_of, desk), works_here(desk), DESK)
        return
    hours = hours_of(desk, now.department)
    _of_customers_word(desk, happened.told, cycle, at)
    if now.reopened + 1 < cycle.n:
        cycles.drop_after(store, target.number, now.reopened + 1)
        cycle = cycles.of_request(store, target.number)[-1]
    if now.reopened + 1 > cycle.n:
        before, after = facts.reopened(cycle, now, happened.told, at, hours)
        cycles.put(store, cycle, before)
        cycles.add(store, after)
    else:
        after = facts.follow(cycle, now, happened.told, at, hours)
        cycles.put(store, cycle, after)
    if happened.minutes and (more := minutes - cycles.stated(store, target.number)):
        _state(desk, happened, target, after.n, more, now.department)


def _of_customers_word(desk: Desk, told: facts.Told, cycle: Cycle, at: datetime) -> None:
    """A rating is of the cycle that the customer was asked about, which the newest need not be; and so is what was
    said to them after it."""
    store, number = desk.store, cycle.request
    if told.rating is not None and cycle.asked_at is None:
        asked = cycles.asked_last(store, number, cycle.n)
        if asked is not None:
            cycles.put(store, asked, facts.rated(asked, told.rating, told.rating_comment, at))
            told.rating = None
    if told.undone is not None:
        cycles.take_back_recovery(store, number, told.undone)
    if told.recovered:
        cycles.recover(store, number, at)


def _state(desk: Desk, happened: Happened, target: Target, n: int, minutes: int, department: str) -> None:
    entry = Entry(target.number, n, target.now, happened.by, minutes, department)
    cycles.add_entry(desk.store, entry)
