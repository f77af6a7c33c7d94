"""The tags that concern another request as well: merge, split, link. Each adds to a draft (`rules.tag_effects`)."""

from __future__ import annotations

from frontdesk.rules import notify, targets
from frontdesk.rules.addresses import is_no_reply, never_reads
from frontdesk.rules.effects import (
    About,
    Audience,
    Change,
    Effect,
    LinkBack,
    MoveMessages,
    Record,
    Send,
    StopTimers,
)
from frontdesk.rules.languages import say
from frontdesk.rules.lifecycle import Happening
from frontdesk.rules.model import MailKind, Role
from frontdesk.rules.request import Request
from frontdesk.rules.tags.values import NO_PARENT, request_numbers
from frontdesk.rules.technicians.draft import Draft, problem
from frontdesk.rules.timers import Ends, ended_by


def merge(draft: Draft, value: str) -> None:
    other = _other(draft, "merge", request_numbers(value)[0])
    if other is not None:
        draft.happening = Happening.DISCARDED
        draft.claims = False
        draft.merged = True
        draft.set("merged_into", other.number)
        draft.set("closed_at", draft.now)
        draft.effects.append(MoveMessages(other.number))
        draft.effects.append(About(other.number, _arrived_by_merge(draft, other)))
        draft.tell("merge", f"#{other.number} {other.subject}")
        _tell_both_customers(draft, other)


def _other(draft: Draft, tag: str, number: int) -> Request | None:
    """The request that the tag names; None, and the draft says why, when there is none or it is this one."""
    other = draft.named.get(number)
    if other is None:
        draft.wrong("no such request", tag, number=number)
    elif other.number == draft.request.number:
        draft.wrong("itself", tag, number=number)
    else:
        return other
    return None


def _arrived_by_merge(draft: Draft, other: Request) -> tuple[Effect, ...]:
    """What the merge is for the request that takes the messages in."""
    effects: list[Effect] = [Record("merged", draft.writer.email, {"from": draft.request.number})]
    wrote = [at for at in (draft.request.last_customer_at, other.last_customer_at) if at is not None]
    if wrote:
        effects.append(Change({"last_customer_at": max(wrote)}))
    owner = notify.owner_of(other, draft.policy)
    if owner is not None and owner.email != draft.writer.email:
        effects.append(notify.notification((owner,), "merged", by=draft.writer))
    return tuple(effects)


def _tell_both_customers(draft: Draft, other: Request) -> None:
    """Two customers on one request: the second hears that the two are one now, and gets the answers, too."""
    customer = draft.request.customer
    if customer.email == other.customer.email:
        return
    language = draft.request.language or draft.policy.language
    reads = not (is_no_reply(customer.email) or never_reads(customer.email))
    if reads and draft.policy.role_of(customer.email) is Role.CUSTOMER:
        values = {"title": say(language, "together"), "lines": [say(language, "together: how")], "text": ""}
        draft.effects.append(Send(MailKind.NOTICE, (customer,), Audience.CUSTOMER, values))
    words = say(draft.policy.language, "hears too", name=customer.name or customer.email)
    draft.told.append({"number": other.number, "what": "customer", "value": words})


def parent(draft: Draft, value: str) -> None:
    """One of those that another request stands for; one level, and no mail goes out for it."""
    request, policy = draft.request, draft.policy
    if value == NO_PARENT:
        draft.set("parent", None)
        if request.parent is not None:
            draft.effects += targets.new_targets(policy, request, request.priority, draft.now, was=policy)
        draft.tell("parent", "")
        return
    other = _other(draft, "parent", request_numbers(value)[0])
    if other is None:
        return
    if draft.has_children:
        draft.wrong("a parent itself", "", number=request.number)
    elif other.parent is not None:
        row = problem(policy, "a child itself", "", number=other.number, parent=other.parent)
        draft.problems.append({**row, "example": f"[parent=#{other.parent}]"})
    else:
        draft.set("parent", other.number)
        draft.effects.append(StopTimers((*ended_by(Ends.CLOCK_STOPPED), *ended_by(Ends.RESPONDED))))
        draft.tell("parent", f"#{other.number} {other.subject}")


def split(draft: Draft, value: str) -> None:
    draft.split = True
    draft.claims = False


def link(draft: Draft, value: str) -> None:
    numbers: list[int] = []
    for number in request_numbers(value):
        other = _other(draft, "link", number)
        if other is not None:
            numbers.append(other.number)
            draft.effects.append(LinkBack(other.number))
    linked = tuple(dict.fromkeys((*draft.request.linked, *numbers)))
    draft.set("linked", linked)
    draft.tell("link", ", ".join(f"#{number}" for number in linked))
