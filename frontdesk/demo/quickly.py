"""The desk's work as `run --once` does it, again and again on connections that stay open: for a month in a moment."""

from __future__ import annotations

from frontdesk.accounts.files import files_of
from frontdesk.desk import Desk
from frontdesk.jobs.keep_accounts import LiveAccounts
from frontdesk.jobs.receive import Receiver
from frontdesk.jobs.remind import remind
from frontdesk.jobs.send import send
from frontdesk.mailbox.imap.mailbox import ImapMailbox
from frontdesk.mailbox.smtp.relay import SmtpRelay
from frontdesk.settings.load import Settings
from frontdesk.wiring import for_sending


class Quickly:
    """Close it before anybody else works on the same mailbox."""

    def __init__(self, desk: Desk, settings: Settings) -> None:
        self._desk, self._sender = desk, for_sending(desk, settings)
        self._folder, self._relay = ImapMailbox(settings.imap_account()), SmtpRelay(settings.smtp_account())
        self._receiver = Receiver(desk, self._folder)
        self._accounts = LiveAccounts(desk, files_of(settings))
        self._receiver.open()

    def work(self) -> None:
        """Read all, do all that is due, send all."""
        self._accounts.refresh()
        self._receiver.file_away()
        while self._receiver.receive():
            pass
        while remind(self._desk, self._receiver.originals):
            pass
        while send(self._sender, self._relay):
            pass

    def close(self) -> None:
        self._relay.close()
        self._folder.close()
        self._sender.store.close()
