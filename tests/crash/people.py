"""People who write to the desk without a pause: new mail, customers' answers, a technician's answers."""

from __future__ import annotations

import contextlib
import email
import email.policy
import random
import smtplib
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import formatdate, parseaddr

from crash.beside import beside
from crash.relay import Relay, Taken
from servers import LOOPBACK, Dovecot

ANSWERED = 0.2  # of the mails that people get, so many are answered
ENDINGS = ("", "", "[waiting]", "[resolved]")


@dataclass
class People:
    """`opened`: subject by Message-ID of what was delivered as new mail; `answers`: of what was an answer.

    Only what the mail server has confirmed counts.
    """

    dovecot: Dovecot
    relay: Relay
    desk: str
    technician: str
    chance: random.Random
    prefix: str = ""
    opened: dict[str, str] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    _got: set[str] = field(default_factory=set)
    _serial: int = 0
    _seen: int = 0

    def write(self, count: int = 1) -> None:
        """So many new mails, each by another customer."""
        letters = [self._new() for _ in range(count)]
        self._deliver(letters, self.opened)

    def answer_some(self, share: float = ANSWERED) -> None:
        """Some of what the relay took since the last time is answered."""
        letters = []
        self.relay.look()
        new, self._seen = self.relay.taken[self._seen :], len(self.relay.taken)
        for taken in new:
            if taken.id in self._got:
                continue  # a second copy of what they have already
            self._got.add(taken.id)
            if self._asks_for_an_answer(taken) and self.chance.random() < share:
                letters.append(self._answer(taken))
        self._deliver(letters, self.answers)

    def _asks_for_an_answer(self, taken: Taken) -> bool:
        if taken.kind == "acknowledgement":
            return True
        return taken.kind == "notification" and self.technician in taken.to

    def _new(self) -> EmailMessage:
        number = self._next()
        letter = _letter(
            f"c{self.prefix}{number}@example.com", self.desk, f"Trouble {self.prefix}{number}", number
        )
        letter.set_content(
            f"Word {self.prefix}{number}: it does not work since this morning. What shall I do?\n"
        )
        return letter

    def _answer(self, taken: Taken) -> EmailMessage:
        got = email.message_from_bytes(self.relay.raw(taken), policy=email.policy.default)
        number = self._next()
        subject = f"Re: {got['Subject']}"
        if taken.kind == "notification":
            subject += f" {self.chance.choice(ENDINGS)}".rstrip()
        to = parseaddr(str(got["Reply-To"] or got["From"]))[1]
        letter = _letter(taken.to[0], to, subject, number)
        letter["In-Reply-To"] = letter["References"] = taken.id
        letter.set_content(f"Word {self.prefix}{number}: please try again after lunch.\n")
        return letter

    def _next(self) -> int:
        self._serial += 1
        return self._serial

    def _deliver(self, letters: list[EmailMessage], kept: dict[str, str]) -> None:
        if not letters:
            return
        with smtplib.LMTP(LOOPBACK, self.dovecot.lmtp_port) as lmtp:
            for letter in letters:
                sender = parseaddr(str(letter["From"]))[1]
                lmtp.sendmail(sender, [self.desk], letter.as_bytes(policy=email.policy.SMTP))
                kept[str(letter["Message-ID"])] = str(letter["Subject"])

    @contextlib.contextmanager
    def writing(self, mails_a_second: float, burst: int = 5) -> Iterator[None]:
        """They write, in bursts, until the end of the block."""
        trouble: list[BaseException] = []

        def work(stop: threading.Event) -> None:
            try:
                while not stop.wait(self.chance.uniform(0, 2 * burst / mails_a_second)):
                    self.write(self.chance.randint(1, 2 * burst - 1))
                    self.answer_some()
            except BaseException as error:
                trouble.append(error)

        with beside(work):
            yield
        assert not trouble, trouble


def _letter(sender: str, to: str, subject: str, number: int) -> EmailMessage:
    letter = EmailMessage()
    letter["Message-ID"] = f"<{number}.{random.getrandbits(40):x}@people.example>"
    letter["From"], letter["To"], letter["Subject"] = sender, to, subject
    letter["Date"] = formatdate()
    return letter
