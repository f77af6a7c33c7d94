"""Sleeping until mail comes: IDLE (RFC 2177) where the server has it, else on the clock.

Written on the wire because imapclient's `idle_check` returns at once on a dead connection, fails on an answer
that comes in two packets, and misses one that comes in the same packet as the "+".
"""

from __future__ import annotations

import itertools
import time

from frontdesk.mailbox.errors import Refused
from frontdesk.mailbox.imap.session import Wire, ended, lines_until

LONGEST_IDLE = 120.0  # seconds; a connection that died silently is noticed after so long
GOODBYE = 2.0  # seconds that a server has to end an IDLE when we are woken to stop

_numbers = itertools.count(1)


def idle(wire: Wire, seconds: float, wake_fd: int | None) -> bool:
    """Whether `wake_fd` woke us. Ends at `seconds`, on new mail (`wire.news`) or on `wake_fd`.

    `Refused` when the server won't idle. `ConnectionLost` when it is gone or doesn't end the IDLE.
    """
    end = time.monotonic() + seconds
    woken = False
    while not (wire.news or woken) and (left := end - time.monotonic()) > 0:
        woken = _idle_once(wire, min(left, LONGEST_IDLE), wake_fd)
    return woken


def _idle_once(wire: Wire, seconds: float, wake_fd: int | None) -> bool:
    tag = b"IDLE%d" % next(_numbers)
    wire.send(tag + b" IDLE\r\n")
    _await_continuation(wire, tag)
    woken = _listen(wire, time.monotonic() + seconds, wake_fd)
    if woken:
        wire.connection.allow(GOODBYE)
    wire.send(b"DONE\r\n")
    for _ in lines_until(wire, tag):
        pass
    wire.connection.allow(wire.account.read_timeout)
    return woken


def _await_continuation(wire: Wire, tag: bytes) -> None:
    for line in lines_until(wire, tag):
        if line.startswith(b"+"):
            return
    raise Refused("the server refuses IDLE")


def _listen(wire: Wire, end: float, wake_fd: int | None) -> bool:
    """Reads what the server tells while idling; whether `wake_fd` ended it."""
    connection = wire.connection
    while not wire.news:
        while not connection.has_line():
            more, woken = connection.await_more(end - time.monotonic(), wake_fd)
            if woken or not more:
                return woken
        line = wire.readline()
        if line.startswith(b"* BYE"):
            raise ended(line)
    return False


def sleep(wire: Wire, seconds: float, wake_fd: int | None) -> bool:
    """The same without IDLE: the time passes; a server that says something (it closes) ends it too."""
    if wire.news:
        return False
    return wire.connection.await_more(seconds, wake_fd)[1]
