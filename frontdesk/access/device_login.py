"""Signing in with a code that a person types in on another device (RFC 8628)."""

from __future__ import annotations

import time
from collections.abc import Callable

from frontdesk.access.answers import Grant, GrantRefused
from frontdesk.access.grants import Provider
from frontdesk.mailbox.errors import ConnectionLost, LoginRefused

SLOWER_BY = 5.0


def device_login(
    provider: Provider,
    say: Callable[[str], object],
    sleep: Callable[[float], object] = time.sleep,
    clock: Callable[[], float] = time.monotonic,
) -> Grant:
    """Waits until somebody has typed it in. A provider that is away for a moment is asked again."""
    if not provider.endpoints.device:
        problem = "the provider offers no device codes for mail"
        raise LoginRefused(problem, remedy="frontdesk login, or frontdesk login --paste.")
    code = provider.begin_device()
    say(code.message or "To sign the desk in, open this page and type in the code:")
    say(f"\n    {code.address}\n    {code.user_code}\n")
    end, interval = clock() + code.seconds, code.interval
    while clock() < end:
        sleep(interval)
        try:
            return provider.by_device(code.code)
        except GrantRefused as error:
            if error.error == "slow_down":
                interval += SLOWER_BY
            elif error.error != "authorization_pending":
                raise
        except ConnectionLost:
            interval += SLOWER_BY
    problem = "nobody typed the code in in time"
    raise GrantRefused(problem, remedy="frontdesk login --device-code.", error="expired_token")
