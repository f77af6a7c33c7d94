"""[outage] and [all]: one mail of a technician's for all who wrote about the same. Each gets it as an answer in their
own thread; nobody sees another.

What is done to the request itself is worked out as for any mail (`from_technician`); here is what is added: whom it
reaches, and what becomes of the outage. The others get theirs in batches (`frontdesk.foresight.mass`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from frontdesk.rules import targets
from frontdesk.rules.effects import (
    About,
    AnswerAll,
    Change,
    Effect,
    KeepOutage,
    Record,
    StartTimer,
    StopTimers,
)
from frontdesk.rules.foresight.outage import (
    AT_MOST_UNASKED,
    ENDS_AFTER,
    OVER,
    Family,
    Kin,
    people,
    without_mail,
)
from frontdesk.rules.languages import say
from frontdesk.rules.lifecycle import Happening
from frontdesk.rules.model import Priority
from frontdesk.rules.request import Request
from frontdesk.rules.situation import Situation
from frontdesk.rules.tags.read import Tag, TagReading
from frontdesk.rules.technicians.draft import Draft, problem
from frontdesk.rules.technicians.to_writer import Row, name_of
from frontdesk.rules.timers import OUTAGE_ENDS, Ends, ended_by

OUTAGE, ALL, NO_OUTAGE, PARENT = "outage", "all", "no-outage", "parent"
# Of a mail's tags, those that each child gets, too; the others are about the parent alone.
FOR_CHILDREN = frozenset(
    ("resolved", "open", "waiting", "hold", "assign", "take", "noclaim", "label", "priority", "answer")
)
_NAMED = 10
_WORDS = 5000


@dataclass(slots=True)
class ToAll:
    """What a mail adds for all. `reaches`: the others to whom it goes; `silent`: of them those whose customer gets it
    in a newer request, and `parent_silent`: so does the parent's."""

    effects: list[Effect] = field(default_factory=list)
    told: list[Row] = field(default_factory=list)
    reaches: tuple[Kin, ...] = ()
    silent: frozenset[int] = frozenset()
    parent_silent: bool = False


def is_for_all(reading: TagReading) -> bool:
    """Whether the mail is to reach others than the request's own customer."""
    return reading.has(ALL) or (reading.has(OUTAGE) and reading.value(OUTAGE) != OVER)


def kin_of(request: Request) -> Kin:
    return Kin(request.number, request.customer, request.opened_at)


def reached(situation: Situation, request: Request, reading: TagReading) -> tuple[Kin, ...]:
    """All to whom the mail would go, the request itself among them."""
    family = situation.family
    found = {request.number: kin_of(request)}
    found |= {one.number: one for one in family.children}
    if reading.has(OUTAGE):
        found |= {one.number: one for one in family.taken}
    return tuple(found.values())


def asks_first(situation: Situation, request: Request, reading: TagReading) -> int:
    """How many people it would go to, where that is more than its writer may have had in mind; 0: it may go."""
    if not is_for_all(reading) or situation.proof.mass:
        return 0
    count = people(reached(situation, request, reading))
    return count if count > AT_MOST_UNASKED else 0


def problems(situation: Situation, request: Request, reading: TagReading, says: bool) -> list[Row]:
    """What is wrong with [outage], [all] and [no outage] here."""
    policy, family = situation.policy, situation.family
    found: list[Row] = []
    if reading.has(ALL) and not reading.has(OUTAGE) and not family.children:
        found.append(problem(policy, "no children", OUTAGE, "[all]"))
    if reading.value(OUTAGE) == OVER and (family.outage is None or family.outage.ended_at is not None):
        found.append(problem(policy, "no outage here", "", f"[outage={OVER}]"))
    if reading.has(NO_OUTAGE) and (family.outage is None or family.outage.ended_at is not None):
        found.append(problem(policy, "no outage here", "", "[no outage]"))
    if is_for_all(reading):
        written = "[outage]" if reading.has(OUTAGE) else "[all]"
        if reading.has("note") or reading.has("called"):
            found.append(problem(policy, "all is no note", "", f"[note] {written}"))
        if not says and not reading.has("answer"):
            found.append(problem(policy, "words for all", "", written))
        if request.parent is not None:
            row = problem(policy, "a child itself", "", written, number=request.number, parent=request.parent)
            found.append({**row, "example": f"[IT #{request.parent}]"})
    return found


def prepare(draft: Draft, situation: Situation, reading: TagReading) -> None:
    """What the tags make of the request itself, before its words go out."""
    family, request = situation.family, draft.request
    if reading.has(NO_OUTAGE) or reading.value(OUTAGE) == OVER:
        draft.claims = False
    if reading.has(NO_OUTAGE):
        draft.note = draft.noted = True
    if not is_for_all(reading):
        return
    draft.note = draft.noted = False
    draft.why_inside = ""
    if reading.has(OUTAGE) and not _is_parent(request, family):
        if "subject" not in draft.changes:
            about = family.topic or request.subject
            draft.set("subject", say(draft.policy.language, "outage title", topic=about))
            draft.tell("title", draft.changes["subject"])
        if "priority" not in draft.changes and request.priority in (Priority.LOW, Priority.NORMAL):
            draft.set("priority", Priority.HIGH.value)
            draft.effects += targets.new_targets(
                draft.policy, request, Priority.HIGH, draft.now, was=draft.policy
            )
            draft.tell("priority", Priority.HIGH)


def add(situation: Situation, request: Request, draft: Draft, reading: TagReading, text: str) -> ToAll:
    """What is to be done beside the request itself."""
    family, to_all = situation.family, ToAll()
    if reading.value(OUTAGE) == OVER or reading.has(NO_OUTAGE):
        _end(situation, to_all, false_alarm=reading.has(NO_OUTAGE))
        return to_all
    if not is_for_all(reading):
        if family.children and text and not draft.note:
            waits = say(situation.policy.language, "others wait", count=len(family.children))
            to_all.told.append({"number": request.number, "what": "all", "value": waits})
        return to_all
    kin = reached(situation, request, reading)
    to_all.reaches = tuple(one for one in kin if one.number != request.number)
    silent = without_mail(kin)
    to_all.parent_silent = request.number in silent
    to_all.silent = silent - {request.number}
    if reading.has(OUTAGE):
        to_all.effects += _adopt(situation, request, kin, family)
    resolves = draft.happening is Happening.TAGGED_RESOLVED
    to_all.effects += _kept(situation, request, draft, family, text, resolves)
    if to_all.reaches:
        numbers = tuple(one.number for one in to_all.reaches)
        to_all.effects.append(AnswerAll(situation.sender.email, numbers, to_all.silent))
    to_all.told.append({"number": request.number, "what": "all", "value": _whom(situation, kin)})
    return to_all


def for_children(tags: Iterable[Tag]) -> tuple[Tag, ...]:
    return tuple(tag for tag in tags if tag.name in FOR_CHILDREN)


def _is_parent(request: Request, family: Family) -> bool:
    return family.outage is not None and family.outage.parent == request.number


def _adopt(situation: Situation, request: Request, kin: Iterable[Kin], family: Family) -> list[Effect]:
    """The others are its children: nothing of theirs is watched apart any more."""
    known = {one.number for one in family.children}
    by = situation.sender.email
    return [
        About(
            one.number,
            (
                Change({"parent": request.number}),
                StopTimers((*ended_by(Ends.CLOCK_STOPPED), *ended_by(Ends.RESPONDED))),
                Record("child", by, {"of": request.number}),
            ),
        )
        for one in kin
        if one.number != request.number and one.number not in known
    ]


def _kept(
    situation: Situation, request: Request, draft: Draft, family: Family, text: str, resolves: bool
) -> list[Effect]:
    """The outage after this mail: begun, its words for who writes from now on, or ended."""
    now, outage = situation.now, family.outage
    if resolves:
        ended: list[Effect] = [StopTimers(ended_by(Ends.OUTAGE_OVER))]
        if outage is not None and outage.ended_at is None:
            ended.append(KeepOutage(outage.id, {"ended_at": now}))
        return ended
    next_word = draft.changes.get("due_at")
    # a prepared answer greets the parent's own customer, and these words are for whoever writes from now on
    words = "\n\n".join(piece.words for piece in draft.pieces if piece.words) if draft.answers else text
    fields: dict[str, Any] = {"text": words[:_WORDS], "next_word_at": next_word}
    if outage is not None and outage.ended_at is None and _is_parent(request, family):
        return [KeepOutage(outage.id, fields)]
    if not any((family.topic, outage)) and not situation.family.taken:
        return []
    fields |= {"confirmed_at": now, "by": situation.sender.email}
    if outage is None or outage.ended_at is not None:
        began = min((one.opened_at for one in family.taken), default=request.opened_at)
        fields |= {
            "topic": family.topic,
            "is_word": family.is_word,
            "began_at": min(began, request.opened_at),
        }
    number = outage.id if outage is not None and outage.ended_at is None else 0
    return [
        KeepOutage(number, fields, names_request=True),
        Record("outage", situation.sender.email, {"topic": family.topic}),
        StartTimer(OUTAGE_ENDS, now + ENDS_AFTER),
    ]


def _end(situation: Situation, to_all: ToAll, *, false_alarm: bool) -> None:
    outage = situation.family.outage
    if outage is None:
        return
    to_all.effects += [
        KeepOutage(outage.id, {"ended_at": situation.now, "false_alarm": false_alarm}),
        StopTimers(ended_by(Ends.OUTAGE_OVER)),
        Record("outage over", situation.sender.email, {"false alarm": false_alarm}),
    ]
    said = say(situation.policy.language, "no outage" if false_alarm else "outage over")
    to_all.told.append({"number": None, "what": OUTAGE, "value": said})


def _whom(situation: Situation, kin: tuple[Kin, ...]) -> str:
    """As in "3 people: #41 Carl Cole, #42 Dora Day, #44 Eve"."""
    names = ", ".join(f"#{one.number} {name_of(one.customer)}" for one in kin[:_NAMED])
    more = " ..." if len(kin) > _NAMED else ""
    return say(situation.policy.language, "so many people", count=people(kin), names=f"{names}{more}")
