"""The morning digest and lists of requests: which of all that isn't settled concerns whom, in which order.

Works on the requests it is given; whether and when a digest goes out is `frontdesk.jobs.digest`'s business.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from frontdesk.rules import notify
from frontdesk.rules.accounts.departments import folded
from frontdesk.rules.effects import Audience, Send
from frontdesk.rules.languages import say, say_day
from frontdesk.rules.lifecycle import SETTLED
from frontdesk.rules.model import Address, MailKind, Role, Status
from frontdesk.rules.policy import Policy
from frontdesk.rules.request import Request

OF_DEPARTMENT = "department="  # before a department's name, as a view
MOST_ROWS = 50  # of one part; what is left out is counted
_WORKED_ON = frozenset({Status.NEW, Status.OPEN})

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Silenced:
    """Mail that got no answer since the last digest: how many, and the newest, each with `sender`, `subject`, `reason`.

    `folder`: where it lies.
    """

    count: int
    newest: tuple[Row, ...]
    folder: str


def morning(
    person: Address,
    requests: Iterable[Request],
    policy: Policy,
    now: datetime,
    evening: datetime,
    away: Mapping[str, datetime] = MappingProxyType({}),
    silenced: Silenced | None = None,
    contacts: Mapping[str, list[Row]] = MappingProxyType({}),
) -> Send | None:
    """The digest for one person; None when there is nothing to say. `evening`: since then it was night. `away`: until
    when whoever is away. `contacts`: the rows of what is to be said to departments, of whom to answer first, of what
    was heard, of who praised this person's work, and of what is worth a manager's look."""
    parts = sections(person, requests, policy, now, evening)
    if not any(parts.values()) and not any(contacts.values()) and silenced is None:
        return None
    values = values_of(policy, now, parts) | {"about": _who_is_away(policy, away)} | dict(contacts)
    if silenced is not None:
        values["silenced"] = asdict(silenced)
    return Send(MailKind.DIGEST, (person,), Audience.TECHNICIAN, values)


def _who_is_away(policy: Policy, away: Mapping[str, datetime]) -> str:
    """As in "Away: Bob until Sat 2 Jan"; "" when everybody is here."""
    team = policy.staff
    names = [
        say(
            policy.language,
            "away until",
            name=who.name or who.email,
            until=_last_day(policy, away[who.email]),
        )
        for who in team.values()
        if who.email in away
    ]
    return say(policy.language, "away now", names=", ".join(names)) if names else ""


def _last_day(policy: Policy, until: datetime) -> str:
    """They are back from midnight."""
    return say_day(policy.language, until.astimezone(policy.zone) - timedelta(seconds=1))


def sections(
    person: Address, requests: Iterable[Request], policy: Policy, now: datetime, evening: datetime
) -> dict[str, list[Request]]:
    """What was answered overnight, what is late, what waits for this person, what nobody owns; each request once.

    A manager is told of all that is late, a technician of their own and of what nobody owns.
    """
    parts: dict[str, list[Request]] = {"answered": [], "late": [], "mine": [], "unowned": []}
    is_manager = policy.role_of(person.email) is Role.MANAGER
    for request in sorted(_at_work(requests, now), key=lambda one: _urgency(one, now)):
        mine = request.owner == person.email
        unowned = notify.owner_of(request, policy) is None
        if (mine or unowned) and _answered_since(request, evening):
            parts["answered"].append(request)
        elif (mine or unowned or is_manager) and late_since(request, now) is not None:
            parts["late"].append(request)
        elif mine and request.status in _WORKED_ON:
            parts["mine"].append(request)
        elif unowned:
            parts["unowned"].append(request)
    return parts


def listing(
    view: str, person: Address, requests: Iterable[Request], policy: Policy, now: datetime
) -> dict[str, Any]:
    """The values of a list, in the digest's layout. `view`: a name of `tag_table.VIEWS`, or a department's."""
    of = view.removeprefix(OF_DEPARTMENT) if view.startswith(OF_DEPARTMENT) else None
    chosen = [
        request
        for request in requests
        if (
            _VIEWS[view](request, person, policy, now)
            if of is None
            else folded(request.department) == folded(of)
        )
    ]
    chosen.sort(key=lambda one: _urgency(one, now))
    title = say(policy.language, f"list {view}") if of is None else say(policy.language, "list of", name=of)
    return values_of(policy, now, {"listed": chosen}) | {"title": title}


def away(
    person: Address,
    owner: Address,
    requests: Iterable[Request],
    policy: Policy,
    now: datetime,
    until: datetime,
) -> Send:
    """What an absent owner owns, for somebody who can move it: the answer takes it over line by line."""
    language, name = policy.language, owner.name or owner.email
    values = values_of(policy, now, {"listed": sorted(requests, key=lambda one: _urgency(one, now))})
    values |= {
        "title": say(language, "owner away", name=name),
        "about": say(language, "owner stays", name=name, until=_last_day(policy, until)),
    }
    return Send(MailKind.DIGEST, (person,), Audience.TECHNICIAN, values)


def overview(
    person: Address, requests: Iterable[Request], policy: Policy, now: datetime, evening: datetime
) -> dict[str, Any]:
    """The values of the digest as it would be now."""
    return values_of(policy, now, sections(person, requests, policy, now, evening))


def late_since(request: Request, now: datetime) -> datetime | None:
    """The earliest of the request's targets that is missed, None while all are kept."""
    if request.status in SETTLED:
        return None
    answered = request.first_response_at is not None
    watched = (
        None if answered else request.respond_by,
        None if request.clock_stopped_at is not None else request.resolve_by,
        request.due_at,
    )
    missed = [by for by in watched if by is not None and by < now]
    return min(missed, default=None)


def values_of(policy: Policy, now: datetime, parts: Mapping[str, list[Request]]) -> dict[str, Any]:
    """The template's values for these parts: `answered`, `late`, `mine`, `unowned`, `listed`."""
    names = ("answered", "late", "mine", "unowned", "listed")
    rows = {name: [_row(one, policy, now) for one in parts.get(name, ())[:MOST_ROWS]] for name in names}
    return {
        **rows,
        "contacts": [],
        "answer_first": [],
        "heard": [],
        "praise": [],
        "look": [],
        "day": now.astimezone(policy.zone).date(),
        "title": "",
        "about": "",
        "parts": (),
        "silenced": None,
        "more": sum(max(0, len(found) - MOST_ROWS) for found in parts.values()),
    }


def _row(request: Request, policy: Policy, now: datetime) -> Row:
    owner = notify.owner_of(request, policy)
    return {
        "number": request.number,
        "subject": request.subject,
        "customer": request.customer.name or request.customer.email,
        "status": request.status,
        "owner": (owner.name or owner.email) if owner else "",
        "since": _waiting_since(request),
        "due": late_since(request, now) or _next_due(request),
        "late": late_since(request, now) is not None,
        "snoozed_until": request.snoozed_until if _is_snoozed(request, now) else None,
    }


def _waiting_since(request: Request) -> datetime:
    """Since when somebody waits for the next word."""
    said = (request.last_customer_at, request.last_reply_at)
    return max((at for at in said if at is not None), default=request.opened_at)


def _next_due(request: Request) -> datetime | None:
    answered = request.first_response_at is not None
    targets = (None if answered else request.respond_by, request.resolve_by, request.due_at)
    if request.clock_stopped_at is not None:
        targets = (targets[0], None, request.due_at)
    return min((by for by in targets if by is not None), default=None)


def _urgency(request: Request, now: datetime) -> tuple[bool, datetime, int]:
    due = late_since(request, now) or _next_due(request)
    return due is None, due or request.opened_at, request.number


def _at_work(requests: Iterable[Request], now: datetime) -> Collection[Request]:
    return [
        one
        for one in requests
        if one.status not in SETTLED and not _is_snoozed(one, now) and not _waits_with_others(one)
    ]


def _waits_with_others(request: Request) -> bool:
    """A child of an outage, whose parent stands in the list for it, until its customer says more."""
    wrote, heard = request.last_customer_at, request.last_reply_at or request.opened_at
    return request.parent is not None and (wrote is None or wrote <= heard)


def _is_snoozed(request: Request, now: datetime) -> bool:
    return request.snoozed_until is not None and request.snoozed_until > now


def _answered_since(request: Request, evening: datetime) -> bool:
    """The customer wrote again since then, and nobody has answered yet."""
    wrote, replied = request.last_customer_at, request.last_reply_at
    if wrote is None or wrote < evening or request.opened_at >= evening:
        return False
    return replied is None or replied < wrote


_VIEWS: Mapping[str, Callable[[Request, Address, Policy, datetime], bool]] = {
    "mine": lambda one, person, policy, now: one.owner == person.email and one.status not in SETTLED,
    "open": lambda one, person, policy, now: one.status in _WORKED_ON,
    "waiting": lambda one, person, policy, now: one.status is Status.WAITING,
    "hold": lambda one, person, policy, now: one.status is Status.ON_HOLD,
    "unowned": lambda one, person, policy, now: notify.owner_of(one, policy) is None,
    "late": lambda one, person, policy, now: late_since(one, now) is not None,
    "all": lambda one, person, policy, now: True,
}
