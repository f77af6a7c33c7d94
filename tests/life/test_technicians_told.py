"""Each obeyed change is told in one line, and so is a tag that had nothing left to change: nobody is left in doubt."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from desk_world import DeskWorld
from technicians_world import (
    ANN,
    BOB,
    CARL,
    CARL_AT,
    DORA,
    FORGED,
    PROVEN,
    asked,
    count,
    does,
    notified,
    team_world,
    told,
)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[DeskWorld]:
    with team_world(tmp_path / "desk.db") as world:
        yield world


@pytest.mark.parametrize(
    ("tags", "text"), [("[note]", "He says that weekly."), ("", "#note\nHe says that weekly.")]
)
def test_a_note_is_confirmed_so_that_its_writer_knows_it_stayed_inside(
    world: DeskWorld, tags: str, text: str
) -> None:
    asked(world)
    does(world, ANN, tags, text)
    lines = told(world, ANN, "confirmation")
    assert "Nothing was sent to the customer" in lines
    assert "#1 note: kept inside" in lines
    assert "[undo]" not in lines, "there is nothing that it could take back"
    assert world.kinds(CARL_AT) == ["acknowledgement"]


def test_a_note_can_be_answered_from_its_own_notification_without_a_confirmation_each_time(
    world: DeskWorld,
) -> None:
    asked(world)
    does(world, ANN, "[take]")
    does(world, "bob@example.org", "[note]", "Has he tried another cable?")
    before = count(world, ANN, "confirmation")
    world.answer(ANN, notified(world, ANN), "He has.", Authentication_Results=PROVEN)
    assert count(world, ANN, "confirmation") == before
    assert world.messages(1)[-1].kind == "note"


@pytest.mark.parametrize("tags", ["[note]", "[private]", "[noclaim]"])
def test_a_tag_about_words_without_any_is_told_so(world: DeskWorld, tags: str) -> None:
    asked(world)
    does(world, ANN, tags)
    assert "#1 text: there was none" in told(world, ANN, "confirmation")
    assert [one.kind for one in world.messages(1) if one.kind == "note"] == []


@pytest.mark.parametrize(
    ("tags", "line"),
    [
        ("[open]", "#1 status: open"),
        ("[take]", "#1 owner: Ann Lee"),
        ("[priority=normal]", "#1 priority: normal"),
        ("[label=-vpn]", "#1 label: none"),
    ],
)
def test_a_tag_that_changes_nothing_any_more_is_told_all_the_same(
    world: DeskWorld, tags: str, line: str
) -> None:
    asked(world)
    does(world, ANN, "[take]")
    before = count(world, ANN, "confirmation")
    does(world, ANN, tags)
    assert count(world, ANN, "confirmation") == before + 1
    assert line in told(world, ANN, "confirmation")


def test_an_answer_with_a_tag_is_confirmed_even_if_it_changes_nothing_but_goes_out(world: DeskWorld) -> None:
    asked(world)
    does(world, ANN, "", "Which printer is it?")
    does(world, ANN, "[noclaim]", "The one on the left?")
    assert count(world, ANN, "confirmation") == 2
    assert "Sent to Carl Cole" in told(world, ANN, "confirmation")


def test_a_split_is_confirmed_with_the_number_of_the_new_request(world: DeskWorld) -> None:
    asked(world)
    world.answer(CARL, world.last(CARL_AT), "And a new mouse.")
    does(world, ANN, "[split] [label=+vpn]")
    confirmation = world.last(ANN, "confirmation")
    assert confirmation.header("X-Frontdesk-Request") == "2"
    assert "#2 split: a request of its own, from #1" in confirmation.text
    assert "#2 label: vpn" in confirmation.text
    assert (world.request(1).labels, world.request(2).labels) == ((), ("vpn",))
    assert count(world, ANN, "confirmation") == 1
    assert world.kinds(CARL_AT) == ["acknowledgement"]


def test_resolved_without_a_word_is_done_and_the_missing_resolution_is_asked_for(world: DeskWorld) -> None:
    asked(world)
    does(world, ANN, "[resolved]")
    assert world.request(1).status == "resolved"
    assert world.request(1).resolution is None
    assert world.kinds(CARL_AT) == ["acknowledgement"]
    confirmation = world.last(ANN, "confirmation")
    assert "#1 resolution: none yet" in confirmation.text
    world.answer(
        ANN, confirmation, "I changed the cable.", subject="[resolved]", Authentication_Results=PROVEN
    )
    assert world.request(1).resolution == "I changed the cable."
    assert world.kinds(CARL_AT) == ["acknowledgement"]


def test_resolved_in_a_digest_s_line_without_a_word_is_done_too(world: DeskWorld) -> None:
    asked(world)
    asked(world, DORA, "No sound")
    world.write(ANN, "[list all]", "", Authentication_Results=PROVEN)
    world.answer(ANN, world.last(ANN, "digest"), "1 resolved\n2 take", Authentication_Results=PROVEN)
    assert world.request(1).status == "resolved"
    assert "#1 resolution: none yet" in told(world, ANN, "confirmation")


@pytest.mark.parametrize(
    "subject",
    [
        "Re: [IT #1] Printer prints twice [res\u200bolved]",
        "Re: [IT #1] Printer prints twice [\u202eresolved\u202c]",
        "Re: [IT #1] Printer prints twice [re\u00adsolved]",
        "Re: [IT #1] Printer prints twice [resolved\u2060]",
        "Re: [IT #1] Printer prints twice [\ufeffnote]",
    ],
)
def test_a_tag_with_characters_that_nobody_sees_is_refused(world: DeskWorld, subject: str) -> None:
    asked(world)
    letter = notified(world, ANN)
    world.answer(ANN, letter, "I changed the cable.", Subject=subject, Authentication_Results=PROVEN)
    assert world.request(1).status == "new"
    assert world.kinds(CARL_AT) == ["acknowledgement"]
    assert "type it anew" in told(world, ANN, "refusal")


def test_marks_of_direction_beside_the_brackets_do_no_harm(world: DeskWorld) -> None:
    asked(world)
    letter = notified(world, ANN)
    subject = "Re: \u200f[IT #1]\u200f طابعة \u200f[resolved]\u200f"
    world.answer(ANN, letter, "I changed the cable.", Subject=subject, Authentication_Results=PROVEN)
    assert world.request(1).status == "resolved"


def test_a_confirmation_that_was_given_already_is_told_so_and_done_once(tmp_path: Path) -> None:
    with team_world(tmp_path / "desk.db", TRUSTED_AUTHSERV_ID="") as world:
        asked(world)
        world.write(ANN, "[list all]", "")
        question = world.last(ANN, "refusal")
        world.answer(ANN, question, "", subject="[send]")
        assert count(world, ANN, "digest") == 1
        world.answer(ANN, question, "", subject="[send]")
        assert count(world, ANN, "digest") == 1
        assert "no mail of yours that waits" in told(world, ANN, "refusal")


def test_all_that_is_wrong_with_a_mail_is_told_at_once(world: DeskWorld) -> None:
    asked(world)
    does(world, ANN, "[resovled] [assign=zoe] [merge=#7] [due=2020-01-01]", "I changed the cable.")
    refusal = told(world, ANN, "refusal")
    for why in ("[resolved]", '"zoe" is nobody in the team', "no request #7", "is over already"):
        assert why in refusal
    assert world.request(1).status == "new"


def test_all_that_is_wrong_with_a_digest_s_lines_is_told_at_once(world: DeskWorld) -> None:
    asked(world)
    asked(world, DORA, "No sound")
    world.write(ANN, "[list all]", "", Authentication_Results=PROVEN)
    lines = "1 resovled\n2 assign=zoe\n7 take"
    world.answer(ANN, world.last(ANN, "digest"), lines, Authentication_Results=PROVEN)
    refusal = told(world, ANN, "refusal")
    for why in ("1 resolved", '"zoe" is nobody in the team', "no request #7"):
        assert why in refusal


def test_whoever_was_overtaken_reads_what_the_colleague_answered(world: DeskWorld) -> None:
    asked(world)
    mine = notified(world, BOB)
    does(world, ANN, "", "Please try the other cable, Carl.")
    world.answer(BOB, mine, "Restart it.", Authentication_Results=PROVEN)
    question = told(world, BOB, "refusal")
    assert "Ann Lee answered the customer" in question
    assert "> Please try the other cable, Carl." in question
    assert "> Restart it." in question
    assert question.index("the other cable") < question.index("Restart it")


def test_so_does_whoever_was_overtaken_in_a_digest_s_lines(world: DeskWorld) -> None:
    asked(world)
    asked(world, DORA, "No sound")
    world.write(BOB, "[list all]", "", Authentication_Results=PROVEN)
    digest = world.last(BOB, "digest")
    does(world, ANN, "", "Please try the other cable, Carl.", number=1)
    does(world, ANN, "", "Which headset, Dora?", number=2)
    lines = "1 resolved changed it\n2 waiting which headset?"
    world.answer(BOB, digest, lines, Authentication_Results=PROVEN)
    question = told(world, BOB, "refusal")
    assert "> Please try the other cable, Carl." in question
    assert "> Which headset, Dora?" in question


def test_nobody_is_asked_to_put_a_forged_mail_right(world: DeskWorld) -> None:
    asked(world)
    world.answer(ANN, notified(world, ANN), "Pay this bill.", Authentication_Results=FORGED)
    warning = told(world, ANN, "refusal")
    assert "A mail in your name was not obeyed" in warning
    assert "> Pay this bill." in warning
    assert "Put it right" not in warning
    assert "What you reply" not in warning


def test_a_customer_s_merged_requests_are_not_named_beside_the_one_that_took_them_in(
    world: DeskWorld,
) -> None:
    asked(world)
    asked(world, CARL, "The printer again")
    does(world, ANN, "[merge=#2]")
    world.write(CARL, "Re: [IT #2] The printer again", "Any news?")
    assert "Also from Carl Cole" not in notified(world, ANN, 2).text


@pytest.mark.parametrize("text", ["I changed the cable.", ""])
@pytest.mark.parametrize("tags", ["[resolved]", "", "[take] [prio=high]"])
def test_a_number_that_no_request_has_is_told_so_and_opens_none(
    world: DeskWorld, tags: str, text: str
) -> None:
    asked(world)
    world.write(ANN, f"Re: [IT #77] Printer {tags}", text, Authentication_Results=PROVEN)
    assert "There is no request #77" in told(world, ANN, "refusal")
    assert world.numbers == [1]


def test_a_question_without_brackets_in_an_empty_mail_is_one(world: DeskWorld) -> None:
    asked(world)
    world.write(ANN, "list all", "", Authentication_Results=PROVEN)
    assert "#1 Printer prints twice" in told(world, ANN, "digest")
    assert world.numbers == [1]


def test_files_of_a_refused_mail_have_to_be_attached_again_and_it_is_said(world: DeskWorld) -> None:
    asked(world)
    letter, files = notified(world, ANN), {"map.pdf": b"%PDF", "note.txt": b"hello"}
    world.answer(ANN, letter, "See there.", subject="[resovled]", attach=files, Authentication_Results=PROVEN)
    assert "Please attach again: map.pdf, note.txt" in told(world, ANN, "refusal")


@pytest.mark.parametrize(
    "signature",
    ["-- \nAnn Lee\nIT", "Best regards,\nAnn", "Ann Lee\nIT Desk\nTel. +49 30 123456", "Sent from my iPhone"],
)
def test_tags_above_nothing_but_a_signature_send_the_customer_nothing(
    world: DeskWorld, signature: str
) -> None:
    asked(world)
    does(world, ANN, "[take]", signature)
    assert world.request(1).owner == ANN
    does(world, ANN, "", f"#waiting\n\n{signature}")
    assert world.request(1).status == "waiting"
    assert world.kinds(CARL_AT) == ["acknowledgement"]


def test_an_answer_of_nothing_but_a_signature_was_sent_too_early_and_its_writer_is_told(
    world: DeskWorld,
) -> None:
    asked(world)
    does(world, ANN, "", "-- \nAnn Lee\nIT Desk")
    assert "no text" in told(world, ANN, "refusal")
    assert world.kinds(CARL_AT) == ["acknowledgement"]


def test_a_signature_below_send_is_no_other_text(world: DeskWorld) -> None:
    asked(world)
    mine = notified(world, BOB)
    does(world, ANN, "", "Please try the other cable, Carl.")
    world.answer(BOB, mine, "Restart it.", Authentication_Results=PROVEN)
    question, signed = world.last(BOB, "refusal"), "Best regards,\nBob"
    world.answer(BOB, question, signed, subject="[send]", Authentication_Results=PROVEN)
    assert count(world, CARL_AT, "reply") == 2


def test_a_title_beside_split_is_the_new_request_s(world: DeskWorld) -> None:
    asked(world)
    world.answer(CARL, world.last(CARL_AT), "And a new mouse.")
    does(world, ANN, '[title="A mouse"] [split]')
    assert (world.request(1).subject, world.request(2).subject) == ("Printer prints twice", "A mouse")
    assert "#2 split: a request of its own, from #1: A mouse" in told(world, ANN, "confirmation")


@pytest.mark.parametrize("tags", ["[merge=#2]", "[split]", "[spam]"])
def test_words_beside_a_tag_that_keeps_them_inside_are_told_to_be_kept(world: DeskWorld, tags: str) -> None:
    asked(world)
    world.answer(CARL, world.last(CARL_AT), "And a new mouse.")
    asked(world, CARL, "The printer again")
    does(world, ANN, tags, "He asks for it twice.")
    assert "note: kept inside" in told(world, ANN, "confirmation")
    assert count(world, CARL_AT, "reply") == 0


def test_while_answers_are_held_back_each_is_confirmed_with_when_it_goes(tmp_path: Path) -> None:
    with team_world(tmp_path / "desk.db", SEND_DELAY="2m") as world:
        asked(world)
        does(world, ANN, "", "Which printer is it?")
        does(world, ANN, "", "I mean: which colour?")
        assert count(world, ANN, "confirmation") == 2
        last = world.last(ANN, "confirmation")
        assert "Goes to Carl Cole at 12:03" in last.text
        world.answer(ANN, last, "", subject="[undo]", Authentication_Results=PROVEN)
        assert "was not sent" in told(world, ANN, "confirmation")


@pytest.mark.parametrize(("language", "day"), [("en", "1 January 2020, 17:00"), ("de", "01.01.2020, 17:00")])
def test_days_are_told_as_people_of_the_desk_s_language_write_them(
    tmp_path: Path, language: str, day: str
) -> None:
    with team_world(tmp_path / "desk.db", DESK_LANGUAGE=language) as world:
        asked(world)
        does(world, ANN, "[due=2020-01-01]")
        assert day in told(world, ANN, "refusal")


def test_an_answer_to_a_colleagues_note_reaches_the_colleague_and_stays_inside(world: DeskWorld) -> None:
    asked(world)
    does(world, ANN, "[take]")
    does(world, BOB, "[note]", "Has he tried another cable?")
    customers = world.kinds(CARL_AT)
    world.answer(ANN, notified(world, ANN), "He has tried three.", Authentication_Results=PROVEN)
    assert "He has tried three." in told(world, BOB, "notification")
    assert world.kinds(CARL_AT) == customers


def test_who_answers_their_own_note_writes_to_nobody_else(world: DeskWorld) -> None:
    asked(world)
    does(world, ANN, "[take]")
    does(world, BOB, "[note]", "Has he tried another cable?")
    does(world, ANN, "[note]", "I asked him.")
    told_so_far = count(world, BOB, "notification")
    world.answer(ANN, world.last(ANN, "confirmation"), "He is away.", Authentication_Results=PROVEN)
    assert world.messages(1)[-1].text == "He is away."
    assert count(world, BOB, "notification") == told_so_far


def test_notes_go_to_and_fro_between_two(world: DeskWorld) -> None:
    asked(world)
    does(world, ANN, "[take]")
    does(world, BOB, "[note]", "Has he tried another cable?")
    for number in range(3):
        for writer, reader in ((ANN, BOB), (BOB, ANN)):
            world.answer(
                writer, notified(world, writer), f"Word {number} of {writer}.", Authentication_Results=PROVEN
            )
            assert f"Word {number} of {writer}." in told(world, reader, "notification")
