"""Mails in a row over one SMTP session, pipelined where the relay offers it (RFC 2920).

A mail's last byte and the next mail's envelope go out together, so a mail costs one round trip. Knows at any
time what is certain about the mail in the middle; what follows from that is `mailbox.smtp`'s business.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from frontdesk.mailbox.account_words import Phase
from frontdesk.mailbox.errors import ConnectionLost
from frontdesk.mailbox.ports import OutgoingMail, RecipientOutcome, SendResult
from frontdesk.mailbox.smtp.delivery import Delivery
from frontdesk.mailbox.smtp.protocol import Answer
from frontdesk.mailbox.smtp.session import SmtpSession


class Leaving(ConnectionLost):
    """The relay said 421: it closes the connection."""


class SmtpStream:
    """A session that mails go through. `finishing`: the mail whose data the relay waits for or has."""

    def __init__(self, session: SmtpSession) -> None:
        self.session = session
        self.finishing: Delivery | None = None
        self._end_of_data = (
            0  # octets written on the connection when `finishing` is all out; 0: not yet begun
        )
        self._untidy = False  # a transaction was left open: RSET comes first

    @property
    def all_out(self) -> bool:
        """Whether the relay may have the whole of `finishing`: only then its fate can be unknown."""
        return bool(self.finishing) and 0 < self._end_of_data <= self.session.connection.written

    def send(self, left: deque[OutgoingMail]) -> Iterator[SendResult]:
        """Takes each mail off `left` just before its result is yielded. Raises when the connection breaks."""
        while left:
            starting = self._next(left)
            ahead = starting if self.session.offers("PIPELINING") else None
            self._write(ahead)
            if self.finishing:
                yield from self._finish(left)
            if starting and self._begin(starting, said=ahead is not None):
                self.finishing, self._end_of_data = starting, 0
            elif starting:
                left.popleft()
                yield starting.result()

    def rehearse(self, mail: OutgoingMail) -> RecipientOutcome | None:
        """Its envelope for its one recipient, taken back: nothing is sent. None where the relay would take the mail."""
        delivery = self._delivery(mail)
        if delivery.asked:
            self.session.allow_for_commands()
            self._untidy = True
            answer = self.session.ask(delivery.mail_command)
            if answer.positive:
                delivery.judge(delivery.asked[0], self.session.ask(delivery.rcpt_command(delivery.asked[0])))
            else:
                delivery.refuse(answer, Phase.SENDER)
        if delivery.accepted:
            _stay(self.session.ask(b"RSET"))
            self._untidy = False
            return None
        return delivery.result().outcomes[0]

    def _next(self, left: deque[OutgoingMail]) -> Delivery | None:
        """The mail after the one that is being finished."""
        place = 1 if self.finishing else 0
        if len(left) <= place:
            return None
        return self._delivery(left[place])

    def _delivery(self, mail: OutgoingMail) -> Delivery:
        account = self.session.account
        return Delivery(
            mail,
            self.session.offered,
            logged_in=bool(account.user),
            spare_sender=bool(account.sender),
        )

    def _write(self, ahead: Delivery | None) -> None:
        """The rest of the one mail and the envelope of the next."""
        pieces = []
        if self.finishing:
            pieces.append(self.finishing.data())
            self._end_of_data = self.session.connection.written + len(pieces[0])
        if ahead and ahead.asked:
            pieces += [b"RSET\r\n"] if self._untidy else []
            pieces += [command + b"\r\n" for command in ahead.commands()]
        if pieces:
            self.session.allow_for_data()
            self.session.connection.send(b"".join(pieces))

    def _finish(self, left: deque[OutgoingMail]) -> Iterator[SendResult]:
        answer = self.session.answer()
        self.session.allow_for_commands()
        delivery, self.finishing = self.finishing, None
        if delivery:
            delivery.finish(answer)
            left.popleft()
            yield delivery.result()
        _stay(answer)

    def _begin(self, delivery: Delivery, said: bool) -> bool:
        """The envelope; whether the relay now waits for the data. `said`: the commands are out already."""

        def say(command: bytes) -> Answer:
            return _stay(self.session.answer() if said else self.session.ask(command))

        if not delivery.asked:
            return False
        self.session.allow_for_commands()
        if self._untidy:
            say(b"RSET")
            self._untidy = False
        answer = say(delivery.mail_command)
        taken = answer.positive
        if not taken:
            delivery.refuse(answer, Phase.SENDER)
        for place in delivery.asked if taken or said else ():
            answer = say(delivery.rcpt_command(place))
            if taken:
                delivery.judge(place, answer)
        if not said and not delivery.accepted:
            self._untidy = taken
            return False
        return self._may_send_data(delivery, say(b"DATA"))

    def _may_send_data(self, delivery: Delivery, answer: Answer) -> bool:
        if answer.code != 354:
            self._untidy = True
            delivery.refuse(answer, Phase.DATA)
            return False
        if not delivery.accepted:
            _stay(self.session.ask(b"."))  # RFC 2920 section 3.1: it waits for a mail that goes to nobody
        return bool(delivery.accepted)


def _stay(answer: Answer) -> Answer:
    if answer.leaving:
        raise Leaving(str(answer))
    return answer
