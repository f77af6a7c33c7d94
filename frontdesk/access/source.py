"""The source of tokens: one for each process, asked at every login. Knows when another is due, and when not to ask.

An application's token is kept here alone; that of a person who signed in stands in the database (`access.person`).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from frontdesk.access.tokens import FORCED_EVERY, Ends, Held, held_of, part_of
from frontdesk.mailbox.errors import ConnectionLost, MailboxError

if TYPE_CHECKING:
    from frontdesk.access.answers import Grant
    from frontdesk.access.grants import Provider

ASKED_AGAIN_AFTER = 15 * 60.0


class TokenSource(Protocol):
    """`skew`: how far the provider's clock is ahead of ours in seconds, if it told when it was asked last."""

    skew: float | None

    def token(self, refused: str = "") -> str:
        """An access token that holds for a while. `refused`: the one that the server has just refused; the same again
        says that there is no other. Raises `LoginRefused` and `ConnectionLost`.
        """

    def held(self, access: str) -> Held | None:
        """What is known of a token that was given out."""

    def good_until(self) -> float | None:
        """Seconds that the token in hand holds yet; None without one."""


class Patience:
    """What the provider said last, so that it isn't asked again too soon. `fingerprint`: of what was shown to it."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._until = 0.0
        self._error: MailboxError | None = None
        self._fingerprint = 0

    def check(self, fingerprint: int) -> None:
        if self._error is not None and self._clock() < self._until and fingerprint == self._fingerprint:
            raise self._error.with_traceback(None)

    def note(self, error: MailboxError | None, fingerprint: int) -> None:
        wait = getattr(error, "wait", 0.0) if isinstance(error, ConnectionLost) else ASKED_AGAIN_AFTER
        self._error, self._fingerprint, self._until = error, fingerprint, self._clock() + wait


class ApplicationSource:
    """Client credentials, or a service account: nothing is stored."""

    def __init__(
        self,
        provider: Callable[[], Provider],
        ask: Callable[[Provider], Grant],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._provider, self._ask, self._clock = provider, ask, clock
        self._lock = threading.Lock()
        self._held: Held | None = None
        self._ends = Ends()
        self._patience = Patience(clock)
        self._forced_at = -FORCED_EVERY
        self.skew: float | None = None

    def token(self, refused: str = "") -> str:
        with self._lock:
            now, have = self._clock(), self._held
            if have is not None and have.access != refused and now < have.renew_at:
                return have.access
            if have is not None and have.access == refused and now < have.renew_at:
                if now - self._forced_at < part_of(FORCED_EVERY, have.life):
                    return have.access
                self._forced_at = now
            return self._another()

    def _another(self) -> str:
        asked_at = self._clock()
        try:
            grant = self._asked()
        except ConnectionLost:
            if self._held is None or asked_at >= self._held.until:
                raise
            return self._held.access  # the provider is away, and the old one holds for some minutes yet
        self.skew = grant.skew
        self._held = held_of(grant, asked_at)
        self._ends.note(self._held)
        return self._held.access

    def _asked(self) -> Grant:
        provider = self._provider()
        shown = hash((provider.client.secret, provider.client.key))
        self._patience.check(shown)
        try:
            grant = self._ask(provider)
        except MailboxError as error:
            self._patience.note(error, shown)
            raise
        self._patience.note(None, shown)
        return grant

    def held(self, access: str) -> Held | None:
        return self._ends.of(access)

    def good_until(self) -> float | None:
        return None if self._held is None else max(0.0, self._held.until - self._clock())
