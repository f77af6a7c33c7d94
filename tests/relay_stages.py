"""The stage that the relay's contract suite plays on: a relay, and the mailboxes that it delivers to.

Every stage refuses `LATER` with 4xx and `NOBODY` with 5xx.
"""

from __future__ import annotations

import email
from dataclasses import dataclass, replace
from typing import Protocol

import servers
from memory_mail import MailWorld, MemoryRelay
from memory_world import ALL_EXTENSIONS

from frontdesk.mailbox.ports import Relay, SmtpAccount
from frontdesk.mailbox.smtp.relay import SmtpRelay

LATER, NOBODY = "later@refusing.example", "nobody@refusing.example"
LIMIT = 10_240_000


@dataclass(frozen=True)
class Arrived:
    """What came in at a recipient's: the return path and all below the header."""

    sender: str
    body: bytes


class RelayStage(Protocol):
    offers: frozenset[str]

    def relay(self) -> Relay: ...

    def arrived(self, recipient: str, count: int = 1) -> list[Arrived]:
        """What has come in for a recipient, as soon as it is so many."""

    def lost(self) -> Relay:
        """A relay that isn't there."""


def _body(raw: bytes) -> bytes:
    return raw.partition(b"\r\n\r\n")[2]


class MemoryRelayStage:
    def __init__(self, lacks: frozenset[str] = frozenset()) -> None:
        self.world = MailWorld(refusals={who: servers.REFUSALS[who] for who in (LATER, NOBODY)})
        self._extensions = {name: value for name, value in ALL_EXTENSIONS.items() if name not in lacks}
        self.offers = frozenset(self._extensions)
        if "SIZE" in lacks:
            self.world.size_limit = LIMIT

    def relay(self) -> Relay:
        return MemoryRelay(self.world, self._extensions)

    def arrived(self, recipient: str, count: int = 1) -> list[Arrived]:
        return [Arrived(one.sender, _body(one.raw)) for one in self.world.sent if one.recipient == recipient]

    def lost(self) -> Relay:
        self.world.down.add("smtp")
        return self.relay()


class SinkStage:
    def __init__(self, sink: servers.SmtpSink) -> None:
        self.sink = sink
        self.offers = frozenset({"SIZE", "8BITMIME", "SMTPUTF8"})
        sink.refusals.update({who: servers.REFUSALS[who] for who in (LATER, NOBODY)})

    def relay(self) -> Relay:
        return SmtpRelay(self.sink.account())

    def arrived(self, recipient: str, count: int = 1) -> list[Arrived]:
        return [Arrived(one.sender, _body(one.raw)) for one in self.sink.taken if recipient in one.recipients]

    def lost(self) -> Relay:
        return nobody_there()


class PostfixStage:
    def __init__(
        self, postfix: servers.Postfix, dovecot: servers.Dovecot, bare: bool, token: str = ""
    ) -> None:
        self.dovecot = dovecot
        self.account = postfix.account_at(postfix.bare_port if bare else postfix.plain_port)
        if token:
            self.account = replace(
                postfix.account("starttls", user="it", password=""), token=lambda refused: token
            )
        self.offers = frozenset() if bare else frozenset(ALL_EXTENSIONS)

    def relay(self) -> Relay:
        return SmtpRelay(self.account)

    def arrived(self, recipient: str, count: int = 1) -> list[Arrived]:
        user = recipient.partition("@")[0]
        if count:
            servers.await_that(lambda: len(self.dovecot.mails(user)) >= count, f"{count} mails at {user}'s")
        return [self._arrived(raw) for raw in self.dovecot.mails(user)]

    def _arrived(self, raw: bytes) -> Arrived:
        return Arrived(email.message_from_bytes(raw)["Return-Path"].strip("<>"), _body(raw))

    def lost(self) -> Relay:
        return nobody_there()


def nobody_there() -> SmtpRelay:
    return SmtpRelay(SmtpAccount(servers.LOOPBACK, servers.free_port(), "none", connect_timeout=5))
