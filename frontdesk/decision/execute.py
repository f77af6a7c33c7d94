"""Carries out a decision's effects in order, inside the caller's transaction: rows by `db.apply`, mail by `queue_mail`.

Opens and ends no transaction.
"""

from __future__ import annotations

from collections.abc import Iterable

from frontdesk.db import outages, outbox
from frontdesk.db.apply import Target, apply
from frontdesk.decision.collecting import tell_in_list
from frontdesk.decision.facts import Happened, write_down
from frontdesk.decision.queue_mail import Occasion, queue_mail
from frontdesk.desk import Desk
from frontdesk.rules.effects import (
    About,
    AnswerAll,
    CancelHeldMail,
    Effect,
    HoldMail,
    IfSent,
    KeepAnswer,
    OpenRequest,
    Record,
    Send,
    TellInList,
)


def execute(desk: Desk, effects: Iterable[Effect], target: Target, occasion: Occasion) -> int:
    """Carry the effects out; gives the number of the request they ended on (0: none)."""
    happened = Happened()
    for effect in effects:
        if isinstance(effect, OpenRequest) and target.number:  # what came before was about another one
            write_down(desk, happened, target)
            happened = Happened()
        happened.note(effect)
        if isinstance(effect, Send):
            occasion.sent[effect.kind] = queue_mail(desk, effect, target.number, occasion)
            continue
        if isinstance(effect, IfSent):
            execute(
                desk, effect.effects if occasion.sent.get(effect.kind) else effect.otherwise, target, occasion
            )
            continue
        occasion.snapshot = None  # what comes now may change the request
        if isinstance(effect, HoldMail):
            occasion.held = effect
        elif isinstance(effect, CancelHeldMail):
            kinds = [kind.value for kind in effect.kinds]
            for mail in outbox.held_back(desk.store, target.number, kinds, effect.put_at, tried=effect.tried):
                outbox.cancel_held(desk.store, mail, tried=effect.tried)
        elif isinstance(effect, AnswerAll):
            outages.begin_mass(
                desk.store,
                parent=target.number,
                technician=effect.technician,
                ledger=target.ledger,
                mail=occasion.raw,
                at=target.now,
                to=effect.to,
                silent=effect.silent,
            )
        elif isinstance(effect, TellInList):
            tell_in_list(desk, effect, target.number, target.now)
        elif isinstance(effect, About):
            execute(
                desk,
                effect.effects,
                Target(effect.number, target.now, target.ledger, target.opening),
                occasion,
            )
        else:
            apply(desk.store, effect, target)
            if isinstance(effect, KeepAnswer):
                desk.answers.look_again()
    for why in occasion.unsent:
        apply(desk.store, Record("not sent", "frontdesk", {"why": why}), target)
    occasion.unsent.clear()
    write_down(desk, happened, target)
    return target.number
