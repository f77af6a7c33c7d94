"""A relay that takes a mail and never says so: the final dot reached Postfix, its answer never reaches the desk."""

from __future__ import annotations

import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from crash.here import Here, here
from crash.stage import Stage, stage
from servers import CutProxy, Dovecot, Postfix, await_that, cut_proxy

from frontdesk.mailbox.smtp.session import SmtpSession

pytestmark = [pytest.mark.live, pytest.mark.slow]

PATIENCE = 1.0  # seconds, instead of RFC 5321's ten minutes
CUSTOMERS = 5
ROUNDS = 3


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SmtpSession, "allow_for_data", lambda self: self.connection.allow(PATIENCE))


def readers(play: Stage) -> list[str]:
    customers = [f"gast{number}{play.desk.suffix}@example.com" for number in range(CUSTOMERS)]
    return [*customers, play.desk.ann, play.desk.bob]


def copies(play: Stage) -> Counter[tuple[str, str]]:
    """How often each reader got each mail, by its Message-ID."""
    return Counter((who, each.header("Message-ID")) for who in readers(play) for each in play.desk.inbox(who))


def kinds(play: Stage) -> Counter[str]:
    """How many different mails of each kind there are."""
    found = {each.header("Message-ID"): each.kind for who in readers(play) for each in play.desk.inbox(who)}
    return Counter(found.values())


def questions(play: Stage) -> None:
    for customer, what in zip(
        readers(play), ("Printer", "Login", "Chair", "Invoice", "Window"), strict=False
    ):
        play.desk.write(customer, what, f"Something about the {what.lower()}.")


def mute_for_some_hours(desk: Here, proxy: CutProxy) -> list[float]:
    """How long each run took."""
    took = []
    proxy.mute_after_mail = True
    for _ in range(ROUNDS):
        began = time.monotonic()
        desk.run()
        took.append(time.monotonic() - began)
        desk.clock.wrong += timedelta(hours=2)
    proxy.mute_after_mail = False
    return took


def await_delivery(play: Stage, relay: Postfix) -> None:
    await_that(lambda: relay.waiting() == 0, "an empty queue of the relay", 60)


def test_a_relay_whose_answer_to_a_mail_never_comes_is_given_up_in_time_and_loses_nothing(
    tmp_path: Path, dovecot: Dovecot, postfix: Postfix
) -> None:
    with (
        cut_proxy(postfix.plain_port) as proxy,
        stage(tmp_path, dovecot, SMTP_PORT=str(proxy.port), FOLLOW_UP_AFTER="30 days") as play,
        here(play) as desk,
    ):
        questions(play)
        took = mute_for_some_hours(desk, proxy)
        muted = proxy.muted
        assert muted >= ROUNDS, "each run tried and met the silence"
        assert max(took) < 20 * PATIENCE, took
        assert desk.all_read(CUSTOMERS), "mail is read meanwhile"
        assert desk.desk.store.one("SELECT count(*) FROM outbox WHERE state = 'failed'") == (0,)
        desk.settle()
        await_delivery(play, postfix)
        got = copies(play)
        assert kinds(play)["acknowledgement"] == CUSTOMERS
        assert kinds(play)["notice"] == 0, "nobody is told of what isn't lost"
        assert {who for who, _ in got} == set(readers(play)), "and everybody got theirs"
        again = sum(count - 1 for count in got.values())
        assert again <= muted, "a mail goes again for an answer that never came, and for nothing else"
        assert max(got.values()) <= 3, "each run begins with mails that weren't in such a silence yet"


def test_what_the_sent_folder_shows_is_not_sent_again_when_the_answer_never_came(
    tmp_path: Path, dovecot: Dovecot, postfix: Postfix
) -> None:
    with (
        cut_proxy(postfix.plain_port) as proxy,
        stage(
            tmp_path, dovecot, sent_folder=True, SMTP_PORT=str(proxy.port), FOLLOW_UP_AFTER="30 days"
        ) as play,
        here(play) as desk,
    ):
        questions(play)
        proxy.mute_after_mail = True
        kept: set[bytes] = set()
        for _ in range(ROUNDS):
            desk.run()
            await_delivery(play, postfix)
            keep_in_sent(play, kept)
            desk.clock.wrong += timedelta(hours=2)
        assert proxy.muted >= ROUNDS
        proxy.mute_after_mail = False
        desk.settle()
        await_delivery(play, postfix)
        assert kinds(play)["acknowledgement"] == CUSTOMERS
        assert set(copies(play).values()) == {1}


def keep_in_sent(play: Stage, kept: set[bytes]) -> None:
    """As a provider's relay does with all that it took."""
    taken = {
        each.header("Message-ID").encode(): each.raw for who in readers(play) for each in play.desk.inbox(who)
    }
    with play.dovecot.imap(play.desk.name) as client:
        for message_id in taken.keys() - kept:
            client.append("Sent", taken[message_id])
    kept |= taken.keys()
