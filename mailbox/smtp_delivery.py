"""One mail on its way through a relay: what is asked for it, and what was answered for each recipient."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from frontdesk.mailbox.ports import DeliveryState, OutgoingMail, RecipientOutcome, SendResult
from frontdesk.mailbox.smtp_words import Answer, as_data, is_address, size_limit, with_crlf


class Delivery:
    """`asked`: the places of those recipients that the relay is asked about; `accepted`: those it took.

    What can be known without the relay (no address, too large, needs what isn't offered) is settled at once.
    """

    def __init__(self, mail: OutgoingMail, offered: Mapping[str, str]) -> None:
        self.mail = mail
        self.accepted: list[int] = []
        self._outcomes: list[RecipientOutcome | None] = [None] * len(mail.recipients)
        self._lines = with_crlf(mail.raw)
        self._offered = offered
        self._settle_what_cannot_go()
        self.asked = [place for place, outcome in enumerate(self._outcomes) if outcome is None]

    def _settle_what_cannot_go(self) -> None:
        problem = self._problem()
        for place, recipient in enumerate(self.mail.recipients):
            why = problem or self._problem_of(recipient)
            if why:
                self.settle([place], "failed", why)

    def _problem(self) -> str:
        """Why the mail can't go to anybody, "" when it can."""
        sender, limit = self.mail.envelope_from, size_limit(self._offered)
        if sender and self._problem_of(sender):
            return self._problem_of(sender)
        if limit and len(self._lines) > limit:
            return f"552 5.3.4 message too large for the relay: {len(self._lines)} octets, it takes {limit}"
        if not self._lines.isascii() and "8BITMIME" not in self._offered:
            return "554 5.6.3 the relay takes no 8-bit mail (8BITMIME)"
        return ""

    def _problem_of(self, address: str) -> str:
        if not is_address(address):
            return f"553 5.1.3 {address!r:.80} isn't an address that mail can be sent to"
        if not address.isascii() and "SMTPUTF8" not in self._offered:
            return f"553 5.6.7 the relay takes no letters beyond ASCII in addresses (SMTPUTF8): {address}"
        return ""

    @property
    def mail_command(self) -> bytes:
        """MAIL with the parameters that the relay offers and the mail needs."""
        addresses = [self.mail.envelope_from, *(self.mail.recipients[place] for place in self.asked)]
        parameters = (
            (f" SIZE={len(self._lines)}", "SIZE" in self._offered),
            (" BODY=8BITMIME", "8BITMIME" in self._offered and not self._lines.isascii()),
            (" SMTPUTF8", not all(address.isascii() for address in addresses)),
        )
        words = "".join(parameter for parameter, wanted in parameters if wanted)
        return f"MAIL FROM:<{self.mail.envelope_from}>{words}".encode()

    def rcpt_command(self, place: int) -> bytes:
        return f"RCPT TO:<{self.mail.recipients[place]}>".encode()

    def commands(self) -> list[bytes]:
        """The whole envelope, to be sent in one go (RFC 2920)."""
        return [self.mail_command, *(self.rcpt_command(place) for place in self.asked), b"DATA"]

    def data(self) -> bytes:
        return as_data(self._lines)

    def settle(self, places: Iterable[int], state: DeliveryState, answer: str) -> None:
        for place in places:
            self._outcomes[place] = RecipientOutcome(self.mail.recipients[place], state, answer)

    def judge(self, place: int, answer: Answer) -> None:
        """The answer to RCPT."""
        if answer.positive:
            self.accepted.append(place)
        else:
            self.settle([place], answer.state, str(answer))

    def refuse(self, answer: Answer) -> None:
        """The answer to MAIL, or to DATA: none of those still open gets the mail."""
        state: DeliveryState = "failed" if answer.state == "failed" else "deferred"
        self.settle(self._open(), state, str(answer))
        self.accepted = []

    def finish(self, answer: Answer) -> None:
        """The answer to the end of the data."""
        self.settle(self.accepted, answer.state, str(answer))

    def _open(self) -> list[int]:
        return [place for place, outcome in enumerate(self._outcomes) if outcome is None]

    def result(self, state: DeliveryState = "deferred", answer: str = "not tried") -> SendResult:
        """The outcomes; recipients that are still open get this state and answer."""
        self.settle(self._open(), state, answer)
        return SendResult(self.mail.id, tuple(outcome for outcome in self._outcomes if outcome))
