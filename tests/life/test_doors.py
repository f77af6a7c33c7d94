"""Who and what comes in: domains, size, duplicates, old mail, what can't be handled."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from desk_world import DESK, MONDAY_NOON, DeskWorld, Letter, desk_world
from memory_mail import MemoryMailbox, MemoryRelay

from frontdesk.db import ledger, state
from frontdesk.db.reconcile import Difference, Listing, reconcile
from frontdesk.decision import road
from frontdesk.desk import OPEN_SINCE
from frontdesk.jobs.fetching import OldMail
from frontdesk.jobs.receive import Receiver
from frontdesk.jobs.send import send
from frontdesk.mailbox.errors import Refused
from frontdesk.mailbox.imap.answers import UNKNOWN_TIME
from frontdesk.mailbox.limits import LIMITS
from frontdesk.mailbox.ports import Fetched
from frontdesk.rules.decide import decide


@pytest.fixture
def world(tmp_path: Path) -> Iterator[DeskWorld]:
    with desk_world(tmp_path / "desk.db") as world:
        yield world


@pytest.mark.parametrize(
    ("sender", "outcome"),
    [
        ("carl@example.com", "request"),
        ("dora@sales.example.com", "request"),
        ("eve@notexample.com", "quarantine"),
        ("eve@example.com.evil.example", "quarantine"),
        ("ann@example.org", "request"),
    ],
)
def test_customer_domains_decide_who_may_open_a_request(tmp_path: Path, sender: str, outcome: str) -> None:
    with desk_world(tmp_path / "desk.db", CUSTOMER_DOMAINS="example.com") as world:
        world.write(sender, "No sound", "My headset is silent.")
        assert ledger.balance(world.desk.store).outcomes == {outcome: 1}
        assert bool(world.inbox(sender)) == (outcome == "request")


def test_a_mail_too_large_to_be_read_is_a_request_by_its_headers_and_its_writer_is_told(
    world: DeskWorld,
) -> None:
    head = b"From: carl@example.com\r\nTo: it@example.org\r\nSubject: The film\r\nMessage-ID: <big@x.example>\r\n\r\n"
    world.deliver(head + b"x" * LIMITS.raw)
    assert world.request(1).subject == "The film"
    assert world.kinds("carl@example.com") == ["acknowledgement", "notice"]
    assert "too large" in world.last("carl@example.com", "notice").text
    assert "35 MB" in world.last("ann@example.org").text
    assert world.filed("Handled") == 1


def test_the_same_mail_by_two_of_our_addresses_is_one_request(world: DeskWorld) -> None:
    mail = (
        b"Delivered-To: %s\r\nReceived: from a by b; Mon, 2 Mar 2026 12:00:00 +0000\r\nFrom: carl@example.com\r\n"
        b"To: it@example.org, helpdesk@example.org\r\nSubject: No sound\r\nDate: Mon, 2 Mar 2026 12:00:00 +0000\r\n"
        b"Message-ID: <one@x.example>\r\n\r\nMy headset is silent.\r\n"
    )
    world.deliver(mail % b"it@example.org")
    world.deliver(mail % b"helpdesk@example.org")
    assert world.numbers == [1]
    assert world.kinds("carl@example.com") == ["acknowledgement"]


def test_another_mail_under_a_message_id_that_was_used_before_is_read(world: DeskWorld) -> None:
    world.write("carl@example.com", "No sound", "My headset is silent.", Message_ID="<reused@x.example>")
    world.write("dora@example.com", "No picture", "My monitor is dark.", Message_ID="<reused@x.example>")
    assert world.numbers == [1, 2]


def test_a_mail_without_a_message_id_is_read(world: DeskWorld) -> None:
    world.deliver(b"From: carl@example.com\r\nTo: it@example.org\r\nSubject: No sound\r\n\r\nSilent.\r\n")
    assert world.numbers == [1]


def test_a_mail_without_a_sender_is_set_aside_and_the_next_is_read(world: DeskWorld) -> None:
    world.deliver(b"Subject: from nobody\r\n\r\nHello\r\n", work=False)
    world.write("carl@example.com", "No sound", "My headset is silent.")
    assert world.filed("Quarantine") == 1
    assert world.numbers == [1]


def test_an_error_of_ours_sets_the_mail_aside_with_its_reason_and_the_next_is_read(
    world: DeskWorld, monkeypatch: pytest.MonkeyPatch
) -> None:

    def fails_once(situation, silence, reading):  # type: ignore[no-untyped-def]
        if "poison" in situation.message.subject:
            raise ZeroDivisionError("poison")
        return decide(situation, silence, reading)

    monkeypatch.setattr(road, "decide", fails_once)
    world.write("carl@example.com", "poison", "Hello", work=False)
    world.write("dora@example.com", "No sound", "Hello")
    rows = ledger.quarantined(world.desk.store)
    assert [row.sender for row in rows] == ["carl@example.com"]
    assert "ZeroDivisionError" in rows[0].reason
    assert world.filed("Quarantine") == 1
    assert [world.request(number).customer.email for number in world.numbers] == ["dora@example.com"]


def test_mail_from_before_the_desk_opened_is_entered_unanswered_and_stays_where_it_is(tmp_path: Path) -> None:
    with desk_world(tmp_path / "desk.db") as world:
        for number in range(1200):
            mail = (
                f"From: c{number}@example.com\r\nTo: {DESK}\r\nSubject: old {number}\r\n\r\nOld\r\n".encode()
            )
            world.world.deliver(mail, DESK, MONDAY_NOON - timedelta(days=400))
        world.write("carl@example.com", "New", "This one is new.")
        assert world.numbers == [1]
        assert world.kinds("carl@example.com") == ["acknowledgement"]
        assert len([letter for letter in world.world.sent if b"acknowledgement" in letter.raw]) == 1
        assert world.filed("INBOX") == 1200
        assert ledger.balance(world.desk.store).seen == 1201


def test_a_desk_that_opened_under_a_clock_far_ahead_answers_when_the_clock_is_right_again(
    tmp_path: Path,
) -> None:
    with desk_world(tmp_path / "desk.db") as world:
        store, ahead = world.desk.store, timedelta(days=30)
        with store.transaction():
            state.put_time(store, OPEN_SINCE, world.clock.at + ahead)
        world.receiver.open()
        world.write("carl@example.com", "New", "This one is new.")
        assert world.kinds("carl@example.com") == ["acknowledgement"]


def test_a_uidvalidity_change_asks_nobody_twice(world: DeskWorld) -> None:
    for number in range(5):
        world.write(f"c{number}@example.com", f"Request {number}", "Hello", work=False)
    world.work()
    for uid in list(world.world.folder("it", "Handled").mails):
        world.world.person_moves("it", uid, "INBOX", "Handled")
    world.world.lose_uids("it")
    world.receiver.open()
    world.work()
    assert len(world.numbers) == 5
    assert len(world.world.sent) == 5 * 3
    assert world.filed("INBOX") == 0


def test_old_mail_whose_mailbox_moves_to_a_server_that_gives_it_new_times_is_left_alone(
    world: DeskWorld,
) -> None:
    long_ago = world.clock.at - timedelta(days=400)
    world.world.deliver(_dated("Old", long_ago), DESK, long_ago)
    world.work()
    world.clock.at += timedelta(days=30)
    world.world.deliver(_dated("New", world.clock.at), DESK)
    for mail in world.world.folder("it").mails.values():
        mail.received_at = world.clock.at
    world.world.lose_uids("it")
    world.receiver = Receiver(world.desk, MemoryMailbox(world.world, "it", "secret"))
    world.receiver.open()
    world.work()
    world.world.deliver(_dated("Sent with a wrong clock", long_ago), DESK)
    world.work()
    assert [world.request(number).subject for number in world.numbers] == ["New", "Sent with a wrong clock"]
    assert world.filed("INBOX") == 1


def _dated(subject: str, at: datetime) -> bytes:
    return (
        f"From: carl@example.com\r\nTo: {DESK}\r\nSubject: {subject}\r\nDate: {format_datetime(at)}\r\n\r\nHelp.\r\n"
    ).encode()


def test_a_mail_that_the_server_can_not_hand_out_is_set_aside_and_its_neighbours_are_read(
    world: DeskWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetch = world.receiver.folder.fetch

    def fails_for_the_second(uids: Sequence[int]) -> dict[int, Fetched]:
        if 2 in uids:
            raise Refused("NO [SERVERBUG] internal error")
        return fetch(uids)

    monkeypatch.setattr(world.receiver.folder, "fetch", fails_for_the_second)
    for number in (1, 2, 3):
        world.write(f"c{number}@example.com", f"Request {number}", "Hello", work=False)
    world.work()
    assert [world.request(number).subject for number in world.numbers] == ["Request 1", "Request 3"]
    assert "SERVERBUG" in ledger.quarantined(world.desk.store)[0].reason


def test_a_mail_without_a_known_time_of_arrival_is_read(world: DeskWorld) -> None:
    mail = b"From: carl@example.com\r\nTo: it@example.org\r\nSubject: No sound\r\n\r\nSilent.\r\n"
    world.world.deliver(mail, DESK, UNKNOWN_TIME)
    world.work()
    assert world.request(1).opened_at == world.clock.at


def test_a_mail_that_was_not_there_at_the_last_look_came_later_whatever_the_server_says(
    world: DeskWorld,
) -> None:
    """A person moved it in from another folder, or the server's clock is wrong."""
    written = world.clock.at - timedelta(hours=1)
    world.work()
    world.clock.at += timedelta(hours=3)
    mail = b"From: carl@example.com\r\nTo: it@example.org\r\nSubject: No sound\r\n\r\nSilent.\r\n"
    world.world.deliver(mail, DESK, written)
    world.work()
    assert world.request(1).opened_at == world.clock.at


def test_mail_that_came_while_the_desk_was_away_keeps_its_time(world: DeskWorld) -> None:
    world.work()
    came = world.clock.at + timedelta(hours=1)
    for number in range(60):  # more than one batch
        mail = b"From: carl%d@example.com\r\nTo: it@example.org\r\nSubject: No sound\r\n\r\nSilent.\r\n"
        world.world.deliver(mail % number, DESK, came)
    world.clock.at += timedelta(hours=3)
    world.work()
    assert {world.request(number).opened_at for number in world.numbers} == {came}


def test_a_mail_that_somebody_moved_first_is_entered_as_vanished(world: DeskWorld) -> None:
    world.write("carl@example.com", "Mine", "I move this one myself.", work=False)
    world.world.person_moves("it", 1, "Elsewhere")
    world.write("dora@example.com", "No sound", "Hello")
    assert ledger.balance(world.desk.store).outcomes == {"vanished": 1, "request": 1}


MX = {"TRUSTED_AUTHSERV_ID": "mx.example.org"}
FORGED = "mx.example.org; dmarc=fail header.from=example.com"
GENUINE = "mx.example.org; dmarc=pass header.from=example.com"


def test_a_forged_customer_gets_no_acknowledgement_and_technicians_see_the_mark(tmp_path: Path) -> None:
    with desk_world(tmp_path / "desk.db", **MX) as world:
        world.write("carl@example.com", "No sound", "Hello", Authentication_Results=FORGED)
        assert world.inbox("carl@example.com") == []
        assert "isn't proven" in world.last("ann@example.org").text


def test_a_forged_answer_neither_reopens_nor_rates(tmp_path: Path) -> None:
    with desk_world(tmp_path / "desk.db", **MX) as world:
        world.write("carl@example.com", "No sound", "Hello", Authentication_Results=GENUINE)
        world.answer("ann@example.org", world.last("ann@example.org"), "New cable.", subject="[resolved]")
        reply = world.last("carl@example.com", "reply")
        world.answer("carl@example.com", reply, "No, broken again!", Authentication_Results=FORGED)
        assert world.request(1).status == "resolved"
        assert "unverified" in world.events(1)
        world.answer("carl@example.com", reply, "No, broken again!", Authentication_Results=GENUINE)
        assert world.request(1).status == "open"


def test_a_relay_is_given_no_more_mails_a_minute_than_it_may_get(tmp_path: Path) -> None:
    with desk_world(tmp_path / "desk.db", SMTP_PER_MINUTE="5") as world:
        for number in range(4):
            world.write(f"c{number}@example.com", f"Request {number}", "Hello", work=False)
        world.work()
        assert len(world.world.sent) == 5
        world.clock.at += timedelta(seconds=30)
        world.work()
        assert len(world.world.sent) == 5
        world.clock.at += timedelta(seconds=31)
        world.work()
        assert len(world.world.sent) == 10


def differences(world: DeskWorld) -> list[Difference]:
    inbox = world.world.folder("it")
    return reconcile(world.desk.store, {"INBOX": Listing(inbox.uidvalidity, inbox.mails)})


@pytest.mark.parametrize("taken_away, vanished", [(1, 1), (1100, 1100), (2_000_000_000, 0)])
def test_the_ledger_balances_however_many_mails_somebody_took_away_unread(
    world: DeskWorld, taken_away: int, vanished: int
) -> None:
    world.write("carl@example.com", "No sound", "My headset is silent.")
    world.world.folder("it").uidnext += taken_away
    world.write("carl@example.com", "No picture", "My screen is dark.")
    assert differences(world) == []
    assert ledger.balance(world.desk.store).outcomes.get("vanished", 0) == vanished


@pytest.mark.parametrize("apart", [2, 10])
def test_the_ledger_balances_on_old_mail_of_which_people_have_deleted_some(
    tmp_path: Path, apart: int
) -> None:
    with desk_world(tmp_path / "desk.db") as world:
        inbox = world.world.folder("it")
        for number in range(1200):
            world.deliver(f"From: carl@example.com\r\nSubject: {number}\r\n\r\nOld\r\n".encode(), work=False)
            inbox.uidnext += apart - 1
        world.clock.at += timedelta(days=2)
        world.receiver.old = OldMail(world.clock.at - timedelta(days=1), 0)
        world.write("carl@example.com", "No sound", "My headset is silent.")
        assert differences(world) == []
        assert world.numbers == [1]


@pytest.mark.parametrize(
    "address",
    ["dörte@example.com", "carl@müller.example.com", "a..b.@mobile.example.com", "carl@my_host.example.com"],
)
def test_whoever_has_an_unusual_address_is_answered_at_it(world: DeskWorld, address: str) -> None:
    world.deliver(f"From: Carl <{address}>\r\nSubject: No sound\r\n\r\nMy headset is silent.\r\n".encode())
    assert world.numbers == [1]
    assert world.kinds(address) == ["acknowledgement"]


def test_a_customer_whose_address_the_relay_does_not_take_has_a_request_and_the_team_hears_of_it(
    world: DeskWorld,
) -> None:
    world.relay = MemoryRelay(world.world, offers={"8BITMIME": ""})
    world.deliver("From: dörte@example.com\r\nSubject: No sound\r\n\r\nMy headset is silent.\r\n".encode())
    assert world.numbers == [1]
    assert world.inbox("dörte@example.com") == []
    assert "SMTPUTF8" in world.last("ann@example.org", "notice").text


@pytest.mark.parametrize("answer", ["451 4.3.2 too many mails, slow down", "554 5.6.0 not such mail"])
def test_mails_that_the_relay_does_not_take_count_as_given_to_it(tmp_path: Path, answer: str) -> None:
    with desk_world(tmp_path / "desk.db", SMTP_PER_MINUTE="5") as world:
        for number in range(4):
            world.write(f"c{number}@example.com", f"Request {number}", "Hello", work=False)
        world.work_without_sending()
        world.world.answer = answer
        assert send(world.desk, world.relay) == 5
        assert send(world.desk, world.relay) == 0
        world.clock.at += timedelta(seconds=61)
        assert send(world.desk, world.relay) == 5


def test_a_clock_that_was_ahead_does_not_keep_mail_back(tmp_path: Path) -> None:
    with desk_world(tmp_path / "desk.db", SMTP_PER_MINUTE="5") as world:
        world.clock.at += timedelta(days=365)
        for number in range(2):
            world.write(f"c{number}@example.com", f"Request {number}", "Hello")
        world.clock.at -= timedelta(days=365)
        world.write("c2@example.com", "Request 2", "Hello")
        assert "acknowledgement" in world.kinds("c2@example.com")


def bounced(letter: Letter, to: str) -> bytes:
    """What a relay writes when it can't deliver: nothing but the returned headers says which mail of ours."""
    lines = (
        "Return-Path: <>",
        "From: Mail Delivery System <MAILER-DAEMON@relay.example>",
        "To: it@example.org",
        "Subject: Undelivered Mail Returned to Sender",
        "Auto-Submitted: auto-replied",
        "MIME-Version: 1.0",
        "Content-Type: multipart/report; report-type=delivery-status; boundary=B",
        "",
        "--B",
        "Content-Type: message/delivery-status",
        "",
        "Reporting-MTA: dns; relay.example",
        "",
        f"Final-Recipient: rfc822; {to}",
        "Action: failed",
        "Status: 5.1.1",
        "Diagnostic-Code: smtp; 550 5.1.1 no such user",
        "",
        "--B",
        "Content-Type: text/rfc822-headers",
        "",
        f"Message-ID: {letter.header('Message-ID')}",
        "",
        "--B--",
        "",
    )
    return "\r\n".join(lines).encode()


def test_the_owner_hears_that_an_answer_came_back(world: DeskWorld) -> None:
    world.write("carl@example.com", "No sound", "My headset is silent.")
    world.answer("ann@example.org", world.last("ann@example.org"), "Is it plugged in?")
    world.deliver(bounced(world.last("carl@example.com", "reply"), "carl@example.com"))
    assert "550 5.1.1 no such user" in world.last("ann@example.org", "notice").text
    assert "[IT #1]" in world.last("ann@example.org", "notice").subject
    assert world.filed("Automatic") == 1
    assert world.numbers == [1]


def test_a_person_who_attaches_a_bounce_of_another_s_mail_gets_a_request_of_their_own(
    world: DeskWorld,
) -> None:
    world.write("carl@example.com", "No sound", "My headset is silent.")
    raw = bounced(world.last("carl@example.com"), "carl@example.com").decode()
    raw = raw.replace("Mail Delivery System <MAILER-DAEMON@relay.example>", "eve@evil.example")
    raw = raw.replace("Return-Path: <>\r\n", "").replace("Auto-Submitted: auto-replied\r\n", "")
    raw = raw.replace("multipart/report; report-type=delivery-status", "multipart/mixed")
    world.deliver(raw.encode())
    assert all("headset" not in letter.text for letter in world.inbox("eve@evil.example"))
    assert len(world.desk.store.all("SELECT 1 FROM message WHERE request = 1 AND kind = 'customer'")) == 1
