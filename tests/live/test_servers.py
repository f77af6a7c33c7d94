"""The servers of the tests themselves: what the other tests lean on."""

from __future__ import annotations

import smtplib

import psycopg
import pytest
import servers

pytestmark = pytest.mark.live


def test_a_mail_given_to_postfix_arrives_in_dovecot(
    postfix: servers.Postfix, dovecot: servers.Dovecot, fresh_user: str
) -> None:
    with smtplib.SMTP(servers.LOOPBACK, postfix.plain_port) as relay:
        relay.sendmail(
            "ann@example.org", [f"{fresh_user}+12@desk.example"], b"Subject: printer\r\n\r\nsmoke\r\n"
        )
    servers.await_that(lambda: dovecot.mails(fresh_user), "the mail's arrival")
    assert b"Subject: printer" in dovecot.mails(fresh_user)[0]
    servers.await_that(lambda: postfix.waiting() == 0, "the relay's queue to be empty")


def test_postgresql_answers_on_a_database_of_the_tests_own(postgres_url: str) -> None:
    with psycopg.connect(postgres_url) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_the_sink_keeps_what_it_takes(smtp_sink: servers.SmtpSink) -> None:
    with smtplib.SMTP(servers.LOOPBACK, smtp_sink.port) as relay:
        relay.sendmail("it@desk.example", ["ann@example.org"], b"Subject: hello\r\n\r\nyou\r\n")
    assert smtp_sink.taken[0].recipients == ("ann@example.org",)
    assert b"Subject: hello" in smtp_sink.taken[0].raw


def test_a_cut_proxy_cuts_at_its_byte(smtp_sink: servers.SmtpSink) -> None:
    with servers.cut_proxy(smtp_sink.port) as proxy:
        proxy.cut_up = 30
        with pytest.raises(OSError), smtplib.SMTP(servers.LOOPBACK, proxy.port, local_hostname="x") as relay:
            relay.sendmail("it@desk.example", ["ann@example.org"], b"Subject: hello\r\n\r\nyou\r\n")
    assert proxy.passed_up >= 30
    assert not smtp_sink.taken
