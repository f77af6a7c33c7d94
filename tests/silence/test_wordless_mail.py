"""Mail in which a program speaks: invitations and answers to them, reactions, recalls, receipts, encrypted mail."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from desk_world import DESK, DeskWorld, desk_world

CARL, CARL_AT = "Carl Cole <carl@example.com>", "carl@example.com"
ANN, ANN_AT = "Ann Lee <ann@example.org>", "ann@example.org"
LETTERS = Path(__file__).parents[1] / "letters"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[DeskWorld]:
    with desk_world(tmp_path / "desk.db", DESK_TIMEZONE="Europe/Berlin") as world:
        yield world


def calendar(
    method: str,
    *,
    text: str = "",
    answers: str = "",
    partstat: str = "",
    comment: str = "",
    subject: str = "Look at the printer",
    starts: str = "DTSTART:20260305T090000Z",
) -> bytes:
    attendee = f"ATTENDEE;PARTSTAT={partstat}:mailto:{CARL_AT}\r\n" if partstat else ""
    said = f"COMMENT:{comment}\r\n" if comment else ""
    reply = f"In-Reply-To: {answers}\r\nReferences: {answers}\r\n" if answers else ""
    plain = f"--q\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n" if text else ""
    return (
        f"From: {CARL}\r\nTo: {DESK}\r\nSubject: {subject}\r\nDate: Mon, 02 Mar 2026 12:00:00 +0000\r\n"
        f"Message-ID: <cal-{method}-{partstat}@example.com>\r\n{reply}MIME-Version: 1.0\r\n"
        f"Content-Type: multipart/alternative; boundary=q\r\n\r\n{plain}"
        f"--q\r\nContent-Type: text/calendar; method={method}; charset=utf-8\r\n\r\n"
        f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:{method}\r\nBEGIN:VEVENT\r\nUID:u1@x\r\n{starts}\r\n"
        f"SUMMARY:Look at the printer\r\nORGANIZER:mailto:{DESK}\r\n{attendee}{said}"
        "END:VEVENT\r\nEND:VCALENDAR\r\n--q--\r\n"
    ).encode()


@pytest.fixture
def on_request(world: DeskWorld) -> str:
    """An answered request; gives the id of the answer."""
    world.write(CARL, "Printer", "It jams.")
    world.answer(ANN, world.last(ANN_AT), "I come on Thursday.")
    return world.last(CARL_AT, "reply").header("Message-ID")


SPEAKING = {
    "invitation": ({"method": "REQUEST"}, "Invitation: Look at the printer"),
    "cancellation": ({"method": "CANCEL"}, "Cancelled: Look at the printer"),
    "declined": ({"method": "REPLY", "partstat": "DECLINED"}, "Declined: Look at the printer"),
    "declined with words": (
        {"method": "REPLY", "partstat": "DECLINED", "text": "Please come on Friday instead."},
        "Please come on Friday instead.",
    ),
    "accepted with words": (
        {"method": "REPLY", "partstat": "ACCEPTED", "comment": "Ring at the back door."},
        "Ring at the back door.",
    ),
    "perhaps": ({"method": "REPLY", "partstat": "TENTATIVE"}, "Perhaps: Look at the printer"),
    "another time": ({"method": "COUNTER"}, "Another time is proposed for: Look at the printer"),
}


@pytest.mark.parametrize("which", SPEAKING)
def test_it_reaches_the_owner_with_the_date_in_words(world: DeskWorld, on_request: str, which: str) -> None:
    given, words = SPEAKING[which]
    before = world.kinds(CARL_AT)
    world.deliver(calendar(**given, answers=on_request))
    told = world.last(ANN_AT, "notification").text
    assert words in told
    assert "Thursday, 5 March 2026, 10:00" in told
    assert (world.numbers, world.kinds(CARL_AT)) == ([1], before)


@pytest.mark.parametrize("which", SPEAKING)
def test_as_a_first_mail_it_is_a_request_that_no_machine_answers(world: DeskWorld, which: str) -> None:
    given, words = SPEAKING[which]
    world.deliver(calendar(**given))
    assert (world.numbers, world.kinds(CARL_AT)) == ([1], [])
    assert words in world.last(ANN_AT, "notification").text


def test_a_bare_acceptance_is_recorded_and_nobody_gets_mail(world: DeskWorld, on_request: str) -> None:
    told = len(world.world.sent)
    world.deliver(calendar("REPLY", partstat="ACCEPTED", subject="Accepted: Printer", answers=on_request))
    assert len(world.world.sent) == told
    assert world.messages(1)[-1].kind == "automatic"


@pytest.mark.parametrize(
    ("starts", "told"),
    [
        ("DTSTART;VALUE=DATE:20260305\r\nDTEND;VALUE=DATE:20260306", "Thursday, 5 March 2026\n"),
        ("DTSTART;VALUE=DATE:20260305\r\nDTEND;VALUE=DATE:20260307", "5 March 2026 - Friday, 6 March 2026"),
        ("DTSTART:20260305T090000Z\r\nDTEND:20260305T103000Z", "Thursday, 5 March 2026, 10:00 - 11:30"),
        ("DTSTART:20260305T220000Z\r\nDTEND:20260306T010000Z", "23:00 - Friday, 6 March 2026, 02:00"),
    ],
)
def test_days_and_hours_are_told_in_the_desk_s_zone(world: DeskWorld, starts: str, told: str) -> None:
    world.deliver(calendar("REQUEST", starts=starts))
    assert told in world.last(ANN_AT, "notification").text.replace("\r\n", "\n")


def test_a_german_desk_tells_it_in_german(tmp_path: Path) -> None:
    with desk_world(tmp_path / "de.db", DESK_LANGUAGE="de", DESK_TIMEZONE="Europe/Berlin") as world:
        world.deliver(calendar("REPLY", partstat="DECLINED", text="Bitte am Freitag."))
        told = world.last(ANN_AT, "notification").text
        assert "Abgelehnt: Look at the printer" in told
        assert "Donnerstag, 05.03.2026, 10:00" in told


REACTIONS = {
    "recall": ("Recall: Printer", 'Carl Cole would like to recall the message, "Printer".'),
    "outlook": ("Reaction", "Carl Cole reacted to your message:\n\n👍"),
    "iphone": ("Re: Printer", "Liked “I come on Thursday.”"),
    "read": ("Read: Printer", "Your message\n\n  To: Carl Cole\n  Subject: Printer\n\nwas read on Monday."),
}


@pytest.mark.parametrize("which", REACTIONS)
@pytest.mark.parametrize("settled", ["", "[resolved]"])
def test_a_gesture_is_recorded_reopens_nothing_and_makes_no_mail(
    world: DeskWorld, on_request: str, which: str, settled: str
) -> None:
    if settled:
        world.answer(ANN, world.last(ANN_AT), "Done.", subject=settled)
    status, told = world.request(1).status, len(world.world.sent)
    subject, text = REACTIONS[which]
    world.write(CARL, subject, text, In_Reply_To=on_request, References=on_request)
    assert (world.numbers, world.request(1).status, len(world.world.sent)) == ([1], status, told)
    assert world.filed("Automatic") == 1
    assert world.messages(1)[-1].kind == "automatic"


@pytest.mark.parametrize("which", REACTIONS)
def test_a_first_mail_of_that_kind_opens_nothing(world: DeskWorld, which: str) -> None:
    world.write(CARL, *REACTIONS[which])
    assert (world.numbers, world.world.sent) == ([], [])


@pytest.mark.parametrize(
    ("letter", "how"), [("encrypted-with-pgp", "PGP"), ("encrypted-with-smime", "S/MIME")]
)
def test_an_encrypted_mail_is_kept_attached_and_a_readable_one_asked_for(
    world: DeskWorld, letter: str, how: str
) -> None:
    raw = (LETTERS / f"{letter}.eml").read_bytes()
    world.deliver(raw)
    told = world.last(ANN_AT, "notification")
    assert f"encrypted ({how}): the desk can't read it" in told.text
    assert told.attachments
    asked = world.last(world.request(1).customer.email, "acknowledgement").text
    assert "once more without encryption" in asked


def test_an_encrypted_answer_reopens_and_its_writer_is_asked_for_a_readable_one(world: DeskWorld) -> None:
    raw = (LETTERS / "encrypted-with-pgp.eml").read_bytes()
    world.deliver(raw)
    customer = world.request(1).customer.email
    world.answer(ANN, world.last(ANN_AT), "Please send it in clear.", subject="[resolved]")
    ours = world.last(customer, "reply").header("Message-ID").encode()
    world.clock.at += timedelta(hours=1)
    again = raw.replace(b"Message-ID: <", b"In-Reply-To: " + ours + b"\r\nMessage-ID: <2", 1)
    assert again != raw
    world.deliver(again)
    assert world.request(1).status == "open"
    assert "can't read it" in world.last(ANN_AT, "notification").text
    assert "once more without encryption" in world.last(customer, "notice").text
