"""Keeps automatic mail to the team for one list when it comes in floods. Inside the caller's transaction.

Sends nothing; when a list goes out is `frontdesk.jobs.collect`'s business.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from frontdesk.db import collected, timers
from frontdesk.decision.repeated import opens_the_same
from frontdesk.desk import Desk
from frontdesk.rules.clock.rates import (
    KINDS,
    LONGEST_PAUSE,
    Category,
    Flood,
    flood_of,
    pause_before_list,
)
from frontdesk.rules.collected import NEW
from frontdesk.rules.effects import Send, TellInList
from frontdesk.rules.model import Address, MailKind, Role
from frontdesk.rules.request import Request
from frontdesk.rules.timers import COLLECTED

_EVER = datetime.min.replace(tzinfo=UTC)
_JUST_COME = timedelta(minutes=2)
_ASKED_FOR = "status"  # a notification's event: the answer to [status]


class Told(NamedTuple):
    """What a mail to the team is about, as the list says it."""

    category: Category
    event: str
    line: str


def by_themselves(
    desk: Desk,
    send: Send,
    people: Sequence[Address],
    request: Request | None,
    now: datetime,
    *,
    of_program: bool = False,
) -> list[Address]:
    """Those of `people` whom this mail goes to by itself. For the others of the team it is noted for their list.

    `of_program`: the team knows by now that a program wrote what it is about.
    """
    told = _told(send)
    team = [person.email for person in people if desk.policy.role_of(person.email) is not Role.CUSTOMER]
    if told is None or not team:
        return list(people)
    number = request.number if request else 0
    sender = request.customer.email if request is not None and told.event == NEW else ""
    recent = collected.staff_mail(desk.store, team, told.category, number, now, sender)
    together = _opened_together(desk, told, request, team, now)
    floods = {
        email: flood_of(told.category, got._replace(opened_together=together.get(email, 0)))
        for email, got in recent.items()
    }
    if (of_program and told.category is Category.WORDS) or _came_in_a_list(desk, told, request):
        floods = dict.fromkeys(recent, Flood.SENDER)
    kept = {email: flood for email, flood in floods.items() if flood is not None}
    if kept:
        list_soon(desk, kept, now)
        collected.put(
            desk.store,
            people=kept.items(),
            request=number,
            event=told.event,
            category=told.category,
            line=told.line,
            now=now,
        )
    return [person for person in people if person.email not in kept]


def tell_in_list(desk: Desk, tell: TellInList, number: int, now: datetime) -> None:
    collected.put(
        desk.store,
        people=[(tell.person, Flood.UNPROVEN)],
        request=number,
        event=tell.event,
        category=Category.ANSWERS,
        line="",
        now=now,
    )
    list_soon(desk, [tell.person], now, tell.by)


def list_soon(desk: Desk, people: Collection[str], now: datetime, by: datetime | None = None) -> None:
    """Start the timer of each person's next list, unless it runs or is due. One that is further away was started by a
    clock that was ahead then. `by`: when it is to go out; None for as soon as one may."""
    soon: set[str] = desk.store.known.setdefault((list_soon, now), set())
    if soon.issuperset(people):
        return
    soon |= timers.running(desk.store, people, COLLECTED, _EVER, now + LONGEST_PAUSE)
    for person in sorted(set(people) - soon):
        due_at = by or now + pause_before_list(
            collected.lists_since(desk.store, person, now - timedelta(days=1))
        )
        timers.start(desk.store, person=person, kind=COLLECTED, due_at=due_at)
        soon.add(person)


def _told(send: Send) -> Told | None:
    category = KINDS.get(send.kind)
    if category is None or send.author is not None or send.told_as is not None:
        return None
    if send.kind is MailKind.NOTIFICATION:
        event = str(send.values.get("event", ""))
        return Told(Category.ANSWERS if event == _ASKED_FOR else category, event, "")
    line = send.values.get("target") or send.values.get("title") or ""
    return Told(category, send.kind.value, str(line))


def _opened_together(
    desk: Desk, told: Told, request: Request | None, team: Sequence[str], now: datetime
) -> dict[str, int]:
    """Of a mail that waited in the mailbox; of one that has just come the mails of the last minutes tell as much."""
    if told.event != NEW or request is None or now - request.opened_at < _JUST_COME:
        return {}
    return collected.opened_together(desk.store, team, request.opened_at)


def _came_in_a_list(desk: Desk, told: Told, request: Request | None) -> bool:
    """Of what came in a flood or from a program, and is nobody's yet, nobody is warned mail by mail, either."""
    if told.category is not Category.LATE or request is None or request.owner is not None:
        return False
    heard = collected.heard_in_list(desk.store, list(desk.policy.staff), request.number)
    return heard or opens_the_same(desk, request)
