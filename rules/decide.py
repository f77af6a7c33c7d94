"""What a message leads to: who wrote it, and where it belongs, choose one of the rules. Pure.

The order matters: first what may never be answered, then the team, then customers.
"""

from __future__ import annotations

from dataclasses import replace

from frontdesk.rules.customers import from_customer, rated
from frontdesk.rules.customers.acquaintance import guarded
from frontdesk.rules.customers.appointments import in_words
from frontdesk.rules.customers.contact_answer import on_contact
from frontdesk.rules.effects import Audience, Decision, Outcome, Record, Send, TokensSeen
from frontdesk.rules.languages import say
from frontdesk.rules.model import MailKind
from frontdesk.rules.silence import from_machine
from frontdesk.rules.silence.guards import Silence, SilenceKind, is_heard
from frontdesk.rules.silence.weighing import is_persons
from frontdesk.rules.situation import Situation
from frontdesk.rules.tags.read import TagReading
from frontdesk.rules.tags.table import Needs
from frontdesk.rules.technicians import from_technician, team_mail
from frontdesk.rules.technicians.to_writer import refuse
from frontdesk.rules.technicians.unproven import from_elsewhere, unless_proven

NOT_A_CUSTOMER = (
    "the sender's domain isn't in CUSTOMER_DOMAINS; `frontdesk quarantine release` reads it all the same"
)
NO_SENDER = "nobody to answer: the mail names no sender"


def decide(situation: Situation, silence: Silence | None, reading: TagReading | None) -> Decision:
    """The decision about one message.

    `silence`: why it gets no answer, None when it may get one. `reading`: its tags, for a technician's mail.
    """
    decision = _decided(situation, silence, reading)
    if not situation.shown:
        return decision
    return replace(decision, effects=(*decision.effects, TokensSeen(situation.shown)))


def _decided(situation: Situation, silence: Silence | None, reading: TagReading | None) -> Decision:
    if silence is not None:
        return from_machine.silent(situation, silence)
    decision = _heard(situation, reading)
    if not situation.marks:
        return decision
    unanswered = _unanswered(decision)
    if not situation.repeats.is_program or unanswered == decision:
        return unanswered
    why = Record("not sent", "frontdesk", {"why": situation.marks})
    return replace(unanswered, effects=(*unanswered.effects, why))


def weigh(situation: Situation, silence: Silence | None) -> tuple[Situation, Silence | None]:
    """What of a reason for silence holds: a mail that may get no automatic answer is read as a person's all the same
    where it isn't surely a machine's, and bears its marks then.
    """
    if silence is None:
        return _programs(situation), None
    if not _hears(situation, silence):
        return situation, silence
    invitation = situation.message.invitation
    if silence.kind is SilenceKind.CALENDAR and invitation is not None:
        said = in_words(invitation, situation.policy, situation.message.new_text)
        situation = replace(situation, message=replace(situation.message, new_text=said))
        persons = bool(invitation.comment.strip()) or invitation.method != "CANCEL"
    else:
        persons = situation.heard or is_persons(situation.message)
    return replace(
        situation,
        marks=silence.reason if silence.by_marks else "",
        mechanical=not persons,
        responder=silence.kind is SilenceKind.AUTO_REPLY,
    ), None


def _programs(situation: Situation) -> Situation:
    """Who has said the same so often is a program, whatever the headers say."""
    if not situation.repeats.is_program or situation.heard:
        return situation
    why = say(situation.policy.language, "says the same", count=situation.repeats.mails)
    return replace(situation, marks=why)


def _hears(situation: Situation, silence: Silence) -> bool:
    """What is on a request is always heard but for a real machine's: bounces, notes of absence and the like.

    A member of the team speaks to customers by mail, so a marked mail of theirs needs a proof, and a responder's is
    never heard.
    """
    if situation.heard:
        return silence.kind is not SilenceKind.OWN_MAIL
    if not silence.by_marks:
        return False
    if situation.is_staff:
        return situation.proof.is_given and silence.kind in (SilenceKind.LIST, SilenceKind.BULK)
    return situation.request is not None or is_heard(situation.message, silence)


def _unanswered(decision: Decision) -> Decision:
    """Without what the desk itself would say to who wrote: two machines could go on for ever."""
    kept = tuple(
        effect
        for effect in decision.effects
        if not (isinstance(effect, Send) and effect.audience is Audience.CUSTOMER and effect.author is None)
    )
    return replace(decision, effects=kept)


def _heard(situation: Situation, reading: TagReading | None) -> Decision:
    if situation.message.sender is None:
        return Decision(Outcome.QUARANTINE, reason=NO_SENDER)
    if situation.strange is not None:
        return from_elsewhere(situation, situation.strange)
    if reading is not None and speaks_as_technician(situation, reading):
        if situation.message.oversized:
            return unless_proven(situation, Needs.PROOF) or refuse(situation, [_too_large(situation)])
        if situation.request is None:
            return team_mail.without_request(situation, reading)
        return from_technician.on_request(situation, situation.request, reading)
    if situation.request is None and not is_customer(situation):
        return Decision(Outcome.QUARANTINE, reason=NOT_A_CUSTOMER)
    if situation.message.oversized:
        return _by_its_headers(situation)
    return _from_customer(situation)


def is_customer(situation: Situation) -> bool:
    """Whether this sender may open a request: anybody, or the domains that CUSTOMER_DOMAINS names and those below."""
    policy = situation.policy
    return situation.released or situation.is_staff or policy.takes(situation.sender.email)


def _from_customer(situation: Situation) -> Decision:
    spam = situation.request.number if situation.request and situation.request.spam else situation.spam
    if spam is not None and not situation.heard:
        return Decision(Outcome.SILENCE, reason=f"#{spam} of this sender was marked as spam")
    if situation.request is None:
        if situation.contact is not None:
            return on_contact(situation, situation.contact)
        return from_customer.open_request(situation)
    decision = rated.on_request(situation, situation.request)
    return _asked_for_a_readable_one(situation, decision) if situation.message.encrypted else decision


def _asked_for_a_readable_one(situation: Situation, decision: Decision) -> Decision:
    """Nobody here can read it, which its writer can't know. (Of a new request the acknowledgement says so.)"""
    if decision.outcome is not Outcome.MESSAGE or from_customer.is_disproven(situation):
        return decision
    language, how = situation.policy.language, situation.message.encrypted
    told = _notice(situation, say(language, "encrypted", how=how), say(language, "encrypted: what to do"))
    return replace(decision, effects=(*decision.effects, guarded(told, situation)))


def _notice(situation: Situation, title: str, line: str) -> Send:
    values = {"title": title, "lines": [line], "text": ""}
    answered = situation.message.message_id
    return Send(MailKind.NOTICE, (situation.sender,), Audience.CUSTOMER, values, in_reply_to=answered)


def _by_its_headers(situation: Situation) -> Decision:
    """A mail too large to be read: it is on its request all the same, and its writer hears what we couldn't read."""
    language, megabytes = situation.policy.language, situation.message.size // 1_000_000
    text = say(language, "too large to read", megabytes=megabytes)
    decision = _from_customer(
        replace(situation, message=replace(situation.message, new_text=text, text=text))
    )
    title = say(language, "too large", megabytes=megabytes)
    told = _notice(situation, title, say(language, "too large: what to do"))
    return replace(decision, effects=(*decision.effects, guarded(told, situation)))


def _too_large(situation: Situation) -> dict[str, str]:
    why = say(situation.policy.language, "too large", megabytes=situation.message.size // 1_000_000)
    return {"found": "", "why": why, "example": ""}


def speaks_as_technician(situation: Situation, reading: TagReading) -> bool:
    """A member of the team asks for help too: on their own request, without a tag, they are the customer."""
    if not situation.is_staff:
        return False
    request = situation.request
    own = request is not None and request.customer.email == situation.sender.email
    return not own or bool(reading.tags or reading.problems) or situation.audience in ("technician", "note")
