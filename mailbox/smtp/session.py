"""One SMTP session: greeting, EHLO, STARTTLS, login; commands out, answers in. Knows nothing of mails."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import replace

from frontdesk.mailbox.connection import Connection
from frontdesk.mailbox.errors import ConnectionLost, EncryptionMissing, LoginRefused, MailboxError, Refused
from frontdesk.mailbox.ports import SmtpAccount
from frontdesk.mailbox.sasl import BearerLogin, Token, choose
from frontdesk.mailbox.smtp.protocol import Answer, answer_of, features

LINES_AT_MOST = 200
LINE_AT_MOST = 8192
OTHER_SECURITY = "Set SMTP_SECURITY=tls and SMTP_PORT to the port for it (465)."
CHECK_LOGIN = "Check SMTP_USER and SMTP_PASSWORD; some providers want an app password."


class SmtpSession:
    """A connection that is ready for mail. `offered`: EHLO keywords, upper case, with their parameters."""

    def __init__(self, account: SmtpAccount) -> None:
        """Connects and logs in; raises a `MailboxError` and leaves no connection behind."""
        self.account = account
        self.offered: dict[str, str] = {}
        self.connection = Connection(account)
        try:
            self.allow_for_commands()
            self._expect(self.answer(), "greeting")
            self._introduce()
            if account.security == "starttls":
                self._encrypt()
            if account.token is not None:
                self._log_in_by_token(account.token)
            elif account.user:
                self._log_in()
        except BaseException:
            self.connection.close()
            raise

    def allow_for_data(self) -> None:
        self.connection.allow(self.account.data_timeout)

    def allow_for_commands(self) -> None:
        self.connection.allow(self.account.command_timeout)

    def offers(self, keyword: str) -> bool:
        return keyword in self.offered

    def send(self, *commands: bytes) -> None:
        """Commands, each in a line; more than one only where PIPELINING is offered."""
        self.connection.send(b"".join(command + b"\r\n" for command in commands))

    def _lines(self) -> list[bytes]:
        lines: list[bytes] = []
        while len(lines) < LINES_AT_MOST:
            line = self.connection.readline()
            lines.append(line[:LINE_AT_MOST])
            if line[3:4] != b"-":
                return lines
        raise ConnectionLost(f"{self.account.host} answers without end")

    def answer(self) -> Answer:
        return self._understood(self._lines())

    def _understood(self, lines: list[bytes]) -> Answer:
        answer = answer_of(lines)
        if answer is None:
            said = "".join(
                c if c.isprintable() else " " for c in lines[-1][:80].decode("utf-8", "replace").strip()
            )
            problem = f"{self.account.host}:{self.account.port} answers what isn't SMTP: {said}"
            raise ConnectionLost(problem, remedy="Check SMTP_HOST and SMTP_PORT.")
        return answer

    def ask(self, command: bytes) -> Answer:
        self.send(command)
        return self.answer()

    def _introduce(self) -> None:
        name = self.account.helo_name.encode("ascii", "replace")
        self.send(b"EHLO " + name)
        lines = self._lines()
        if self._understood(lines).positive:
            self.offered = features(lines)
            return
        self.offered = {}
        self._expect(self.ask(b"HELO " + name), "HELO")

    def _encrypt(self) -> None:
        if not self.offers("STARTTLS"):
            problem = f"{self.account.host}:{self.account.port} offers no STARTTLS"
            raise EncryptionMissing(problem, remedy=OTHER_SECURITY)
        answer = self.ask(b"STARTTLS")
        if not answer.positive:
            problem = f"{self.account.host}:{self.account.port} refuses STARTTLS: {answer}"
            raise EncryptionMissing(problem, remedy=OTHER_SECURITY)
        self.connection.encrypt()
        self.allow_for_commands()
        self._introduce()  # what was offered in clear text doesn't count (RFC 3207 section 4.2)

    def _log_in(self) -> None:
        mechanisms = self.offered.get("AUTH", "").split()
        for name, way in LOGINS.items():
            if name in mechanisms:
                self._judge(way(self))
                return
        raise LoginRefused(
            f"{self.account.host}:{self.account.port} offers no login that we know (PLAIN, LOGIN)",
            remedy="Set SMTP_SECURITY to starttls or tls, or leave SMTP_USER empty.",
        )

    def _log_in_by_token(self, token: Token) -> None:
        """A token may be revoked long before its time: one more try with another, where there is another."""
        mechanisms = self.offered.get("AUTH", "").upper().split()
        if not mechanisms and self.account.token_if_offered:
            return
        mechanism = choose(mechanisms, f"{self.account.host}:{self.account.port}")
        given = token("")
        answer = self._bearer(mechanism, given)
        if answer.code >= 500 and (other := token(given)) != given:
            answer = self._bearer(mechanism, other)
        self._judge(answer)

    def _bearer(self, mechanism: str, token: str) -> Answer:
        """Never as an initial response: Postfix cuts the line at 2,048 octets, and Microsoft's tokens are longer."""
        login = BearerLogin(mechanism, self.account.user, token)
        answer = self.ask(b"AUTH " + mechanism.encode())
        while answer.code == 334:
            answer = self.ask(login(answer.text.encode()))
        return replace(answer, text=login.explained(answer.text))

    def _judge(self, answer: Answer) -> None:
        if answer.positive:
            return
        if answer.state == "deferred" and answer.code < 500:
            raise self._not_now("login", answer)
        problem = f"{self.account.host} refused the login of {self.account.user}: {answer}"
        raise LoginRefused(problem, remedy=self.account.remedy(str(answer)) or CHECK_LOGIN)

    def _expect(self, answer: Answer, what: str) -> None:
        if not answer.positive:
            raise self._not_now(what, answer)

    def _not_now(self, what: str, answer: Answer) -> MailboxError:
        if answer.code < 500:
            return ConnectionLost(f"{self.account.host} isn't ready ({what}): {answer}")
        return Refused(f"{self.account.host} refuses us ({what}): {answer}")

    def close(self) -> None:
        self.connection.close()


def _plain(session: SmtpSession) -> Answer:
    """RFC 4616; any character may stand in user and password."""
    secret = f"\0{session.account.user}\0{session.account.password}".encode()
    return session.ask(b"AUTH PLAIN " + base64.b64encode(secret))


def _login(session: SmtpSession) -> Answer:
    answer = session.ask(b"AUTH LOGIN")
    for word in (session.account.user, session.account.password):
        if answer.code == 334:
            answer = session.ask(base64.b64encode(word.encode()))
    return answer


LOGINS: dict[str, Callable[[SmtpSession], Answer]] = {"PLAIN": _plain, "LOGIN": _login}
