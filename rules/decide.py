"""What a message leads to: who wrote it, and where it belongs, choose one of the rules. Pure.

The order matters: first what may never be answered, then the team, then customers.
"""

from __future__ import annotations

from frontdesk.rules import from_customer, from_machine, from_technician, team_mail
from frontdesk.rules.effects import Decision, Outcome
from frontdesk.rules.guards import Silence
from frontdesk.rules.situation import Situation
from frontdesk.rules.tags import TagReading

NO_SENDER = "nobody to answer: the mail names no sender"


def decide(situation: Situation, silence: Silence | None, reading: TagReading | None) -> Decision:
    """The decision about one message.

    `silence`: why it gets no answer, None when it may get one. `reading`: its tags, for a technician's mail.
    """
    if silence is not None:
        return from_machine.silent(situation, silence)
    if situation.message.sender is None:
        return Decision(Outcome.QUARANTINE, reason=NO_SENDER)
    if reading is not None and speaks_as_technician(situation, reading):
        if situation.request is None:
            return team_mail.without_request(situation, reading)
        return from_technician.on_request(situation, situation.request, reading)
    if situation.request is not None:
        return from_customer.on_request(situation, situation.request)
    return from_customer.open_request(situation)


def speaks_as_technician(situation: Situation, reading: TagReading) -> bool:
    """A member of the team asks for help too: on their own request, without a tag, they are the customer."""
    if not situation.is_staff:
        return False
    request = situation.request
    own = request is not None and request.customer.email == situation.sender.email
    return not own or bool(reading.tags or reading.problems) or situation.audience in ("technician", "note")
