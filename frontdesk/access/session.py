"""How long a mail session holds: providers end one when its token does, which is no trouble. No I/O."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

from frontdesk.access.source import TokenSource
from frontdesk.access.tokens import Held, part_of
from frontdesk.mailbox.errors import ConnectionLost, MailboxError

RENEWED_BEFORE = 90.0  # seconds with which a session is left by ourselves
OVER_BEFORE = 60.0  # a session that is cut with less left was cut for its token's end
AGAIN = 60.0
LOOK_AGAIN = 10.0
_SAID_SO = re.compile(r"AccessTokenExpired|session (?:has )?expired", re.IGNORECASE)


class TokenSession:
    """The sessions of one connection, one after another. `token` is what the connection asks at its login."""

    def __init__(self, source: TokenSource, clock: Callable[[], float] = time.monotonic) -> None:
        self._source, self._clock = source, clock
        self._in_use: Held | None = None
        self._cut_at: float | None = None
        self._over = ""  # a token that the server calls over, whatever its time
        self._look_again_at = float("-inf")  # while there is no other token to change to

    def token(self, refused: str = "") -> str:
        self._in_use = None
        given = self._source.token(refused or self._over)
        self._over = ""
        self._in_use = self._source.held(given)
        return given

    def renewal_in(self) -> float:
        """Seconds until we should connect anew by ourselves."""
        if self._in_use is None:
            return float("inf")
        at = self._in_use.until - part_of(RENEWED_BEFORE, self._in_use.life)
        return max(at, self._look_again_at) - self._clock()

    def is_to_be_renewed(self) -> bool:
        """Whether it is time, and there is another token: a provider that is away has us keep what we have."""
        if self._in_use is None or self.renewal_in() > 0:
            return False
        self._look_again_at = self._clock() + part_of(LOOK_AGAIN, self._in_use.life)
        try:
            return self._source.token() != self._in_use.access
        except MailboxError:
            return False

    def ended_with_its_token(self, error: MailboxError) -> bool:
        """Whether this loss of a session is no trouble. A second one soon is."""
        if not isinstance(error, ConnectionLost) or self._in_use is None:
            return False
        now, life = self._clock(), self._in_use.life
        over = self._in_use.until - now <= part_of(OVER_BEFORE, life)
        if _SAID_SO.search(str(error)):
            self._over = self._in_use.access
        elif not over:
            return False
        soon = self._cut_at is not None and now - self._cut_at < min(AGAIN, life / 2)
        self._cut_at = now
        return not soon
