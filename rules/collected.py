"""What a member of the team is told in one list instead of a mail each: new requests, words, warnings, notices.

What is overtaken when the list goes out isn't in it. Works on what it is given; what goes by itself and when the list
goes is `rules.clock.rates`' business.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from frontdesk.rules import digest
from frontdesk.rules.effects import Audience, Send
from frontdesk.rules.languages import say
from frontdesk.rules.lifecycle import SETTLED
from frontdesk.rules.model import Address, MailKind
from frontdesk.rules.policy import Policy
from frontdesk.rules.request import Request

MOST_ROWS = 500  # of one part; what is left out is counted
_ROWS_OF_ONE = 10  # of one customer's new requests; more of them are one row
_MOST_RANGES = 100
NEW, WARNING, ESCALATION, NOTICE = (
    "new",
    MailKind.WARNING.value,
    MailKind.ESCALATION.value,
    MailKind.NOTICE.value,
)
UNPROVEN = "unproven"  # of a mail in this person's name that was only kept
ANSWERS = (MailKind.CONFIRMATION.value, MailKind.REFUSAL.value)
UNKNOWN = "notification"  # of mail that waited so long that nobody knows any more what it told
RESPONSE = "first response"

Row = dict[str, Any]


class Entry(NamedTuple):
    """`event`: a notification's, or the kind of the mail. `line`: the missed target, or a notice's title."""

    request: int
    event: str
    line: str
    at: datetime


def collected_list(
    person: Address, entries: Sequence[Entry], requests: Mapping[int, Request], policy: Policy, now: datetime
) -> Send | None:
    """The list for one person; None when all of it is overtaken."""
    told = [entry for entry in entries if _still_says(entry, requests.get(entry.request), person)]
    parts = [part for part in _parts(told, requests, policy) if part["rows"]]
    if not parts:
        return None
    count = sum(row["count"] for part in parts for row in part["rows"])
    flood = any(entry.event != UNPROVEN for entry in told)
    values = digest.values_of(policy, now, {}) | {
        "parts": parts,
        "more": sum(part["more"] for part in parts),
        "title": say(policy.language, "collected", count=count + sum(part["more"] for part in parts)),
        "about": say(policy.language, "collected: why" if flood else "collected unproven: why"),
    }
    return Send(MailKind.DIGEST, (person,), Audience.TECHNICIAN, values, told_as=MailKind.NOTICE)


def _still_says(entry: Entry, request: Request | None, person: Address) -> bool:
    if entry.request == 0 or entry.event in (NOTICE, UNPROVEN, *ANSWERS):
        return True
    if request is None or request.merged_into is not None or request.spam:
        return False
    if entry.event in (WARNING, ESCALATION):
        met = request.first_response_at if entry.line == RESPONSE else request.clock_stopped_at
        return request.status not in SETTLED and met is None
    if request.status in SETTLED:
        return False
    if entry.event == NEW:
        return request.owner in (None, person.email)
    return request.last_reply_at is None or request.last_reply_at <= entry.at


def _parts(entries: Sequence[Entry], requests: Mapping[int, Request], policy: Policy) -> list[dict[str, Any]]:
    def of(*events: str) -> dict[int, int]:
        return Counter(entry.request for entry in entries if entry.event in events and entry.request)

    unknown = {number for number in of(UNKNOWN) if requests[number].first_response_at is None}
    new = dict.fromkeys([*of(NEW), *sorted(unknown)])
    late = of(ESCALATION)
    warned = {number: n for number, n in of(WARNING).items() if number not in late}
    named = {*new, *late, *warned}
    others = (NEW, WARNING, ESCALATION, NOTICE, UNPROVEN, *ANSWERS)
    wrote = Counter(
        entry.request
        for entry in entries
        if entry.event not in others and entry.request and entry.request not in named
    )
    return [
        _part(policy, "collected new", _by_customer(list(new), requests, policy)),
        _part(policy, "collected wrote", [_row([n], requests, count) for n, count in wrote.items()]),
        _part(policy, "collected late", [_row([n], requests) for n in late]),
        _part(policy, "collected warned", [_row([n], requests) for n in warned]),
        _part(policy, "collected notices", _lines(entry for entry in entries if entry.event == NOTICE)),
        _part(
            policy, "collected unproven", [_row([n], requests, count) for n, count in of(UNPROVEN).items()]
        ),
        _part(policy, "collected answers", _answers(entries, requests, policy)),
    ]


def _answers(entries: Sequence[Entry], requests: Mapping[int, Request], policy: Policy) -> list[Row]:
    per = Counter(one.request if one.request in requests else 0 for one in entries if one.event in ANSWERS)
    elsewhere = {"numbers": "", "subject": say(policy.language, "collected elsewhere"), "customer": ""}
    rows = [_row([number], requests, count) for number, count in per.items() if number]
    return [*rows, {**elsewhere, "count": per[0]}] if per[0] else rows


def _part(policy: Policy, title: str, rows: list[Row]) -> dict[str, Any]:
    more = sum(row["count"] for row in rows[MOST_ROWS:])
    return {"title": say(policy.language, title), "rows": rows[:MOST_ROWS], "more": more}


def _by_customer(numbers: Sequence[int], requests: Mapping[int, Request], policy: Policy) -> list[Row]:
    """A row for each request; of a customer who wrote many, one for all."""
    per = Counter(requests[number].customer.email for number in numbers)
    many = {email: [n for n in numbers if requests[n].customer.email == email] for email in _many(per)}
    rows = [_row(theirs, requests, len(theirs)) for theirs in many.values()]
    return rows + [_row([n], requests) for n in numbers if requests[n].customer.email not in many]


def _many(per: Mapping[str, int]) -> Collection[str]:
    return [email for email, count in per.items() if count > _ROWS_OF_ONE]


def _row(numbers: Sequence[int], requests: Mapping[int, Request], count: int = 1) -> Row:
    newest = requests[numbers[-1]]
    return {
        "numbers": ranges(numbers),
        "subject": newest.subject,
        "customer": newest.customer.name or newest.customer.email,
        "count": count,
    }


def _lines(entries: Iterable[Entry]) -> list[Row]:
    counted = Counter((entry.line, entry.request) for entry in entries)
    return [
        {"numbers": f"#{number}" if number else "", "subject": line, "customer": "", "count": count}
        for (line, number), count in counted.items()
    ]


def ranges(numbers: Iterable[int]) -> str:
    """ "#3, #5-#9": every number, in few characters."""
    found: list[list[int]] = []
    for number in sorted(set(numbers)):
        if found and found[-1][1] == number - 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    shown = [f"#{first}" if first == last else f"#{first}-#{last}" for first, last in found[:_MOST_RANGES]]
    return ", ".join(shown) + (" …" if len(found) > _MOST_RANGES else "")
