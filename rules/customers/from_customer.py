"""What a customer's message leads to: a new request, or an answer on one. Pure; the tables are `_ANSWERS`.

Who the customer is and where the message belongs was found before (`rules.situation`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from frontdesk.rules import notify, targets
from frontdesk.rules.accounts.departments import without_plus
from frontdesk.rules.addresses import can_be_written_to
from frontdesk.rules.customers.acquaintance import guarded
from frontdesk.rules.customers.child import (
    joins,
    known_problem,
    known_to_be,
    leaves,
    raise_alarm,
    says_other,
    told_as_new,
)
from frontdesk.rules.customers.spoken import language_for, language_written
from frontdesk.rules.customers.survey import unasked
from frontdesk.rules.customers.thanks import asks, is_plain_thanks, says_later, says_settled
from frontdesk.rules.effects import (
    OVERTAKEN,
    About,
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
from frontdesk.rules.foresight.outage import Outage
from frontdesk.rules.languages import say
from frontdesk.rules.lifecycle import SETTLED, Happening, next_status
from frontdesk.rules.model import Address, Attachment, MailKind, MessageKind, Origin, Priority, Status
from frontdesk.rules.notify import in_copy
from frontdesk.rules.placing import ANSWERS_A_MESSAGE, ANSWERS_OUR_MAIL, GATHERED, IN_A_CHAIN, Placement
from frontdesk.rules.policy import Policy
from frontdesk.rules.request import Request
from frontdesk.rules.situation import Situation
from frontdesk.rules.tags.read import bare_subject
from frontdesk.rules.tags.subject import changed_subject, names_our_number
from frontdesk.rules.timers import (
    CLOSE,
    FOLLOW_UP,
    RESOLVE_WARNING,
    RESPONSE_WARNING,
    SURVEY,
    Ends,
    ended_by,
    outlive,
)

_LONGEST_SUBJECT = 200
_BY_AN_ANSWER = frozenset((ANSWERS_OUR_MAIL, IN_A_CHAIN, ANSWERS_A_MESSAGE))
MOST_PARTICIPANTS = 50  # a mail to a whole company puts nobody but its writer on the request


def open_request(
    situation: Situation, customer: Address | None = None, linked: tuple[int, ...] = ()
) -> Decision:
    """A new request from the message, for its sender or for `customer`."""
    policy, message, at = situation.policy, situation.message, situation.at
    who = customer or situation.sender
    forwarded = message.forwarded if customer is not None else None
    text = forwarded.text if forwarded else message.new_text
    known = situation.known.language
    written = language_written(text, policy)
    language = language_for(written, policy, known=known, told=message.language)
    subject = subject_of(forwarded.subject if forwarded else message.subject, language, policy.desk_tag)
    text = forwarded.text if forwarded else message.new_text
    labels = policy.topics.of(subject, text)
    outage = _known_to_be(situation, labels, subject, text)
    priority = opening_priority(policy, who.email, labels)
    respond = targets.respond_by(policy, at, priority) if outage is None else None
    resolve = targets.resolve_by(policy, at, priority) if outage is None else None
    copies = in_copy(message, policy, who.email) if customer is None and not is_disproven(situation) else ()
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
            labels=labels,
        ),
        Record("opened", who.email, {"linked": list(linked)} if linked else {}),
        keep(situation, MessageKind.CUSTOMER, sender=who, text=forwarded.text if forwarded else None),
        AddParticipants(addressed(situation, who)),
        *([Gather(situation.others_mail)] if situation.others_mail else ()),
        *_conversation(situation, (), copies, ""),
        RememberPerson(who.email, _remembered(who, written)),
        *_reached_again(situation),
        *_watched(policy, at, respond, resolve),
        *(joins(situation, outage) if outage else ()),
        *_acknowledged(situation, who, subject, outage),
        *(() if outage else (told_as_new(situation), *raise_alarm(situation))),
    ]
    return Decision(Outcome.REQUEST, tuple(effects))


def _known_to_be(situation: Situation, labels: tuple[str, ...], subject: str, text: str) -> Outage | None:
    """The outage that it is of. What nobody here can read, or can be answered, is for a person to look at."""
    if situation.marks or situation.message.encrypted or is_disproven(situation):
        return None
    return known_to_be(situation.outages, labels, subject, text)


def _watched(
    policy: Policy, at: datetime, respond: datetime | None, resolve: datetime | None
) -> list[Effect]:
    due = ((respond, RESPONSE_WARNING), (resolve, RESOLVE_WARNING))
    return [targets.watch(policy, at, by, warning) for by, warning in due if by is not None]


def opening_priority(policy: Policy, email: str, labels: Iterable[str]) -> Priority:
    """The person's, by the people's file; the more urgent of the department's and the first topic's; normal."""
    listed = policy.directory.people.get(without_plus(email))
    if listed and listed.priority:
        return listed.priority
    topics = (policy.topics.find(label) for label in labels)
    of_topic = next((topic.priority for topic in topics if topic and topic.priority), None)
    if of_topic is None or policy.opens_with is Priority.NORMAL:
        return of_topic or policy.opens_with
    return max(of_topic, policy.opens_with, key=list(Priority).index)


def _conversation(
    situation: Situation, before: tuple[str, ...], copies: tuple[str, ...], written_to: str
) -> list[Effect]:
    """Who is in copy from now on, and by which address of the desk it speaks, where that is another than before."""
    fields: dict[str, Any] = {"cc": copies} if copies != before else {}
    to = _written_to(situation, written_to)
    return (
        [Change(fields | ({"written_to": to} if to != written_to else {}))]
        if fields or to != written_to
        else []
    )


def _written_to(situation: Situation, before: str) -> str:
    """The alias of the desk that the mail is addressed to, "" for its own address; as before when it names neither."""
    policy, message = situation.policy, situation.message
    named = [person.email for person in (*message.to, *message.cc)] or list(message.delivered_to)
    ours = [without_plus(email) for email in (*named, *message.delivered_to) if policy.is_desk(email)]
    if not ours or policy.desk_address in ours[:1]:
        return "" if ours else before
    return ours[0]


def is_disproven(situation: Situation) -> bool:
    """Our own mail server says that the sender isn't who the mail says: nothing goes to that address, and it
    decides nothing."""
    return situation.proof.origin is Origin.FORGED and situation.message.sender_is_certain


def _acknowledged(
    situation: Situation, who: Address, subject: str, outage: Outage | None = None
) -> list[Effect]:
    if is_disproven(situation):
        return []
    if not can_be_written_to(who.email):
        return [Record("not sent", "frontdesk", {"why": f"no mail can go to {who.email}"[:400]})]
    parent = situation.message.message_id
    sent = Send(MailKind.ACKNOWLEDGEMENT, (who,), Audience.CUSTOMER, in_reply_to=parent)
    sent = known_problem(situation, outage, who) if outage else sent
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
        if person.email and not policy.is_desk(person.email)
    ]
    if not (situation.is_vouched_for or situation.is_staff):
        others = [email for email in others if policy.one_company(email, who.email)]
    return (who.email, *others) if len(others) <= MOST_PARTICIPANTS else (who.email,)


def on_request(situation: Situation, request: Request) -> Decision:
    """A customer's message on a request that stands; on both, when its subject names two of the writer's."""
    decision = _on_request(situation, request)
    if situation.also is None:
        return decision
    copy = replace(situation.message, message_id="")
    other = replace(situation, request=situation.also, also=None, message=copy, placement=Placement(None))
    both = About(situation.also.number, _on_request(other, situation.also).effects)
    first = (both, *decision.effects) if decision.outcome is Outcome.REQUEST else (*decision.effects, both)
    return replace(decision, effects=first)


def _on_request(situation: Situation, request: Request) -> Decision:
    if is_disproven(situation):
        return _unverified(situation, request)
    if situation.placement.how == GATHERED:
        return _gathered(situation, request)
    if situation.answers_came_before:
        return _asked_before(situation, request)
    if request.status is Status.CLOSED and is_too_late(situation, request):
        if is_plain_thanks(situation.message.new_text):
            return kept(situation, request, [Record("thanked", situation.sender.email)])
        return open_request(situation, linked=(request.number,))
    if _is_new_topic(situation, request):
        return open_request(situation, linked=(request.number,))
    if request.parent is not None and request.status not in SETTLED:
        if says_other(situation.message.new_text) or asks(situation.message.new_text):
            return kept(situation, request, _on_its_own(situation, request))
        if is_plain_thanks(situation.message.new_text):
            return kept(situation, request, _thanked(situation, request))
    meaning = _meaning(situation, request)
    return kept(situation, request, _ANSWERS[meaning](situation, request))


def _on_its_own(situation: Situation, request: Request) -> list[Effect]:
    told = [effect for effect in wrote(situation, request) if not isinstance(effect, Send)]
    return [*leaves(situation, request), *told, told_as_new(situation)]


def _gathered(situation: Situation, request: Request) -> Decision:
    """One more of a storm of answers to the same mail: the team reads it; its writer gets no answer, no say."""
    effects: tuple[Effect, ...] = (
        keep(situation, MessageKind.CUSTOMER),
        Change({"last_customer_at": situation.at}),
        Record("customer wrote", situation.sender.email, {"why": GATHERED}),
        tell(situation, request, "customer"),
    )
    return Decision(Outcome.MESSAGE, effects)


def _asked_before(situation: Situation, request: Request) -> Decision:
    """Whose mail was answered before it could be read is the customer, not who answered it."""
    who, answered = situation.sender, request.customer
    asked = replace(request, customer=who, participants=request.participants | {answered.email})
    decision = kept(situation, asked, wrote(situation, asked))
    effects: list[Effect] = [
        Change({"customer": who, "language": _language_of(situation)}),
        RememberPerson(who.email, {"name": who.name}),
        Record("customer", who.email, {"was": answered.email}),
        *decision.effects,
        *_acknowledged(situation, who, request.subject),
    ]
    return replace(decision, effects=tuple(effects))


def _language_of(situation: Situation) -> str:
    message, policy = situation.message, situation.policy
    written = language_written(message.new_text, policy)
    return language_for(written, policy, known=situation.known.language, told=message.language)


def _remembered(who: Address, language: str) -> dict[str, str]:
    """What a first mail tells of its writer: the name, and the language where the words leave no doubt."""
    return {"name": who.name, **({"language": language} if language else {})}


def _is_new_topic(situation: Situation, request: Request) -> bool:
    """A mail with a subject of its own that only answers one of a request that is over: people take the last mail
    from the desk to write a new one."""
    subject, tag = situation.message.subject, situation.policy.desk_tag
    if request.status not in SETTLED or situation.placement.how not in _BY_AN_ANSWER:
        return False
    if names_our_number(subject, tag):
        return False
    text = situation.message.new_text
    about = changed_subject(subject, request.subject, tag)
    return bool(about) and not (says_settled(text) or is_plain_thanks(text) or is_plain_thanks(about))


def kept(situation: Situation, request: Request, effects: list[Effect]) -> Decision:
    policy, message = situation.policy, situation.message
    # Each customer of a merge is answered by their own number, and is in copy to nobody.
    answered = {request.customer.email, *(one.customer.email for one in request.others)}
    copies = in_copy(message, policy, request.customer.email, request.cc, {*request.kept_out, *answered})
    joined = [
        About(one.number, (Change({"cc": theirs}),))
        for one in request.others
        if (theirs := in_copy(message, policy, one.customer.email, one.cc, answered)) != one.cc
    ]
    kept_first: list[Effect] = [
        keep(situation, MessageKind.CUSTOMER),
        AddParticipants(addressed(situation, situation.sender)),
        Change({"last_customer_at": situation.at}),
        *_conversation(situation, request.cc, copies, request.written_to),
        *joined,
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
    effects += [StopTimers(ended_by(Ends.WROTE)), OVERTAKEN]
    if request.snoozed_until is not None:
        effects.append(Change({"snoozed_until": None}))
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
                **unasked(request),
            }
        ),
        StopTimers(ended_by(Ends.AT_WORK)),
        OVERTAKEN,
        targets.watch(policy, now, due, RESOLVE_WARNING),
        Record("reopened", situation.sender.email),
        *_told_reopened(situation, request),
        tell(situation, request, "reopened"),
    ]
    return effects


def _told_reopened(situation: Situation, request: Request) -> list[Effect]:
    """Who wrote hears it by their own name; the customer, when it was somebody else, by theirs. Who knows the request
    by a number that was merged into it hears of that one."""
    wrote, parent = situation.sender, situation.message.message_id
    if wrote.email == request.customer.email:
        return [guarded(_reopened_mail(wrote, in_reply_to=parent), situation, request.subject)]
    joined = next((one for one in request.others if wrote.email in (one.customer.email, *one.cc)), None)
    mine = _reopened_mail(wrote, in_reply_to=parent, yours=joined is not None)
    mine = guarded(mine, situation, joined.subject if joined else request.subject)
    colleague = joined is None and (
        wrote.email in request.cc or situation.policy.one_company(wrote.email, request.customer.email)
    )
    by = (wrote.name if situation.is_vouched_for else "") or wrote.email
    by = by if colleague else ""
    return [
        About(joined.number, (mine,)) if joined else mine,
        _reopened_mail(request.customer, own_word=False, by=by),
    ]


def _reopened_mail(
    to: Address, *, in_reply_to: str = "", own_word: bool = True, yours: bool = True, by: str = ""
) -> Send:
    """`by`: whose word it was, where that isn't the reader's own and is no stranger's."""
    values = {"customer": to.name or to.email, "yours": yours, "by": by, "own_word": own_word}
    return Send(MailKind.REOPENED, (to,), Audience.CUSTOMER, values, in_reply_to=in_reply_to)


def close(request: Request, situation: Situation, *, by: str, happening: Happening) -> list[Effect]:
    """Close a request and start the survey's timer, unless the follow-up was to ask for a rating."""
    policy, now = situation.policy, situation.now
    effects: list[Effect] = [
        SetStatus(next_status(request.status, happening)),
        Change({"closed_at": now}),
        StopTimers(but=outlive(Ends.SETTLED)),
        OVERTAKEN,
        Record("closed", by),
    ]
    followed_up = policy.survey_with_follow_up and request.followed_up_at is not None
    if policy.survey_after is not None and not followed_up:
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


def subject_of(written: str, language: str, desk_tag: str) -> str:
    subject = bare_subject(written, desk_tag).strip()[:_LONGEST_SUBJECT]
    return subject or say(language, "no subject")
