"""Reads mail in a process of its own, so that no mail can stop, kill or fill the desk.

The process is started once and kept; mails go to it over a pipe, several at a time. Whatever a mail does to
it (hang, crash, eat memory), that one mail is Unreadable with the reason, the process is replaced, and the
next mail is read. Linux and other Unixes.
"""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import asdict, dataclass
from types import TracebackType
from typing import TypeVar

from frontdesk.mailbox.attachments import attachment_contents
from frontdesk.mailbox.errors import MailboxError
from frontdesk.mailbox.limits import LIMITS, Limits
from frontdesk.mailbox.parse import parse
from frontdesk.mailbox.reader_worker import ANSWER, ATTACHMENTS, DONE, FAILED, PARSE, QUESTION, READY, Bounds
from frontdesk.mailbox.wire import from_bytes
from frontdesk.rules.model import Message

T = TypeVar("T")

_START = "import sys; sys.path[:] = {path!r}; from frontdesk.mailbox.reader_worker import main; main()"
_GRACE = 5.0  # seconds for a process that has closed its pipe to be gone
_CHUNK = 1 << 18
_MOST_ANSWER = 1 << 28  # bytes; an answer that claims more is no answer


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A mail that could not be read; `reason` says why, for the quarantine. Trying again will not help."""

    reason: str


class NoReadingProcess(MailboxError):
    """The process cannot be started or ends before it reads anything; no mail is to blame."""

    remedy = "See that Python can start another process and that memory is free; it is tried again."


class Reader:
    """A context manager around the reading process. Methods may be called from any thread, one at a time.

    `cpu_seconds`, `wall_seconds`: for one mail; `memory`: bytes for one mail over what Python needs.
    `inline`: no process; mails are read here and unprotected (for simulations with mails of their own).
    """

    def __init__(
        self,
        limits: Limits = LIMITS,
        *,
        cpu_seconds: float = 20.0,
        wall_seconds: float = 30.0,
        memory: int = 1 << 30,
        inline: bool = False,
    ) -> None:
        self._limits = limits
        self._bounds = Bounds(cpu_seconds, memory)
        self._wall_seconds = wall_seconds
        self._inline = inline
        self._worker: _Worker | None = None
        self._lock = threading.Lock()

    def __enter__(self) -> Reader:
        if not self._inline:
            self._running()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the process. The reader starts a new one if it is used again."""
        with self._lock:
            self._discard()

    def read(self, raw: bytes) -> Message | Unreadable:
        """The message in one mail."""
        return self.read_all((raw,))[0]

    def read_all(self, raws: Sequence[bytes]) -> list[Message | Unreadable]:
        """The message in each mail, in the order given."""
        if self._inline:
            return [_guarded(lambda raw=raw: parse(raw, self._limits)) for raw in raws]  # type: ignore[misc]
        return self._asked([(PARSE, b"", raw) for raw in raws], from_bytes)

    def attachments(
        self, raw: bytes, indexes: Collection[int] | None = None
    ) -> dict[int, bytes] | Unreadable:
        """The bytes of the attachments with these indexes, see `attachments.attachment_contents`."""
        if self._inline:
            return _guarded(lambda: attachment_contents(raw, indexes, self._limits))
        arguments = json.dumps(None if indexes is None else sorted(indexes)).encode("ascii")
        return self._asked([(ATTACHMENTS, arguments, raw)], _contents)[0]

    def _asked(self, questions: list[_Question], understand: Callable[[bytes], T]) -> list[T | Unreadable]:
        """Every question's answer. The process that fails at one is replaced and asked the rest.

        Raises NoReadingProcess.
        """
        answers: list[T | Unreadable] = []
        tried_again = -1
        with self._lock:
            while len(answers) < len(questions):
                try:
                    for outcome, data in self._running().ask(questions[len(answers) :]):
                        answers.append(_understood(outcome, data, understand))
                except _Stopped as stopped:
                    self._discard()
                    # Killed by somebody else (the kernel, an admin): not the mail's fault, unless twice.
                    if stopped.from_outside and tried_again != len(answers):
                        tried_again = len(answers)
                    else:
                        answers.append(Unreadable(stopped.reason))
                except BaseException:
                    self._discard()  # an interrupt in the middle: the pipe's state is unknown
                    raise
        return answers

    def _running(self) -> _Worker:
        if self._worker is None:
            self._worker = _Worker(self._bounds, self._wall_seconds, self._limits)
        return self._worker

    def _discard(self) -> None:
        worker, self._worker = self._worker, None
        if worker:
            worker.end()


_Question = tuple[int, bytes, bytes]  # what is asked, its arguments, the raw mail


class _Stopped(Exception):
    """The process is gone. `from_outside`: not by one of its limits."""

    def __init__(self, reason: str, *, from_outside: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.from_outside = from_outside


class _Worker:
    """One process and its pipes."""

    def __init__(self, bounds: Bounds, wall_seconds: float, limits: Limits) -> None:
        self._bounds = bounds
        self._wall_seconds = wall_seconds
        settings = json.dumps({"bounds": asdict(bounds), "limits": asdict(limits)})
        self._ready = False
        self._process = _started([sys.executable, "-c", _START.format(path=sys.path), settings])
        assert self._process.stdin
        assert self._process.stdout
        self._to, self._from = self._process.stdin.fileno(), self._process.stdout.fileno()
        os.set_blocking(self._to, False)
        os.set_blocking(self._from, False)

    def ask(self, questions: Sequence[_Question]) -> Iterator[tuple[int, bytes]]:
        """Each question's answer as soon as it is there, while further questions go out. Raises _Stopped."""
        outgoing = _Outgoing(questions)
        incoming = bytearray()
        left = len(questions)
        while left:
            self._wait(outgoing)
            self._send(outgoing)
            self._receive(incoming)
            while left and (answer := _next_answer(incoming)):
                if answer[0] == READY:
                    self._ready = True
                else:
                    left -= 1
                    yield answer

    def _wait(self, outgoing: _Outgoing) -> None:
        waiting = select.poll()
        waiting.register(self._from, select.POLLIN)
        if outgoing:
            waiting.register(self._to, select.POLLOUT)
        if not waiting.poll(self._wall_seconds * 1000):  # since the last answer, or the last byte taken
            self._process.kill()
            raise _Stopped(f"reading it took more than {self._wall_seconds:g} seconds")

    def _send(self, outgoing: _Outgoing) -> None:
        try:
            while outgoing:
                outgoing.sent(os.write(self._to, outgoing.chunk()))
        except BlockingIOError:
            pass
        except BrokenPipeError:
            pass  # it is gone: what it still answered is read first

    def _receive(self, incoming: bytearray) -> None:
        try:
            while data := os.read(self._from, _CHUNK):
                incoming += data
                if len(data) < _CHUNK:
                    return
        except BlockingIOError:
            return
        if not incoming or not _is_answer(incoming):
            raise self._gone()

    def _gone(self) -> _Stopped:
        """Why the process ended by itself."""
        code = self._process.wait(_GRACE)
        if code == -signal.SIGPROF:
            return _Stopped(f"reading it took more than {self._bounds.cpu_seconds:g} seconds of CPU time")
        name = signal.Signals(-code).name if code < 0 else f"exit code {code}"
        if not self._ready:
            raise NoReadingProcess(f"the process that reads mail ended at its start with {name}")
        return _Stopped(f"the process that read it ended with {name}", from_outside=True)

    def end(self) -> None:
        """Close the pipes and see the process off; no zombie stays."""
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                pipe.close()
        try:
            self._process.wait(0.5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def _started(command: list[str]) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is for the desk, which then closes the pipe
            bufsize=0,
        )
    except OSError as error:
        raise NoReadingProcess(f"the process that reads mail cannot be started: {error}") from error


class _Outgoing:
    """The questions as one stream of bytes that is never copied as a whole."""

    def __init__(self, questions: Sequence[_Question]) -> None:
        self._pieces = [
            piece
            for kind, arguments, raw in reversed(questions)
            for piece in (raw, QUESTION.pack(kind, len(arguments), len(raw)) + arguments)
            if piece
        ]
        self._view = memoryview(self._pieces.pop()) if self._pieces else memoryview(b"")

    def __bool__(self) -> bool:
        return len(self._view) > 0

    def chunk(self) -> memoryview:
        return self._view[:_CHUNK]

    def sent(self, count: int) -> None:
        self._view = self._view[count:]
        if not self._view and self._pieces:
            self._view = memoryview(self._pieces.pop())


def _is_answer(incoming: bytearray) -> bool:
    return len(incoming) >= ANSWER.size and len(incoming) >= ANSWER.size + ANSWER.unpack_from(incoming)[1]


def _next_answer(incoming: bytearray) -> tuple[int, bytes] | None:
    """The answer that is wholly there, taken out of `incoming`."""
    if len(incoming) < ANSWER.size:
        return None
    outcome, size = ANSWER.unpack_from(incoming)
    if size > _MOST_ANSWER:
        raise _Stopped("what was read of it is too large")
    if len(incoming) < ANSWER.size + size:
        return None
    data = bytes(incoming[ANSWER.size : ANSWER.size + size])
    del incoming[: ANSWER.size + size]
    return outcome, data


def _understood(outcome: int, data: bytes, understand: Callable[[bytes], T]) -> T | Unreadable:
    if outcome == DONE:
        try:
            return understand(data)
        except (ValueError, TypeError, KeyError, IndexError) as error:
            return Unreadable(f"the reading process answered nonsense: {error}"[:500])
    if outcome == FAILED:
        return Unreadable("reading it failed: " + data.decode("utf-8", "replace"))
    return Unreadable("reading it took more memory than a mail may take")


def _contents(data: bytes) -> dict[int, bytes]:
    head, _, body = data.partition(b"\n")
    contents, start = {}, 0
    for index, size in json.loads(head):
        contents[index] = body[start : start + size]
        start += size
    return contents


def _guarded(work: Callable[[], T]) -> T | Unreadable:
    try:
        return work()
    except Exception as error:
        return Unreadable(f"reading it failed: {type(error).__name__}: {error}"[:500])
