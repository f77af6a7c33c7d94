"""The first day of an absence known beforehand: what the absent owner has is shown to who can take it over."""

from __future__ import annotations

from frontdesk.db import people, requests
from frontdesk.db.apply import Target
from frontdesk.db.timers import TimerRow
from frontdesk.decision.execute import execute
from frontdesk.decision.lately import absent_staff
from frontdesk.decision.queue_mail import Occasion
from frontdesk.desk import Desk
from frontdesk.rules.technicians.away import handed_over


def on_first_day(desk: Desk, row: TimerRow) -> None:
    """Nothing, where the absence was taken back meanwhile. Inside the caller's transaction."""
    policy, now = desk.policy, desk.now()
    person, owner = people.get(desk.store, row.person), policy.staff.get(row.person)
    if owner is None or person.absent_until is None or person.absent_until <= now:
        return
    owned = requests.listed(desk.store, owner=row.person, unsettled=True)
    sends = handed_over(policy, owner, owned, absent_staff(desk, now), now, person.absent_until)
    execute(desk, sends, Target(0, now), Occasion(f"a{row.id}.{now:%Y%m%d%H%M%S}", now))
