"""What a technician's lines about contacts come to: a mail at the next good time, a call written down, a while, a no.

Each line is checked before any is obeyed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from frontdesk.rules.clock.durations import parse_duration
from frontdesk.rules.contacts.account import account
from frontdesk.rules.contacts.check_in import send_at
from frontdesk.rules.contacts.contact import Contact, ContactKind, ContactState
from frontdesk.rules.effects import ChangeContact, Decision, Outcome, StartTimer
from frontdesk.rules.languages import say, say_day
from frontdesk.rules.line_plan import LinePlan
from frontdesk.rules.policy import Policy
from frontdesk.rules.situation import Situation
from frontdesk.rules.tags.contact_lines import VERBS, ContactLine
from frontdesk.rules.tags.table import Needs
from frontdesk.rules.technicians.to_writer import confirmation
from frontdesk.rules.technicians.unproven import unless_proven
from frontdesk.rules.timers import CONTACT

_LATER = timedelta(weeks=1)
_LATEST = timedelta(days=366)
_SENTENCE = 500  # characters


def plan(
    lines: tuple[ContactLine, ...], contacts: Mapping[str, Contact], policy: Policy, now: datetime
) -> LinePlan:
    """`contacts`: those that this technician was asked about and that are still to be said, by letter."""
    made = LinePlan()
    seen: set[str] = set()
    for line in lines:
        contact = contacts.get(line.letter)
        if contact is None:
            known = ", ".join(sorted(contacts)) or "-"
            made.problems.append(_problem(policy, "no such contact", line, letter=line.letter, known=known))
        elif line.letter in seen:
            made.problems.append(_problem(policy, "contact twice", line, letter=line.letter))
        else:
            seen.add(line.letter)
            _VERBS[line.verb](made, line, contact, policy, now)
    return made


def _problem(policy: Policy, sentence: str, line: ContactLine, **values: object) -> dict[str, Any]:
    why = say(policy.language, sentence, **values).removesuffix(".")
    return {"found": line.written, "why": why, "example": f"{line.letter} send"}


def _tell(made: LinePlan, contact: Contact, policy: Policy, sentence: str, **values: object) -> None:
    about = contact.department or contact.person
    made.told.append({"number": None, "what": about, "value": say(policy.language, sentence, **values)})


def _send(made: LinePlan, line: ContactLine, contact: Contact, policy: Policy, now: datetime) -> None:
    at = send_at(account(policy, contact.department), now)
    fields = {"state": ContactState.WAITING.value, "due_at": at, "words": line.text}
    made.effects += [ChangeContact(contact.id, fields), StartTimer(CONTACT, at, person=str(contact.id))]
    here = at.astimezone(policy.zone)
    _tell(made, contact, policy, "contact goes", at=f"{say_day(policy.language, here)}, {here:%H:%M}")


def _called(made: LinePlan, line: ContactLine, contact: Contact, policy: Policy, now: datetime) -> None:
    fields = {
        "state": ContactState.ANSWERED.value,
        "kind": ContactKind.CALL.value,
        "answered_at": now,
        "words": line.text,
    }
    made.effects.append(ChangeContact(contact.id, fields))
    _tell(made, contact, policy, "contact called")


def _later(made: LinePlan, line: ContactLine, contact: Contact, policy: Policy, now: datetime) -> None:
    at = now + _LATER
    if line.text:
        try:
            at = policy.hours.add(now, parse_duration(line.text.lower().removeprefix("in ").strip(" .")))
        except ValueError:
            made.problems.append(
                {**_problem(policy, "contact later", line), "example": f"{line.letter} later 2 weeks"}
            )
            return
    if at > now + _LATEST:
        made.problems.append(
            {**_problem(policy, "contact later", line), "example": f"{line.letter} later 2 weeks"}
        )
        return
    made.effects.append(ChangeContact(contact.id, {"due_at": at}))
    _tell(made, contact, policy, "contact put off", day=say_day(policy.language, at.astimezone(policy.zone)))


def _skip(made: LinePlan, line: ContactLine, contact: Contact, policy: Policy, now: datetime) -> None:
    made.effects.append(ChangeContact(contact.id, {"state": ContactState.SKIPPED.value, "due_at": now}))
    _tell(made, contact, policy, "contact skipped")


_VERBS = {"send": _send, "called": _called, "later": _later, "skip": _skip}


def on_draft(situation: Situation, contact: Contact) -> Decision | None:
    """The answer of the account's technician to the draft of a review: a sentence, or `skip`; None: it is no such."""
    if contact.kind is not ContactKind.REVIEW or contact.by != situation.sender.email:
        return None
    words = situation.message.new_text.strip()
    if contact.state is not ContactState.DUE or not words:
        return None
    denied = unless_proven(situation, Needs.PROOF)
    if denied is not None:
        return denied
    skips = VERBS.get(words.lower().strip(" .![]`")) == "skip"
    fields = {"state": ContactState.SKIPPED.value} if skips else {"words": words[:_SENTENCE]}
    told = say(situation.policy.language, "review skipped" if skips else "review kept")
    row = {
        "number": None,
        "what": contact.department,
        "value": told if skips else f"{told}: {words[:_SENTENCE]}",
    }
    effects = (ChangeContact(contact.id, fields), confirmation(situation, [row]))
    return Decision(Outcome.MESSAGE, effects, "about a review")
