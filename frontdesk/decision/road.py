"""One mail's way from what was read to what is decided: recognise, understand, gather, weigh, decide.

Each stage is entered once for a mail and takes what the one before gave. Composing and applying what was decided is
`execute`'s. Writes nothing but that a held mail was let go.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from frontdesk.db.held import HeldMail
from frontdesk.decision.bounces import returned_to
from frontdesk.decision.gather import gather
from frontdesk.decision.held_mail import released
from frontdesk.decision.recognise import recognise
from frontdesk.decision.team_facts import with_owned
from frontdesk.decision.understand import understand
from frontdesk.desk import Desk
from frontdesk.mailbox.worker.reader import Unreadable
from frontdesk.rules.decide import decide, weigh
from frontdesk.rules.effects import Decision
from frontdesk.rules.model import Message
from frontdesk.rules.silence.guards import Silence, reason_for_silence
from frontdesk.rules.situation import Proof, Situation
from frontdesk.rules.tags.read import TagReading
from frontdesk.rules.technicians.holding import COLLISION, DOUBT, MASS
from frontdesk.rules.technicians.unproven import ELSEWHERE


@dataclass(frozen=True, slots=True)
class Considered:
    """What was made of a mail. `message`: as it came, by the person who speaks in it; `silence`: why it gets no answer.
    `lets_go`: the held mail that it lets go, which then is what `situation`, `reading` and `decision` are of."""

    message: Message
    situation: Situation
    reading: TagReading | None
    silence: Silence | None
    lets_go: HeldMail | None
    decision: Decision


def consider(
    desk: Desk,
    mail: Message,
    raw: bytes,
    at: datetime,
    now: datetime,
    *,
    released_by_hand: bool = False,
    heard: bool = False,
) -> Considered:
    """The decision about a mail that reached the mailbox `at`, and what led to it.

    `released_by_hand`: a person let it out of quarantine; `heard`: a person took it back out of the folder for
    automatic mail.
    """
    situation, reading, message = situation_of(desk, mail, at, now)
    if released_by_hand or heard:
        situation = replace(situation, released=released_by_hand, heard=heard)
    situation, silence = weigh(situation, reason_for_silence(message, desk.identity))
    waiting = None
    if silence is not None:
        situation = with_owned(desk, situation)
        situation = replace(situation, returned_to=returned_to(desk, message, raw))
    elif waiting := released(desk, situation, reading):
        situation, reading = _as_confirmed(desk, waiting, at, now)
    return Considered(message, situation, reading, silence, waiting, decide(situation, silence, reading))


def situation_of(
    desk: Desk, mail: Message, at: datetime, now: datetime, adopted: str = ""
) -> tuple[Situation, TagReading | None, Message]:
    """The situation of a mail, its tags when the sender works here, and the mail by the person who speaks in it.

    `adopted`: see `recognise`.
    """
    recognised = recognise(desk, mail, at, now, adopted)
    understood = understand(desk, recognised)
    return gather(desk, recognised, understood), understood.reading, recognised.mail


def _as_confirmed(
    desk: Desk, waiting: HeldMail, at: datetime, now: datetime
) -> tuple[Situation, TagReading | None]:
    """The situation of a held mail as if it came now; the answer to our question proves its writer. ValueError: it is
    unreadable."""
    message = desk.reader.read_all([waiting.mail])[0]
    if isinstance(message, Unreadable):
        raise ValueError(f"a held mail can't be read any more: {message.reason}")
    adopted = waiting.technician if waiting.reason == ELSEWHERE else ""
    situation, reading, _ = situation_of(desk, message, at, now, adopted)
    mass = waiting.reason == MASS
    overtakes = mass or waiting.reason == COLLISION
    meant = overtakes or waiting.reason == DOUBT  # it is asked first
    proof = replace(situation.proof, confirmed=True, overtakes=overtakes, mass=mass, meant=meant)
    return _proven(situation, proof), reading


def _proven(situation: Situation, proof: Proof) -> Situation:
    """With this proof, and so all that the same mail says of other requests: a digest's lines, an outage's."""
    return replace(
        situation,
        proof=proof,
        lines={number: replace(own, proof=proof) for number, own in situation.lines.items()},
        members=tuple(replace(own, proof=proof) for own in situation.members),
        root=situation.root and _proven(situation.root, proof),
    )
