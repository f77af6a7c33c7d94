"""Requests as `frontdesk show` prints them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path

import pytest
from desk_world import DeskWorld, desk_world
from rich.console import Console

from frontdesk.cli.show import details, request_object
from frontdesk.db import requests

CARL = "Carl Cole <carl@example.com>"
ANN, ANN_AT = "Ann Lee <ann@example.org>", "ann@example.org"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[DeskWorld]:
    with desk_world(tmp_path / "desk.db") as world:
        yield world


def printed(world: DeskWorld, *, boxes: bool) -> str:
    store, page = world.desk.store, io.StringIO()
    whole = details(
        world.request(1), requests.messages(store, 1), requests.events(store, 1), UTC, boxes=boxes
    )
    Console(file=page, width=100).print(whole)
    return page.getvalue()


def test_in_a_pipe_a_request_is_plain_lines(world: DeskWorld) -> None:
    world.write(CARL, "No sound", "My headset\tis silent.\n\nSince Monday.")
    page = printed(world, boxes=False)
    assert page.startswith("#1\n    subject")
    assert f"\n2026-03-02 12:00  customer  {CARL}\n    My headset" in page
    assert not set(page) & set("╭╮╰╯│─\N{REPLACEMENT CHARACTER}")


def test_on_a_terminal_each_message_has_a_box(world: DeskWorld) -> None:
    world.write(CARL, "No sound", "My headset is silent.")
    assert f"╭─ 2026-03-02 12:00  customer  {CARL} ─" in printed(world, boxes=True)


def test_what_strangers_wrote_moves_no_cursor(world: DeskWorld) -> None:
    world.write(CARL, "No sound", "before \x1b[2J after \u202e end", Content_Transfer_Encoding="8bit")
    assert not set(printed(world, boxes=False)) & set("\x1b\u202e")


def test_the_resolution_of_a_reopened_request_is_none_until_it_is_solved_anew(world: DeskWorld) -> None:
    world.write(CARL, "Headset without any sound", "My headset is silent since Monday.")
    world.answer(ANN, world.last(ANN_AT), "Plug it into the blue socket.", subject="[resolved]")
    shown = request_object(world.request(1))
    assert (shown["resolution"], shown["status"]) == ("Plug it into the blue socket.", "resolved")
    world.write(CARL, "Another headset without any sound", "This one is silent since Monday, too.")
    assert "Plug it into the blue socket." in world.last(ANN_AT).text
    world.answer(
        CARL, world.last("carl@example.com", "reply"), "That didn't help: it is as silent as before."
    )
    shown = request_object(world.request(1))
    assert (shown["resolution"], shown["resolved_at"], shown["status"]) == (None, None, "open")
    assert "resolution" not in printed(world, boxes=False)
    world.write(CARL, "A third headset without any sound", "This one is silent since Monday, too.")
    assert "Plug it into the blue socket." not in world.last(ANN_AT).text
    again = [one for one in world.inbox(ANN_AT) if one.header("X-Frontdesk-Request") == "1"][-1]
    world.answer(ANN, again, "It was broken; you have a new one.", subject="[resolved]")
    assert request_object(world.request(1))["resolution"] == "It was broken; you have a new one."
