"""What a technician's mail that belongs to no request leads to: a request opened for a customer by forwarding
the customer's mail, an answer to what was asked, or a request of the technician's own.
"""

from __future__ import annotations

from frontdesk.rules import from_technician
from frontdesk.rules.effects import Decision, Effect, Outcome, Record
from frontdesk.rules.from_customer import open_request
from frontdesk.rules.model import Address, Role
from frontdesk.rules.situation import Situation
from frontdesk.rules.tag_effects import problem
from frontdesk.rules.tag_table import BY_NAME
from frontdesk.rules.tags import TagReading


def without_request(situation: Situation, reading: TagReading) -> Decision:
    """A technician's mail that is on no request yet."""
    customer = forwarded_customer(situation)
    if not reading.tags and not reading.problems and customer is None:
        return open_request(situation)
    denied = from_technician.unless_proven(situation, reading)
    if denied is not None:
        return denied
    if reading.problems:
        return from_technician.refuse(situation, from_technician.misread(reading))
    if customer is not None:
        return on_behalf(situation, customer)
    tag = BY_NAME[reading.tags[0].name]
    where = problem(situation.policy, "where", tag.name, reading.tags[0].written, like=tag.example)
    return from_technician.refuse(situation, [where])


def forwarded_customer(situation: Situation) -> Address | None:
    """The customer whose mail a technician forwards; None for a colleague's mail or none at all."""
    forwarded = situation.message.forwarded
    sender = forwarded.sender if forwarded else None
    if sender is None or not sender.email or situation.policy.role_of(sender.email) is not Role.CUSTOMER:
        return None
    return sender


def on_behalf(situation: Situation, customer: Address) -> Decision:
    """A request for the customer whose mail was forwarded, in the customer's own words."""
    decision = open_request(situation, customer=customer)
    opened: list[Effect] = [*decision.effects, Record("forwarded", situation.sender.email)]
    return Decision(Outcome.REQUEST, tuple(opened))
