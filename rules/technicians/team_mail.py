"""What a technician's mail that belongs to no request leads to: a request opened for a customer by forwarding
the customer's mail, the answer to a digest, an answer to what was asked, or a request of the technician's own.
"""

from __future__ import annotations

from frontdesk.rules.customers.from_customer import open_request
from frontdesk.rules.effects import Decision, Outcome
from frontdesk.rules.proof.authority import needs_of
from frontdesk.rules.situation import Situation
from frontdesk.rules.tags.read import TagReading
from frontdesk.rules.tags.subject import names_our_number
from frontdesk.rules.technicians import away
from frontdesk.rules.technicians.asks import ASKS, answers, wrongly_asked
from frontdesk.rules.technicians.contacts import on_draft
from frontdesk.rules.technicians.digest_answer import on_digest
from frontdesk.rules.technicians.draft import problem
from frontdesk.rules.technicians.forwarding import forwarded_customer, is_by_nobody, on_behalf
from frontdesk.rules.technicians.team_opens import addressee, after_a_call, straight_to
from frontdesk.rules.technicians.to_writer import Row, misread, not_permitted, refuse
from frontdesk.rules.technicians.unproven import unless_proven

_HELD = ("send",)


def without_request(situation: Situation, reading: TagReading) -> Decision:
    """A technician's mail that is on no request yet."""
    if situation.contact is not None and (about := on_draft(situation, situation.contact)) is not None:
        return about
    if situation.digest is not None:
        return on_digest(situation, situation.digest, reading)
    customer = forwarded_customer(situation)
    named = reading.value("customer")
    to = addressee(situation) if customer is None else None
    if (named or to is not None) and customer is None and not reading.problems:
        denied = unless_proven(situation, needs_of(tag.name for tag in reading.tags))
        if denied is not None:
            return denied
        if forbidden := not_permitted(situation, reading.tags):
            return refuse(situation, forbidden)
        if named or to is None:
            return after_a_call(situation, reading)
        return straight_to(situation, to, reading)
    if is_by_nobody(situation):
        denied = unless_proven(situation, needs_of(()))
        return denied or refuse(situation, [problem(situation.policy, "nobody's mail", "")])
    unknown = customer is None and _names_no_request(situation, reading)
    if not (reading.tags or reading.problems or customer or unknown):
        return open_request(situation)
    denied = unless_proven(situation, needs_of(tag.name for tag in reading.tags))
    if denied is not None:
        return denied
    problems: list[Row] = [problem(situation.policy, "no such request", "", number=reading.number)]
    if not unknown:
        problems = _problems(situation, reading, forwards=customer is not None)
    if problems:
        return refuse(situation, problems)
    if customer is not None:
        return on_behalf(situation, customer, reading)
    return Decision(Outcome.MESSAGE, tuple(answers(situation, reading.tags)), "asked the desk")


def _names_no_request(situation: Situation, reading: TagReading) -> bool:
    """Whether the subject bears a number that no request has; without our tag it may be another desk's."""
    ours = names_our_number(situation.message.subject, situation.policy.desk_tag)
    return reading.number is not None and (ours or bool(reading.tags))


def _problems(situation: Situation, reading: TagReading, *, forwards: bool) -> list[Row]:
    policy = situation.policy
    rows = [*misread(reading.problems), *not_permitted(situation, reading.tags)]
    rows += wrongly_asked(situation, reading.tags)
    for tag in reading.tags:
        if tag.name in _HELD:
            rows.append(problem(policy, "send with text" if reading.body.strip() else "nothing held", ""))
        elif tag.name not in ASKS and not forwards:
            rows.append(problem(policy, "where", "", tag.written, like=tag.spec.example))
    return [*rows, *away.problems(situation, reading.tags)]
