"""Invitations, cancellations and answers as structured data, and what a person said with them (RFC 5546)."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from frontdesk.mailbox.parse import parse
from frontdesk.mailbox.parsing.calendar import calendar_text, read_calendar
from frontdesk.mailbox.parsing.time_zones import zone_named
from frontdesk.mailbox.worker.wire import from_bytes, to_bytes
from frontdesk.rules.model import Address, CalendarTime, Invitation

LETTERS = Path(__file__).resolve().parents[1] / "letters"
CARA = Address("Cara Dent", "cara@customer.example")


def invitation_in(name: str) -> Invitation:
    message = parse((LETTERS / f"{name}.eml").read_bytes())
    assert from_bytes(to_bytes(message)) == message
    assert message.invitation is not None
    return message.invitation


def event(*lines: str, method: str = "REQUEST") -> Invitation:
    return read_calendar(
        "\r\n".join(
            [
                "BEGIN:VCALENDAR",
                f"METHOD:{method}",
                "BEGIN:VEVENT",
                *lines,
                "BEGIN:VALARM",
                "SUMMARY:Alarm",
                "END:VALARM",
                "END:VEVENT",
                "END:VCALENDAR",
            ]
        )
    )


def test_an_answer_says_who_answers_what_and_what_they_wrote() -> None:
    assert invitation_in("calendar-answer-with-words") == Invitation(
        method="REPLY",
        summary="Replace the scanner",
        starts=CalendarTime(
            "2024-05-09 09:00 W. Europe Standard Time", datetime(2024, 5, 9, 7, 0, tzinfo=UTC)
        ),
        ends=CalendarTime(
            "2024-05-09 09:30 W. Europe Standard Time", datetime(2024, 5, 9, 7, 30, tzinfo=UTC)
        ),
        organizer=Address("", "desk@frontdesk.example"),
        attendee=CARA,
        answer="declined",
        comment="Thursday is a holiday here. Could you come on Monday?",
    )


def test_a_bare_acceptance_has_no_words_though_the_calendar_program_writes_many() -> None:
    found = invitation_in("calendar-answer-bare-from-google")
    assert (found.answer, found.attendee, found.comment) == ("accepted", CARA, "")


@pytest.mark.parametrize(
    ("text", "comment"),
    [
        ("", ""),
        ("Cara Dent has accepted the invitation.", ""),
        ("Yes, I will attend.", ""),
        ("Replace the scanner\n*~*~*~*~*~*~*~*~*~*\n", ""),
        ("I cannot come, the door is locked.", "I cannot come, the door is locked."),
        ("Ich bin krank.\n\nWhen: Thursday 9:00\nWhere: Room 4", "Ich bin krank."),
        (
            (
                "Cara Dent has declined this invitation with this note:\n\n“Please come on Friday.”\n\n"
                "Invitation from Google Calendar: https://calendar.google.com/calendar/"
            ),
            "Please come on Friday.",
        ),
    ],
)
def test_words_with_an_answer_are_told_from_what_programs_write(text: str, comment: str) -> None:
    head = (
        "From: Cara Dent <cara@customer.example>\nSubject: x\nMIME-Version: 1.0\n"
        'Content-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: text/plain; charset=utf-8\n\n'
    )
    calendar = (
        "\n--b\nContent-Type: text/calendar; method=REPLY\n\nBEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\n"
        "SUMMARY:Replace the scanner\nATTENDEE;PARTSTAT=ACCEPTED:mailto:cara@customer.example\n"
        "END:VEVENT\nEND:VCALENDAR\n--b--\n"
    )
    found = parse((head + text + calendar).encode()).invitation
    assert found is not None
    assert found.comment == comment


@pytest.mark.parametrize(
    ("lines", "comment"),
    [
        (["COMMENT:Not on Friday\\, please."], "Not on Friday, please."),
        (['ATTENDEE;X-RESPONSE-COMMENT="Late; sorry";PARTSTAT=TENTATIVE:mailto:c@d.example'], "Late; sorry"),
        (["SUMMARY:Scanner"], ""),
    ],
)
def test_a_comment_may_stand_in_the_calendar_itself(lines: list[str], comment: str) -> None:
    assert event(*lines, method="REPLY").comment == comment


@pytest.mark.parametrize(
    ("start", "at"),
    [
        ("DTSTART:20240507T100000Z", datetime(2024, 5, 7, 10, 0, tzinfo=UTC)),
        ("DTSTART;TZID=Europe/Berlin:20240507T100000", datetime(2024, 5, 7, 8, 0, tzinfo=UTC)),
        ('DTSTART;TZID="Europe/Berlin":20241107T100000', datetime(2024, 11, 7, 9, 0, tzinfo=UTC)),
        ("DTSTART;TZID=Romance Standard Time:20240507T100000", datetime(2024, 5, 7, 8, 0, tzinfo=UTC)),
        ("DTSTART;TZID=/mozilla.org/20070129_1/America/New_York:20240507T100000",
         datetime(2024, 5, 7, 14, 0, tzinfo=UTC)),
        ("DTSTART;TZID=Customized Time Zone:20240507T100000", None),
        ("DTSTART;TZID=../../etc/passwd:20240507T100000", None),
        ("DTSTART;TZID=Europe:20240507T100000", None),
        ("DTSTART:20240507T100000", None),
    ],
)  # fmt: skip
def test_a_time_is_a_moment_where_its_zone_is_known(start: str, at: datetime | None) -> None:
    starts = event(start).starts
    assert starts is not None
    assert (starts.at, starts.all_day) == (at, False)
    assert starts.written.startswith("2024-")


def test_a_time_on_no_day_is_none() -> None:
    assert event("DTSTART:20240231T100000Z").starts is None
    assert event("DTSTART;TZID=Europe/Berlin:00010101T000000").starts is None


def test_whole_days_end_on_the_day_that_people_name() -> None:
    found = event("DTSTART;VALUE=DATE:20240507", "DTEND;VALUE=DATE:20240509")
    assert found.ends == CalendarTime("2024-05-08", datetime(2024, 5, 8, tzinfo=UTC), all_day=True)
    one = event("DTSTART;VALUE=DATE:20240507", "DTEND;VALUE=DATE:20240508")
    assert calendar_text(one) == "2024-05-07"


def test_a_duration_stands_for_the_end() -> None:
    ends = event("DTSTART:20240507T100000Z", "DURATION:PT1H30M").ends
    assert ends == CalendarTime("2024-05-07 11:30 UTC", datetime(2024, 5, 7, 11, 30, tzinfo=UTC))


def test_a_cancellation_names_what_is_cancelled() -> None:
    found = event("SUMMARY:Move of the rack", "LOCATION:Cellar", "RRULE:FREQ=WEEKLY", method="cancel")
    assert (found.method, found.summary, found.place, found.repeats) == (
        "CANCEL",
        "Move of the rack",
        "Cellar",
        True,
    )


def test_every_zone_of_windows_is_a_zone() -> None:
    from frontdesk.mailbox.parsing import time_zones

    assert [name for name in time_zones._PLACES if zone_named(name) is None] == []
