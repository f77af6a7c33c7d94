"""Lets go of what nobody needs any more: bytes of mail sent long ago, answers never given. Nothing in the mailbox."""

from __future__ import annotations

from datetime import timedelta

from frontdesk.db import answers, collected, held, outbox_view, people
from frontdesk.db.apply import Target
from frontdesk.decision.execute import execute
from frontdesk.decision.queue_mail import Occasion
from frontdesk.desk import Desk
from frontdesk.mailbox.worker.reader import Unreadable
from frontdesk.rules import notify
from frontdesk.rules.languages import say
from frontdesk.rules.proof.tokens import WEEKS_VALID
from frontdesk.rules.technicians.holding import COLLISION, DOUBT, MASS

KEPT_IN_OUTBOX = timedelta(days=30)  # longer than a delivery report or an answer to it takes
KEPT_SETTLED = timedelta(days=30)


def clear_away(desk: Desk) -> None:
    """Called now and then; does little each time."""
    now = desk.now()
    outbox_view.purge(desk.store, now - KEPT_IN_OUTBOX)
    outbox_view.forget_files(desk.store)
    with desk.store.transaction():
        for mail in held.expire(desk.store, now):
            _let_go(desk, mail)
        held.purge(desk.store, now - KEPT_SETTLED)
        answers.drop_drafts(desk.store, now - KEPT_SETTLED)
        collected.purge(desk.store, now - KEPT_SETTLED)
        people.purge(desk.store, now - timedelta(weeks=WEEKS_VALID + 1))


def _let_go(desk: Desk, mail: held.HeldMail) -> None:
    """Its technician hears that an answer never went out; a mail that may be a forger's is let go without a word."""
    person = desk.policy.staff.get(mail.technician)
    if mail.reason not in (COLLISION, DOUBT, MASS) or person is None:
        return
    message = desk.reader.read_all([mail.mail])[0]
    if isinstance(message, Unreadable):
        return
    now, language = desk.now(), desk.policy.language
    title, line = say(language, "let go"), say(language, "let go line")
    notice = notify.notice((person,), title, line, message.subject, text=message.new_text)
    serial = (
        f"h{mail.id:x}x{message.sha256[:8]}"  # after a backup was put back, the row may be another mail's
    )
    execute(desk, [notice], Target(mail.request or 0, now), Occasion(serial, now))
