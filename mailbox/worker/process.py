"""The desk's end of the reading process: starting it, the pipes to it, and how it ended.

Knows nothing of what is asked and answered. Its other end is `reader_worker`.
"""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict

from frontdesk.mailbox.errors import MailboxError
from frontdesk.mailbox.limits import Limits
from frontdesk.mailbox.worker.words import ANSWER, QUESTION, READY, Bounds
from frontdesk.rules import understood

_START = "import sys; sys.path[:] = {path!r}; from frontdesk.mailbox.worker.child import main; main()"
_GRACE = 5.0  # seconds for a process that has closed its pipe to be gone
# All that Python needs to start; the desk's passwords are no business of a process that reads strangers' mail.
_ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV", "LD_LIBRARY_PATH")
_CHUNK = 1 << 18
_MOST_ANSWER = 1 << 28  # bytes; an answer that claims more is no answer


class NoReadingProcess(MailboxError):
    """The process cannot be started or ends before it reads anything; no mail is to blame."""

    remedy = "See that Python can start another process and that memory is free; it is tried again."


Question = tuple[int, bytes, bytes]  # what is asked, its arguments, the raw mail


class Stopped(Exception):
    """The process is gone. `from_outside`: not by one of its limits."""

    def __init__(self, reason: str, *, from_outside: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.from_outside = from_outside


class Worker:
    """One process and its pipes."""

    def __init__(self, bounds: Bounds, wall_seconds: float, limits: Limits) -> None:
        self._bounds = bounds
        self._wall_seconds = wall_seconds
        settings = json.dumps({"bounds": asdict(bounds), "limits": asdict(limits)})
        self._ready = False
        words = [text for one in understood.of_admin().items() for text in (one[0], json.dumps(one[1]))]
        self._process = _started([sys.executable, "-c", _START.format(path=sys.path), settings, *words])
        assert self._process.stdin
        assert self._process.stdout
        self._to, self._from = self._process.stdin.fileno(), self._process.stdout.fileno()
        os.set_blocking(self._to, False)
        os.set_blocking(self._from, False)

    def ask(self, questions: Sequence[Question]) -> Iterator[tuple[int, bytes]]:
        """Each question's answer as soon as it is there, while further questions go out. Raises Stopped."""
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
            raise Stopped(f"reading it took more than {self._wall_seconds:g} seconds")

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

    def _gone(self) -> Stopped:
        """Why the process ended by itself."""
        code = self._process.wait(_GRACE)
        if code == -signal.SIGPROF:
            return Stopped(f"reading it took more than {self._bounds.cpu_seconds:g} seconds of CPU time")
        name = signal.Signals(-code).name if code < 0 else f"exit code {code}"
        if not self._ready:
            raise NoReadingProcess(f"the process that reads mail ended at its start with {name}")
        return Stopped(f"the process that read it ended with {name}", from_outside=True)

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
            env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
            start_new_session=True,  # Ctrl-C is for the desk, which then closes the pipe
            bufsize=0,
        )
    except OSError as error:
        raise NoReadingProcess(f"the process that reads mail cannot be started: {error}") from error


class _Outgoing:
    """The questions as one stream of bytes that is never copied as a whole."""

    def __init__(self, questions: Sequence[Question]) -> None:
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
        raise Stopped("what was read of it is too large")
    if len(incoming) < ANSWER.size + size:
        return None
    data = bytes(incoming[ANSWER.size : ANSWER.size + size])
    del incoming[: ANSWER.size + size]
    return outcome, data
