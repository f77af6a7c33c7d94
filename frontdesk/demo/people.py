"""Who plays in the demo, and how they write mail: as mail clients do, the old text quoted below the new."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr

from frontdesk.mailbox.ports import OutgoingMail, SmtpAccount
from frontdesk.mailbox.smtp.relay import SmtpRelay

PASSWORD = "demo"  # for mailboxes that live in memory, on this machine alone


@dataclass(frozen=True, slots=True)
class Person:
    """`part`: what they are to the desk."""

    name: str
    address: str
    part: str

    def __str__(self) -> str:
        return f"{self.name} <{self.address}>"


DESK = Person("IT Desk", "it@example.org", "the desk")
CARL = Person("Carl Cole", "carl@example.com", "customer")
ANN = Person("Ann Lee", "ann@example.org", "technician")
BOB = Person("Bob Burns", "bob@example.org", "technician")
MIA = Person("Mia Boss", "mia@example.org", "manager")
HANNA = Person("Hanna Head", "hanna@example.com", "customer")  # who heads Sales
DORA = Person("Dora Dean", "dora@example.com", "customer")
SAM = Person("Sam Sale", "sam@example.com", "customer")
PAUL = Person("Paul Plant", "paul@example.com", "customer")  # who heads Production
PETE = Person("Pete Park", "pete@example.com", "customer")
PIA = Person("Pia Press", "pia@example.com", "customer")
FAY = Person("Fay Fund", "fay@example.com", "customer")  # who heads Finance
FINN = Person("Finn Fox", "finn@example.com", "customer")
FLO = Person("Flo Ford", "flo@example.com", "customer")
CAST = (CARL, ANN, BOB, MIA, HANNA, DORA, SAM, PAUL, PETE, PIA, FAY, FINN, FLO)
EVERYBODY = {person.address: person for person in (DESK, *CAST)}


@dataclass(frozen=True)
class Letter:
    """A mail on its way, as its readers get it. `readers`: addresses, without what follows a plus."""

    raw: bytes
    at: datetime
    sender: str
    readers: tuple[str, ...]
    message: EmailMessage

    @classmethod
    def read(cls, raw: bytes, at: datetime, sender: str, readers: tuple[str, ...]) -> Letter:
        return cls(raw, at, sender, readers, email.message_from_bytes(raw, policy=email.policy.default))

    @property
    def kind(self) -> str:
        """What sort of mail of the desk it is; "" for people's."""
        return self.header("X-Frontdesk-Kind")

    @property
    def author(self) -> str:
        """The address in From, in small letters."""
        return parseaddr(self.header("From"))[1].lower()

    @property
    def subject(self) -> str:
        return self.header("Subject")

    @property
    def text(self) -> str:
        return self._part("plain")

    @property
    def html(self) -> str:
        return self._part("html")

    def header(self, name: str) -> str:
        return str(self.message[name] or "")

    def _part(self, kind: str) -> str:
        part = self.message.get_body((kind,))
        return str(part.get_content()).replace("\r\n", "\n") if part else ""


def split_quote(letter: Letter) -> tuple[str, str]:
    """What somebody wrote, and the old mail quoted below it with the line that leads it in; ours are never split."""
    lines = letter.text.strip().split("\n")
    first = next((at for at, line in enumerate(lines) if line.startswith(">")), None)
    if letter.kind or first is None:
        return "\n".join(lines), ""
    start = first - 1 if first and lines[first - 1].endswith(":") else first
    return "\n".join(lines[:start]).rstrip(), "\n".join(lines[start:])


class Writer:
    """A person's mail program: it sends by the demo's SMTP server, with the person's own login."""

    def __init__(self, person: Person, smtp_port: int, clock: Callable[[], datetime]) -> None:
        self.person, self.clock = person, clock
        self._relay = SmtpRelay(SmtpAccount("127.0.0.1", smtp_port, "none", person.address, PASSWORD))
        self._serial = 0

    def close(self) -> None:
        self._relay.close()

    def write(self, subject: str, text: str) -> None:
        """A new mail to the desk."""
        self._post(self._new(str(DESK), subject), text)

    def answer(self, letter: Letter, text: str, tags: str = "") -> None:
        """A reply; `tags` are typed behind the subject."""
        again = letter.subject if letter.subject.startswith("Re: ") else f"Re: {letter.subject}"
        mail = self._new(letter.header("Reply-To") or letter.header("From"), f"{again} {tags}".rstrip())
        mail["In-Reply-To"] = letter.header("Message-ID")
        mail["References"] = f"{letter.header('References')} {letter.header('Message-ID')}".strip()
        quoted = "\n".join(f"> {line}".rstrip() for line in letter.text.rstrip().split("\n"))
        self._post(mail, f"{text}\n\nOn {letter.at:%a, %d %b %Y at %H:%M}, {DESK.name} wrote:\n{quoted}\n")

    def _new(self, to: str, subject: str) -> EmailMessage:
        self._serial += 1
        mail = EmailMessage()
        mail["Message-ID"] = f"<{self._serial}.{self.clock():%Y%m%d%H%M%S}.{self.person.address}>"
        mail["Date"] = format_datetime(self.clock())
        mail["From"], mail["To"], mail["Subject"] = str(self.person), to, subject
        return mail

    def _post(self, mail: EmailMessage, text: str) -> None:
        mail.set_content(text)
        raw = mail.as_bytes(policy=email.policy.SMTP)
        recipient = parseaddr(mail["To"])[1]
        for result in self._relay.send([OutgoingMail(0, self.person.address, (recipient,), raw)]):
            for outcome in result.outcomes:
                if outcome.state != "sent":
                    raise RuntimeError(f"{self.person.name}'s mail was not taken: {outcome.answer}")
