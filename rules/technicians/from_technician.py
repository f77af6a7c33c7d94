"""What a technician's message on a request leads to. All or nothing: one problem, and nothing is changed or sent.

A mail is first worked out into a plan; only a plan without problems, and whose words no colleague has overtaken,
becomes a decision. A digest's lines are plans too (`rules.digest_answer`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from frontdesk.rules import notify
from frontdesk.rules.addresses import can_be_written_to
from frontdesk.rules.customers.from_customer import keep
from frontdesk.rules.effects import (
    About,
    Audience,
    Decision,
    Effect,
    Enclose,
    Outcome,
    Record,
    Send,
)
from frontdesk.rules.languages import say
from frontdesk.rules.model import Address, Forwarded, MailKind, MessageKind
from frontdesk.rules.proof.authority import needs_of
from frontdesk.rules.proof.tokens import without_staff_tokens
from frontdesk.rules.request import Request
from frontdesk.rules.situation import Situation
from frontdesk.rules.tags.read import TagReading
from frontdesk.rules.tags.within import tags_within
from frontdesk.rules.technicians import away, to_all
from frontdesk.rules.technicians.account_tags import informed
from frontdesk.rules.technicians.addressed import doubts, join_copies, why_inside
from frontdesk.rules.technicians.answer_tags import with_answers, wrong_answers
from frontdesk.rules.technicians.answering import carried_out, goes_out, have_it_already, leaves_at, split_off
from frontdesk.rules.technicians.asks import ASKS, answers, wrongly_asked
from frontdesk.rules.technicians.draft import Draft, problem
from frontdesk.rules.technicians.forwarding import as_customer, as_request, passed_on
from frontdesk.rules.technicians.holding import ask_about_so_many, ask_whether, hold
from frontdesk.rules.technicians.keeping import on_draft, wrong_keep
from frontdesk.rules.technicians.tag_effects import on_tag
from frontdesk.rules.technicians.to_all import asks_first
from frontdesk.rules.technicians.to_writer import (
    Row,
    confirmation,
    misread,
    name_of,
    not_permitted,
    refuse,
    speaks,
)
from frontdesk.rules.technicians.undo import CHANGED, take_back_all
from frontdesk.rules.technicians.unproven import unless_proven

UNDO, SEND = "undo", "send"


@dataclass(slots=True)
class Plan:
    """What a mail, or a digest's line, would do to one request.

    `afterwards`: effects that open another request, so nothing about this one may follow them. `told`: rows of
    the confirmation. `tagged`: it says what is to be done, and hears what was. `sent_to`: whose mail goes out,
    None when none does; `has_it`: who got the writer's own. `overtaken_by`: the colleague who answered in the
    meantime; `doubts`: why the words may not be the customer's to read, rows as of a refusal. `undo`: whether [undo]
    could take it back. `merged_into`: the request that takes this one in. `enclose`: the files that the confirmation
    brings.
    """

    request: Request
    effects: list[Effect] = field(default_factory=list)
    afterwards: list[Effect] = field(default_factory=list)
    told: list[Row] = field(default_factory=list)
    problems: list[Row] = field(default_factory=list)
    tagged: bool = False
    sent_to: Address | None = None
    has_it: str = ""
    overtaken_by: Address | None = None
    doubts: list[Row] = field(default_factory=list)
    undo: bool = False
    merged_into: int | None = None
    split_title: str = ""
    enclose: Enclose = Enclose.NONE


def on_request(situation: Situation, request: Request, reading: TagReading) -> Decision:
    """A technician's message on a request; `reading` is what its tags say."""
    about = on_draft(situation, request, reading)
    if about is not None:
        return about
    root = situation.root
    if root is not None and root.request is not None:  # an outage is the oldest's, whichever was answered
        decision = on_request(root, root.request, reading)
        return replace(decision, effects=(About(root.request.number, decision.effects),))
    denied = unless_proven(situation, needs_of(tag.name for tag in reading.tags))
    if denied is not None:
        return denied
    forwarded = passed_on(situation, request)
    if forwarded is not None:
        return _passed_on(situation, request, reading, forwarded)
    plan = plan_for(situation, request, reading)
    if plan.problems:
        return refuse(situation, plan.problems)
    if plan.doubts:
        return ask_whether(situation, plan.doubts)
    if count := asks_first(situation, request, reading):
        return ask_about_so_many(situation, count)
    if plan.overtaken_by is not None:
        return hold(situation, {request.number: plan.overtaken_by})
    return Decision(Outcome.MESSAGE, tuple(_done(situation, plan)))


def _passed_on(situation: Situation, request: Request, reading: TagReading, forwarded: Forwarded) -> Decision:
    """The customer's words are the customer's; the technician's own stay inside, and the tags hold."""
    inside = replace(
        situation, audience=Audience.NOTE, message=replace(situation.message, message_id="", attachments=())
    )
    effects = as_customer(situation, request, forwarded)
    if not reading.tags and not reading.problems and not reading.body.strip():
        return Decision(Outcome.MESSAGE, effects)
    plan = plan_for(inside, request, reading)
    if plan.problems:
        return refuse(situation, plan.problems)
    return Decision(Outcome.MESSAGE, (*effects, *_done(situation, plan)))


def _confirmed(situation: Situation, plan: Plan) -> list[Effect]:
    held_until = leaves_at(situation) if plan.sent_to else None
    if not plan.told and not plan.has_it and not (plan.sent_to and (plan.tagged or held_until)):
        return []
    return [
        confirmation(
            situation,
            plan.told,
            sent_to=receivers(plan),
            leaves_at=held_until,
            undo=plan.undo,
            enclose=plan.enclose,
            has_it=plan.has_it,
            informed=informed(plan.effects),
        )
    ]


def receivers(plan: Plan) -> str:
    """Whom the words go to, by name: the customer, and those of what was merged into this; "" when nobody."""
    if plan.sent_to is None:
        return ""
    return ", ".join((name_of(plan.sent_to), *(name_of(one.customer) for one in plan.request.others)))


def _done(situation: Situation, plan: Plan) -> list[Effect]:
    """All of a plan, and its confirmation: of a split by the new request, whose number only its own mails know."""
    if not plan.afterwards:
        return [*plan.effects, *_confirmed(situation, plan)]
    words = say(situation.policy.language, "split from", number=plan.request.number)
    plan.told.append(told_of_split(plan, 0, words))
    return [*plan.effects, *plan.afterwards, *_confirmed(situation, plan)]


def told_of_split(plan: Plan, number: int, words: str) -> Row:
    """The confirmation's row about what was split off, with its title where the mail gives one."""
    value = f"{words}: {plan.split_title}" if plan.split_title else words
    return {"number": number, "what": "split", "value": value}


def plan_for(situation: Situation, request: Request, reading: TagReading) -> Plan:
    """All that the tags and the words of one mail or line come to."""
    plan = Plan(request, tagged=any(tag.name not in ASKS for tag in reading.tags))
    plan.problems = [
        *misread(reading.problems),
        *not_permitted(situation, reading.tags),
        *_beside_the_point(situation, request, reading),
        *wrongly_asked(situation, reading.tags),
    ]
    if not plan.problems:
        if reading.has(UNDO):
            _plan_undo(situation, plan, reading)
        else:
            _plan_work(situation, plan, reading)
        plan.effects = [*plan.effects, *answers(situation, reading.tags)]
    elif not reading.has(UNDO):
        plan.problems += _drafted(situation, request, reading).problems  # all that is wrong, at once
    return plan


def _plan_undo(situation: Situation, plan: Plan, reading: TagReading) -> None:
    back = take_back_all(situation, plan.request)
    plan.problems, plan.told = back.problems, back.told
    plan.effects = [*_noted(situation, reading.body.strip()), *back.effects]


def _plan_work(situation: Situation, plan: Plan, reading: TagReading) -> None:
    request, text = plan.request, without_staff_tokens(reading.body.strip())
    draft = _drafted(situation, request, reading)
    typed, text = text, with_answers(draft, text)
    if reading.tags and all(tag.name in ASKS for tag in reading.tags):
        plan.effects = _noted(situation, text)
        return
    says = speaks(situation.message, text)
    plan.problems = [
        *draft.problems,
        *_nothing_to_do(situation, draft, reading, says),
        *to_all.problems(situation, request, reading, says),
    ]
    if goes_out(draft, says) and not can_be_written_to(request.customer.email):
        plan.problems.append(problem(situation.policy, "no address", "note", email=request.customer.email))
    plan.problems += wrong_answers(
        draft,
        typed,
        goes_out=goes_out(draft, says),
        has_it=bool(have_it_already(situation, request, draft.customer)),
    )
    plan.problems += wrong_keep(situation, draft, typed)
    if plan.problems:
        return
    if draft.split:
        _plan_split(situation, plan, reading, text)
        return
    for_all = to_all.add(situation, request, draft, reading, text)
    draft.told += for_all.told
    answers_customer = goes_out(draft, says)
    has_it = have_it_already(situation, request, draft.customer) if answers_customer else ()
    sends = answers_customer and not has_it
    if answers_customer:
        join_copies(situation, draft)
    plan.overtaken_by = _overtaken(situation, request) if sends else None
    plan.doubts = doubts(situation, request, typed) if sends else []
    if not sends and (found := tags_within(typed)):  # the words stay inside, or are out already
        draft.tell("text", say(situation.policy.language, "tag not obeyed", tags=", ".join(found)))
    plan.effects = carried_out(situation, request, draft, text)
    if for_all.parent_silent:
        plan.effects = without_mail_to_customer(plan.effects)
        sends = False
    plan.effects += for_all.effects
    if reading.has("take") or (reading.has("assign") and draft.changes.get("owner") == draft.writer.email):
        plan.enclose = Enclose.ALL
    plan.told, plan.merged_into = draft.told, draft.changes.get("merged_into")
    plan.sent_to = draft.customer if sends else None
    plan.has_it = ", ".join(map(name_of, has_it))
    for_good = draft.merged or (answers_customer and not (sends and leaves_at(situation)))
    plan.undo = not for_good and any(isinstance(one, Record) and one.kind == CHANGED for one in plan.effects)


def _plan_split(situation: Situation, plan: Plan, reading: TagReading, text: str) -> None:
    """The customer's message becomes a request of the writer's, or of whom the tags name: they are the new one's."""
    sender, request = situation.sender, plan.request
    old = _draft(situation, request)
    old.split, old.claims = True, False
    title = reading.value("title")
    opened, first = split_off(situation, request, title)
    new = _draft(situation, as_request(opened))
    for tag in reading.tags:
        if tag.name not in ("split", "title"):
            on_tag(new, tag.name, tag.value)
    new.note, new.claims = True, False
    new.why_inside = say(situation.policy.language, "kept inside")
    to_writer = "owner" not in new.changes or new.changes["owner"] == sender.email
    new.changes.setdefault("owner", sender.email)
    silent = replace(situation, message=replace(situation.message, attachments=()))
    plan.effects = carried_out(silent, request, old, "")
    plan.afterwards = [opened, *first, *carried_out(situation, as_request(opened), new, text)]
    if to_writer:
        plan.afterwards.append(notify.notification((sender,), "split", by=sender))
    plan.split_title, plan.told = title, new.told


def _draft(situation: Situation, request: Request) -> Draft:
    people = situation.people
    draft = Draft(request, situation.policy, situation.sender, situation.now, situation.named, people=people)
    draft.departments, draft.others = situation.departments, situation.others
    return draft


def _drafted(situation: Situation, request: Request, reading: TagReading) -> Draft:
    draft = _draft(situation, request)
    draft.why_inside = why_inside(situation, request, reading.body.strip())
    draft.note = situation.audience == Audience.NOTE or bool(draft.why_inside)
    draft.worded = situation.worded
    draft.about_rating = situation.answers == MailKind.LOW_RATING
    draft.has_children = bool(situation.family.children)
    for tag in reading.tags:
        on_tag(draft, tag.name, tag.value)
    if situation.to_all:
        draft.note, draft.why_inside = False, ""
    to_all.prepare(draft, situation, reading)
    return draft


def without_mail_to_customer(effects: Iterable[Effect]) -> list[Effect]:
    """What is left where the customer gets the same words in another request of theirs."""
    return [
        effect
        for effect in effects
        if not (isinstance(effect, Send) and effect.audience is Audience.CUSTOMER)
    ]


def _noted(situation: Situation, text: str) -> list[Effect]:
    """Words beside a tag that only asks or takes back: to nobody, but not lost."""
    if not text:
        return []
    return [keep(situation, MessageKind.NOTE, text=text), Record("noted", situation.sender.email)]


# --- what is wrong ---------------------------------------------------------------------------------------------


def _beside_the_point(situation: Situation, request: Request, reading: TagReading) -> list[Row]:
    """Tags that can't stand here, and subjects that name another request than the mail answers."""
    policy = situation.policy
    names = [tag.name for tag in reading.tags]
    if situation.other_number is not None:
        return [problem(policy, "other number", "", other=situation.other_number, number=request.number)]
    if SEND in names:
        return [problem(policy, "send with text" if reading.body.strip() else "nothing held", "")]
    if UNDO in names and not all(name == UNDO or name in ASKS for name in names):
        return [problem(policy, "undo alone", "undo")]
    return away.problems(situation, reading.tags)


def _nothing_to_do(situation: Situation, draft: Draft, reading: TagReading, says: bool) -> list[Row]:
    policy = situation.policy
    if draft.split and situation.last_customer is None:
        return [problem(policy, "nothing to split", "")]
    if draft.split and situation.customer_wrote == 1:
        return [problem(policy, "only message", "")]
    if not reading.tags and not says:
        return [problem(policy, "nothing", "")]
    return []


# --- two at once -----------------------------------------------------------------------------------------------


def _overtaken(situation: Situation, request: Request) -> Address | None:
    """The colleague who answered after the mail was written that this one answers."""
    if situation.proof.overtakes:
        return None
    answered, last = situation.answered_at, request.last_reply_at
    if answered is None or last is None or request.last_reply_by == situation.sender.email:
        return None
    other = situation.policy.staff.get(request.last_reply_by, Address("", request.last_reply_by))
    return other if last > answered else None
