"""What each tag does to a request: one function a tag, found in one table, each adding to a draft.

Nothing is done here: a draft with problems is thrown away whole, one without becomes effects
(`rules.from_technician`). Which tags there are and who may use them is `rules.tag_table`'s business.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta

from frontdesk.rules import notify, targets
from frontdesk.rules.clock.durations import Duration, parse_duration
from frontdesk.rules.customers.from_customer import SNOOZE, is_desk
from frontdesk.rules.effects import CancelHeldMail, RememberPerson, StartTimer
from frontdesk.rules.lifecycle import Happening
from frontdesk.rules.model import Address, Priority
from frontdesk.rules.on_timer import DUE
from frontdesk.rules.policy import Policy
from frontdesk.rules.tags.values import added_and_removed, when_of
from frontdesk.rules.technicians.colleagues import find_technician, nearest
from frontdesk.rules.technicians.draft import Draft, problem
from frontdesk.rules.technicians.tag_links import link, merge, split
from frontdesk.rules.wording import say_day

_LABELS_AT_MOST = 50
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
    "merge": merge,
    "split": split,
    "link": link,
    "title": _title,
    "label": _label,
    "department": _department,
    "spam": _spam,
}
