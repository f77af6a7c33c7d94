"""When a mail that the relay put off is tried again, and when to give up. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

# Short at first: greylisting (RFC 6647) and a relay's restart are over in minutes. RFC 5321 section 4.5.4.1
# asks to go on for 4 to 5 days; towards our own relay the first pauses may be shorter than its 30 minutes.
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 10, 20, 40, 60, 60, 120, 120, 240))
GIVE_UP_AFTER = timedelta(days=5)
# A mail that couldn't be tried for days (the relay or the desk was away) has not been refused for days.
TRIES_AT_LEAST = 6


def next_try(tries: int, created_at: datetime, now: datetime) -> datetime | None:
    """When to try again after `tries` tries (>= 1) of a mail made at `created_at`; None: give up.

    The last try falls on the end of the five days; later only for a mail that was hardly tried until then.

    >>> from datetime import UTC
    >>> made = datetime(2026, 11, 23, 12, tzinfo=UTC)
    >>> next_try(1, made, made).isoformat()
    '2026-11-23T12:01:00+00:00'
    >>> next_try(99, made, made + GIVE_UP_AFTER) is None
    True
    """
    end = created_at + GIVE_UP_AFTER
    if now >= end and tries >= TRIES_AT_LEAST:
        return None
    pause = PAUSES[min(max(tries, 1), len(PAUSES)) - 1]
    return min(now + pause, end) if now < end else now + pause


def tries_that_count(tries: int, last_said_at: datetime, now: datetime) -> int:
    """Of `tries`, this one among them, those since which it was tried on and on: before a pause of days (the desk or
    the relay was away, or a clock jumped) it was not refused for days.

    >>> from datetime import UTC
    >>> said = datetime(2026, 11, 23, 12, tzinfo=UTC)
    >>> tries_that_count(18, said, said + timedelta(days=1)), tries_that_count(18, said, said + GIVE_UP_AFTER)
    (18, 1)
    """
    return tries if now - last_said_at < GIVE_UP_AFTER else 1
