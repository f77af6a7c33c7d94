"""What relays do on bad days, said by a scripted one: every mail still gets its outcome, and none two."""

from __future__ import annotations

import base64
import contextlib
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from scripted_server import HANG_UP, Script, Scripted, Talk, scripted, smtp
from server_tools import LOOPBACK

from frontdesk.mailbox.account_words import AboutUs, AccountTrouble
from frontdesk.mailbox.errors import (
    CertificateRefused,
    ConnectionLost,
    EncryptionMissing,
    LoginRefused,
    MailboxError,
    Refused,
)
from frontdesk.mailbox.ports import OutgoingMail, Security, SendResult, SmtpAccount
from frontdesk.mailbox.smtp.relay import SmtpRelay

DESK, ANN, BOB = "it@desk.example", "ann@example.org", "bob@example.org"
BARE = {b"EHLO": b"250 relay"}


@contextlib.contextmanager
def at(
    *scripts: Script, user: str = "", security: Security = "none", sender: str = ""
) -> Iterator[tuple[SmtpRelay, Scripted]]:
    """A relay that plays these scripts, one a connection."""
    with scripted(*scripts) as server:
        account = SmtpAccount(
            *(LOOPBACK, server.port, security, user, "s3cret"),
            sender=sender,
            command_timeout=1,
            data_timeout=1,
        )
        relay = SmtpRelay(account)
        yield relay, server
        relay.close()


def mails(count: int, *recipients: str) -> list[OutgoingMail]:
    to = recipients or (ANN,)
    return [OutgoingMail(number, DESK, to, b"Subject: %d\r\n\r\nx\r\n" % number) for number in range(count)]


def told(results: Iterator[SendResult]) -> list[list[str]]:
    return [[outcome.state for outcome in result.outcomes] for result in results]


def test_the_envelope_of_the_next_mail_goes_with_the_end_of_the_last() -> None:
    def play(talk: Talk) -> None:
        talk.say(b"220 relay")
        talk.hear()
        talk.say(b"250-relay", b"250 PIPELINING")
        [talk.hear() for _ in range(3)]
        talk.say(b"250 ok", b"250 ok", b"354 go")
        [
            talk.hear() for _ in range(3 + 1 + 3)
        ]  # a mail's lines, its dot, the next envelope: before any answer
        talk.say(b"250 first", b"250 ok", b"250 ok", b"354 go")
        [talk.hear() for _ in range(3 + 1)]
        talk.say(b"250 second")

    with at(play) as (relay, server):
        assert told(relay.send(mails(2))) == [["sent"], ["sent"]]
        assert server.heard[:4] == [
            b"EHLO localhost",
            b"MAIL FROM:<it@desk.example>",
            b"RCPT TO:<ann@example.org>",
            b"DATA",
        ]
        assert server.heard[7:11] == [
            b".",
            b"MAIL FROM:<it@desk.example>",
            b"RCPT TO:<ann@example.org>",
            b"DATA",
        ]


@pytest.mark.parametrize("extensions", [{}, BARE], ids=["pipelined", "in lock-step"])
@pytest.mark.parametrize(
    "answers, expected",
    [
        ({b".": [HANG_UP]}, ["unknown"]),
        ({b".": [b"451 4.3.0 later"]}, ["deferred"]),
        ({b".": [b"554 5.6.0 no"]}, ["failed"]),
        ({b".": [b"421 4.3.2 going down"]}, ["deferred"]),
        ({b"MAIL": [b"451 4.3.0 later"]}, ["deferred"]),
        ({b"MAIL": [b"550 5.7.1 not from you"]}, ["deferred"]),
        ({b"MAIL": [b"530 5.7.0 login first"]}, ["deferred"]),
        ({b"MAIL": [HANG_UP]}, ["deferred"]),
        ({b"MAIL": [b"421 4.7.0 too many"]}, ["deferred"]),
        ({b"RCPT": [b"421 4.7.0 too many"]}, ["deferred"]),
        ({b"RCPT": [HANG_UP]}, ["deferred"]),
        ({b"DATA": [b"451 4.3.0 later"]}, ["deferred"]),
        ({b"DATA": [b"554 5.5.1 no valid recipients"]}, ["failed"]),
        ({b"DATA": [b"250 what"]}, ["deferred"]),
        ({b"DATA": [HANG_UP]}, ["deferred"]),
        ({b"DATA": [b"garbage"]}, ["deferred"]),
        ({b".": [b"garbage"]}, ["unknown"]),
        ({b".": [b"250-a\r\n251 b"]}, ["unknown"]),
        ({b"MAIL": [b"9xx"]}, ["deferred"]),
    ],
    ids=lambda value: ascii(value),
)
def test_each_answer_has_its_outcome(
    answers: dict[bytes, list[bytes]], expected: list[str], extensions: dict[bytes, bytes]
) -> None:
    with at(smtp({**extensions, **answers})) as (relay, _):
        assert told(relay.send(mails(1))) == [expected]


def automatic(count: int) -> list[OutgoingMail]:
    return [replace(mail, envelope_from="") for mail in mails(count)]


@pytest.mark.parametrize("extensions", [{}, BARE], ids=["pipelined", "in lock-step"])
@pytest.mark.parametrize(
    "refusal",
    [
        {b"MAIL": [b"501 Invalid MAIL FROM address provided", b"250 ok"]},
        {b"MAIL": [b"550 no null return path here", b"250 ok"]},
        {b"RCPT": [b"553 5.7.1 <>: Sender address rejected: not owned by user it", b"250 ok"]},
        {b".": [b"550 5.7.60 SMTP; Client does not have permissions to send as this sender", b"250 ok"]},
        {b".": [b"554 5.2.252 SendAsDenied; it@desk.example not allowed to send as <>", b"250 ok"]},
        {b".": [b"554 Message rejected: Email address is not verified", b"250 ok"]},
    ],
    ids=ascii,
)
def test_a_relay_that_wants_a_sender_gets_the_desk_s_address_from_then_on(
    refusal: dict[bytes, list[bytes]], extensions: dict[bytes, bytes]
) -> None:
    with at(smtp({**extensions, **refusal}), sender=DESK) as (relay, server):
        assert told(relay.send(automatic(1))) == [["sent"]]
        assert told(relay.send(automatic(2))) == [["sent"], ["sent"]]
        senders = [line for line in server.heard if line.startswith(b"MAIL")]
        assert senders == [b"MAIL FROM:<>"] + [b"MAIL FROM:<it@desk.example>"] * 3


def test_a_customer_who_isn_t_there_is_tried_once() -> None:
    with at(smtp({b"RCPT": b"550 5.1.1 no such user"}), sender=DESK) as (relay, server):
        assert told(relay.send(automatic(1))) == [["failed"]]
        assert [line for line in server.heard if line.startswith(b"MAIL")] == [b"MAIL FROM:<>"]


def test_who_is_refused_under_both_senders_is_told_the_last_reason_and_the_next_mail_has_none_again() -> None:
    script = smtp({b"MAIL": [b"553 5.7.1 no <>", b"553 5.7.1 not you either", b"250 ok"]})
    with at(script, sender=DESK) as (relay, server):
        [result] = relay.send(automatic(1))
        assert [outcome.answer for outcome in result.outcomes] == ["553 5.7.1 not you either"]
        assert told(relay.send(automatic(1))) == [["sent"]]
        assert server.heard.count(b"MAIL FROM:<>") == 2


def test_a_relay_that_goes_away_after_it_refused_the_sender_gets_the_mail_later() -> None:
    script = smtp({b"MAIL": b"553 5.7.1 no <>\r\n421 4.3.2 going down"})
    with at(script, smtp(greeting=b"554 5.3.2 no service"), sender=DESK) as (relay, _):
        assert told(relay.send(automatic(2))) == [["deferred"], ["deferred"]]


def test_mail_with_a_sender_is_not_tried_under_another() -> None:
    with at(smtp({b"MAIL": b"553 5.7.1 Sender address rejected"}), sender=DESK) as (relay, server):
        [result] = relay.send(mails(1))
        assert [outcome.state for outcome in result.outcomes] == ["deferred"]
        assert [outcome.about_us for outcome in result.outcomes] == [AboutUs(AccountTrouble.SENDER)]
        assert len([line for line in server.heard if line.startswith(b"MAIL")]) == 1


def test_a_connection_cut_before_the_last_octet_is_not_unknown() -> None:
    def play(talk: Talk) -> None:
        talk.say(b"220 relay")
        talk.hear()
        talk.say(b"250 PIPELINING")
        [talk.hear() for _ in range(3)]
        talk.say(b"250 ok", b"250 ok", b"354 go")

    large = OutgoingMail(1, DESK, (ANN,), b"x" * 50_000_000)
    with at(play) as (relay, _):
        assert told(relay.send([large])) == [["deferred"]]


def test_a_relay_that_hangs_up_in_a_row_of_mails_loses_none_of_them() -> None:
    breaking = smtp({b".": [b"250 ok", b"250 ok", HANG_UP]})
    with at(breaking, smtp()) as (relay, server):
        assert told(relay.send(mails(6))) == [["sent"], ["sent"], ["unknown"], ["sent"], ["sent"], ["sent"]]
        assert len(server.talks) == 2


def test_a_mail_whose_envelope_was_cut_goes_on_the_next_connection() -> None:
    breaking = smtp({b"MAIL": [b"250 ok", HANG_UP]})
    with at(breaking, smtp()) as (relay, server):
        assert told(relay.send(mails(3))) == [["sent"], ["sent"], ["sent"]]
        assert server.heard.count(b"Subject: 1") == 1


def test_a_relay_that_says_421_after_so_many_mails_gets_the_rest_on_a_new_connection() -> None:
    limited = smtp({b"MAIL": [b"250 ok", b"250 ok", b"421 4.7.0 enough for one connection"]})
    with at(limited) as (relay, server):
        assert told(relay.send(mails(5))) == [["sent"]] * 5
        assert len(server.talks) == 3


def test_a_relay_that_says_421_at_once_is_left_in_peace() -> None:
    with at(smtp({b"MAIL": b"421 4.7.0 not now"})) as (relay, server):
        assert told(relay.send(mails(5))) == [["deferred"]] * 5
        assert len(server.talks) == 1


def test_one_mail_that_breaks_the_connection_does_not_hold_up_the_others() -> None:
    breaking = smtp({b"MAIL": HANG_UP})
    with at(breaking, smtp()) as (relay, server):
        assert told(relay.send(mails(3))) == [["deferred"], ["sent"], ["sent"]]
        assert len(server.talks) == 2


def test_a_relay_that_only_breaks_is_tried_twice_and_no_more() -> None:
    with at(smtp({b"MAIL": HANG_UP})) as (relay, server):
        assert told(relay.send(mails(50))) == [["deferred"]] * 50
        assert len(server.talks) == 2


def test_a_relay_that_takes_data_for_nobody_is_given_a_lone_dot() -> None:
    script = smtp({b"RCPT": [b"550 5.1.1 no", b"250 ok"], b".": [b"554 5.5.1 no recipients", b"250 ok"]})
    with at(script) as (relay, server):
        assert told(relay.send(mails(2))) == [["failed"], ["sent"]]
        assert server.heard.count(b"Subject: 0") == 0


def test_a_kept_connection_that_the_relay_has_closed_is_made_anew() -> None:
    def once(talk: Talk) -> None:
        smtp({b".": b"250 ok\r\n421 4.4.2 idle for too long"})(talk)

    with at(once, smtp()) as (relay, server):
        assert told(relay.send(mails(1))) == [["sent"]]
        server.talks[0].hang_up()
        assert told(relay.send(mails(1))) == [["sent"]]
        assert len(server.talks) == 2


def test_a_relay_that_does_not_answer_is_not_waited_for_longer_than_said() -> None:
    def silent(talk: Talk) -> None:
        talk.say(b"220 relay")
        talk.hear()
        talk.hear()

    with at(silent) as (relay, _):
        started = time.monotonic()
        with pytest.raises(ConnectionLost, match="doesn't answer"):
            relay.probe()
        assert time.monotonic() - started < 3


@pytest.mark.parametrize(
    "script, error",
    [
        (smtp(greeting=b"554 5.3.2 no service here"), Refused),
        (smtp(greeting=b"421 4.3.2 too busy"), ConnectionLost),
        (smtp(greeting=b"* OK this is IMAP"), ConnectionLost),
        (smtp(greeting=b"220-x\r\n" * 1000 + b"220 x"), ConnectionLost),
        (smtp(greeting=b"220" + b"x" * 100_000), None),
        (smtp({b"EHLO": b"502 what?"}), None),
        (smtp({b"EHLO": b"502 what?", b"HELO": b"550 no"}), Refused),
    ],
)
def test_a_greeting_tells_whether_we_are_welcome(script: Script, error: type[MailboxError] | None) -> None:
    with at(script) as (relay, _):
        if error is None:
            relay.probe()
            return
        with pytest.raises(error):
            relay.probe()


def login_script(mechanisms: bytes, **answers: bytes) -> Script:
    offered = b"250-relay\r\n250 AUTH " + mechanisms
    return smtp({b"EHLO": offered, **{key.encode(): value for key, value in answers.items()}})


def test_the_login_is_the_one_that_is_offered() -> None:
    with at(login_script(b"CRAM-MD5 PLAIN LOGIN", AUTH=b"235 welcome"), user="it") as (relay, server):
        relay.probe()
        secret = base64.b64encode(b"\0it\0s3cret")
        assert server.heard == [b"EHLO localhost", b"AUTH PLAIN " + secret]

    def play(talk: Talk) -> None:
        talk.say(b"220 relay")
        talk.hear()
        talk.say(b"250 AUTH=LOGIN", b"")
        for answer in (b"334 VXNlcm5hbWU6", b"334 UGFzc3dvcmQ6", b"235 welcome"):
            talk.hear()
            talk.say(answer)

    old = smtp({b"EHLO": b"250-relay\r\n250 AUTH=LOGIN", b"AUTH": b"334 VXNlcg==", b"aXQ=": b"334 UGFzcw=="})
    with at(old, user="it") as (relay, server), pytest.raises(LoginRefused):
        relay.probe()
    assert server.heard[1:3] == [b"AUTH LOGIN", b"aXQ="]


@pytest.mark.parametrize(
    "mechanisms, answer, error",
    [
        (b"PLAIN", b"535 5.7.8 wrong", LoginRefused),
        (b"PLAIN", b"534 5.7.9 app password needed", LoginRefused),
        (b"PLAIN", b"454 4.7.0 later", ConnectionLost),
        (b"PLAIN", b"421 4.7.0 too many logins", ConnectionLost),
        (b"PLAIN", HANG_UP, ConnectionLost),
        (b"GSSAPI NTLM", b"235 welcome", LoginRefused),
        (b"", b"235 welcome", LoginRefused),
    ],
)
def test_a_refused_login_is_for_a_person_a_broken_one_is_not(
    mechanisms: bytes, answer: bytes, error: type[MailboxError]
) -> None:
    with at(login_script(mechanisms, AUTH=answer), user="it") as (relay, _):
        with pytest.raises(error) as caught:
            next(relay.send(mails(1)))
        assert caught.value.permanent == (error is LoginRefused)
        assert "s3cret" not in f"{caught.value} {caught.value.remedy}"


@pytest.mark.parametrize(
    "script, error",
    [
        (smtp(), EncryptionMissing),
        (smtp({b"EHLO": b"250-relay\r\n250 STARTTLS", b"STAR": b"454 4.7.0 no TLS now"}), EncryptionMissing),
        (
            smtp({b"EHLO": b"250-relay\r\n250 STARTTLS", b"STAR": b"220 go\r\n250 injected"}),
            ConnectionLost,
        ),
    ],
    ids=["stripped", "refused", "injected"],
)
def test_what_was_to_be_encrypted_never_goes_in_clear(script: Script, error: type[MailboxError]) -> None:
    with at(script, user="it", security="starttls") as (relay, server):
        with pytest.raises(error):
            next(relay.send(mails(1)))
        assert not [line for line in server.heard if line.startswith((b"AUTH", b"MAIL"))]


def test_a_port_that_speaks_no_tls_says_what_to_set() -> None:
    with at(smtp(), security="tls") as (relay, _), pytest.raises(EncryptionMissing) as caught:
        relay.probe()
    assert "starttls" in caught.value.remedy
    assert caught.value.permanent


def test_certificates_that_cannot_be_read_are_told() -> None:
    account = SmtpAccount(LOOPBACK, 1, "tls", ca_file="/nowhere/ca.pem")
    with at(smtp()) as (_, server), pytest.raises(CertificateRefused) as caught:
        SmtpRelay(SmtpAccount(LOOPBACK, server.port, "tls", ca_file=account.ca_file)).probe()
    assert "/nowhere/ca.pem" in str(caught.value)


def test_a_password_is_in_no_representation() -> None:
    assert "s3cret" not in repr(SmtpAccount("relay.example", 587, "starttls", "it", "s3cret"))


def test_a_relay_without_extensions_is_spoken_to_in_lock_step() -> None:
    def play(talk: Talk) -> None:
        talk.say(b"220 relay")
        for answer in (b"250 relay", b"250 ok", b"550 5.1.1 no", b"250 ok", b"354 go"):
            talk.hear()
            talk.say(answer)
        for _ in range(3 + 1):
            talk.hear()
        talk.say(b"250 ok")
        talk.hear()

    with at(play) as (relay, _):
        assert told(relay.send(mails(1, BOB, ANN))) == [["failed", "sent"]]
