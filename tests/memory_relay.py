"""The fake relay: takes mail into a `memory_world.MailWorld`, with every accident that fate has in mind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from memory_world import ALL_EXTENSIONS, MailWorld

from frontdesk.mailbox.errors import ConnectionLost
from frontdesk.mailbox.ports import OutgoingMail, SendResult
from frontdesk.mailbox.smtp.delivery import Delivery
from frontdesk.mailbox.smtp.protocol import Answer, with_crlf


class MemoryRelay:
    """`mailbox.ports.Relay` into the same world. `offers`: EHLO keywords and parameters.

    Steps: "smtp connect"; for each mail "smtp envelope", then "smtp data": before it the relay has nothing,
    after it the relay has the mail and the answer is lost.
    """

    def __init__(self, world: MailWorld, offers: Mapping[str, str] = ALL_EXTENSIONS) -> None:
        self._world, self._offers = world, offers
        self._connected = False

    def _connect(self) -> None:
        if not self._connected:
            with self._world.step("smtp connect"):
                if "smtp" in self._world.down:
                    raise ConnectionLost("cannot connect to the relay")
                self._connected = True

    def probe(self) -> frozenset[str]:
        self._connect()
        return frozenset(f"{keyword} {parameters}".strip() for keyword, parameters in self._offers.items())

    def close(self) -> None:
        self._connected = False

    def send(self, mails: Sequence[OutgoingMail]) -> Iterator[SendResult]:
        if mails:
            self._connect()
        for mail in mails:
            delivery = Delivery(mail, self._offers)
            try:
                self._connect()
                if delivery.asked:
                    self._ask(delivery)
                if delivery.accepted:
                    self._hand_over(delivery)
            except ConnectionLost as lost:
                self._connected = False
                delivery.result("deferred", str(lost))
            yield delivery.result()

    def _ask(self, delivery: Delivery) -> None:
        with self._world.step("smtp envelope"):
            for place in delivery.asked:
                words = self._world.refusals.get(delivery.mail.recipients[place], "250 2.1.5 OK")
                delivery.judge(place, _answer(words))

    def _hand_over(self, delivery: Delivery) -> None:
        mail, limit = delivery.mail, self._world.size_limit
        too_large = limit is not None and len(mail.raw) > limit
        answer = _answer("552 5.3.4 message file too big" if too_large else self._world.answer)
        try:
            with self._world.step("smtp data"):
                for place in delivery.accepted if answer.positive else ():
                    self._world.take(mail.envelope_from, mail.recipients[place], with_crlf(mail.raw))
                delivery.finish(_answer(self._world.said_of(mail.raw)) if answer.positive else answer)
        except ConnectionLost as lost:
            self._connected = False
            delivery.settle(delivery.accepted, "unknown", str(lost))


def _answer(words: str) -> Answer:
    code, _, text = words.partition(" ")
    return Answer(int(code), text)
