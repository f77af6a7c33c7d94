"""What each tag does to a request: one function a tag, found in one table, each adding to a draft.

Nothing is done here: a draft with problems is thrown away whole, one without becomes effects
(`rules.from_technician`). Which tags there are and who may use them is `rules.tag_table`'s business.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

from frontdesk.rules import targets
from frontdesk.rules.accounts.departments import TAG, is_name, named
from frontdesk.rules.clock.durations import Duration, parse_duration
from frontdesk.rules.effects import CancelHeldMail, Change, Record, RememberPerson, StartTimer
from frontdesk.rules.languages import say, say_day
from frontdesk.rules.lifecycle import Happening
from frontdesk.rules.model import Address, Priority
from frontdesk.rules.policy import Policy
from frontdesk.rules.situation import Known
from frontdesk.rules.tags.values import added_and_removed, when_of
from frontdesk.rules.technicians.account_tags import told_of_change
from frontdesk.rules.technicians.addressed import find_technician, nearest
from frontdesk.rules.technicians.answer_tags import add_answer
from frontdesk.rules.technicians.draft import Draft, problem
from frontdesk.rules.technicians.moved_along import moved_along
from frontdesk.rules.technicians.tag_links import link, merge, parent, split
from frontdesk.rules.timers import DUE, SNOOZE

_LABELS_AT_MOST = 50
_NAMES_SHOWN = 20
_MORNING = time(8)


def on_tag(draft: Draft, name: str, value: str) -> bool:
    """Add one tag to the draft; False for a tag that isn't about a request as it stands (list, help, send ...)."""
    handler = _HANDLERS.get(name)
    if handler is None:
        return False
    handler(draft, value)
    return True


def local_time(policy: Policy, at: datetime) -> str:
    """A time as the short lines say it, in the desk's zone."""
    here = at.astimezone(policy.zone)
    return f"{say_day(policy.language, here)}, {here:%H:%M}"


def _moves(happening: Happening) -> Callable[[Draft, str], None]:
    def move(draft: Draft, value: str) -> None:
        draft.happening = happening

    return move


def _note(draft: Draft, value: str) -> None:
    draft.note = draft.noted = True


def _called(draft: Draft, value: str) -> None:
    """Somebody spoke to the customer: that answers a low rating, and the words stay inside."""
    draft.note = draft.noted = draft.called = True
    draft.effects.append(Record("called", draft.writer.email))
    draft.tell("called", draft.request.customer.name or draft.request.customer.email)


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
    staff = tuple(draft.policy.staff.values())
    team = ", ".join(str(person) for person in found or staff)
    if len(found) != 1:
        example = f"[assign={nearest(value, found or staff)}]"
        row = problem(draft.policy, "which" if found else "who", "assign", word=value, team=team)
        draft.problems.append({**row, "example": example})
        return
    _own(draft, found[0])
    if found[0].email != draft.writer.email:
        draft.newly_assigned = found[0]


def _own(draft: Draft, person: Address) -> None:
    draft.claims = False
    draft.set("owner", person.email)
    draft.tell("owner", person.name or person.email)


def _priority(draft: Draft, value: str) -> None:
    priority = Priority(value)
    draft.set("priority", priority.value)
    draft.effects += targets.new_targets(draft.policy, draft.request, priority, draft.now, was=draft.policy)
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
    taken = value.startswith("-")
    duration = parse_duration(value.removeprefix("-"))
    minutes = max(1, (duration.seconds + duration.days * 8 * 3600) // 60)
    stated = draft.changes.get("minutes", draft.request.minutes)
    total = stated - minutes if taken else stated + minutes
    if total < 0:
        draft.wrong("less time", "time", minutes=stated, number=draft.request.number)
        return
    draft.set("minutes", total)
    draft.tell("time", timedelta(minutes=total))


def _cc(draft: Draft, value: str) -> None:
    added, removed = added_and_removed(value)
    for email in added:
        if draft.policy.is_desk(email):
            draft.wrong("the desk itself", "cc", email=email)
    people = tuple(dict.fromkeys((*draft.changes.get("cc", draft.request.cc), *added)))
    people = tuple(email for email in people if email not in removed and email != draft.customer.email)
    out = dict.fromkeys((*draft.changes.get("kept_out", draft.request.kept_out), *removed))
    draft.set("cc", people)
    if (kept_out := tuple(email for email in out if email not in added)) != draft.request.kept_out:
        draft.set("kept_out", kept_out)
    draft.tell("cc", ", ".join(people))


def _customer(draft: Draft, value: str) -> None:
    """Whose request it is: both are told, and what was written stays."""
    if draft.policy.is_desk(value):
        draft.wrong("the desk itself", "customer", email=value)
        return
    before, after = draft.request.customer, Address(draft.people.get(value, Known()).name, value)
    if after.email != before.email:
        draft.set("customer", after)
        draft.set("cc", _copies_after(draft, before, after))
        draft.first = [Change({"customer": after}), *told_of_change(draft.request, after, draft.policy)]
    draft.tell("customer", after.name or after.email)


def _copies_after(draft: Draft, before: Address, after: Address) -> tuple[str, ...]:
    """Without the colleagues of the customer before, when the new one is none of theirs."""
    policy, same = draft.policy, draft.policy.one_company(before.email, after.email)
    cc = draft.changes.get("cc", draft.request.cc)
    return tuple(
        one for one in cc if one != after.email and (same or not policy.one_company(one, before.email))
    )


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
    """The request's, the customer's, and that of the customer's other requests of which nobody said otherwise."""
    policy, request = draft.policy, draft.request
    found = named(policy.directory, value, draft.departments)
    if found.name is None or (found.new and not is_name(value)):
        draft.problems.append(_no_department(draft, value, found.nearest))
        return
    draft.set("department", found.name)
    draft.set("department_how", TAG)
    draft.effects.append(RememberPerson(request.customer.email, {"department": found.name}))
    draft.effects += moved_along(policy.directory, draft.others, found.name)
    if policy.for_department(found.name) != policy:
        priority = Priority(draft.changes.get("priority", request.priority))
        draft.effects += targets.new_targets(
            policy.for_department(found.name), request, priority, draft.now, was=policy
        )
    slip = say(policy.language, "new department", name=found.name, nearest=found.nearest)
    draft.tell("department", slip if found.nearest else found.name)


def _no_department(draft: Draft, value: str, nearest_name: str) -> dict[str, Any]:
    policy = draft.policy
    names = [department.name for department in policy.directory.departments]
    told = ", ".join(names[:_NAMES_SHOWN]) + (" ..." if len(names) > _NAMES_SHOWN else "")
    if not policy.directory.given:
        return problem(policy, "no department's name", "department", word=value)
    row = problem(policy, "no such department", "department", word=value, names=told)
    return {**row, "example": f"[department={nearest_name}]"}


def _watch(draft: Draft, value: str) -> None:
    _set_watchers(draft, (*draft.changes.get("watchers", draft.request.watchers), draft.writer.email))


def _unwatch(draft: Draft, value: str) -> None:
    watchers = draft.changes.get("watchers", draft.request.watchers)
    _set_watchers(draft, tuple(email for email in watchers if email != draft.writer.email))


def _set_watchers(draft: Draft, watchers: tuple[str, ...]) -> None:
    draft.set("watchers", tuple(dict.fromkeys(watchers)))
    draft.tell("watch", ", ".join(draft.changes["watchers"]))


def _keep(draft: Draft, value: str) -> None:
    draft.keep = value


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
    "called": _called,
    "take": _take,
    "noclaim": _no_claim,
    "assign": _assign,
    "priority": _priority,
    "due": _due,
    "snooze": _snooze,
    "time": _time,
    "cc": _cc,
    "merge": merge,
    "split": split,
    "link": link,
    "parent": parent,
    "customer": _customer,
    "title": _title,
    "label": _label,
    "department": _department,
    "watch": _watch,
    "unwatch": _unwatch,
    "answer": add_answer,
    "keep": _keep,
    "spam": _spam,
}
