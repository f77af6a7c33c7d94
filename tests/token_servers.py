"""A mail server's part in a login by token, for IMAP and SMTP: says what the test wants it to say."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass, field

from scripted_server import Talk

REASON = base64.b64encode(b'{"status":"401","schemes":"bearer","scope":"mail"}')


def said_by(line: bytes) -> tuple[str, str]:
    """User and token in what a client sent."""
    words = base64.b64decode(line).decode()
    begin, _, rest = words.partition("\1auth=Bearer ")
    return begin, rest.removesuffix("\1\1")


@dataclass
class TokenServer:
    """A mail server's side of the login, for either protocol. `takes`: which token is good."""

    takes: Callable[[str], bool] = lambda token: True
    mechanisms: tuple[str, ...] = ("XOAUTH2", "OAUTHBEARER")
    challenge: bytes | None = REASON
    no: bytes = b"NO [AUTHENTICATIONFAILED] Authentication failed."
    smtp_no: bytes = b"535 5.7.8 Error: authentication failed"
    offers: bytes = b"IDLE MOVE UIDPLUS"
    seen: list[tuple[str, str, str]] = field(default_factory=list)
    goodbyes: list[bytes] = field(default_factory=list)
    commands: list[bytes] = field(default_factory=list)
    after: Callable[[Talk, bytes, bytes], bool] = lambda talk, tag, command: False

    def _judge(self, talk: Talk, mechanism: str, prompt: bytes) -> bool:
        talk.say(prompt)
        begin, token = said_by(talk.hear())
        self.seen.append((mechanism, begin, token))
        if self.takes(token):
            return True
        if self.challenge is not None:
            talk.say(prompt + self.challenge)
            self.goodbyes.append(talk.hear())
        return False

    def imap(self, talk: Talk) -> None:
        auth = " ".join(f"AUTH={name}" for name in self.mechanisms).encode()
        talk.say(b"* OK ready")
        while True:
            tag, _, command = talk.hear().partition(b" ")
            self.commands.append(command)
            if self.after(talk, tag, command):
                continue
            if command == b"CAPABILITY":
                talk.say(b"* CAPABILITY IMAP4rev1 SASL-IR %s %s" % (auth, self.offers), tag + b" OK done")
            elif command.startswith(b"AUTHENTICATE "):
                good = self._judge(talk, command.split()[1].decode(), b"+ ")
                talk.say(tag + b" " + (b"OK in" if good else self.no))
            elif command.startswith(b"SELECT"):
                talk.say(b"* 0 EXISTS", b"* OK [UIDVALIDITY 7] v", b"* OK [UIDNEXT 1] n", tag + b" OK done")
            elif command == b"LOGOUT":
                talk.say(b"* BYE bye", tag + b" OK done")
                return
            else:
                talk.say(tag + b" OK done")

    def smtp(self, talk: Talk) -> None:
        auth = " ".join(self.mechanisms).encode()
        talk.say(b"220 relay")
        while True:
            line = talk.hear()
            self.commands.append(line)
            if line.startswith(b"EHLO"):
                talk.say(b"250-relay", *([b"250-AUTH " + auth] if auth else []), b"250 PIPELINING")
            elif line.startswith(b"AUTH "):
                good = self._judge(talk, line.split()[1].decode(), b"334 ")
                talk.say(b"235 2.7.0 ok" if good else self.smtp_no)
            elif line.startswith(b"QUIT"):
                talk.say(b"221 bye")
                return
            else:
                talk.say(b"250 ok")
