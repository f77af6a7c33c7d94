"""SMTP's words: commands made and answers read, pure functions without a connection.

An address goes on the wire only when nothing in it can be taken for anything else: no blank, control
character, quote or bracket, no leading "-" (a relay may hand it to a program).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from frontdesk.mailbox.ports import DeliveryState

ADDRESS_AT_MOST = 254  # RFC 5321 section 4.5.3.1.3, less the brackets
ANSWER_AT_MOST = 500
OUT_OF_ORDER = frozenset({503, 530, 534, 535, 538})  # about our login or the order of words, not the mail
_AN_ID = re.compile(r"<[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,150}@[A-Za-z0-9.-]{1,100}>")
NOT_IN_AN_ADDRESS = frozenset('<>()[]\\,;:" ')


@dataclass(frozen=True, slots=True)
class Answer:
    """A relay's answer: `text` is one line, fit to be shown and kept."""

    code: int
    text: str

    @property
    def positive(self) -> bool:
        return 200 <= self.code < 300

    @property
    def leaving(self) -> bool:
        """421: the relay closes the connection (RFC 5321 section 3.8)."""
        return self.code == 421

    @property
    def state(self) -> DeliveryState:
        """What it means for a mail. 5xx that speaks of us, not of the mail, is no reason to give up."""
        if self.positive:
            return "sent"
        return "failed" if 500 <= self.code < 600 and self.code not in OUT_OF_ORDER else "deferred"

    def __str__(self) -> str:
        return f"{self.code} {self.text}".strip()


# Of enhanced status codes (RFC 3463) those about the sender or what it may do; 5.2.252 is Exchange's own.
_ABOUT_THE_SENDER = ("5.7.", "5.1.7", "5.1.8", "5.2.252")
_SENDER_WORDS = ("sender", "mail from", "<>", "return path", "return-path", "not verified")


def wants_a_sender(answer: str) -> bool:
    """Whether these may be the words with which a relay refuses the null return path, which RFC 5321 section 4.5.5 has
    it take; at MAIL, at RCPT or only after the data, as relays differ. To take a refusal for one costs a second try.
    """
    code, _, text = answer.partition(" ")
    words = text.casefold()
    return code.startswith("5") and (
        words.startswith(_ABOUT_THE_SENDER) or any(word in words for word in _SENDER_WORDS)
    )


def other_id(answer: str, own: str) -> str:
    """The Message-ID that the relay gave the mail instead of ours, where its answer to the data names one
    ("250 2.0.0 OK <...@...> [Hostname=...]", Exchange); "" for none."""
    found = _AN_ID.search(answer) if answer.startswith("2") else None
    return found[0] if found and found[0] != own else ""


def answer_of(lines: list[bytes]) -> Answer | None:
    """The answer in a reply's lines, "250-..." and "250 ..."; None when they aren't one."""
    code = lines[-1][:3]
    if not code.isdigit() or len(code) < 3 or any(line[:3] != code for line in lines):
        return None
    words = b" ".join(line[4:].strip() for line in lines).decode("utf-8", "replace")[: 2 * ANSWER_AT_MOST]
    if not words.isprintable():
        words = "".join(c if c.isprintable() else " " for c in words)
    return Answer(int(code), " ".join(words.split())[:ANSWER_AT_MOST])


def features(lines: list[bytes]) -> dict[str, str]:
    """What an EHLO answer offers: keyword, upper case, and its parameters (RFC 5321 section 4.1.1.1)."""
    words = [line[4:].decode("ascii", "replace").strip().upper() for line in lines[1:]]
    split = (word.replace("=", " ", 1).partition(" ") for word in words if word)  # some say AUTH=PLAIN
    return {keyword: parameters for keyword, _, parameters in split}


def size_limit(offered: Mapping[str, str]) -> int | None:
    """The relay's greatest mail in octets, None for no limit or none told (RFC 1870)."""
    told = offered.get("SIZE", "")
    return int(told) or None if told.isascii() and told.isdigit() else None


def is_address(text: str) -> bool:
    """Whether an address may go on the wire; letters of any alphabet may stand in it (RFC 6531)."""
    local, _, domain = text.partition("@")
    return (
        bool(local and domain)
        and "@" not in domain
        and not local.startswith("-")
        and not domain.startswith(("-", "."))
        and text.isprintable()
        and NOT_IN_AN_ADDRESS.isdisjoint(text)
        and len(text.encode("utf-8")) <= ADDRESS_AT_MOST
    )


def on_the_wire(address: str) -> str:
    """The domain in its ASCII form (RFC 5890), which every relay takes; what has none stays as it is."""
    local, at, domain = address.rpartition("@")
    if domain.isascii():
        return address
    try:
        return f"{local}{at}{domain.encode('idna').decode()}"
    except UnicodeError:
        return address


def with_crlf(raw: bytes) -> bytes:
    """Every line end as CRLF, also a lone CR or LF, which relays read differently from one another."""
    pairs = raw.count(b"\r\n")
    if raw.count(b"\n") != pairs or raw.count(b"\r") != pairs:
        raw = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n").replace(b"\n", b"\r\n")
    return raw if raw.endswith(b"\r\n") else raw + b"\r\n"


def as_data(lines: bytes) -> bytes:
    """A mail as it stands after DATA: dots doubled, the last line a dot (RFC 5321 section 4.5.2)."""
    stuffed = lines.replace(b"\r\n.", b"\r\n..")
    return (b"." if stuffed.startswith(b".") else b"") + stuffed + b".\r\n"
