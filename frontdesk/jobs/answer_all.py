"""A technician's mail to all children of an outage, some of them in a transaction: each gets it as if it had been
written to that request alone.

A child is crossed off in the transaction of its consequences, so that a kill between two batches answers nobody twice
and nobody never.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from frontdesk.db import outages, requests
from frontdesk.db.apply import Target
from frontdesk.db.engine.errors import DatabaseUnavailable
from frontdesk.db.engine.store import LeaseLost
from frontdesk.db.outages import Mass
from frontdesk.decision.execute import execute
from frontdesk.decision.queue_mail import Occasion
from frontdesk.decision.road import situation_of
from frontdesk.decision.team_facts import about
from frontdesk.desk import Desk
from frontdesk.mailbox.worker.reader import Unreadable
from frontdesk.rules import notify
from frontdesk.rules.effects import Record
from frontdesk.rules.foresight.outage import Family
from frontdesk.rules.languages import say
from frontdesk.rules.lifecycle import SETTLED
from frontdesk.rules.situation import Proof, Situation
from frontdesk.rules.tags.read import TagReading
from frontdesk.rules.technicians.from_technician import plan_for, without_mail_to_customer
from frontdesk.rules.technicians.to_all import for_children

AT_ONCE = 50


def answer_all(desk: Desk, each: Callable[[], None] = lambda: None) -> int:
    """Go on with what is to go to all; gives how many were answered. `each` is called after each batch."""
    done = 0
    for mass in outages.masses(desk.store):
        found = _read(desk, mass)
        while found is not None and (batch := outages.recipients(desk.store, mass.id, AT_ONCE)):
            _batch(desk, mass, batch, *found)
            done += len(batch)
            each()
        with desk.store.transaction():
            outages.end_mass(desk.store, mass.id)
    return done


def _read(desk: Desk, mass: Mass) -> tuple[Situation, TagReading] | None:
    """The mail as it was understood when it came; its writer was proven then."""
    message = desk.reader.read_all([mass.mail])[0]
    if isinstance(message, Unreadable):
        desk.log.error("mass.unreadable", ValueError(message.reason), request=mass.parent)
        return None
    situation, reading, _ = situation_of(desk, message, mass.at, desk.now(), mass.technician)
    if reading is None:
        return None
    proof = Proof(situation.proof.origin, confirmed=True, overtakes=True, mass=True, meant=True)
    situation = replace(
        situation, proof=proof, audience="technician", family=Family(), answers="", to_all=True
    )
    return situation, replace(reading, tags=for_children(reading.tags))


def _batch(
    desk: Desk, mass: Mass, batch: list[tuple[int, bool]], situation: Situation, reading: TagReading
) -> None:
    """These children, in one transaction; where one fails, each in one of its own, and that one is told of."""
    try:
        with desk.store.transaction():
            for number, silent in batch:
                _one(desk, mass, number, silent, situation, reading)
        return
    except (LeaseLost, DatabaseUnavailable):
        raise
    except Exception as error:
        desk.log.error("mass.batch", error, request=mass.parent)
    for number, silent in batch:
        try:
            with desk.store.transaction():
                _one(desk, mass, number, silent, situation, reading)
        except (LeaseLost, DatabaseUnavailable):
            raise
        except Exception as error:
            desk.log.error("mass.failed", error, request=number)
            with desk.store.transaction():
                outages.had_theirs(desk.store, mass.id, number)
                _tell_of_one_left_out(desk, mass, number)


def _one(
    desk: Desk, mass: Mass, number: int, silent: bool, situation: Situation, reading: TagReading
) -> None:
    outages.had_theirs(desk.store, mass.id, number)
    request = requests.snapshot(desk.store, number)
    if request is None or request.merged_into is not None or request.spam or request.status in SETTLED:
        return  # what was settled meanwhile isn't disturbed
    now = desk.now()
    message = replace(situation.message, message_id="", to=(), cc=())
    own = replace(
        situation, message=message, at=now, now=now, answered_at=None, changed=None, customer_wrote=0
    )
    own = about(desk, own, request, reading.tags)
    plan = plan_for(own, request, reading)
    if plan.problems:
        raise ValueError("; ".join(str(row["why"]) for row in plan.problems))
    effects = without_mail_to_customer(plan.effects) if silent else plan.effects
    occasion = Occasion(f"a{mass.id}.{number}", now, own, mass.mail, mass.ledger)
    execute(desk, effects, Target(number, now, mass.ledger), occasion)
    desk.log.info("answered with all", request=number, parent=mass.parent)


def _tell_of_one_left_out(desk: Desk, mass: Mass, number: int) -> None:
    person = desk.policy.staff.get(mass.technician)
    if person is None:
        return
    language = desk.policy.language
    told = notify.notice((person,), say(language, "left out", number=number), say(language, "left out: how"))
    now = desk.now()
    left_out = Record("not sent", "frontdesk", {"why": "the answer to all failed here"})
    execute(desk, [told, left_out], Target(number, now), Occasion(f"x{mass.id}.{number}", now))
