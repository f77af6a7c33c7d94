"""One mail on its way through a relay: what is asked for it, and what was answered for each recipient."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

from frontdesk.mailbox.ports import DeliveryState, OutgoingMail, RecipientOutcome, SendResult
from frontdesk.mailbox.smtp.protocol import Answer, as_data, is_address, on_the_wire, size_limit, with_crlf


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
        self._sender = on_the_wire(mail.envelope_from)
        self._recipients = [on_the_wire(recipient) for recipient in mail.recipients]
        self._settle_what_cannot_go()
        self.asked = [place for place, outcome in enumerate(self._outcomes) if outcome is None]

    def _settle_what_cannot_go(self) -> None:
        problem = self._problem()
        for place, recipient in enumerate(self._recipients):
            why = problem or self._problem_of(recipient)
            if why:
                self.settle([place], "failed", why)

    def _problem(self) -> str:
        """Why the mail can't go to anybody, "" when it can."""
        sender, limit = self._sender, size_limit(self._offered)
        if sender and self._problem_of(sender):
            return self._problem_of(sender)
        if limit and len(self._lines) > limit:
            return f"552 5.3.4 message too large for the relay: {len(self._lines)} octets, it takes {limit}"
        if not self._lines.isascii() and "8BITMIME" not in self._offered:
            return "554 5.6.3 the relay takes no 8-bit mail (8BITMIME)"
        if self._letters_in_headers and "SMTPUTF8" not in self._offered:
            return "553 5.6.7 an address in the mail has letters beyond ASCII, which the relay doesn't take (SMTPUTF8)"
        return ""

    def _problem_of(self, address: str) -> str:
        if not is_address(address):
            return f"553 5.1.3 {address!r:.80} isn't an address that mail can be sent to"
        if not address.isascii() and "SMTPUTF8" not in self._offered:
            return f"553 5.6.7 the relay takes no letters beyond ASCII in addresses (SMTPUTF8): {address}"
        return ""

    @cached_property
    def _letters_in_headers(self) -> bool:
        """RFC 6531 section 3.1: such a mail goes under SMTPUTF8 only, whoever it goes to."""
        return not self._lines.isascii() and not self._lines[: self._lines.find(b"\r\n\r\n")].isascii()

    @property
    def mail_command(self) -> bytes:
        """MAIL with the parameters that the relay offers and the mail needs."""
        addresses = [self._sender, *(self._recipients[place] for place in self.asked)]
        parameters = (
            (f" SIZE={len(self._lines)}", "SIZE" in self._offered),
            (" BODY=8BITMIME", "8BITMIME" in self._offered and not self._lines.isascii()),
            (" SMTPUTF8", self._letters_in_headers or not all(address.isascii() for address in addresses)),
        )
        words = "".join(parameter for parameter, wanted in parameters if wanted)
        return f"MAIL FROM:<{self._sender}>{words}".encode()

    def rcpt_command(self, place: int) -> bytes:
        return f"RCPT TO:<{self._recipients[place]}>".encode()

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
