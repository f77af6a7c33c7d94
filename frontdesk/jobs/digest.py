"""The morning digest: everybody in the team has a timer for the next business morning, and gets what there is to say.

Nothing goes out on a holiday, to who is away, or when there is nothing to say; a desk that was off in the morning
makes up for it while it is open.
"""

from __future__ import annotations

from datetime import timedelta

from frontdesk.contacts.weekly import keep_contacts, rows_for
from frontdesk.db import cycles, ledger, requests, state, timers
from frontdesk.db.apply import Target
from frontdesk.db.timers import TimerRow
from frontdesk.decision.execute import execute
from frontdesk.decision.lately import absences
from frontdesk.decision.queue_mail import Occasion
from frontdesk.desk import Desk, told_of_praise_key, told_of_silenced_key
from frontdesk.foresight.looking import rows_for_digest
from frontdesk.rules import digest
from frontdesk.rules.clock.mornings import evening_before, next_morning
from frontdesk.rules.model import Role
from frontdesk.rules.tags.read import defused
from frontdesk.rules.timers import DIGEST

_WORDS = 400  # characters of what a customer said with a rating
NEWEST = 5  # silenced mails that a digest names
_FIRST_TIME = timedelta(days=1)  # how far back the first digest looks


def keep_timers(desk: Desk) -> None:
    """Start the timer of each member of the team who has none: at the first start, or new in the team."""
    without = desk.policy.staff.keys() - timers.with_timer(desk.store, DIGEST)
    if not without:
        return
    morning = next_morning(desk.policy.hours, desk.now())
    with desk.store.transaction():
        for email in sorted(without):
            timers.start(desk.store, person=email, kind=DIGEST, due_at=morning)


def on_morning(desk: Desk, row: TimerRow) -> None:
    """Send the digest, and start the timer for the next one. Inside the caller's transaction."""
    policy, now = desk.policy, desk.now()
    person = policy.staff.get(row.person)
    if person is None:
        return
    timers.start(desk.store, person=row.person, kind=DIGEST, due_at=next_morning(policy.hours, now))
    if not policy.hours.is_open(now) or row.person in (away := absences(desk, now)):
        return
    unsettled = requests.listed(desk.store, unsettled=True)
    silenced = _silenced(desk, row.person) if policy.role_of(row.person) is Role.MANAGER else None
    keep_contacts(desk)
    evening = evening_before(policy.hours, now)
    contacts = rows_for(desk, person, evening) | {"praise": _praise(desk, row.person)}
    if policy.role_of(row.person) is Role.MANAGER:
        contacts["look"] = rows_for_digest(desk)
    send = digest.morning(person, unsettled, policy, now, evening, away, silenced, contacts)
    if send is not None:
        execute(desk, [send], Target(0, now), Occasion(f"d{row.id}.{now:%Y%m%d%H%M%S}", now))
        desk.log.info("digest", person=row.person)


def _praise(desk: Desk, person: str) -> list[digest.Row]:
    """The good ratings of what this person resolved, since their last digest; notes how far they were told."""
    now, key = desk.now(), told_of_praise_key(person)
    told = state.get_time(desk.store, key) or now - _FIRST_TIME
    state.put_time(desk.store, key, now)
    return [
        {"number": number, "customer": customer, "rating": rating, "words": " ".join(words.split())[:_WORDS]}
        for number, customer, rating, words in cycles.praise(desk.store, person, told, now, digest.MOST_ROWS)
    ]


def _silenced(desk: Desk, manager: str) -> digest.Silenced | None:
    """What got no answer since this manager's last digest; notes how far they were told."""
    key = told_of_silenced_key(manager)
    told = int(
        state.get(desk.store, key) or ledger.last_silenced_before(desk.store, desk.now() - _FIRST_TIME)
    )
    newest = ledger.silenced(desk.store, NEWEST, told)
    if not newest:
        return None
    state.put(desk.store, key, str(newest[0].id))
    rows = tuple(
        {"sender": row.sender, "subject": defused(row.subject, desk.policy.desk_tag), "reason": row.reason}
        for row in newest
    )
    return digest.Silenced(ledger.silenced_count(desk.store, told), rows, desk.folders.automatic)
