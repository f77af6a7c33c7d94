"""A held mail that its technician has let go: read and gathered again as if it came now, its writer proven.

Decides nothing; which held mail an answer lets go is `gather.released`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from frontdesk.db.held import HeldMail
from frontdesk.decision.gather import gather
from frontdesk.desk import Desk
from frontdesk.mailbox.worker.reader import Unreadable
from frontdesk.rules.situation import Situation
from frontdesk.rules.tags.read import TagReading
from frontdesk.rules.technicians.from_technician import COLLISION, MASS
from frontdesk.rules.technicians.unproven import ELSEWHERE


def as_confirmed(
    desk: Desk, waiting: HeldMail, at: datetime, now: datetime
) -> tuple[Situation, TagReading | None]:
    """The situation of the held mail, which the answer to our question proves. ValueError: it is unreadable."""
    message = desk.reader.read_all([waiting.mail])[0]
    if isinstance(message, Unreadable):
        raise ValueError(f"a held mail can't be read any more: {message.reason}")
    adopted = waiting.technician if waiting.reason == ELSEWHERE else ""
    situation, reading = gather(desk, message, at, now, adopted)
    mass = waiting.reason == MASS
    overtakes = mass or waiting.reason == COLLISION
    proof = replace(situation.proof, confirmed=True, overtakes=overtakes, mass=mass)
    return replace(situation, proof=proof), reading
