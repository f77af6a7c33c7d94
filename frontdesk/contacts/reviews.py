"""The review: once a quarter each head of a department hears how it went, in ten lines.

A week before, the account's technician gets a draft and may add a sentence; silence sends it without. Inside the
caller's transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from frontdesk.contacts.standing import has_left
from frontdesk.db import contacts, people, requests, timers
from frontdesk.db.apply import Target
from frontdesk.db.engine.store import Store
from frontdesk.db.timers import TimerRow
from frontdesk.decision.execute import execute
from frontdesk.decision.queue_mail import Occasion
from frontdesk.decision.template_values import template_values
from frontdesk.desk import Desk
from frontdesk.mailbox.rendering.render import Rendered
from frontdesk.reports.make import make_report, of_department
from frontdesk.reports.say import Say
from frontdesk.rules.clock.mornings import next_morning
from frontdesk.rules.clock.passed import midnight
from frontdesk.rules.contacts.account import Account, account, looked_after_by
from frontdesk.rules.contacts.contact import Contact, ContactKind, ContactState
from frontdesk.rules.effects import Audience, ChangeContact, Effect, Send
from frontdesk.rules.figures import periods
from frontdesk.rules.figures import statistics as st
from frontdesk.rules.figures.periods import Period
from frontdesk.rules.figures.story import Story
from frontdesk.rules.languages import say
from frontdesk.rules.model import Address, MailKind, Status
from frontdesk.rules.notify import notice
from frontdesk.rules.policy import Policy
from frontdesk.rules.timers import CONTACT, REVIEW

_KINDS = ("quarter", "month", "year")
_BEFORE = timedelta(days=7)  # the draft goes to the technician
_TUESDAY = 1
_MOST_TOPICS, _MOST_SUBJECTS = 3, 5


def keep_review_timers(desk: Desk) -> None:
    """Start the timers of reviews that some department wants and that aren't running."""
    wanted = {own.review_every for own in _with_heads(desk.policy)} & set(_KINDS)
    for kind in sorted(wanted):
        if not timers.with_timer(desk.store, REVIEW + kind):
            with desk.store.transaction():
                timers.start(desk.store, kind=REVIEW + kind, due_at=_draft_at(desk.policy, kind, desk.now()))


def review_due(store: Store, own: Account) -> datetime | None:
    """When the account's next review goes out, as far as that is known: once a desk runs."""
    if own.head is None or own.review_every not in _KINDS:
        return None
    draft = timers.due_of(store, REVIEW + own.review_every)
    return draft + _BEFORE if draft is not None else None


def is_review_timer(kind: str) -> bool:
    return kind.startswith(REVIEW)


def on_review_timer(desk: Desk, row: TimerRow) -> None:
    """Put the reviews of the last period down, and send their drafts."""
    policy, now = desk.policy, desk.now()
    kind = row.kind.removeprefix(REVIEW)
    timers.start(desk.store, kind=row.kind, due_at=_draft_at(policy, kind, now))
    heads: dict[str, list[Account]] = {}
    for own in _with_heads(policy):
        if own.review_every == kind and own.head is not None:
            heads.setdefault(own.head.email, []).append(own)
    for email, own_ones in heads.items():
        at = now + _BEFORE
        by = looked_after_by(own_ones[0], policy)
        id = contacts.add(
            desk.store,
            department=own_ones[0].name,
            person=email,
            kind=ContactKind.REVIEW.value,
            state=ContactState.DUE.value,
            by=by[0].email if by else "",
            made_at=now,
            due_at=at,
        )
        timers.start(desk.store, person=str(id), kind=CONTACT, due_at=at)
        if by:
            _draft(desk, id, kind, own_ones, by[0], now)


def send_review(desk: Desk, contact: Contact) -> list[Effect]:
    """The effects of a review whose day has come."""
    policy, now = desk.policy, desk.now()
    first = account(policy, contact.department)
    skipped = ChangeContact(contact.id, {"state": ContactState.SKIPPED.value})
    head = people.get(desk.store, contact.person)
    gone = head.no_check_ins or head.unreachable_since is not None or has_left(policy, contact.person, now)
    if gone or first.head is None or first.head.email != contact.person:
        return [skipped]  # who heads the department now gets the next one
    kind = first.review_every if first.review_every in _KINDS else "quarter"
    own = [
        one
        for one in _with_heads(policy)
        if one.head and one.head.email == contact.person and one.review_every == kind
    ]
    period = periods.last_whole(kind, policy.hours, contact.made_at)
    speaks = Say(head.language or first.language or policy.language, policy.zone)
    parts = [_part(desk, one, period, contact.words if one is own[0] else "", speaks) for one in own]
    if not _is_worth_a_mail(parts):
        return [skipped]
    values = _values(policy, own, first.head, speaks.period(period), parts)
    return [
        Send(
            MailKind.REVIEW,
            (first.head,),
            Audience.CUSTOMER,
            values,
            cc=first.deputies,
            told_as=MailKind.REPORT,
            contact=contact.id,
        ),
        ChangeContact(contact.id, {"state": ContactState.SENT.value, "sent_at": now}),
    ]


def may_read(policy: Policy, department: str, person: Address) -> bool:
    """Whether the department's review is for this one of the team, too."""
    return person in policy.managers or account(policy, department).technician == person.email


def review_to_read(
    desk: Desk, department: str, period: Period, to: Sequence[Address]
) -> Callable[[str, str], None]:
    """The review of a department as its head would read it, for some of the team. What is given queues it: called with
    the serial of its Message-ID and with the mail that asked for it, inside a transaction."""
    policy = desk.policy
    read, _ = _read(desk, [account(policy, department)], period, to)
    hint = say(policy.language, "review to read", department=department)
    told = notice(tuple(to), read.subject, hint, text=read.text)

    def put(serial: str, in_reply_to: str) -> None:
        now = desk.now()
        execute(desk, [replace(told, in_reply_to=in_reply_to)], Target(0, now), Occasion(serial, now))

    return put


def _values(
    policy: Policy, own: Sequence[Account], head: Address, period: str, parts: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    by = looked_after_by(own[0], policy)
    return {
        "customer": head.name or head.email,
        "technician": by[0].name if by else "",
        "names": [one.name for one in own],
        "period": period,
        "parts": parts,
    }


def _draft(desk: Desk, id: int, kind: str, own: Sequence[Account], by: Address, now: datetime) -> None:
    """The mail as it stands, to who may add a sentence; nothing where none will go out."""
    policy = desk.policy
    read, parts = _read(desk, own, periods.last_whole(kind, policy.hours, now), (by,))
    if not _is_worth_a_mail(parts):
        return
    title = say(policy.language, "review soon", departments=", ".join(one.name for one in own))
    hint = say(policy.language, "review sentence", head=own[0].head.name if own[0].head else "")
    told = notice((by,), title, hint, text=read.text)
    send = Send(told.kind, told.to, told.audience, told.values, contact=id)
    execute(desk, [send], Target(0, now), Occasion(f"v{id}.{now:%Y%m%d%H%M%S}", now))


def _read(
    desk: Desk, own: Sequence[Account], period: Period, to: Sequence[Address]
) -> tuple[Rendered, list[dict[str, Any]]]:
    """The review as its head would read it now, and what is told of each department."""
    policy, head = desk.policy, own[0].head or Address("", "")
    known = people.get(desk.store, head.email).language if own[0].head else ""
    language = known or own[0].language or policy.language
    speaks = Say(language, policy.zone)
    parts = [_part(desk, one, period, "", speaks) for one in own]
    values = _values(policy, own, head, speaks.period(period), parts)
    review = Send(MailKind.REVIEW, tuple(to), Audience.CUSTOMER, values)
    values = template_values(desk, review, None, None, desk.now())
    return desk.templates.render(MailKind.REVIEW, language, values), parts


def _is_worth_a_mail(parts: Iterable[dict[str, Any]]) -> bool:
    """Nothing for two periods: a check-in says more."""
    return any(part["requests"] or part["before"] for part in parts)


def _part(desk: Desk, own: Account, period: Period, sentence: str, speaks: Say) -> dict[str, Any]:
    """What is told of one department; below five requests only how many."""
    policy, now = desk.policy, desk.now()
    report = make_report(desk.store, policy, period, now, department=own.name)
    total, quiet = report.total, report.total.requests < st.GROUP_FROM
    ratings, enough = total.ratings, not quiet and total.ratings.answered >= st.RATING_FROM
    named = [group for group in report.labels if group.name][:_MOST_TOPICS]
    topics = {group.name for group in named}
    came, pending = of_department(desk.store, period, own.name)
    oldest, waits_for = _oldest(desk, pending)
    minutes = 0 if quiet else total.minutes.sum
    rate = own.rate
    amount = Decimal(minutes) / 60 * rate if rate is not None and minutes else None
    return {
        "department": own.name,
        "quiet": quiet,
        "requests": total.requests,
        "before": report.before.requests,
        "done": sum(story.last.ended_at is not None for story in came),
        "half": "" if quiet else speaks.business(total.first_response, policy),
        "ninth": "" if quiet else speaks.business(total.first_response, policy, p90=True),
        "open": len(pending),
        "oldest": oldest,
        "waits_for": waits_for,
        "topics": []
        if quiet
        else [
            {
                "name": group.name,
                "requests": group.figures.requests,
                "more": group.figures.requests > group.before.requests and group.requests_changed,
            }
            for group in named
        ],
        "other": sum(topics.isdisjoint(story.labels) for story in came),
        "subjects": _subjects(desk, own) if own.shows_subjects else [],
        "sentence": sentence,
        "answered": ratings.answered if enough else 0,
        "content": sum(ratings.counts[3:]),
        "unhappy": ratings.low_ratings,
        "recovered": ratings.recovered,
        "hours": speaks.word("hours", value=speaks.hours(minutes)) if minutes else "",
        "stated": total.minutes.k,
        "rate": speaks.money(rate) if rate is not None else "",
        "amount": speaks.money(amount) if amount is not None else "",
        "currency": policy.currency,
    }


def _oldest(desk: Desk, pending: Sequence[Story]) -> tuple[date | None, str]:
    """Since when the oldest of what is open is there, and for whom it waits."""
    first = min(pending, key=lambda story: story.opened_at, default=None)
    request = requests.snapshot(desk.store, first.number) if first is not None else None
    if request is None:
        return None, ""
    waits = {Status.WAITING: "customer", Status.ON_HOLD: "others"}.get(request.status, "")
    return request.opened_at.astimezone(desk.policy.zone).date(), waits


def _subjects(desk: Desk, own: Account) -> list[str]:
    numbers = [number for number, _ in contacts.open_of(desk.store, own.name)][:_MOST_SUBJECTS]
    found = (requests.snapshot(desk.store, number) for number in numbers)
    return [request.subject for request in found if request is not None]


def _with_heads(policy: Policy) -> list[Account]:
    """Of the desk itself nobody is the head: its own mail would come back to it."""
    named: Iterable[str] = (one.name for one in policy.directory.departments)
    every = (account(policy, name) for name in named)
    return [own for own in every if own.head is not None and own.head.email != policy.desk_address]


def _draft_at(policy: Policy, kind: str, now: datetime) -> datetime:
    """A week before the second open Tuesday after the end of the period that runs, or of the last one."""
    last = periods.last_whole(kind, policy.hours, now)
    running = periods.from_words(f"this-{kind}", policy.hours, now)
    for period in (last, running):
        at = _second_tuesday(policy, midnight(policy.hours, period.last + timedelta(days=1))) - _BEFORE
        if at > now:
            return at
    return now + timedelta(days=28)


def _second_tuesday(policy: Policy, end: datetime) -> datetime:
    found, at = 0, end - timedelta(seconds=1)
    for _ in range(120):
        at = next_morning(policy.hours, at)
        found += at.astimezone(policy.zone).weekday() == _TUESDAY
        if found == 2:
            break
    return at
