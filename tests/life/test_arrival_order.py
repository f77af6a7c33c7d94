"""Whatever order a conversation comes in, it is one request; a stranger who copies its marks is never on it."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from desk_world import DESK, DeskWorld, desk_world

CARA, XENIA, YOHAN = "Cara <cara@c.example>", "Xenia <xenia@c.example>", "Yohan <yohan@c.example>"
STRANGER = "Sly <sly@elsewhere.example>"
SUBJECT = "The printer is broken"


def mail(code: str, sender: str, to: str, cc: str, subject: str, references: tuple[str, ...] = ()) -> bytes:
    lines = [
        f"Message-ID: <{code}@c.example>",
        f"From: {sender}",
        f"To: {to}",
        f"Cc: {cc}",
        f"Subject: {subject}",
    ]
    if references:
        lines.append(f"In-Reply-To: <{references[-1]}@c.example>")
        lines.append("References: " + " ".join(f"<{one}@c.example>" for one in references))
    return "\r\n".join([*lines, "", f"These are the words of {code}.", ""]).encode()


# Cara tells the desk and two colleagues, who answer to all, as does she.
STORM = {
    "m1": mail("m1", CARA, DESK, f"{XENIA}, {YOHAN}", SUBJECT),
    "m2": mail("m2", XENIA, CARA, f"{DESK}, {YOHAN}", f"Re: {SUBJECT}", ("m1",)),
    "m3": mail("m3", YOHAN, CARA, f"{DESK}, {XENIA}", f"AW: {SUBJECT}", ("m1",)),
    "m4": mail("m4", CARA, XENIA, f"{DESK}, {YOHAN}", f"Re: {SUBJECT}", ("m1", "m2")),
    "m5": mail("m5", YOHAN, CARA, f"{DESK}, {XENIA}", f"Antwort: {SUBJECT}", ("m1", "m2", "m4")),
    "m6": mail("m6", XENIA, YOHAN, f"{DESK}, {CARA}", "It is the fuser", ("m1", "m2", "m4", "m5")),
}
COPY = mail("s1", STRANGER, DESK, CARA, f"Re: {SUBJECT} [IT #1]", ("m1", "m2"))


def on_requests(world: DeskWorld) -> list[set[str]]:
    """Whose words stand on each request, by the mails' codes."""
    return [
        {
            code
            for code in (*STORM, "s1")
            for kept in world.messages(number)
            if f"words of {code}." in kept.text
        }
        for number in world.numbers
    ]


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("at_once", [True, False], ids=["in one batch", "one by one"])
def test_a_storm_of_answers_is_one_request_in_any_order(tmp_path: Path, seed: int, at_once: bool) -> None:
    codes = random.Random(seed).sample(sorted(STORM), len(STORM))

    with desk_world(tmp_path / "desk.db") as world:
        for code in codes:
            world.deliver(STORM[code], work=not at_once)
        world.work()

        assert on_requests(world) == [set(STORM)]


@pytest.mark.parametrize("place", range(len(STORM) + 1))
def test_a_stranger_who_copies_a_conversations_marks_has_a_request_alone(tmp_path: Path, place: int) -> None:
    mails = [STORM[code] for code in random.Random(place).sample(sorted(STORM), len(STORM))]

    with desk_world(tmp_path / "desk.db") as world:
        for letter in [*mails[:place], COPY, *mails[place:]]:
            world.deliver(letter)

        assert {"s1"} in on_requests(world)
        assert all(
            "words of s1" in letter.text or "words of" not in letter.text
            for letter in world.inbox("sly@elsewhere.example")
        )
