"""A technician's mail of which it isn't sure that it is theirs: kept, asked about, never obeyed before the answer.

At most one notice an hour goes to the registered address, whatever is written in that name.
"""

from __future__ import annotations

from datetime import timedelta

from frontdesk.rules.authority import Confirm, Obey, Refuse, authority_for
from frontdesk.rules.draft import problem
from frontdesk.rules.effects import Decision, Effect, HoldMail, Outcome, Record, StartTimer
from frontdesk.rules.from_customer import keep
from frontdesk.rules.model import MessageKind
from frontdesk.rules.situation import Situation
from frontdesk.rules.tag_table import Needs
from frontdesk.rules.to_writer import name_of, refusal, registered
from frontdesk.rules.wording import say

HELD_FOR = timedelta(hours=24)
ASKED = "asked"  # the timer of a person: while it runs, no further notice about unproven mail
ASKED_EVERY = timedelta(hours=1)


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
    if not situation.asked_lately:
        effects += _ask(situation, verdict)
    return Decision(
        _outcome(situation), tuple(effects), f"a technician's mail that isn't proven: {verdict.reason}"
    )


def _outcome(situation: Situation) -> Outcome:
    """What is neither on a request nor asked about is set aside for a person."""
    if situation.request is not None:
        return Outcome.MESSAGE
    return Outcome.QUARANTINE if situation.asked_lately else Outcome.SILENCE


def _ask(situation: Situation, verdict: Confirm | Refuse) -> list[Effect]:
    """Ask, or for a forged mail only tell: that is never run, whatever anybody answers."""
    sender, now = situation.sender, situation.now
    asks = isinstance(verdict, Confirm)
    sentence = ("unproven", "send") if asks else ("forged", "")
    row = problem(situation.policy, *sentence, reason=verdict.reason)
    held: list[Effect] = [HoldMail("unproven", sender.email, now + HELD_FOR)] if asks else []
    return [
        *held,
        refusal(situation, [row], held=asks),
        StartTimer(ASKED, now + ASKED_EVERY, person=sender.email),
    ]


def _marked(situation: Situation, reason: str) -> str:
    message = situation.message
    name = name_of(registered(situation))
    mark = say(situation.policy.language, "unverified", name=name, reason=reason)
    return f"{mark}\n\n{message.new_text or message.text}"
