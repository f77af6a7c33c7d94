"""What a mail that gets no answer leads to: bounces mark addresses, out-of-office notes pause chasers.

The rest is put aside with its reason. Nothing here ever sends anything to the mail's sender.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from frontdesk.rules import digest, notify
from frontdesk.rules.contacts.account import account
from frontdesk.rules.contacts.check_in import BACK_FOR, send_at
from frontdesk.rules.contacts.contact import ContactState
from frontdesk.rules.customers.from_customer import keep
from frontdesk.rules.effects import (
    ChangeContact,
    Decision,
    Effect,
    NoteAbsence,
    Outcome,
    Record,
    RememberPerson,
    StartTimer,
)
from frontdesk.rules.languages import say
from frontdesk.rules.model import Address, FailedRecipient, MessageKind, Report
from frontdesk.rules.silence.guards import Silence, SilenceKind
from frontdesk.rules.situation import Situation
from frontdesk.rules.timers import CONTACT

_ABSENT_WHEN_NOT_TOLD = timedelta(days=7)


def silent(situation: Situation, silence: Silence) -> Decision:
    """Put the mail aside with its reason; keep it on the request it speaks of, as automatic."""
    effects: list[Effect] = []
    if situation.request is not None and _speaks_of_it(situation, silence):
        effects.append(keep(situation, MessageKind.AUTOMATIC))
        effects.append(Record("automatic mail", situation.sender.email, {"why": silence.reason}))
    rule = _RULES.get(silence.kind)
    if rule is not None:
        effects += rule(situation, silence)
    return Decision(Outcome.SILENCE, tuple(effects), silence.reason)


def _speaks_of_it(situation: Situation, silence: Silence) -> bool:
    """Whether the mail belongs to the request that it was placed on: a report only when it has our mail."""
    if silence.kind in _REPORTS:
        return bool(situation.returned_to)
    return silence.kind is not SilenceKind.OWN_MAIL


def _absent(situation: Situation, silence: Silence) -> list[Effect]:
    until = silence.absent_until or situation.now + _ABSENT_WHEN_NOT_TOLD
    if situation.is_staff and not situation.proof.is_given:
        return []  # a forged note would keep a technician's mail from them
    effects: list[Effect] = [
        RememberPerson(situation.sender.email, {"absent_from": None, "absent_until": until})
    ]
    if situation.is_staff:
        noted = NoteAbsence(situation.sender.email, situation.now, until)
        return [*effects, noted, *_technician_away(situation, until)]
    return [*effects, *_once_more(situation, until)]


def _once_more(situation: Situation, until: datetime) -> list[Effect]:
    """A check-in that met an absence goes once more when they are back; it counts as the same one."""
    contact = situation.contact
    if contact is None or contact.again or contact.state is not ContactState.SENT:
        return []
    at = send_at(account(situation.policy, contact.department), until + BACK_FOR)
    fields = {"state": ContactState.WAITING.value, "again": True, "due_at": at}
    return [ChangeContact(contact.id, fields), StartTimer(CONTACT, at, person=str(contact.id))]


def _technician_away(situation: Situation, until: datetime) -> list[Effect]:
    """The owner stays the owner: the next technician and the managers are told, once, and decide."""
    policy, email = situation.policy, situation.sender.email
    if email in situation.absent or not situation.owned:
        return []
    owner = policy.staff.get(email, situation.sender)
    people = dict.fromkeys((*_next_here(situation), *policy.managers))
    return [
        digest.away(person, owner, situation.owned, policy, situation.now, until)
        for person in people
        if person.email != email
    ]


def _next_here(situation: Situation) -> tuple[Address, ...]:
    """The one after the absent technician in the team's list who is here."""
    team, email = situation.policy.technicians, situation.sender.email
    place = next((place for place, person in enumerate(team) if person.email == email), -1)
    after = (*team[place + 1 :], *team[:place])
    return tuple(person for person in after if person.email not in situation.absent)[:1]


def _bounced(situation: Situation, silence: Silence) -> list[Effect]:
    report = situation.message.report
    if report is None:
        return []
    effects: list[Effect] = [
        RememberPerson(
            failed.email,
            {"unreachable_since": situation.now, "unreachable_reason": failed.diagnostic or failed.status},
        )
        for failed in _known(situation, report)
        if failed.hard
    ]
    return [*effects, *_tell_of_bounce(situation, report), *_out_of_reach(situation, report)]


def _known(situation: Situation, report: Report) -> list[FailedRecipient]:
    return [failed for failed in report.recipients if failed.email in situation.returned_to]


def _tell_of_bounce(situation: Situation, report: Report) -> list[Effect]:
    """The owner hears that the customer got nothing; a mail to a technician that bounces is the managers' matter."""
    request = situation.request
    failed = _known(situation, report)  # also who may be reached another day: this mail did not arrive
    if request is None or not failed:
        return []
    staff = situation.policy.staff
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


def _out_of_reach(situation: Situation, report: Report) -> list[Effect]:
    """A word to an account that came back: the managers hear of it, once."""
    contact, policy = situation.contact, situation.policy
    if (
        contact is None
        or contact.state is not ContactState.SENT
        or not any(who.hard for who in report.recipients)
    ):
        return []
    department = contact.department or contact.person
    title = say(policy.language, "not reachable", department=department)
    line = say(policy.language, "not sent to", name=contact.person, department=department)
    return [
        ChangeContact(contact.id, {"state": ContactState.UNREACHABLE.value}),
        notify.managers_notice(policy, title, line),
    ]


_REPORTS = (SilenceKind.BOUNCE, SilenceKind.DELAY, SilenceKind.FEEDBACK)
_RULES: dict[SilenceKind, Callable[[Situation, Silence], list[Effect]]] = {
    SilenceKind.OUT_OF_OFFICE: _absent,
    SilenceKind.BOUNCE: _bounced,
}
