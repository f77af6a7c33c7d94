"""One mail on its way through a relay: what is asked for it, and what was answered for each recipient."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

from frontdesk.mailbox.account_words import AboutUs, Phase, about_us
from frontdesk.mailbox.ports import DeliveryState, OutgoingMail, RecipientOutcome, SendResult
from frontdesk.mailbox.smtp.protocol import (
    Answer,
    as_data,
    is_address,
    on_the_wire,
    size_limit,
    wants_a_sender,
    with_crlf,
)


class Delivery:
    """`asked`: the places of those recipients that the relay is asked about; `accepted`: those it took.

    What can be known without the relay (no address, too large, needs what isn't offered) is settled at once.
    `logged_in`: whether the relay knows us by a login. `spare_sender`: a mail without a sender is tried again with one,
    where that is what the relay minds.
    """

    def __init__(
        self,
        mail: OutgoingMail,
        offered: Mapping[str, str],
        *,
        logged_in: bool = False,
        spare_sender: bool = False,
    ) -> None:
        self.mail = mail
        self._logged_in, self._spare_sender = logged_in, spare_sender
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

    def settle(
        self, places: Iterable[int], state: DeliveryState, answer: str, about: AboutUs | None = None
    ) -> None:
        for place in places:
            self._outcomes[place] = RecipientOutcome(self.mail.recipients[place], state, answer, about)

    def _refused(self, places: Iterable[int], answer: Answer, phase: Phase) -> None:
        """For these recipients, in this phase; what is about us defers the mail."""
        text, sender = str(answer), bool(self._sender)
        about = None
        if sender or not self._spare_sender or not wants_a_sender(text):
            about = about_us(text, phase, sender=sender, logged_in=self._logged_in)
        state: DeliveryState = "failed" if answer.state == "failed" and about is None else "deferred"
        self.settle(places, state, text, about)

    def judge(self, place: int, answer: Answer) -> None:
        """The answer to RCPT."""
        if answer.positive:
            self.accepted.append(place)
        else:
            self._refused([place], answer, Phase.RECIPIENT)

    def refuse(self, answer: Answer, phase: Phase) -> None:
        """The answer to MAIL, or to DATA: none of those still open gets the mail."""
        self._refused(self._open(), answer, phase)
        self.accepted = []

    def finish(self, answer: Answer) -> None:
        """The answer to the end of the data."""
        if answer.positive:
            self.settle(self.accepted, answer.state, str(answer))
        else:
            self._refused(self.accepted, answer, Phase.DATA)

    def _open(self) -> list[int]:
        return [place for place, outcome in enumerate(self._outcomes) if outcome is None]

    def result(self, state: DeliveryState = "deferred", answer: str = "not tried") -> SendResult:
        """The outcomes; recipients that are still open get this state and answer."""
        self.settle(self._open(), state, answer)
        return SendResult(self.mail.id, tuple(outcome for outcome in self._outcomes if outcome))
