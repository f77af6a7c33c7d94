"""A technician's mail that waits for a word of its writer: nothing is done before, and the writer is asked once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

from frontdesk.rules.effects import Decision, Effect, HoldMail, Outcome, Record
from frontdesk.rules.model import Address
from frontdesk.rules.situation import Situation
from frontdesk.rules.technicians.draft import problem
from frontdesk.rules.technicians.to_writer import Row, name_of, refusal

HELD_FOR = timedelta(hours=24)
COLLISION, MASS, DOUBT = "collision", "mass", "doubt"  # why a mail is held


def ask_about_so_many(situation: Situation, count: int) -> Decision:
    """Nothing is done before its writer has seen how many people it would reach."""
    row = problem(situation.policy, "to so many", "send", count=count)
    effects: tuple[Effect, ...] = (
        HoldMail(MASS, situation.sender.email, situation.now + HELD_FOR),
        refusal(situation, [row], held=True, inside=True),
        Record("held", situation.sender.email, {"why": f"goes to {count} people"}),
    )
    return Decision(Outcome.MESSAGE, effects, "held: it goes to many people")


def ask_whether(situation: Situation, doubts: Sequence[Row]) -> Decision:
    """Nothing is done before its writer has said that the words are the customer's to read, as they are."""
    effects: list[Effect] = [
        HoldMail(DOUBT, situation.sender.email, situation.now + HELD_FOR),
        refusal(situation, doubts, held=True),
    ]
    if situation.request is not None:
        why = "; ".join(str(doubt["why"]) for doubt in doubts)
        effects.append(Record("held", situation.sender.email, {"why": why[:1000]}))
    return Decision(Outcome.MESSAGE, tuple(effects), "held: it may not be meant for the customer")


def hold(situation: Situation, overtaken: dict[int, Address]) -> Decision:
    """Do nothing yet and ask: answers to these requests were overtaken by these colleagues."""
    sender = situation.sender
    rows = [
        problem(situation.policy, "collision", "send", f"#{number}", name=name_of(other))
        for number, other in overtaken.items()
    ]
    effects: list[Effect] = [
        HoldMail(COLLISION, sender.email, situation.now + HELD_FOR),
        refusal(situation, rows, held=True, answered=_answered(situation, overtaken)),
    ]
    if situation.request is not None:
        first = ", ".join(other.email for other in overtaken.values())
        effects.append(Record("held", sender.email, {"why": f"{first} answered first"}))
    return Decision(Outcome.MESSAGE, tuple(effects), "held: a colleague had answered first")


def _answered(situation: Situation, overtaken: Iterable[int]) -> list[Row]:
    """What the colleagues answered, for whoever decides whether anything is left to say."""
    said = {number: situation.lines.get(number, situation).last_reply for number in overtaken}
    return [
        {"number": number, "name": name_of(reply.sender), "at": reply.at, "text": reply.text}
        for number, reply in said.items()
        if reply is not None
    ]
