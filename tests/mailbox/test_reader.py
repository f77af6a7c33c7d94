"""The reading process: what a mail does to it costs that mail only."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frontdesk.mailbox.parse import parse
from frontdesk.mailbox.worker.reader import NoReadingProcess, Reader, Unreadable
from frontdesk.mailbox.worker.wire import from_bytes, to_bytes
from frontdesk.rules.model import Message

LETTERS = sorted((Path(__file__).resolve().parents[1] / "letters").glob("*.eml"))
PLAIN = b"From: Ann <ann@example.org>\nSubject: Printer %d\n\nIt jams.\n"
SLOW = b"Content-Type: text/html\n\n" + b"<table><tr><td>" * 130_000  # a second or so of CPU
LARGE = b"Content-Type: text/plain; charset=utf-8\n\n" + "ü".encode() * 3_000_000


def plain(count: int) -> list[bytes]:
    return [PLAIN % number for number in range(count)]


def worker_of(reader: Reader) -> int:
    assert reader._worker is not None
    return reader._worker._process.pid


def is_running(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().split(") ")[1][0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


def subjects(read: list[Message | Unreadable]) -> list[str]:
    return [one.subject if isinstance(one, Message) else one.reason for one in read]


@pytest.mark.parametrize("letter", LETTERS, ids=[letter.stem for letter in LETTERS])
def test_a_message_comes_back_from_the_process_as_it_was_read(letter: Path) -> None:
    message = parse(letter.read_bytes())
    assert from_bytes(to_bytes(message)) == message


@given(st.binary(max_size=300))
@settings(deadline=None)  # the first mail of a process reads what it understands
def test_whatever_was_read_goes_through_the_pipe(raw: bytes) -> None:
    message = parse(raw)
    assert from_bytes(to_bytes(message)) == message


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b"[1]", b"null", b"\xff", b'["a"]'])
def test_what_is_no_message_is_refused(data: bytes) -> None:
    with pytest.raises((ValueError, TypeError, IndexError, KeyError)):
        from_bytes(data)


def test_the_process_and_the_inline_reader_read_the_same() -> None:
    raws = [letter.read_bytes() for letter in LETTERS]
    with Reader() as reader, Reader(inline=True) as inline:
        read = reader.read_all(raws)
        assert read == inline.read_all(raws) == [parse(raw) for raw in raws]
        with_files = (LETTERS[0].parent / "winmail-dat-with-files-and-text.eml").read_bytes()
        assert (
            reader.attachments(with_files, [1]) == inline.attachments(with_files, [1]) == {1: b"MZ\x90\0\3\0"}
        )
        assert reader.attachments(with_files) == inline.attachments(with_files)


def test_a_run_that_finds_no_mail_starts_no_process() -> None:
    with Reader(waits=True) as reader:
        assert reader._worker is None
        assert subjects(reader.read_all(plain(1))) == ["Printer 0"]
        assert is_running(worker_of(reader))


def test_mails_larger_than_any_pipe_go_through() -> None:
    with Reader() as reader:
        read = reader.read_all([LARGE, *plain(3), LARGE])
    assert [type(one) for one in read] == [Message] * 5
    assert subjects(read)[1:4] == ["Printer 0", "Printer 1", "Printer 2"]


def test_a_mail_that_takes_too_long_is_unreadable_and_the_rest_is_read() -> None:
    with Reader(cpu_seconds=0.2) as reader:
        first = reader.read(plain(1)[0])
        process = worker_of(reader)
        read = reader.read_all([*plain(2), SLOW, *plain(2)])
        assert subjects(read) == [
            "Printer 0",
            "Printer 1",
            "reading it took more than 0.2 seconds of CPU time",
            "Printer 0",
            "Printer 1",
        ]
        assert isinstance(first, Message)
        assert worker_of(reader) != process
        assert not is_running(process)


def test_a_mail_that_takes_too_much_memory_is_unreadable_and_the_rest_is_read() -> None:
    with Reader(memory=8 << 20) as reader:
        read = reader.read_all([*plain(1), LARGE, *plain(2)])
    assert subjects(read) == [
        "Printer 0",
        "reading it took more memory than a mail may take",
        "Printer 0",
        "Printer 1",
    ]


def test_a_process_that_stands_still_is_replaced() -> None:
    with Reader(wall_seconds=1) as reader:
        reader.read_all(plain(1))
        os.kill(worker_of(reader), signal.SIGSTOP)
        began = time.monotonic()
        assert subjects(reader.read_all(plain(2))) == ["reading it took more than 1 seconds", "Printer 1"]
        assert time.monotonic() - began < 5


def test_a_process_killed_from_outside_is_not_the_mails_fault() -> None:
    with Reader() as reader:
        reader.read_all(plain(1))
        os.kill(worker_of(reader), signal.SIGKILL)
        assert subjects(reader.read_all(plain(3))) == ["Printer 0", "Printer 1", "Printer 2"]


def test_a_process_that_cannot_start_blames_no_mail(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with Reader() as reader, pytest.raises(NoReadingProcess, match="ended at its start"):
        reader.read_all(plain(1))
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(NoReadingProcess, match="cannot be started"):
        Reader().read_all(plain(1))


def test_the_process_knows_none_of_the_desks_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IMAP_PASSWORD", "correct horse")
    with Reader() as reader:
        assert subjects(reader.read_all(plain(1))) == ["Printer 0"]
        assert b"correct horse" not in Path(f"/proc/{worker_of(reader)}/environ").read_bytes()


def test_closing_leaves_no_process_and_no_open_file() -> None:
    before = set(os.listdir("/proc/self/fd"))
    for _ in range(3):
        with Reader() as reader:
            reader.read_all(plain(2))
            process = worker_of(reader)
        assert not is_running(process)
        assert not Path(f"/proc/{process}").exists()  # no zombie either
    assert set(os.listdir("/proc/self/fd")) == before


def test_a_closed_reader_starts_again_when_it_is_used_again() -> None:
    with Reader() as reader:
        reader.close()
        assert subjects(reader.read_all(plain(1))) == ["Printer 0"]


def test_the_process_ends_when_the_desk_is_killed() -> None:
    script = (
        "import os, signal; from frontdesk.mailbox.worker.reader import Reader; reader = Reader().__enter__();"
        "reader.read(b'Subject: x'); print(reader._worker._process.pid, flush=True); os.kill(os.getpid(), 9)"
    )
    desk = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert desk.returncode == -signal.SIGKILL
    process = int(desk.stdout)
    deadline = time.monotonic() + 5
    while is_running(process) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not is_running(process)


def test_interrupts_for_the_desk_do_not_reach_the_process() -> None:
    with Reader() as reader:
        reader.read_all(plain(1))
        process = worker_of(reader)
        os.kill(process, signal.SIGINT)
        os.kill(process, signal.SIGTERM)
        assert subjects(reader.read_all(plain(1))) == ["Printer 0"]
        assert worker_of(reader) == process
        assert os.getsid(process) != os.getsid(0)


@pytest.fixture
def interrupts() -> Iterator[None]:
    """SIGINT means what it does in a terminal: what a shell starts in the background ignores it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_an_interrupt_while_reading_leaves_a_reader_that_reads_rightly(interrupts: None) -> None:
    with Reader() as reader:
        reader.read_all(plain(1))
        timer = threading.Timer(0.2, signal.raise_signal, (signal.SIGINT,))
        timer.start()
        with pytest.raises(KeyboardInterrupt):
            reader.read_all([SLOW] * 20)
        timer.join()
        assert subjects(reader.read_all(plain(2))) == ["Printer 0", "Printer 1"]


def test_readers_in_threads_and_in_a_running_loop_do_not_disturb_each_other() -> None:
    async def many(reader: Reader) -> list[list[Message | Unreadable]]:
        return await asyncio.gather(*(asyncio.to_thread(reader.read_all, plain(20)) for _ in range(4)))

    with Reader() as reader:
        for read in asyncio.run(many(reader)):
            assert subjects(read) == [f"Printer {number}" for number in range(20)]
