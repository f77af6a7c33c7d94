"""Which held mail an answer to our question lets go. Notes that it was let go; decides nothing else."""

from __future__ import annotations

from datetime import datetime

from frontdesk.db import held
from frontdesk.decision.own_marks import marks_in, own_marks, worthless
from frontdesk.desk import Desk
from frontdesk.rules.customers.thanks import is_plain_thanks
from frontdesk.rules.model import Origin
from frontdesk.rules.situation import Situation
from frontdesk.rules.tags.read import TagReading
from frontdesk.rules.technicians.holding import MASS
from frontdesk.rules.technicians.own_word import is_plain_yes
from frontdesk.rules.technicians.unproven import UNPROVEN


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
