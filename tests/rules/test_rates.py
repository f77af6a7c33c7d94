"""The caps hold by counting alone: no header, no word and no sender can lift them."""

from __future__ import annotations

import pytest

from frontdesk.rules.clock.rates import LIMITS, RateLimits, RecentMail, may_send_automatic


@pytest.mark.parametrize(
    "recent",
    [RecentMail(0, 0, 0), RecentMail(9, 29, 999), RecentMail(0, 29, 999), RecentMail(9, 9, 9)],
)
def test_below_every_cap_one_more_may_go(recent: RecentMail) -> None:
    assert may_send_automatic(recent, LIMITS) is None


@pytest.mark.parametrize(
    ("recent", "says"),
    [
        (RecentMail(10, 10, 10), "within an hour, at most 10"),
        (RecentMail(0, 30, 0), "within a day, at most 30"),
        (RecentMail(0, 0, 1000), "this domain within an hour, at most 1000"),
        (RecentMail(1_000_000, 1_000_000, 1_000_000), "at most 10"),
    ],
)
def test_at_a_cap_the_reason_is_told(recent: RecentMail, says: str) -> None:
    reason = may_send_automatic(recent, LIMITS)
    assert reason is not None
    assert says in reason


def test_limits_of_zero_send_nothing() -> None:
    assert may_send_automatic(RecentMail(0, 0, 0), RateLimits(0, 0, 0)) is not None


def test_two_desks_that_answer_each_other_for_a_day_stop_at_the_caps() -> None:
    sent: list[int] = []  # minutes
    for minute in range(24 * 60):
        last_hour = sum(minute - one < 60 for one in sent)
        if may_send_automatic(RecentMail(last_hour, len(sent), last_hour)) is None:
            sent.append(minute)
    assert len(sent) == LIMITS.to_address_a_day
    assert (
        max(sum(hour * 60 <= one < hour * 60 + 60 for one in sent) for hour in range(24))
        <= LIMITS.to_address_an_hour
    )
