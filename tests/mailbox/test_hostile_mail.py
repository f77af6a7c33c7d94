"""Mails made to stop a mail reader, through the reading process: the next mail is read within seconds."""

from __future__ import annotations

import time
from collections.abc import Iterator

import hostile
import pytest

from frontdesk.mailbox.parse import parse
from frontdesk.mailbox.worker.reader import Reader, Unreadable
from frontdesk.rules.model import Message

SIZE = 1_000_000
NEXT = b"From: Ann <ann@example.org>\nSubject: the next\n\nHello\n"


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader() as reading:
        yield reading


@pytest.mark.parametrize("name", hostile.HOSTILE)
def test_the_mail_after_a_hostile_one_is_read_at_once(name: str, reader: Reader) -> None:
    raw = hostile.HOSTILE[name](SIZE)
    began = time.monotonic()
    first, following = reader.read_all([raw, NEXT])
    assert time.monotonic() - began < 10
    assert isinstance(first, Message | Unreadable)
    assert isinstance(following, Message)
    assert following.subject == "the next"


@pytest.mark.parametrize("name", hostile.HOSTILE)
def test_twice_the_hostility_costs_twice_and_not_four_times(name: str) -> None:
    small, large = hostile.HOSTILE[name](60_000), hostile.HOSTILE[name](480_000)
    parse(small)
    assert spent(large) < 8 * 3 * spent(small) + 0.15


def spent(raw: bytes) -> float:
    """CPU seconds, the better of two."""
    best = 9e9
    for _ in range(2):
        began = time.process_time()
        parse(raw)
        best = min(best, time.process_time() - began)
    return best


def test_a_mail_that_hangs_python_when_it_is_written_anew_is_only_read() -> None:
    message = parse(hostile.a_parameter_of_72_letters(0))
    assert message.text == "Hello"
    assert message.sender is not None
