"""What the team is told in one list: sent when its time has come, and made of what piled up while the relay was away.

Writes inside transactions of its own or the caller's; decides nothing that `rules` doesn't.
"""

from __future__ import annotations

import email
import email.policy
from datetime import timedelta

from frontdesk.db import collected, outbox, outbox_view, requests, timers
from frontdesk.db.apply import Target
from frontdesk.db.collected import Piled
from frontdesk.db.timers import TimerRow
from frontdesk.decision.collecting import list_soon
from frontdesk.decision.execute import execute
from frontdesk.decision.queue_mail import Occasion
from frontdesk.desk import Desk
from frontdesk.rules.clock.rates import KINDS, Flood
from frontdesk.rules.collected import NOTICE, UNKNOWN, Entry, collected_list
from frontdesk.rules.model import MailKind
from frontdesk.rules.timers import COLLECTED

WAITED = timedelta(minutes=15)  # by then a relay that works has taken it
FOLDED_FROM = 12


def on_list(desk: Desk, row: TimerRow) -> None:
    """Send a person's list. Inside the caller's transaction. While no mail reaches them, it waits: what is overtaken
    until then isn't told."""
    now = desk.now()
    person = desk.policy.staff.get(row.person)
    kept = collected.waiting(desk.store, row.person)
    if person is not None and kept and collected.has_old_mail(desk.store, row.person, now - WAITED):
        timers.start(desk.store, person=row.person, kind=COLLECTED, due_at=now + WAITED)
        return
    collected.listed(desk.store, row.person, now)
    if person is None or not kept:
        return
    entries = [Entry(one.request, one.event, one.line, one.at) for one in kept]
    about = requests.of_numbers(desk.store, [one.request for one in kept if one.request])
    send = collected_list(person, entries, about, desk.policy, now)
    if send is not None:
        execute(desk, [send], Target(0, now), Occasion(f"c{row.id}.{now:%Y%m%d%H%M%S}", now))
        desk.log.info("collected", person=row.person, count=len(kept))


def fold_what_piled_up(desk: Desk) -> None:
    """Many mails to one of the team that have waited for the relay become one list, to be sent when it is back."""
    before = desk.now() - WAITED
    oldest = outbox_view.oldest_unsent(desk.store)
    if oldest is None or oldest > before:
        return
    piled = collected.piled_up(desk.store, list(desk.policy.staff), before)
    per = {one.person: [each for each in piled if each.person == one.person] for one in piled}
    for person, mails in per.items():
        if len(mails) > FOLDED_FROM:
            with desk.store.transaction():
                for mail in mails:
                    _fold(desk, mail)
                list_soon(desk, [person], desk.now())


def _fold(desk: Desk, mail: Piled) -> None:
    raw = outbox_view.bytes_of(desk.store, mail.id)
    if not outbox.cancel_held(desk.store, mail.id, tried=True):
        return  # somebody is sending it now
    kind = MailKind(mail.kind)
    collected.put(
        desk.store,
        people=[(mail.person, Flood.RELAY)],
        request=mail.request,
        event=UNKNOWN if kind is MailKind.NOTIFICATION else mail.kind,
        category=KINDS[kind],
        line=_subject(raw) if mail.kind == NOTICE else "",
        now=desk.now(),
    )


def _subject(raw: bytes) -> str:
    """The subject of a mail that we wrote ourselves."""
    written = str(email.message_from_bytes(raw, policy=email.policy.default)["Subject"] or "")
    return written.partition("] ")[2] or written
