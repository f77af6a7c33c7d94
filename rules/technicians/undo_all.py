"""[undo] of what went to all of an outage: the children are requests of their own again, and what hasn't gone out yet
doesn't. A mail that is out can't be taken back, and doesn't keep the rest from being.
"""

from __future__ import annotations

from frontdesk.rules.customers.child import on_its_own
from frontdesk.rules.effects import About, DropAnswers, Effect, KeepOutage, Record, StopTimers
from frontdesk.rules.foresight.outage import ENDS, NEWS
from frontdesk.rules.request import Request
from frontdesk.rules.situation import Situation
from frontdesk.rules.technicians.to_writer import Row
from frontdesk.rules.technicians.undo import TakenBack, take_back
from frontdesk.rules.wording import say


def take_back_all(situation: Situation, request: Request) -> TakenBack:
    """Undo the writer's last change, and where that was a word to all, what it did to them."""
    back, changed, outage = take_back(situation, request), situation.changed, situation.family.outage
    if changed is None or not situation.members:
        return back
    began = outage is not None and outage.parent == request.number and outage.confirmed_at == changed.at
    if back.problems and not (began and changed.mailed):
        return back
    if back.problems:  # the mail is out
        told: list[Row] = [{"number": request.number, "what": "mail", "value": back.problems[0]["why"]}]
        back = TakenBack(told=told)
    taken = 0
    for member in situation.members:
        child = member.request
        if child is None:
            continue
        effects: list[Effect] = []
        theirs = member.changed
        if theirs is not None and theirs.at >= changed.at and theirs.still_held:
            effects += take_back(member, child).effects
        if began:
            effects += on_its_own(child, member.policy, member)
            effects.append(Record("child released", situation.sender.email, {"of": request.number}))
        if effects:
            taken += 1
            back.effects.append(About(child.number, tuple(effects)))
    back.effects.append(DropAnswers(changed.at))
    if began and outage is not None:
        back.effects += [KeepOutage(outage.id, {"ended_at": situation.now}), StopTimers((ENDS, NEWS))]
    if taken:
        value = say(situation.policy.language, "taken back from", count=taken)
        back.told.append({"number": request.number, "what": "all", "value": value})
    return back
