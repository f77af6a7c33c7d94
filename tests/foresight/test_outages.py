"""Many who write about the same: one answer to all, each in their own thread; who comes later is told what is known."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from desk_world import DeskWorld, Headers
from technicians_world import ANN, BOB, FORGED, MIA, PROVEN, asked, count, does, notified, team_world

from frontdesk.db import outages
from frontdesk.rules.customers.child import says_other
from frontdesk.rules.model import Priority, Status

NAMES = ["carl", "dora", "eve", "fay", "gus", "finn", "gina", "hugo", "ida", "jan", "kim", "lea"]


def email(name: str) -> str:
    return f"{name}@sales.example.org"


def person(name: str) -> str:
    return f"{name.title()} Cole <{email(name)}>"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[DeskWorld]:
    with team_world(tmp_path / "desk.db", TOPICS_FILE="") as world:
        yield world


def many_wrote(world: DeskWorld, names: list[str], subject: str = "VPN is down") -> None:
    for name in names:
        world.clock.at += timedelta(minutes=2)
        asked(world, person(name), subject)


def replies(world: DeskWorld, name: str) -> list[str]:
    return [letter.text for letter in world.inbox(email(name)) if letter.kind == "reply"]


def outage_of_five(world: DeskWorld, tags: str = "[outage]") -> None:
    many_wrote(world, NAMES[:5])
    does(world, ANN, tags, "The VPN gateway is down, we are on it.", number=1)


def test_an_outage_answers_each_customer_in_their_own_thread_and_the_oldest_stands_for_all(
    world: DeskWorld,
) -> None:
    outage_of_five(world)
    for number, name in enumerate(NAMES[:5], 1):
        letters = [letter for letter in world.inbox(email(name)) if letter.kind == "reply"]
        assert len(letters) == 1
        letter = letters[0]
        assert "The VPN gateway is down" in letter.text
        assert letter.header("X-Frontdesk-Request") == str(number)
        assert f"[IT #{number}]" in letter.subject
        assert letter.header("Cc") == ""
        others = [email(other) for other in NAMES[:5] if other != name]
        assert not any(other in letter.raw.decode("utf-8", "replace") for other in others)
    assert [world.request(number).parent for number in range(1, 6)] == [None, 1, 1, 1, 1]
    assert {world.request(number).status for number in range(1, 6)} == {Status.OPEN}
    assert all(world.request(number).first_response_at for number in range(1, 6))
    parent = world.request(1)
    assert (parent.subject, parent.priority) == ("Outage: vpn", Priority.HIGH)
    assert world.request(2).subject == "VPN is down"
    said = world.last(ANN, "confirmation").text
    assert "5 people: #1 Carl Cole" in said


def test_the_oldest_is_the_parent_whichever_was_answered(world: DeskWorld) -> None:
    many_wrote(world, NAMES[:3])
    does(world, ANN, "[outage]", "We know.", number=3)
    assert [world.request(number).parent for number in (1, 2, 3)] == [None, 1, 1]
    assert all(len(replies(world, name)) == 1 for name in NAMES[:3])


def test_who_writes_later_is_told_what_is_known_and_the_team_gets_no_notification(world: DeskWorld) -> None:
    outage_of_five(world, "[outage; due=16:00]")
    world.clock.at += timedelta(minutes=5)
    world.work()  # [due=...] reminds its writer
    before = {who: count(world, who, "notification") for who in (ANN, BOB)}
    many_wrote(world, ["finn"], "Tunnel broken")
    letter = world.last(email("finn"), "acknowledgement")
    assert "The VPN gateway is down" in letter.text
    assert "16:00" in letter.text
    assert "other" in letter.text
    assert world.request(6).parent == 1
    assert {who: count(world, who, "notification") for who in (ANN, BOB)} == before
    assert "first-response-warning" not in world.timers(6)
    many_wrote(world, ["gina"], "Printer")
    assert world.request(7).parent is None
    assert count(world, BOB, "notification") == before[BOB] + 1


def test_without_a_next_word_nothing_is_promised_to_who_comes_later(world: DeskWorld) -> None:
    outage_of_five(world)
    many_wrote(world, ["finn"])
    assert "as soon as there is news" in world.last(email("finn"), "acknowledgement").text


def test_the_team_hears_once_an_hour_how_many_more_wrote(world: DeskWorld) -> None:
    outage_of_five(world)
    many_wrote(world, NAMES[5:8])
    before = count(world, ANN, "notice")
    world.pass_time(timedelta(hours=1, minutes=5))
    notices = [letter for letter in world.inbox(ANN) if letter.kind == "notice"]
    assert len(notices) == before + 1
    assert "3 more people wrote about #1" in notices[-1].text
    world.pass_time(timedelta(hours=1, minutes=5))
    assert count(world, ANN, "notice") == before + 1
    many_wrote(world, ["kim"])
    world.pass_time(timedelta(hours=1, minutes=5))
    assert "1 more person wrote about #1" in world.last(ANN, "notice").text


def test_resolved_all_resolves_each_with_its_own_follow_up_after_six_people_were_asked_for(
    world: DeskWorld,
) -> None:
    outage_of_five(world)
    many_wrote(world, ["finn"])
    does(world, ANN, "[resolved] [all]", "The gateway was replaced.", number=1)
    assert world.request(1).status is Status.OPEN
    asks = world.last(ANN, "refusal")
    assert "6 people" in asks.text
    world.answer(ANN, asks, "", subject="[send]", Authentication_Results=PROVEN)
    for number in range(1, 7):
        request = world.request(number)
        assert (request.status, request.resolution) == (Status.RESOLVED, "The gateway was replaced.")
    assert all("replaced" in replies(world, name)[-1] for name in NAMES[:6])
    found = outages.of_parent(world.desk.store, 1)
    assert found is not None
    assert found.ended_at is not None
    world.pass_time(timedelta(days=2))
    assert all(world.kinds(email(name)).count("follow-up") == 1 for name in NAMES[:6])
    world.pass_time(timedelta(days=10))
    surveyed = sum(world.kinds(email(name)).count("survey") for name in NAMES[:6])
    assert surveyed == 2
    many_wrote(world, ["gina"])
    assert world.request(7).parent is None


def test_up_to_five_people_get_it_without_a_question(world: DeskWorld) -> None:
    outage_of_five(world)
    does(world, ANN, "[all]", "Still on it.", number=1)
    assert all("Still on it." in replies(world, name)[-1] for name in NAMES[:5])


@pytest.mark.parametrize("reply", ["forged", "no token", "unproven"])
def test_send_for_many_needs_both_proofs(world: DeskWorld, reply: str) -> None:
    many_wrote(world, NAMES[:6])
    does(world, ANN, "[outage]", "We know.", number=1)
    asks = world.last(ANN, "refusal")
    if reply == "no token":
        world.write(ANN, "[send]", "", Authentication_Results=PROVEN)
    else:
        headers: Headers = {"Authentication_Results": FORGED} if reply == "forged" else {}
        world.answer(ANN, asks, "", subject="[send]", **headers)
    assert not any(replies(world, name) for name in NAMES[:6])
    assert all(world.request(number).parent is None for number in range(1, 7))


@pytest.mark.parametrize("tags", ["[outage]", "[all]", "[resolved] [all]", "[outage=over]", "[parent=#2]"])
@pytest.mark.parametrize("headers", [{"Authentication_Results": FORGED}, {}])
def test_a_mail_that_is_not_proven_changes_nothing(world: DeskWorld, tags: str, headers: Headers) -> None:
    outage_of_five(world)
    sent = [len(replies(world, name)) for name in NAMES[:5]]
    world.write(ANN, f"Re: [IT #1] Outage: vpn {tags}", "Pay here: http://evil.example", **headers)
    assert [len(replies(world, name)) for name in NAMES[:5]] == sent
    assert [world.request(number).parent for number in range(1, 6)] == [None, 1, 1, 1, 1]
    assert {world.request(number).status for number in range(1, 6)} == {Status.OPEN}
    found = outages.of_parent(world.desk.store, 1)
    assert found is not None
    assert found.ended_at is None


def test_words_on_a_parent_go_to_its_own_customer_and_the_writer_hears_who_else_waits(
    world: DeskWorld,
) -> None:
    outage_of_five(world)
    does(world, ANN, "", "Carl, are you on floor 3?", number=1)
    assert "floor 3" in replies(world, "carl")[-1]
    assert len(replies(world, "dora")) == 1
    assert "4 others wait with this one" in world.last(ANN, "confirmation").text


@pytest.mark.parametrize(
    "words",
    [
        "other",
        "Other.",
        "It's something else: my printer",
        "Hello, different problem",
        "Etwas anderes",
        "When is it back?",
    ],
)
def test_who_has_another_problem_is_on_their_own_again(world: DeskWorld, words: str) -> None:
    outage_of_five(world)
    many_wrote(world, ["finn"])
    before = count(world, BOB, "notification")
    world.answer(person("finn"), world.last(email("finn"), "acknowledgement"), words)
    request = world.request(6)
    assert (request.parent, request.respond_by is not None) == (None, True)
    assert count(world, BOB, "notification") == before + 1
    assert "first-response-warning" in world.timers(6)


@pytest.mark.parametrize("words", ["Thanks", "Danke für die Info", "The other day it was slow, too.", "ok"])
def test_who_only_answers_stays(world: DeskWorld, words: str) -> None:
    outage_of_five(world)
    many_wrote(world, ["finn"])
    world.answer(person("finn"), world.last(email("finn"), "acknowledgement"), words)
    assert world.request(6).parent == 1


def test_what_says_that_it_is_something_else() -> None:
    assert says_other("No, mine is another problem.")
    assert not says_other("")
    assert not says_other("otherwise fine")


def test_a_person_with_two_requests_gets_one_mail_in_the_newer(world: DeskWorld) -> None:
    many_wrote(world, ["carl", "dora"])
    many_wrote(world, ["dora"], "The tunnel, too")
    does(world, ANN, "[outage]", "We know.", number=1)
    letters = [letter for letter in world.inbox(email("dora")) if letter.kind == "reply"]
    assert [letter.header("X-Frontdesk-Request") for letter in letters] == ["3"]
    assert [world.request(number).status for number in (1, 2, 3)] == [Status.OPEN] * 3


def test_a_parent_is_set_and_taken_off_by_hand_one_level_deep(world: DeskWorld) -> None:
    many_wrote(world, NAMES[:3], "Coffee")
    does(world, ANN, "[parent=#1]", number=2)
    assert world.request(2).parent == 1
    assert not replies(world, "dora")
    does(world, ANN, "[parent=#2]", number=3)
    assert world.request(3).parent is None
    assert "[parent=#1]" in world.last(ANN, "refusal").text
    does(world, ANN, "[parent=#3]", number=1)
    assert world.request(1).parent is None
    does(world, ANN, "[parent=none]", number=2)
    assert world.request(2).parent is None
    does(world, ANN, "[parent=#1]", number=2)
    does(world, ANN, "[undo]", number=2)
    assert world.request(2).parent is None


def test_children_follow_when_their_parent_is_merged(world: DeskWorld) -> None:
    outage_of_five(world)
    asked(world, person("ida"), "Coffee")
    does(world, ANN, "[merge=#6]", number=1)
    assert [world.request(number).parent for number in (2, 3, 6)] == [6, 6, None]
    many_wrote(world, ["jan"])
    assert world.request(7).parent == 6


def test_an_outage_that_is_over_is_no_longer_told_of(world: DeskWorld) -> None:
    outage_of_five(world)
    does(world, ANN, "[outage=over]", number=1)
    many_wrote(world, ["finn"])
    assert world.request(6).parent is None
    assert "over" in world.last(ANN, "confirmation").text


def test_an_outage_ends_by_itself_four_hours_after_the_last_who_wrote(world: DeskWorld) -> None:
    world.clock.at = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    outage_of_five(world)
    world.pass_time(timedelta(hours=3))
    many_wrote(world, ["finn"])
    world.pass_time(timedelta(hours=3))
    many_wrote(world, ["gina"])
    assert world.request(7).parent == 1
    world.pass_time(timedelta(hours=4, minutes=1))
    assert "is taken as over" in world.last(MIA, "notice").text
    many_wrote(world, ["hugo"])
    assert world.request(8).parent is None


@pytest.mark.parametrize(
    ("tags", "text", "says"),
    [
        ("[outage]", "", "Write what they are to know"),
        ("[all]", "x", "No other request belongs to this one"),
        ("[note] [outage]", "x", "is no note"),
        ("[outage=over]", "", "No outage that goes on"),
        ("[no outage]", "", "No outage that goes on"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    world: DeskWorld, tags: str, text: str, says: str
) -> None:
    many_wrote(world, NAMES[:2])
    does(world, ANN, tags, text, number=1)
    assert says in " ".join(world.last(ANN, "refusal").text.split())
    assert world.request(2).parent is None
    assert not replies(world, "carl")


def test_a_child_cannot_speak_for_all(world: DeskWorld) -> None:
    outage_of_five(world)
    does(world, ANN, "[all]", "x", number=2)
    assert "[IT #1]" in world.last(ANN, "refusal").text
    assert len(replies(world, "dora")) == 1


def test_a_child_that_is_opened_again_stays_open_alone(world: DeskWorld) -> None:
    outage_of_five(world)
    does(world, ANN, "[resolved] [all]", "Done.", number=1)
    world.answer(person("dora"), world.last(email("dora"), "reply"), "It is still broken!")
    assert [world.request(number).status for number in (1, 2, 3)] == [
        Status.RESOLVED,
        Status.OPEN,
        Status.RESOLVED,
    ]


def test_undo_takes_back_what_is_still_held_and_the_children_with_it(tmp_path: Path) -> None:
    with team_world(tmp_path / "desk.db", TOPICS_FILE="", SEND_DELAY="10 minutes") as world:
        outage_of_five(world)
        assert world.request(2).parent == 1
        does(world, ANN, "[undo]", number=1)
        assert [world.request(number).parent for number in range(1, 6)] == [None] * 5
        assert world.request(1).subject == "VPN is down"
        world.pass_time(timedelta(minutes=30))
        assert not any(replies(world, name) for name in NAMES[:5])
        assert {world.request(number).status for number in range(1, 6)} == {Status.NEW}


def test_undo_of_an_outage_that_is_out_takes_the_children_off(world: DeskWorld) -> None:
    outage_of_five(world)
    does(world, ANN, "[undo]", number=1)
    assert [world.request(number).parent for number in range(1, 6)] == [None] * 5
    assert "is out already" in world.last(ANN, "confirmation").text
    many_wrote(world, ["finn"])
    assert world.request(6).parent is None


def test_a_digest_shows_the_parent_and_not_forty_children(world: DeskWorld) -> None:
    outage_of_five(world)
    many_wrote(world, ["finn"])
    world.pass_time(timedelta(days=1))
    digest = world.last(ANN, "digest").text
    assert "Outage: vpn" in digest
    assert "Finn" not in digest
    assert "Dora" not in digest


def test_a_german_desk_and_a_german_customer_are_told_in_german(tmp_path: Path) -> None:
    with team_world(tmp_path / "desk.db", TOPICS_FILE="", DESK_LANGUAGE="de") as world:
        many_wrote(world, NAMES[:2], "VPN geht nicht")
        does(world, ANN, "[Störung]", "Das Gateway ist ausgefallen.", number=1)
        assert world.request(1).subject == "Störung: vpn"
        many_wrote(world, ["finn"], "Fernzugriff geht nicht")
        assert "ist uns seit" in world.last(email("finn"), "acknowledgement").text


def test_files_of_the_answer_reach_all(world: DeskWorld) -> None:
    many_wrote(world, NAMES[:2])
    world.clock.at += timedelta(seconds=30)
    mail = notified(world, ANN, 1)
    world.answer(
        ANN,
        mail,
        "How to go on meanwhile.",
        subject="[outage]",
        attach={"guide.pdf": b"%PDF-1.4 guide"},
        Authentication_Results=PROVEN,
    )
    for name in NAMES[:2]:
        letter = world.last(email(name), "reply")
        assert letter.attachments == {"guide.pdf": b"%PDF-1.4 guide"}


def test_a_colleague_who_was_quicker_is_asked_about_once(world: DeskWorld) -> None:
    outage_of_five(world)
    mail = notified(world, BOB, 1)
    does(world, ANN, "[all]", "Ann says.", number=1)
    world.clock.at += timedelta(minutes=1)
    world.answer(BOB, mail, "Bob says.", subject="[all]", Authentication_Results=PROVEN)
    assert "Ann Lee" in world.last(BOB, "refusal").text
    world.answer(BOB, world.last(BOB, "refusal"), "", subject="[send]", Authentication_Results=PROVEN)
    assert all(replies(world, name)[-1].startswith("Bob says.") for name in NAMES[:5])
