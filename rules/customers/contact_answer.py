"""What an answer to a check-in or a review leads to: a request, a rating, a stop, or nothing but that it was answered.

The mail answers one that only this person was sent, which is proof enough for a stop. Pure.
"""

from __future__ import annotations

from dataclasses import replace

from frontdesk.rules import notify
from frontdesk.rules.contacts.account import account, looked_after_by
from frontdesk.rules.contacts.contact import Contact, ContactState
from frontdesk.rules.customers.from_customer import is_disproven, open_request
from frontdesk.rules.customers.rating import Rating, read_freely, read_loosely, read_rating
from frontdesk.rules.customers.thanks import is_plain_thanks, says_settled
from frontdesk.rules.effects import (
    Audience,
    Change,
    ChangeContact,
    Decision,
    Effect,
    OpenRequest,
    Outcome,
    RememberPerson,
    Send,
)
from frontdesk.rules.languages import say
from frontdesk.rules.model import Address, MailKind
from frontdesk.rules.situation import Situation
from frontdesk.rules.understood import words

LABEL = "check-in"
_STOPS = words("unsubscribe.stops")
_AROUND = " \u00a0\u202f.!,;-*_\"'„“”‘’«»"
_KEPT_WORDS = 500


def on_contact(situation: Situation, contact: Contact) -> Decision:
    """The answer of whoever got our mail: the person it was for, or a colleague it was passed on to."""
    if is_disproven(situation):
        return Decision(Outcome.SILENCE, reason="the sender isn't who the mail says; nothing was done")
    text = situation.message.new_text.strip()
    if says_stop(text) or says_stop(situation.message.subject.partition("(")[0]):
        return _stop(situation, contact)
    rating = None if situation.marks else _rating(text)
    if rating is not None and (not rating.comment or is_plain_thanks(rating.comment)):
        return _answered(situation, contact, rating=rating.value)
    attached = any(not part.inline for part in situation.message.attachments)
    if not attached and (not text or is_plain_thanks(text) or says_settled(text)):
        return _answered(situation, contact, words=text)
    return _asks(situation, contact, rating)


def _rating(text: str) -> Rating | None:
    return read_rating("", text) or read_loosely(text) or read_freely(text)


def says_stop(text: str) -> bool:
    """Whether the first line says stop and nothing else."""
    first = text.strip().split("\n", 1)[0][:60].casefold().strip(_AROUND)
    return " ".join(first.replace("’", "'").split()) in _STOPS()


def _answered(
    situation: Situation, contact: Contact, *, rating: int | None = None, words: str = ""
) -> Decision:
    fields: dict[str, object] = {"state": ContactState.ANSWERED.value, "answered_at": situation.now}
    if rating is not None:
        fields["rating"] = rating
    elif words:
        fields["words"] = words[:_KEPT_WORDS]
    return Decision(Outcome.MESSAGE, (ChangeContact(contact.id, fields),), f"answers a {contact.kind}")


def _asks(situation: Situation, contact: Contact, rating: Rating | None) -> Decision:
    """Words become a request of the writer's, the account technician's to answer; a number before them counts, too."""
    opened = open_request(situation)
    technician = looked_after_by(account(situation.policy, contact.department), situation.policy)
    fields: dict[str, object] = {"state": ContactState.ANSWERED.value, "answered_at": situation.now}
    if rating is not None:
        fields["rating"] = rating.value
    department = situation.known.department or contact.department
    changes: dict[str, object] = {"labels": (LABEL,)}
    owned = len(technician) == 1 and technician[0].email not in situation.absent
    if owned:
        changes["owner"] = technician[0].email
    effects = [
        _as_theirs(each, situation, department, technician if owned else ()) for each in opened.effects
    ]
    after_opening = 1 + next(at for at, each in enumerate(effects) if isinstance(each, OpenRequest))
    effects[after_opening:after_opening] = [
        Change(changes),
        ChangeContact(contact.id, fields, names_request=True),
    ]
    return replace(opened, effects=tuple(effects))


def _as_theirs(effect: Effect, situation: Situation, department: str, owner: tuple[Address, ...]) -> Effect:
    """Of a new request's effects: by our mail's subject without our mark, and told to nobody but its owner."""
    if isinstance(effect, OpenRequest):
        subject = effect.subject.removeprefix(f"[{situation.policy.desk_tag}]").strip() or effect.subject
        return replace(effect, department=department, subject=subject)
    if isinstance(effect, Send) and effect.kind is MailKind.NOTIFICATION and owner:
        return replace(effect, to=owner)
    return effect


def _stop(situation: Situation, contact: Contact) -> Decision:
    """It ends for who was written to; who got it passed on can't end it for them."""
    policy, email = situation.policy, situation.sender.email
    if email != contact.person:
        return _answered(situation, contact)
    who = looked_after_by(account(policy, contact.department), policy)
    language = situation.known.language or situation.message.language or policy.language
    told = say(
        policy.language, "stopped", name=situation.sender.name or email, department=contact.department or "-"
    )
    return Decision(
        Outcome.MESSAGE,
        (
            RememberPerson(email, {"no_check_ins": True}),
            ChangeContact(contact.id, {"state": ContactState.STOPPED.value, "answered_at": situation.now}),
            Send(
                MailKind.NOTICE,
                (situation.sender,),
                Audience.CUSTOMER,
                {
                    "title": say(language, "no more check-ins"),
                    "lines": [say(language, "requests as ever")],
                    "text": "",
                },
                in_reply_to=situation.message.message_id,
            ),
            notify.notice(who, told),
        ),
        "wants no check-ins",
    )
