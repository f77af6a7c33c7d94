"""For whom a technician's words are, when a mail is addressed to more than the desk: nobody reads what was meant for
somebody else, and no answer to a customer is lost. Where it isn't sure, the writer is asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from desk_world import DESK, DeskWorld, Headers
from technicians_world import ANN, BOB, CARL, CARL_AT, CID, PROVEN, asked, notified, team_world, told

from frontdesk.jobs.clear_away import clear_away

TRUE: Headers = {"Authentication_Results": PROVEN}
BOB_BURNS, CID_CLAY, EVE = f"Bob Burns <{BOB}>", f"Cid Clay <{CID}>", "Eve Els <eve@vendor.example.com>"
ED, ED_AT = "Ed Eks <ed@sales.example.org>", "ed@sales.example.org"  # Carl's colleague


@pytest.fixture
def world(tmp_path: Path) -> Iterator[DeskWorld]:
    with team_world(tmp_path / "desk.db") as world:
        asked(world)
        yield world


def flat(text: str) -> str:
    return " ".join(text.split())


def went_out(world: DeskWorld) -> list[str]:
    """The replies that the customer got, by their first line."""
    return [letter.text.strip() for letter in world.inbox(CARL_AT) if letter.kind == "reply"]


def answers(world: DeskWorld, text: str, *, subject: str = "", **headers: Any) -> None:
    letter = notified(world, ANN)
    headers.setdefault("To", f"{letter.header('Reply-To') or letter.header('From')}, {BOB_BURNS}")
    world.answer(f"Ann Lee <{ANN}>", letter, text, subject=subject, **TRUE, **headers)


TO_BOTH = [f"{BOB_BURNS}, {DESK}", f"{DESK}, {BOB_BURNS}", f"IT Desk <{DESK}>, {CID_CLAY}, {BOB_BURNS}"]
FOR_BOB = ["Hi Bob,\n\nis Carl always like this?", "#take\n@Bob is Carl always like this?"]
FOR_CARL = ["Hi Carl,\n\ntry the other tray.", "Carl, try the other tray."]
FOR_ANYBODY = [
    "Try the other tray.",
    "Hi,\n\ntry the other tray.",
    "Hi all,\nit is the tray.",
    "Bob knows trays.",
]


@pytest.mark.parametrize("to", TO_BOTH)
@pytest.mark.parametrize("text", FOR_BOB)
def test_who_greets_the_colleague_in_to_writes_to_the_colleague(world: DeskWorld, text: str, to: str) -> None:
    answers(world, text, To=to)
    assert world.kinds(CARL_AT) == ["acknowledgement"]
    assert world.messages(1)[-1].kind == "note"
    assert "kept inside: your mail is written to Bob Burns" in flat(told(world, ANN, "confirmation"))


@pytest.mark.parametrize("to", TO_BOTH)
@pytest.mark.parametrize("text", FOR_CARL)
def test_who_greets_the_customer_writes_to_the_customer(world: DeskWorld, text: str, to: str) -> None:
    answers(world, text, To=to)
    assert world.kinds(CARL_AT) == ["acknowledgement", "reply"]


@pytest.mark.parametrize("to", TO_BOTH)
@pytest.mark.parametrize("text", FOR_ANYBODY)
def test_without_a_greeting_that_tells_the_writer_is_asked(world: DeskWorld, text: str, to: str) -> None:
    answers(world, text, To=to, subject="[waiting]")
    assert world.kinds(CARL_AT) == ["acknowledgement"]
    assert world.request(1).status == "new"
    question = flat(told(world, ANN, "refusal"))
    assert "It isn't sure whether your words are for Carl Cole or for" in question
    assert text.split("\n")[-1] in question
    world.answer(ANN, world.last(ANN, "refusal"), "", subject="[send]", **TRUE)
    assert text.split("\n")[-1] in world.last(CARL_AT, "reply").text
    assert world.request(1).status == "waiting"


def test_what_nobody_released_comes_back_to_its_writer_after_a_day(world: DeskWorld) -> None:
    answers(world, "Try the other tray.")
    world.pass_time(timedelta(hours=25))
    clear_away(world.desk)
    world.work()
    assert "Try the other tray." in told(world, ANN, "notice")
    assert "reply" not in world.kinds(CARL_AT)


def test_other_words_with_note_stay_inside_without_a_question(world: DeskWorld) -> None:
    answers(world, "Try the other tray.", subject="[note]")
    assert "refusal" not in world.kinds(ANN)
    assert world.messages(1)[-1].kind == "note"


def test_tags_without_words_are_obeyed_whoever_stands_in_to(world: DeskWorld) -> None:
    answers(world, "", subject="[assign=bob] [priority=high]")
    assert (world.request(1).owner, world.request(1).priority) == (BOB, "high")


@pytest.mark.parametrize("text", FOR_BOB)
def test_a_greeting_tells_of_a_colleague_in_cc_too(world: DeskWorld, text: str) -> None:
    answers(world, text, To=DESK, Cc=BOB_BURNS)
    assert world.kinds(CARL_AT) == ["acknowledgement"]
    assert world.messages(1)[-1].kind == "note"


@pytest.mark.parametrize("text", [*FOR_CARL, *FOR_ANYBODY])
def test_a_colleague_in_cc_reads_along(world: DeskWorld, text: str) -> None:
    answers(world, text, To=DESK, Cc=BOB_BURNS)
    assert world.kinds(CARL_AT) == ["acknowledgement", "reply"]


def test_who_greets_a_colleague_who_isnt_addressed_at_all_is_asked(world: DeskWorld) -> None:
    answers(world, "Hi Bob,\n\nis Carl always like this?", To=DESK)
    assert world.kinds(CARL_AT) == ["acknowledgement"]
    assert "for Carl Cole or for Bob Burns" in flat(told(world, ANN, "refusal"))


def test_a_customer_with_a_colleagues_name_is_greeted_as_ever(tmp_path: Path) -> None:
    with team_world(tmp_path / "other.db") as world:
        asked(world, "Bob Smith <bsmith@sales.example.org>")
        answers(world, "Hi Bob,\n\ntry the other tray.", To=DESK)
        assert "try the other tray" in world.last("bsmith@sales.example.org", "reply").text
        answers(world, "Hi Bob,\n\nand the lamp?", To=f"{BOB_BURNS}, {DESK}")  # which of the two?
        assert "the lamp" not in world.last("bsmith@sales.example.org", "reply").text
        assert "for Bob Smith or for Bob Burns" in flat(told(world, ANN, "refusal"))


def test_somebody_in_the_customers_copies_may_be_greeted(world: DeskWorld) -> None:
    world.answer(CARL, world.last(CARL_AT), "Ed sits next to it.", Cc=ED)
    answers(world, "Hi Ed,\n\nis the lamp red?", To=f"{DESK}, {BOB_BURNS}")
    assert "is the lamp red" in world.last(ED_AT, "reply").text


def test_a_mail_that_was_asked_about_is_still_overtaken_by_a_colleague(world: DeskWorld) -> None:
    letter = notified(world, ANN)
    world.clock.at += timedelta(minutes=5)
    world.answer(CID_CLAY, notified(world, CID), "Take tray 2.", **TRUE)
    answers(world, "Take tray 3.", To=f"{letter.header('Reply-To')}, {BOB_BURNS}")
    world.answer(ANN, world.last(ANN, "refusal"), "", subject="[send]", **TRUE)
    assert "Cid Clay answered the customer" in flat(told(world, ANN, "refusal"))
    assert "tray 3" not in world.last(CARL_AT, "reply").text
    world.answer(ANN, world.last(ANN, "refusal"), "", subject="[send]", **TRUE)
    assert "tray 3" in world.last(CARL_AT, "reply").text


def test_words_to_somebody_outside_who_is_greeted_dont_go_to_the_customer(world: DeskWorld) -> None:
    answers(world, "Hi Eve,\n\nwhat does a lamp cost?", To=f"{EVE}, {DESK}")
    assert world.kinds(CARL_AT) == ["acknowledgement"]
    assert "for Carl Cole or for Eve Els" in flat(told(world, ANN, "refusal"))


# --- tags among the words -----------------------------------------------------------------------------------------


def test_a_tag_among_words_is_asked_about_and_goes_to_no_customer_unasked(world: DeskWorld) -> None:
    answers(world, "I changed it. New toner [resolved]", To=DESK)
    assert world.kinds(CARL_AT) == ["acknowledgement"]
    assert (world.request(1).status, world.messages(1)[-1].kind) == ("new", "automatic")
    assert "[resolved]: stands among your words" in flat(told(world, ANN, "refusal")).replace("`", "")
    world.answer(ANN, world.last(ANN, "refusal"), "", subject="[send]", **TRUE)
    assert "New toner [resolved]" in world.last(CARL_AT, "reply").text
    assert world.request(1).status == "open"


def test_a_tag_among_the_words_of_a_note_stays_inside_with_them(world: DeskWorld) -> None:
    answers(world, "I changed it. New toner [resolved]", To=DESK, subject="[note]")
    assert world.messages(1)[-1].kind == "note"
    assert world.request(1).status == "new"
    assert "[resolved] stood among your words" in flat(told(world, ANN, "confirmation"))


def test_who_wrote_straight_to_the_customer_hears_that_a_tag_among_the_words_did_nothing(
    world: DeskWorld,
) -> None:
    answers(world, "Hi Carl, it is done. [resolved]", To=CARL, Cc=DESK)
    assert (world.kinds(CARL_AT), world.request(1).status) == (["acknowledgement"], "open")
    assert "[resolved] stood among your words" in flat(told(world, ANN, "confirmation"))


def test_a_line_of_a_digest_is_asked_about_too_and_let_go_by_send(world: DeskWorld) -> None:
    asked(world, "Dora Dean <dora@sales.example.org>", "No sound")
    world.write(f"Ann Lee <{ANN}>", "[list all]", "", **TRUE)
    world.answer(ANN, world.last(ANN, "digest"), "1 waiting press what [resolved]\n2 take", **TRUE)
    assert world.kinds(CARL_AT) == ["acknowledgement"]
    assert world.request(2).owner is None
    world.answer(ANN, world.last(ANN, "refusal"), "", subject="[send]", **TRUE)
    assert "press what [resolved]" in world.last(CARL_AT, "reply").text
    assert (world.request(1).status, world.request(2).owner) == ("waiting", ANN)


def test_an_overtaken_line_of_a_digest_goes_out_by_send(world: DeskWorld) -> None:
    world.write(f"Ann Lee <{ANN}>", "[list all]", "", **TRUE)
    digest = world.last(ANN, "digest")
    world.clock.at += timedelta(minutes=5)
    world.answer(BOB_BURNS, notified(world, BOB), "Mine first.", **TRUE)
    world.answer(ANN, digest, "1 resolved mine second", **TRUE)
    assert world.request(1).status == "open"
    world.answer(ANN, world.last(ANN, "refusal"), "", subject="[send]", **TRUE)
    assert "mine second" in world.last(CARL_AT, "reply").text
    assert world.request(1).status == "resolved"


# --- a technician's new mail that the customer has, too ---------------------------------------------------------

CID_AND_CARL = f"{CID_CLAY}, {CARL}"
ARRANGED: dict[str, Headers] = {
    "to the customer, the desk in copy": {"To": CARL, "Cc": DESK},
    "to the desk, the customer in copy": {"To": DESK, "Cc": CARL},
    "to both": {"To": f"{DESK}, {CARL}"},
    "to both, the customer first": {"To": f"{CARL}, {DESK}"},
    "to the customer, the desk unseen": {"To": CARL},
    "both in copy": {"To": BOB_BURNS, "Cc": f"{DESK}, {CARL}"},
    "to a colleague and the customer": {"To": CID_AND_CARL, "Cc": DESK},
    "to nobody": {"To": "undisclosed-recipients:;", "Cc": f"{CARL}, {DESK}"},
    "to the desk, a colleague and the customer in copy": {"To": DESK, "Cc": CID_AND_CARL},
    "to the writer": {"To": f"Ann Lee <{ANN}>", "Cc": f"{CARL}, {DESK}"},
}


@pytest.mark.parametrize("how", ARRANGED)
@pytest.mark.parametrize("reply", [False, True])
def test_a_new_mail_that_the_customer_has_is_the_customers_request(
    tmp_path: Path, how: str, reply: bool
) -> None:
    with team_world(tmp_path / "new.db") as world:
        more: Headers = {"In_Reply_To": "<seen-nowhere@sales.example.org>"} if reply else {}
        world.write(
            f"Ann Lee <{ANN}>", "Re: VPN drops" if reply else "VPN drops", "Hi Carl, please reinstall the client.",
            **TRUE, **ARRANGED[how], **more,
        )  # fmt: skip
        request = world.request(1)
        assert (request.customer.email, request.owner, request.status) == (CARL_AT, ANN, "open")
        assert request.subject == "VPN drops"
        assert [kept.kind for kept in world.messages(1)] == ["reply"]
        assert world.inbox(CARL_AT) == []
        assert "Carl Cole has it from you." in told(world, ANN, "confirmation")
        assert "Ann Lee opened this request for Carl Cole" in flat(notified(world, BOB).text)


@pytest.mark.parametrize("how", ARRANGED)
def test_without_proof_nobody_opens_a_request_in_a_technicians_name(tmp_path: Path, how: str) -> None:
    with team_world(tmp_path / "new.db") as world:
        world.write(f"Ann Lee <{ANN}>", "VPN drops", "Hi Carl, send me your password.", **ARRANGED[how])
        assert (world.numbers, world.inbox(CARL_AT), world.kinds(BOB)) == ([], [], [])
        world.answer(ANN, world.last(ANN, "refusal"), "", subject="[send]")
        assert world.request(1).customer.email == CARL_AT


@pytest.mark.parametrize("how", ARRANGED)
def test_the_customer_answers_such_a_mail_and_is_heard(tmp_path: Path, how: str) -> None:
    with team_world(tmp_path / "new.db") as world:
        mail = world.write(
            f"Ann Lee <{ANN}>", "VPN drops", "Hi Carl, please reinstall the client.", **TRUE, **ARRANGED[how]
        )
        world.write(
            CARL, "Re: VPN drops", "It works now, but the printer doesn't.",
            To=f"Ann Lee <{ANN}>", Cc=DESK, In_Reply_To=str(mail["Message-ID"]),
        )  # fmt: skip
        assert world.numbers == [1]
        assert world.messages(1)[-1].kind == "customer"
        assert "the printer doesn't" in notified(world, ANN).text


def test_a_technicians_own_request_with_a_colleague_in_copy_stays_their_own(tmp_path: Path) -> None:
    with team_world(tmp_path / "new.db") as world:
        world.write(f"Ann Lee <{ANN}>", "My laptop", "It is broken.", Cc=BOB_BURNS, **TRUE)
        assert world.request(1).customer.email == ANN


def test_a_technicians_mail_to_half_the_company_opens_no_request_for_its_first_reader(tmp_path: Path) -> None:
    with team_world(tmp_path / "new.db") as world:
        people = ", ".join(f"p{n}@sales.example.org" for n in range(30))
        world.write(f"Ann Lee <{ANN}>", "Maintenance on Friday", "The desk is closed.", Cc=people, **TRUE)
        assert world.request(1).customer.email == ANN


def test_a_machine_in_copy_is_no_customer(tmp_path: Path) -> None:
    with team_world(tmp_path / "new.db") as world:
        world.write(f"Ann Lee <{ANN}>", "My laptop", "Broken.", Cc="no-reply@sales.example.org", **TRUE)
        assert world.request(1).customer.email == ANN
