"""The daemon: a reader that sleeps in IMAP IDLE and acts on timers, and a sender beside it.

Two threads, so that a relay that doesn't answer delays no acknowledgement of the next mail's arrival, and a
mailbox that is away keeps no mail from going out. `schedule` beats time; what is due, and when, stands in
the database. Nothing here decides what becomes of a mail.
"""

from __future__ import annotations

import contextlib
import os
import random
import signal
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from types import FrameType
from typing import Protocol

from frontdesk.access.session import TokenSession
from frontdesk.access_state import MAILBOX, RELAY
from frontdesk.accounts.files import files_of
from frontdesk.aside import Aside
from frontdesk.db import outbox, outbox_view, timers
from frontdesk.db.engine.errors import DatabaseUnavailable, SchemaTooNew
from frontdesk.db.engine.store import LeaseLost
from frontdesk.db.lease import MAILBOX_LEASE, Lease, database_now, is_gone
from frontdesk.db.schema.migrate import require_current
from frontdesk.desk import Desk
from frontdesk.foresight.files import topics_file
from frontdesk.jobs import account
from frontdesk.jobs.access_alarm import keep_access, note_good, note_trouble
from frontdesk.jobs.canary import keep_canary
from frontdesk.jobs.clear_away import clear_away
from frontdesk.jobs.fill_facts import FactsFiller
from frontdesk.jobs.keep_accounts import LiveAccounts
from frontdesk.jobs.keep_settings import LiveSettings
from frontdesk.jobs.keep_topics import LiveTopics
from frontdesk.jobs.mind_clock import mind_the_clock
from frontdesk.jobs.old_texts import let_go_of_old_texts
from frontdesk.jobs.originals import Originals
from frontdesk.jobs.receipts import Receipts, receipts_of
from frontdesk.jobs.receive import Receiver
from frontdesk.jobs.remind import remind
from frontdesk.jobs.send import WasSent, learn_at_first, send
from frontdesk.jobs.tell_managers import tell_of_answers, tell_of_templates, tell_of_words
from frontdesk.log import get_log
from frontdesk.mailbox.errors import LoginRefused, MailboxError
from frontdesk.mailbox.imap.mailbox import ImapMailbox
from frontdesk.mailbox.ports import MailFolder, Relay
from frontdesk.mailbox.smtp.relay import SmtpRelay
from frontdesk.metrics import serve_metrics
from frontdesk.rules.clock.durations import Duration
from frontdesk.settings.load import Settings, load_settings
from frontdesk.settings.logins import token_source
from frontdesk.systemd import Systemd
from frontdesk.ticker import Ticker
from frontdesk.wiring import for_sending, open_desk

SHORTEST_PAUSE, LONGEST_PAUSE = 1.0, 300.0  # seconds between tries to reach a server that is away
LONGEST_AFTER_REFUSAL = 900.0  # servers lock accounts that are tried in vain too often
DATABASE_PAUSE = 5.0  # at most: it is ours, and asking it often harms nobody
NARROWING_PAUSE = 5.0
CLOCK_MINDED_EVERY = timedelta(minutes=1)
STANDBY = 2.0  # seconds between looks at a lease that another holds
SHUTDOWN = 4.0  # seconds that a mail in the middle of being sent has to finish
STOPPED_WITHIN = 10.0
LONGEST_SLEEP = 60.0
AUTO = "auto"  # IMAP_SENT_FOLDER: the folder that the server marks
LEASE_SECONDS = (
    20.0  # longer than one mail may take to read; a holder of this machine that died is seen at once
)
SENDER_STUCK = (
    1800.0  # a relay may take 10 minutes for a mail's end (RFC 5321 section 4.5.3.2.6), a batch longer
)
RECOVER_EVERY = 60.0
SOON = 0.05  # while there is work left that any mail may interrupt
SENDING_AT_MOST = timedelta(minutes=30)  # a claim older than that is a dead machine's


@dataclass(slots=True)
class Stop:
    """The wish to stop, as a flag for loops and a pipe for sleepers."""

    flag: threading.Event = field(default_factory=threading.Event)
    pipe: tuple[int, int] = field(default_factory=os.pipe)

    def ask(self, signum: int = 0, frame: FrameType | None = None) -> None:
        if not self.flag.is_set():
            self.flag.set()
            os.write(self.pipe[1], b".")

    @property
    def asked(self) -> bool:
        return self.flag.is_set()


class Pauses(Protocol):
    def __call__(self, failed: bool, longest: float = LONGEST_PAUSE) -> float: ...


def pauses() -> Pauses:
    """Growing pauses with some chance in them, so that many desks don't come back at once; a success begins anew."""
    pause = SHORTEST_PAUSE

    def after(failed: bool, longest: float = LONGEST_PAUSE) -> float:
        nonlocal pause
        if not failed:
            pause = SHORTEST_PAUSE
            return 0.0
        now = min(pause, longest)
        pause = min(now * 2, longest)
        return now * random.uniform(0.8, 1.2)

    return after


def serve(settings: Settings, stop: Stop) -> None:
    """Work until asked to stop, from when the database can be reached: it may start later than we do.

    Raises DatabaseUnavailable when only a person can help, SchemaTooNew also when the tables were brought to a newer
    version's needs under its hands.
    """
    after = pauses()
    while not stop.asked:
        try:
            with open_desk(settings) as desk:
                run(desk, settings, stop)
                return
        except DatabaseUnavailable as error:
            if error.permanent:
                raise
            get_log().warning("database.away", why=str(error), remedy=error.remedy)
        stop.flag.wait(after(True, DATABASE_PAUSE))


def run(desk: Desk, settings: Settings, stop: Stop) -> None:
    """Work until asked to stop. Troubles with servers are waited out; raises only what nobody can wait out."""
    wake_sender = threading.Event()
    systemd = Systemd()
    if settings.metrics_port is not None:
        serve_metrics(settings)
    sender = Sender(for_sending(desk, settings), settings, stop, wake_sender)
    thread = threading.Thread(target=sender.run, name="sender", daemon=True)
    thread.start()

    def alive() -> None:
        """The watchdog is fed by the reader's progress, while the sender makes some too."""
        if time.monotonic() - sender.moved_at < SENDER_STUCK:
            systemd.alive(reader.trouble or reading)

    with contextlib.closing(SmtpRelay(settings.smtp_account())) as relay:
        learn_at_first(desk, relay)
    reading = f"reading {desk.folders.inbox} of {settings.imap_user}"
    systemd.ready(reading)
    reader = ReaderLoop(desk, settings, stop, wake_sender, alive, (sender.desk,))
    try:
        reader.run()
    finally:
        systemd.stopping()
        stop.ask()
        wake_sender.set()
        thread.join(SHUTDOWN)


def handle_signals(stop: Stop) -> None:
    """Who is told to stop ends soon, also while a server that doesn't answer has hold of both threads."""

    def ask(signum: int, frame: FrameType | None) -> None:
        if not stop.asked:
            late = threading.Timer(STOPPED_WITHIN, _break_off)
            late.daemon = True
            late.start()
        stop.ask(signum, frame)

    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, ask)


def _break_off() -> None:
    """As by a kill, which loses nothing either."""
    get_log().warning("stop.cut_short", why="a server doesn't answer")
    os._exit(0)


def recover(desk: Desk, receipts: Receipts | None = None) -> None:
    """Mails whose sender died in the middle wait again: a process of this machine that is gone, or a silent one.

    Called by a sender that has nothing in hand: what it claimed itself was cut off by an error. What a receipt
    shows as taken is noted as sent.
    """
    receipts = receipts or Receipts(None, desk.holder)
    for holder in sorted({*outbox_view.senders_at_work(desk.store), *receipts.holders()}):
        if holder == desk.holder or is_gone(holder):
            _recover_from(desk, holder, receipts)
            receipts.drop(holder)
        else:  # it may sleep, and wake
            _recover_from(desk, holder, receipts, older_than=SENDING_AT_MOST)


def _recover_from(desk: Desk, holder: str, receipts: Receipts, older_than: timedelta | None = None) -> None:
    now, taken = desk.now(), receipts.of(holder)
    with desk.store.transaction():
        for id, _ in outbox.recover(desk.store, now=now, holder=holder, older_than=older_than):
            if id in taken:
                outbox.was_sent(desk.store, id, now)


class ReaderLoop:
    """Receive and remind, while this process holds the mailbox's lease."""

    def __init__(
        self,
        desk: Desk,
        settings: Settings,
        stop: Stop,
        wake_sender: threading.Event,
        alive: Callable[[], None] = lambda: None,
        others: Sequence[Desk] = (),
    ) -> None:
        self.aside = Aside(desk.log, desk.store.close, wake_sender.set)
        desk.aside = self.aside
        self.desk = desk
        self.settings, self.stop, self.wake_sender = settings, stop, wake_sender
        self.alive = alive
        self._more_is_due = False  # timers, after the last slice of them
        account = settings.imap_account()
        self.session: TokenSession | None = None
        if account.token is not None:
            self.session = TokenSession(token_source(settings))
            account = replace(account, token=self.session.token)
        self.folder: MailFolder = ImapMailbox(account)
        self.lease = Lease(desk.store, MAILBOX_LEASE, desk.holder, LEASE_SECONDS)
        self.after = pauses()
        self.facts = FactsFiller(desk)
        self._receiver: Receiver | None = None
        self._minded: datetime | None = None
        self.ticker = Ticker(desk.log, passing=(LeaseLost, DatabaseUnavailable))
        self.ticker.beat(1, "remind", self._remind)
        self.ticker.beat(5, "templates", self._tell_of_templates)
        self.accounts = LiveAccounts(desk, files_of(settings))
        self.ticker.beat(5, "accounts", self._keep_accounts)
        if file := settings.config_file:
            read = partial(load_settings, os.environ, file)
            self.live_settings = LiveSettings(desk, settings, file, read, others)
            self.ticker.beat(5, "settings", self._keep_settings)
        self.topics = LiveTopics(desk, topics_file(settings))
        self.ticker.beat(5, "topics", self._keep_topics)
        self.ticker.beat(600, "clear away", lambda: clear_away(desk))
        self.ticker.beat(600, "old texts", lambda: let_go_of_old_texts(desk))
        self.ticker.beat(60, "access", lambda: keep_access(desk, settings))
        self.trouble = ""  # with the access to the mailbox, for systemd
        every = settings.canary_every
        if every is not None:
            self.ticker.beat(60, "canary", lambda: self._keep_canary(every))

    def run(self) -> None:
        while not self.stop.asked:
            failed, longest = True, LONGEST_PAUSE
            try:
                failed = not self._stand_by_or_work()
            except SchemaTooNew:
                self._end()
                raise
            except LeaseLost as error:
                self.desk.log.warning("lease.lost", why=str(error))
                self.lease.forget()
            except Renewal as renewal:
                failed = False
                self.desk.log.info("mailbox.renewed", why=str(renewal))
            except MailboxError as error:
                if self.session is not None and self.session.ended_with_its_token(error):
                    failed = False
                    self.desk.log.info("mailbox.renewed", why=str(error))
                else:
                    longest = NARROWING_PAUSE if self._narrowing else longest_pause(error)
                    self.desk.log.warning("mailbox.away", why=str(error), remedy=error.remedy)
                    self._note_trouble(error)
            except DatabaseUnavailable as error:
                longest = DATABASE_PAUSE
                self.desk.log.warning("database.away", why=str(error), remedy=error.remedy)
            except Exception as error:
                self.desk.log.error("reader.failed", error)
            self._pause(self.after(failed, longest))
        self._end()

    @property
    def _narrowing(self) -> bool:
        """Whether the mailbox was lost at a batch of mail, and the next try asks for less."""
        return self._receiver is not None and self._receiver.narrowing.just_lost

    def _pause(self, seconds: float) -> None:
        """Wait before the next try; what is due meanwhile is done, whatever the mailbox does."""
        end = time.monotonic() + seconds
        while not self.stop.asked and (left := end - time.monotonic()) > 0:
            self.stop.flag.wait(min(1.0, left))
            try:
                if self.lease.fence is not None:
                    self._hold_on()
                    self.ticker.run_pending()
            except (LeaseLost, DatabaseUnavailable):
                return
            self.alive()

    def _stand_by_or_work(self) -> bool:
        if not self._take():
            self.desk.log.info("standby", why="another frontdesk reads this mailbox")
            while not self.stop.asked and not self._take():
                self.alive()
                self.stop.flag.wait(STANDBY)
        if not self.stop.asked:
            self._work()
        return True

    def _take(self) -> bool:
        """The lease, unless a newer version has brought the tables to its own needs meanwhile."""
        held = self.lease.take(database_now(self.desk.store))
        try:
            require_current(self.desk.store)
        except (SchemaTooNew, DatabaseUnavailable):
            self.lease.release(database_now(self.desk.store))
            raise
        return held

    def _work(self) -> None:
        desk = self.desk
        self._keep_accounts()
        self._keep_topics()
        self._mind_the_clock()
        tell_of_words(desk)
        self._tell_of_templates()  # every good version is known before an edit breaks it
        receiver = Receiver(desk, self.folder, self._hold_on, self.lease.inherited, self.wake_sender.set)
        self._receiver = receiver
        receiver.open()
        self.trouble = ""
        note_good(desk, MAILBOX)
        desk.log.info(
            "mailbox.open", folder=desk.folders.inbox, capabilities=sorted(self.folder.capabilities())
        )
        receiver.file_away()
        while not self.stop.asked:
            self.alive()
            self._hold_on()
            while receiver.receive() and not self.stop.asked:
                self.after(False)
                self._hold_on()
                self.ticker.run_pending()
                self.alive()
            self.ticker.run_pending()
            self.facts.some()
            self._renew_in_time()
            if self._more_is_due:
                self._remind()
            elif not self.stop.asked:
                self.folder.wait(self._sleep(), self.stop.pipe[0])
                self.after(False)  # all is well: the next trouble is a new one

    def _note_trouble(self, error: MailboxError) -> None:
        try:
            self.trouble = note_trouble(self.desk, self.settings, MAILBOX, error)
        except (LeaseLost, DatabaseUnavailable) as lost:
            self.desk.log.warning("access.not_noted", why=str(lost))
        self.wake_sender.set()

    def _renew_in_time(self) -> None:
        """With nothing in hand, rather than that the server cuts us off in the middle of something."""
        if self.session is not None and self.session.is_to_be_renewed():
            raise Renewal("the token of this session is nearly over")

    def _hold_on(self) -> None:
        """Keep the lease, by the clock that all daemons on this database share. Raises LeaseLost."""
        self.lease.renew(database_now(self.desk.store))

    def _sleep(self) -> float:
        """Until the next timer; never so long that the lease runs out or a silent server goes unnoticed."""
        desk = self.desk
        if not self.facts.done:
            return SOON
        longest = min(LONGEST_SLEEP, 5.0)  # the lease is renewed every third of its time
        if not (self.settings.imap_idle and "IDLE" in self.folder.capabilities()):
            longest = min(longest, float(self.settings.poll_seconds))
        if self.session is not None:
            longest = min(longest, max(0.05, self.session.renewal_in()))
        due = timers.next_due(desk.store)
        if due is None:
            return longest
        return min(longest, max(0.05, (due - desk.now()).total_seconds()))

    def _mind_the_clock(self) -> None:
        """Now and then, and before anything is done by a clock that has just been set."""
        now = self.desk.now()
        if self._minded is None or not timedelta() <= now - self._minded < CLOCK_MINDED_EVERY:
            mind_the_clock(self.desk)
            self._minded = now

    def _remind(self) -> None:
        """A slice of what is due: ten thousand timers of one morning mustn't keep a mail or the lease waiting."""
        self._mind_the_clock()
        done = remind(self.desk, Originals(self.desk, self.folder))
        self._more_is_due = done > 0
        if done:
            self.wake_sender.set()

    def _tell_of_templates(self) -> None:
        told = bool(tell_of_templates(self.desk))
        if tell_of_answers(self.desk) or told:
            self.wake_sender.set()

    def _keep_accounts(self) -> None:
        if self.accounts.refresh():
            self.wake_sender.set()

    def _keep_settings(self) -> None:
        if self.live_settings.refresh():
            self.wake_sender.set()

    def _keep_topics(self) -> None:
        if self.topics.refresh():
            self.wake_sender.set()

    def _keep_canary(self, every: Duration) -> None:
        keep_canary(self.desk, every)
        self.wake_sender.set()

    def _end(self) -> None:
        self.aside.wait(SHUTDOWN)
        self.folder.close()
        try:
            self.lease.release(database_now(self.desk.store))
        except (DatabaseUnavailable, LeaseLost) as error:
            self.desk.log.warning("lease.kept", why=str(error))


class Renewal(Exception):
    """A session is left, to connect anew with another token."""


def longest_pause(error: MailboxError) -> float:
    return LONGEST_AFTER_REFUSAL if isinstance(error, LoginRefused) else LONGEST_PAUSE


class Sender:
    """Sends what waits; sleeps until more is put there, or a retry is due."""

    def __init__(self, desk: Desk, settings: Settings, stop: Stop, wake: threading.Event) -> None:
        self.desk, self.settings, self.stop, self.wake = desk, settings, stop, wake
        account = settings.smtp_account()
        self.session: TokenSession | None = None
        if account.token is not None:
            self.session = TokenSession(token_source(settings))
            account = replace(account, token=self.session.token)
        self.relay: Relay = SmtpRelay(account)
        self.receipts = receipts_of(settings.database_url, desk.holder)
        self.moved_at = time.monotonic()

    def run(self) -> None:
        after = pauses()
        recovered_at, pause, fresh = -RECOVER_EVERY, 0.0, True
        while not self.stop.asked:
            failed, longest = True, LONGEST_PAUSE
            self.moved_at = time.monotonic()
            try:
                if fresh:  # whoever starts the desk may have put right what the relay minds
                    account.try_now(self.desk.store)
                    fresh = False
                if self.moved_at - recovered_at > RECOVER_EVERY:
                    recover(self.desk, self.receipts)
                    recovered_at = self.moved_at
                while not self.stop.asked and self._send():
                    self.moved_at = time.monotonic()
                    after(False)
                pause, failed = self._sleep(), False
            except MailboxError as error:
                longest = longest_pause(error)
                self.desk.log.warning("relay.away", why=str(error), remedy=error.remedy)
                self._note_trouble(error)
            except DatabaseUnavailable as error:
                recovered_at = -RECOVER_EVERY  # what was claimed is still in our name
                longest = DATABASE_PAUSE
                self.desk.log.warning("database.away", why=str(error), remedy=error.remedy)
            except Exception as error:
                recovered_at = -RECOVER_EVERY
                self.desk.log.error("send.failed", error)
            pause = after(failed, longest) or pause
            if not self.stop.asked:
                # New mail wakes us, but to no refused login: accounts are locked for being tried with each mail.
                (self.stop.flag if longest == LONGEST_AFTER_REFUSAL else self.wake).wait(pause)
                self.wake.clear()
        self.relay.close()
        self.receipts.close()
        self.desk.store.close()

    def _send(self) -> int:
        if self.session is not None and self.session.is_to_be_renewed():
            self.relay.close()
        count = send(self.desk, self.relay, was_sent_by(self.settings), self.receipts)
        if count and self.session is not None:
            note_good(self.desk, RELAY)
        return count

    def _note_trouble(self, error: MailboxError) -> None:
        try:
            note_trouble(self.desk, self.settings, RELAY, error)
        except DatabaseUnavailable as lost:
            self.desk.log.warning("access.not_noted", why=str(lost))

    def _sleep(self) -> float:
        due, held = outbox_view.next_due(self.desk.store), account.held_until(self.desk.store)
        if due is None:
            return LONGEST_SLEEP
        due = max(due, held) if held else due
        shortest = 0.05 if self.desk.mails_a_minute is None else 1.0  # what is due may have to wait its turn
        return min(LONGEST_SLEEP, max(shortest, (due - self.desk.now()).total_seconds()))


def was_sent_by(settings: Settings) -> WasSent | None:
    """Looks into the Sent folder, on a connection of its own; None when no such folder is named."""
    if not settings.imap_sent_folder:
        return None

    def was_sent(message_id: str) -> bool:
        folder = ImapMailbox(settings.imap_account())
        try:
            folder.connect()
            sent = settings.imap_sent_folder
            if sent.lower() == AUTO:
                sent = folder.marked_sent() or (settings.preset.sent if settings.preset else "")
            return sent.lower() not in ("", AUTO) and folder.holds_message_id(sent, message_id)
        except MailboxError:
            return False
        finally:
            folder.close()

    return was_sent
