"""The road of docs/one-mails-way.md is the one that mails take: each stage once, in the order of the page."""

from __future__ import annotations

import email.policy
import os
import sys
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from types import FrameType
from typing import Any

import mails_way
import pytest
from desk_world import DeskWorld, desk_world

BATCH = ("fetch", "file away", "send")  # once for a batch of mails, not for each


def travelled(work: Callable[[], None], raw: bytes) -> list[str]:
    """The stages entered meanwhile, but for those of other mails: our own that a reply quotes is parsed, too."""
    names = {(mails_way.file_of(entry), entry.__qualname__): name for name, entry in mails_way.STAGES.items()}
    seen: list[str] = []

    def note(frame: FrameType, event: str, _: Any) -> None:
        if event != "call" or not frame.f_code.co_filename.startswith(str(mails_way.ROOT)):
            return
        file = os.path.relpath(os.path.realpath(frame.f_code.co_filename), mails_way.ROOT)
        name = names.get((file, frame.f_code.co_qualname))
        inner = frame.f_back is not None and frame.f_back.f_code is frame.f_code  # an effect within an effect
        if name and name not in BATCH and not inner and frame.f_locals.get("raw", raw) == raw:
            seen.append(name)

    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(None)
    return seen


def read_all(world: DeskWorld) -> None:
    while world.receiver.receive():
        pass


def a_new_request(world: DeskWorld) -> EmailMessage:
    return world.write("carl@sales.example.org", "Printer", "It prints twice.", work=False)


def a_customers_answer(world: DeskWorld) -> EmailMessage:
    world.write("carl@sales.example.org", "Printer", "It prints twice.")
    return world.answer(
        "carl@sales.example.org", world.last("carl@sales.example.org"), "Now thrice.", work=False
    )


def a_technicians_solution(world: DeskWorld) -> EmailMessage:
    world.write("carl@sales.example.org", "Printer", "It prints twice.")
    return world.answer(
        "ann@example.org", world.last("ann@example.org"), "Mended.", subject="[resolved]", work=False
    )


def a_question_to_the_desk(world: DeskWorld) -> EmailMessage:
    return world.write("ann@example.org", "[list open]", "", work=False)


def a_note_of_absence(world: DeskWorld) -> EmailMessage:
    return world.write(
        "carl@sales.example.org",
        "Out of office",
        "I am away.",
        Auto_Submitted="auto-replied",
        work=False,
    )


@pytest.mark.parametrize(
    "arrives",
    [a_new_request, a_customers_answer, a_technicians_solution, a_question_to_the_desk, a_note_of_absence],
)
def test_a_mail_enters_each_stage_once_and_in_their_order(
    arrives: Callable[[DeskWorld], EmailMessage], tmp_path: Path
) -> None:
    with desk_world(tmp_path / "desk.db") as world:
        raw = arrives(world).as_bytes(policy=email.policy.SMTP)
        stages = travelled(lambda: read_all(world), raw)
    assert stages == [name for name in mails_way.STAGES if name not in BATCH]


def test_every_stage_of_the_page_has_a_sentence_of_its_own() -> None:
    for row in mails_way.table().splitlines()[2:]:
        assert len(row.split(" | ")[-1]) > 20, row
