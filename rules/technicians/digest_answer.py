"""A technician's answer to a digest or a list, line by line: each line by the same rules as a mail on its request.

One mail is all or nothing: with one wrong line nothing is done, and the answer says which line it is.
"""

from __future__ import annotations

from collections.abc import Iterable

from frontdesk.rules.effects import About, Decision, Effect, Outcome
from frontdesk.rules.foresight import muting
from frontdesk.rules.languages import say, shortened
from frontdesk.rules.line_plan import LinePlan
from frontdesk.rules.proof.authority import needs_of
from frontdesk.rules.situation import Situation
from frontdesk.rules.tags.digest_lines import DigestLine, DigestReading
from frontdesk.rules.tags.read import Tag, TagReading
from frontdesk.rules.technicians import contacts
from frontdesk.rules.technicians.answering import leaves_at
from frontdesk.rules.technicians.asks import ASKS, answers, wrongly_asked
from frontdesk.rules.technicians.draft import problem
from frontdesk.rules.technicians.from_technician import (
    SEND,
    Plan,
    plan_for,
    receivers,
    told_of_split,
)
from frontdesk.rules.technicians.holding import ask_whether, hold
from frontdesk.rules.technicians.to_writer import Row, confirmation, files, misread, not_permitted, refuse
from frontdesk.rules.technicians.unproven import unless_proven

_LONGEST_SHOWN = 500  # characters of the words that a confirmation repeats
_EXAMPLE = "12 resolved  changed the cable"


def on_digest(situation: Situation, digest: DigestReading, reading: TagReading) -> Decision:
    """The answer to a digest. `reading`: the tags of its subject, which can only ask."""
    names = [tag.name for line in digest.lines for tag in line.tags]
    denied = unless_proven(situation, needs_of(names, requests=len(digest.lines)))
    if denied is not None:
        return denied
    problems = _wrong_as_a_whole(situation, digest, reading)
    policy, now = situation.policy, situation.now
    beside = (
        contacts.plan(digest.contacts, situation.contacts, policy, now),
        muting.plan(digest.looks, situation.looks, policy.language, policy.zone, now),
    )
    problems += [row for one in beside for row in one.problems]
    plans = _plans(situation, digest.lines)
    problems += [_in_line(row, line) for line, plan in plans for row in plan.problems]
    problems += _merged_away(situation, plans)
    if problems:
        return refuse(situation, problems)
    if doubts := [_in_line(row, line) for line, plan in plans for row in plan.doubts]:
        return ask_whether(situation, doubts)
    overtaken = {line.number: plan.overtaken_by for line, plan in plans if plan.overtaken_by is not None}
    if overtaken:
        return hold(situation, overtaken)
    done = _done(situation, plans, beside)
    return Decision(Outcome.MESSAGE, (*done, *answers(situation, reading.tags)))


def _plans(situation: Situation, lines: Iterable[DigestLine]) -> list[tuple[DigestLine, Plan]]:
    plans = []
    for line in lines:
        own = situation.lines.get(line.number)
        if own is None or own.request is None:
            continue
        reading = TagReading(line.tags, (), "", line.text, line.number)
        plans.append((line, plan_for(own, own.request, reading)))
    return plans


def _wrong_as_a_whole(situation: Situation, digest: DigestReading, reading: TagReading) -> list[Row]:
    policy = situation.policy
    rows = [*misread(digest.problems), *misread(reading.problems), *not_permitted(situation, reading.tags)]
    rows += wrongly_asked(situation, reading.tags)
    rows += [_out_of_place(situation, tag) for tag in reading.tags if tag.name not in ASKS]
    if not digest.lines and not (digest.contacts or digest.looks or reading.tags or rows):
        rows.append({**problem(policy, "no lines", ""), "example": _EXAMPLE})
    seen: set[int] = set()
    for line in digest.lines:
        own = situation.lines.get(line.number)
        if own is None or own.request is None:
            rows.append(problem(policy, "no such request", "", line.written[:200], number=line.number))
        elif own.request.number in seen:
            rows.append(problem(policy, "twice", "", line.written[:200], number=line.number))
        else:
            seen.add(own.request.number)
    if digest.lines and any(not part.inline for part in files(situation.message)):
        rows.append(problem(policy, "files in a digest", ""))
    return rows


def _out_of_place(situation: Situation, tag: Tag) -> Row:
    """A tag in the subject, which is about no request; [send] has had its answer, or none was waiting for it."""
    if tag.name == SEND:
        return problem(situation.policy, "nothing held", "")
    return problem(situation.policy, "where", tag.name, tag.written, like=tag.spec.example)


def _shown(text: str) -> str:
    return shortened(" ".join(text.split()), _LONGEST_SHOWN)


def _merged_away(situation: Situation, plans: Iterable[tuple[DigestLine, Plan]]) -> list[Row]:
    """Merges into a request that another line merges away: the two could go round in a circle."""
    plans = list(plans)
    gone = {plan.request.number for _, plan in plans if plan.merged_into is not None}
    return [
        problem(situation.policy, "merged away", "", line.written[:200], number=plan.merged_into)
        for line, plan in plans
        if plan.merged_into in gone
    ]


def _in_line(row: Row, line: DigestLine) -> Row:
    """The row with the line that it is about, and its example as a line."""
    example = str(row["example"])
    right = f"{line.number} {example.strip('[]')}" if example.startswith("[") else example
    return {**row, "found": line.written[:200], "example": right}


def _done(
    situation: Situation, lines: list[tuple[DigestLine, Plan]], beside: Iterable[LinePlan]
) -> list[Effect]:
    """All lines' effects, one confirmation for all of them, and last what opens further requests. `beside`: what the
    lines about no request come to."""
    plans = [plan for _, plan in lines]
    done: list[Effect] = [About(plan.request.number, tuple(plan.effects)) for plan in plans]
    told: list[Row] = [row for line, plan in lines for row in _told(situation, line, plan)]
    for one in beside:
        done += one.effects
        told += one.told
    if told:
        done.append(confirmation(situation, told))
    done += [About(plan.request.number, tuple(plan.afterwards)) for plan in plans if plan.afterwards]
    return done


def _told(situation: Situation, line: DigestLine, plan: Plan) -> list[Row]:
    """Rows of the confirmation, with the words as they went out: a slip in a line is seen at once."""
    rows: list[Row] = [{**row, "number": row["number"] or plan.request.number} for row in plan.told]
    if plan.afterwards:
        words = say(situation.policy.language, "split off")
        rows.append(told_of_split(plan, plan.request.number, words))
    held_until = leaves_at(situation)
    if to := receivers(plan):
        rows.append({"number": plan.request.number, "what": "sent to", "value": to})
        rows.append({"number": plan.request.number, "what": "text", "value": _shown(line.text)})
        if held_until is not None:
            rows.append({"number": plan.request.number, "what": "held back", "value": held_until})
    return rows
