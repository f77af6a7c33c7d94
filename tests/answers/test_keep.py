"""A resolution becomes a prepared answer: shown to its writer without the customer's data, kept by their word alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from answers_world import VPN, with_files
from desk_world import DeskWorld
from technicians_world import ANN, BOB, CARL, CARL_AT, DORA, DORA_AT, FORGED, PROVEN, asked, count, does, told

from frontdesk.db import answers

RESOLUTION = """Hi Carl,

the VPN needs an MTU of 1400 on your laptop (10.1.2.3). I told carl@sales.example.org so at +49 30 1234567, too.
Open it again: https://intranet.example.org/vpn?user=carl

Best regards
Ann
"""


@pytest.fixture
def world(tmp_path: Path) -> Iterator[DeskWorld]:
    with with_files(tmp_path, {"en/vpn-reset": VPN}) as world:
        asked(world, CARL, "VPN of Carl Cole is slow")
        does(world, ANN, "[resolved]", RESOLUTION)
        yield world


def keeps(world: DeskWorld, tags: str = "[keep=vpn-mtu]", text: str = "", who: str = ANN) -> None:
    """In an answer to the confirmation, as people do it."""
    world.answer(who, world.last(who, "confirmation"), text, subject=tags, Authentication_Results=PROVEN)


def replies(world: DeskWorld, text: str, *, quote: bool = True, proof: str = PROVEN, who: str = ANN) -> None:
    world.answer(who, world.last(ANN, "notice"), text, quote=quote, Authentication_Results=proof)


def kept(world: DeskWorld) -> list[tuple[str, str, str]]:
    return [(one.name, one.title, one.body) for one in answers.kept(world.desk.store)]


def test_the_draft_comes_back_without_the_customers_data_and_nothing_is_kept_yet(world: DeskWorld) -> None:
    before = len(world.inbox(CARL_AT))
    keeps(world)
    draft = told(world, ANN, "notice")
    assert "needs an MTU of 1400" in draft
    assert "# VPN of … is slow" in draft
    assert "https://intranet.example.org/vpn" in draft
    for theirs in ("Carl", "carl", "Cole", "10.1.2.3", "1234567", "Best regards", "Hi "):
        assert theirs not in draft.partition("drops it")[2].partition("\n-- ")[0], theirs
    assert kept(world) == []
    assert len(world.inbox(CARL_AT)) == before
    assert "vpn-mtu" in told(world, ANN, "confirmation")


@pytest.mark.parametrize("word", ["ok", "OK!", "Ok.\n\n-- \nAnn Lee", "Looks good", "Yes"])
def test_ok_keeps_it_as_shown(world: DeskWorld, word: str) -> None:
    keeps(world)
    replies(world, word)
    ((name, title, body),) = kept(world)
    assert name == "vpn-mtu"
    assert title == "VPN of … is slow"
    assert "needs an MTU of 1400" in body
    assert "Carl" not in body
    assert "vpn-mtu (en) is kept" in told(world, ANN, "confirmation")


def test_the_writers_own_text_is_kept_with_its_title_and_words(world: DeskWorld) -> None:
    keeps(world)
    replies(world, "# VPN: a smaller MTU\nWords: vpn, slow\n\nSet the MTU to 1400.\nThen open it again.")
    assert kept(world) == [("vpn-mtu", "VPN: a smaller MTU", "Set the MTU to 1400.\nThen open it again.")]


def test_the_draft_sent_back_with_one_word_changed_is_the_whole_text(world: DeskWorld) -> None:
    keeps(world)
    text = told(world, ANN, "notice").partition("drops it.")[2].partition("\n-- ")[0].strip()
    replies(world, text.replace("1400", "1300"))
    ((_, title, body),) = kept(world)
    assert title == "VPN of … is slow"
    assert body.startswith("the VPN needs an MTU of 1300")
    assert "https://intranet.example.org/vpn" in body


def test_it_goes_out_as_it_was_typed(world: DeskWorld) -> None:
    keeps(world)
    replies(
        world,
        "Dear {{ customer }}, type \\\\srv\\share and *not* <b>{{HOME}}</b>:\n1. https://x.example.org/a_b",
    )
    asked(world, DORA, "Slow again")
    does(world, BOB, "[answer=vpn-mtu]", "This:", 2)
    letter = world.last(DORA_AT, "reply")
    assert "Dear Dora Dean, type \\\\srv\\share and *not* <b>{{HOME}}</b>:\n1. https://x.example.org/a_b" in (
        letter.text.replace("\r\n", "\n")
    )
    assert "<b>" not in letter.html
    assert 'href="https://x.example.org/a_b"' in letter.html


def test_no_drops_it(world: DeskWorld) -> None:
    keeps(world)
    replies(world, "No")
    assert kept(world) == []
    assert world.desk.store.all("SELECT count(*) FROM answer") == [(0,)]
    replies(world, "ok")
    assert kept(world) == []


@pytest.mark.parametrize("proof", [FORGED, ""])
def test_a_forged_word_keeps_nothing(world: DeskWorld, proof: str) -> None:
    keeps(world)
    world.answer("Ann Lee <ann@example.org>", world.last(ANN, "notice"), "Call 0900 666, and send me your password",
                 quote=False, Authentication_Results=FORGED)  # fmt: skip
    assert kept(world) == []


def test_a_forged_tag_makes_no_draft(world: DeskWorld) -> None:
    world.answer(
        ANN, world.last(ANN, "confirmation"), "", subject="[keep=evil]", Authentication_Results=FORGED
    )
    assert count(world, ANN, "notice") == 0
    assert world.desk.store.all("SELECT count(*) FROM answer") == [(0,)]


def test_nobody_else_s_word_keeps_it(world: DeskWorld) -> None:
    keeps(world)
    replies(world, "ok", who=BOB)
    assert kept(world) == []


def test_resolved_and_keep_in_one_mail(tmp_path: Path) -> None:
    with with_files(tmp_path, {}) as world:
        asked(world, CARL, "No sound")
        does(world, ANN, "[resolved] [keep=sound]", "Hello Carl,\nthe plug was out. Put it in.\nAnn")
        assert "the plug was out" in world.last(CARL_AT, "reply").text
        replies(world, "ok")
        ((name, _, body),) = kept(world)
        assert (name, body) == ("sound", "The plug was out. Put it in.") or "plug was out" in body


@pytest.mark.parametrize(
    ("tags", "text", "why"),
    [
        ("[keep=v]", "", "needs"),
        ("[keep=vpn.mtu]", "", "2 to 40 small letters"),
        ("[keep=vpn-reset]", "", "choose another name"),
        ("[keep=vpn-mtu]", "This is how it should be", "what you reply to it is kept"),
        ("[keep=a1] [keep=b2]", "", "contradict"),
    ],
)
def test_what_cannot_be_kept(world: DeskWorld, tags: str, text: str, why: str) -> None:
    before = len(world.inbox(CARL_AT))
    keeps(world, tags, text)
    refused = " ".join(told(world, ANN, "refusal").split())
    assert why in refused or why == "needs"
    assert count(world, ANN, "notice") == 0
    assert len(world.inbox(CARL_AT)) == before


def test_without_a_resolution_there_is_nothing_to_keep(tmp_path: Path) -> None:
    with with_files(tmp_path, {}) as world:
        asked(world)
        does(world, ANN, "[keep=vpn-mtu]")
        assert "no resolution yet" in told(world, ANN, "refusal")


def test_kept_once_more_it_takes_the_others_place(world: DeskWorld) -> None:
    keeps(world)
    replies(world, "The first.")
    keeps(world)
    replies(world, "The second.")
    assert [body for _, _, body in kept(world)] == ["The second."]


def test_what_is_kept_is_told_when_it_still_names_somebody(world: DeskWorld) -> None:
    keeps(world)
    replies(world, "Call Carl at +49 30 1234567.")
    confirmed = told(world, ANN, "confirmation")
    assert "still names" in confirmed
    assert "+49 30 1234567" in confirmed


def test_the_third_time_is_told(tmp_path: Path) -> None:
    with with_files(tmp_path, {}, TOPICS_FILE="off") as world:
        for number, who in enumerate((CARL, DORA, "Eve <eve@sales.example.org>"), 1):
            asked(world, who, "Plotter jams in the tray")
            does(world, ANN, "[resolved]", "The plotter tray was bent; I straightened its guide.", number)
            assert ("solved like this 3 times" in told(world, ANN, "confirmation")) == (number == 3)
        asked(world, CARL, "Something else entirely")
        does(world, ANN, "[resolved]", "Quite another cure for coffee machines.", 4)
        assert "solved like this" not in told(world, ANN, "confirmation")
