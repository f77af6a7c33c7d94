"""An SMTP server inside the test (aiosmtpd): keeps every mail it takes, refuses whom the test names."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from server_tools import LOOPBACK, PASSWORD, free_port

from frontdesk.mailbox.ports import SmtpAccount


@dataclass(frozen=True)
class Taken:
    """A mail as the sink took it. `options` are the parameters of MAIL FROM, upper case."""

    sender: str
    recipients: tuple[str, ...]
    raw: bytes
    options: frozenset[str]


@dataclass
class SmtpSink:
    """`refusals`: what RCPT is answered by recipient, "450 4.2.0 later". `answer`: what a mail gets."""

    port: int
    taken: list[Taken] = field(default_factory=list)
    refusals: dict[str, str] = field(default_factory=dict)
    answer: str = "250 2.0.0 taken"

    def account(self, user: str = "", password: str = PASSWORD) -> SmtpAccount:
        return SmtpAccount(LOOPBACK, self.port, "none", user, password if user else "", command_timeout=10)

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refusals:
            return self.refusals[address]
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.answer.startswith("2"):
            options = frozenset(option.upper() for option in envelope.mail_options)
            raw = envelope.original_content or b""
            self.taken.append(
                Taken((envelope.mail_from or "").strip("<>"), tuple(envelope.rcpt_tos), raw, options)
            )
        return self.answer


def _knows(
    server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: LoginPassword
) -> AuthResult:
    return AuthResult(success=data.password.decode() == PASSWORD)


@contextlib.contextmanager
def smtp_sink(size_limit: int = 33_554_432, utf8: bool = True, login: bool = False) -> Iterator[SmtpSink]:
    """A sink on a free port. `login`: mail is taken only after a login with any user and `PASSWORD`."""
    sink = SmtpSink(free_port())
    controller = Controller(
        sink,
        hostname=LOOPBACK,
        port=sink.port,
        data_size_limit=size_limit,
        enable_SMTPUTF8=utf8,
        authenticator=_knows,
        auth_required=login,
        auth_require_tls=False,
    )
    controller.start()
    try:
        yield sink
    finally:
        controller.stop()
