"""What a technician's mail changed, kept so that it can be taken back; and taking it back.

The event "changed" holds the fields as they were before and after, the timers that the change touched, and the status
that it left. Only the last change of the same technician can be taken back, and only while all that people see of it
still stands; what has moved on since without it (the customer wrote, so it is open again) stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from frontdesk.rules import notify
from frontdesk.rules.accounts.departments import SAID, TAG
from frontdesk.rules.customers.child import on_its_own
from frontdesk.rules.effects import (
    About,
    CancelHeldMail,
    Change,
    DropAnswers,
    Effect,
    ForgetResolution,
    IndexResolution,
    KeepOutage,
    LinkBack,
    MakeNote,
    Record,
    RememberPerson,
    SetStatus,
    StartTimer,
    StopTimers,
    UnuseAnswers,
)
from frontdesk.rules.languages import say
from frontdesk.rules.lifecycle import SETTLED
from frontdesk.rules.model import Address, Priority, Status
from frontdesk.rules.request import Request
from frontdesk.rules.situation import Changed, Situation
from frontdesk.rules.technicians.account_tags import told_of_return
from frontdesk.rules.technicians.draft import problem
from frontdesk.rules.technicians.moved_along import moved_along
from frontdesk.rules.technicians.to_writer import Row, name_of
from frontdesk.rules.timers import Ends, ended_by

CHANGED, MERGED, SPLIT, UNDONE = "changed", "merged", "split", "undone"  # kinds of events
UNDOABLE = frozenset((CHANGED, MERGED, SPLIT, UNDONE))

_LISTS = frozenset(("cc", "labels", "linked", "watchers", "kept_out"))
_TIMES = frozenset(
    (
        *("due_at", "snoozed_until", "first_response_at", "resolved_at", "closed_at", "followed_up_at"),
        *("respond_by", "resolve_by", "clock_stopped_at", "last_reply_at", "began_at", "surveyed_at"),
    )
)
_SINCE = (
    "resolved_at",
    "clock_stopped_at",
)  # when the request came to where it is; another time: it was elsewhere
# What people see, by the confirmation's word for it. If one of these has changed since, it is too late.
_SEEN: Mapping[str, str] = {
    "status": "status",
    "owner": "owner",
    "priority": "priority",
    "due_at": "due",
    "snoozed_until": "snooze",
    "minutes": "time",
    "cc": "cc",
    "customer": "customer",
    "linked": "link",
    "parent": "parent",
    "subject": "title",
    "labels": "label",
    "department": "department",
    "watchers": "watch",
    "spam": "spam",
}


@dataclass(slots=True)
class TakenBack:
    """`problems`: why it can't be; else `effects` and the rows of the confirmation."""

    effects: list[Effect] = field(default_factory=list)
    told: list[Row] = field(default_factory=list)
    problems: list[Row] = field(default_factory=list)


def recorded(
    situation: Situation, request: Request, effects: Iterable[Effect], *, kind: str, mailed: bool
) -> list[Effect]:
    """The event for what `effects` change of this request; none when they change nothing."""
    after: dict[str, Any] = {}
    touched: set[str] = set()
    for effect in effects:
        if isinstance(effect, Change):
            after |= effect.fields
        elif isinstance(effect, SetStatus):
            after["status"] = effect.status
        elif isinstance(effect, StartTimer) and not effect.person:
            touched.add(effect.kind)
        elif isinstance(effect, StopTimers):
            touched |= set(effect.kinds or situation.timers) - set(effect.but)
    if not after and kind == CHANGED:
        return []
    detail: dict[str, Any] = {
        "before": {name: _plain(getattr(request, name)) for name in after},
        "after": {name: _plain(value) for name, value in after.items() if name != "resolution"},
        "timers": {timer: _plain(situation.timers.get(timer)) for timer in sorted(touched)},
        "status": str(after.get("status", request.status)),
    }
    if mailed:
        detail |= {"mailed": True, "said_at": situation.at.isoformat()}
    return [Record(kind, situation.sender.email, detail)]


def take_back(situation: Situation, request: Request) -> TakenBack:
    """Undo the writer's last change of this request."""
    changed = situation.changed
    why = _too_late(situation, request, changed)
    if why is not None or changed is None:
        return TakenBack(problems=[why] if why else [])
    back = TakenBack()
    if changed.mailed and changed.said_at is not None:
        back.effects += [
            CancelHeldMail(put_at=changed.at),
            *(About(one.number, (CancelHeldMail(put_at=changed.at),)) for one in request.others),
            MakeNote(situation.sender.email, changed.said_at),
            UnuseAnswers(changed.at),
        ]
        back.told.append(_row(request, "mail", say(situation.policy.language, "not sent")))
    before = {
        name: _restored(name, value)
        for name, value in changed.before.items()
        if _still_as(changed, request, name)
    }
    back.effects += _restore(request, before, changed)
    back.effects += _beyond_the_request(situation, request, before)
    back.effects.append(Record(UNDONE, situation.sender.email, {"of": changed.at.isoformat()}))
    back.told += [
        _row(request, word, _shown(situation, name, before[name]))
        for name, word in _SEEN.items()
        if name in before and _plain(before[name]) != _plain(getattr(request, name))
    ]
    return back


def _too_late(situation: Situation, request: Request, changed: Changed | None) -> Row | None:
    policy = situation.policy
    if changed is None:
        return problem(policy, "nothing to undo", "")
    if changed.kind in (MERGED, SPLIT):
        return problem(policy, f"{changed.kind} for good", "")
    if changed.mailed and not changed.still_held:
        return problem(policy, "gone out", "open", name=name_of(request.customer))
    for name, word in _SEEN.items():
        moved = name == "status" and _moved_on(changed, request)
        if name in changed.after and (moved or changed.after[name] != _plain(getattr(request, name))):
            what = say(policy.language, word)
            return problem(policy, "changed since", "", number=request.number, what=what)
    return None


def _still_as(changed: Changed, request: Request, name: str) -> bool:
    """Whether a field is as the change left it."""
    if name not in changed.after:  # a resolution, which the event doesn't hold twice
        return not _moved_on(changed, request)
    return bool(changed.after[name] == _plain(getattr(request, name)))


def _moved_on(changed: Changed, request: Request) -> bool:
    """Whether the request has left the status in which the change left it, be it to come back."""
    return changed.status not in ("", request.status) or any(
        name in changed.after and not _still_as(changed, request, name) for name in _SINCE
    )


def _restore(request: Request, before: Mapping[str, Any], changed: Changed) -> list[Effect]:
    effects: list[Effect] = [Change({name: value for name, value in before.items() if name != "status"})]
    status = before.get("status")
    if status is not None:
        effects.append(SetStatus(status))
        if request.status in SETTLED and status not in SETTLED:
            effects.append(StopTimers(ended_by(Ends.ON_HOLD)))
            effects.append(Change({"followed_up_at": before.get("followed_up_at")}))
    for kind, due in ({} if _moved_on(changed, request) else changed.timers).items():
        effects.append(StartTimer(kind, datetime.fromisoformat(due)) if due else StopTimers((kind,)))
    return effects


def _beyond_the_request(situation: Situation, request: Request, before: Mapping[str, Any]) -> list[Effect]:
    """What the change did to other requests, to people and to the index of resolutions."""
    effects: list[Effect] = []
    if "linked" in before:
        was, now = set(before["linked"]), set(request.linked)
        effects += [LinkBack(number, linked=False) for number in sorted(now - was)]
        effects += [LinkBack(number) for number in sorted(was - now)]
    if "department" in before:
        was_said = before.get("department_how") in (TAG, SAID, None)
        said = before["department"] if was_said else ""
        effects.append(RememberPerson(request.customer.email, {"department": said}))
        effects += moved_along(situation.policy.directory, situation.others, said)
    if before.get("resolution"):
        asked = situation.last_customer.text if situation.last_customer else ""
        effects.append(IndexResolution(request.subject, asked, before["resolution"]))
    elif "resolution" in before:
        effects.append(ForgetResolution())
    if "customer" in before and before["customer"].email != request.customer.email:
        effects += told_of_return(request, before["customer"], situation.policy)
    if "owner" in before:
        effects += _tell_former(situation, request)
    return effects


def _tell_former(situation: Situation, request: Request) -> list[Effect]:
    """Whoever had been given the request hears that it isn't theirs after all."""
    owner = notify.owner_of(request, situation.policy)
    if owner is None or owner.email == situation.sender.email:
        return []
    title = say(situation.policy.language, "taken back", name=name_of(situation.sender))
    return [notify.notice((owner,), title, f"#{request.number} {request.subject}")]


def _row(request: Request, what: str, value: Any) -> Row:
    return {"number": request.number, "what": what, "value": value}


def _shown(situation: Situation, name: str, value: Any) -> Any:
    """A field's value as the confirmation says it."""
    policy = situation.policy
    if name == "owner":
        person = policy.staff.get(value or "")
        return name_of(person) if person else ""
    if name == "minutes":
        return timedelta(minutes=value)
    if name == "customer":
        return name_of(value)
    if name in _LISTS:
        value = ", ".join(f"#{one}" if name == "linked" else str(one) for one in value)
    return say(policy.language, "none") if value in (None, "") else value


def _plain(value: Any) -> Any:
    """A value as JSON holds it."""
    if isinstance(value, str):
        return str(value)
    if isinstance(value, datetime):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def _restored(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in _TIMES:
        return datetime.fromisoformat(value)
    if name == "customer":
        return Address(*value)
    if name in _LISTS:
        return tuple(value)
    if name == "status":
        return Status(value)
    return Priority(value) if name == "priority" else value


def take_back_all(situation: Situation, request: Request) -> TakenBack:
    """Undo the writer's last change, and where that was a word to all, what it did to them."""
    back, changed, outage = take_back(situation, request), situation.changed, situation.family.outage
    if changed is None or not situation.members:
        return back
    began = outage is not None and outage.parent == request.number and outage.confirmed_at == changed.at
    if back.problems and not (began and changed.mailed):
        return back
    if back.problems:  # the mail is out
        told: list[Row] = [{"number": request.number, "what": "mail", "value": back.problems[0]["why"]}]
        back = TakenBack(told=told)
    taken = 0
    for member in situation.members:
        child = member.request
        if child is None:
            continue
        effects: list[Effect] = []
        theirs = member.changed
        if theirs is not None and theirs.at >= changed.at and theirs.still_held:
            effects += take_back(member, child).effects
        if began:
            effects += on_its_own(child, member.policy, member)
            effects.append(Record("child released", situation.sender.email, {"of": request.number}))
        if effects:
            taken += 1
            back.effects.append(About(child.number, tuple(effects)))
    back.effects.append(DropAnswers(changed.at))
    if began and outage is not None:
        back.effects += [
            KeepOutage(outage.id, {"ended_at": situation.now}),
            StopTimers(ended_by(Ends.OUTAGE_OVER)),
        ]
    if taken:
        value = say(situation.policy.language, "taken back from", count=taken)
        back.told.append({"number": request.number, "what": "all", "value": value})
    return back
