"""What a timer that is due leads to: one function a kind, found in one table.

A timer that its request has overtaken (settled meanwhile, reopened meanwhile) leads to nothing: what is true
when it fires decides, not what was true when it was started.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from frontdesk.rules import notify
from frontdesk.rules.customers.rating import LOW
from frontdesk.rules.customers.survey import why_not_ask
from frontdesk.rules.effects import (
    Audience,
    Change,
    Effect,
    IfSent,
    KeepOutage,
    Record,
    RememberPerson,
    Send,
    SetStatus,
    StartTimer,
    StopTimers,
)
from frontdesk.rules.foresight.outage import SURVEYED_EVERY, Outage
from frontdesk.rules.languages import say
from frontdesk.rules.lifecycle import SETTLED, Happening, next_status
from frontdesk.rules.model import MailKind, Status
from frontdesk.rules.policy import Policy
from frontdesk.rules.request import Request
from frontdesk.rules.timers import (
    CHASE,
    CLOSE,
    DUE,
    FOLLOW_UP,
    OUTAGE_ENDS,
    OUTAGE_NEWS,
    RECOVER,
    RESOLVE_MISSED,
    RESOLVE_WARNING,
    RESPONSE_MISSED,
    RESPONSE_WARNING,
    SNOOZE,
    SURVEY,
    Ends,
    outlive,
)

DESK = "frontdesk"  # who did it, in the history, when nobody did
TOLD_OF_MORE = "told of more"  # the event on a parent
LAST_CHASER = 3  # the template's step that says: resolved for want of an answer
_ABSENCE_MARGIN = timedelta(hours=1)
_WHEN_CAPPED = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Due:
    """A timer that is due, with what its rule may look at. Times are UTC.

    `last_survey_at`: when this customer was last asked about any request. `customer_absent_until`: from an
    out-of-office note. `customer_unreachable`: mail to them came back; `is_program`: a program, which says the same
    each time, is the customer. `given_up`: the request is over because they
    never answered. `outage`: for which the request stands, with how many `children` that aren't settled and how many
    who `joined` since the team was told; `place`: of the request among all of its outage.
    """

    kind: str
    request: Request
    policy: Policy
    now: datetime
    last_survey_at: datetime | None = None
    customer_absent_until: datetime | None = None
    customer_unreachable: bool = False
    is_program: bool = False
    given_up: bool = False
    absent: frozenset[str] = frozenset()
    outage: Outage | None = None
    children: int = 0
    joined: int = 0
    place: int | None = None

    @property
    def why_not_write(self) -> str:
        """Why nothing is asked of the customer; "" when something may be."""
        if self.customer_unreachable:
            return "mail to the customer comes back"
        return "the customer is a program that says the same each time" if self.is_program else ""


def decide(due: Due) -> tuple[Effect, ...]:
    """The effects of a timer; an unknown kind (an older version's) leads to nothing."""
    rule = _TIMERS.get(due.kind)
    return tuple(rule(due)) if rule else ()


def let_go(due: Due) -> tuple[Effect, ...] | None:
    """The effects of a timer that is overdue for too long to send what it would send; None for one that sends nothing,
    or whose time hasn't passed anybody by: it does what it always does."""
    rule = _LET_GO.get(due.kind)
    effects = decide(due) if rule else ()
    if rule is None or not any(isinstance(effect, Send) for effect in effects):
        return None
    return (Record("let go", DESK, {"kind": due.kind}), *rule(due))


def _customer(due: Due, kind: MailKind, told_as: MailKind | None = None, **values: object) -> list[Effect]:
    """A mail to the customer, unless it would be read by nobody: `_went_out` says what it would have done."""
    if why := due.why_not_write:
        return [Record("not sent", DESK, {"kind": kind.value, "why": why})]
    return [Send(kind, (due.request.customer,), Audience.CUSTOMER, values, told_as=told_as)]


def _went_out(due: Due, kind: MailKind, effects: list[Effect], unreachable: list[Effect]) -> Effect:
    """What is so when this mail went out. A cap puts it off; who can't be reached is passed over (`unreachable`)."""
    passed_over = unreachable if due.why_not_write else [_after(due.kind, due.now + _WHEN_CAPPED)]
    return IfSent(kind, tuple(effects), tuple(passed_over))


def _after(kind: str, at: datetime) -> StartTimer:
    return StartTimer(kind, at)


def _follow_up(due: Due) -> list[Effect]:
    if due.request.status is not Status.RESOLVED:
        return []
    closes = _after(CLOSE, due.policy.hours.add(due.now, due.policy.close_after))
    asks = due.policy.survey_with_follow_up and not _why_not_ask(due)
    done: list[Effect] = [Change({"followed_up_at": due.now}), Record("followed up", DESK), closes]
    if asks:
        done += _asked(due)
    return [
        *_customer(due, MailKind.FOLLOW_UP, asks=asks),
        _went_out(due, MailKind.FOLLOW_UP, done, unreachable=[closes]),
    ]


def _close(due: Due) -> list[Effect]:
    if due.request.status is not Status.RESOLVED:
        return []
    effects: list[Effect] = [
        SetStatus(next_status(due.request.status, Happening.SILENCE)),
        Change({"closed_at": due.now}),
        StopTimers(but=outlive(Ends.SETTLED)),
        Record("closed", DESK),
    ]
    if due.policy.survey_after is not None and not due.policy.survey_with_follow_up:
        effects.append(_after(SURVEY, due.policy.hours.add(due.now, due.policy.survey_after)))
    return effects


def _survey(due: Due) -> list[Effect]:
    if due.request.status is not Status.CLOSED:
        return []
    if why := _why_not_ask(due):
        return [Record("not surveyed", DESK, {"why": why})]
    return [*_customer(due, MailKind.SURVEY), _went_out(due, MailKind.SURVEY, _asked(due), unreachable=[])]


def _why_not_ask(due: Due) -> str:
    if why := due.why_not_write:
        return why
    if due.place is not None and due.place % SURVEYED_EVERY != SURVEYED_EVERY - 1:
        return "others of the same outage are asked"
    return why_not_ask(due.request, due.policy, due.last_survey_at, due.now, given_up=due.given_up)


def _asked(due: Due) -> list[Effect]:
    return [
        Change({"surveyed_at": due.now}),
        RememberPerson(due.request.customer.email, {"surveyed_at": due.now}),
        Record("surveyed", DESK),
    ]


def _chase(due: Due) -> list[Effect]:
    """Two reminders; then it resolves with a kind word. An out-of-office customer is left in peace until back."""
    request, policy = due.request, due.policy
    if request.status is not Status.WAITING:
        return []
    back = due.customer_absent_until
    if back is not None and back > due.now:
        return [_after(CHASE, policy.hours.add(back + _ABSENCE_MARGIN, policy.chase_after))]
    if request.chased >= policy.chasers:
        return _give_up(due)
    number = request.chased + 1
    goes_on: list[Effect] = [
        Change({"chased": number}),
        _after(CHASE, policy.hours.add(due.now, policy.chase_after)),
    ]
    chased = [*goes_on, Record("chased", DESK, {"step": number})]
    return [
        *_customer(due, MailKind.CHASER, step=number),
        _went_out(due, MailKind.CHASER, chased, unreachable=goes_on),
    ]


def _give_up(due: Due) -> list[Effect]:
    """The last chaser's words ask for nothing any more: it is a notice."""
    return [
        *_customer(due, MailKind.CHASER, MailKind.NOTICE, step=LAST_CHASER, resolves_at=None),
        SetStatus(next_status(due.request.status, Happening.NO_ANSWER)),
        Change({"resolved_at": due.now}),
        StopTimers(but=outlive(Ends.SETTLED)),
        Record("resolved", DESK, {"why": "no answer"}),
        _after(CLOSE, due.policy.hours.add(due.now, due.policy.close_after)),
    ]


class _Target(NamedTuple):
    """What is watched: its name for people, whether it is met or stands still, when it is due, its last timer."""

    name: str
    is_over: Callable[[Request], bool]
    due_at: Callable[[Request], datetime | None]
    missed: str


_RESPONSE = _Target(
    "first response",
    lambda request: request.first_response_at is not None,
    lambda request: request.respond_by,
    RESPONSE_MISSED,
)
_RESOLUTION = _Target(
    "resolution",
    lambda request: request.clock_stopped_at is not None,
    lambda request: request.resolve_by,
    RESOLVE_MISSED,
)


def _watching(
    target: _Target, rule: Callable[[Due, _Target, datetime], list[Effect]]
) -> Callable[[Due], list[Effect]]:
    """The rule for a timer that watches a target; nothing when the target is met or the request is settled."""

    def watch(due: Due) -> list[Effect]:
        if target.is_over(due.request) or due.request.status in SETTLED:
            return []
        return rule(due, target, target.due_at(due.request) or due.now)

    return watch


def _warn(due: Due, target: _Target, by: datetime) -> list[Effect]:
    people = notify.responsible(due.request, due.policy, due.absent)
    watch_on: list[Effect] = [_after(target.missed, max(by, due.now))]
    if by <= due.now:  # nothing to warn of any more: the escalation comes at once
        return watch_on
    return [
        Send(
            MailKind.WARNING,
            people,
            Audience.TECHNICIAN,
            {"target": target.name, "due": by, "left": by - due.now},
        ),
        Record("warned", DESK, {"target": target.name}),
        *watch_on,
    ]


def _escalate(due: Due, target: _Target, by: datetime) -> list[Effect]:
    if by > due.now:  # moved by another priority or by [undo], since the timer was started
        return [_after(target.missed, by)]
    policy = due.policy
    return [
        Send(
            MailKind.ESCALATION,
            policy.managers or policy.technicians,
            Audience.TECHNICIAN,
            {"target": target.name, "due": by, "late": due.now - by},
        ),
        Record("target missed", DESK, {"target": target.name}),
    ]


def _wake(due: Due) -> list[Effect]:
    """A snooze ends or a due date has come: the owner is told."""
    if due.request.status in SETTLED:
        return []
    people = notify.concerned(due.request, due.policy, due.absent)
    event = "woke" if due.kind == SNOOZE else "due"
    return [
        Change({"snoozed_until": None} if due.kind == SNOOZE else {}),
        notify.notification(people, event),
        Record(event, DESK),
    ]


def _more_wrote(due: Due) -> list[Effect]:
    """How many wrote about a known problem since the last time: one line an hour instead of a mail for each."""
    if not due.joined:
        return []
    policy, number = due.policy, due.request.number
    title = say(policy.language, "more wrote", count=due.joined, number=number)
    people = notify.concerned(due.request, policy, due.absent)
    return [
        notify.notice(people, title, say(policy.language, "more wrote how", number=number)),
        Record(TOLD_OF_MORE, DESK, {"count": due.joined}),
    ]


def _outage_ends(due: Due) -> list[Effect]:
    """Nobody new has written for long: new mail is treated as usual again."""
    outage = due.outage
    if outage is None or outage.ended_at is not None:
        return []
    policy, number = due.policy, due.request.number
    told = notify.managers_notice(
        policy,
        say(policy.language, "outage ended", number=number),
        say(policy.language, "outage ended why", count=due.children, number=number),
    )
    return [
        *_more_wrote(due),
        KeepOutage(outage.id, {"ended_at": due.now}),
        Record("outage over", DESK),
        told,
    ]


def _recover(due: Due) -> list[Effect]:
    """Nobody has answered a low rating within a day: the managers hear of it once more, and never again."""
    request, policy = due.request, due.policy
    if request.rating is None or request.rating > LOW:
        return []
    values = {"rating": request.rating, "text": request.rating_comment or "", "again": True}
    people = policy.managers or policy.technicians
    return [
        Send(MailKind.LOW_RATING, people, Audience.TECHNICIAN, values, told_as=MailKind.NOTICE),
        Record("low rating not answered", DESK),
    ]


_TIMERS: dict[str, Callable[[Due], list[Effect]]] = {
    FOLLOW_UP: _follow_up,
    CLOSE: _close,
    SURVEY: _survey,
    RECOVER: _recover,
    OUTAGE_NEWS: _more_wrote,
    OUTAGE_ENDS: _outage_ends,
    CHASE: _chase,
    SNOOZE: _wake,
    DUE: _wake,
    RESPONSE_WARNING: _watching(_RESPONSE, _warn),
    RESPONSE_MISSED: _watching(_RESPONSE, _escalate),
    RESOLVE_WARNING: _watching(_RESOLUTION, _warn),
    RESOLVE_MISSED: _watching(_RESOLUTION, _escalate),
}


def _wake_quietly(due: Due) -> list[Effect]:
    return [Change({"snoozed_until": None} if due.kind == SNOOZE else {})]


# What goes on where the mail is let go of.
_LET_GO: dict[str, Callable[[Due], list[Effect]]] = {
    FOLLOW_UP: lambda due: [_after(CLOSE, due.policy.hours.add(due.now, due.policy.close_after))],
    CHASE: lambda due: [_after(CHASE, due.policy.hours.add(due.now, due.policy.chase_after))],
    SURVEY: lambda due: [],
    OUTAGE_NEWS: lambda due: [],
    OUTAGE_ENDS: lambda due: [KeepOutage(due.outage.id, {"ended_at": due.now})] if due.outage else [],
    SNOOZE: _wake_quietly,
    DUE: _wake_quietly,
    RESPONSE_WARNING: lambda due: [],
    RESPONSE_MISSED: lambda due: [Record("target missed", DESK, {"target": _RESPONSE.name})],
    RESOLVE_WARNING: lambda due: [],
    RESOLVE_MISSED: lambda due: [Record("target missed", DESK, {"target": _RESOLUTION.name})],
}
