"""A notification quotes the person who wrote, never one of our own automatic mails of the same moment."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from desk_world import DeskWorld, desk_world

CARL, CARL_AT, ANN = "Carl Cole <carl@sales.example.org>", "carl@sales.example.org", "ann@example.org"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[DeskWorld]:
    with desk_world(tmp_path / "desk.db") as world:
        yield world


def test_a_new_request_s_notification_quotes_the_customer(world: DeskWorld) -> None:
    world.write(CARL, "Printer prints twice", "Every page comes twice.")
    text = world.last(ANN).text.replace("\r\n", "\n")
    assert "New request from Carl Cole:\n\n> Every page comes twice." in text
    assert "Your request has arrived" not in text


def test_a_reopened_request_s_notification_quotes_the_customer(world: DeskWorld) -> None:
    world.write(CARL, "Printer prints twice", "Every page comes twice.")
    world.answer(ANN, world.last(ANN), "It is repaired.", subject="[resolved]")
    world.pass_time(timedelta(days=3))
    world.answer(CARL, world.last(CARL_AT, "follow-up"), "No, it still prints twice.")
    text = world.last(ANN, "notification").text.replace("\r\n", "\n")
    assert (
        "Carl Cole isn't done with it, so the request is open again:\n\n> No, it still prints twice." in text
    )
    assert "thank you for telling us" not in text


def test_after_a_clock_that_was_wrong_the_customers_new_words_are_shown(world: DeskWorld) -> None:
    world.write(CARL, "Printer prints twice", "Every page comes twice.")
    world.clock.at += timedelta(days=3)
    world.answer(ANN, world.last(ANN), "It is repaired.", subject="[resolved]")
    world.clock.at -= timedelta(days=3)
    world.answer(
        CARL, world.last(CARL_AT, "reply"), "No, it still prints twice.", attach={"page.pdf": b"%PDF-1.4"}
    )
    letter = world.last(ANN, "notification")
    assert "> No, it still prints twice." in letter.text
    assert "page.pdf" in letter.attachments
