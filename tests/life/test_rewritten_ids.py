"""A provider that gives our mail another Message-ID: the canary comes back, answers find their request."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from desk_world import DeskWorld, desk_world

from frontdesk.cli.status import status
from frontdesk.db import outbox
from frontdesk.jobs.canary import broken_leg, keep_canary
from frontdesk.mailbox.smtp.protocol import other_id
from frontdesk.rules.clock.durations import Duration

CARL, ANN = "carl@example.com", "ann@example.org"
DAILY = Duration(86400, business=False)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[DeskWorld]:
    with desk_world(tmp_path / "desk.db", CANARY_EVERY="1 day") as world:
        world.world.rewrites = True
        yield world


def fly(world: DeskWorld) -> None:
    keep_canary(world.desk, DAILY)
    world.clock.at += timedelta(days=1, minutes=1)
    keep_canary(world.desk, DAILY)
    world.work()  # it goes out
    world.work()  # and comes in
    world.clock.at += timedelta(hours=2)
    keep_canary(world.desk, DAILY)
    world.work()


def test_the_canary_comes_back_under_another_id_and_nobody_is_alarmed(world: DeskWorld) -> None:
    fly(world)
    assert broken_leg(world.desk.store, world.clock.at) == ""
    assert world.inbox("mia@example.org") == []
    found = status(world.settings, world.desk.store, world.clock.at, with_mailbox=False)
    assert found["rewrites_message_ids"] is True
    assert found["problems"] == []
    assert world.numbers == []


def test_a_provider_that_leaves_ids_alone_is_not_said_to_change_them(world: DeskWorld) -> None:
    world.world.rewrites = False
    fly(world)
    assert (
        status(world.settings, world.desk.store, world.clock.at, with_mailbox=False)["rewrites_message_ids"]
        is False
    )
    assert broken_leg(world.desk.store, world.clock.at) == ""


def test_an_answer_to_the_other_id_without_the_number_finds_its_request(world: DeskWorld) -> None:
    world.write(CARL, "Printer", "It burns.")
    letter = world.last(CARL)
    assert letter.header("Message-ID").endswith("@prod.outlook.example>")
    world.answer(CARL, letter, "It burns more.", quote=False, Subject="something else")
    assert world.numbers == [1]
    assert [message.text for message in world.messages(1) if message.kind == "customer"] == [
        "It burns.",
        "It burns more.",
    ]


def test_a_stranger_who_saw_the_other_id_does_not_get_onto_the_request(world: DeskWorld) -> None:
    world.write(CARL, "Printer", "It burns.")
    world.answer(
        "eve@evil.example", world.last(CARL), "Tell me more.", quote=False, Subject="hello", References=""
    )
    assert world.numbers == [1, 2]


def test_the_sent_folder_is_looked_into_for_both_ids(world: DeskWorld) -> None:
    world.write(CARL, "Printer", "It burns.", work=False)
    world.work_without_sending()
    asked: list[str] = []
    store = world.desk.store
    (mail, *_) = outbox.claim(store, now=world.clock.at, limit=50, holder="gone")
    world.desk.store.run(
        "UPDATE recipient SET answer = '250 2.0.0 OK <a1@prod.outlook.example> [Hostname=x]' WHERE outbox = ?",
        mail.id,
    )
    outbox.recover(store, now=world.clock.at, holder="gone")

    def was_sent(message_id: str) -> bool:
        asked.append(message_id)
        return message_id == "<a1@prod.outlook.example>"

    from frontdesk.jobs.send import send

    send(world.desk, world.relay, was_sent)
    assert mail.message_id in asked
    assert "<a1@prod.outlook.example>" in asked
    assert CARL not in [one.recipient for one in world.world.sent]


@pytest.mark.parametrize(
    "answer, found",
    [
        ("250 2.0.0 OK <DB9PR08MB1.eurprd08.prod.outlook.com@x.example> [Hostname=DB9PR08MB1]", True),
        ("250 2.0.0 Ok: queued as 4F1", False),
        ("250 OK <own@desk.example>", False),
        ("550 5.1.1 <other@desk.example> no such user", False),
        ("250 <a b@c>", False),
        ("250 OK <carl@example.com>, <\x01@x>", True),
    ],
)
def test_the_relays_answer_names_another_id_or_none(answer: str, found: bool) -> None:
    assert bool(other_id(answer, "<own@desk.example>")) is found
