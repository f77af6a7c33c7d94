"""A check-in goes out at its time, if everything still speaks for it; else the technician hears why it didn't.

Inside the caller's transaction.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from frontdesk.contacts.facts import facts
from frontdesk.contacts.reviews import send_review
from frontdesk.contacts.standing import has_left, name_of, standings
from frontdesk.db import contacts, people, requests
from frontdesk.db.apply import Target
from frontdesk.db.timers import TimerRow
from frontdesk.decision.execute import execute
from frontdesk.decision.queue_mail import Occasion
from frontdesk.desk import Desk
from frontdesk.mailbox.rendering.wording import wording
from frontdesk.reports.say import Say
from frontdesk.rules.contacts.account import Account, account, looked_after_by
from frontdesk.rules.contacts.check_in import BACK_FOR, Person, Standing, refusal, send_at
from frontdesk.rules.contacts.contact import Contact, ContactKind, ContactState
from frontdesk.rules.digest import late_since
from frontdesk.rules.effects import Audience, ChangeContact, Effect, RememberPerson, Send, StartTimer
from frontdesk.rules.languages import say
from frontdesk.rules.model import Address, MailKind
from frontdesk.rules.notify import notice
from frontdesk.rules.timers import CONTACT


def on_contact_timer(desk: Desk, row: TimerRow) -> None:
    contact = contacts.get(desk.store, int(row.person)) if row.person.isdigit() else None
    if contact is None:
        return
    now = desk.now()
    if contact.kind is ContactKind.CHECK_IN and contact.state is ContactState.WAITING:
        effects = _sent_or_not(desk, contact, now)
    elif contact.kind is ContactKind.REVIEW and contact.state in (ContactState.DUE, ContactState.WAITING):
        effects = send_review(desk, contact)
    else:
        return
    execute(desk, effects, Target(0, now), Occasion(f"k{contact.id}.{now:%Y%m%d%H%M%S}", now))


def _sent_or_not(desk: Desk, contact: Contact, now: datetime) -> list[Effect]:
    own = account(desk.policy, contact.department)
    person = _person(desk, contact)
    if person.absent_until is not None and person.absent_until + BACK_FOR > now:
        return _at(contact, send_at(own, person.absent_until + BACK_FOR))
    if not own.hours.is_open(now):  # the desk was off at the time, or the hours are others now
        return _at(contact, send_at(own, now))
    if person.late is not None:
        back = ChangeContact(contact.id, {"state": ContactState.DUE.value, "due_at": now})
        return [back, *_told(desk, own, contact, person, f"#{person.late} is late on our side")]
    why = refusal(person, own, desk.policy, now)
    if why is not None:
        skipped = ChangeContact(contact.id, {"state": ContactState.SKIPPED.value, "due_at": now})
        return [skipped, *_told(desk, own, contact, person, why)]
    return [
        _letter(desk, own, contact, person.who, now),
        ChangeContact(contact.id, {"state": ContactState.SENT.value, "sent_at": contact.sent_at or now}),
        RememberPerson(person.who.email, {"checked_in_at": now}),
    ]


def _at(contact: Contact, at: datetime) -> list[Effect]:
    return [
        ChangeContact(contact.id, {"due_at": at}),
        StartTimer(CONTACT, at, person=str(contact.id)),
    ]


def _person(desk: Desk, contact: Contact) -> Person:
    """Without what this very contact is: it doesn't stand in its own way."""
    known = people.get(desk.store, contact.person)
    late = (
        request.number
        for request in requests.listed(desk.store, customer=contact.person, unsettled=True)
        if late_since(request, desk.now()) is not None
    )
    reviews = (
        one.sent_at
        for one in contacts.of_accounts(desk.store)
        if one.kind is ContactKind.REVIEW and one.person == contact.person
    )
    return Person(
        who=Address(name_of(desk.store, desk.policy, contact.person), contact.person),
        stopped=known.no_check_ins or has_left(desk.policy, contact.person, desk.now()),
        unreachable=known.unreachable_since is not None,
        absent_until=known.absent_until,
        asked_at=max(filter(None, (known.surveyed_at, *reviews)), default=None),
        heard_at=None if contact.again else known.checked_in_at,
        late=next(late, None),
    )


def _told(desk: Desk, own: Account, contact: Contact, person: Person, why: str) -> list[Effect]:
    """Only who was to say it hears that it wasn't said."""
    teller = desk.policy.staff.get(contact.by)
    if teller is None:
        return []
    name = person.who.name or person.who.email
    title = say(desk.policy.language, "check-in not sent", name=name, why=why)
    return [notice((teller,), title, f"{own.name}" if own.name else name)]


def _letter(desk: Desk, own: Account, contact: Contact, who: Address, now: datetime) -> Send:
    author = desk.policy.staff.get(contact.by)
    signed = author or looked_after_by(own, desk.policy)[0]
    return Send(
        MailKind.CHECK_IN,
        (who,),
        Audience.CUSTOMER,
        _values(desk, own, contact, who, signed.name, now),
        author=author,
        contact=contact.id,
    )


def _since(standing: Standing | None, contact: Contact) -> datetime:
    """Whence the letter tells. A word spoken since Monday, when it was decided on, doesn't shorten it to a day."""
    if standing is None:
        return contact.made_at
    return standing.since if standing.since < contact.made_at else standing.begin


def _values(
    desk: Desk, own: Account, contact: Contact, who: Address, technician: str, now: datetime
) -> dict[str, Any]:
    policy = desk.policy
    language = people.get(desk.store, who.email).language or policy.language
    say_it = Say(language, policy.zone)
    standing = next((one for one in standings(desk.store, policy, now) if one.account.name == own.name), None)
    known = facts(desk.store, policy, own, _since(standing, contact), now)
    since = known.since.astimezone(policy.zone).date()
    every = own.next_word(now)
    return {
        "customer": who.name or who.email,
        "technician": technician,
        "department": own.name,
        "since": since,
        "month": wording(language).months[since.month - 1],
        "every_days": max(1, (every - now).days) if every is not None else 90,
        "opened": known.figures.requests,
        "resolved": known.done,
        "half": say_it.business(known.figures.first_response, policy),
        "topics": [{"name": name, "requests": number} for name, number in known.topics],
        "pending": len(known.open),
        "waiting": known.waiting,
        "text": contact.words,
    }
