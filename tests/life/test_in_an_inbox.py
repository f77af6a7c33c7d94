"""What a technician sees of a notification in the list of mails: who wants something, and the first words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from desk_world import DeskWorld, Letter, desk_world
from technicians_world import ANN, BOB, CARL, CARL_AT, DORA, MIA, asked, does, notified, team_world

from frontdesk.languages import codes

BOB_AT = "bob@example.org"
LONG = "The printer beside the kitchen prints every page twice & smells of <burnt> rubber since the update of Monday. "


def shown(tmp_path: Path, sender: str, text: str = "It smokes.") -> tuple[str, str]:
    """From and HTML of the notification about somebody's first mail."""
    with desk_world(tmp_path / "desk.db") as world:
        world.write(sender, "Printer", text)
        letter = world.last(BOB_AT, "notification")
        return letter.header("From"), letter.html


@pytest.mark.parametrize(
    ("sender", "name"),
    [
        ("Carl Cole <carl@example.com>", "Carl Cole via IT Desk"),
        ('"Cole, Carl (Sales)" <carl@example.com>', "Carl Cole via IT Desk"),
        ('"Dr. Carl Cole | Example Ltd" <carl@example.com>', '"Dr. Carl Cole via IT Desk"'),
        ("carl@example.com", "carl via IT Desk"),
        ('"boss@example.org" <carl@example.com>', "carl via IT Desk"),
        ('"Ann Lee" <stranger@example.com>', "stranger via IT Desk"),
        ('"ANN LEE" <stranger@example.com>', "stranger via IT Desk"),
        ('"Mia Boss" <stranger@example.com>', "stranger via IT Desk"),
    ],
)
def test_it_is_from_the_customer_by_a_name_that_nobody_else_bears(
    tmp_path: Path, sender: str, name: str
) -> None:
    assert shown(tmp_path, sender)[0] == f"{name} <it@example.org>"


def test_a_colleague_s_note_is_about_the_customer_s_request(tmp_path: Path) -> None:
    with team_world(tmp_path / "desk.db") as world:
        asked(world)
        does(world, ANN, "Re: [IT #1] Printer prints twice [note]", "Look at the other one.")
        assert notified(world, BOB).header("From") == "Carl Cole via IT Desk <it@example.org>"


def test_who_writes_beside_the_customer_is_shown(tmp_path: Path) -> None:
    with team_world(tmp_path / "desk.db") as world:
        asked(world)
        world.answer("Dora Dean <dora@example.com>", world.last(CARL_AT), "Mine, too.")
        assert notified(world, ANN).header("From").startswith("Dora Dean via IT Desk")


def test_the_customer_gets_mail_from_the_desk_and_without_a_preheader(tmp_path: Path) -> None:
    with team_world(tmp_path / "desk.db") as world:
        asked(world)
        does(world, ANN, "Re: [IT #1] Printer prints twice", "Which floor?")
        for letter in world.inbox(CARL_AT):
            assert letter.header("From") == "IT Desk <it@example.org>"
            assert "preheader" not in letter.html


def test_the_list_of_mails_shows_the_customers_first_words(tmp_path: Path) -> None:
    html = shown(tmp_path, CARL, LONG * 3)[1]
    found = re.search(r'<div class="preheader" style="([^"]*)">([^<]*)</div>', html)
    assert found is not None
    assert "display: none" in found[1]
    assert found[2].startswith(
        "The printer beside the kitchen prints every page twice &amp; smells of &lt;burnt&gt;"
    )
    assert len(found[2]) < 170
    assert found[2].split()[-1] in LONG.replace("&", "&amp;").split()
    assert html.index(found[2]) < html.index("Your reply goes to")


def answer_into(world: DeskWorld, quoted: str) -> str:
    """What the customer gets when a technician answers in Outlook, into our mail as the client quotes it."""
    letter = notified(world, ANN)
    text = letter.text.replace("\r\n", "\n").replace(
        "> Which one is it?", "> Which one is it?\n\nThe left one."
    )
    head = "From: Carl Cole via IT Desk <it@example.org>\nSent: Monday, March 2, 2026 1:20 PM\nTo: Ann Lee\n"
    world.answer(ANN, letter, f"See below.\n\n{head}Subject: {letter.subject}\n\n{quoted}\n{text}")
    return world.last(CARL_AT, "reply").text


def test_a_preheader_that_a_client_quotes_is_no_answer(tmp_path: Path) -> None:
    with team_world(tmp_path / "desk.db") as world:
        words = f"{LONG * 2}\n\nWhich one is it?"
        world.write(CARL, "Printer", words)
        found = re.search(r'class="preheader"[^>]*>([^<]*)<', notified(world, ANN).html)
        assert found is not None
        quoted = found[1].replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
        reply = answer_into(world, quoted)
        assert "The left one." in reply
        assert quoted not in " ".join(reply.split())


@pytest.fixture
def asking(tmp_path: Path) -> Iterator[DeskWorld]:
    with team_world(tmp_path / "desk.db") as world:
        asked(world)
        yield world


def topic(letter: Letter) -> str:
    """What Gmail and Outlook compare: the subject without Re: and the like."""
    return re.sub(r"^(?:\w{1,3}: )+", "", letter.subject)


def roots(letters: list[Letter]) -> set[str]:
    return {letter.header("References").split()[0] for letter in letters}


def test_a_new_request_has_no_re_and_what_follows_has(asking: DeskWorld) -> None:
    assert notified(asking, ANN).subject == "[IT #1] Printer prints twice"
    does(asking, ANN, "", "Which floor?")
    asking.answer(CARL, asking.last(CARL_AT, "reply"), "The third.")
    assert notified(asking, ANN).subject == "Re: [IT #1] Printer prints twice"
    does(asking, ANN, "[assign=bob]")
    assert notified(asking, BOB).subject == "Re: [IT #1] Printer prints twice"
    told = [letter for letter in asking.inbox(BOB) if letter.kind == "notification"]
    assert {topic(letter) for letter in told} == {"[IT #1] Printer prints twice"}


@pytest.mark.parametrize("language", codes())
def test_so_it_is_in_every_language(tmp_path: Path, language: str) -> None:
    with team_world(tmp_path / "desk.db", DESK_LANGUAGE=language) as world:
        asked(world)
        assert notified(world, BOB).subject == "[IT #1] Printer prints twice"
        does(world, ANN, "[assign=bob]")
        assert notified(world, BOB).subject == "Re: [IT #1] Printer prints twice"


def test_a_late_one_says_so_and_lies_in_the_same_conversation(asking: DeskWorld) -> None:
    asking.pass_time(timedelta(days=4))
    late = asking.last(MIA, "escalation")
    assert late.subject.startswith("[IT #1] Late by ")
    assert roots([late]) == roots([notified(asking, ANN)])


def test_all_of_a_request_is_one_conversation_for_each_of_the_team_and_each_request_its_own(
    asking: DeskWorld,
) -> None:
    does(asking, ANN, "[resolved]", "It is mended.")
    asked(asking, DORA, "VPN is slow")
    first = [letter for letter in asking.inbox(ANN) if letter.header("X-Frontdesk-Request") == "1"]
    assert {letter.kind for letter in first} >= {"notification", "confirmation"}
    assert len(roots(first)) == 1
    assert roots(first).isdisjoint(roots([notified(asking, ANN, 2)]))


def test_nothing_of_one_technician_s_mail_stands_in_another_s(asking: DeskWorld) -> None:
    does(asking, ANN, "", "Which floor?")
    of_ann = {letter.header("Message-ID") for letter in asking.inbox(ANN)}
    for letter in (*asking.inbox(BOB), *asking.inbox(CARL_AT)):
        assert of_ann.isdisjoint(letter.header("References").split())
    assert roots([notified(asking, BOB)]).isdisjoint(asking.last(CARL_AT).header("References").split())


def test_the_conversation_s_id_is_worth_nothing_to_a_stranger(asking: DeskWorld) -> None:
    root = notified(asking, ANN).header("References")
    for number, headers in enumerate(({"In_Reply_To": root}, {"References": root}), 2):
        stranger = f"eve{number}@elsewhere.example.com"
        asking.write(stranger, "Hello", "What do you know about him?", **headers)  # type: ignore[arg-type]
        assert asking.request(number).customer.email == stranger
    assert len(asking.messages(1)) == 2


def test_it_proves_no_technician(tmp_path: Path) -> None:
    with team_world(tmp_path / "desk.db", TRUSTED_AUTHSERV_ID="") as world:
        asked(world)
        root = notified(world, ANN).header("References")
        world.write(
            "ann@example.org", "Re: [IT #1] Printer [resolved]", "Mended.", In_Reply_To=root, References=root
        )
        assert world.request(1).status == "new"
        assert "reply" not in world.kinds(CARL_AT)


def test_a_client_that_names_the_conversation_alone_still_finds_the_request(asking: DeskWorld) -> None:
    asking.write(
        "ann@example.org",
        "Printer",
        "Which floor?",
        References=notified(asking, ANN).header("References"),
        Authentication_Results="mx.example.org; dmarc=pass header.from=example.org",
    )
    assert asking.last(CARL_AT, "reply").text.startswith("Which floor?")
