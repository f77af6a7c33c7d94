"""What a customer's message leads to: a new request, or an answer on one. Pure; the tables are `_ANSWERS`.

Who the customer is and where the message belongs was found before (`rules.situation`).
"""

from __future__ import annotations

from collections.abc import Callable

from frontdesk.rules import notify, targets
from frontdesk.rules.accounts.departments import without_plus
from frontdesk.rules.addresses import can_be_written_to
from frontdesk.rules.customers.acquaintance import guarded
from frontdesk.rules.customers.public_mail import same_company
from frontdesk.rules.customers.thanks import is_plain_thanks, says_later, says_settled
from frontdesk.rules.effects import (
    OVERTAKEN,
    AddParticipants,
    Audience,
    Change,
    Decision,
    Effect,
    Gather,
    KeepMessage,
    OpenRequest,
    Outcome,
    Record,
    RememberPerson,
    Send,
    SetStatus,
    StartTimer,
    StopTimers,
)
from frontdesk.rules.lifecycle import SETTLED, Happening, next_status
from frontdesk.rules.model import Address, Attachment, MailKind, MessageKind, Origin, Priority, Status
from frontdesk.rules.placing import GATHERED
from frontdesk.rules.policy import Policy
from frontdesk.rules.request import Request
from frontdesk.rules.situation import Situation
from frontdesk.rules.tags.read import bare_subject

CHASE, FOLLOW_UP, CLOSE, SURVEY, SNOOZE = "chase", "follow-up", "close", "survey", "snooze"
_LONGEST_SUBJECT = 200
_NO_SUBJECT = {"de": "(ohne Betreff)"}
MOST_PARTICIPANTS = 50  # a mail to a whole company puts nobody but its writer on the request


def open_request(
    situation: Situation, customer: Address | None = None, linked: tuple[int, ...] = ()
) -> Decision:
    """A new request from the message, for its sender or for `customer`."""
    policy, message, at = situation.policy, situation.message, situation.at
    who = customer or situation.sender
    priority = opening_priority(policy, who.email)
    respond = targets.respond_by(policy, at, priority)
    resolve = targets.resolve_by(policy, at, priority)
    language = situation.known.language or message.language or policy.customers_language
    forwarded = message.forwarded if customer is not None else None
    subject = _subject(forwarded.subject if forwarded else message.subject, language, policy.desk_tag)
    effects: list[Effect] = [
        OpenRequest(
            subject=subject,
            customer=who,
            opened_at=at,
            language=language,
            priority=priority,
            department=situation.department.name,
            department_how=situation.department.how,
            respond_by=respond,
            resolve_by=resolve,
            linked=linked,
        ),
        Record("opened", who.email, {"linked": list(linked)} if linked else {}),
        keep(situation, MessageKind.CUSTOMER, sender=who, text=forwarded.text if forwarded else None),
        AddParticipants(addressed(situation, who)),
        *([Gather(situation.others_mail)] if situation.others_mail else ()),
        RememberPerson(who.email, {"name": who.name}),
        *_reached_again(situation),
        targets.watch(policy, at, respond, targets.RESPONSE_WARNING),
        targets.watch(policy, at, resolve, targets.RESOLVE_WARNING),
        *_acknowledged(situation, who, subject),
        notify.notification(notify.on_duty(policy, situation.absent), "new"),
    ]
    return Decision(Outcome.REQUEST, tuple(effects))


def opening_priority(policy: Policy, email: str) -> Priority:
    """The person's, by the people's file; the department's; normal."""
    listed = policy.directory.people.get(without_plus(email))
    return (listed.priority if listed else None) or policy.opens_with


def is_disproven(situation: Situation) -> bool:
    """Our own mail server says that the sender isn't who the mail says: nothing goes to that address, and it
    decides nothing."""
    return situation.proof.origin is Origin.FORGED and situation.message.sender_is_certain


def _acknowledged(situation: Situation, who: Address, subject: str) -> list[Effect]:
    if is_disproven(situation):
        return []
    if not can_be_written_to(who.email):
        return [Record("not sent", "frontdesk", {"why": f"no mail can go to {who.email}"[:400]})]
    parent = situation.message.message_id
    sent = Send(MailKind.ACKNOWLEDGEMENT, (who,), Audience.CUSTOMER, in_reply_to=parent)
    return [guarded(sent, situation, subject)]


def keep(
    situation: Situation,
    kind: MessageKind,
    *,
    sender: Address | None = None,
    text: str | None = None,
    attachments: tuple[Attachment, ...] | None = None,
) -> KeepMessage:
    """The message as it is kept: what is new in it, or all of it when nothing was told apart."""
    message = situation.message
    return KeepMessage(
        kind=kind,
        sender=sender or situation.sender,
        at=situation.at,
        text=text if text is not None else (message.new_text or message.text),
        subject=message.subject,
        message_id=message.message_id,
        attachments=message.attachments if attachments is None else attachments,
    )


def addressed(situation: Situation, who: Address) -> tuple[str, ...]:
    """Who may write on the request from now on: the writer, and whom the writer addressed.

    Of a mail that nothing vouches for only those of the writer's own company: else a stranger who writes in a
    customer's name would let himself in.
    """
    message, policy = situation.message, situation.policy
    others = [
        person.email
        for person in (*message.to, *message.cc)
        if person.email and not is_desk(person.email, policy.desk_address)
    ]
    if not (situation.is_vouched_for or situation.is_staff):
        others = [email for email in others if same_company(email, who.email)]
    return (who.email, *others) if len(others) <= MOST_PARTICIPANTS else (who.email,)


def is_desk(email: str, desk_address: str) -> bool:
    """Whether the address is the desk's own, with or without a plus-part."""
    local, _, domain = email.partition("@")
    return f"{local.partition('+')[0]}@{domain}" == desk_address


def on_request(situation: Situation, request: Request) -> Decision:
    """A customer's message on a request that stands."""
    if is_disproven(situation):
        return _unverified(situation, request)
    if situation.placement.how == GATHERED:
        return _gathered(situation, request)
    if request.status is Status.CLOSED and is_too_late(situation, request):
        if is_plain_thanks(situation.message.new_text):
            return kept(situation, [Record("thanked", situation.sender.email)])
        return open_request(situation, linked=(request.number,))
    meaning = _meaning(situation, request)
    return kept(situation, _ANSWERS[meaning](situation, request))


def _gathered(situation: Situation, request: Request) -> Decision:
    """One more of a storm of answers to the same mail: the team reads it; its writer gets no answer, no say."""
    effects: tuple[Effect, ...] = (
        keep(situation, MessageKind.CUSTOMER),
        Change({"last_customer_at": situation.at}),
        Record("customer wrote", situation.sender.email, {"why": GATHERED}),
        tell(situation, request, "customer"),
    )
    return Decision(Outcome.MESSAGE, effects)


def kept(situation: Situation, effects: list[Effect]) -> Decision:
    kept_first: list[Effect] = [
        keep(situation, MessageKind.CUSTOMER),
        AddParticipants(addressed(situation, situation.sender)),
        Change({"last_customer_at": situation.at}),
        *_reached_again(situation),
    ]
    return Decision(Outcome.MESSAGE, (*kept_first, *effects))


def _reached_again(situation: Situation) -> list[Effect]:
    """Who writes has a mailbox: that mail to them came back once is over. If it isn't, the next one shows it."""
    if situation.is_staff or not situation.known.unreachable:
        return []
    return [RememberPerson(situation.sender.email, {"unreachable_since": None, "unreachable_reason": ""})]


def _meaning(situation: Situation, request: Request) -> str:
    if request.status not in SETTLED:
        return "told" if situation.mechanical and situation.responder else "wrote"
    meaning = _settled_meaning(situation)
    return "told" if meaning == "reopened" and situation.mechanical else meaning


def _settled_meaning(situation: Situation) -> str:
    text = situation.message.new_text
    if situation.message.encrypted:
        return "reopened"
    if situation.message.attachments and any(not part.inline for part in situation.message.attachments):
        return "reopened"
    if not text.strip() and not situation.new_subject:
        return "said nothing"
    if says_settled(text):
        return "settled"
    if says_later(text):
        return "later"
    return "thanked" if is_plain_thanks(text) else "reopened"


def _unverified(situation: Situation, request: Request) -> Decision:
    """A mail in the customer's name that isn't theirs: technicians see it, marked, and nothing else follows.

    Whom it is addressed to gets no place on the request either.
    """
    effects: tuple[Effect, ...] = (
        keep(situation, MessageKind.CUSTOMER),
        Record("unverified", situation.sender.email, {"why": situation.proof.why}),
        tell(situation, request, "customer"),
    )
    return Decision(Outcome.MESSAGE, effects)


def _told(situation: Situation, request: Request) -> list[Effect]:
    """A machine's mail, by its marks and by its words: the team sees it, and the request stays as it is."""
    return [
        Record("automatic mail", situation.sender.email, {"why": situation.marks}),
        tell(situation, request, "customer"),
    ]


def wrote(situation: Situation, request: Request) -> list[Effect]:
    after = next_status(request.status, Happening.CUSTOMER_WROTE)
    effects: list[Effect] = [Record("customer wrote", situation.sender.email)]
    if after is not request.status:
        effects += [SetStatus(after), Change({"chased": 0})]
        effects += targets.clock_effects(request, after, situation.policy, situation.now)
    effects += [StopTimers((CHASE, SNOOZE)), OVERTAKEN, Change({"snoozed_until": None})]
    return [*effects, tell(situation, request, "customer")]


def _thanked(situation: Situation, request: Request) -> list[Effect]:
    return [Record("thanked", situation.sender.email)]


def _said_nothing(situation: Situation, request: Request) -> list[Effect]:
    """Nothing above the quote, or a signature alone: somebody pressed Send."""
    return [Record("sent nothing", situation.sender.email)]


def _later(situation: Situation, request: Request) -> list[Effect]:
    """They will try it: what is to follow by itself waits for that anew."""
    policy, now = situation.policy, situation.now
    effects: list[Effect] = [Record("will try", situation.sender.email)]
    if request.status is Status.RESOLVED:
        asked = request.followed_up_at is not None
        after = policy.close_after if asked else policy.follow_up_after
        effects.append(StartTimer(CLOSE if asked else FOLLOW_UP, policy.hours.add(now, after)))
    return effects


def _settled(situation: Situation, request: Request) -> list[Effect]:
    if request.status is Status.CLOSED:
        return _thanked(situation, request)
    return [
        Record("settled", situation.sender.email),
        *close(request, situation, by=situation.sender.email, happening=Happening.CUSTOMER_SETTLED),
    ]


def reopened(situation: Situation, request: Request) -> list[Effect]:
    policy, now = situation.policy, situation.now
    due = targets.resolve_by(policy, situation.at, request.priority)
    effects: list[Effect] = [
        SetStatus(next_status(request.status, Happening.CUSTOMER_WROTE)),
        Change(
            {
                "resolved_at": None,
                "closed_at": None,
                "followed_up_at": None,
                "clock_stopped_at": None,
                "chased": 0,
                "reopened": request.reopened + 1,
                "began_at": situation.at,
                "resolve_by": due,
            }
        ),
        StopTimers((FOLLOW_UP, CLOSE, SURVEY, CHASE, SNOOZE)),
        OVERTAKEN,
        targets.watch(policy, now, due, targets.RESOLVE_WARNING),
        Record("reopened", situation.sender.email),
        guarded(
            Send(
                MailKind.REOPENED,
                (situation.sender,),
                Audience.CUSTOMER,
                in_reply_to=situation.message.message_id,
            ),
            situation,
            request.subject,
        ),
        tell(situation, request, "reopened"),
    ]
    return effects


def close(request: Request, situation: Situation, *, by: str, happening: Happening) -> list[Effect]:
    """Close a request and start the survey's timer."""
    policy, now = situation.policy, situation.now
    effects: list[Effect] = [
        SetStatus(next_status(request.status, happening)),
        Change({"closed_at": now}),
        StopTimers(),
        OVERTAKEN,
        Record("closed", by),
    ]
    if policy.survey_after is not None:
        effects.append(StartTimer(SURVEY, policy.hours.add(now, policy.survey_after)))
    return effects


_ANSWERS: dict[str, Callable[[Situation, Request], list[Effect]]] = {
    "wrote": wrote,
    "told": _told,
    "said nothing": _said_nothing,
    "later": _later,
    "thanked": _thanked,
    "settled": _settled,
    "reopened": reopened,
}


def is_too_late(situation: Situation, request: Request) -> bool:
    policy = situation.policy
    return (
        request.closed_at is not None
        and policy.hours.add(request.closed_at, policy.reopen_within) < situation.at
    )


def tell(situation: Situation, request: Request, event: str) -> Send:
    return notify.notification(notify.concerned(request, situation.policy, situation.absent), event)


def _subject(written: str, language: str, desk_tag: str) -> str:
    subject = bare_subject(written, desk_tag).strip()[:_LONGEST_SUBJECT]
    return subject or _NO_SUBJECT.get(language, "(no subject)")
