"""The review of a quarter: the draft, the technician's sentence, the mail to the head, and what few requests say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from desk_world import DeskWorld
from technicians_world import ANN, FORGED, MIA, PROVEN, does, team_world

from frontdesk.db import contacts, people
from frontdesk.db.apply import Target, apply
from frontdesk.reports.say import Say
from frontdesk.rules.accounts.departments import Department, Directory
from frontdesk.rules.effects import AskReport
from frontdesk.rules.model import Address

HANNA_AT, DAN_AT = "hanna@sales.example.org", "dan@sales.example.org"
HANNA = f"Hanna Head <{HANNA_AT}>"
QUIET = {"REPORT_EVERY": "off", "SURVEY_AFTER": "off", "RATE_PER_HOUR": "80"}
SALES = Department(
    name="Sales",
    head=Address("Hanna Head", HANNA_AT),
    deputies=(Address("Dan", DAN_AT),),
    technician=ANN,
    domains=("sales.example.org",),
)


def of_departments(world: DeskWorld, *departments: Department) -> None:
    world.desk.policy = replace(world.desk.policy, directory=Directory(departments, given=True))


def asks(world: DeskWorld, number: int, tags: str = "[resolved] [time=30m] [label=+vpn]") -> None:
    world.write(f"c{number}@sales.example.org", f"Matter {number}", "It is broken.")
    letter = [one for one in world.inbox(ANN) if one.kind == "notification"][-1]
    world.clock.at += timedelta(minutes=44)
    world.answer(f"Ann Lee <{ANN}>", letter, "Done.", subject=tags, Authentication_Results=PROVEN)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[DeskWorld]:
    with team_world(tmp_path / "desk.db", **QUIET) as world:
        of_departments(world, SALES)
        world.clock.at = datetime(2026, 4, 7, 10, tzinfo=UTC)
        yield world


def to_the_draft(world: DeskWorld) -> None:
    """Tuesday 7 July 2026; the review is due on the 14th, the second open Tuesday after the quarter."""
    world.clock.at = datetime(2026, 7, 7, 8, tzinfo=UTC)
    world.pass_time(timedelta(hours=2))


def reviews(world: DeskWorld, who: str = HANNA_AT) -> list[str]:
    return [one.subject for one in world.inbox(who) if one.kind == "report"]


def test_a_head_gets_ten_lines_on_the_second_tuesday_after_the_quarter(world: DeskWorld) -> None:
    for number in range(6):
        asks(world, number)
    asks(world, 9, "[hold]")
    world.work()
    to_the_draft(world)
    draft = world.last(ANN, "notice")
    assert "Sales asked us for help 7 times; 6 requests are done." in draft.text  # the mail as it stands
    assert draft.header("List-Unsubscribe") == ""
    assert "Reply with a sentence" in draft.text
    assert "Nobody gets a reply" not in draft.text
    world.answer(f"Ann Lee <{ANN}>", draft, "The gateway was replaced in May.", Authentication_Results=PROVEN)
    assert "stands in the review" in world.last(ANN).text
    assert reviews(world) == []
    world.pass_time(timedelta(days=7, hours=2))
    letter = world.last(HANNA_AT, "report")
    assert (
        letter.subject == "Sales and IT, April 2026 - June 2026"
        or letter.subject == "Sales and IT, April - June 2026"
    )
    assert letter.header("Date").startswith("Tue, 14 Jul 2026 09:00")
    assert letter.header("Cc") == f"Dan <{DAN_AT}>"
    assert "Sales asked us for help 7 times; 6 requests are done." in letter.text
    assert "Half of you had an answer within 44 minutes" in letter.text
    assert "waits for somebody outside" in letter.text
    assert "What we did about it: The gateway was replaced in May." in letter.text
    assert "3:00 h (stated on 6 of 7 requests); at 80.00 EUR an hour: 240.00 EUR" in letter.text
    assert "Matter" not in letter.text
    assert "c1@" not in letter.text
    assert letter.header("List-Unsubscribe") != ""


def review_of_the_quarter(world: DeskWorld) -> str:
    """What Hanna gets in July, with its lines as one."""
    to_the_draft(world)
    world.pass_time(timedelta(days=8))
    return " ".join(world.last(HANNA_AT, "report").text.split())


def test_what_came_before_the_quarter_and_was_done_in_it_is_no_help_asked_for(world: DeskWorld) -> None:
    world.clock.at = datetime(2026, 3, 24, 10, tzinfo=UTC)
    for number in range(5):
        asks(world, number, "[hold]")
    world.clock.at = datetime(2026, 4, 7, 10, tzinfo=UTC)
    for number in range(1, 6):
        does(world, ANN, "[resolved]", "Done at last.", number)
    for number in range(6):
        asks(world, 10 + number, "[hold]" if number else "[resolved]")
    assert "Sales asked us for help 6 times; 1 request is done." in review_of_the_quarter(world)


def test_what_was_done_before_the_mail_went_out_isnt_still_open(world: DeskWorld) -> None:
    for number in range(6):
        asks(world, number, "[hold]" if number < 2 else "[resolved]")
    to_the_draft(world)
    does(world, ANN, "[resolved]", "Done at last.", 1)
    world.pass_time(timedelta(days=8))
    text = " ".join(world.last(HANNA_AT, "report").text.split())
    assert "Sales asked us for help 6 times; 5 requests are done." in text
    assert "One is still open, since 7 Apr" in text
    does(world, ANN, "[resolved]", "Done, too.", 2)
    wants(world, f"Mia Boss <{MIA}>", "[review=Sales last quarter]")
    text = " ".join(world.last(MIA, "notice").text.split())
    assert "6 requests are done." in text
    assert "still open" not in text


def test_a_request_with_several_labels_is_something_else_to_nothing(world: DeskWorld) -> None:
    for number in range(6):
        asks(
            world, number, "[resolved] [label=+vpn] [label=+wifi] [label=+phone]" if number else "[resolved]"
        )
    assert "phone 5, vpn 5, wifi 5, other 1." in review_of_the_quarter(world)


def test_time_stays_with_the_department_of_its_day(world: DeskWorld, tmp_path: Path) -> None:
    """Half an hour each on six requests; one of them turns out to be Legal's, and takes another hour there."""
    of_departments(world, SALES, Department(name="Legal"))
    for number in range(6):
        asks(world, number)
    does(world, ANN, "[department=Legal]", "", 6)
    does(world, ANN, "[time=1h]", "", 6)
    assert "3:00 h" in review_of_the_quarter(world)
    wants(world, f"Mia Boss <{MIA}>", "[report Legal 2026-Q2]")
    figures = next(
        one for name, one in world.last(MIA, "report").attachments.items() if name.endswith(".csv")
    )
    assert ",minutes,1,1,60," in figures.decode()


def test_skip_and_silence_and_a_forged_sentence(world: DeskWorld) -> None:
    for number in range(5):
        asks(world, number)
    to_the_draft(world)
    draft = world.last(ANN, "notice")
    world.answer(f"Ann Lee <{ANN}>", draft, "We are rubbish.", Authentication_Results=FORGED)
    world.answer(f"Mia Boss <{MIA}>", draft, "Not mine to say.", Authentication_Results=PROVEN)
    assert contacts.of_accounts(world.desk.store)[-1].words == ""
    world.answer(f"Ann Lee <{ANN}>", draft, "skip", Authentication_Results=PROVEN)
    world.pass_time(timedelta(days=9))
    assert reviews(world) == []


def test_few_requests_are_counts_and_nothing_else(world: DeskWorld) -> None:
    for number in range(2):
        asks(world, number)
    to_the_draft(world)
    world.pass_time(timedelta(days=8))
    text = world.last(HANNA_AT, "report").text
    assert "It was quiet: 2 requests came from Sales, all done." in text
    assert "Half" not in text
    assert "EUR" not in text


def test_nothing_for_two_quarters_is_no_review(world: DeskWorld) -> None:
    to_the_draft(world)
    world.pass_time(timedelta(days=9))
    assert reviews(world) == []


def test_a_head_of_two_departments_gets_one_mail_with_two_parts(world: DeskWorld) -> None:
    of_departments(world, SALES, replace(SALES, name="Legal", domains=("legal.example.org",)))
    asks(world, 1)
    to_the_draft(world)
    world.pass_time(timedelta(days=8))
    (subject,) = reviews(world)
    assert subject.startswith("Sales, Legal and IT")
    assert "no request came from Legal" in world.last(HANNA_AT, "report").text


def test_who_said_stop_or_left_gets_none_and_subjects_only_where_wanted(world: DeskWorld) -> None:
    of_departments(world, replace(SALES, review_shows="subjects", rate=95.5))
    asks(world, 1, "[hold]")
    to_the_draft(world)
    world.pass_time(timedelta(days=8))
    assert "Still open: Matter 1." in world.last(HANNA_AT, "report").text
    with world.desk.store.transaction():
        people.remember(world.desk.store, HANNA_AT, no_check_ins=True)
    world.clock.at = datetime(2026, 10, 6, 8, tzinfo=UTC)
    world.pass_time(timedelta(days=9))
    assert len(reviews(world)) == 1


@pytest.mark.parametrize(("language", "said"), [("en", "1520.00"), ("de", "1520,00"), ("fr", "1520,00")])
def test_an_amount_has_the_decimal_sign_of_its_readers_language(language: str, said: str) -> None:
    assert Say(language, UTC).money(Decimal("1520")) == said


def test_an_answer_is_the_account_technicians_request(world: DeskWorld) -> None:
    asks(world, 1)
    to_the_draft(world)
    world.pass_time(timedelta(days=8))
    world.answer(
        HANNA, world.last(HANNA_AT, "report"), "In October we hire twelve people. Who sets up their laptops?"
    )
    request = world.request(max(world.numbers))
    assert (request.customer.email, request.owner, request.department) == (HANNA_AT, ANN, "Sales")
    assert contacts.of_accounts(world.desk.store)[-1].state == "answered"


def test_no_heads_no_reviews(tmp_path: Path) -> None:
    with team_world(tmp_path / "desk.db", **QUIET) as world:
        asks(world, 1, "[resolved] [department=Sales]")
        to_the_draft(world)
        assert contacts.of_accounts(world.desk.store) == []
        assert world.desk.policy.rate_per_hour == Decimal("80")


def wants(world: DeskWorld, who: str, subject: str, *, proof: str = PROVEN) -> None:
    world.write(who, subject, "", Authentication_Results=proof)
    world.pass_time(timedelta(minutes=2))


def test_a_manager_reads_a_departments_review_before_the_meeting(world: DeskWorld) -> None:
    for number in range(6):
        asks(world, number)
    world.clock.at = datetime(2026, 7, 1, 8, tzinfo=UTC)
    for subject in ("[review=Sales]", "[review sales last quarter]", "[Review 2026-Q2 Sales]"):
        wants(world, f"Mia Boss <{MIA}>", subject)
        letter = world.last(MIA, "notice")
        assert "Sales and IT, April - June 2026" in letter.subject, letter.text
        assert "Sales asked us for help 6 times; 6 requests are done." in " ".join(letter.text.split())
        assert "Nobody else got it." in letter.text
    assert not reviews(world)


def test_who_looks_after_a_department_reads_its_review_and_no_others(world: DeskWorld) -> None:
    of_departments(world, SALES, Department(name="Legal", technician="bob@example.org"))
    world.clock.at = datetime(2026, 7, 1, 8, tzinfo=UTC)
    wants(world, f"Ann Lee <{ANN}>", "[review=Sales]")
    assert "It was quiet: no request came from Sales." in world.last(ANN, "notice").text
    wants(world, f"Ann Lee <{ANN}>", "[review=Legal]")
    refusal = world.last(ANN, "refusal").text
    assert "The review of a department goes to managers and to who looks after it." in refusal
    assert "[review=Sales]" in refusal


@pytest.mark.parametrize("subject", ["[review=Slaes]", "[review]", "[review=last quarter]", "[review=mine]"])
def test_a_wrong_wish_for_a_review_is_refused_with_a_right_one(world: DeskWorld, subject: str) -> None:
    wants(world, f"Mia Boss <{MIA}>", subject)
    assert "[review=Sales]" in world.last(MIA, "refusal").text
    assert "notice" not in world.kinds(MIA)


def test_a_forged_wish_and_a_customers_bring_no_review(world: DeskWorld) -> None:
    wants(world, f"Mia Boss <{MIA}>", "[review=Sales]", proof=FORGED)
    assert "notice" not in world.kinds(MIA)
    world.write(HANNA, "[review=Sales]", "Can I have it, please?")
    assert world.kinds(HANNA_AT) == ["acknowledgement"]


def test_a_review_that_somebody_asked_for_and_may_read_no_more_isnt_made(world: DeskWorld) -> None:
    of_departments(world, replace(SALES, technician="bob@example.org"))
    with world.desk.store.transaction():
        apply(world.desk.store, AskReport((ANN, MIA), "Sales", review=True), Target(0, world.clock.at))
    world.pass_time(timedelta(minutes=2))
    assert world.kinds(ANN) == []
    assert "It was quiet" in world.last(MIA, "notice").text
