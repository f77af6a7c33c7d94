"""A prepared answer by a tag: below the technician's own words, in the customer's language, or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from answers_world import VPN, with_files, write_answer
from desk_world import DeskWorld
from technicians_world import ANN, CARL, CARL_AT, FORGED, asked, count, does, notified, told


@pytest.fixture
def world(tmp_path: Path) -> Iterator[DeskWorld]:
    with with_files(tmp_path, {"en/vpn-reset": VPN}) as world:
        asked(world, CARL, "VPN is down")
        yield world


def test_own_words_come_first_and_then_the_answer_as_one_mail(world: DeskWorld) -> None:
    does(world, ANN, "[answer=vpn-reset]", "Good morning Carl,\nthis helps most often:")
    letter = world.last(CARL_AT, "reply")
    text = letter.text
    assert text.index("Good morning Carl,") < text.index("Close the program") < text.index("Ann Lee, IT Desk")
    assert "Hello Carl Cole, your request 1" in text
    assert "<li" in letter.html
    assert "<strong>profile</strong>" in letter.html
    assert "{{" not in text + letter.html
    assert world.messages(1)[-1].text.startswith("Good morning Carl,")
    assert "Close the program" in world.messages(1)[-1].text


def test_the_confirmation_shows_how_it_began(world: DeskWorld) -> None:
    does(world, ANN, "[answer=vpn-reset]", "Good morning Carl, this helps:")
    confirmed = told(world, ANN, "confirmation")
    assert "Sent to Carl Cole" in confirmed
    assert "vpn-reset (en)" in confirmed
    assert "Good morning Carl, this helps: Hello Carl Cole" in " ".join(confirmed.split())


def test_an_answer_alone_is_a_whole_mail_and_its_sender_owns_the_request(world: DeskWorld) -> None:
    does(world, ANN, "[answer=vpn-reset]")
    assert "Close the program" in world.last(CARL_AT, "reply").text
    assert world.request(1).owner == ANN


def test_a_resolution_holds_the_answer(world: DeskWorld) -> None:
    does(world, ANN, "[resolved] [answer=vpn-reset]", "This cured it:")
    resolution = world.request(1).resolution or ""
    assert resolution.startswith("This cured it:")
    assert "Close the program" in resolution


def test_a_place_of_its_own_in_the_text(world: DeskWorld) -> None:
    does(world, ANN, "[answer=vpn-reset]", "Before.\n\n{answer}\n\nAfter it, call me.")
    text = world.last(CARL_AT, "reply").text
    assert text.index("Before.") < text.index("Close the program") < text.index("After it, call me.")
    assert "{answer}" not in text


def test_on_a_phone_it_is_a_line_of_the_text(world: DeskWorld) -> None:
    does(world, ANN, "", "#answer Vpn–reset\nHave a try:")
    text = world.last(CARL_AT, "reply").text
    assert text.index("Have a try:") < text.index("Close the program")
    assert "#answer" not in text


@pytest.mark.parametrize(
    ("tags", "text", "why"),
    [
        ("[answer=vpn-rest]", "Try this:", "vpn-reset (VPN: reset the profile)"),
        ("[answer=profile]", "Try this:", "vpn-reset"),
        ("[answer=zzz]", "Try this:", "[answers]"),
        ("[answer=vpn-reset] [note]", "Try this:", "goes to the customer"),
        ("[answer=vpn-reset] [called]", "Try this:", "goes to the customer"),
        ("[answer=vpn-reset] [spam]", "", "goes to the customer"),
        ("[answer=vpn-reset] [split]", "", "goes to the customer"),
        ("[answer=vpn-reset]", "{answer}\nand\n{answer}", "two lines"),
        ("[take]", "Before\n{answer}\nafter", "no tag names one"),
        ("[answer]", "Try this:", "needs the name"),
        ("[answer=vpn-reset/de]", "Try this:", "[answer=vpn-reset/en]"),
    ],
)
def test_what_cannot_be_sends_nothing_and_says_what_would_be_right(
    world: DeskWorld, tags: str, text: str, why: str
) -> None:
    before = len(world.inbox(CARL_AT))
    does(world, ANN, tags, text)
    assert why in " ".join(told(world, ANN, "refusal").split())
    assert len(world.inbox(CARL_AT)) == before
    assert world.request(1).owner is None
    assert world.request(1).status == "new"


def test_a_reply_to_a_mail_that_stays_inside_takes_no_answer(world: DeskWorld) -> None:
    does(world, ANN, "[take]")
    before = len(world.inbox(CARL_AT))
    world.answer(
        ANN,
        world.last(ANN, "confirmation"),
        "",
        subject="[answer=vpn-reset]",
        Authentication_Results="mx.example.org; dmarc=pass header.from=example.org",
    )
    assert "goes to the customer" in " ".join(told(world, ANN, "refusal").split())
    assert len(world.inbox(CARL_AT)) == before


def test_a_forged_mail_sends_no_answer(world: DeskWorld) -> None:
    before = len(world.inbox(CARL_AT))
    world.answer(
        ANN, notified(world, ANN), "Here:", subject="[answer=vpn-reset]", Authentication_Results=FORGED
    )
    assert len(world.inbox(CARL_AT)) == before
    assert "Close the program" not in told(world, ANN, "refusal")


def test_a_customer_cannot_call_for_one(world: DeskWorld) -> None:
    world.write(CARL, "Another [answer=vpn-reset]", "#answer vpn-reset\nHello")
    assert count(world, CARL_AT, "reply") == 0
    assert "Close the program" not in " ".join(letter.text for letter in world.inbox(CARL_AT))


def test_two_answers_go_in_their_order(tmp_path: Path) -> None:
    files = {"en/vpn-reset": VPN, "en/call-me": "# Call us\n\nOur number is 42.\n"}
    with with_files(tmp_path, files) as world:
        asked(world)
        does(world, ANN, "[answer=call-me; answer=vpn-reset]", "Dear Carl,")
        text = world.last(CARL_AT, "reply").text
        assert text.index("Dear Carl,") < text.index("Our number is 42.") < text.index("Close the program")


def test_the_customers_language_and_then_the_desks(tmp_path: Path) -> None:
    files = {
        "en/hi": "# Hi\n\nIn English.\n",
        "de/hi": "# Hallo\n\nAuf Deutsch.\n",
        "en/only": "# Only\n\nOnly English.\n",
    }
    with with_files(tmp_path, files) as world:
        world.write(CARL, "Drucker", "Der Drucker druckt nicht.", Content_Language="de")
        assert world.request(1).language == "de"
        does(world, ANN, "[answer=hi]")
        assert "Auf Deutsch." in world.last(CARL_AT, "reply").text
        does(world, ANN, "[answer=hi/en]")
        assert "In English." in world.last(CARL_AT, "reply").text
        does(world, ANN, "[answer=only]")
        assert "Only English." in world.last(CARL_AT, "reply").text
        assert "only (en)" in told(world, ANN, "confirmation")


def test_another_language_goes_out_only_when_it_is_named(tmp_path: Path) -> None:
    with with_files(tmp_path, {"de/hi": "# Hallo\n\nAuf Deutsch.\n"}) as world:
        asked(world)
        does(world, ANN, "[answer=hi]")
        assert "[answer=hi/de]" in told(world, ANN, "refusal")
        does(world, ANN, "[answer=hi/de]")
        assert "Auf Deutsch." in world.last(CARL_AT, "reply").text


def test_in_a_digests_line(tmp_path: Path) -> None:
    with with_files(tmp_path, {"en/vpn-reset": VPN}) as world:
        asked(world)
        asked(world, "Dora Dean <dora@sales.example.org>", "VPN again")
        does(world, ANN, "[list open]")
        world.answer(
            ANN,
            world.last(ANN, "digest"),
            "1 resolved answer=vpn-reset\n2 answer=vpn-reset please try",
            quote=False,
            Authentication_Results="mx.example.org; dmarc=pass header.from=example.org",
        )
        assert "Hello Carl Cole, your request 1" in world.last(CARL_AT, "reply").text
        dora = world.last("dora@sales.example.org", "reply").text
        assert "Hello Dora Dean, your request 2" in dora
        assert "please try" in dora
        assert world.request(1).status == "resolved"
        assert world.request(2).status == "open"


def test_a_file_goes_along(tmp_path: Path) -> None:
    write_answer(tmp_path / "answers", "en/guide", "# Guide\nAttach: guide.pdf\n\nSee the guide.\n")
    (tmp_path / "answers/en/guide.pdf").write_bytes(b"%PDF-1.4 a guide")
    with with_files(tmp_path, {}) as world:
        asked(world)
        does(world, ANN, "[answer=guide]", "Here it is:")
        assert world.last(CARL_AT, "reply").attachments == {"guide.pdf": b"%PDF-1.4 a guide"}
        assert "guide.pdf" in told(world, ANN, "confirmation")
        (tmp_path / "answers/en/guide.pdf").unlink()
        before = len(world.inbox(CARL_AT))
        does(world, ANN, "[answer=guide]", "Once more:")
        assert "guide.pdf" in told(world, ANN, "refusal")
        assert len(world.inbox(CARL_AT)) == before


def test_taken_back_while_it_is_held(tmp_path: Path) -> None:
    with with_files(tmp_path, {"en/vpn-reset": VPN}, SEND_DELAY="10m") as world:
        asked(world)
        does(world, ANN, "[answer=vpn-reset]", "Try:")
        assert count(world, CARL_AT, "reply") == 0
        assert world.desk.store.all("SELECT name FROM answer_use") == [("vpn-reset",)]
        world.answer(
            ANN,
            world.last(ANN, "confirmation"),
            "",
            subject="[undo]",
            Authentication_Results="mx.example.org; dmarc=pass header.from=example.org",
        )
        assert world.desk.store.all("SELECT name FROM answer_use") == []


def test_what_a_customer_wrote_is_never_markup_in_it(tmp_path: Path) -> None:
    with with_files(
        tmp_path, {"en/echo": "# Echo\n\nYour **subject**: {{ subject }}, {{ customer }}.\n"}
    ) as world:
        asked(
            world,
            '"<b>Eve</b> {{ 7 * 7 }}" <eve@example.org>',
            "<script>alert(1)</script> **x** {{ desk_name }}",
        )
        does(world, ANN, "[answer=echo]", "<i>mine</i>")
        letter = world.last("eve@example.org", "reply")
        assert "<script>" not in letter.html
        assert "<b>Eve" not in letter.html
        assert "<i>mine" not in letter.html
        assert "&lt;script&gt;" in letter.html
        assert "**x** {{ desk_name }}" in letter.text
