"""Technicians run the desk from their mail client: each test is something that one of them writes, and its effect."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from desk_world import DeskWorld, Headers
from technicians_world import (
    ANN,
    BOB,
    CARL,
    CARL_AT,
    CID,
    DORA,
    DORA_AT,
    FORGED,
    MIA,
    PROVEN,
    asked,
    change_team,
    count,
    does,
    notified,
    team_world,
    told,
)

from frontdesk.rules.model import Address

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[DeskWorld]:
    with team_world(tmp_path / "desk.db") as world:
        yield world


@pytest.fixture
def delayed(tmp_path: Path) -> Iterator[DeskWorld]:
    with team_world(tmp_path / "desk.db", SEND_DELAY="10m") as world:
        yield world


# --- all or nothing, and always told --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tags", "right"),
    [
        ("[resovled]", "[resolved]"),
        ("[take] [priority=someday]", "[priority=high]"),
        ("[open] [waiting]", "contradict"),
        ("[assign=zoe]", "Ann Lee <ann@example.org>"),
        ("[assign=bobby]", "[assign=bob]"),
        ("[assign=anne@other.example]", "[assign=ann]"),
        ("[merge=#77]", "There is no request #77"),
        ("[due=2020-01-01]", "is over already"),
        ("[cc=+it@example.org]", "the desk's own address"),
        ("[take] [undo]", "stands alone"),
        ("[send]", "no mail of yours that waits"),
    ],
)
def test_a_mail_with_one_wrong_tag_changes_nothing_and_comes_back(
    world: DeskWorld, tags: str, right: str
) -> None:
    asked(world)
    before = world.request(1)
    does(world, ANN, f"{tags} [label=+vpn]", "I changed the cable, Carl." if tags != "[send]" else "")
    assert world.request(1) == before
    assert world.kinds(CARL_AT) == ["acknowledgement"]
    assert count(world, ANN, "refusal") == 1
    refusal = told(world, ANN, "refusal")
    assert right in refusal
    assert tags in refusal
    assert tags == "[send]" or "> I changed the cable, Carl." in refusal


def test_the_corrected_mail_does_it(world: DeskWorld) -> None:
    asked(world)
    does(world, ANN, "[resovled]", "I changed the cable.")
    refusal = world.last(ANN, "refusal")
    assert "What you reply goes to Carl Cole" in refusal.text
    world.answer(ANN, refusal, "I changed the cable.", subject="[resolved]", Authentication_Results=PROVEN)
    assert world.request(1).resolution == "I changed the cable."
    assert "I changed the cable." in world.last(CARL_AT, "reply").text


def test_each_change_is_confirmed_in_one_line(world: DeskWorld) -> None:
    asked(world)
    does(world, ANN, "[waiting] [priority=high] [time=15m] [label=+vpn]", "Which printer, Carl?")
    lines = told(world, ANN, "confirmation")
    for line in (
        "#1 status: waiting",
        "#1 priority: high",
        "#1 time spent: 15 minutes",
        "#1 label: vpn",
        "#1 owner: Ann Lee",
    ):
        assert line in lines
    assert "Sent to Carl Cole." in lines
    assert count(world, ANN, "confirmation") == 1


@pytest.mark.parametrize(
    "tags", ["[take]", "[priority=high] [label=+vpn]", "[hold]", "[time=1h]", "[link=#2]"]
)
def test_tags_alone_send_nothing_to_the_customer(world: DeskWorld, tags: str) -> None:
    asked(world)
    asked(world, DORA, "No sound")
    does(world, ANN, tags)
    assert world.kinds(CARL_AT) == ["acknowledgement"]
    assert "Nothing was sent to the customer" in told(world, ANN, "confirmation")


def test_tags_that_stand_only_in_quoted_text_are_ignored(world: DeskWorld) -> None:
    asked(world)
    world.answer(
        ANN,
        notified(world, ANN),
        "Please try again, Carl.\n\nOn Mon, 2 Mar 2026 at 10:05, Bob Burns wrote:\n> #resolved\n> [spam] #merge 9\n",
        quote=False,
        Authentication_Results=PROVEN,
    )
    assert world.request(1).status == "open"
    assert world.last(CARL_AT).kind == "reply"
    assert "spam" not in world.last(CARL_AT).text


def test_tags_may_lead_the_text_as_phones_write_them(world: DeskWorld) -> None:
    asked(world)
    does(world, ANN, "", "#waiting\n#time 10m\n\nWhich printer is it?")
    assert (world.request(1).status, world.request(1).minutes) == ("waiting", 10)
    assert "Which printer is it?" in world.last(CARL_AT).text
    assert "#waiting" not in world.last(CARL_AT).text


def test_a_seal_or_a_visiting_card_beside_a_tag_is_no_answer(world: DeskWorld) -> None:
    asked(world)
    letter = notified(world, ANN)
    raw = (
        f"From: {ANN}\r\nTo: it@example.org\r\nMessage-ID: <sealed@people.example.org>\r\n"
        f"In-Reply-To: {letter.header('Message-ID')}\r\nSubject: Re: {letter.subject} [take]\r\n"
        'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\n\r\n"
        "--b\r\nContent-Type: text/vcard; name=ann.vcf\r\nContent-Disposition: attachment\r\n\r\nBEGIN:VCARD\r\n"
        "--b\r\nContent-Type: application/pkcs7-signature; name=smime.p7s\r\n"
        "Content-Disposition: attachment; filename=smime.p7s\r\n\r\nsealed\r\n--b--\r\n"
    )
    world.deliver(raw.encode())
    assert world.request(1).owner == ANN
    assert world.kinds(CARL_AT) == ["acknowledgement"]


# --- notes stay inside ----------------------------------------------------------------------------------------


def test_a_reply_to_a_note_s_notification_stays_inside(world: DeskWorld) -> None:
    asked(world)
    does(world, ANN, "[take]")
    does(world, BOB, "[note]", "He always says that.")
    note = world.last(ANN, "notification")
    assert note.text.lstrip("* ").startswith("Your reply stays inside")
    world.answer(ANN, note, "True, every week.", Authentication_Results=PROVEN)
    assert world.kinds(CARL_AT) == ["acknowledgement"]
    assert world.events(1).count("noted") == 2


def test_it_stays_inside_by_its_address_alone_when_the_client_drops_the_threading(world: DeskWorld) -> None:
    asked(world)
    does(world, ANN, "[take]")
    does(world, BOB, "[note]", "He always says that.")
    world.answer(
        ANN,
        world.last(ANN, "notification"),
        "True.",
        In_Reply_To="",
        References="",
        Authentication_Results=PROVEN,
    )
    assert world.kinds(CARL_AT) == ["acknowledgement"]


def test_a_note_that_was_refused_stays_inside_when_it_comes_back_corrected(world: DeskWorld) -> None:
    asked(world)
    does(world, ANN, "[ntoe]", "He always says that.")
    refusal = world.last(ANN, "refusal")
    assert "stays inside as a note" in refusal.text
    world.answer(ANN, refusal, "He always says that.", Authentication_Results=PROVEN)
    assert world.kinds(CARL_AT) == ["acknowledgement"]
    assert "noted" in world.events(1)


def test_a_resolution_in_a_note_is_documented_and_no_customer_reads_it(world: DeskWorld) -> None:
    asked(world)
    does(world, ANN, "", "Please try again, Carl.")
    does(world, ANN, "[note] [resolved]", "He had it switched off, as always.")
    assert world.request(1).resolution == "He had it switched off, as always."
    world.pass_time(10 * DAY)
    assert {"follow-up", "survey"} <= set(world.kinds(CARL_AT))
    assert all("switched off" not in letter.text for letter in world.inbox(CARL_AT))


# --- who may ----------------------------------------------------------------------------------------------------


def test_an_unproven_mail_is_kept_as_a_marked_note_and_runs_when_the_registered_address_says_so(
    world: DeskWorld,
) -> None:
    asked(world)
    world.write("Ann <ann@example.org>", "[IT #1] Printer [resolved]", "I changed the cable.")
    assert world.request(1).status == "new"
    assert world.kinds(CARL_AT) == ["acknowledgement"]
    kept = world.messages(1)[-1]
    assert kept.kind == "note"
    assert kept.text.startswith("[Not proven that Ann Lee wrote this")
    assert "unverified" in world.events(1)
    world.answer(ANN, world.last(ANN, "refusal"), "", subject="[send]")
    assert (world.request(1).status, world.request(1).resolution) == ("resolved", "I changed the cable.")
    assert "I changed the cable." in world.last(CARL_AT, "reply").text
    assert [message.kind for message in world.messages(1)].count("note") == 0, "the note became the answer"


def test_the_confirmation_works_once_and_for_its_technician_alone(world: DeskWorld) -> None:
    asked(world)
    world.write("Ann <ann@example.org>", "[IT #1] Printer [take]", "")
    question = world.last(ANN, "refusal")
    world.answer(BOB, question, "", subject="[send]", Authentication_Results=PROVEN)
    assert world.request(1).owner is None
    world.answer(ANN, question, "", subject="[send]")
    assert world.request(1).owner == ANN
    does(world, BOB, "[assign=nobody]")
    world.answer(ANN, question, "", subject="[send]")
    assert world.request(1).owner is None


def test_unproven_mail_is_asked_about_once_an_hour(world: DeskWorld) -> None:
    asked(world)
    for minute in range(5):
        world.write("Ann <ann@example.org>", "[IT #1] Printer [spam]", f"Mail {minute}")
        world.write("Ann <ann@example.org>", "[list all]", f"Mail {minute}")
        world.pass_time(timedelta(minutes=1))
    assert count(world, ANN, "refusal") == 1
    assert world.request(1).status == "new"
    assert world.events(1).count("unverified") == 5
    world.pass_time(HOUR)
    world.write("Ann <ann@example.org>", "[IT #1] Printer [spam]", "Again")
    assert count(world, ANN, "refusal") == 2


def test_what_was_kept_without_a_question_stands_in_a_list_at_the_end_of_the_hour(world: DeskWorld) -> None:
    """Whoever wrote it themselves believes that the customer has the answer."""
    asked(world)
    asked(world, subject="Screen is dark")
    for subject in ("[IT #1] Printer", "[IT #2] Screen", "[IT #2] Screen [resolved]"):
        world.write("Ann <ann@example.org>", subject, "Please try again now.")
    assert world.kinds(CARL_AT) == ["acknowledgement"] * 2
    world.pass_time(timedelta(minutes=59))
    assert count(world, ANN, "notice") == 0, "at most one mail an hour for what is written in her name"
    world.pass_time(timedelta(minutes=2))
    told = world.last(ANN, "notice")
    assert "Mails in your name were only kept" in told.text
    assert "#2 Screen is dark - Carl Cole (2)" in told.text.replace("*", "")
    assert "So much came at once" not in told.text
    world.pass_time(DAY)
    assert count(world, ANN, "notice") == 1


def test_a_forged_mail_is_never_obeyed_even_with_a_token_and_a_confirmation(world: DeskWorld) -> None:
    asked(world)
    letter = notified(world, ANN)
    world.answer(ANN, letter, "Give me your password.", subject="[resolved]", Authentication_Results=FORGED)
    assert world.request(1).status == "new"
    assert world.kinds(CARL_AT) == ["acknowledgement"]
    world.answer(ANN, world.last(ANN, "refusal"), "", subject="[send]", Authentication_Results=FORGED)
    world.answer(ANN, world.last(ANN, "refusal"), "", subject="[send]", Authentication_Results=PROVEN)
    assert world.request(1).status == "new"
    assert world.kinds(CARL_AT) == ["acknowledgement"]


@pytest.mark.parametrize("tag", ["[merge=#2]", "[split]"])
def test_merging_and_splitting_ask_when_only_one_proof_is_there(world: DeskWorld, tag: str) -> None:
    asked(world)
    world.answer(CARL, world.last(CARL_AT), "And a new mouse.")
    asked(world, DORA, "No sound")
    world.answer(ANN, notified(world, ANN, 1), "", subject=tag)  # a token, and nobody vouches
    assert world.request(1).status == "new"
    assert world.numbers == [1, 2]
    world.answer(ANN, world.last(ANN, "refusal"), "", subject="[send]")
    assert world.request(1).merged_into == 2 or world.numbers == [1, 2, 3]


def test_permissions_of_tags_hold_for_technicians_and_not_for_managers(tmp_path: Path) -> None:
    with team_world(tmp_path / "desk.db", TAG_PERMISSIONS="spam=manager") as world:
        asked(world)
        does(world, ANN, "[spam]")
        assert world.request(1).status == "new"
        assert "Only managers may use [spam]" in told(world, ANN, "refusal")
        world.write("Mia <mia@example.org>", "[IT #1] Printer [spam]", "", Authentication_Results=PROVEN)
        assert world.request(1).spam


def test_a_manager_can_do_what_a_technician_can(world: DeskWorld) -> None:
    asked(world)
    headers: Headers = {"Authentication_Results": PROVEN}
    world.write(f"Mia <{MIA}>", "[IT #1] Printer [priority=high] [assign=bob]", "", **headers)
    world.write(f"Mia <{MIA}>", "[IT #1] Printer", "We look into it, Carl.", **headers)
    assert (world.request(1).owner, world.request(1).priority) == (BOB, "high")
    assert "We look into it, Carl." in world.last(CARL_AT, "reply").text
    assert "We look into it, Carl." in world.last(BOB, "notification").text


def test_nobody_else_can(world: DeskWorld) -> None:
    asked(world)
    world.answer(CARL, world.last(CARL_AT), "[resolved] #spam", subject="[resolved] [priority=urgent]")
    world.write("dave@example.org", "[IT #1] Printer [resolved]", "Done.", Authentication_Results=PROVEN)
    request = world.request(1)
    assert (request.status, request.priority, request.spam) == ("new", "normal", False)


def test_whoever_has_left_the_team_writes_as_any_stranger(world: DeskWorld) -> None:
    asked(world)
    letter = notified(world, ANN)
    change_team(world, Address("Bob Burns", BOB))
    world.answer(ANN, letter, "I know what you did.", subject="[resolved]", Authentication_Results=PROVEN)
    assert [message.kind for message in world.messages(1)] == ["customer", "automatic", "note"]
    assert world.request(1).participants == {CARL_AT}
    assert world.numbers == [1]
    assert world.kinds(ANN) == ["notification"], "nothing goes to who has left"
    assert "I know what you did." in told(world, BOB, "refusal")
    world.answer(BOB, world.last(BOB, "refusal"), "", subject="[send]", Authentication_Results=PROVEN)
    assert world.kinds(CARL_AT) == ["acknowledgement"]


def test_half_proven_mail_is_asked_about_each_time(world: DeskWorld) -> None:
    for number in range(1, 5):
        asked(world, CARL, f"Trouble number {number}")
    for number in (1, 2):
        world.answer(ANN, notified(world, ANN, number), "", subject=f"[merge=#{number + 2}]")
    assert count(world, ANN, "refusal") == 2
    for question in [one for one in world.inbox(ANN) if one.kind == "refusal"]:
        assert "our mail server vouches for the sender, too" in question.text
        world.answer(ANN, question, "", subject="[send]")
    assert [world.request(n).merged_into for n in (1, 2)] == [3, 4]


def test_a_confirmed_mail_is_still_held_when_a_colleague_has_answered_meanwhile(world: DeskWorld) -> None:
    asked(world)
    world.answer(ANN, notified(world, BOB), "I come.")  # a colleague's mail, passed on: its token isn't hers
    question = world.last(ANN, "refusal")
    does(world, BOB, "", "I have exchanged it.")
    world.answer(ANN, question, "", subject="[send]")
    assert count(world, CARL_AT, "reply") == 1
    held = world.last(ANN, "refusal")
    assert "Bob Burns answered the customer" in held.text
    world.answer(ANN, held, "", subject="[send]")
    assert count(world, CARL_AT, "reply") == 2


# --- undo -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "tags",
    [
        "[priority=urgent]",
        "[take]",
        "[assign=bob]",
        "[hold]",
        "[due=fri] [label=+vpn] [time=15m]",
        "[snooze=3d]",
        "[title=New] [department=Sales] [cc=+eve@example.org]",
        "[link=#2]",
        "[spam]",
    ],
)
def test_undo_takes_the_last_change_back_with_its_timers(world: DeskWorld, tags: str) -> None:
    asked(world)
    asked(world, DORA, "No sound")
    before, timers, other = world.request(1), world.timers(1), world.request(2)
    does(world, ANN, tags)
    assert world.request(1) != before
    world.answer(ANN, world.last(ANN, "confirmation"), "", subject="[undo]", Authentication_Results=PROVEN)
    assert world.request(1) == before
    assert world.timers(1) == timers
    assert world.request(2) == other
    assert "undone" in world.events(1)
    assert world.kinds(CARL_AT) == ["acknowledgement"]


def test_undo_of_undo_goes_one_change_further_back(world: DeskWorld) -> None:
    asked(world)
    before = world.request(1)
    does(world, ANN, "[priority=high]")
    does(world, ANN, "[label=+vpn]")
    does(world, ANN, "[undo]")
    assert (world.request(1).priority, world.request(1).labels) == ("high", ())
    does(world, ANN, "[undo]")
    assert world.request(1) == before
    does(world, ANN, "[undo]")
    assert "no change of yours" in told(world, ANN, "refusal")


def test_undo_takes_back_only_what_the_same_technician_did(world: DeskWorld) -> None:
    asked(world)
    does(world, ANN, "[priority=high]")
    does(world, BOB, "[undo]")
    assert world.request(1).priority == "high"
    assert "no change of yours" in told(world, BOB, "refusal")


def test_undo_is_refused_when_the_same_thing_was_changed_since(world: DeskWorld) -> None:
    asked(world)
    does(world, ANN, "[priority=high]")
    does(world, BOB, "[priority=low]")
    does(world, ANN, "[undo]")
    assert world.request(1).priority == "low"
    assert "#1 has changed since (priority)" in told(world, ANN, "refusal")


def test_undo_is_refused_when_the_customer_s_mail_is_out(world: DeskWorld) -> None:
    asked(world)
    does(world, ANN, "[resolved]", "I changed the cable.")
    does(world, ANN, "[undo]")
    assert world.request(1).status == "resolved"
    assert "The mail to Carl Cole is out already" in told(world, ANN, "refusal")


def test_undo_takes_back_a_mail_that_is_still_held(delayed: DeskWorld) -> None:
    asked(delayed)
    before, timers = delayed.request(1), delayed.timers(1)
    does(delayed, ANN, "[resolved]", "Wrong cable, I mean the right one.")
    assert "Goes to Carl Cole at 12:10" in told(delayed, ANN, "confirmation")
    delayed.pass_time(timedelta(minutes=9))
    assert delayed.kinds(CARL_AT) == ["acknowledgement"]
    does(delayed, ANN, "[undo]")
    assert "mail: was not sent" in told(delayed, ANN, "confirmation")
    delayed.pass_time(HOUR)
    assert delayed.kinds(CARL_AT) == ["acknowledgement"]
    assert delayed.request(1) == before
    assert delayed.timers(1) == timers
    assert delayed.messages(1)[-1].kind == "note"


def test_undo_comes_too_late_when_the_delay_is_over(delayed: DeskWorld) -> None:
    asked(delayed)
    does(delayed, ANN, "", "Please try again.")
    delayed.pass_time(timedelta(minutes=11))
    assert delayed.last(CARL_AT).kind == "reply"
    does(delayed, ANN, "[undo]")
    assert "is out already" in told(delayed, ANN, "refusal")


def test_the_delay_runs_by_the_clock_at_night_too(delayed: DeskWorld) -> None:
    asked(delayed)
    delayed.pass_time(8 * HOUR)
    does(delayed, ANN, "", "Please try again.")
    delayed.pass_time(timedelta(minutes=11))
    assert delayed.last(CARL_AT).kind == "reply"


def test_undo_of_resolved_stops_the_follow_up(world: DeskWorld) -> None:
    asked(world)
    does(world, ANN, "", "Please try again.")
    does(world, ANN, "[resolved]")
    does(world, ANN, "[undo]")
    assert (world.request(1).status, world.request(1).resolution) == ("open", None)
    world.pass_time(10 * DAY)
    assert "follow-up" not in world.kinds(CARL_AT)
    assert "survey" not in world.kinds(CARL_AT)


def test_undo_of_an_assignment_tells_who_had_been_given_it(world: DeskWorld) -> None:
    asked(world)
    does(world, ANN, "[assign=bob]")
    does(world, ANN, "[undo]")
    assert world.request(1).owner is None
    assert "has taken this request back from you" in world.last(BOB).text


def test_a_merge_and_a_split_are_for_good_and_it_is_said(world: DeskWorld) -> None:
    asked(world)
    asked(world, CARL, "Printer prints twice again")
    does(world, ANN, "[priority=high]", number=2)
    does(world, ANN, "[merge=#2]")
    world.answer(ANN, world.last(ANN, "confirmation"), "", subject="[undo]", Authentication_Results=PROVEN)
    assert "A merge can't be taken back" in told(world, ANN, "refusal")
    assert world.request(2).priority == "high", "the change before the merge stays"
    does(world, ANN, "[split]", number=2)
    does(world, ANN, "[undo]", number=2)
    assert "A split can't be taken back" in told(world, ANN, "refusal")


# --- asking -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("subject", ["[help]", "help", "[hilfe]"])
def test_help_comes_by_mail(world: DeskWorld, subject: str) -> None:
    world.write(ANN, subject, "", Authentication_Results=PROVEN)
    text = told(world, ANN, "notice")
    assert "[snooze=3d]" in text
    assert "Out of your lists until then" in text
    assert world.numbers == []


def test_status_says_where_the_request_stands_and_sends_nothing(world: DeskWorld) -> None:
    asked(world)
    does(world, ANN, "[take] [priority=high]")
    does(world, ANN, "[status]")
    text = told(world, ANN, "notification")
    assert text.lstrip("* ").startswith("Your reply goes to Carl Cole.")
    assert "This is how it stands" in text
    assert "open, high priority" in text
    assert "Ann Lee" in text
    assert world.kinds(CARL_AT) == ["acknowledgement"]


def test_words_beside_a_question_stay_inside(world: DeskWorld) -> None:
    asked(world)
    does(world, ANN, "[status]", "No idea what he did again.")
    assert world.kinds(CARL_AT) == ["acknowledgement"]
    assert world.messages(1)[-1].kind == "note"


def test_status_without_a_request_is_the_digest_of_now(world: DeskWorld) -> None:
    asked(world)
    asked(world, DORA, "No sound")
    does(world, ANN, "[take]", number=2)
    world.write(ANN, "[status]", "", Authentication_Results=PROVEN)
    text = told(world, ANN, "digest")
    assert "Waits for you" in text
    assert "#2 No sound" in text
    assert "Nobody owns" in text
    assert "#1 Printer prints twice" in text


@pytest.mark.parametrize(
    ("view", "numbers"),
    [
        ("mine", {2, 3}),
        ("open", {1, 2, 6}),
        ("waiting", {3}),
        ("hold", {4}),
        ("unowned", {1, 6}),
        ("all", {1, 2, 3, 4, 6}),
        ("late", set()),
    ],
)
def test_a_list_shows_what_was_asked_for(world: DeskWorld, view: str, numbers: set[int]) -> None:
    for number in range(1, 7):
        asked(world, CARL, f"Trouble number {number}")
    does(world, ANN, "[take]", number=2)
    does(world, ANN, "[take] [waiting]", number=3)
    does(world, BOB, "[take] [hold]", number=4)
    does(world, BOB, "[resolved] [take]", "Done.", number=5)
    world.write(ANN, f"[list {view}]", "", Authentication_Results=PROVEN)
    listed = world.last(ANN, "digest").text
    assert {number for number in range(1, 7) if f"#{number} Trouble number {number}" in listed} == numbers


def test_a_list_is_answered_line_by_line(world: DeskWorld) -> None:
    for number in range(1, 4):
        asked(world, CARL, f"Trouble number {number}")
    world.write(ANN, "[list unowned]", "", Authentication_Results=PROVEN)
    world.answer(
        ANN,
        world.last(ANN, "digest"),
        "1 resolved  changed the cable\n2 assign=bob\n3 snooze=3d",
        Authentication_Results=PROVEN,
    )
    assert (world.request(1).status, world.request(1).resolution) == ("resolved", "changed the cable")
    assert world.request(2).owner == BOB
    assert world.request(3).snoozed_until is not None
    assert "changed the cable" in world.last(CARL_AT, "reply").text
    assert count(world, ANN, "confirmation") == 1
    text = told(world, ANN, "confirmation")
    for line in ("#1 status: resolved", "#1 sent to: Carl Cole", "#2 owner: Bob Burns", "#3 snooze"):
        assert line in text
    assert world.last(BOB).kind == "notification"


# --- line by line -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("2 assgin=bob", "2 assign=bob"),
        ("77 resolved done", "There is no request #77"),
        ("1 take", "#1 stands in two lines"),
        ("2 assign=zoe", "nobody in the team"),
        ("2 send", "no mail of yours that waits"),
        ("resolved 2", "names no request"),
    ],
)
def test_with_one_wrong_line_nothing_is_done_and_the_answer_says_which(
    world: DeskWorld, line: str, why: str
) -> None:
    asked(world)
    asked(world, DORA, "No sound")
    world.write(ANN, "[list all]", "", Authentication_Results=PROVEN)
    world.answer(ANN, world.last(ANN, "digest"), f"1 priority=high\n{line}", Authentication_Results=PROVEN)
    assert world.request(1).priority == "normal"
    refusal = told(world, ANN, "refusal")
    assert why in refusal
    assert line in refusal
    assert "> 1 priority=high" in refusal
    world.answer(
        ANN, world.last(ANN, "refusal"), "1 priority=high\n2 assign=bob", Authentication_Results=PROVEN
    )
    assert (world.request(1).priority, world.request(2).owner) == ("high", BOB)


def test_two_lines_cannot_merge_two_requests_into_each_other(world: DeskWorld) -> None:
    asked(world)
    asked(world, DORA, "No sound")
    world.write(ANN, "[list all]", "", Authentication_Results=PROVEN)
    world.answer(ANN, world.last(ANN, "digest"), "1 merge=2\n2 merge=1", Authentication_Results=PROVEN)
    assert "Another line merges #2" in told(world, ANN, "refusal")
    assert [world.request(n).status for n in (1, 2)] == ["new", "new"]


def test_a_digest_answered_without_a_line_is_told_so(world: DeskWorld) -> None:
    asked(world)
    world.write(ANN, "[list all]", "", Authentication_Results=PROVEN)
    world.answer(ANN, world.last(ANN, "digest"), "Oh dear, so much.", Authentication_Results=PROVEN)
    assert "No line begins with a request's number" in told(world, ANN, "refusal")
    assert world.numbers == [1]


def test_several_lines_need_both_proofs_one_line_the_digest_s_own_token(world: DeskWorld) -> None:
    asked(world)
    asked(world, DORA, "No sound")
    world.write(ANN, "[list all]", "", Authentication_Results=PROVEN)
    digest = world.last(ANN, "digest")
    world.answer(ANN, digest, "1 take")
    assert world.request(1).owner == ANN
    world.answer(ANN, digest, "1 label=vpn\n2 take")
    assert world.request(2).owner is None
    world.answer(ANN, world.last(ANN, "refusal"), "", subject="[send]")
    assert (world.request(1).labels, world.request(2).owner) == (("vpn",), ANN)


def test_a_note_in_a_line_stays_inside(world: DeskWorld) -> None:
    asked(world)
    world.write(ANN, "[list all]", "", Authentication_Results=PROVEN)
    world.answer(
        ANN, world.last(ANN, "digest"), "1 take, note  he is away until Friday", Authentication_Results=PROVEN
    )
    assert world.kinds(CARL_AT) == ["acknowledgement"]
    assert world.messages(1)[-1].text == "he is away until Friday"


def test_a_line_can_be_taken_back_from_its_confirmation(world: DeskWorld) -> None:
    asked(world)
    world.write(ANN, "[list all]", "", Authentication_Results=PROVEN)
    world.answer(ANN, world.last(ANN, "digest"), "1 priority=high", Authentication_Results=PROVEN)
    world.answer(ANN, world.last(ANN, "confirmation"), "1 undo", Authentication_Results=PROVEN)
    assert world.request(1).priority == "normal"


# --- the morning digest -----------------------------------------------------------------------------------------


def test_the_digest_comes_at_the_start_of_the_business_day_with_what_concerns_one(world: DeskWorld) -> None:
    asked(world, CARL, "Printer prints twice")
    does(world, ANN, "[take]")
    asked(world, DORA, "No sound")
    does(world, BOB, "", "Which headset?", number=2)
    asked(world, CARL, "Needs a new mouse")
    world.pass_time(7 * HOUR)  # 19:00
    world.answer(DORA, world.last(DORA_AT, "reply"), "The blue one.")
    world.pass_time(14 * HOUR)  # Tuesday, 9:00
    [ann], [bob] = ([one for one in world.inbox(who) if one.kind == "digest"] for who in (ANN, BOB))
    assert "#1 Printer prints twice" in ann.text
    assert "#3 Needs a new mouse" in ann.text
    assert "#2" not in ann.text
    assert "Answered overnight" in bob.text
    assert "#2 No sound" in bob.text
    assert ann.header("Date").startswith("Tue, 03 Mar 2026 09:00:00")
    assert "Tuesday, 3 March" in ann.subject


def test_no_digest_when_there_is_nothing_to_say(world: DeskWorld) -> None:
    world.pass_time(7 * DAY)
    assert all("digest" not in world.kinds(who) for who in (ANN, BOB, CID, MIA))


def test_no_digest_on_a_weekend_or_a_holiday(tmp_path: Path) -> None:
    with team_world(tmp_path / "desk.db", DESK_HOLIDAYS="2026-03-03, 2026-03-09") as world:
        asked(world)
        world.pass_time(9 * DAY)
        days = [one.header("Date")[:11] for one in world.inbox(ANN) if one.kind == "digest"]
        assert days == ["Wed, 04 Mar", "Thu, 05 Mar", "Fri, 06 Mar", "Tue, 10 Mar", "Wed, 11 Mar"]


def test_managers_see_all_that_is_late_and_technicians_their_own(world: DeskWorld) -> None:
    asked(world)
    does(world, ANN, "[take]")
    world.pass_time(8 * DAY)
    for who, sees in ((ANN, True), (BOB, False), (MIA, True)):
        late = [one for one in world.inbox(who) if one.kind == "digest" and "Late" in one.text]
        assert bool(late) is sees, who


def test_a_snoozed_request_is_out_of_the_digest_until_it_wakes(world: DeskWorld) -> None:
    asked(world)
    does(world, ANN, "[take] [snooze=thu]")
    world.pass_time(3 * DAY - 4 * HOUR)
    digests = [one.header("Date")[:11] for one in world.inbox(ANN) if one.kind == "digest"]
    assert digests == []
    world.pass_time(DAY)
    digests = [one.header("Date")[:11] for one in world.inbox(ANN) if one.kind == "digest"]
    assert digests == ["Thu, 05 Mar"]


def test_the_digest_is_answered_line_by_line(world: DeskWorld) -> None:
    asked(world)
    asked(world, DORA, "No sound")
    world.pass_time(21 * HOUR)
    world.answer(
        ANN,
        world.last(ANN, "digest"),
        "1 resolved  I set the driver back to one copy.\n2 assign=bob\n\nThanks\nAnn",
        Authentication_Results=PROVEN,
    )
    assert world.request(1).resolution == "I set the driver back to one copy."
    assert world.request(2).owner == BOB
    confirmed = told(world, ANN, "confirmation")
    assert "#1 text: I set the driver back to one copy." in confirmed
    assert "#2 text" not in confirmed


def test_nobody_gets_a_digest_who_has_left_the_team(world: DeskWorld) -> None:
    asked(world)
    change_team(world, Address("Bob Burns", BOB))
    world.pass_time(DAY)
    assert "digest" in world.kinds(BOB)
    assert world.kinds(ANN) == ["notification"]


# --- merging, splitting, linking --------------------------------------------------------------------------------


def test_after_a_merge_answers_to_the_old_number_follow_and_the_customer_is_told_nothing(
    world: DeskWorld,
) -> None:
    asked(world, CARL, "Printer prints twice")
    asked(world, CARL, "Still the printer")
    does(world, ANN, "[take]", number=2)
    first = world.inbox(CARL_AT)[0]
    does(world, BOB, "[merge=#2]", "The same thing.")
    assert world.kinds(CARL_AT) == ["acknowledgement", "acknowledgement"]
    assert (world.request(1).status, world.request(1).merged_into) == ("closed", 2)
    assert "put another request together with this one" in told(world, ANN, "notification")
    world.answer(CARL, first, "It prints three times now.")
    assert world.numbers == [1, 2]
    assert world.messages(2)[-1].text == "It prints three times now."
    does(world, BOB, "", "We come and look.", number=1)
    assert "[IT #2]" in world.last(CARL_AT, "reply").subject


def test_who_is_in_copy_of_both_merged_requests_gets_each_answer_once(world: DeskWorld) -> None:
    bea = "Bea Boss <bea@sales.example.org>"
    world.write(CARL, "Printer prints twice", "Please help.", Cc=bea)
    world.write(DORA, "Printer again", "Please help.", Cc=bea)
    does(world, ANN, "[merge=#1]", number=2)
    does(world, ANN, "", "We come and look.")
    for who in (CARL_AT, DORA_AT, "bea@sales.example.org"):
        assert world.kinds(who).count("reply") == 1, who


def test_merged_twice_it_still_follows_and_circles_are_impossible(world: DeskWorld) -> None:
    for number in range(1, 4):
        asked(world, CARL, f"Trouble number {number}")
    first = world.inbox(CARL_AT)[0]
    does(world, ANN, "[merge=#2]", number=1)
    does(world, ANN, "[merge=#3]", number=2)
    world.answer(CARL, first, "One more thing.")
    assert world.messages(3)[-1].text == "One more thing."
    does(world, ANN, "[merge=#1]", number=3)
    assert "#1 is this very request" in told(world, ANN, "refusal")
    assert world.request(3).merged_into is None
    asked(world, CARL, "Trouble number 4")
    does(world, ANN, "[merge=#1]", number=4)
    assert world.request(4).merged_into == 3


def test_a_merge_of_two_customers_says_who_gets_the_answers(world: DeskWorld) -> None:
    asked(world, CARL, "Printer prints twice")
    asked(world, DORA, "Printer is broken")
    does(world, ANN, "[merge=#1]", number=2)
    assert "Dora Dean gets the answers, too" in told(world, ANN, "confirmation")
    assert world.kinds(DORA_AT) == ["acknowledgement", "notice"]


def test_a_split_makes_a_request_of_the_message_that_is_answered(world: DeskWorld) -> None:
    asked(world)
    does(world, ANN, "", "Try now.")
    world.pass_time(HOUR)
    world.answer(CARL, world.last(CARL_AT, "reply"), "Thanks. And I need a new mouse.")
    mouse = notified(world, ANN)
    world.pass_time(HOUR)
    world.answer(CARL, world.last(CARL_AT, "reply"), "It prints again, by the way.")
    before = world.kinds(CARL_AT)
    world.answer(ANN, mouse, "", subject='[split] [title="A new mouse"]', Authentication_Results=PROVEN)
    assert world.numbers == [1, 2]
    assert world.messages(2)[0].text == "Thanks. And I need a new mouse."
    assert (world.request(2).owner, world.request(2).linked) == (ANN, (1,))
    assert world.request(1).linked == (2,)
    assert world.kinds(CARL_AT) == before
    split = notified(world, ANN, 2)
    assert "This is now a request of its own" in split.text
    world.answer(ANN, split, "It comes tomorrow.", Authentication_Results=PROVEN)
    assert "[IT #2]" in world.last(CARL_AT).subject


def test_links_stand_on_both_requests(world: DeskWorld) -> None:
    asked(world)
    asked(world, DORA, "No sound")
    does(world, ANN, "[link=#2]")
    assert (world.request(1).linked, world.request(2).linked) == ((2,), (1,))


# --- spam -------------------------------------------------------------------------------------------------------


def test_the_writer_of_spam_is_never_answered_again_until_it_is_undone(world: DeskWorld) -> None:
    asked(world, "eve@evil.example", "Cheap watches")
    does(world, ANN, "[spam]")
    asked(world, "eve@evil.example", "Cheaper watches")
    world.answer("eve@evil.example", world.last("eve@evil.example"), "Buy now!")
    assert world.numbers == [1]
    assert world.kinds("eve@evil.example") == ["acknowledgement"]
    does(world, ANN, "[undo]")
    asked(world, "eve@evil.example", "My badge doesn't open the door")
    assert world.numbers == [1, 2]


def test_a_customer_with_other_requests_stays_a_customer(world: DeskWorld) -> None:
    asked(world)
    asked(world, CARL, "Cheap watches")
    does(world, ANN, "[spam]", number=2)
    asked(world, CARL, "No sound")
    assert world.numbers == [1, 2, 3]


# --- two at once ------------------------------------------------------------------------------------------------


def test_the_second_answer_is_held_and_its_writer_asked(world: DeskWorld) -> None:
    asked(world)
    does(world, ANN, "", "Please try again.")
    world.pass_time(timedelta(minutes=5))
    does(world, BOB, "[resolved]", "I have exchanged it.")
    assert count(world, CARL_AT, "reply") == 1
    assert world.request(1).status == "open"
    held = world.last(BOB, "refusal")
    assert "Ann Lee answered the customer" in held.text
    assert "> I have exchanged it." in held.text
    world.answer(BOB, held, "", subject="[send]", Authentication_Results=PROVEN)
    assert count(world, CARL_AT, "reply") == 2
    assert world.request(1).resolution == "I have exchanged it."


def test_an_answer_that_names_no_mail_is_held_when_nothing_new_came_after_a_colleague_s(
    world: DeskWorld,
) -> None:
    asked(world)
    does(world, ANN, "", "Please try again.")
    headers: Headers = {"In_Reply_To": "", "References": "", "Authentication_Results": PROVEN}
    world.clock.at += timedelta(minutes=1)
    world.answer(BOB, notified(world, BOB), "I have exchanged it.", **headers)
    assert count(world, CARL_AT, "reply") == 1
    world.answer(CARL, world.last(CARL_AT, "reply"), "It still prints twice.")
    world.clock.at += timedelta(minutes=1)
    world.answer(BOB, notified(world, BOB), "I have exchanged it now.", **headers)
    assert count(world, CARL_AT, "reply") == 2


def test_the_second_answer_can_be_edited_instead(world: DeskWorld) -> None:
    asked(world)
    does(world, ANN, "", "Please try again.")
    world.pass_time(timedelta(minutes=5))
    does(world, BOB, "", "I have exchanged it.")
    held = world.last(BOB, "refusal")
    world.answer(BOB, held, "As Ann says, try again.", subject="[send]", Authentication_Results=PROVEN)
    assert count(world, CARL_AT, "reply") == 1
    assert "leave [send] out" in told(world, BOB, "refusal")
    world.answer(BOB, held, "As Ann says, try again.", Authentication_Results=PROVEN)
    assert "As Ann says" in world.last(CARL_AT, "reply").text
    assert all("exchanged" not in letter.text for letter in world.inbox(CARL_AT))


def test_notes_and_tags_alone_are_not_held(world: DeskWorld) -> None:
    asked(world)
    does(world, ANN, "", "Please try again.")
    world.pass_time(timedelta(minutes=5))
    does(world, BOB, "[note] [label=+vpn]", "I would have said so, too.")
    assert "refusal" not in world.kinds(BOB)
    assert world.request(1).labels == ("vpn",)


def test_three_technicians_who_reply_at_once_send_one_answer(world: DeskWorld) -> None:
    asked(world)
    for who in (ANN, BOB, CID):
        world.answer(
            who, notified(world, who), f"{who} says hello.", work=False, Authentication_Results=PROVEN
        )
        world.clock.at += timedelta(seconds=5)
    world.work()
    assert count(world, CARL_AT, "reply") == 1
    assert [count(world, who, "refusal") for who in (ANN, BOB, CID)] == [0, 1, 1]


def test_a_technician_who_writes_to_the_customer_directly_is_not_sent_twice(world: DeskWorld) -> None:
    asked(world)
    world.answer(
        ANN,
        notified(world, ANN),
        "Hello Carl, please try again.",
        Cc=CARL,
        Authentication_Results=PROVEN,
    )
    assert world.kinds(CARL_AT) == ["acknowledgement"]
    assert (world.request(1).status, world.request(1).owner) == ("open", ANN)
    assert world.messages(1)[-1].kind == "reply"


def test_an_answer_nobody_released_is_let_go_after_a_day_and_its_writer_told(world: DeskWorld) -> None:
    from frontdesk.jobs.clear_away import clear_away

    asked(world)
    does(world, ANN, "", "Please try again.")
    world.pass_time(timedelta(minutes=5))
    does(world, BOB, "", "I have exchanged it.")
    world.pass_time(25 * HOUR)
    clear_away(world.desk)
    world.work()
    text = told(world, BOB, "notice")
    assert "Your answer was not sent" in text
    assert "> I have exchanged it." in text


# --- absence ----------------------------------------------------------------------------------------------------


def out_of_office(world: DeskWorld, who: str, **headers: Any) -> None:
    letter = world.last(who, "notification")
    world.write(
        who,
        f"Automatic reply: {letter.subject}",
        "I am out of the office until 16 March 2026.",
        In_Reply_To=letter.header("Message-ID"),
        Auto_Submitted="auto-replied",
        **headers,
    )


def test_an_out_of_office_note_hands_nothing_away_and_tells_the_next_and_the_managers(
    world: DeskWorld,
) -> None:
    asked(world)
    does(world, BOB, "[take]")
    world.answer(CARL, world.last(CARL_AT), "And it is loud.")
    out_of_office(world, BOB)
    assert world.request(1).owner == BOB
    for who in (CID, MIA):
        text = told(world, who, "digest")
        assert "Bob Burns is away" in world.last(who, "digest").subject
        assert "#1 Printer prints twice" in text
    assert "digest" not in world.kinds(ANN)
    out_of_office(world, BOB)
    assert count(world, CID, "digest") == 1, "told once"
    world.answer(CID, world.last(CID, "digest"), "1 assign=me", Authentication_Results=PROVEN)
    assert world.request(1).owner == CID


def test_a_forged_out_of_office_note_keeps_no_mail_from_a_technician(world: DeskWorld) -> None:
    world.write(
        BOB, "Out of office", "I am out of the office until 16 March 2026.", Auto_Submitted="auto-replied"
    )
    asked(world)
    assert world.last(BOB).kind == "notification"


def test_the_requests_of_somebody_who_left_count_as_nobody_s(world: DeskWorld) -> None:
    asked(world)
    does(world, ANN, "[take]")
    letter = notified(world, ANN)
    change_team(world, Address("Bob Burns", BOB))
    world.write(BOB, "[list unowned]", "", Authentication_Results=PROVEN)
    assert "#1 Printer prints twice" in world.last(BOB, "digest").text
    world.write(BOB, "[IT #1] [status]", "", Authentication_Results=PROVEN)
    assert "nobody yet" in told(world, BOB, "notification")
    world.answer(ANN, letter, "", subject="[resolved]", Authentication_Results=PROVEN)
    assert world.request(1).status == "open", "who has left can do nothing any more, with whatever token"
    world.answer(BOB, notified(world, BOB), "I go on with it.", Authentication_Results=PROVEN)
    assert world.request(1).owner == BOB


# --- forwarding -------------------------------------------------------------------------------------------------

FORWARD = (
    "{comment}\n\n---------- Forwarded message ---------\nFrom: {who}\nDate: Mon, Mar 2, 2026 at 9:15 AM\n"
    "Subject: {subject}\nTo: Ann Lee <ann@example.org>\n\n{text}\n"
)


def forward(world: DeskWorld, subject: str, comment: str = "", who: str = DORA, tags: str = "") -> None:
    world.write(
        f"Ann Lee <{ANN}>",
        f"Fwd: {subject} {tags}".strip(),
        FORWARD.format(comment=comment, who=who, subject=subject, text="My headset has no sound."),
        Authentication_Results=PROVEN,
    )


def test_a_forwarded_mail_is_its_customer_s_request_with_the_tags_and_the_comment_inside(
    world: DeskWorld,
) -> None:
    forward(world, "No sound", "She is in room 5, in a bad mood.", tags="[priority=high] [assign=bob]")
    request = world.request(1)
    assert (request.customer.email, request.subject) == (DORA_AT, "No sound")
    assert (request.priority, request.owner) == ("high", BOB)
    assert [message.kind for message in world.messages(1)[:2]] == ["note", "customer"]
    assert world.messages(1)[1].text == "My headset has no sound."
    assert "acknowledgement" in world.kinds(DORA_AT)
    assert all("bad mood" not in letter.text for letter in world.inbox(DORA_AT))
    assert "#1 priority: high" in told(world, ANN, "confirmation")
    assert "> My headset has no sound." in told(world, CID, "notification")


def test_a_forwarded_mail_of_a_customer_on_a_request_is_the_customer_s_and_the_comment_stays_inside(
    world: DeskWorld,
) -> None:
    asked(world, DORA, "No sound")
    does(world, BOB, "[take]")
    forward(world, "Re: [IT #1] No sound", "She wrote to me instead.")
    assert [message.kind for message in world.messages(1) if message.kind != "automatic"] == [
        "customer",
        "customer",
        "note",
    ]
    assert world.kinds(DORA_AT) == ["acknowledgement"]
    assert "My headset has no sound." in world.last(BOB, "notification").text


# --- mail clients -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "subject",
    [
        "Re: AW: Re: [IT #1] Printer prints twice [waiting]",
        "AW: [it #1] Printer prints twice [WAITING]",
        "=?utf-8?q?Re=3A_=5BIT_=231=5D_Printer_prints_twice_=5Bwaiting=5D?=",
        "=?utf-8?b?UmU6IFtJVCAjMV0gUHJpbnRlciBbd2FpdGluZ10=?=",
        "Re: [IT #1] Printer prints twice [status=pending]",
    ],
)
def test_subjects_as_mail_clients_write_them(world: DeskWorld, subject: str) -> None:
    asked(world)
    letter = notified(world, ANN)
    raw = (
        f"From: {ANN}\r\nTo: it@example.org\r\nMessage-ID: <client@people.example.org>\r\n"
        f"In-Reply-To: {letter.header('Message-ID')}\r\nSubject: {subject}\r\n\r\nWhich printer is it?\r\n"
    )
    world.deliver(raw.encode())
    assert world.request(1).status == "waiting"
    assert world.last(CARL_AT).subject == "Re: [IT #1] Printer prints twice"


def test_an_html_reply_above_the_quoted_mail_goes_out_without_quote_and_signature(world: DeskWorld) -> None:
    asked(world)
    letter = notified(world, ANN)
    html = (
        "<html><body><div>Hello Carl,<br><br>please try <b>again</b>.</div><div><br></div>"
        '<div class="gmail_signature">Ann Lee<br>Extension 42</div>'
        '<div class="gmail_quote"><div class="gmail_attr">On Mon, 2 Mar 2026 IT Desk wrote:</div>'
        f"<blockquote>{letter.text}</blockquote></div></body></html>"
    )
    raw = (
        f"From: Ann Lee <{ANN}>\r\nTo: it@example.org\r\nMessage-ID: <html@people.example.org>\r\n"
        f"In-Reply-To: {letter.header('Message-ID')}\r\nSubject: Re: {letter.subject}\r\n"
        f"MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{html}\r\n"
    )
    world.deliver(raw.encode())
    text = world.last(CARL_AT, "reply").text
    assert "please try again." in text
    assert "Extension 42" not in text
    assert "Your reply goes to" not in text


def test_a_picture_in_the_text_is_passed_on_as_an_attachment(world: DeskWorld) -> None:
    asked(world)
    letter = notified(world, ANN)
    raw = (
        f"From: {ANN}\r\nTo: it@example.org\r\nMessage-ID: <picture@people.example.org>\r\n"
        f"In-Reply-To: {letter.header('Message-ID')}\r\nSubject: Re: {letter.subject}\r\n"
        'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n'
        '--b\r\nContent-Type: text/html\r\n\r\nPress this one: <img src="cid:key">\r\n'
        "--b\r\nContent-Type: image/png; name=key.png\r\nContent-ID: <key>\r\nContent-Disposition: inline\r\n"
        "Content-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n--b--\r\n"
    )
    world.deliver(raw.encode())
    assert "key.png" in world.last(CARL_AT, "reply").attachments


@pytest.mark.parametrize("mark", ["", "    ", "| "], ids=["bare", "indented", "barred"])
def test_a_notification_that_no_client_marked_as_quoted_goes_to_no_customer(
    world: DeskWorld, mark: str
) -> None:
    asked(world)
    does(world, BOB, "[note]", "He had it switched off again, the old fool.")
    does(world, ANN, "[take]")
    world.answer(CARL, world.last(CARL_AT), "It is still broken, and I have a deadline today.")
    letter = notified(world, ANN)
    quoted = "\n".join(f"{mark}{line}" for line in letter.text.splitlines())
    for text in ("I come at once.", ""):
        world.answer(
            ANN, letter, f"{text}\n\n{quoted}", subject="[hold]", quote=False, Authentication_Results=PROVEN
        )
    [reply] = [one for one in world.inbox(CARL_AT) if one.kind == "reply"]
    assert "I come at once." in reply.text
    assert "old fool" not in reply.text
    assert "Your reply goes to" not in reply.text


def test_the_examples_of_a_digest_that_is_quoted_without_marks_are_no_orders(world: DeskWorld) -> None:
    for number in range(1, 15):
        asked(world, CARL, f"Trouble number {number}")
    world.write(ANN, "[list all]", "", Authentication_Results=PROVEN)
    digest = world.last(ANN, "digest")
    bare = digest.text.replace("- ", "")
    world.answer(ANN, digest, f"1 take\n\n{bare}", quote=False, Authentication_Results=PROVEN)
    assert world.request(1).owner == ANN
    assert world.request(12).status == "new"
    assert world.request(13).owner is None


def test_an_answer_to_an_older_notification_reaches_its_request(world: DeskWorld) -> None:
    asked(world)
    old = notified(world, ANN)
    for day in range(3):
        world.pass_time(DAY)
        world.answer(CARL, world.last(CARL_AT), f"Still broken, day {day}.")
    world.answer(ANN, old, "I come today.", Authentication_Results=PROVEN)
    assert "I come today." in world.last(CARL_AT, "reply").text


def test_a_subject_that_names_another_request_than_the_mail_answers_is_refused(world: DeskWorld) -> None:
    asked(world)
    asked(world, DORA, "No sound")
    world.answer(
        ANN,
        notified(world, ANN, 1),
        "This is for Dora.",
        Subject="Re: [IT #2] No sound",
        Authentication_Results=PROVEN,
    )
    assert world.kinds(CARL_AT) == world.kinds(DORA_AT) == ["acknowledgement"]
    assert "The subject names #2, but the mail that you answer is about #1" in told(world, ANN, "refusal")


def test_the_owner_hears_what_a_colleague_answered(world: DeskWorld) -> None:
    asked(world)
    does(world, ANN, "[take]")
    does(world, BOB, "", "Ann is in a meeting; please try again.")
    text = told(world, ANN, "notification")
    assert "Bob Burns answered Carl Cole" in text or "bob@example.org answered Carl Cole" in text
    assert world.request(1).owner == ANN


# --- what a notification says -----------------------------------------------------------------------------------


def test_a_notification_says_what_a_reply_does_what_is_new_and_what_is_known(world: DeskWorld) -> None:
    asked(world, CARL, "Printer prints twice")
    does(world, ANN, "[resolved] [department=Sales]", "I have set the driver back to one copy.")
    asked(world, CARL, "Printer prints everything twice")
    text = told(world, ANN, "notification")
    lines = [line for line in text.split("\n") if line.strip()]
    assert "Your reply goes to Carl Cole." in lines[0]
    assert "[note]" in lines[0]
    assert lines[1] == "New request from Carl Cole:"
    assert lines[2] == "> Printer prints everything twice. Please help."
    for part in ("Sales", "Answer by", "Resolve by", "#1 Printer prints twice", "set the driver back"):
        assert part in text, part
    assert text.index("New request") < text.index("Answer by") < text.index("Solved before")


def test_a_later_notification_has_the_history_in_short(world: DeskWorld) -> None:
    asked(world)
    does(world, ANN, "", "Which printer is it?")
    does(world, BOB, "[note]", "The one in room 5, I bet.")
    world.answer(CARL, world.last(CARL_AT, "reply"), "The one in room 5.")
    text = told(world, ANN, "notification")
    assert "> The one in room 5." in text
    assert "Which printer is it?" in text
    assert "(note): The one in room 5, I bet." in text


def test_no_token_of_a_technician_s_reaches_a_customer(world: DeskWorld) -> None:
    asked(world)
    letter = notified(world, ANN)
    token = letter.header("Reply-To").partition("+")[2].partition("@")[0]
    code = letter.header("Message-ID").strip("<>").partition("@")[0]
    world.answer(
        ANN,
        letter,
        f"Hello Carl.\n\nOn Mon, 2 Mar 2026 at 10:05, {letter.header('Reply-To')} wrote:\n> {letter.text}",
        Authentication_Results=PROVEN,
    )
    for mail in world.inbox(CARL_AT):
        assert token.encode() not in mail.raw
        assert code.encode() not in mail.raw
