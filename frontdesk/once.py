"""`run --once`: read all new mail, do all that is due, send all that waits. A server that is away keeps the other
halves from nothing; it is told of, and the exit code says that it is worth trying again.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable

from frontdesk.access_state import MAILBOX, RELAY
from frontdesk.accounts.files import files_of
from frontdesk.daemon import recover, was_sent_by
from frontdesk.db.engine.store import LeaseLost
from frontdesk.db.lease import MAILBOX_LEASE, Lease, database_now
from frontdesk.desk import Desk
from frontdesk.exit_codes import ExitCode
from frontdesk.foresight.files import topics_file
from frontdesk.jobs.access_alarm import keep_access, note_good, note_trouble
from frontdesk.jobs.account import try_now
from frontdesk.jobs.canary import keep_canary
from frontdesk.jobs.clear_away import clear_away
from frontdesk.jobs.fill_facts import SECONDS_ONCE, FactsFiller
from frontdesk.jobs.keep_accounts import LiveAccounts
from frontdesk.jobs.keep_settings import note_trouble as settings_trouble
from frontdesk.jobs.keep_topics import LiveTopics
from frontdesk.jobs.mind_clock import mind_the_clock
from frontdesk.jobs.old_texts import let_go_of_old_texts
from frontdesk.jobs.originals import Originals
from frontdesk.jobs.receipts import receipts_of
from frontdesk.jobs.receive import Receiver
from frontdesk.jobs.remind import remind
from frontdesk.jobs.send import learn_at_first, send
from frontdesk.jobs.tell_managers import tell_of_answers, tell_of_templates, tell_of_words
from frontdesk.mailbox.errors import ConnectionLost, MailboxError
from frontdesk.mailbox.imap.mailbox import ImapMailbox
from frontdesk.mailbox.ports import MailFolder
from frontdesk.mailbox.smtp.relay import SmtpRelay
from frontdesk.settings.load import Settings
from frontdesk.wiring import for_sending

# A batch of 50 that breaks the connection is down to the mail that does it after nine losses (`jobs.narrowing`).
TRIES, PAUSE = 15, 0.5


def run_once(desk: Desk, settings: Settings) -> int:
    """Gives the exit code: 0 when all was done, 75 when a server was away, 78 when a person has to act."""
    lease = Lease(desk.store, MAILBOX_LEASE, desk.holder)
    if not lease.take(database_now(desk.store)):
        desk.log.warning("standby", why="another frontdesk reads this mailbox: nothing done")
        return ExitCode.TEMPORARY
    settings_trouble(desk.store, "")  # a daemon's that ended: these were read just now
    folder = ImapMailbox(settings.imap_account())
    try:
        return max(
            _tried(desk, settings, "accounts", lambda: _keep_accounts(desk, settings)),
            _tried(desk, settings, "topics", lambda: _keep_topics(desk, settings)),
            _tried(desk, settings, MAILBOX, lambda: _receive_all(desk, settings, lease, folder)),
            _tried(desk, settings, "timers", lambda: _remind_all(desk, settings, lease, folder)),
            _tried(desk, settings, RELAY, lambda: _send_all(desk, settings)),
        )
    finally:
        folder.close()
        lease.release(database_now(desk.store))


def _tried(desk: Desk, settings: Settings, what: str, job: Callable[[], None]) -> int:
    try:
        job()
    except MailboxError as error:
        desk.log.warning(f"{what}.away", why=str(error), remedy=error.remedy)
        with contextlib.suppress(LeaseLost):
            note_trouble(desk, settings, what, error)
        return ExitCode.MISCONFIGURED if error.permanent else ExitCode.TEMPORARY
    except LeaseLost as error:
        desk.log.warning("lease.lost", why=str(error))
        return ExitCode.TEMPORARY
    return ExitCode.GOOD


def _keep_accounts(desk: Desk, settings: Settings) -> None:
    LiveAccounts(desk, files_of(settings)).refresh()


def _keep_topics(desk: Desk, settings: Settings) -> None:
    LiveTopics(desk, topics_file(settings)).refresh()


def _receive_all(desk: Desk, settings: Settings, lease: Lease, folder: MailFolder) -> None:
    with contextlib.closing(SmtpRelay(settings.smtp_account())) as relay:
        learn_at_first(desk, relay)
    receiver = Receiver(desk, folder, careful=lease.inherited)
    tries = 0
    while True:
        try:
            receiver.open()
            note_good(desk, MAILBOX)
            receiver.file_away()
            while receiver.receive():
                lease.renew(database_now(desk.store))
                tries = 0
            return
        except ConnectionLost:
            tries += 1
            if not receiver.narrowing.just_lost or tries > TRIES:
                raise
        time.sleep(PAUSE)  # the next try asks for less
        lease.renew(database_now(desk.store))


def _remind_all(desk: Desk, settings: Settings, lease: Lease, folder: MailFolder) -> None:
    tell_of_words(desk)
    tell_of_templates(desk)
    tell_of_answers(desk)
    mind_the_clock(desk)
    if settings.canary_every is not None and "CANARY_EVERY" in settings.given:
        keep_canary(desk, settings.canary_every)
    keep_access(desk, settings)
    clear_away(desk)
    let_go_of_old_texts(desk)
    originals = Originals(desk, folder)  # what comes back brings the customer's files again
    while remind(desk, originals):
        lease.renew(database_now(desk.store))
    FactsFiller(desk).some(SECONDS_ONCE)


def _send_all(desk: Desk, settings: Settings) -> None:
    relay = SmtpRelay(settings.smtp_account())
    sender = for_sending(desk, settings)
    receipts = receipts_of(settings.database_url, desk.holder)
    recover(sender, receipts)
    try_now(sender.store)  # a person may have put right what the relay minds
    try:
        while send(sender, relay, was_sent_by(settings), receipts):
            note_good(sender, RELAY)
    finally:
        relay.close()
        receipts.close()
        sender.store.close()
