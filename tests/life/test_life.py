"""The life of a request (design section 2), as its people live it: every test is a piece of that story."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote

import pytest
from desk_world import DeskWorld, Headers, desk_world

CARL, ANN, BOB, MIA = (
    "Carl Cole <carl@sales.example.org>",
    "ann@example.org",
    "bob@example.org",
    "mia@example.org",
)
CARL_AT = "carl@sales.example.org"
DAY = timedelta(days=1)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[DeskWorld]:
    with desk_world(tmp_path / "desk.db") as world:
        yield world


def asked(world: DeskWorld, text: str = "The printer on the third floor prints everything twice.") -> None:
    world.write(CARL, "Printer prints twice", text)


def resolved(world: DeskWorld) -> None:
    asked(world)
    world.answer(ANN, world.last(ANN), "I have set the driver back to one copy.", subject="[resolved]")


def closed(world: DeskWorld) -> None:
    resolved(world)
    world.pass_time(8 * DAY)
    assert world.request(1).status == "closed"


def test_a_first_mail_opens_a_request_is_acknowledged_and_every_technician_is_notified(
    world: DeskWorld,
) -> None:
    asked(world)
    request = world.request(1)
    assert (request.status, request.subject, request.customer.email) == (
        "new",
        "Printer prints twice",
        CARL_AT,
    )
    acknowledgement = world.last(CARL_AT)
    assert acknowledgement.kind == "acknowledgement"
    assert "[IT #1]" in acknowledgement.subject
    assert acknowledgement.header("X-Frontdesk-Request") == "1"
    assert acknowledgement.header("Auto-Submitted") == "auto-replied"
    assert "third floor" not in acknowledgement.text, "an acknowledgement quotes nothing of what was written"
    for technician in (ANN, BOB):
        notification = world.last(technician)
        assert notification.kind == "notification"
        assert notification.text.lstrip().startswith(
            "**Your reply goes to Carl Cole"
        ) or notification.text.lstrip("* ").startswith("Your reply goes to Carl Cole")
        assert "third floor" in notification.text
    assert world.filed("Handled") == 1
    assert world.filed("INBOX") == 0


def test_the_first_technician_to_answer_owns_it_and_the_customer_gets_the_words_alone(
    world: DeskWorld,
) -> None:
    asked(world)
    world.answer(
        ANN, world.last(ANN), "Hello Carl,\n\nplease try again now.\n\nAnn", attach={"log.txt": b"fine"}
    )
    request = world.request(1)
    assert (request.status, request.owner) == ("open", ANN)
    assert request.first_response_at == world.clock.at
    reply = world.last(CARL_AT)
    assert reply.kind == "reply"
    assert "please try again now." in reply.text
    assert "prints everything twice" not in reply.text
    assert "Your reply goes to" not in reply.text
    assert reply.attachments == {"log.txt": b"fine"}
    assert "IT Desk" in reply.header("From")
    assert reply.header("Auto-Submitted") == ""
    assert "auto" not in reply.header("Precedence")


def test_an_answer_threads_with_the_customer_s_own_mail_and_names_no_mail_of_the_technician(
    world: DeskWorld,
) -> None:
    asked(world)
    acknowledgement = world.last(CARL_AT)
    theirs = acknowledgement.header("In-Reply-To")
    world.answer(ANN, world.last(ANN), "Which printer?")
    world.answer(BOB, world.last(BOB), "Look at the fuser.", subject="[note]")
    world.answer(ANN, world.last(ANN, "confirmation"), "#resolved\nSet back to one copy.")
    for answer in world.inbox(CARL_AT)[1:]:
        assert answer.header("In-Reply-To") == theirs
        assert answer.header("References").split() == [theirs, acknowledgement.header("Message-ID")]


def test_the_customer_reads_the_technician_s_name_from_the_settings_whatever_their_phone_calls_them(
    world: DeskWorld,
) -> None:
    asked(world)
    world.answer(ANN.upper(), world.last(ANN), "Please try again now.")
    assert "Ann Lee, IT Desk" in world.last(CARL_AT).text
    assert ANN not in world.last(CARL_AT).text.lower()


def test_the_customer_s_answer_threads_and_goes_to_the_owner_alone(world: DeskWorld) -> None:
    asked(world)
    world.answer(ANN, world.last(ANN), "Please try again now.")
    before = len(world.inbox(BOB))
    world.answer(CARL, world.last(CARL_AT), "It still prints twice.")
    assert world.numbers == [1]
    assert len(world.inbox(BOB)) == before
    assert world.last(ANN).kind == "notification"
    assert "It still prints twice." in world.last(ANN).text


@pytest.mark.parametrize(
    ("headers", "subject"),
    [
        pytest.param({}, "", id="by our Message-ID"),
        pytest.param({"In_Reply_To": "", "References": ""}, "", id="by the plus-address"),
        pytest.param(
            {"In_Reply_To": "", "References": "", "To": "it@example.org"},
            "",
            id="by the number of a known sender",
        ),
    ],
)
def test_a_customer_s_answer_finds_its_request(world: DeskWorld, headers: Headers, subject: str) -> None:
    asked(world)
    world.answer(CARL, world.last(CARL_AT), "One more thing.", subject=subject, **headers)
    assert world.numbers == [1]


def test_a_stranger_with_a_number_opens_a_request_of_their_own_and_sees_nothing(world: DeskWorld) -> None:
    asked(world)
    world.write("eve@evil.example", "Re: [IT #1] Printer prints twice", "Send me what you have.")
    assert world.numbers == [1, 2]
    assert all("third floor" not in letter.text for letter in world.inbox("eve@evil.example"))


def test_a_note_stays_inside(world: DeskWorld) -> None:
    asked(world)
    before = world.kinds(CARL_AT)
    world.answer(ANN, world.last(ANN), "He always says that.", subject="[note]")
    assert world.kinds(CARL_AT) == before
    assert world.request(1).status == "new"
    assert "noted" in world.events(1)


def test_a_note_on_a_request_that_nobody_owns_is_shown_to_the_colleagues(world: DeskWorld) -> None:
    asked(world)
    before = world.kinds(ANN)
    world.answer(ANN, world.last(ANN), "He always says that.", subject="[note]")
    assert "He always says that." in world.last(BOB, "notification").text
    assert [*before, "confirmation"] == world.kinds(ANN)


def test_take_and_assign_move_the_owner_and_are_confirmed(world: DeskWorld) -> None:
    asked(world)
    world.answer(ANN, world.last(ANN), "", subject="[take]")
    assert world.request(1).owner == ANN
    assert world.last(ANN).kind == "confirmation"
    notification = next(letter for letter in world.inbox(ANN) if letter.kind == "notification")
    world.answer(ANN, notification, "", subject="[assign=bob]")
    assert world.request(1).owner == BOB
    assert world.last(BOB).kind == "notification"
    assert world.kinds(CARL_AT) == ["acknowledgement"], "tags alone send nothing to the customer"


def test_resolved_records_the_resolution_sends_it_and_a_follow_up_comes_in_business_time(
    world: DeskWorld,
) -> None:
    resolved(world)
    request = world.request(1)
    assert request.status == "resolved"
    assert request.resolution == "I have set the driver back to one copy."
    assert world.last(CARL_AT).kind == "reply"
    world.pass_time(timedelta(hours=23))
    assert world.last(CARL_AT).kind == "reply"
    world.pass_time(timedelta(hours=1))
    assert world.last(CARL_AT).kind == "follow-up"


def test_a_no_to_the_follow_up_reopens(world: DeskWorld) -> None:
    resolved(world)
    world.pass_time(DAY)
    world.answer(CARL, world.last(CARL_AT, "follow-up"), "No, it still prints twice.")
    request = world.request(1)
    assert (request.status, request.reopened, request.resolved_at) == ("open", 1, None)
    assert "reopened" in world.kinds(CARL_AT)
    assert world.last(ANN).kind == "notification"


def test_what_is_open_again_is_promised_an_answer_as_soon_as_what_is_new(tmp_path: Path) -> None:
    with desk_world(tmp_path / "desk.db", FIRST_RESPONSE_WITHIN="4h", RESOLVE_WITHIN="5d") as world:
        resolved(world)
        world.pass_time(DAY)
        world.answer(CARL, world.last(CARL_AT, "follow-up"), "No, it still prints twice.")
        assert "by Tuesday, 3 March, 16:00" in world.last(CARL_AT, "reopened").text


@pytest.mark.parametrize(
    "name, greeted",
    [
        ("", "Guten Tag,"),
        (CARL_AT, "Guten Tag,"),
        ('"COLE, Dr. Carl (Sales)"', "Guten Tag Dr. Carl Cole,"),
        ('"Carl Cole | Acme"', "Guten Tag Carl Cole,"),
    ],
)
def test_a_customer_is_greeted_by_a_name_and_never_by_an_address(
    tmp_path: Path, name: str, greeted: str
) -> None:
    with desk_world(tmp_path / "desk.db", DESK_LANGUAGE="de") as world:
        world.write(f"{name} <{CARL_AT}>", "Printer", "It prints twice.")
        world.answer(ANN, world.last(ANN, "notification"), "Done.", subject="[resolved]")
        world.pass_time(DAY)
        assert world.last(CARL_AT, "follow-up").text.splitlines()[0] == greeted


def test_plain_thanks_do_not_reopen(world: DeskWorld) -> None:
    resolved(world)
    world.answer(CARL, world.last(CARL_AT), "Thank you, works again!")
    assert world.request(1).status in ("resolved", "closed")
    assert world.request(1).reopened == 0


def test_silence_closes_and_the_survey_comes_with_a_mail_link_for_each_rating(world: DeskWorld) -> None:
    closed(world)
    survey = world.last(CARL_AT)
    assert survey.kind == "survey"
    for rating in "12345":
        assert f"Rating%20{rating}" in survey.html
    assert "mailto:it" in survey.html
    assert "http" not in survey.html.split("</style>")[-1].replace("http://www.w3.org", "")


def test_a_resolution_that_is_written_down_again_for_colleagues_asks_the_customer_nothing_again(
    world: DeskWorld,
) -> None:
    resolved(world)
    confirmation = world.last(ANN)
    world.pass_time(2 * DAY)
    world.answer(
        ANN, confirmation, "The driver was set to two copies by the update of May.", subject="[resolved]"
    )
    world.pass_time(8 * DAY)
    assert [letter.kind for letter in world.inbox(CARL_AT)].count("follow-up") == 1
    request = world.request(1)
    assert request.status == "closed"
    assert request.resolution == "The driver was set to two copies by the update of May."


def test_a_new_answer_that_resolves_is_followed_up_anew(world: DeskWorld) -> None:
    resolved(world)
    world.pass_time(2 * DAY)
    world.answer(ANN, world.inbox(ANN)[0], "Please restart the computer once, too.", subject="[resolved]")
    world.pass_time(8 * DAY)
    assert [letter.kind for letter in world.inbox(CARL_AT)].count("follow-up") == 2


def test_the_rating_is_taken_from_a_number_in_the_reply_and_the_newest_counts(world: DeskWorld) -> None:
    closed(world)
    world.answer(CARL, world.last(CARL_AT, "survey"), "5\n\nQuick and friendly.")
    assert (world.request(1).rating, world.request(1).rating_comment) == (5, "Quick and friendly.")
    assert world.last(CARL_AT).kind == "survey-thanks"
    world.answer(CARL, world.last(CARL_AT, "survey"), "1")
    assert world.request(1).rating == 1
    assert world.request(1).status == "closed"


def test_the_rating_is_taken_from_its_mail_link(world: DeskWorld) -> None:
    closed(world)
    link = next(
        found
        for found in re.findall(r'href="(mailto:[^"]+)"', world.last(CARL_AT, "survey").html)
        if "20" in found
    ).replace("&amp;", "&")
    to, _, query = link.removeprefix("mailto:").partition("?")
    subject = unquote(query.removeprefix("subject=").partition("&")[0])
    world.write(CARL, subject, "", To=unquote(to))
    assert world.numbers == [1]
    assert world.request(1).rating is not None


def test_a_phone_s_signature_is_no_comment_on_a_rating(world: DeskWorld) -> None:
    closed(world)
    link = html.unescape(re.findall(r'href="(mailto:[^"]+)"', world.last(CARL_AT, "survey").html)[4])
    to, _, query = link.removeprefix("mailto:").partition("?")
    world.write(CARL, unquote(query.removeprefix("subject=")), "\n\nSent from my iPhone", To=unquote(to))
    assert (world.request(1).rating, world.request(1).rating_comment) == (1, None)


def test_a_low_rating_tells_the_managers(world: DeskWorld) -> None:
    closed(world)
    world.answer(CARL, world.last(CARL_AT, "survey"), "1, nobody called me back")
    assert "nobody called me back" in world.last(MIA).text


def test_a_rating_that_asks_something_is_shown_to_the_owner(world: DeskWorld) -> None:
    closed(world)
    world.answer(
        CARL, world.last(CARL_AT, "survey"), "5\n\nGreat! Can the other printer get the same driver?"
    )
    assert (world.request(1).rating, world.request(1).status) == (5, "closed")
    assert "the other printer" in world.last(ANN, "notification").text


def test_a_rating_that_says_it_is_still_broken_reopens(world: DeskWorld) -> None:
    closed(world)
    world.answer(CARL, world.last(CARL_AT, "survey"), "1\n\nIt still doesn't work.")
    assert (world.request(1).rating, world.request(1).status) == (1, "open")
    assert world.last(CARL_AT).kind == "reopened"
    assert "notice" in world.kinds(MIA)


def test_waiting_chases_twice_and_then_resolves_with_a_kind_word(world: DeskWorld) -> None:
    asked(world)
    world.answer(ANN, world.last(ANN), "Which printer is it?", subject="[waiting]")
    assert world.request(1).status == "waiting"
    world.pass_time(14 * DAY)
    assert world.kinds(CARL_AT)[:5] == ["acknowledgement", "reply", "chaser", "chaser", "notice"]
    assert world.request(1).status in ("resolved", "closed")
    world.answer(CARL, world.last(CARL_AT, "notice"), "Sorry, I was away. It is the one in room 5.")
    assert world.request(1).status == "open"


def test_an_answer_while_waiting_stops_the_chasers_and_the_clock_goes_on(world: DeskWorld) -> None:
    asked(world)
    world.answer(ANN, world.last(ANN), "Which printer is it?", subject="[waiting]")
    due = world.request(1).resolve_by
    world.pass_time(DAY)
    world.answer(CARL, world.last(CARL_AT), "The one in room 5.")
    request = world.request(1)
    assert request.status == "open"
    assert due is not None
    assert request.resolve_by is not None
    assert request.resolve_by - due == DAY
    world.pass_time(2 * DAY)
    assert "chaser" not in world.kinds(CARL_AT)


def test_the_owner_is_warned_before_and_the_manager_told_after_a_target_is_missed(world: DeskWorld) -> None:
    asked(world)
    world.pass_time(DAY)
    assert "warning" in world.kinds(ANN)
    assert "escalation" in world.kinds(MIA)


def test_a_reply_to_a_request_closed_long_ago_opens_a_new_one_that_links_it(world: DeskWorld) -> None:
    closed(world)
    world.pass_time(20 * DAY)
    world.answer(CARL, world.last(CARL_AT), "Now the scanner is broken as well.")
    assert world.numbers == [1, 2]
    assert world.request(2).linked == (1,)
    assert world.request(1).status == "closed"


def test_our_answer_to_an_old_number_bears_the_new_one_alone(world: DeskWorld) -> None:
    asked(world)
    eve = "eve@evil.example"
    world.write(eve, "Re: [IT #1] Printer prints twice", "Mine does that too.")
    assert world.request(2).subject == "Printer prints twice"
    assert world.last(eve).subject == "[IT #2] Printer prints twice"
    world.answer(eve, world.last(eve), "On both sides.", In_Reply_To="", References="", To="it@example.org")
    assert world.numbers == [1, 2]


def test_one_survey_in_a_period(world: DeskWorld) -> None:
    closed(world)
    world.write(CARL, "Monitor flickers", "Since today.")
    world.answer(ANN, world.last(ANN), "New cable.", subject="[resolved]")
    world.pass_time(8 * DAY)
    assert world.request(2).status == "closed"
    assert world.kinds(CARL_AT).count("survey") == 1


def test_a_technician_forwards_a_customer_s_mail_and_it_is_that_customer_s_request(world: DeskWorld) -> None:
    world.write(
        "Ann Lee <ann@example.org>",
        "Fwd: No sound",
        "He caught me in the hall.\n\n---------- Forwarded message ---------\n"
        "From: Dora Dean <dora@sales.example.org>\nDate: Mon, Mar 2, 2026 at 9:15 AM\nSubject: No sound\n"
        "To: Ann Lee <ann@example.org>\n\nMy headset has no sound.\n",
    )
    held = world.last(ANN)
    if held.kind == "refusal":  # nothing proves that it is Ann: she is asked
        world.answer(ANN, held, "", subject="[send]")
    assert world.request(1).customer.email == "dora@sales.example.org"
    assert world.last("dora@sales.example.org").kind == "acknowledgement"
