"""Reads mail in a process of its own, so that no mail can stop, kill or fill the desk.

The process is started once and kept; mails go to it over a pipe, several at a time. Whatever a mail does to
it (hang, crash, eat memory), that one mail is Unreadable with the reason, the process is replaced, and the
next mail is read. Linux and other Unixes.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import TypeVar

from frontdesk.mailbox.limits import LIMITS, Limits
from frontdesk.mailbox.worker.process import NoReadingProcess, Question, Stopped, Worker
from frontdesk.mailbox.worker.wire import from_bytes
from frontdesk.mailbox.worker.words import ATTACHMENTS, DONE, FAILED, PARSE, Bounds
from frontdesk.rules.model import Message

__all__ = ["NoReadingProcess", "Reader", "Unreadable"]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A mail that could not be read; `reason` says why, for the quarantine. Trying again will not help."""

    reason: str


class Reader:
    """A context manager around the reading process. Methods may be called from any thread, one at a time.

    `cpu_seconds`, `wall_seconds`: for one mail; `memory`: bytes for one mail over what Python needs.
    `inline`: no process; mails are read here and unprotected (for simulations with mails of their own).
    `waits`: the process starts with the first mail, where there may be none.
    """

    def __init__(
        self,
        limits: Limits = LIMITS,
        *,
        cpu_seconds: float = 10.0,
        wall_seconds: float = 12.0,
        memory: int = 1 << 30,
        inline: bool = False,
        waits: bool = False,
    ) -> None:
        self._limits = limits
        self._bounds = Bounds(cpu_seconds, memory)
        self._wall_seconds = wall_seconds
        self._inline = inline
        self._waits = waits
        self._worker: Worker | None = None
        self._lock = threading.Lock()

    def __enter__(self) -> Reader:
        if not self._inline and not self._waits:
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

    def read_all(
        self, raws: Sequence[bytes], each: Callable[[], None] = lambda: None
    ) -> list[Message | Unreadable]:
        """The message in each mail, in the order given. `each` is called after each one: some take long."""
        if self._inline:
            from frontdesk.mailbox.parse import parse  # by nobody else in the desk's own process

            return [_guarded(lambda raw=raw: parse(raw, self._limits)) for raw in raws]  # type: ignore[misc]
        return self._asked([(PARSE, b"", raw) for raw in raws], from_bytes, each)

    def attachments(
        self, raw: bytes, indexes: Collection[int] | None = None
    ) -> dict[int, bytes] | Unreadable:
        """The bytes of the attachments with these indexes, see `attachments.attachment_contents`."""
        if self._inline:
            from frontdesk.mailbox.parsing.bodies import attachment_contents

            return _guarded(lambda: attachment_contents(raw, indexes, self._limits))
        arguments = json.dumps(None if indexes is None else sorted(indexes)).encode("ascii")
        return self._asked([(ATTACHMENTS, arguments, raw)], _contents)[0]

    def _asked(
        self,
        questions: list[Question],
        understand: Callable[[bytes], T],
        each: Callable[[], None] = lambda: None,
    ) -> list[T | Unreadable]:
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
                        each()
                except Stopped as stopped:
                    self._discard()
                    # Killed by somebody else (the kernel, an admin): not the mail's fault, unless twice.
                    if stopped.from_outside and tried_again != len(answers):
                        tried_again = len(answers)
                    else:
                        answers.append(Unreadable(stopped.reason))
                        each()
                except BaseException:
                    self._discard()  # an interrupt in the middle: the pipe's state is unknown
                    raise
        return answers

    def _running(self) -> Worker:
        if self._worker is None:
            self._worker = Worker(self._bounds, self._wall_seconds, self._limits)
        return self._worker

    def _discard(self) -> None:
        worker, self._worker = self._worker, None
        if worker:
            worker.end()


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
