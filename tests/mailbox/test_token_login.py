"""Logging in by token at servers that say what the test wrote: what goes on the wire, and what a refusal becomes."""

from __future__ import annotations

import base64
import json
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import pytest
from scripted_server import HANG_UP, Script, Talk, scripted
from server_tools import LOOPBACK
from token_servers import TokenServer as Server

from frontdesk.mailbox.errors import ConnectionLost, LoginRefused, MailboxError, Refused
from frontdesk.mailbox.imap.mailbox import ImapMailbox
from frontdesk.mailbox.ports import ImapAccount, SmtpAccount
from frontdesk.mailbox.sasl import BearerLogin, reason_in
from frontdesk.mailbox.smtp.relay import SmtpRelay

GOODBYE = {"XOAUTH2": b"", "OAUTHBEARER": b"AQ=="}


@dataclass
class Tokens:
    """Gives these one after another, the last one for ever; notes which refusals it was asked for."""

    known: list[str]
    refused: list[str] = field(default_factory=list)

    def __call__(self, refused: str) -> str:
        self.refused.append(refused)
        if refused and refused == self.known[0] and len(self.known) > 1:
            self.known.pop(0)
        return self.known[0]


Connect = Callable[[], object]


@contextmanager
def login(
    kind: str, server: Server | Script, token: Callable[[str], str], **changes: object
) -> Iterator[Connect]:
    script = getattr(server, kind) if isinstance(server, Server) else server
    with scripted(script) as at:
        if kind == "imap":
            account = ImapAccount(
                LOOPBACK, at.port, "none", "it@desk.example", "", read_timeout=2, token=token
            )
            mailbox = ImapMailbox(replace(account, **changes))  # type: ignore[arg-type]
            yield mailbox.connect
            mailbox.close()
        else:
            sender = SmtpAccount(LOOPBACK, at.port, "none", "it@desk.example", command_timeout=2, token=token)
            relay = SmtpRelay(replace(sender, **changes))  # type: ignore[arg-type]
            yield relay.probe
            relay.close()


def refused_by(
    kind: str, server: Server | Script, token: Callable[[str], str], **changes: object
) -> MailboxError:
    with login(kind, server, token, **changes) as connect, pytest.raises(MailboxError) as refused:
        connect()
    return refused.value


both = pytest.mark.parametrize("kind", ["imap", "smtp"])
each = pytest.mark.parametrize("mechanism", ["XOAUTH2", "OAUTHBEARER"])


@both
@each
def test_a_good_token_opens_the_door(kind: str, mechanism: str) -> None:
    server, tokens = Server(mechanisms=(mechanism,)), Tokens(["good"])
    with login(kind, server, tokens) as connect:
        connect()
    begin = "user=it@desk.example" if mechanism == "XOAUTH2" else "n,a=it@desk.example,"
    assert server.seen == [(mechanism, begin, "good")]
    assert tokens.refused == [""]
    asked = b"AUTHENTICATE " if kind == "imap" else b"AUTH "
    assert asked + mechanism.encode() in server.commands  # and nothing behind it


@both
def test_of_both_ways_the_one_is_taken_that_all_providers_know(kind: str) -> None:
    server = Server(mechanisms=("OAUTHBEARER", "XOAUTH2", "PLAIN"))
    with login(kind, server, Tokens(["good"])) as connect:
        connect()
    assert server.seen[0][0] == "XOAUTH2"


def test_commas_and_equals_signs_in_a_name_end_no_header() -> None:
    login = BearerLogin("OAUTHBEARER", "a=b,c@desk.example", "t")
    assert base64.b64decode(login(b"")).startswith(b"n,a=a=3Db=2Cc@desk.example,\1auth=Bearer t\1\1")


@both
@each
def test_a_refused_token_is_changed_for_one_other_and_the_reason_told(kind: str, mechanism: str) -> None:
    server, tokens = (
        Server(takes=lambda token: False, mechanisms=(mechanism,)),
        Tokens(["one", "two", "three"]),
    )
    error = refused_by(kind, server, tokens)
    assert isinstance(error, LoginRefused)
    assert error.permanent
    assert "status 401, scope mail" in str(error)
    assert [token for _, _, token in server.seen] == ["one", "two"]
    assert server.goodbyes == [GOODBYE[mechanism]] * 2


@both
def test_a_token_that_was_revoked_before_its_time_is_no_trouble(kind: str) -> None:
    server, tokens = Server(takes=lambda token: token == "two"), Tokens(["one", "two"])
    with login(kind, server, tokens) as connect:
        connect()
    assert tokens.refused == ["", "one"]


@both
def test_where_there_is_no_other_token_the_server_is_asked_once(kind: str) -> None:
    server = Server(takes=lambda token: False)
    assert isinstance(refused_by(kind, server, Tokens(["one"])), LoginRefused)
    assert len(server.seen) == 1


@both
def test_a_source_that_has_no_token_says_why_itself(kind: str) -> None:
    def token(refused: str) -> str:
        raise LoginRefused("nobody has signed in")

    assert str(refused_by(kind, Server(), token)) == "nobody has signed in"


@both
@pytest.mark.parametrize("mechanisms", [(), ("PLAIN", "LOGIN")])
def test_a_token_goes_by_no_other_way(kind: str, mechanisms: tuple[str, ...]) -> None:
    server, tokens = Server(mechanisms=mechanisms), Tokens(["secret-token"])
    error = refused_by(kind, server, tokens)
    assert isinstance(error, LoginRefused)
    assert "offers no login by token" in str(error)
    assert tokens.refused == []


def test_a_relay_of_the_house_that_wants_no_login_gets_none() -> None:
    server = Server(mechanisms=())
    with login("smtp", server, Tokens(["secret-token"]), token_if_offered=True) as connect:
        connect()
    assert server.seen == []


@both
@pytest.mark.parametrize(
    "challenge",
    [
        b"",
        b"%%%",
        b"bm90IGpzb24=",
        b"W10=",
        base64.b64encode(b'{"status":7}'),
        b"A" * 400,
        base64.b64encode(b"[" * 3000),
    ],
    ids=["empty", "not base64", "not JSON", "a list", "a number", "long", "deep"],
)
def test_a_challenge_of_any_kind_is_answered_and_the_refusal_told(kind: str, challenge: bytes) -> None:
    server = Server(takes=lambda token: False, challenge=challenge)
    assert isinstance(refused_by(kind, server, Tokens(["one"])), LoginRefused)
    assert server.goodbyes == [b""]


@both
def test_a_server_that_asks_without_end_is_left(kind: str) -> None:
    prompt = b"+ " if kind == "imap" else b"334 "

    def play(talk: Talk) -> None:
        talk.say(b"* OK ready" if kind == "imap" else b"220 relay")
        while True:
            line = talk.hear()
            if b"CAPABILITY" in line:
                talk.say(b"* CAPABILITY IMAP4rev1 AUTH=XOAUTH2", line.split()[0] + b" OK done")
            elif line.startswith(b"EHLO"):
                talk.say(b"250-relay", b"250 AUTH XOAUTH2")
            else:
                talk.say(prompt)

    assert isinstance(refused_by(kind, play, Tokens(["one"])), ConnectionLost)


@both
def test_a_server_that_hangs_up_in_the_middle_is_away(kind: str) -> None:
    def play(talk: Talk) -> None:
        talk.say(b"* OK ready" if kind == "imap" else b"220 relay")
        line = talk.hear()
        if kind == "imap":
            talk.say(b"* CAPABILITY IMAP4rev1 AUTH=XOAUTH2", line.split()[0] + b" OK done")
        else:
            talk.say(b"250-relay", b"250 AUTH XOAUTH2")
        talk.hear()
        talk.raw(HANG_UP)

    assert isinstance(refused_by(kind, play, Tokens(["one"])), ConnectionLost)


@both
def test_a_token_beyond_all_measure_is_not_sent(kind: str) -> None:
    server = Server()
    error = refused_by(kind, server, Tokens(["x" * 12_001]))
    assert "12001 octets" in str(error)
    assert server.seen == []


@pytest.mark.parametrize("length", [500, 1600, 4000, 6000])
def test_a_long_token_is_no_initial_response(length: int) -> None:
    """Postfix cuts the line of a command at 2,048 octets."""
    server = Server()
    with login("smtp", server, Tokens(["x" * length])) as connect:
        connect()
    assert b"AUTH XOAUTH2" in server.commands
    assert len(server.seen[0][2]) == length


@both
def test_what_a_server_says_back_of_a_token_is_not_told(kind: str, caplog: pytest.LogCaptureFixture) -> None:
    token = "eyJ0-secret-token"
    whole = base64.b64encode(f"user=it@desk.example\1auth=Bearer {token}\1\1".encode())
    server = Server(
        takes=lambda token: False,
        challenge=base64.b64encode(json.dumps({"status": f"400 {token}"}).encode()),
        no=b"NO bad token " + token.encode() + b" in " + whole,
        smtp_no=b"535 5.7.8 bad token " + token.encode() + b" in " + whole,
    )
    with caplog.at_level(logging.DEBUG):
        error = refused_by(kind, server, Tokens([token]))
    told = f"{error} {error!r} {error.__cause__!r} {error.__context__!r} {caplog.text}"
    assert token not in told
    assert whole.decode() not in told


def test_an_account_shows_no_token() -> None:
    def token(refused: str) -> str:
        return "secret-token"

    assert "secret-token" not in repr(ImapAccount("h", 1, "tls", "u", "", token=token))
    assert "secret-token" not in repr(SmtpAccount("h", 1, "tls", "u", token=token))


@both
def test_the_providers_own_remedy_is_told(kind: str) -> None:
    def remedy(words: str) -> str:
        return "Ask Ann." if "failed" in words else ""

    error = refused_by(kind, Server(takes=lambda token: False), Tokens(["one"]), remedy=remedy)
    assert error.remedy == "Ask Ann."


def test_a_login_that_leads_to_no_mailbox_is_a_refusal() -> None:
    def after(talk: Talk, tag: bytes, command: bytes) -> bool:
        if not command.startswith((b"SELECT", b"LIST")):
            return False
        talk.say(tag + b" BAD User is authenticated but not connected.")
        return True

    with scripted(Server(after=after).imap) as at:
        tokens = Tokens(["one", "two"])
        account = ImapAccount(
            LOOPBACK, at.port, "none", "it", "", token=tokens, remedy=lambda words: "FullAccess."
        )
        mailbox = ImapMailbox(account)
        mailbox.connect()
        with pytest.raises(LoginRefused) as refused:
            mailbox.select("INBOX")
        mailbox.close()
    assert "not to this mailbox" in str(refused.value)
    assert refused.value.remedy == "FullAccess."
    assert tokens.refused == [""]


def test_where_copying_could_delete_for_ever_nothing_is_read_without_move() -> None:
    error = refused_by("imap", Server(offers=b"IDLE UIDPLUS"), Tokens(["one"]), must_move=True)
    assert isinstance(error, Refused)
    assert error.permanent
    with login("imap", Server(), Tokens(["one"]), must_move=True) as connect:
        connect()


@pytest.mark.parametrize(
    "told, words",
    [
        (
            b'{"status":"400","schemes":"Bearer","scope":"https://mail.google.com/"}',
            "status 400, scope https://mail.google.com/",
        ),
        (b'{"status":"invalid_token"}', "status invalid_token"),
        (b'{"error":"x\\u001b[2J"}', "error x [2J"),
        (b"", ""),
        (b"\xff\xfe", ""),
        (b'"text"', ""),
    ],
)
def test_a_reason_is_one_line_of_words(told: bytes, words: str) -> None:
    assert reason_in(told) == words
