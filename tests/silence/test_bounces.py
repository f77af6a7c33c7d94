"""Delivery reports: what has our mail is believed, and one sentence of a stranger's silences nobody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from desk_world import DeskWorld, desk_world

from frontdesk.db import people

CARL, CARL_AT = "Carl Cole <carl@example.com>", "carl@example.com"
ANN, ANN_AT, MIA_AT = "Ann Lee <ann@example.org>", "ann@example.org", "mia@example.org"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[DeskWorld]:
    with desk_world(tmp_path / "desk.db") as world:
        world.write(CARL, "No sound", "My headset is silent.")
        world.answer(ANN, world.last(ANN_AT), "Plug it in.", subject="[resolved]")
        yield world


def report(
    to: str,
    message_id: str = "",
    *,
    status: str = "5.1.1",
    action: str = "failed",
    subject: str = "Undelivered Mail Returned to Sender",
    queue: str = "",
    answers: str = "",
) -> bytes:
    lines = [
        "Return-Path: <>",
        "From: Mail Delivery System <MAILER-DAEMON@relay.example>",
        "To: it@example.org",
        f"Subject: {subject}",
        *([f"In-Reply-To: {answers}", f"References: {answers}"] if answers else []),
        "Auto-Submitted: auto-replied",
        "MIME-Version: 1.0",
        "Content-Type: multipart/report; report-type=delivery-status; boundary=B",
        "",
        "--B",
        "Content-Type: message/delivery-status",
        "",
        "Reporting-MTA: dns; relay.example",
        *([f"X-Postfix-Queue-ID: {queue}"] if queue else []),
        "",
        f"Final-Recipient: rfc822; {to}",
        f"Action: {action}",
        f"Status: {status}",
        f"Diagnostic-Code: smtp; 550 {status} no such user",
        "",
        "--B",
        *(["Content-Type: text/rfc822-headers", "", f"Message-ID: {message_id}", "", "--B--", ""]),
    ]
    return "\r\n".join(lines).encode()


def is_unreachable(world: DeskWorld, email: str = CARL_AT) -> bool:
    return people.get(world.desk.store, email).unreachable_since is not None


def test_the_report_of_our_mail_to_this_address_makes_it_unreachable(world: DeskWorld) -> None:
    world.deliver(report(CARL_AT, world.last(CARL_AT, "reply").header("Message-ID")))
    assert is_unreachable(world)
    assert "no such user" in world.last(ANN_AT, "notice").text
    assert "automatic mail" in world.events(1)


@pytest.mark.parametrize("action", ["failed", "delayed"])
@pytest.mark.parametrize(
    "forged",
    [
        {},
        {"message_id": "<made.up@example.org>"},
        {"subject": "Undeliverable: [IT #1] No sound"},
        {"subject": "Re: [IT #1] No sound", "message_id": "<made.up@example.org>"},
        {"queue": "4XyZ12AbCd"},
    ],
)
def test_a_report_that_has_no_mail_of_ours_changes_nothing(
    world: DeskWorld, forged: dict[str, str], action: str
) -> None:
    events, told = world.events(1), len(world.world.sent)
    world.deliver(report(CARL_AT, action=action, **forged))
    assert not is_unreachable(world)
    assert (world.events(1), len(world.world.sent), len(world.messages(1))) == (events, told, 3)
    assert world.filed("Automatic") == 1


def test_a_report_with_the_id_of_a_mail_to_somebody_else_changes_nothing(world: DeskWorld) -> None:
    """Carl has our id, and says with it that Dora can't be reached."""
    world.write("Dora <dora@example.com>", "Beamer", "The beamer is dark.")
    events = world.events(1), world.events(2)
    world.deliver(report("dora@example.com", world.last(CARL_AT, "reply").header("Message-ID")))
    assert not is_unreachable(world, "dora@example.com")
    assert (world.events(1), world.events(2)) == events


def test_the_relay_that_took_the_mail_is_known_by_the_name_it_queued_it_under(world: DeskWorld) -> None:
    world.world.answer = "250 2.0.0 Ok: queued as 4XyZ12AbCd"
    world.write(CARL, "Beamer", "The beamer is dark.")
    world.deliver(report(CARL_AT, queue="4XyZ12AbCd"))
    assert is_unreachable(world)


def test_who_writes_again_is_reachable_again(world: DeskWorld) -> None:
    world.deliver(report(CARL_AT, world.last(CARL_AT, "reply").header("Message-ID")))
    world.write(CARL, "My old mailbox was full", "I can read mail again.")
    assert not is_unreachable(world)
    assert "acknowledgement" in world.kinds(CARL_AT)[1:]


def test_nothing_is_recorded_as_done_that_was_not_sent(world: DeskWorld) -> None:
    world.deliver(report(CARL_AT, world.last(CARL_AT, "reply").header("Message-ID")))
    before = world.kinds(CARL_AT)
    world.pass_time(timedelta(days=30))
    assert world.kinds(CARL_AT) == before
    assert world.request(1).status == "closed"
    assert {"followed up", "surveyed", "chased"}.isdisjoint(world.events(1))
    assert {"not sent", "not surveyed", "closed"} <= {*world.events(1)}
    assert (world.request(1).followed_up_at, world.request(1).surveyed_at) == (None, None)
    assert people.get(world.desk.store, CARL_AT).surveyed_at is None


def test_who_is_chased_but_can_not_be_reached_is_not_said_to_have_been_chased(world: DeskWorld) -> None:
    world.write(CARL, "Beamer", "The beamer is dark.")
    world.answer(ANN, world.last(ANN_AT), "Which room?", subject="[waiting]")
    world.deliver(report(CARL_AT, world.last(CARL_AT, "reply").header("Message-ID")))
    world.pass_time(timedelta(days=20))
    assert world.request(2).status in ("resolved", "closed")
    assert "chased" not in world.events(2)


def test_a_mail_that_a_cap_keeps_back_is_put_off_and_recorded_when_it_goes(world: DeskWorld) -> None:
    for number in range(40):
        world.write(CARL, f"Question {number}", f"What about {number}?")
    world.pass_time(timedelta(days=1, hours=2))
    follow_ups = world.kinds(CARL_AT).count("follow-up")
    assert follow_ups == world.events(1).count("followed up")
    world.pass_time(timedelta(days=3))
    assert world.kinds(CARL_AT).count("follow-up") == world.events(1).count("followed up") == 1
