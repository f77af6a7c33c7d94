"""A technician's mail of which it isn't sure that it is theirs: kept, asked about, never obeyed before the answer.

At most one notice an hour goes to the registered address, whatever is written in that name; what else came in that hour
stands in a list at its end.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from frontdesk.rules import collected, notify
from frontdesk.rules.customers.from_customer import keep
from frontdesk.rules.effects import Decision, Effect, HoldMail, Outcome, Record, StartTimer, TellInList
from frontdesk.rules.languages import say
from frontdesk.rules.model import MessageKind, Origin
from frontdesk.rules.proof.authority import Confirm, Obey, Refuse, authority_for
from frontdesk.rules.situation import Situation
from frontdesk.rules.tags.table import Needs
from frontdesk.rules.technicians.draft import problem
from frontdesk.rules.technicians.holding import HELD_FOR
from frontdesk.rules.technicians.to_writer import name_of, refusal, registered
from frontdesk.rules.timers import ASKED

UNPROVEN = "unproven"  # why a mail is held
ELSEWHERE = "from elsewhere"  # why a mail is held: its writer's address isn't known
ASKED_EVERY = timedelta(hours=1)


def from_elsewhere(situation: Situation, technician: str) -> Decision:
    """An answer to what only this technician was sent ("": one who has left), from an address that nobody knows.

    It may be theirs, from another account, or anybody's to whom they passed our mail on: they are asked, at the address
    that the desk knows. Nothing goes to the writer.
    """
    policy, wrote = situation.policy, situation.sender
    effects: list[Effect] = []
    if situation.request is not None:
        reason = say(policy.language, "from elsewhere: reason")
        effects.append(keep(situation, MessageKind.NOTE, text=_marked(situation, reason, name_of(wrote))))
        effects.append(
            Record("unverified", wrote.email, {"why": "answers a mail that a technician was sent"})
        )
    asked = policy.staff.get(technician)
    people = (asked,) if asked else notify.concerned(situation.request, policy, situation.absent)
    asks = asked is not None and situation.proof.origin is not Origin.FORGED
    if asked is not None and asks:
        effects.append(HoldMail(ELSEWHERE, asked.email, situation.now + HELD_FOR))
    sentence = "from elsewhere" if asks else "from elsewhere: gone"
    row = problem(policy, sentence, "", writer=wrote.email)
    effects += [
        replace(refusal(situation, [row], held=asks, strange=True), to=(person,), in_reply_to="")
        for person in people
    ]
    return Decision(Outcome.MESSAGE, tuple(effects), "answers a technician's mail from an unknown address")


def unless_proven(situation: Situation, needs: Needs) -> Decision | None:
    """None when the writer may do what the mail asks; else what is done instead."""
    proof, language = situation.proof, situation.policy.language
    verdict = authority_for(proof.origin, proof.token, needs, proof.confirmed, language)
    return None if isinstance(verdict, Obey) else _instead(situation, verdict)


def _instead(situation: Situation, verdict: Confirm | Refuse) -> Decision:
    effects: list[Effect] = []
    if situation.request is not None:
        effects.append(keep(situation, MessageKind.NOTE, text=_marked(situation, verdict.reason)))
        why = f"{verdict.reason} ({situation.proof.why})" if situation.proof.why else verdict.reason
        effects.append(Record("unverified", situation.sender.email, {"why": why}))
    if _half_proven(situation) or not situation.asked_lately:
        effects += _ask(situation, verdict)
    elif situation.request is not None:
        effects.append(TellInList(situation.sender.email, collected.UNPROVEN, situation.now + ASKED_EVERY))
    return Decision(
        _outcome(situation), tuple(effects), f"a technician's mail that isn't proven: {verdict.reason}"
    )


def _half_proven(situation: Situation) -> bool:
    """One proof is there, and two are needed: no stranger wrote it, who would fill a mailbox with our questions."""
    return situation.proof.is_given


def _outcome(situation: Situation) -> Outcome:
    """What is neither on a request nor asked about is set aside for a person."""
    lost = situation.request is None and situation.asked_lately and not _half_proven(situation)
    return Outcome.QUARANTINE if lost else Outcome.MESSAGE


def _ask(situation: Situation, verdict: Confirm | Refuse) -> list[Effect]:
    """Ask, or for a forged mail only tell: that is never run, whatever anybody answers."""
    sender, now = situation.sender, situation.now
    asks, half = isinstance(verdict, Confirm), _half_proven(situation)
    sentence = "half proven" if half else "unproven" if asks else "forged"
    row = problem(situation.policy, sentence, "", reason=verdict.reason)
    effects: list[Effect] = [HoldMail(UNPROVEN, sender.email, now + HELD_FOR)] if asks else []
    effects.append(refusal(situation, [row], held=asks, forged=not asks, inside=True))
    return effects if half else [*effects, StartTimer(ASKED, now + ASKED_EVERY, person=sender.email)]


def _marked(situation: Situation, reason: str, name: str = "") -> str:
    message = situation.message
    name = name or name_of(registered(situation))
    mark = say(situation.policy.language, "unverified", name=name, reason=reason)
    return f"{mark}\n\n{message.new_text or message.text}"
