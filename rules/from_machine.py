"""What a mail that gets no answer leads to: bounces mark addresses, out-of-office notes pause chasers.

The rest is put aside with its reason. Nothing here ever sends anything to the mail's sender.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from frontdesk.rules import notify
from frontdesk.rules.effects import Decision, Effect, Outcome, Record, RememberPerson
from frontdesk.rules.from_customer import keep
from frontdesk.rules.guards import Silence, SilenceKind
from frontdesk.rules.model import MessageKind, Report
from frontdesk.rules.situation import Situation
from frontdesk.rules.wording import say

_ABSENT_WHEN_NOT_TOLD = timedelta(days=7)


def silent(situation: Situation, silence: Silence) -> Decision:
    """Put the mail aside with its reason; keep it on the request it speaks of, as automatic."""
    effects: list[Effect] = []
    if situation.request is not None and silence.kind is not SilenceKind.OWN_MAIL:
        effects.append(keep(situation, MessageKind.AUTOMATIC))
        effects.append(Record("automatic mail", situation.sender.email, {"why": silence.reason}))
    rule = _RULES.get(silence.kind)
    if rule is not None:
        effects += rule(situation, silence)
    return Decision(Outcome.SILENCE, tuple(effects), silence.reason)


def _absent(situation: Situation, silence: Silence) -> list[Effect]:
    until = silence.absent_until or situation.now + _ABSENT_WHEN_NOT_TOLD
    effects: list[Effect] = [RememberPerson(situation.sender.email, {"absent_until": until})]
    if situation.is_staff:
        effects += _technician_away(situation)
    return effects


def _technician_away(situation: Situation) -> list[Effect]:
    """The owner stays the owner: somebody who is here is told, and decides."""
    request = situation.request
    if request is None or request.owner != situation.sender.email:
        return []
    absent = situation.absent | {situation.sender.email}
    others = tuple(
        person
        for person in notify.on_duty(situation.policy, absent)
        if person.email != situation.sender.email
    )
    people = tuple(dict.fromkeys((*others, *situation.policy.managers)))
    language = situation.policy.language
    name = situation.sender.name or situation.sender.email
    title = say(language, "owner away", name=name)
    return [notify.notice(people, title, say(language, "owner stays", name=name))] if people else []


def _bounced(situation: Situation, silence: Silence) -> list[Effect]:
    report = situation.message.report
    if report is None:
        return []
    effects: list[Effect] = [
        RememberPerson(
            failed.email,
            {"unreachable_since": situation.now, "unreachable_reason": failed.diagnostic or failed.status},
        )
        for failed in report.recipients
        if failed.hard
    ]
    return [*effects, *_tell_of_bounce(situation, report)]


def _tell_of_bounce(situation: Situation, report: Report) -> list[Effect]:
    """The owner hears that the customer got nothing; a mail to a technician that bounces is the managers' matter."""
    request = situation.request
    failed = report.recipients  # also who may be reached another day: this mail did not arrive
    if request is None or not failed:
        return []
    staff = notify.staff(situation.policy)
    people = tuple(
        person
        for person in notify.concerned(request, situation.policy, situation.absent)
        if person.email not in {who.email for who in failed}
    )
    if any(who.email in staff for who in failed):
        people = tuple(p for p in situation.policy.managers if p.email not in {who.email for who in failed})
    lines = [f"{who.email}: {who.diagnostic or who.status or 'refused'}" for who in failed]
    title = say(situation.policy.language, "came back")
    return [notify.notice(people, title, *lines)] if people else []


_RULES: dict[SilenceKind, Callable[[Situation, Silence], list[Effect]]] = {
    SilenceKind.OUT_OF_OFFICE: _absent,
    SilenceKind.BOUNCE: _bounced,
}
