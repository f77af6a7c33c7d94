"""Gathers what a request is to others of an outage. Reads the database; decides nothing, writes nothing."""

from __future__ import annotations

from collections.abc import Iterable

from frontdesk.db import outages
from frontdesk.desk import Desk
from frontdesk.rules.foresight.outage import AN_ALARM_HOLDS, LOOKED_BACK, OVER, Family, Kin, Outage
from frontdesk.rules.foresight.topics import words_of
from frontdesk.rules.request import Request
from frontdesk.rules.tags.read import Tag
from frontdesk.rules.technicians.to_all import NO_OUTAGE, OUTAGE, kin_of


def family_of(desk: Desk, request: Request, tags: Iterable[Tag]) -> Family:
    """For a technician's mail on this request."""
    children = tuple(outages.children(desk.store, request.number))
    named = {tag.name: tag.value for tag in tags}
    if not children and not named.keys() & {OUTAGE, NO_OUTAGE, "all", "undo"}:
        return Family()
    outage = _outage(desk, request)
    if OUTAGE not in named or named[OUTAGE] == OVER:
        return Family(outage, children, topic=outage.topic if outage else "")
    topic = named[OUTAGE] or (outage.topic if outage else "") or _topic(desk, request)
    is_word = bool(topic) and desk.policy.topics.find(topic) is None
    taken = _taken(desk, request, outage, topic, is_word)
    return Family(outage, children, taken, topic, is_word)


def _outage(desk: Desk, request: Request) -> Outage | None:
    """The one whose parent it is; else the newest alarm that isn't confirmed and that it is of."""
    known = outages.of_parent(desk.store, request.number)
    if known is not None and known.ended_at is None:
        return known
    words = set(words_of(request.subject))
    for outage in reversed(outages.going_on(desk.store, desk.now() - AN_ALARM_HOLDS)):
        of_it = outage.topic in (words if outage.is_word else request.labels)
        if outage.parent is None and of_it and request.opened_at >= outage.began_at:
            return outage
    return known


def _topic(desk: Desk, request: Request) -> str:
    return next((label for label in request.labels if desk.policy.topics.find(label)), "")


def _taken(desk: Desk, request: Request, outage: Outage | None, topic: str, is_word: bool) -> tuple[Kin, ...]:
    """What is of the topic since the alarm's first request, or since an hour before this one."""
    if not topic:
        return (kin_of(request),)
    since = request.opened_at - LOOKED_BACK
    if outage is not None and outage.ended_at is None:
        since = min(since, outage.began_at)
    found = {request.number: kin_of(request)}
    for kin, labels, subject in outages.since(desk.store, since):
        if topic in labels or (is_word and topic in words_of(subject)):
            found[kin.number] = kin
    return tuple(sorted(found.values(), key=lambda one: (one.opened_at, one.number)))
