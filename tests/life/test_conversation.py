"""Who is in the conversation: copies, colleagues, other addresses, other customers. Nobody hears a stranger's words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from desk_world import DESK, DeskWorld, Headers
from technicians_world import (
    ANN,
    BOB,
    CARL,
    CARL_AT,
    DORA,
    DORA_AT,
    PROVEN,
    asked,
    does,
    notified,
    team_world,
    told,
)

ED, ED_AT = "Ed Eks <ed@sales.example.org>", "ed@sales.example.org"  # Carl's colleague
EVE, EVE_AT = "Eve Els <eve@elsewhere.example.com>", "eve@elsewhere.example.com"  # nobody's colleague
OTTO, OTTO_AT = "Otto Ort <otto@other.example.net>", "otto@other.example.net"  # another customer
TRUE: Headers = {"Authentication_Results": PROVEN}


def vouched_for(domain: str) -> Headers:
    return {"Authentication_Results": f"mx.example.org; dmarc=pass header.from={domain}"}


@pytest.fixture
def world(tmp_path: Path) -> Iterator[DeskWorld]:
    with team_world(tmp_path / "desk.db") as world:
        yield world


def to_and_cc(world: DeskWorld, who: str) -> tuple[str, str]:
    letter = world.last(who, "reply")
    return letter.header("To"), letter.header("Cc")


def flat(text: str) -> str:
    return " ".join(text.split())


# --- the customer's copies --------------------------------------------------------------------------------------


def test_a_colleague_in_copy_is_shown_and_hears_the_answer(world: DeskWorld) -> None:
    world.write(CARL, "Printer", "It smokes. Ed sits next to it.", Cc=ED)
    assert f"In copy {ED_AT}" in flat(notified(world, ANN).text)
    assert f"Your reply goes to Carl Cole, in copy to {ED_AT}." in flat(notified(world, ANN).text)
    does(world, ANN, "", "Is the lamp red?")
    assert to_and_cc(world, ED_AT) == to_and_cc(world, CARL_AT) == (CARL, ED_AT)


def test_a_second_addressee_counts_as_a_copy(world: DeskWorld) -> None:
    world.write(CARL, "Printer", "It smokes.", To=f"{DESK}, {ED}")
    does(world, ANN, "", "Is the lamp red?")
    assert world.kinds(ED_AT) == ["reply"]


def test_a_stranger_in_copy_is_offered_and_hears_nothing_until_a_technician_says_so(world: DeskWorld) -> None:
    world.write(CARL, "Printer", "It smokes.", Cc=EVE)
    text = flat(notified(world, ANN).text)
    assert f"Not in copy {EVE_AT}: [cc=+{EVE_AT}] keeps them" in text
    does(world, ANN, "", "Is the lamp red?")
    assert world.inbox(EVE_AT) == []
    does(world, ANN, f"[cc=+{EVE_AT}]", "It was the lamp.")
    assert world.kinds(EVE_AT) == ["reply"]


@pytest.mark.parametrize(
    "domain", ["gmail.com", "gmx.de", "web.de", "t-online.de", "outlook.com", "mailbox.org"]
)
def test_two_people_of_a_public_mail_service_have_nothing_in_common(world: DeskWorld, domain: str) -> None:
    world.write(f"carl@{domain}", "Printer", "It smokes.", Cc=f"ed@{domain}")
    does(world, ANN, "", "Is the lamp red?")
    assert world.inbox(f"ed@{domain}") == []
    assert world.request(1).cc == ()


def test_who_was_taken_off_stays_off_however_often_the_customer_repeats_it(world: DeskWorld) -> None:
    world.write(CARL, "Printer", "It smokes.", Cc=ED)
    does(world, ANN, f"[cc=-{ED_AT}]", "Is the lamp red?")
    world.answer(CARL, world.last(CARL_AT, "reply"), "It is.", Cc=ED)
    does(world, ANN, "", "I come.")
    assert world.inbox(ED_AT) == []
    does(world, ANN, f"[cc=+{ED_AT}]", "Done.")
    assert world.kinds(ED_AT) == ["reply"]


def test_the_team_and_the_desk_and_machines_are_nobodys_copies(world: DeskWorld) -> None:
    world.write(CARL, "Printer", "It smokes.", Cc=f"{BOB}, it+x@example.org, no-reply@sales.example.org")
    assert world.request(1).cc == ()


def test_a_boss_who_writes_on_the_request_is_answered_too(world: DeskWorld) -> None:
    asked(world)
    does(world, ANN, "", "Is the lamp red?")
    reply = world.last(CARL_AT, "reply")
    world.answer(ED, reply, "It is, and it is urgent.")  # Carl passed it on
    does(world, ANN, "", "I come.")
    assert world.kinds(ED_AT) == ["reply"]


def test_a_mail_whose_sender_is_forged_puts_nobody_in_copy(world: DeskWorld) -> None:
    forged = "mx.example.org; dmarc=fail header.from=sales.example.org"
    world.write(CARL, "Printer", "It smokes.", Cc=ED, Authentication_Results=forged)
    assert world.request(1).cc == ()


def test_a_mail_to_a_whole_company_puts_nobody_in_copy(world: DeskWorld) -> None:
    world.write(CARL, "Printer", "It smokes.", Cc=", ".join(f"p{n}@sales.example.org" for n in range(30)))
    assert world.request(1).cc == ()


# --- a technician's copies --------------------------------------------------------------------------------------


def test_whom_a_technician_has_in_cc_joins_the_request_without_any_technicians_token(
    world: DeskWorld,
) -> None:
    asked(world)
    mail = world.answer(ANN, notified(world, ANN), "Eve knows it.", Cc=EVE, **TRUE)
    letter = world.last(EVE_AT, "reply")
    assert "Eve knows it." in letter.text
    assert "+t1." not in letter.raw.decode()
    assert ".t1." not in letter.raw.decode()
    assert f"in copy: {EVE_AT}" in told(world, ANN, "confirmation")
    world.write(  # Eve answers all: Ann's own mail, with Ann's own address of the desk
        EVE, f"Re: {mail['Subject']}", "Yes, I do.",
        To=str(mail["To"]), Cc=ANN, In_Reply_To=str(mail["Message-ID"]),
    )  # fmt: skip
    assert world.numbers == [1]
    assert [kept.kind for kept in world.messages(1)] == ["customer", "automatic", "reply", "customer"]
    assert "acknowledgement" not in world.kinds(EVE_AT)


def test_without_proof_the_technician_is_told_that_they_got_nothing(world: DeskWorld) -> None:
    asked(world)
    world.answer(ANN, notified(world, ANN), "Eve knows it.", Cc=EVE)  # a token, and nobody vouches
    assert world.kinds(CARL_AT) == ["acknowledgement", "reply"]
    assert world.inbox(EVE_AT) == []
    assert f"got nothing from us; [cc=+{EVE_AT}] keeps" in flat(told(world, ANN, "confirmation"))


def test_a_customers_colleague_whom_an_unproven_technician_copied_in_is_heard_as_one(
    world: DeskWorld,
) -> None:
    asked(world)
    mail = world.answer(ANN, notified(world, ANN), "Ed knows it.", Cc=ED)
    world.write(
        ED, f"Re: {mail['Subject']}", "Yes, I do.",
        To=str(mail["To"]), Cc=ANN, In_Reply_To=str(mail["Message-ID"]),
    )  # fmt: skip
    assert world.numbers == [1]
    assert world.messages(1)[-1].kind == "customer"
    assert "Yes, I do." in notified(world, ANN).text


def test_words_for_a_colleague_stay_inside(world: DeskWorld) -> None:
    asked(world)
    world.answer(
        ANN, notified(world, ANN), "Bob, is Carl always like this?", To=f"Bob <{BOB}>", Cc=DESK, **TRUE
    )
    assert world.kinds(CARL_AT) == ["acknowledgement"]
    assert world.messages(1)[-1].kind == "note"
    assert "your mail wasn't addressed to the customer" in flat(told(world, ANN, "confirmation"))


def test_words_for_a_vendor_with_the_desk_in_copy_stay_inside(world: DeskWorld) -> None:
    asked(world)
    world.answer(ANN, notified(world, ANN), "What does a lamp cost?", To=EVE, Cc=DESK, **TRUE)
    assert world.kinds(CARL_AT) == ["acknowledgement"]


@pytest.mark.parametrize("prefix", ["FW:", "Fwd:", "WG:", "TR:", "RV:", "Doorst:"])
def test_a_forward_of_our_own_notification_stays_inside(world: DeskWorld, prefix: str) -> None:
    asked(world)
    letter = notified(world, ANN)
    quoted = "\n".join(letter.text.splitlines())
    body = (
        "Bob, could you look at this fool's printer?\n\n-----Original Message-----\n"
        f"From: IT Desk <{DESK}>\nSent: Monday, March 2, 2026 12:00 PM\nTo: Ann Lee <{ANN}>\n"
        f"Subject: {letter.subject}\n\n{quoted}\n"
    )
    world.write(f"Ann Lee <{ANN}>", f"{prefix} {letter.subject}", body, **TRUE)
    assert world.kinds(CARL_AT) == ["acknowledgement"]
    note = world.messages(1)[-1]
    assert (note.kind, note.text) == ("note", "Bob, could you look at this fool's printer?")
    assert world.numbers == [1]


def test_a_mail_straight_to_the_customer_is_the_reply_and_goes_out_no_more(world: DeskWorld) -> None:
    asked(world)
    world.answer(ANN, notified(world, ANN), "Hi Carl, try now.", To=CARL, Cc=DESK, **TRUE)
    assert world.kinds(CARL_AT) == ["acknowledgement"]
    assert (world.messages(1)[-1].kind, world.request(1).owner) == ("reply", ANN)
    assert "Carl Cole has it from you." in told(world, ANN, "confirmation")


def test_copies_that_the_technician_left_out_get_the_reply_from_the_desk(world: DeskWorld) -> None:
    world.write(CARL, "Printer", "It smokes.", Cc=ED)
    world.answer(ANN, notified(world, ANN), "Hi Carl, try now.", To=CARL, Cc=DESK, **TRUE)
    assert (world.kinds(CARL_AT), world.kinds(ED_AT)) == (["acknowledgement"], ["reply"])


@pytest.mark.parametrize("parent", ["<x1@customer.test>", ""])
def test_a_first_mail_straight_to_a_customer_is_that_customers_request(world: DeskWorld, parent: str) -> None:
    headers: Headers = {"In_Reply_To": parent} if parent else {}
    world.write(
        f"Ann Lee <{ANN}>", "Re: VPN drops" if parent else "VPN drops", "Hi Carl, please reinstall the client.",
        To=CARL, Cc=f"IT Desk <{DESK}>", **TRUE, **headers,
    )  # fmt: skip
    request = world.request(1)
    assert (request.customer.email, request.owner, request.status, request.subject) == (
        CARL_AT, ANN, "open", "VPN drops",
    )  # fmt: skip
    assert [(kept.kind, kept.text) for kept in world.messages(1)] == [
        ("reply", "Hi Carl, please reinstall the client.")
    ]
    assert request.first_response_at is not None
    assert world.inbox(CARL_AT) == []
    assert "Carl Cole has it from you." in told(world, ANN, "confirmation")


def test_nobody_opens_requests_for_others_in_a_technicians_name(world: DeskWorld) -> None:
    world.write(f"Ann Lee <{ANN}>", "VPN drops", "Hi Carl, send me your password.", To=CARL, Cc=DESK)
    assert world.numbers == []
    world.answer(ANN, world.last(ANN, "refusal"), "", subject="[send]")
    assert world.request(1).customer.email == CARL_AT


# --- other addresses of the team --------------------------------------------------------------------------------


def test_a_technician_is_known_by_another_address(tmp_path: Path) -> None:
    with team_world(tmp_path / "desk.db", TECHNICIAN_ALIASES="a.lee@example.org=ann@example.org") as world:
        asked(world)
        world.answer("Ann <a.lee@example.org>", notified(world, ANN), "Try the other tray.", **TRUE)
        assert "Try the other tray." in world.last(CARL_AT, "reply").text
        assert world.last(CARL_AT, "reply").text.count("Ann Lee") == 1
        assert world.request(1).owner == ANN
        world.write("a.lee@example.org", "[list mine]", "", **TRUE)
        assert "Printer prints twice" in told(world, ANN, "digest")
        assert world.inbox("a.lee@example.org") == []


@pytest.mark.parametrize("plus", ["yes", "no"])
def test_an_answer_from_an_unknown_address_waits_for_the_technicians_word(tmp_path: Path, plus: str) -> None:
    with team_world(tmp_path / "desk.db", PLUS_ADDRESSING=plus) as world:
        asked(world)
        world.answer(
            "Ann <a.lee@example.net>",
            notified(world, ANN),
            "Try the other tray.",
            subject="[waiting]",
        )
        assert world.numbers == [1]
        assert world.kinds(CARL_AT) == ["acknowledgement"]
        assert world.inbox("a.lee@example.net") == []
        question = told(world, ANN, "refusal")
        assert "a.lee@example.net answered a mail that only you were sent" in flat(question)
        assert "Try the other tray." in question
        world.answer(ANN, world.last(ANN, "refusal"), "", subject="[send]", **TRUE)
        assert "Try the other tray." in world.last(CARL_AT, "reply").text
        assert (world.request(1).owner, world.request(1).status) == (ANN, "waiting")
        assert [kept.kind for kept in world.messages(1)] == ["customer", "automatic", "reply"]
        assert world.last(CARL_AT, "reply").text.count("Ann Lee") == 1


def test_a_vendor_who_answers_what_a_technician_passed_on_reaches_the_technician_alone(
    world: DeskWorld,
) -> None:
    asked(world)
    world.answer(EVE, notified(world, ANN), "That lamp is out of stock.")
    assert world.numbers == [1]
    assert (world.inbox(EVE_AT), world.kinds(CARL_AT)) == ([], ["acknowledgement"])
    assert world.messages(1)[-1].kind == "note"
    assert "That lamp is out of stock." in told(world, ANN, "refusal")
    assert "refusal" not in world.kinds(BOB)


def test_only_the_technician_who_was_asked_can_let_it_go(world: DeskWorld) -> None:
    asked(world)
    world.answer("x@example.net", notified(world, ANN), "Your account is closed.")
    question = world.last(ANN, "refusal")
    for who in ("x@example.net", BOB):
        world.answer(who, question, "", subject="[send]", **TRUE)
    assert world.kinds(CARL_AT) == ["acknowledgement"]


def test_a_customer_who_answers_what_a_technician_passed_on_is_heard_as_the_customer(
    world: DeskWorld,
) -> None:
    asked(world)
    world.answer(CARL, notified(world, ANN), "It smokes, too.", subject="", To=DESK)
    assert world.numbers == [1]
    assert [kept.kind for kept in world.messages(1)][-1] == "customer"


# --- whose request it is ----------------------------------------------------------------------------------------


def test_a_request_is_opened_for_somebody_who_phoned(world: DeskWorld) -> None:
    tags = f"No sound [customer={CARL_AT}] [priority=high] [assign=bob] [time=5m]"
    world.write(f"Ann Lee <{ANN}>", tags, "Carl phoned: his speakers are silent.", **TRUE)
    request = world.request(1)
    assert (request.subject, request.customer.email, request.owner) == ("No sound", CARL_AT, BOB)
    assert (request.priority, request.minutes) == ("high", 5)
    assert world.kinds(CARL_AT) == ["acknowledgement"]
    assert "silent" not in world.last(CARL_AT).text
    assert "Carl phoned: his speakers are silent." in notified(world, BOB).text
    assert f"customer: {CARL_AT}" in told(world, ANN, "confirmation")


def test_without_an_owner_everybody_on_duty_hears_of_a_call(world: DeskWorld) -> None:
    world.write(f"Ann Lee <{ANN}>", f"No sound [customer={CARL_AT}]", "Carl phoned.", **TRUE)
    assert f"Ann Lee opened this request for {CARL_AT}" in flat(notified(world, BOB).text)
    does(world, BOB, "", "Is the switch on?")
    assert "Is the switch on?" in world.last(CARL_AT, "reply").text


def test_a_call_that_is_settled_already_is_written_down_as_such(world: DeskWorld) -> None:
    world.write(
        f"Ann Lee <{ANN}>", f"No sound [customer={CARL_AT}] [resolved]", "The switch was off.", **TRUE
    )
    assert (world.request(1).status, world.request(1).resolution) == ("resolved", "The switch was off.")


def test_a_request_gets_another_customer_and_both_are_told_and_what_was_written_stays(
    world: DeskWorld,
) -> None:
    world.write("Form <form@sales.example.org>", "Printer", "Carl: it smokes.")
    does(world, ANN, f"[customer={CARL_AT}]", "Hello Carl, is the lamp red?")
    assert world.request(1).customer.email == CARL_AT
    assert world.kinds(CARL_AT) == ["notice", "reply"]
    assert world.kinds("form@sales.example.org") == ["acknowledgement", "notice"]
    assert CARL_AT in world.last("form@sales.example.org", "notice").text
    assert "smokes" not in world.last(CARL_AT, "notice").text
    assert len(world.messages(1)) >= 3
    world.answer(CARL, world.last(CARL_AT, "reply"), "It is.")
    assert world.numbers == [1]


def test_a_stranger_isnt_named_to_the_customer_before(world: DeskWorld) -> None:
    asked(world)
    does(world, ANN, f"[customer={OTTO_AT}]")
    assert OTTO_AT not in world.last(CARL_AT, "notice").raw.decode()
    assert CARL_AT not in world.last(OTTO_AT, "notice").raw.decode()


def test_another_customer_can_be_taken_back(world: DeskWorld) -> None:
    asked(world)
    does(world, ANN, f"[customer={DORA_AT}]")
    does(world, ANN, "[undo]")
    assert world.request(1).customer.email == CARL_AT


def test_who_was_told_of_another_customer_is_told_that_it_was_taken_back(world: DeskWorld) -> None:
    asked(world)
    does(world, ANN, f"[customer={OTTO_AT}]")
    assert f"told {OTTO_AT}, Carl Cole of it" in flat(told(world, ANN, "confirmation"))
    before = {who: len(world.inbox(who)) for who in (CARL_AT, OTTO_AT)}
    does(world, ANN, "[undo]")
    mine, his = world.last(CARL_AT, "notice"), world.last(OTTO_AT, "notice")
    assert [len(world.inbox(who)) - n for who, n in before.items()] == [1, 1]
    assert "Our answers go to you again" in flat(mine.text)
    assert "isn't yours after all" in flat(his.text)
    assert OTTO_AT not in mine.raw.decode()
    assert CARL_AT not in his.raw.decode()
    world.answer(OTTO, his, "All right, I had wondered.")
    world.answer(CARL, mine, "Good.")
    assert world.numbers == [1]
    assert world.request(1).customer.email == CARL_AT


def test_a_machine_and_the_team_are_told_neither_of_a_change_nor_of_its_end(world: DeskWorld) -> None:
    asked(world)
    for other in ("no-reply@else.example.net", BOB):
        does(world, ANN, f"[customer={other}]")
        does(world, ANN, "[undo]")
        assert "notice" not in world.kinds(other)
    assert world.kinds(CARL_AT).count("notice") == 4


def test_a_call_is_told_to_colleagues_once_and_its_confirmation_says_what_the_customer_got(
    world: DeskWorld,
) -> None:
    world.write(f"Ann Lee <{ANN}>", f"No sound [customer={CARL_AT}]", "Carl phoned: silence.", **TRUE)
    assert [world.kinds(who) for who in (CARL_AT, BOB)] == [["acknowledgement"], ["notification"]]
    assert "Carl phoned" in world.last(BOB).text
    assert "Nothing was sent" not in told(world, ANN, "confirmation")


def test_who_phoned_is_thanked_for_no_mail_and_promised_no_answer_that_they_have(world: DeskWorld) -> None:
    world.write(f"Ann Lee <{ANN}>", f"No sound [customer=Carl Cole <{CARL_AT}>]", "Carl phoned.", **TRUE)
    assert world.request(1).customer.email == CARL_AT
    assert "opened a request for you" in flat(world.last(CARL_AT, "acknowledgement").text)
    world.write(f"Ann Lee <{ANN}>", f"No sound [customer={DORA_AT}] [resolved]", "Switched it on.", **TRUE)
    assert world.request(2).status == "resolved"
    assert world.inbox(DORA_AT) == []


@pytest.mark.parametrize("reply_address", ["cc", "to"])
def test_words_straight_to_one_customer_of_a_merge_are_for_that_one(
    world: DeskWorld, reply_address: str
) -> None:
    asked(world)
    asked(world, OTTO, "No printing")
    does(world, ANN, "[merge=#1]", number=2)
    world.answer(OTTO, world.last(OTTO_AT), "Any news?")
    letter = notified(world, ANN)
    desk = letter.header("Reply-To")
    given: Headers = {"To": OTTO, "Cc": desk} if reply_address == "cc" else {"To": f"{desk}, {OTTO}"}
    world.answer(f"Ann Lee <{ANN}>", letter, "Otto, your password is on its way.", **given, **TRUE)
    assert world.messages(1)[-1].kind == "reply"
    assert "reply" not in world.kinds(OTTO_AT)
    assert ("reply" in world.kinds(CARL_AT)) == (reply_address == "to")
    confirmed = flat(told(world, ANN, "confirmation"))
    assert "Otto Ort has it from you" in confirmed
    assert ("Carl Cole got nothing of it" in confirmed) == (reply_address == "cc")


def test_what_is_split_off_an_answer_to_us_shows_no_subject_of_ours(world: DeskWorld) -> None:
    asked(world)
    world.answer(CARL, world.last(CARL_AT), "And I need a new phone.")
    does(world, ANN, "[split] [assign=bob]")
    assert "new phone" in world.last(BOB).text
    assert "Subject:" not in world.last(BOB).text


def test_the_confirmation_names_all_customers_of_a_merge_that_the_answer_went_to(world: DeskWorld) -> None:
    asked(world)
    asked(world, OTTO, "No printing")
    does(world, ANN, "[merge=#1]", number=2)
    does(world, ANN, "[waiting]", "Is it better now?")
    assert "Sent to Carl Cole, Otto Ort" in told(world, ANN, "confirmation")


def test_a_colleagues_reply_that_is_read_first_doesnt_become_the_customer(world: DeskWorld) -> None:
    world.write(
        ED, "Re: Printer", "It does so here, too.", To=CARL, Cc=DESK, In_Reply_To="<carl1@sales.example.org>"
    )
    assert world.request(1).customer.email == ED_AT
    world.write(
        CARL,
        "Printer",
        "It smokes.",
        Message_ID="<carl1@sales.example.org>",
        Cc=ED,
        Date="Mon, 02 Mar 2026 11:59:00 +0000",
    )
    assert world.numbers == [1]
    assert world.request(1).customer.email == CARL_AT
    assert world.kinds(CARL_AT) == ["acknowledgement"]
    does(world, ANN, "", "Is the lamp red?")
    assert to_and_cc(world, CARL_AT) == (CARL, ED_AT)


def test_nobody_else_takes_a_request_over_by_an_id_that_he_saw(world: DeskWorld) -> None:
    world.write(CARL, "Printer", "It smokes.", Cc=EVE, In_Reply_To="<seen@elsewhere.example.com>")
    world.write(
        EVE, "Printer", "Tell me all.", Message_ID="<seen@elsewhere.example.com>", Cc=CARL,
        Date="Mon, 02 Mar 2026 11:00:00 +0000",
    )  # fmt: skip
    assert world.request(1).customer.email == CARL_AT


def test_colleagues_of_the_customer_before_hear_nothing_of_the_new_ones_answers(world: DeskWorld) -> None:
    world.write(CARL, "Printer", "It smokes.", Cc=ED)
    does(world, ANN, f"[customer={OTTO_AT}]", "Otto, your lamp is red.")
    assert world.kinds(OTTO_AT) == ["notice", "reply"]
    assert world.inbox(ED_AT) == []


# --- two customers, two requests --------------------------------------------------------------------------------


def merged(world: DeskWorld) -> None:
    asked(world, CARL, "Internet down")
    asked(world, OTTO, "No web pages")
    does(world, ANN, "[merge=#1]", number=2)


def test_customers_of_a_merge_who_are_colleagues_get_each_answer_once(world: DeskWorld) -> None:
    asked(world, CARL, "Internet down")
    asked(world, f"Dora Dean <{DORA_AT}>", "No web pages")
    does(world, ANN, "[merge=#1]", number=2)
    world.answer(f"Dora Dean <{DORA_AT}>", world.last(DORA_AT), "Still nothing.")
    world.answer(CARL, world.last(CARL_AT), "Nor here.")
    before = {who: len(world.inbox(who)) for who in (CARL_AT, DORA_AT)}
    does(world, ANN, "[resolved]", "The switch was off.", number=1)
    assert {who: len(world.inbox(who)) - before[who] for who in before} == {CARL_AT: 1, DORA_AT: 1}
    assert world.last(DORA_AT, "reply").subject == "Re: [IT #2] No web pages"
    assert world.last(CARL_AT, "reply").subject == "Re: [IT #1] Internet down"


def test_the_other_customer_of_a_merge_is_told_and_answered_by_the_own_name_and_subject(
    world: DeskWorld,
) -> None:
    merged(world)
    assert world.kinds(OTTO_AT) == ["acknowledgement", "notice"]
    does(world, ANN, "[resolved]", "The switch was off.", number=1)
    theirs, carls = world.last(OTTO_AT, "reply"), world.last(CARL_AT, "reply")
    assert theirs.subject == "Re: [IT #2] No web pages"
    assert carls.subject == "Re: [IT #1] Internet down"
    assert "The switch was off." in theirs.text
    assert (carls.header("In-Reply-To"), theirs.header("In-Reply-To")) == (
        "<mail1@people.example.org>",
        "<mail2@people.example.org>",
    )
    assert "mail2@" not in carls.raw.decode()
    assert "mail1@" not in theirs.raw.decode()
    for letter in world.inbox(OTTO_AT):
        assert "Carl" not in letter.raw.decode()
        assert "Internet down" not in letter.raw.decode()
    for letter in world.inbox(CARL_AT):
        assert "Otto" not in letter.raw.decode()
        assert OTTO_AT not in letter.raw.decode()
        assert "No web pages" not in letter.raw.decode()


def test_reopened_goes_to_who_wrote_and_to_the_customer_each_in_their_own_words(world: DeskWorld) -> None:
    merged(world)
    does(world, ANN, "[resolved]", "The switch was off.", number=1)
    world.answer(OTTO, world.last(OTTO_AT, "reply"), "No, still nothing!", **vouched_for("other.example.net"))
    assert world.request(1).status == "open"
    theirs, carls = world.last(OTTO_AT, "reopened"), world.last(CARL_AT, "reopened")
    assert theirs.subject == "Re: [IT #2] No web pages"
    assert "Hello Otto Ort" in theirs.text
    assert "Hello Carl Cole" in carls.text
    assert "Otto" not in carls.text


def test_a_boss_in_copy_who_says_no_is_greeted_by_their_own_name(world: DeskWorld) -> None:
    world.write(CARL, "Printer", "It smokes.", Cc=ED)
    does(world, ANN, "[resolved]", "A new lamp.")
    world.answer(
        ED, world.last(ED_AT, "reply"), "No, I did not approve this!", **vouched_for("sales.example.org")
    )
    boss, carl = world.last(ED_AT, "reopened"), world.last(CARL_AT, "reopened")
    assert "Hello Ed Eks" in boss.text
    assert "Your request" not in boss.text
    assert "Hello Carl Cole" in carl.text
    assert "because Ed Eks wrote" in flat(carl.text)


def test_a_held_answer_to_both_customers_is_taken_back_from_both(tmp_path: Path) -> None:
    with team_world(tmp_path / "desk.db", SEND_DELAY="5 minutes") as world:
        merged(world)
        does(world, ANN, "", "The switch is off.", number=1)
        does(world, ANN, "[undo]", number=1)
        world.pass_time(timedelta(hours=1))
        assert "reply" not in world.kinds(OTTO_AT) + world.kinds(CARL_AT)


def test_the_tags_beside_split_belong_to_the_new_request(world: DeskWorld) -> None:
    asked(world)
    world.answer(CARL, world.last(CARL_AT), "And I need a mouse.")
    does(world, ANN, "[split] [assign=bob] [priority=high]", "A small one.")
    assert (world.request(1).owner, world.request(1).priority) == (None, "normal")
    assert (world.request(2).owner, world.request(2).priority) == (BOB, "high")
    assert "And I need a mouse." in notified(world, BOB, 2).text
    assert [kept.kind for kept in world.messages(2)] == ["customer", "note"]


def test_the_only_message_cant_be_split_off(world: DeskWorld) -> None:
    asked(world)
    does(world, ANN, "[split]")
    assert world.numbers == [1]
    assert "the only message of the customer's" in told(world, ANN, "refusal")


# --- numbers and subjects ---------------------------------------------------------------------------------------


def test_the_answer_comes_from_the_address_that_the_customer_wrote_to(tmp_path: Path) -> None:
    with team_world(tmp_path / "desk.db", DESK_ALIASES="help@example.org, support@example.com") as world:
        world.write(CARL, "Printer", "It smokes.", To="Support <support@example.com>")
        assert world.last(CARL_AT, "acknowledgement").header("From") == "IT Desk <support@example.com>"
        does(world, ANN, "", "Is the lamp red?")
        reply = world.last(CARL_AT, "reply")
        assert "support+" in reply.header("Reply-To")
        assert reply.header("Reply-To").endswith("@example.com>")
        assert notified(world, ANN).header("From").endswith(" via IT Desk <it@example.org>")
        world.answer(CARL, reply, "It is.", quote=False)
        assert world.numbers == [1]
        asked(world, DORA, "No sound")
        assert world.last(DORA_AT).header("From") == "IT Desk <it@example.org>"
        world.write("help@example.org", "Loop", "It is us.")
        assert world.numbers == [1, 2]


def test_a_vendors_own_number_stands_in_our_answers_to_them(world: DeskWorld) -> None:
    world.write(EVE, "Your order", "Which lamp?")
    does(world, ANN, "", "The red one.")
    world.answer(EVE, world.last(EVE_AT, "reply"), "It comes.", subject="[CASE-881]")
    does(world, ANN, "", "Thank you.")
    assert world.last(EVE_AT, "reply").subject == "Re: [IT #1] Your order [CASE-881]"
    world.answer(EVE, world.last(EVE_AT, "reply"), "You are welcome, it is on its way.")
    assert world.numbers == [1]


def test_another_desks_number_in_a_mail_about_something_else_doesnt_land_here(world: DeskWorld) -> None:
    asked(world)
    asked(world, CARL, "No sound")
    world.write(CARL, "[#2] Your invoice is due", "Is this from you?")
    assert world.numbers == [1, 2, 3]
    world.write(CARL, "Re: [#2] No sound", "Still none.")
    assert world.numbers == [1, 2, 3]


def test_a_customers_mail_about_two_requests_is_on_both(world: DeskWorld) -> None:
    asked(world)
    asked(world, CARL, "No sound")
    world.write(CARL, "[IT #1] and [IT #2]", "Both are still broken.")
    assert world.numbers == [1, 2]
    for number in (1, 2):
        assert "Both are still broken." in notified(world, ANN, number).text


def test_a_technicians_mail_about_two_requests_is_asked_about(world: DeskWorld) -> None:
    asked(world)
    asked(world, DORA, "No sound")
    world.write(f"Ann Lee <{ANN}>", "[IT #1] [IT #2] [resolved]", "Done.", **TRUE)
    assert [world.request(number).status for number in (1, 2)] == ["new", "new"]
    assert "two requests" in told(world, ANN, "refusal")


def test_a_changed_subject_is_shown_also_where_it_is_all_there_is(world: DeskWorld) -> None:
    asked(world)
    world.answer(CARL, world.last(CARL_AT), "", Subject="[IT #1] It is settled, please close")
    assert "Subject: It is settled, please close" in flat(notified(world, ANN).text)
    world.answer(CARL, world.last(CARL_AT), "Hello?")
    assert "Subject:" not in notified(world, ANN).text


@pytest.mark.parametrize("text", ["", "It still does."])
@pytest.mark.parametrize(
    "subject",
    [
        "Re: [IT #1] Printer prints twice - floor 3, the blue one",
        "AW: [IT #1] Printer prints twice (Raum 312)!",
        "the blue one: RE: [IT #1] Printer prints twice",
        "Re: [IT #1] Printer prints twice ON FLOOR 3",
    ],
)
def test_words_written_into_the_old_subject_are_shown(world: DeskWorld, subject: str, text: str) -> None:
    asked(world)
    does(world, ANN, "", "Which one?")
    world.answer(CARL, world.last(CARL_AT, "reply"), text, Subject=subject)
    assert "Subject: " in flat(notified(world, ANN).text)


@pytest.mark.parametrize(
    "subject",
    [
        "Re: [IT #1] Printer prints twice",
        "[EXTERNAL] Re: [IT #1] Printer prints twice",
        "RE: [EXT] [IT #1] Printer prints twice",
        "Antw: ***SPAM*** [IT #1] Printer prints twice",
        "[IT #1] Printer prin...",
        "EXTERN: SV: [IT #1] Printer  prints twice",
    ],
)
def test_what_gateways_and_clients_make_of_the_old_subject_is_not(world: DeskWorld, subject: str) -> None:
    asked(world)
    does(world, ANN, "", "Which one?")
    world.answer(CARL, world.last(CARL_AT, "reply"), "It still does.", Subject=subject)
    assert "Subject:" not in notified(world, ANN).text


def test_answers_to_our_own_mails_show_no_subject(world: DeskWorld) -> None:
    asked(world)
    does(world, ANN, "[waiting]", "Which one?")
    for _ in range(10):
        if "chaser" in world.kinds(CARL_AT):
            break
        world.pass_time(timedelta(days=1))
    seen = set()
    for letter in world.inbox(CARL_AT):
        world.answer(CARL, letter, "It isn't, it prints twice again.")
        assert "Subject:" not in notified(world, ANN).text, letter.subject
        seen.add(letter.kind)
    does(world, ANN, "[resolved]", "A new lamp.")
    world.pass_time(timedelta(days=2))
    world.answer(CARL, world.last(CARL_AT, "follow-up"), "It isn't, it prints twice again.")
    assert "Subject:" not in notified(world, ANN).text
    world.answer(CARL, world.last(CARL_AT, "reopened"), "When do you come?")
    assert "Subject:" not in notified(world, ANN).text
    assert seen >= {"acknowledgement", "reply", "chaser"}


@pytest.mark.parametrize("closed", [True, False])
def test_a_new_topic_in_answer_to_a_request_that_is_over_is_a_new_request_that_links_it(
    world: DeskWorld, closed: bool
) -> None:
    asked(world)
    does(world, ANN, "[resolved]", "A new lamp.")
    if closed:
        world.answer(CARL, world.last(CARL_AT, "reply"), "All settled, thank you!")
        assert world.request(1).status == "closed"
    before = world.request(1).status
    world.answer(
        CARL,
        world.last(CARL_AT, "reply"),
        "Hello, unrelated: I need a new phone.",
        Subject="Need a new phone",
    )
    assert world.request(1).status == before
    assert (world.request(2).subject, world.request(2).linked) == ("Need a new phone", (1,))
    assert world.last(CARL_AT).kind == "acknowledgement"


def test_an_answer_to_any_of_our_own_subjects_is_no_new_topic(world: DeskWorld) -> None:
    asked(world)
    does(world, ANN, "[resolved]", "A new lamp.")
    world.pass_time(timedelta(days=2))
    world.answer(CARL, world.last(CARL_AT, "follow-up"), "No, it smokes again.")
    assert world.numbers == [1]
    assert world.request(1).status == "open"


def test_the_same_letter_with_other_files_is_another_message(world: DeskWorld) -> None:
    def send(content: bytes) -> None:
        message = EmailMessage()
        message["From"], message["To"], message["Subject"], message["Message-ID"] = (
            CARL,
            DESK,
            "Scan",
            "<s@x>",
        )
        message["Date"] = "Mon, 02 Mar 2026 12:00:00 +0000"
        message.set_content("From the scanner.")
        message.add_attachment(content, maintype="application", subtype="pdf", filename="scan.pdf")
        world.deliver(message)

    send(b"%PDF-1.4 one")
    send(b"%PDF-1.4 two")
    send(b"%PDF-1.4 two")
    assert [kept.kind for kept in world.messages(1)].count("customer") == 2


def test_who_was_answered_in_a_request_that_took_theirs_in_is_greeted_by_name_without_any_vouching(
    world: DeskWorld,
) -> None:
    merged(world)
    does(world, ANN, "[resolved]", "Both are done.", number=1)
    world.answer(OTTO, world.last(OTTO_AT, "reply"), "No, still nothing!")
    reopened = world.last(OTTO_AT, "reopened")
    assert reopened.subject == "Re: [IT #2] No web pages"
    assert "Hello Otto Ort" in reopened.text
