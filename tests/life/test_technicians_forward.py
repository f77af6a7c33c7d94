"""A technician forwards a customer's mail: whose words are whose, in the forms that mail clients write."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from desk_world import DeskWorld
from technicians_world import ANN, PROVEN, asked, notified, team_world, told

EVE = "eve@sales.example.org"
GMAIL = """\
---------- Forwarded message ---------
From: Eve Ek <eve@sales.example.org>
Date: Mon, Mar 2, 2026 at 9:55 AM
Subject: {subject}
To: Ann <ann@example.org>

{text}
"""
OUTLOOK = """\
Von: Eve Ek{address}
Gesendet: Montag, 2. März 2026 09:55
An: Ann Lee <ann@example.org>
Betreff: Kein Ton

Mein Headset schweigt.
"""
APPLE = """\
Begin forwarded message:

From: Eve Ek <eve@sales.example.org>
Subject: No sound
Date: 2 March 2026 at 09:55:00 CET
To: ann@example.org

My headset is silent.
"""


@pytest.fixture
def world(tmp_path: Path) -> Iterator[DeskWorld]:
    with team_world(tmp_path / "desk.db") as world:
        yield world


def forwards(world: DeskWorld, subject: str, text: str) -> None:
    world.write(f"Ann Lee <{ANN}>", subject, text, Authentication_Results=PROVEN)


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Fwd: No sound", GMAIL.format(subject="No sound", text="My headset is silent.")),
        ("WG: Kein Ton", OUTLOOK.format(address=" <eve@sales.example.org>")),
        ("Fwd: No sound", APPLE),
    ],
)
def test_a_mail_forwarded_without_a_word_is_the_customer_s_and_leaves_no_note(
    world: DeskWorld, subject: str, text: str
) -> None:
    forwards(world, subject, text)
    assert world.request(1).customer.email == EVE
    assert [one.kind for one in world.messages(1) if one.kind != "automatic"] == ["customer"]


def test_so_is_one_that_belongs_to_a_request(world: DeskWorld) -> None:
    asked(world, "Eve Ek <eve@sales.example.org>", "No sound")
    forwards(world, "Fwd: [IT #1] No sound", GMAIL.format(subject="[IT #1] No sound", text="Still silent."))
    kinds = [one.kind for one in world.messages(1) if one.kind != "automatic"]
    assert kinds == ["customer", "customer"]
    assert world.numbers == [1]


def test_tags_in_the_customer_s_text_are_the_customer_s_words(world: DeskWorld) -> None:
    forwards(
        world, "Fwd: No sound [take]", GMAIL.format(subject="No sound", text="#spam\n\nMy headset is silent.")
    )
    assert (world.request(1).owner, world.request(1).spam) == (ANN, False)


def test_a_tag_in_the_customer_s_subject_is_asked_about(world: DeskWorld) -> None:
    forwards(
        world, "Fwd: No sound [spam]", GMAIL.format(subject="No sound [spam]", text="My headset is silent.")
    )
    assert world.numbers == []
    assert "The customer wrote this" in told(world, ANN, "refusal")


def test_a_refused_forward_says_that_it_has_to_be_forwarded_again(world: DeskWorld) -> None:
    forwards(
        world, "Fwd: No sound [tkae]", "She called.\n\n" + GMAIL.format(subject="No sound", text="Silent.")
    )
    refusal = told(world, ANN, "refusal")
    assert "[take]" in refusal
    assert "forward the customer's mail once more" in refusal
    assert "> She called." in refusal
    assert "> From: Eve Ek" in refusal


@pytest.mark.parametrize("tags", ["", " [take]"])
def test_a_forwarded_mail_without_its_sender_s_address_is_no_request_of_the_technician_s(
    world: DeskWorld, tags: str
) -> None:
    forwards(world, f"WG: Kein Ton{tags}", "z. K.\n\n" + OUTLOOK.format(address=""))
    assert world.numbers == []
    assert "as an attachment" in told(world, ANN, "refusal")


def test_a_colleague_s_mail_forwarded_is_a_request_of_the_technician_s_own(world: DeskWorld) -> None:
    text = GMAIL.format(subject="Lunch", text="Lunch?").replace(EVE, "bob@example.org")
    forwards(world, "Fwd: Lunch", f"Is that spam?\n\n{text}")
    assert world.request(1).customer.email == ANN
    assert "Is that spam?" in notified(world, "cid@example.org").text
