"""An answer about our account is no mail's end: all mail waits, one tries now and then, and nothing is given up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from desk_world import DeskWorld, desk_world

from frontdesk.cli.status import status
from frontdesk.db import outbox_view
from frontdesk.jobs.account import IN_A_ROW, held_until, refused

CARL, ANN, MIA = "carl@example.com", "ann@example.org", "mia@example.org"
AT_THE_END = {
    "Gmail's limit": "550 5.4.5 Daily user sending limit exceeded",
    "Exchange's limit": "554 5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException",
    "its other one": "550 5.1.90 Your message can't be sent because you've reached your daily limit",
    "may not send as": "554 5.2.252 SendAsDenied; it@example.org not allowed to send as it@example.org",
    "may not send as, too": "550 5.7.60 SMTP; Client does not have permissions to send as this sender",
    "passwords are over": "550 5.7.30 Basic authentication is not supported",
    "blocked": "550 5.7.708 Access denied, traffic not accepted from this IP",
    "blocked as a sender": "550 5.1.8 Access denied, bad outbound sender AS(42004) OutboundSpam",
    "a code of its own": "550 5.7.999 computer says no",
    "no code at all": "550 go away",
    "Brevo": "550 5.7.1 Sending has been rejected because the sender you used it@example.org is not valid.",
    "Amazon SES": "554 Message rejected: Sending suspended for this account.",
    "a hoster": "550 Domain example.org has exceeded the max emails per hour (100/100 (100%)) allowed.",
    "a blocklist": "554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.example",
}


@pytest.fixture
def world(tmp_path: Path) -> Iterator[DeskWorld]:
    with desk_world(tmp_path / "desk.db") as world:
        yield world


def problems(world: DeskWorld) -> list[str]:
    found: list[str] = status(world.settings, world.desk.store, world.clock.at, with_mailbox=False)[
        "problems"
    ]
    return found


def failed(world: DeskWorld) -> int:
    return outbox_view.counts(world.desk.store)["failed"]


def write_some(world: DeskWorld, count: int = 3) -> None:
    for number in range(count):
        world.write(f"c{number}@customer{number}.example", f"Question {number}", "words")


@pytest.mark.parametrize("answer", AT_THE_END.values(), ids=AT_THE_END.keys())
def test_all_mail_survives_days_of_it_and_goes_out_when_it_is_over(world: DeskWorld, answer: str) -> None:
    world.world.answer = answer
    write_some(world)
    world.pass_time(timedelta(days=8))
    assert failed(world) == 0
    assert world.world.sent == []
    world.world.answer = "250 2.0.0 taken"
    world.pass_time(timedelta(hours=1, minutes=1))
    assert [world.kinds(f"c{n}@customer{n}.example").count("acknowledgement") for n in range(3)] == [1, 1, 1]
    assert world.kinds(ANN).count("notification") >= 3
    assert failed(world) == 0


def test_status_says_it_at_once_with_the_remedy_and_no_more_when_it_is_over(world: DeskWorld) -> None:
    world.world.answer = AT_THE_END["may not send as"]
    world.write(CARL, "No sound", "words")
    (problem,) = problems(world)
    assert "5.2.252" in problem
    assert "Let the account send as DESK_ADDRESS" in problem
    assert (
        status(world.settings, world.desk.store, world.clock.at, with_mailbox=False)["last_sent_at"] is None
    )
    world.world.answer = "250 2.0.0 taken"
    world.pass_time(timedelta(hours=1))
    assert problems(world) == []
    assert "refused the desk's account" in world.last(MIA).text
    assert "5.2.252" in world.last(MIA).text


def test_the_account_is_probed_with_one_mail_and_growing_pauses(world: DeskWorld) -> None:
    world.world.answer = AT_THE_END["Gmail's limit"]
    tries = 0
    send = world.relay.send

    def counted(mails):  # type: ignore[no-untyped-def]
        nonlocal tries
        tries += len(mails)
        return send(mails)

    write_some(world, 5)
    world.relay.send = counted  # type: ignore[method-assign]
    begun = world.clock.at
    while world.clock.at < begun + timedelta(hours=10):
        world.work()
        until = held_until(world.desk.store)
        assert until is not None
        world.clock.at = until
    assert 9 <= tries <= 14


@pytest.mark.parametrize("words", ["Relay access denied", "Relaying denied", "we do not relay"])
def test_a_relay_that_denies_everybody_denies_us(world: DeskWorld, words: str) -> None:
    for number in range(3):
        world.world.refusals[f"c{number}@customer{number}.example"] = f"554 5.7.1 <x>: {words}"
    for who in (ANN, "bob@example.org", MIA):
        world.world.refusals[who] = f"554 5.7.1 <x>: {words}"
    write_some(world)
    world.pass_time(timedelta(days=8))
    assert failed(world) == 0
    world.world.refusals.clear()
    world.pass_time(timedelta(hours=1, minutes=1))
    assert len(world.inbox("c1@customer1.example")) == 1
    assert failed(world) == 0


def test_a_relay_that_denies_one_recipient_denies_that_one(world: DeskWorld) -> None:
    world.world.refusals[CARL] = "554 5.7.1 <carl@example.com>: Relay access denied"
    world.write(CARL, "No sound", "words")
    assert failed(world) == 1
    assert refused(world.desk.store) is None
    assert "could not be delivered" in world.last(ANN).text or "notice" in world.kinds(ANN)


def test_one_recipient_alone_that_is_denied_holds_up_the_others_for_a_minute_only(world: DeskWorld) -> None:
    world.write(CARL, "No sound", "words")
    world.clock.at += timedelta(hours=1)
    world.world.refusals[CARL] = "554 5.7.1 <carl@example.com>: Relay access denied"
    world.answer(ANN, world.last(ANN), "Turn it on.", subject="[resolved]", work=False)
    world.work_without_sending()
    world.work_sending_only()
    world.write("dora@example.com", "Printer", "words")
    world.pass_time(timedelta(minutes=6))
    assert world.kinds("dora@example.com") == ["acknowledgement"]
    assert failed(world) == 1
    assert refused(world.desk.store) is None


def test_five_in_a_row_that_are_refused_for_themselves_are_given_up_after_all(world: DeskWorld) -> None:
    """Where others go out in between it isn't the account; and what was revived isn't revived again and again."""
    for number in range(IN_A_ROW + 2):
        world.world.refusals[f"c{number}@customer{number}.example"] = "550 5.7.777 we know you"
    for who in (ANN, "bob@example.org", MIA):
        world.world.refusals[who] = "550 5.7.777 we know you"
    write_some(world, IN_A_ROW + 2)
    assert failed(world) == 0
    for who in (ANN, "bob@example.org", MIA):
        del world.world.refusals[who]
    for _ in range(IN_A_ROW + 5):
        world.clock.at = max(world.clock.at, held_until(world.desk.store) or world.clock.at)
        world.work()
    assert refused(world.desk.store) is None
    assert failed(world) == IN_A_ROW + 2
    assert world.kinds(ANN).count("notification") >= IN_A_ROW


@pytest.mark.parametrize("answer", ["550 5.7.999 computer says no", "550 go away"])
def test_no_try_in_between_gives_a_mail_up(world: DeskWorld, answer: str) -> None:
    """Each single one is refused with the code that five in a row were refused with."""
    world.world.answer = answer
    write_some(world, 4)
    for _ in range(12):
        world.clock.at = max(world.clock.at, held_until(world.desk.store) or world.clock.at)
        world.work()
        assert failed(world) == 0


def test_addresses_that_do_not_exist_are_nobodys_account(world: DeskWorld) -> None:
    for number in range(9):
        world.world.refusals[f"c{number}@customer{number}.example"] = "550 5.1.1 no such user"
    write_some(world, 9)
    assert failed(world) == 9
    assert refused(world.desk.store) is None


def test_a_notice_that_a_mail_could_not_be_delivered_is_taken_back_when_it_waits_again(
    world: DeskWorld,
) -> None:
    world.world.answer = AT_THE_END["a code of its own"]
    write_some(world, 4)
    world.world.answer = "250 2.0.0 taken"
    world.pass_time(timedelta(hours=2))
    assert failed(world) == 0
    told = [letter for letter in world.inbox(ANN) + world.inbox(MIA) if letter.kind == "notice"]
    assert all("again" in letter.text for letter in told), [letter.text for letter in told]


def test_nothing_waits_longer_for_an_account_that_works(world: DeskWorld) -> None:
    write_some(world, 2)
    assert held_until(world.desk.store) is None
    assert problems(world) == []


# --- one refusal among others ------------------------------------------------------------------------------------


def limit_after(world: DeskWorld, most: int, words: str, at_recipient: bool) -> None:
    """So many mails go out, and each one after them is refused with these words."""
    took, take = 0, world.world.take

    class Refusals(dict[str, str]):
        def get(self, recipient: str, default: str | None = None) -> str | None:  # type: ignore[override]
            return words if took >= most else default

    def counted(*mail):  # type: ignore[no-untyped-def]
        nonlocal took
        took += 1
        if took >= most and not at_recipient:
            world.world.answer = words
        return take(*mail)

    world.world.take = counted  # type: ignore[method-assign]
    world.world.said_of = lambda raw: "250 2.0.0 taken"  # type: ignore[method-assign]
    if at_recipient:
        world.world.refusals = Refusals()


def lift(world: DeskWorld) -> None:
    del world.world.take, world.world.said_of
    world.world.refusals, world.world.answer = {}, "250 2.0.0 taken"


@pytest.mark.parametrize("at_recipient", [False, True])
@pytest.mark.parametrize("most", [1, 4, 8])
@pytest.mark.parametrize(
    "words",
    [
        "550 5.4.5 Daily user sending limit exceeded",
        "550 daily message quota exceeded",
        "550 Mail send limit exceeded",
        "550 5.7.1 your account has been suspended",
        "554 5.7.1 Sending is disabled for your account",
        "554 5.7.1 Relay access denied",
    ],
)
def test_an_account_that_is_refused_in_the_middle_of_a_batch_loses_nothing(
    world: DeskWorld, words: str, most: int, at_recipient: bool
) -> None:
    if "Relay" in words and not at_recipient:
        words = "550 5.7.1 outgoing limit"
    for number in range(3):
        world.write(f"c{number}@customer{number}.example", "Question", "words", work=False)
    limit_after(world, most, words, at_recipient)
    world.pass_time(timedelta(days=8))
    assert failed(world) == 0
    lift(world)
    world.pass_time(timedelta(hours=1, minutes=1))
    assert [world.kinds(f"c{n}@customer{n}.example").count("acknowledgement") for n in range(3)] == [1, 1, 1]
    assert failed(world) == 0


@pytest.mark.parametrize("words", ["550 5.4.5 Daily limit", "554 5.2.0 SendAsDenied", "552 5.2.2 Over quota"])
def test_one_mail_that_is_refused_as_the_account_is_stops_the_others_once(
    world: DeskWorld, words: str
) -> None:
    """Whatever the code says: others go out while this one is refused again and again."""
    world.world.refusals[CARL] = words
    world.write(CARL, "No sound", "words")
    world.pass_time(timedelta(minutes=20))
    assert refused(world.desk.store) is None
    for number in range(6):
        world.pass_time(timedelta(minutes=47))
        world.write(f"c{number}@customer{number}.example", "Question", "words")
        assert world.kinds(f"c{number}@customer{number}.example") == ["acknowledgement"], number
    world.pass_time(timedelta(days=6))
    assert failed(world) == 1
    assert "could not be delivered" in world.last(ANN, "notice").text


def test_a_recipient_who_is_put_off_with_such_words_isn_t_given_up(world: DeskWorld) -> None:
    world.world.refusals[CARL] = "450 4.7.1 <carl@example.com>: sending rate limit, try again later"
    world.write(CARL, "No sound", "words")
    world.pass_time(timedelta(hours=3))
    assert failed(world) == 0
    del world.world.refusals[CARL]
    world.pass_time(timedelta(hours=6))
    assert world.kinds(CARL) == ["acknowledgement"]


def test_in_a_desk_of_one_domain_five_in_a_row_are_enough(world: DeskWorld) -> None:
    world.world.answer = "550 5.7.999 computer says no"
    for number in range(3):
        world.write(f"c{number}@example.org", f"Question {number}", "words")
    world.pass_time(timedelta(days=8))
    assert failed(world) == 0
    world.world.answer = "250 2.0.0 taken"
    world.pass_time(timedelta(hours=1, minutes=1))
    assert world.kinds("c1@example.org") == ["acknowledgement"]
