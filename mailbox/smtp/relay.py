"""The way out: sends finished mails over one kept connection. The real `mailbox.ports.Relay`.

Never sends in clear what was to be encrypted, and never guesses a mail's fate.
"""

from __future__ import annotations

import contextlib
import time
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace

from frontdesk.mailbox.errors import ConnectionLost, MailboxError
from frontdesk.mailbox.ports import DeliveryState, OutgoingMail, RecipientOutcome, SendResult, SmtpAccount
from frontdesk.mailbox.smtp.protocol import wants_a_sender
from frontdesk.mailbox.smtp.session import SmtpSession
from frontdesk.mailbox.smtp.stream import Leaving, SmtpStream

KEPT_FOR = 60.0  # seconds; a connection that was idle for longer isn't trusted, relays hang up after 300
STRIKES = 2  # connections in a row that break without one mail answered, until the rest waits


class SmtpRelay:
    """One connection to a relay; `mailbox.ports.Relay` says what each method does."""

    def __init__(self, account: SmtpAccount) -> None:
        self._account = account
        self._stream: SmtpStream | None = None
        self._used = 0.0
        self._wants_a_sender = False

    def probe(self) -> frozenset[str]:
        offered = self._ready()[0].session.offered
        return frozenset(f"{keyword} {parameters}".strip() for keyword, parameters in offered.items())

    def rehearse(self, sender: str, recipient: str) -> RecipientOutcome | None:
        """Whether the relay would take a mail, asked without sending one; None where it would."""
        mail = OutgoingMail(0, sender, (recipient,), b"Subject: rehearsed\r\n\r\n")
        try:
            return self._ready()[0].rehearse(mail)
        except MailboxError:
            self._drop()
            raise

    def close(self) -> None:
        if self._stream and not self._stream.finishing:
            self._stream.session.connection.allow(1)
            with contextlib.suppress(MailboxError):
                self._stream.session.ask(b"QUIT")
        self._drop()

    def _drop(self) -> None:
        stream, self._stream = self._stream, None
        if stream:
            stream.session.close()

    def _ready(self) -> tuple[SmtpStream, bool]:
        """A connection, and whether it is new. A kept one that has something to say has only bad news."""
        if self._stream and (time.monotonic() - self._used > KEPT_FOR or _has_news(self._stream)):
            self._drop()
        fresh = self._stream is None
        if self._stream is None:
            self._stream = SmtpStream(SmtpSession(self._account))
        self._used = time.monotonic()
        return self._stream, fresh

    def send(self, mails: Sequence[OutgoingMail]) -> Iterator[SendResult]:
        """What is refused for having no sender is tried again under the account's, when the others are through."""
        if self._wants_a_sender:
            mails = [self._with_sender(mail) for mail in mails]
        without = {mail.id: mail for mail in mails if not mail.envelope_from and self._account.sender}
        refused = []
        for result in self._sent(mails):
            if result.id in without and _wants_a_sender(result):
                refused.append(self._with_sender(without[result.id]))
            else:
                yield result
        yield from self._sent_with_sender(refused)

    def _with_sender(self, mail: OutgoingMail) -> OutgoingMail:
        return mail if mail.envelope_from else replace(mail, envelope_from=self._account.sender)

    def _sent_with_sender(self, mails: Sequence[OutgoingMail]) -> Iterator[SendResult]:
        """Never raises: by now much has been tried."""
        try:
            for result in self._sent(mails):
                self._wants_a_sender |= any(outcome.state == "sent" for outcome in result.outcomes)
                yield result
        except MailboxError as error:  # at the beginning, or not at all
            for mail in mails:
                yield _alike(mail, "deferred", str(error))

    def _sent(self, mails: Sequence[OutgoingMail]) -> Iterator[SendResult]:
        left = deque(mails)
        if not left:
            return
        stream, fresh = self._ready()
        read_to_its_end = False
        try:
            why = yield from self._send_all(left, stream, fresh)
            for mail in left:
                yield _alike(mail, "deferred", why)
            read_to_its_end = True
        finally:
            self._used = time.monotonic()
            if not read_to_its_end:
                self._drop()

    def _send_all(
        self, left: deque[OutgoingMail], stream: SmtpStream, fresh: bool
    ) -> Generator[SendResult, None, str]:
        """Sends what can be sent; why the rest, still in `left`, can't.

        A connection that breaks is made anew for the mails whose fate is open. The mail in the middle is
        put off when it was the first on a new connection: it may be what breaks it.
        """
        strikes = 0
        while True:
            before = len(left)
            try:
                yield from stream.send(left)
                return ""
            except ConnectionLost as lost:
                why = lost
            self._drop()
            blamed = fresh and len(left) == before
            if stream.finishing and stream.all_out:
                left.popleft()
                yield stream.finishing.result("unknown", str(why))
            elif blamed and left:
                yield _alike(left.popleft(), "deferred", str(why))
            strikes = strikes + 1 if blamed else 0
            if strikes >= STRIKES or (blamed and isinstance(why, Leaving)) or not left:
                return str(why)
            try:
                stream, fresh = self._ready()
            except MailboxError as error:
                return str(error)


def _has_news(stream: SmtpStream) -> bool:
    try:
        return stream.session.connection.has_line()
    except MailboxError:
        return True


def _wants_a_sender(result: SendResult) -> bool:
    return all(outcome.state == "failed" and wants_a_sender(outcome.answer) for outcome in result.outcomes)


def _alike(mail: OutgoingMail, state: DeliveryState, answer: str) -> SendResult:
    """The same outcome for every recipient."""
    return SendResult(mail.id, tuple(RecipientOutcome(to, state, answer) for to in mail.recipients))
