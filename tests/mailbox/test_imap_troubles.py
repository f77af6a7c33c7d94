"""What IMAP servers do on bad days, said by a scripted one: always an answer or a `MailboxError`, never a hang."""

from __future__ import annotations

import contextlib
import logging
import os
import random
import time
import tracemalloc
from collections.abc import Iterator

import pytest
from scripted_server import HANG_UP, IMAP_ANSWERS, Script, Scripted, imap, scripted
from server_tools import LOOPBACK

from frontdesk.mailbox.errors import (
    ConnectionLost,
    EncryptionMissing,
    LoginRefused,
    MailboxError,
    Refused,
)
from frontdesk.mailbox.imap.mailbox import ImapMailbox
from frontdesk.mailbox.ports import ImapAccount, Security

PLAIN_LOGIN_ONLY = b"* CAPABILITY IMAP4rev1\r\nTAG OK done"


@contextlib.contextmanager
def at(
    script: Script, security: Security = "none", password: str = "s3cret", read_timeout: float = 2
) -> Iterator[tuple[ImapMailbox, Scripted]]:
    """A mailbox that isn't connected yet, at a server that plays the script."""
    with scripted(script) as server:
        account = ImapAccount(LOOPBACK, server.port, security, "it", password, read_timeout=read_timeout)
        mailbox = ImapMailbox(account)
        try:
            yield mailbox, server
        finally:
            mailbox.close()


@contextlib.contextmanager
def opened(script: Script, read_timeout: float = 2) -> Iterator[ImapMailbox]:
    """The same with INBOX open and looked at."""
    with at(script, read_timeout=read_timeout) as (mailbox, _):
        mailbox.connect()
        mailbox.select("INBOX")
        mailbox.uids_from(1)
        yield mailbox


# --- waiting ---


@pytest.mark.parametrize(
    "pieces",
    [
        [b"+ idling\r\n* 4 EXISTS\r\n"],
        [b"+ idling\r\n", 0.1, b"* 4 EXI", 0.2, b"STS\r\n"],
        [b"+ idling\r\n* 4 EX", 0.2, b"ISTS\r\n"],
        [b"* 4 EXISTS\r\n+ idling\r\n"],
        [
            b"+ idl",
            0.1,
            b"ing\r\n",
            0.1,
            b"* OK Still here\r\n* 1 FETCH (FLAGS ())\r\n",
            0.1,
            b"* 4 EXISTS\r\n",
        ],
    ],
    ids=["with the +", "in two packets", "half with the +", "before the +", "after other news"],
)
def test_new_mail_is_noticed_however_its_notice_comes(pieces: list[bytes | float]) -> None:
    with opened(imap({b"IDLE": pieces})) as mailbox:
        started = time.monotonic()
        assert mailbox.wait(5)
        assert time.monotonic() - started < 2


def test_what_is_no_new_mail_does_not_end_the_waiting() -> None:
    chatter: list[bytes | float] = [
        b"+ idling\r\n* OK Still here\r\n* 2 FETCH (FLAGS (\\Seen))\r\n* 1 EXPUNGE\r\n"
    ]
    with opened(imap({b"IDLE": chatter})) as mailbox:
        assert not mailbox.wait(0.3)


def test_news_in_any_answer_counts() -> None:
    with opened(imap({b"UID FETCH": b"* 9 EXISTS\r\nTAG OK done"})) as mailbox:
        mailbox.fetch([1])
        assert mailbox.wait(5)


@pytest.mark.parametrize(
    "answer",
    [[b"+ idling\r\n", HANG_UP], [b"+ idling\r\n", 0.1, b"* BYE shutting down\r\n"], [HANG_UP]],
    ids=["hung up while idling", "BYE", "hung up before"],
)
def test_a_connection_that_dies_while_idling_is_lost_at_once(answer: list[bytes | float]) -> None:
    with opened(imap({b"IDLE": answer})) as mailbox:
        started = time.monotonic()
        with pytest.raises(ConnectionLost):
            mailbox.wait(30)
        assert time.monotonic() - started < 2


def test_a_server_that_refuses_to_idle_is_waited_for_by_the_clock() -> None:
    with opened(imap({b"IDLE": b"TAG NO not now"})) as mailbox:
        started = time.monotonic()
        assert mailbox.wait(0.3), "one has to look"
        assert time.monotonic() - started >= 0.3


def test_a_server_whose_idle_is_switched_off_is_never_asked_to() -> None:
    with scripted(imap()) as server:
        mailbox = ImapMailbox(ImapAccount(LOOPBACK, server.port, "none", "it", "s3cret", idle=False))
        mailbox.connect()
        mailbox.select("INBOX")
        mailbox.uids_from(1)
        assert mailbox.wait(0.1), "one has to look"
        mailbox.close()
        assert not [line for line in server.heard if line.endswith(b"IDLE")]


def test_a_server_that_does_not_end_its_idling_cannot_hold_up_a_stop() -> None:
    read_end, write_end = os.pipe()
    os.write(write_end, b"x")
    with opened(imap({b"DONE": b"* OK hm"}), read_timeout=30) as mailbox:
        started = time.monotonic()
        with pytest.raises(ConnectionLost):
            mailbox.wait(30, read_end)
        assert time.monotonic() - started < 3
    os.close(read_end)
    os.close(write_end)


# --- reading ---

DATE = b'INTERNALDATE "01-Mar-2026 08:30:15 +0000"'


@pytest.mark.parametrize(
    "answer, expected",
    [
        (b"* 1 FETCH (UID 1 " + DATE + b" BODY[] {3}\r\nabc)\r\n", {1: b"abc"}),
        (b"* 1 FETCH (BODY[] {3}\r\nabc UID 1 " + DATE + b")\r\n", {1: b"abc"}),
        (b"* 1 FETCH (UID 1 " + DATE + b' BODY[] "a\\"b")\r\n', {1: b'a"b'}),
        (b"* 1 FETCH (UID 1 " + DATE + b' BODY[] "")\r\n', {1: b""}),
        (b"* 1 FETCH (UID 1 " + DATE + b" BODY[] {0}\r\n)\r\n", {1: b""}),
        (b"* 1 FETCH (UID 1 " + DATE + b" BODY[] NIL)\r\n", {}),
        (b'* 1 FETCH (UID 1 BODY[] "x UID 2 BODY[] NIL")\r\n', {1: b"x UID 2 BODY[] NIL"}),
        (b"* 1 FETCH (FLAGS (\\Seen))\r\n* 1 FETCH (uid 1 body[] {1}\r\nx)\r\n", {1: b"x"}),
        (b"* 1 FETCH (UID 1 FLAGS () BODY[] {1}\r\nx FLAGS (\\Seen))\r\n", {1: b"x"}),
        (b"* 9 FETCH (UID 9 BODY[] {1}\r\nx)\r\n", {}),
        (b"", {}),
    ],
)
def test_an_answer_is_read_in_every_form_that_servers_give_it(
    answer: bytes, expected: dict[int, bytes]
) -> None:
    with opened(imap({b"UID FETCH": answer + b"TAG OK done"})) as mailbox:
        assert {uid: mail.raw for uid, mail in mailbox.fetch([1, 2]).items()} == expected


def test_a_mail_that_cannot_be_read_does_not_look_gone() -> None:
    partly = b"* 1 FETCH (UID 1 BODY[] {1}\r\nx)\r\nTAG NO [SERVERBUG] internal error"
    with opened(imap({b"UID FETCH": partly})) as mailbox:
        with pytest.raises(Refused):
            mailbox.fetch([1, 2])
        assert mailbox.uids_from(1) == [1, 2, 3], "the session goes on"


def test_two_hundred_thousand_uids_come_in_one_line() -> None:
    line = b"* SEARCH " + b" ".join(b"%d" % uid for uid in range(1, 200_001))
    with opened(imap({b"UID SEARCH": line + b"\r\nTAG OK done"})) as mailbox:
        assert len(mailbox.uids_from(1)) == 200_000


def test_a_literal_without_end_takes_no_memory() -> None:
    with opened(imap({b"UID FETCH": b"* 1 FETCH (UID 1 BODY[] {99999999999}"})) as mailbox:
        tracemalloc.start()
        with pytest.raises(ConnectionLost):
            mailbox.fetch([1])
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
        tracemalloc.stop()


def test_a_copyuid_without_end_takes_no_memory() -> None:
    moved = b"* OK [COPYUID 7 1:4294967295 1:4294967295] done\r\nTAG OK done"
    with opened(imap({b"UID MOVE": moved})) as mailbox:
        assert mailbox.move([1, 2], "Handled") == {1: 1, 2: 2}


def test_a_folder_without_lasting_numbers_is_of_no_use() -> None:
    with at(imap({b"SELECT": b"* 3 EXISTS\r\nTAG OK done"})) as (mailbox, _):
        mailbox.connect()
        with pytest.raises(Refused) as refused:
            mailbox.select("INBOX")
        assert refused.value.permanent


def test_a_folder_that_may_only_be_read_is_told() -> None:
    read_only = b"* 3 EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\nTAG OK [READ-ONLY] done"
    with at(imap({b"SELECT": read_only})) as (mailbox, _):
        mailbox.connect()
        with pytest.raises(Refused) as refused:
            mailbox.select("INBOX")
        assert refused.value.permanent


def test_folders_that_want_a_prefix_say_which() -> None:
    answers = {
        b"CAPABILITY": b"* CAPABILITY IMAP4rev1 AUTH=PLAIN NAMESPACE\r\nTAG OK done",
        b"CREATE": b"TAG NO Permission denied",
        b"NAMESPACE": b'* NAMESPACE (("INBOX." ".")) NIL NIL\r\nTAG OK done',
    }
    with opened(imap(answers)) as mailbox, pytest.raises(Refused) as refused:
        mailbox.ensure_folder("Handled")
    assert "INBOX.Handled" in refused.value.remedy


# --- logging in ---


@pytest.mark.parametrize(
    "script, error",
    [
        (imap(), EncryptionMissing),
        (imap(greeting=b"* PREAUTH welcome"), EncryptionMissing),
        (
            imap({b"CAPABILITY": b"* CAPABILITY IMAP4rev1 STARTTLS\r\nTAG OK x", b"STARTTLS": b"TAG NO no"}),
            EncryptionMissing,
        ),
        (
            imap(
                {
                    b"CAPABILITY": b"* CAPABILITY IMAP4rev1 STARTTLS\r\nTAG OK x",
                    b"STARTTLS": b"TAG OK go\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN",
                }
            ),
            ConnectionLost,
        ),
    ],
    ids=["stripped", "preauth", "refused", "injected"],
)
def test_what_was_to_be_encrypted_never_goes_in_clear(script: Script, error: type[MailboxError]) -> None:
    with at(script, "starttls") as (mailbox, server):
        with pytest.raises(error):
            mailbox.connect()
        assert not [line for line in server.heard if b"LOGIN" in line or b"AUTHENTICATE" in line]


def test_a_port_that_speaks_no_tls_says_what_to_set() -> None:
    with at(imap(), "tls") as (mailbox, _), pytest.raises(EncryptionMissing) as caught:
        mailbox.connect()
    assert "starttls" in caught.value.remedy


@pytest.mark.parametrize(
    "answers, error",
    [
        ({b"AUTHENTICATE": b"TAG NO [AUTHENTICATIONFAILED] wrong"}, LoginRefused),
        ({b"AUTHENTICATE": b"TAG NO [EXPIRED] password expired"}, LoginRefused),
        ({b"AUTHENTICATE": b"TAG NO [UNAVAILABLE] backend is away"}, Refused),
        ({b"AUTHENTICATE": b"TAG NO [ALERT] Too many simultaneous connections. (Failure)"}, Refused),
        ({b"AUTHENTICATE": HANG_UP}, ConnectionLost),
        ({b"AUTHENTICATE": b"* BYE too busy"}, ConnectionLost),
        ({b"CAPABILITY": PLAIN_LOGIN_ONLY, b"LOGIN": b"TAG NO wrong"}, LoginRefused),
        ({b"CAPABILITY": PLAIN_LOGIN_ONLY, b"LOGIN": HANG_UP}, ConnectionLost),
        ({b"CAPABILITY": b"* CAPABILITY IMAP4rev1 LOGINDISABLED\r\nTAG OK x"}, LoginRefused),
    ],
    ids=ascii,
)
def test_a_refused_login_is_for_a_person_a_broken_one_is_not(
    answers: dict[bytes, bytes], error: type[MailboxError]
) -> None:
    with at(imap(answers)) as (mailbox, _):
        with pytest.raises(error) as caught:
            mailbox.connect()
        assert type(caught.value) is error
        assert caught.value.permanent == (error is LoginRefused)
        assert "s3cret" not in f"{caught.value} {caught.value.remedy}"


@pytest.mark.parametrize("password", ["pässword", 'x"\r\nA1 LOGOUT', "a\0b"])
def test_a_password_that_login_cannot_say_is_never_sent(password: str) -> None:
    with at(imap({b"CAPABILITY": PLAIN_LOGIN_ONLY}), password=password) as (mailbox, server):
        with pytest.raises(LoginRefused):
            mailbox.connect()
        assert not [line for line in server.heard if b"LOGIN" in line]


def test_a_quote_in_a_password_stays_one() -> None:
    with at(imap({b"CAPABILITY": PLAIN_LOGIN_ONLY}), password='a"b\\c') as (mailbox, server):
        mailbox.connect()
        assert any(line.endswith(rb'LOGIN it "a\"b\\c"') for line in server.heard)


def test_no_log_at_any_level_sees_the_password(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG), at(imap()) as (mailbox, server):
        mailbox.connect()
        mailbox.select("INBOX")
        secret = next(line for line in server.heard if b" " not in line)
    assert "s3cret" not in caplog.text
    assert secret.decode() not in caplog.text


# --- babble ---


@pytest.mark.parametrize(
    "greeting",
    [b"", b"HTTP/1.1 400 Bad Request", b"* BYE too busy", b"220 this is SMTP", b"\x16\x03\x01\x02\xff"],
)
def test_a_greeting_that_is_none_is_a_lost_connection(greeting: bytes) -> None:
    with at(imap(greeting=greeting), read_timeout=0.5) as (mailbox, _), pytest.raises(ConnectionLost):
        mailbox.connect()


@pytest.mark.parametrize("seed", range(150))
def test_a_server_that_babbles_raises_nothing_but_mailbox_errors(seed: int) -> None:
    chance = random.Random(seed)
    fetch = b"* 1 FETCH (UID 1 " + DATE + b" RFC822.SIZE 3 BODY[] {3}\r\nabc)\r\nTAG OK done"
    answers = {**IMAP_ANSWERS, b"UID FETCH": fetch, b"UID MOVE": b"* OK [COPYUID 7 1 1] x\r\nTAG OK done"}

    def mangled(said: bytes) -> bytes:
        mangled = bytearray(said)
        for _ in range(chance.choice([0, 0, 1, 2, 5])):
            mangled[chance.randrange(len(mangled))] = chance.choice(b'\0\r\n(){}[]"\\*+ 0a\xff')
        return bytes(mangled)

    script = imap({key: mangled(said) for key, said in answers.items()})
    with at(script, read_timeout=0.15) as (mailbox, _), contextlib.suppress(MailboxError):
        mailbox.connect()
        mailbox.select("INBOX")
        mailbox.sizes(mailbox.uids_from(1))
        mailbox.fetch([1])
        mailbox.move([1], "Handled")
        mailbox.wait(0.01)


@pytest.mark.parametrize(
    "listed, found",
    [
        (rb'* LIST (\HasNoChildren \Sent) "/" "Sent Items"', "Sent Items"),
        (rb'* LIST (\HasNoChildren \sent) "/" {4}' + b"\r\nSent", "Sent"),
        (rb'* LIST (\HasNoChildren \Sent) "/" "[Gmail]/Gesendet &AOQ-"', "[Gmail]/Gesendet ä"),
        (rb'* LIST (\HasNoChildren) "/" "Sent"', ""),
        (b"* OK nothing", ""),
    ],
)
def test_the_folder_for_sent_mail_is_the_one_that_is_marked(listed: bytes, found: str) -> None:
    answers = {b"LIST": rb'* LIST (\HasChildren) "/" "INBOX"' + b"\r\n" + listed + b"\r\nTAG OK done"}
    with opened(imap(answers)) as mailbox:
        assert mailbox.marked_sent() == found
