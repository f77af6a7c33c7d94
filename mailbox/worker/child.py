"""The process that reads mail for `reader.Reader`: frames in on one pipe, answers out on another.

It may be stopped at any moment by its own limits; once it reads mail it opens no file but those of time zones, and no
connection.
Never imported by anything but the command line that Reader makes.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import signal
import sys
from typing import BinaryIO

from frontdesk.mailbox.limits import Limits
from frontdesk.mailbox.parse import parse
from frontdesk.mailbox.parsing.bodies import attachment_contents
from frontdesk.mailbox.worker.wire import to_bytes
from frontdesk.mailbox.worker.words import ANSWER, DONE, FAILED, OUT_OF_MEMORY, PARSE, QUESTION, READY, Bounds
from frontdesk.rules import understood


def main() -> None:
    """Read questions until the desk closes the pipe or is gone."""
    settings = json.loads(sys.argv[1])
    bounds, limits = Bounds(**settings["bounds"]), Limits(**settings["limits"])
    understood.learn_too(
        {language: json.loads(rows) for language, rows in zip(*[iter(sys.argv[2:])] * 2, strict=True)}
    )
    understood.read_all()
    questions, answers = _pipes()
    _confine(bounds)
    gc.freeze()
    gc.set_threshold(20_000)  # a mail leaves few cycles behind
    answers.write(ANSWER.pack(READY, 0))
    answers.flush()
    while (head := questions.read(QUESTION.size)) and len(head) == QUESTION.size:
        kind, of_arguments, of_raw = QUESTION.unpack(head)
        arguments, raw = questions.read(of_arguments), questions.read(of_raw)
        if len(raw) < of_raw:
            break
        outcome, data = _answer(kind, arguments, raw, bounds, limits)
        del raw
        answers.write(ANSWER.pack(outcome, len(data)))
        answers.write(data)
        answers.flush()
        if outcome == OUT_OF_MEMORY:
            break


def _pipes() -> tuple[BinaryIO, BinaryIO]:
    """The pipes to the desk, taken away from anything that might print."""
    questions, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)
    os.close(nowhere)
    return questions, answers


def _confine(bounds: Bounds) -> None:
    """Interrupts are the desk's business; memory is bounded once, time for each mail anew."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    most = _address_space() + bounds.memory
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard == resource.RLIM_INFINITY or most < hard:
        resource.setrlimit(resource.RLIMIT_AS, (most, hard))


def _address_space() -> int:
    try:
        with open("/proc/self/statm", "rb") as statm:
            return int(statm.read().split()[0]) * resource.getpagesize()
    except OSError:  # not Linux
        return 512 << 20


def _answer(kind: int, arguments: bytes, raw: bytes, bounds: Bounds, limits: Limits) -> tuple[int, bytes]:
    """The answer to one question. The alarm ends the process if it goes off: nothing in it could. It counts
    CPU time only, so it rests while the process waits; time on the wall is the desk's to watch."""
    signal.setitimer(signal.ITIMER_PROF, bounds.cpu_seconds)
    try:
        if kind == PARSE:
            return DONE, to_bytes(parse(raw, limits))
        return DONE, _contents(raw, arguments, limits)
    except MemoryError:
        return OUT_OF_MEMORY, b""
    except Exception as error:
        return FAILED, f"{type(error).__name__}: {error}"[:500].encode("utf-8", "replace")


def _contents(raw: bytes, arguments: bytes, limits: Limits) -> bytes:
    """A line of JSON with (index, size) of each attachment, then their bytes one after another."""
    contents = attachment_contents(raw, json.loads(arguments), limits)
    sizes = json.dumps([(index, len(content)) for index, content in contents.items()])
    return b"\n".join((sizes.encode("ascii"), b"".join(contents.values())))
