"""One mail's way from what was read to what is decided: recognise, understand, gather, weigh, decide.

Each stage is entered once for a mail and takes what the one before gave. Composing and applying what was decided is
`execute`'s. Writes nothing but that a held mail was let go by an answer to our question.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from frontdesk.db import held
from frontdesk.db.held import HeldMail
from frontdesk.decision.bounces import returned_to
from frontdesk.decision.gather import gather
from frontdesk.decision.own_marks import marks_in, own_marks, worthless
from frontdesk.decision.recognise import recognise
from frontdesk.decision.team_facts import with_owned
from frontdesk.decision.understand import understand
from frontdesk.desk import Desk
from frontdesk.mailbox.worker.reader import Unreadable
from frontdesk.rules.customers.thanks import is_plain_thanks
from frontdesk.rules.decide import decide, weigh
from frontdesk.rules.effects import Decision
from frontdesk.rules.model import Message, Origin
from frontdesk.rules.silence.guards import Silence, reason_for_silence
from frontdesk.rules.situation import Proof, Situation
from frontdesk.rules.tags.read import TagReading
from frontdesk.rules.technicians.holding import COLLISION, DOUBT, MASS
from frontdesk.rules.technicians.own_word import is_plain_yes
from frontdesk.rules.technicians.unproven import ELSEWHERE, UNPROVEN


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


def released(desk: Desk, situation: Situation, reading: TagReading | None) -> held.HeldMail | None:
    """The technician's own held mail that this one lets go: it answers our question with [send], or with a plain yes
    the one whether a mail is theirs; and it is theirs itself."""
    if reading is None or reading.problems:
        return None
    sends = [tag.name for tag in reading.tags] == ["send"] and not _adds_words(reading)
    if not sends and (reading.tags or not is_plain_yes(situation.message.new_text, situation.sender.name)):
        return None
    if situation.proof.origin is Origin.FORGED or situation.proof.spf_failed:
        return None
    email, message = situation.sender.email, situation.message
    parents = dict.fromkeys((*message.in_reply_to[:3], *message.references[-1:]))
    ours = own_marks(desk, message, situation.now)
    seen = worthless(desk, (*ours.answered, *ours.chain))
    reason = None if sends else UNPROVEN
    but = "" if _is_surely_theirs(desk, situation) else MASS
    codes = (
        held.release(desk.store, parent, email, situation.now, reason, but)
        for parent in parents
        if not _is_among(desk, parent, seen, situation.now)
    )
    return next((mail for mail in codes if mail is not None), None)


def _is_surely_theirs(desk: Desk, situation: Situation) -> bool:
    """Both proofs, for what lets a mail to many people go; the token alone where no mail server of ours vouches."""
    proof = situation.proof
    return proof.token and (proof.origin is Origin.PROVEN or not desk.policy.trusted_authserv_id)


def _is_among(desk: Desk, message_id: str, seen: frozenset[str], now: datetime) -> bool:
    return bool(seen) and any(mark.code in seen for mark in marks_in(desk, (message_id,), (), now))


def _adds_words(reading: TagReading) -> bool:
    """Words beside [send] might be meant for the customer: then it isn't sure which mail is to go."""
    return bool(reading.body.strip()) and not is_plain_thanks(reading.body)
