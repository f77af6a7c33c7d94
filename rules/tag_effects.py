"""What each tag does to a request: one function a tag, found in one table, each adding to a draft.

Nothing is done here: a draft with problems is thrown away whole, one without becomes effects
(`rules.from_technician`). Which tags there are and who may use them is `rules.tag_table`'s business.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from difflib import get_close_matches
from typing import Any

from frontdesk.rules import notify, targets
from frontdesk.rules.durations import Duration, parse_duration
from frontdesk.rules.effects import (
    About,
    CancelHeldMail,
    Change,
    Effect,
    LinkBack,
    MoveMessages,
    Record,
    RememberPerson,
    StartTimer,
)
from frontdesk.rules.from_customer import SNOOZE, is_desk
from frontdesk.rules.lifecycle import Happening
from frontdesk.rules.model import Address, Priority
from frontdesk.rules.on_timer import DUE
from frontdesk.rules.policy import Policy
from frontdesk.rules.request import Request
from frontdesk.rules.tag_table import BY_NAME
from frontdesk.rules.tag_values import added_and_removed, request_numbers, when_of
from frontdesk.rules.wording import say

_LABELS_AT_MOST = 50
_LONGEST_NAME = 60
_MORNING = time(8)


@dataclass(slots=True)
class Draft:
    """A technician's mail in the making: what it will change, and what is wrong with it.

    `named`: the other requests that its tags name, by the number written there; a merged one is the one that it
    was merged into. `told`: the rows of the confirmation.
    `problems`: the rows of the refusal. `happening`: what moves the status.
    """

    request: Request
    policy: Policy
    writer: Address
    now: datetime
    named: Mapping[int, Request] = field(default_factory=dict)
    changes: dict[str, Any] = field(default_factory=dict)
    effects: list[Effect] = field(default_factory=list)
    told: list[Mapping[str, Any]] = field(default_factory=list)
    problems: list[Mapping[str, Any]] = field(default_factory=list)
    happening: Happening | None = None
    note: bool = False
    claims: bool = True
    split: bool = False
    merged: bool = False
    newly_assigned: Address | None = None

    def tell(self, what: str, value: Any) -> None:
        """Confirm a change: `what` is the template's word for it."""
        if value == "" and what != "owner":
            value = say(self.policy.language, "none")
        self.told.append({"number": self.request.number, "what": what, "value": value})

    def wrong(self, sentence: str, tag: str, **values: object) -> None:
        self.problems.append(problem(self.policy, sentence, tag, "", **values))

    def set(self, name: str, value: Any) -> None:
        self.changes[name] = value


def problem(policy: Policy, sentence: str, tag: str, found: str = "", **values: object) -> dict[str, Any]:
    """A row of the refusal: what was found, why it isn't right, and an example of `tag` that is."""
    example = BY_NAME[tag].example if tag in BY_NAME else ""
    return {
        "found": found,
        "why": say(policy.language, sentence, **values).removesuffix("."),
        "example": example,
    }


def on_tag(draft: Draft, name: str, value: str) -> bool:
    """Add one tag to the draft; False for a tag that isn't about a request as it stands (list, help, send ...)."""
    handler = _HANDLERS.get(name)
    if handler is None:
        return False
    handler(draft, value)
    return True


def find_technician(policy: Policy, word: str, writer: Address) -> tuple[Address, ...]:
    """The people of the team that a word may mean: an address, its local part, a name or a part of one."""
    people = notify.staff(policy)
    if word == "me":
        return (people.get(writer.email, writer),)
    wanted = word.lower()
    if "@" in wanted:
        return (people[wanted],) if wanted in people else ()
    for fits in (_is_called, _is_called_in_part):
        found = tuple(person for person in people.values() if fits(person, wanted))
        if found:
            return found
    return ()


def local_time(policy: Policy, at: datetime) -> str:
    """A time as the short lines say it, in the desk's zone."""
    return f"{at.astimezone(policy.zone):%Y-%m-%d %H:%M}"


def _is_called(person: Address, word: str) -> bool:
    return word in (person.email.partition("@")[0], person.name.lower())


def _is_called_in_part(person: Address, word: str) -> bool:
    return word in re.split(r"[\s.@_-]+", f"{person.name} {person.email.partition('@')[0]}".lower())


def _moves(happening: Happening) -> Callable[[Draft, str], None]:
    def move(draft: Draft, value: str) -> None:
        draft.happening = happening

    return move


def _note(draft: Draft, value: str) -> None:
    draft.note = True


def _no_claim(draft: Draft, value: str) -> None:
    draft.claims = False


def _take(draft: Draft, value: str) -> None:
    _own(draft, draft.writer)
    draft.happening = draft.happening or Happening.TAKEN


def _assign(draft: Draft, value: str) -> None:
    draft.claims = False
    if value == "nobody":
        draft.set("owner", None)
        draft.tell("owner", "")
        return
    found = find_technician(draft.policy, value, draft.writer)
    staff = tuple(notify.staff(draft.policy).values())
    team = ", ".join(str(person) for person in found or staff)
    if len(found) != 1:
        example = f"[assign={_nearest(value, found or staff)}]"
        row = problem(draft.policy, "which" if found else "who", "assign", word=value, team=team)
        draft.problems.append({**row, "example": example})
        return
    _own(draft, found[0])
    if found[0].email != draft.writer.email:
        draft.newly_assigned = found[0]


def _nearest(word: str, people: Sequence[Address]) -> str:
    """How to write one of these people so that nobody else is meant: an example that works."""
    emails = [person.email for person in people]
    by_name = {email.partition("@")[0]: email for email in emails}
    near = (*get_close_matches(word[:_LONGEST_NAME], by_name, 1), *by_name)[0]
    return near if len(by_name) == len(emails) else by_name[near]


def _own(draft: Draft, person: Address) -> None:
    draft.claims = False
    draft.set("owner", person.email)
    draft.tell("owner", person.name or person.email)


def _priority(draft: Draft, value: str) -> None:
    priority = Priority(value)
    draft.set("priority", priority.value)
    draft.effects += targets.new_targets(draft.policy, draft.request, priority, draft.now)
    draft.tell("priority", priority)


def _when(draft: Draft, value: str, by_default: time) -> datetime | None:
    meant = when_of(value, draft.now, draft.policy.zone, by_default)
    at = draft.policy.hours.add(draft.now, meant) if isinstance(meant, Duration) else meant
    if at <= draft.now:
        draft.wrong("past", "due", at=local_time(draft.policy, at))
        return None
    return at


def _due(draft: Draft, value: str) -> None:
    at = _when(draft, value, time(17))
    if at is not None:
        draft.set("due_at", at)
        remind_at = max(draft.now + timedelta(minutes=1), at - timedelta(hours=8))
        draft.effects.append(StartTimer(DUE, remind_at))
        draft.tell("due", at)


def _snooze(draft: Draft, value: str) -> None:
    at = _when(draft, value, _MORNING)
    if at is not None:
        draft.set("snoozed_until", at)
        draft.effects.append(StartTimer(SNOOZE, at))
        draft.tell("snooze", at)


def _time(draft: Draft, value: str) -> None:
    duration = parse_duration(value)
    minutes = max(1, (duration.seconds + duration.days * 8 * 3600) // 60)
    total = draft.changes.get("minutes", draft.request.minutes) + minutes
    draft.set("minutes", total)
    draft.tell("time", timedelta(minutes=total))


def _cc(draft: Draft, value: str) -> None:
    added, removed = added_and_removed(value)
    for email in added:
        if is_desk(email, draft.policy.desk_address):
            draft.wrong("the desk itself", "cc", email=email)
    people = tuple(dict.fromkeys((*draft.changes.get("cc", draft.request.cc), *added)))
    people = tuple(
        email for email in people if email not in removed and email != draft.request.customer.email
    )
    draft.set("cc", people)
    draft.tell("cc", ", ".join(people))


def _merge(draft: Draft, value: str) -> None:
    number = request_numbers(value)[0]
    other = draft.named.get(number)
    if other is None:
        draft.wrong("no such request", "merge", number=number)
    elif other.number == draft.request.number:
        draft.wrong("itself", "merge", number=number)
    else:
        draft.happening = Happening.DISCARDED
        draft.claims = False
        draft.merged = True
        draft.set("merged_into", other.number)
        draft.set("closed_at", draft.now)
        draft.effects.append(MoveMessages(other.number))
        draft.effects.append(About(other.number, _arrived_by_merge(draft, other)))
        draft.tell("merge", f"#{other.number} {other.subject}")
        _tell_who_answers_go_to(draft, other)


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


def _tell_who_answers_go_to(draft: Draft, other: Request) -> None:
    """Two customers on one request: the second gets no answers unless somebody says so."""
    if other.customer.email != draft.request.customer.email:
        to = other.customer.name or other.customer.email
        words = say(draft.policy.language, "answers go to", name=to, other=draft.request.customer.email)
        draft.told.append({"number": other.number, "what": "customer", "value": words})


def _split(draft: Draft, value: str) -> None:
    draft.split = True
    draft.claims = False


def _link(draft: Draft, value: str) -> None:
    numbers: list[int] = []
    for number in request_numbers(value):
        other = draft.named.get(number)
        if other is None:
            draft.wrong("no such request", "link", number=number)
        elif other.number == draft.request.number:
            draft.wrong("itself", "link", number=number)
        else:
            numbers.append(other.number)
            draft.effects.append(LinkBack(other.number))
    linked = tuple(dict.fromkeys((*draft.request.linked, *numbers)))
    draft.set("linked", linked)
    draft.tell("link", ", ".join(f"#{number}" for number in linked))


def _title(draft: Draft, value: str) -> None:
    draft.set("subject", value)
    draft.tell("title", value)


def _label(draft: Draft, value: str) -> None:
    added, removed = added_and_removed(value)
    labels = tuple(dict.fromkeys((*draft.changes.get("labels", draft.request.labels), *added)))
    labels = tuple(label for label in labels if label not in removed)[:_LABELS_AT_MOST]
    draft.set("labels", labels)
    draft.tell("label", ", ".join(labels))


def _department(draft: Draft, value: str) -> None:
    customer = draft.request.customer
    draft.set("department", value)
    draft.effects.append(RememberPerson(customer.email, {"department": value}))
    draft.tell("department", value)


def _spam(draft: Draft, value: str) -> None:
    draft.happening = Happening.DISCARDED
    draft.claims = False
    draft.set("spam", True)
    draft.set("closed_at", draft.now)
    draft.effects.append(CancelHeldMail())
    draft.tell("spam", draft.request.customer.email)


_HANDLERS: dict[str, Callable[[Draft, str], None]] = {
    "resolved": _moves(Happening.TAGGED_RESOLVED),
    "open": _moves(Happening.TAGGED_OPEN),
    "waiting": _moves(Happening.TAGGED_WAITING),
    "hold": _moves(Happening.TAGGED_HOLD),
    "note": _note,
    "take": _take,
    "noclaim": _no_claim,
    "assign": _assign,
    "priority": _priority,
    "due": _due,
    "snooze": _snooze,
    "time": _time,
    "cc": _cc,
    "merge": _merge,
    "split": _split,
    "link": _link,
    "title": _title,
    "label": _label,
    "department": _department,
    "spam": _spam,
}
