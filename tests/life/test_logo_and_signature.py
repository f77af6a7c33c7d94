"""The admin's logo and the technicians' signatures in mail to customers, and what comes back of them."""

from __future__ import annotations

from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import cast

import pytest
from desk_world import DeskWorld, Letter
from technicians_world import ANN, BOB, CARL, CARL_AT, DORA, DORA_AT, MIA, asked, does, notified, team_world

from frontdesk.jobs.tell_managers import tell_of_templates

PICTURE = bytes.fromhex(  # a GIF of one pixel
    "47494638396101000100800000000000ffffff21f90401000000002c00000000010001000002024401003b"
)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    folder = tmp_path / "templates"
    (folder / "signatures").mkdir(parents=True)
    (folder / "logo.gif").write_bytes(PICTURE)
    (folder / "signatures" / f"{ANN}.md").write_text("**Ann Lee**\nIT, room 214\n", "utf-8")
    return folder


@pytest.fixture
def world(own: Path, tmp_path: Path) -> Iterator[DeskWorld]:
    with team_world(tmp_path / "desk.db", TEMPLATES_FOLDER=str(own)) as world:
        asked(world)
        yield world


def pictures(letter: Letter) -> list[tuple[str, str, bytes]]:
    return [
        (
            str(part["Content-ID"]),
            str(part.get_content_disposition()),
            cast(bytes, part.get_payload(decode=True)),
        )
        for part in letter.message.walk()
        if part.get_content_maintype() == "image"
    ]


def test_customers_see_the_logo_in_the_mail_and_technicians_none(world: DeskWorld) -> None:
    does(world, ANN, "[resolved]", "It is mended.")
    for letter in world.inbox(CARL_AT):
        assert pictures(letter) == [("<logo.gif@frontdesk>", "inline", PICTURE)]
        assert 'src="cid:logo.gif@frontdesk" width="1" height="1" alt="IT Desk"' in letter.html
        assert list(letter.attachments) == []  # no client shows it as a file
    for who in (ANN, BOB, MIA):
        assert all(pictures(letter) == [] and "<img" not in letter.html for letter in world.inbox(who))


def test_its_parts_stand_as_outlook_expects_them(world: DeskWorld) -> None:
    types = [part.get_content_type() for part in world.last(CARL_AT).message.walk()]
    assert types == ["multipart/alternative", "text/plain", "multipart/related", "text/html", "image/gif"]


def test_who_writes_signs_in_both_parts_and_nobody_else(world: DeskWorld) -> None:
    does(world, ANN, "", "Which floor?")
    letter = world.last(CARL_AT, "reply")
    text = letter.text.replace("\r\n", "\n")
    assert "Which floor?\n\nAnn Lee\nIT, room 214\n\n-- \nIT Desk · your request" in text
    assert "<strong>Ann Lee</strong>" in letter.html
    asked(world, DORA)
    does(world, BOB, "", "Which room?", number=2)
    assert "room 214" not in world.last(DORA_AT, "reply").text
    assert "Bob Burns, IT Desk" in world.last(DORA_AT, "reply").text


def test_an_address_of_the_team_in_a_signature_reaches_no_customer_and_managers_hear(
    world: DeskWorld, own: Path
) -> None:
    (own / "signatures" / f"{ANN}.md").write_text(f"Ann Lee\n{ANN}\n", "utf-8")
    does(world, ANN, "", "Which floor?")
    assert ANN not in world.last(CARL_AT, "reply").raw.decode("latin-1")
    assert "Ann Lee, IT Desk" in world.last(CARL_AT, "reply").text
    assert tell_of_templates(world.desk) == 1
    assert tell_of_templates(world.desk) == 0
    world.work()
    assert f"{ANN}.md, line 2: {ANN} would be told to customers" in world.last(MIA, "notice").text


def test_a_logo_that_is_too_large_is_told_once_and_mail_goes_on(world: DeskWorld, own: Path) -> None:
    world.desk.templates.beside._clock = lambda: 1e9  # a second later
    (own / "logo.gif").write_bytes(PICTURE + b"\0" * 200_000)
    does(world, ANN, "", "Which floor?")
    assert pictures(world.last(CARL_AT, "reply")) == []
    assert tell_of_templates(world.desk) == 1
    world.work()
    assert "logo.gif has 200 kB and goes with every mail" in world.last(MIA, "notice").text


def test_our_logo_quoted_back_is_nobody_s_file(world: DeskWorld) -> None:
    does(world, ANN, "", "Which floor?")
    got = world.last(CARL_AT, "reply")
    answer = EmailMessage()
    answer["Message-ID"], answer["From"], answer["To"] = "<back@example.org>", CARL, got.header("Reply-To")
    answer["Subject"], answer["In-Reply-To"] = f"Re: {got.subject}", got.header("Message-ID")
    answer["Date"] = "Mon, 02 Mar 2026 12:10:00 +0000"
    answer.set_content("The third.")
    answer.add_alternative(f"<p>The third.</p><blockquote>{got.html}</blockquote>", subtype="html")
    html = answer.get_payload()[1]  # type: ignore[index]
    html.add_related(PICTURE, "image", "gif", cid="<logo.gif@frontdesk>", filename="logo.gif")  # type: ignore[union-attr]
    html.add_related(b"GIF89a mine", "image", "gif", cid="<mine@x>", filename="mine.gif")  # type: ignore[union-attr]
    world.deliver(answer)
    assert list(notified(world, ANN).attachments) == ["mine.gif"]
    assert "logo.gif" not in notified(world, ANN).text


def test_without_a_folder_nothing_is_different(tmp_path: Path) -> None:
    with team_world(tmp_path / "other.db") as world:
        asked(world)
        assert "<img" not in world.last(CARL_AT).html
        does(world, ANN, "", "Which floor?")
        assert "Ann Lee, IT Desk" in world.last(CARL_AT, "reply").text
